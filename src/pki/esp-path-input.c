/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation lists for path validation as people have them: one or many in a text, or one in DER.
 */
#include "esp-path-validation.h"

#include "base/esp-error.h"
#include "esp-pem.h"

/* A list in DER that was put into the armour of a certificate is still a list. */
static const char *const labels[] = { "X509 CRL", "CERTIFICATE", NULL };

GPtrArray *
esp_path_read_crls (GBytes *data, GError **error)
{
  g_autoptr (GPtrArray) ders = NULL;
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);
  const char *found = NULL;
  EspPemResult result = esp_pem_read_all (data, labels, ESP_PATH_MAX_CRLS, &ders, &found);

  if (result != ESP_PEM_OK)
    {
      esp_error_set (error,
                     result == ESP_PEM_OTHER ? ESP_REASON_CRL_NOT_A_CRL : ESP_REASON_CRL_TRUNCATED,
                     NULL, "found", found ? found : "something else", NULL);
      return NULL;
    }
  for (guint i = 0; i < ders->len; i++)
    {
      EspCrl *crl = esp_crl_parse (g_ptr_array_index (ders, i), error);

      if (!crl)
        return NULL;
      g_ptr_array_add (crls, crl);
    }
  return g_steal_pointer (&crls);
}
