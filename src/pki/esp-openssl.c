/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The border between OpenSSL's errors and ours. Sentences are not written here: OpenSSL's own text
 * is technical detail for *Copy details*, never a headline. */
#include "esp-openssl.h"

/* A queue holds 16 entries (ERR_NUM_ERRORS); the bound is for the day when it holds more. */
#define QUEUE_LIMIT 32

void
esp_openssl_move_queue (GError *error)
{
  g_autoptr (GString) detail = g_string_new (NULL);
  const char *data = NULL;
  unsigned long code;
  int flags = 0;

  for (guint i = 0; i < QUEUE_LIMIT; i++)
    {
      char line[256];

      code = ERR_get_error_all (NULL, NULL, NULL, &data, &flags);
      if (code == 0)
        break;
      ERR_error_string_n (code, line, sizeof line);
      if (detail->len > 0)
        g_string_append_c (detail, '\n');
      g_string_append (detail, line);
      if (data && *data && (flags & ERR_TXT_STRING))
        g_string_append_printf (detail, ": %s", data);
    }
  ERR_clear_error ();
  if (error && detail->len > 0)
    esp_error_set_detail (error, detail->str);
}

void
esp_openssl_set_error (GError **error, EspReason reason, const char *object)
{
  esp_error_set (error, reason, object, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
}

GBytes *
esp_openssl_take_der (guint8 *der, int len)
{
  GBytes *bytes;

  if (len <= 0)
    return NULL;
  bytes = g_bytes_new (der, (gsize) len);
  OPENSSL_free (der);
  return bytes;
}
