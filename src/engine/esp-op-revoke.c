/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RevokeCertificate, and the list that shows it: GetCertificateRevocationList. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-engine-private.h"
#include "esp-issuing.h"
#include "model/esp-arn.h"
#include "pki/esp-crl.h"
#include "vault/esp-ca-store.h"
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
  if (ca->type == ESP_CA_ROOT && g_strcmp0 (ca->serial, row->serial) == 0)
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

/* A list is good while it names every revocation and has not passed half of its time. */
static gboolean
is_current (EspOperationContext *context, EspCrl *crl, GPtrArray *revoked)
{
  gint64 half = (esp_crl_get_next_update (crl) - esp_crl_get_this_update (crl)) / 2;

  if (context->now < esp_crl_get_this_update (crl) ||
      context->now > esp_crl_get_this_update (crl) + half)
    return FALSE;
  for (guint i = 0; i < revoked->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (revoked, i);

      if (!esp_crl_is_revoked (crl, row->serial))
        return FALSE;
    }
  return TRUE;
}

static EspCrl *
load_newest (EspOperationContext *context, GError **error)
{
  g_autoptr (GBytes)
    der = esp_crl_store_get (context->vault, context->ca->id, NULL, NULL, NULL, error);

  return der ? esp_crl_parse (der, error) : NULL;
}

static GArray *
make_entries (GPtrArray *revoked)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (EspCrlEntry));

  for (guint i = 0; i < revoked->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (revoked, i);
      EspCrlEntry entry = { row->serial, row->revoked_at, row->revocation_reason };

      g_array_append_val (entries, entry);
    }
  return entries;
}

/* The number is the size of the log once this list's own event is in it: a vault that was put back
 * to an older copy shows by a number that falls (security.md). Never at or below the last. */
static gint64
choose_number (EspOperationContext *context, EspCrl *newest, GError **error)
{
  gint64 size = esp_recorder_get_size (context->engine->recorder, context->vault, error);

  if (size < 0)
    return -1;
  return MAX (size + 1, newest ? esp_crl_get_number (newest) + 1 : 1);
}

static EspCrl *
sign_crl (EspOperationContext *context, EspCrl *newest, GPtrArray *revoked, GError **error)
{
  const EspCa *ca = context->ca;
  g_autoptr (EspCertificate) issuer = esp_issuing_load_issuer (context->vault, ca, error);
  g_autoptr (GArray) entries = make_entries (revoked);
  g_autoptr (EspSigner) signer = NULL;
  EspCrlContents contents = {
    .issuer = issuer,
    .this_update = context->now,
    .entries = (const EspCrlEntry *) (void *) entries->data,
    .n_entries = entries->len,
  };

  if (!issuer)
    return NULL;
  contents.next_update = MIN (esp_time_add_days (context->now, ca->revocation.crl_days),
                              ESP_TIME_MAX);
  contents.algorithm = esp_signing_algorithm_find (ca->signing_algorithm, error);
  contents.number = contents.algorithm ? choose_number (context, newest, error) : -1;
  if (contents.number < 0)
    return NULL;
  signer = esp_session_open_signer (context->session, context->vault, ca, error);
  return signer ? esp_crl_create (&contents, signer, error) : NULL;
}

static gboolean
make_new (EspOperationContext *context, EspCrl *newest, GPtrArray *revoked, GError **error)
{
  g_autoptr (EspCrl) crl = sign_crl (context, newest, revoked, error);
  g_autofree char *number = NULL;

  if (!crl ||
      !esp_crl_store_put (context->vault, context->ca->id, esp_crl_get_number (crl),
                          esp_crl_get_this_update (crl), esp_crl_get_next_update (crl),
                          (gint64) esp_crl_get_n_entries (crl), esp_crl_get_der (crl), error))
    return FALSE;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, esp_crl_get_number (crl));
  esp_context_detail (context, "CrlNumber", number);
  show_crl (context, crl, TRUE);
  return TRUE;
}

gboolean
esp_op_get_crl (EspOperationContext *context, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspCrl) newest = NULL;
  g_autoptr (GPtrArray) revoked = NULL;

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
  newest = load_newest (context, &problem);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  revoked = esp_certificate_store_list_revoked (context->vault, context->ca->id, context->now,
                                                error);
  if (!revoked)
    return FALSE;
  if (!newest || !is_current (context, newest, revoked))
    return make_new (context, newest, revoked, error);
  context->unchanged = TRUE;
  show_crl (context, newest, FALSE);
  return TRUE;
}
