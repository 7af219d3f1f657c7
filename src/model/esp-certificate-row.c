/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of an issued certificate, and what its dates and its revocation make of it. */
#include "esp-certificate-row.h"

#include "esp-names.h"

static const char *const status_names[] = {
  [ESP_CERTIFICATE_VALID] = "VALID",
  [ESP_CERTIFICATE_EXPIRED] = "EXPIRED",
  [ESP_CERTIFICATE_REVOKED] = "REVOKED",
};

EspCertificateRow *
esp_certificate_row_new (void)
{
  return g_new0 (EspCertificateRow, 1);
}

void
esp_certificate_row_free (EspCertificateRow *row)
{
  if (!row)
    return;
  g_free (row->ca);
  g_free (row->ca_account);
  g_free (row->ca_label);
  g_free (row->serial);
  g_free (row->subject);
  g_free (row->report_subject);
  g_free (row->alternative_names);
  g_free (row->template_name);
  g_free (row->requester);
  g_free (row->requester_account);
  g_free (row);
}

EspCertificateStatus
esp_certificate_row_get_status (const EspCertificateRow *row, gint64 now)
{
  if (row->revoked_at != 0)
    return ESP_CERTIFICATE_REVOKED;
  return now > row->not_after ? ESP_CERTIFICATE_EXPIRED : ESP_CERTIFICATE_VALID;
}

const char *
esp_certificate_status_to_string (EspCertificateStatus status)
{
  return status_names[status];
}

gboolean
esp_certificate_status_from_string (const char *text, EspCertificateStatus *status)
{
  guint index;

  if (!esp_names_find_any_case (status_names, G_N_ELEMENTS (status_names), text, &index))
    return FALSE;
  *status = (EspCertificateStatus) index;
  return TRUE;
}
