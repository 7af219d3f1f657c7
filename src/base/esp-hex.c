/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hexadecimal text both ways. What the bytes mean is known to the callers. */
#include "esp-hex.h"

#include "esp-error.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

char *
esp_hex_encode (const guint8 *bytes, gsize len)
{
  char *text = g_malloc (len * 2 + 1);

  for (gsize i = 0; i < len; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  text[len * 2] = '\0';
  return text;
}

char *
esp_hex_with_colons (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hex[i]; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

char *
esp_hex_encode_colons (const guint8 *bytes, gsize len)
{
  g_autofree char *hex = esp_hex_encode (bytes, len);

  return esp_hex_with_colons (hex);
}

GBytes *
esp_hex_decode (const char *text, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int half = -1;

  for (const char *c = text; *c; c++)
    {
      int value = g_ascii_xdigit_value (*c);

      if (*c == ':' && half < 0 && c != text && c[-1] != ':' && c[1] != '\0')
        continue;
      if (value < 0)
        {
          half = 0;
          break;
        }
      if (half < 0)
        {
          half = value;
        }
      else
        {
          guint8 byte = (guint8) (half << 4 | value);

          g_byte_array_append (bytes, &byte, 1);
          half = -1;
        }
    }
  if (half >= 0 || bytes->len == 0)
    {
      esp_error_set (error, ESP_REASON_HEX_SYNTAX, NULL, "value", text, NULL);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
