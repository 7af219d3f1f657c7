/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DER files as PEM text, because operations take requests as text. Nothing is parsed here: a
 * picture gets its armour too, and the parser in pki says that it is a picture.
 */
#include "esp-pem-armour.h"

#include "esp-bounded-file.h"

#include <string.h>

#define ARMOUR_MAX_SIZE 65536
#define LINE_LEN 64

gboolean
esp_pem_has_block (const char *text, gsize len)
{
  const char *end = text + len;
  const char *found = memmem (text, len, ESP_PEM_BEGIN, strlen (ESP_PEM_BEGIN));

  while (found && found > text && found[-1] != '\n')
    {
      found++;
      found = memmem (found, (gsize) (end - found), ESP_PEM_BEGIN, strlen (ESP_PEM_BEGIN));
    }
  return found != NULL;
}

char *
esp_pem_armour_request (const char *path, const char *bytes, gsize len, GError **error)
{
  g_autofree char *base64 = NULL;
  gsize total;
  GString *text;

  if (len > ARMOUR_MAX_SIZE)
    {
      esp_bounded_file_refuse (error, path, len, ARMOUR_MAX_SIZE);
      return NULL;
    }
  base64 = g_base64_encode ((const guchar *) bytes, len);
  total = strlen (base64);
  text = g_string_new (ESP_PEM_BEGIN ESP_PEM_REQUEST_LABEL ESP_PEM_DASHES "\n");
  for (gsize at = 0; at < total; at += LINE_LEN)
    {
      g_string_append_len (text, base64 + at, (gssize) MIN (LINE_LEN, total - at));
      g_string_append_c (text, '\n');
    }
  g_string_append (text, ESP_PEM_END ESP_PEM_REQUEST_LABEL ESP_PEM_DASHES "\n");
  return g_string_free (text, FALSE);
}
