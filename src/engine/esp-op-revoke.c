/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RevokeCertificate, and the list that shows it: GetCertificateRevocationList. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-revocation-lists.h"
#include "model/esp-arn.h"
#include "pki/esp-crl.h"
#include "vault/esp-certificate-store.h"

/* --- Revoking ----------------------------------------------------------------------------------*/

static gboolean
check_revocable (EspOperationContext *context, const EspCertificateRow *row, GError **error)
{
  const EspCa *ca = context->ca;

  if (!esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_REVOKE, error))
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return FALSE;
    }
  /* Whatever bears the root's own name is one of the certificates that it has had. */
  if (ca->type == ESP_CA_ROOT && g_strcmp0 (ca->subject, row->subject) == 0)
    {
      esp_error_set (error, ESP_REASON_REVOKE_ROOT, ca->label, NULL);
      return FALSE;
    }
  if (!row->revoked_at && row->not_after < context->now)
    {
      g_autofree char *end = esp_time_to_rfc3339 (row->not_after);

      esp_error_set (error, ESP_REASON_REVOKE_EXPIRED, row->serial, "end", end, NULL);
      return FALSE;
    }
  return TRUE;
}

gboolean
esp_op_revoke_certificate (EspOperationContext *context, GError **error)
{
  const EspCertificateRow *row = context->data;
  const EspRevocationReason *reason = esp_revocation_reason_find (
    esp_context_text (context, "RevocationReason"), error);
  g_autofree char *arn = esp_arn_certificate (context->ca->arn, row->serial);

  if (!reason || !check_revocable (context, row, error) ||
      !esp_certificate_store_revoke (context->vault, row->row, context->now, reason->code, error))
    return FALSE;
  esp_context_detail (context, "Serial", row->serial);
  esp_context_detail (context, "Subject", row->subject);
  esp_context_detail (context, "Reason", reason->name);
  json_object_set_string_member (context->result, "CertificateArn", arn);
  esp_json_set_time (context->result, "RevokedAt", context->now);
  json_object_set_string_member (context->result, "RevocationReason", reason->name);
  return TRUE;
}

/* --- The list ----------------------------------------------------------------------------------*/

static void
show_crl (EspOperationContext *context, EspCrl *crl, gboolean fresh)
{
  g_autofree char *pem = esp_crl_to_pem (crl);

  json_object_set_string_member (context->result, "Crl", pem);
  json_object_set_int_member (context->result, "Number", esp_crl_get_number (crl));
  esp_json_set_time (context->result, "ThisUpdate", esp_crl_get_this_update (crl));
  esp_json_set_time (context->result, "NextUpdate", esp_crl_get_next_update (crl));
  json_object_set_int_member (context->result, "Entries", (gint64) esp_crl_get_n_entries (crl));
  json_object_set_boolean_member (context->result, "New", fresh);
  json_object_set_boolean_member (context->result, "Overdue",
                                  esp_crl_get_next_update (crl) < context->now);
}

gboolean
esp_op_get_crl (EspOperationContext *context, GError **error)
{
  g_autoptr (EspRevocationList) list = NULL;
  g_autofree char *number = NULL;
  gint64 next;

  if (!esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_CRL, error))
    {
      if (error)
        esp_error_set_object (*error, context->ca->label);
      return FALSE;
    }
  if (!context->ca->revocation.crl_enabled)
    {
      esp_error_set (error, ESP_REASON_CRL_OFF, context->ca->label, NULL);
      return FALSE;
    }
  list = esp_revocation_list_load (context->vault, context->ca, error);
  next = list ? esp_revocation_next_number (context, error) : -1;
  if (next < 0 || !esp_revocation_list_renew (list, context, next, error) ||
      !esp_revocation_list_store (list, context->vault, error))
    return FALSE;
  context->unchanged = !list->fresh;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, esp_crl_get_number (list->crl));
  esp_context_detail (context, "CrlNumber", number);
  show_crl (context, list->crl, list->fresh);
  return TRUE;
}
