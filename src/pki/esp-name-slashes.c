/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that openssl's index.txt has: by OpenSSL itself, because it is compared letter by
 * letter. */
#include "esp-name-private.h"

char *
esp_name_to_slashes (EspName *name)
{
  char *line = X509_NAME_oneline (esp_name_get_x509 (name), NULL, 0);
  char *text = g_strdup (line ? line : "");

  OPENSSL_free (line);
  ERR_clear_error ();
  return text;
}
