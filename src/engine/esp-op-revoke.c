/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RevokeCertificate, and the list that shows it: GetCertificateRevocationList. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-revocation-lists.h"
#include "model/esp-arn.h"
#include "pki/esp-crl.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"
#include "vault/esp-event-store.h"

/* --- What is revoked ---------------------------------------------------------------------------*/

static void
row_free (gpointer data)
{
  esp_certificate_row_free (data);
}

/* A restore may have lost certificates that are out in the world: what the authority is asked to
 * revoke after one it revokes, known or not. */
static gboolean
take_unknown (EspOperationContext *context, GError **error)
{
  g_autoptr (EspStoredEvent)
    restored = esp_event_store_find_last (context->vault, "espalier:RestoreVault", NULL);
  g_autofree char *serial = NULL;
  EspCertificateRow *row;

  if (!restored || !context->ca || !esp_error_has_reason (*error, ESP_REASON_CERTIFICATE_UNKNOWN))
    return FALSE;
  g_clear_error (error);
  serial = esp_ops_read_serial (esp_context_text (context, "CertificateSerial"), error);
  if (!serial)
    return FALSE;
  row = esp_certificate_row_new ();
  row->ca = g_strdup (context->ca->id);
  row->serial = g_steal_pointer (&serial);
  row->not_after = ESP_TIME_MAX;
  context->data = row;
  context->free_data = row_free;
  return TRUE;
}

gboolean
esp_op_revoke_resolve (EspOperationContext *context, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (esp_op_certificate_resolve (context, &problem) || take_unknown (context, &problem))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
put_revocation (EspOperationContext *context,
                const EspCertificateRow *row,
                int reason,
                GError **error)
{
  if (row->row > 0)
    return esp_certificate_store_revoke (context->vault, row->row, context->now, reason, error);
  return esp_revocation_store_put_unknown (context->vault, context->ca->id, row->serial,
                                           context->now, reason, error);
}

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

/* All that revoking would refuse, for what is only kept. */
gboolean
esp_op_revoke_check (EspOperationContext *context, GError **error)
{
  const EspCertificateRow *row = context->data;

  if (!esp_revocation_reason_find (esp_context_text (context, "RevocationReason"), error) ||
      !check_revocable (context, row, error))
    return FALSE;
  if (row->revoked_at)
    {
      esp_error_set (error, ESP_REASON_CERTIFICATE_REVOKED, row->serial, NULL);
      return FALSE;
    }
  esp_context_detail (context, "Serial", row->serial);
  esp_context_detail (context, "Subject", row->subject);
  return TRUE;
}

/* What two people have approved is the revocation and the lists that show it. */
static gboolean
sign_lists (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) lists = NULL;
  gint64 number;

  if (!context->opened_key || !context->ca->revocation.crl_enabled)
    return TRUE;
  lists = esp_revocation_lists_load (context->vault, context->ca, error);
  number = lists ? esp_revocation_next_number (context, error) : -1;
  for (guint i = 0; number >= 0 && i < lists->len; i++)
    {
      EspRevocationList *list = g_ptr_array_index (lists, i);

      if (!esp_revocation_list_renew (list, context, number, error) ||
          !esp_revocation_list_store (list, context->vault, error))
        return FALSE;
    }
  return number >= 0;
}

gboolean
esp_op_revoke_certificate (EspOperationContext *context, GError **error)
{
  const EspCertificateRow *row = context->data;
  const EspRevocationReason *reason = esp_revocation_reason_find (
    esp_context_text (context, "RevocationReason"), error);
  g_autofree char *arn = esp_arn_certificate (context->ca->arn, row->serial);

  if (!reason || !check_revocable (context, row, error) ||
      !put_revocation (context, row, reason->code, error) || !sign_lists (context, error))
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
