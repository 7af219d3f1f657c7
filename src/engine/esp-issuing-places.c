/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a certificate will say that it can be checked: the complete list, the part that it is bound
 * to, the answers. */
#include "esp-issuing.h"

#include "model/esp-revocation.h"
#include "vault/esp-revocation-store.h"

#define CRL_DISTRIBUTION_POINTS "2.5.29.31"

static void
clear_places (EspIssuing *issuing)
{
  g_clear_pointer (&issuing->configuration.crl_url, g_free);
  g_clear_pointer (&issuing->configuration.ocsp_url, g_free);
  g_clear_pointer (&issuing->part, g_free);
}

/* The newest part at the address of the settings goes on while it has room; else another one is
 * opened when the certificate is stored. */
static gboolean
choose_part (EspIssuing *issuing, EspVault *vault, gsize n, GError **error)
{
  const EspRevocationSettings *settings = &issuing->ca->revocation;
  g_autofree char *folder = esp_revocation_crl_folder (settings);
  GError *problem = NULL;
  g_autoptr (EspCrlPart) open = esp_crl_part_store_find_open (
    vault, issuing->ca->id, folder, ESP_CRL_PART_CERTIFICATES - (gint64) n, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  issuing->part = open ? g_strdup (open->id) : g_uuid_string_random ();
  issuing->configuration.crl_url = esp_revocation_part_url (settings, issuing->part);
  return TRUE;
}

gboolean
esp_issuing_choose_places (EspIssuing *issuing, EspVault *vault, gsize n, GError **error)
{
  const EspRevocationSettings *settings = &issuing->ca->revocation;

  clear_places (issuing);
  if (settings->ocsp_enabled)
    issuing->configuration.ocsp_url = esp_revocation_ocsp_url (settings);
  if (!settings->crl_enabled || settings->crl_omitted)
    return TRUE;
  if (settings->crl_partitioned)
    return choose_part (issuing, vault, n, error);
  issuing->configuration.crl_url = esp_revocation_crl_url (settings, issuing->ca->id);
  return TRUE;
}

/* A certificate whose distribution point comes from elsewhere, or that has none, is in the complete
 * list alone. */
static gboolean
names_part (EspCertificatePlan *plan)
{
  GPtrArray *extensions = esp_certificate_plan_get_extensions (plan);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (!extension->ignored && extension->source == ESP_SOURCE_CA_CONFIGURATION &&
          g_str_equal (extension->oid, CRL_DISTRIBUTION_POINTS))
        return TRUE;
    }
  return FALSE;
}

void
esp_issued_note_part (EspIssued *issued, const EspIssuing *issuing, EspCertificatePlan *plan)
{
  if (!issuing->part || !names_part (plan))
    return;
  issued->part = g_strdup (issuing->part);
  issued->part_url = g_strdup (issuing->configuration.crl_url);
}

gboolean
esp_issued_bind_part (EspIssued *issued, EspVault *vault, GError **error)
{
  EspCertificateRow *row = issued->row;

  return !issued->part || esp_crl_part_store_bind (
                            vault, row->ca, issued->part, issued->part_url, row->not_after,
                            row->issued_at, ESP_CRL_PART_CERTIFICATES_MAX, &row->crl_part, error);
}
