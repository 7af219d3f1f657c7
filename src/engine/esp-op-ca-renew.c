/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RenewCertificateAuthority (service, section 3.6). REISSUE: the same key gets a new certificate
 * from the same issuer with the same template, installed over the old one; what was issued stays
 * good. REPLACE: a new authority with a new key, the next generation of the name, and all the
 * settings of the old one. Below a parent outside this vault both end with a request to take away.
 */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-installing.h"
#include "esp-new-ca.h"
#include "esp-signing-requests.h"
#include "esp-successor.h"
#include "model/esp-revocation.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-validity.h"
#include "vault/esp-ca-store.h"

typedef struct
{
  gboolean replace;
  gboolean disable_old;
  EspCa *parent; /* the issuer in this vault; NULL: a root, or a parent outside */
  gboolean outside;
  EspName *subject; /* REPLACE: of the new authority */
  EspCa *record;    /* REPLACE: until it becomes made->ca */
  EspIssuing issuing;
  char *serial;
  char *reserved_under; /* UUID of the issuer where the serial is reserved */
  EspNewCa *made;       /* REPLACE */
  EspIssued *issued;    /* REISSUE */
} Renewal;

static void
renewal_free (gpointer data)
{
  Renewal *renewal = data;

  esp_ca_free (renewal->parent);
  g_clear_pointer (&renewal->subject, esp_name_unref);
  esp_ca_free (renewal->record);
  esp_issuing_clear (&renewal->issuing);
  g_free (renewal->serial);
  g_free (renewal->reserved_under);
  esp_new_ca_free (renewal->made);
  g_clear_pointer (&renewal->issued, esp_issued_free);
  g_free (renewal);
}

static gboolean
refuse (EspOperationContext *context, EspReason reason, GError **error)
{
  esp_error_set (error, reason, context->ca->label, NULL);
  return FALSE;
}

static gboolean
about (const EspCa *ca, GError **error)
{
  if (error && *error)
    esp_error_set_object (*error, ca->label);
  return FALSE;
}

/* --- What is wanted ----------------------------------------------------------------------------*/

static gboolean
read_mode (EspOperationContext *context, Renewal *renewal, GError **error)
{
  const char *mode = esp_context_text (context, "Mode");

  renewal->replace = g_str_equal (mode, "REPLACE");
  renewal->disable_old = esp_json_get_boolean (context->parameters, "DisableOld", FALSE);
  if (!renewal->replace && !g_str_equal (mode, "REISSUE"))
    {
      esp_error_set (error, ESP_REASON_RENEW_MODE, mode, NULL);
      return FALSE;
    }
  if (renewal->replace || (!renewal->disable_old && !esp_context_text (context, "Subject")))
    return TRUE;
  return refuse (context, ESP_REASON_RENEW_REISSUE_ALONE, error);
}

/* A new certificate goes where an import may put one, and nothing expired signs; an authority that
 * never had a certificate has none to renew. */
static gboolean
check_state (EspOperationContext *context, const EspCa *ca, const Renewal *renewal, GError **error)
{
  EspCaState shown = esp_ca_get_status (ca, context->now);

  if (shown == ESP_CA_PENDING_CERTIFICATE)
    return refuse (context, ESP_REASON_RENEW_PENDING, error);
  if (!esp_ca_state_check (
        shown, renewal->replace ? ESP_CA_MAY_REPLACE : ESP_CA_MAY_IMPORT_CERTIFICATE, error))
    return about (ca, error);
  if (shown == ESP_CA_EXPIRED && !renewal->replace && ca->type == ESP_CA_ROOT)
    return refuse (context, ESP_REASON_RENEW_EXPIRED_ROOT, error);
  if (renewal->disable_old && shown == ESP_CA_EXPIRED)
    return refuse (context, ESP_REASON_RENEW_DISABLE_EXPIRED, error);
  return TRUE;
}

static gboolean
find_parent (EspOperationContext *context, Renewal *renewal, GError **error)
{
  const EspCa *ca = context->ca;

  renewal->outside = ca->type == ESP_CA_SUBORDINATE && !ca->parent;
  if (!ca->parent)
    return TRUE;
  renewal->parent = esp_ca_store_find (context->vault, ca->parent, error);
  if (!renewal->parent && error && !*error)
    esp_error_set (error, ESP_REASON_VAULT_REFERENCE, ca->parent, NULL);
  return renewal->parent != NULL;
}

/* --- The new authority -------------------------------------------------------------------------*/

static gboolean
make_record (EspOperationContext *context, Renewal *renewal, GError **error)
{
  const char *given = esp_context_text (context, "Subject");

  renewal->subject = given ? esp_name_parse (given, error) :
                             esp_successor_subject (context->vault, context->ca, error);
  renewal->record = renewal->subject ?
                      esp_successor_record (context->ca, renewal->subject, context->now, error) :
                      NULL;
  return renewal->record != NULL;
}

static const EspTemplate *
choose_template (EspOperationContext *context, GError **error)
{
  const EspCa *ca = context->ca;
  g_autofree char *name = NULL;

  if (ca->template_name)
    return esp_template_find (ca->template_name, error);
  if (ca->type == ESP_CA_ROOT)
    return esp_template_find ("RootCACertificate", error);
  name = g_strdup_printf ("SubordinateCACertificate_PathLen%d", ca->path_length);
  return esp_template_find (name, error);
}

/* The row's own action is the import into the old authority; what else this does is asked for
 * besides. */
static void
require_rights (EspOperationContext *context, const Renewal *renewal)
{
  const EspCa *old = context->ca;
  const EspCa *new = renewal->replace ? renewal->record : old;
  const EspCa *issuer = renewal->parent ? renewal->parent : new;
  const EspTemplate *template = choose_template (context, NULL);

  if (!renewal->outside)
    esp_context_require_on (context, "acm-pca:IssueCertificate", issuer)->template_arn =
      template ? template->arn : NULL;
  if (!renewal->replace)
    return;
  esp_context_require (context, "acm-pca:CreateCertificateAuthority", NULL, old->account)
    ->request_tags = g_ptr_array_ref (new->tags);
  if (new->tags->len > 0)
    esp_context_require_on (context, "acm-pca:TagCertificateAuthority", new)->request_tags =
      g_ptr_array_ref (new->tags);
  if (!renewal->outside)
    esp_context_require_on (context, "acm-pca:ImportCertificateAuthorityCertificate", new);
  if (renewal->disable_old)
    esp_context_require_on (context, "acm-pca:UpdateCertificateAuthority", old);
}

gboolean
esp_op_renew_ca_resolve (EspOperationContext *context, GError **error)
{
  Renewal *renewal = g_new0 (Renewal, 1);

  context->data = renewal;
  context->free_data = renewal_free;
  if (!esp_context_resolve_ca (context, error) || !read_mode (context, renewal, error) ||
      !find_parent (context, renewal, error) ||
      (renewal->replace && !make_record (context, renewal, error)))
    return FALSE;
  require_rights (context, renewal);
  return TRUE;
}

/* --- The certificate ---------------------------------------------------------------------------*/

/* As asked for; else as long as the present one was meant to be, but never past the issuer. */
static gboolean
choose_end (EspOperationContext *context, Renewal *renewal, GError **error)
{
  EspIssuing *issuing = &renewal->issuing;
  const EspCa *old = context->ca, *parent = renewal->parent;
  gboolean found;

  issuing->issued_at = context->now;
  issuing->not_before = context->now - ESP_VALIDITY_BACKDATE;
  if (esp_issuing_read_validity (context->parameters, context->now, &found, &issuing->not_after,
                                 error))
    return TRUE;
  if (found)
    return FALSE;
  issuing->not_after = MIN (issuing->not_before + (old->not_after - old->not_before), ESP_TIME_MAX);
  if (parent)
    issuing->not_after = MIN (issuing->not_after, parent->not_after);
  return TRUE;
}

/* A new certificate that ends no later than the old one is no renewal. */
static gboolean
check_gain (EspOperationContext *context, const Renewal *renewal, GError **error)
{
  g_autofree char *end = esp_time_to_rfc3339 (renewal->issuing.not_after);
  g_autofree char *present = esp_time_to_rfc3339 (context->ca->not_after);

  if (renewal->replace || renewal->issuing.not_after > context->ca->not_after ||
      json_object_has_member (context->parameters, "Validity"))
    return TRUE;
  esp_error_set (error, ESP_REASON_RENEW_NO_GAIN, context->ca->label, "end", end, "present",
                 present, NULL);
  return FALSE;
}

static gboolean
open_parent (EspOperationContext *context, Renewal *renewal, GError **error)
{
  EspIssuing *issuing = &renewal->issuing;
  const EspCa *parent = renewal->parent;

  if (!esp_ca_state_check (esp_ca_get_status (parent, context->now), ESP_CA_MAY_ISSUE, error) ||
      !esp_hierarchy_check_path_length (parent->path_length, issuing->template->path_length,
                                        error) ||
      !esp_hierarchy_check_depth (parent->level, error) ||
      !esp_hierarchy_check_validity (parent->not_before, parent->not_after, issuing->not_before,
                                     issuing->not_after, error))
    return about (parent, error);
  if (!esp_signing_check_here (context, parent, issuing->template->arn, error))
    return FALSE;
  issuing->ca = parent;
  issuing->algorithm = esp_signing_algorithm_find (parent->signing_algorithm, error);
  issuing->issuer = esp_issuing_load_issuer (context->vault, parent, error);
  if (!issuing->issuer || !issuing->algorithm || !esp_issuing_check_usage_mode (issuing, error) ||
      !esp_issuing_choose_places (issuing, context->vault, 1, error) ||
      !esp_issuing_load_constraints (issuing, context->vault, error))
    return FALSE;
  issuing->signer = esp_session_open_signer (context->session, context->vault, parent, error);
  return issuing->signer != NULL;
}

/* A root signs itself: the new key comes with the new authority, the old one is opened here. */
static gboolean
open_self (EspOperationContext *context, Renewal *renewal, GError **error)
{
  EspIssuing *issuing = &renewal->issuing;

  issuing->algorithm = esp_signing_algorithm_find (context->ca->signing_algorithm, error);
  if (!issuing->algorithm || renewal->replace)
    return issuing->algorithm != NULL;
  issuing->ca = context->ca;
  issuing->signer = esp_session_open_signer (context->session, context->vault, context->ca, error);
  return issuing->signer != NULL;
}

/* What the present certificate has from its own passthrough, the next one gets again. */
static gboolean
carry_over (EspOperationContext *context, EspIssuing *issuing, GError **error)
{
  g_autoptr (EspCertificate) present = NULL;

  if (!issuing->template->api_passthrough)
    return TRUE;
  present = esp_issuing_load_issuer (context->vault, context->ca, error);
  issuing->passthrough = present ? esp_successor_passthrough (present, issuing->template, error) :
                                   NULL;
  return issuing->passthrough != NULL;
}

static gboolean
prepare_issuing (EspOperationContext *context, Renewal *renewal, GError **error)
{
  EspIssuing *issuing = &renewal->issuing;

  issuing->template = choose_template (context, error);
  if (!issuing->template || !choose_end (context, renewal, error) ||
      !check_gain (context, renewal, error))
    return FALSE;
  issuing->requester = g_strdup (esp_session_get_principal (context->session));
  issuing->requester_account = g_strdup (esp_session_get_account (context->session));
  if (!carry_over (context, issuing, error))
    return FALSE;
  return renewal->parent ? open_parent (context, renewal, error) :
                           open_self (context, renewal, error);
}

/* A new root's row is not there yet, so nothing can be reserved under it (as at its creation). */
static GBytes *
reserve (EspOperationContext *context, Renewal *renewal, GError **error)
{
  g_autoptr (GBytes) serial = esp_serial_generate (error);
  const guint8 *bytes;
  gsize len;

  if (!serial)
    return NULL;
  bytes = g_bytes_get_data (serial, &len);
  renewal->serial = esp_hex_encode (bytes, len);
  if (!renewal->parent && renewal->replace)
    return g_steal_pointer (&serial);
  if (!esp_ops_reserve (context, renewal->issuing.ca->id, renewal->serial, error))
    return NULL;
  renewal->reserved_under = g_strdup (renewal->issuing.ca->id);
  return g_steal_pointer (&serial);
}

static gboolean
issue_again (EspOperationContext *context, Renewal *renewal, GError **error)
{
  g_autoptr (GBytes) der = esp_ca_store_get_request (context->vault, context->ca->id, error);
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, error) : NULL;
  g_autoptr (GBytes) serial = request ? reserve (context, renewal, error) : NULL;

  if (!serial)
    return FALSE;
  renewal->issued = esp_issuing_run (&renewal->issuing, request, serial, error);
  return renewal->issued != NULL;
}

static gboolean
make_next (EspOperationContext *context, Renewal *renewal, GError **error)
{
  g_autoptr (GBytes) serial = NULL;

  renewal->made = esp_new_ca_make (g_steal_pointer (&renewal->record), renewal->subject, error);
  if (!renewal->made)
    return FALSE;
  renewal->made->approvers = esp_approving_list (context->vault, context->ca->id, error);
  if (!renewal->made->approvers || renewal->outside)
    return renewal->made->approvers != NULL;
  if (!renewal->parent)
    renewal->issuing.ca = renewal->made->ca;
  serial = reserve (context, renewal, error);
  return serial && esp_new_ca_certify (renewal->made, &renewal->issuing, serial, error);
}

gboolean
esp_op_renew_ca_prepare (EspOperationContext *context, GError **error)
{
  Renewal *renewal = context->data;

  if (!check_state (context, context->ca, renewal, error) ||
      (!renewal->outside && !prepare_issuing (context, renewal, error)))
    return FALSE;
  if (renewal->replace)
    return make_next (context, renewal, error);
  return renewal->outside || issue_again (context, renewal, error);
}

/* --- Storing it --------------------------------------------------------------------------------*/

static gboolean
show_request (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (GBytes) der = esp_ca_store_get_request (context->vault, ca->id, error);
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, error) : NULL;
  g_autofree char *pem = request ? esp_request_to_pem (request) : NULL;

  if (!pem)
    return FALSE;
  json_object_set_string_member (context->result, "Csr", pem);
  return TRUE;
}

static gboolean
show (EspOperationContext *context, const EspCa *ca, const EspIssued *issued, GError **error)
{
  json_object_set_string_member (context->result, "CertificateAuthorityArn", ca->arn);
  if (issued)
    esp_issued_add_notes (issued, context->result);
  return esp_ops_show_ca (context, ca, error);
}

/* Nothing changes here until the other side's certificate is imported. */
static gboolean
hand_out_request (EspOperationContext *context, GError **error)
{
  context->unchanged = TRUE;
  return show (context, context->ca, NULL, error) && show_request (context, context->ca, error);
}

static gboolean
reissue (EspOperationContext *context, Renewal *renewal, GError **error)
{
  EspIssued *issued = renewal->issued;
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, context->ca->id, error);
  EspInstallation installation = {
    .certificate = issued->certificate,
    .parent = renewal->parent,
    .template_name = renewal->issuing.template->name,
  };

  if (!ca || !check_state (context, ca, renewal, error) ||
      !esp_issued_store (issued, context->vault, error) ||
      !esp_installing_run (context, ca, &installation, error))
    return FALSE;
  esp_context_detail (context, "Serial", ca->serial);
  esp_context_detail (context, "Fingerprint",
                      esp_certificate_get_fingerprint (issued->certificate));
  return show (context, ca, issued, error);
}

static gboolean
disable_old (EspOperationContext *context, EspCa *old, GError **error)
{
  EspCaState next;

  if (old->state == ESP_CA_DISABLED)
    return TRUE;
  if (!esp_ca_state_next (esp_ca_get_status (old, context->now), old->state, ESP_CA_EVENT_DISABLE,
                          &next, NULL, error))
    return about (old, error);
  old->state = next;
  old->changed_at = context->now;
  return esp_ca_store_update (context->vault, old, error);
}

static void
warn_of_shared_url (EspOperationContext *context, const EspCa *old, const EspCa *new)
{
  JsonArray *warnings = esp_json_get_array (context->result, "Warnings");
  g_autofree char *before = esp_revocation_crl_url (&old->revocation, old->id);
  g_autofree char *after = esp_revocation_crl_url (&new->revocation, new->id);
  g_autoptr (GError) warning = NULL;
  JsonObject *row;

  if (!new->revocation.crl_enabled || !after || g_strcmp0 (before, after) != 0)
    return;
  esp_error_set (&warning, ESP_REASON_RENEW_SAME_URL, NULL, "url", after, NULL);
  if (!warnings)
    {
      warnings = json_array_new ();
      json_object_set_array_member (context->result, "Warnings", warnings);
    }
  row = json_object_new ();
  json_object_set_string_member (row, "Rule", "crl-url-shared");
  json_object_set_string_member (row, "Citation", "RFC 5280, 5.2.5");
  json_object_set_string_member (row, "Sentence", warning->message);
  json_array_add_object_element (warnings, row);
}

static gboolean
replace (EspOperationContext *context, Renewal *renewal, GError **error)
{
  g_autoptr (EspCa) old = esp_ca_store_find (context->vault, context->ca->id, error);
  EspCa *new = renewal->made->ca;

  if (!old || !check_state (context, old, renewal, error) ||
      !esp_new_ca_store (renewal->made, context->vault, context->now, error) ||
      (renewal->disable_old && !disable_old (context, old, error)))
    return FALSE;
  esp_context_detail (context, "Successor", new->arn);
  esp_context_detail (context, "Subject", new->subject);
  esp_context_detail (context, "Serial", new->serial);
  esp_context_detail (context, "After", renewal->disable_old ? "DISABLED" : NULL);
  json_object_set_string_member (context->result, "PreviousCertificateAuthorityArn", old->arn);
  if (!show (context, new, renewal->made->issued, error) ||
      (renewal->outside && !show_request (context, new, error)))
    return FALSE;
  warn_of_shared_url (context, old, new);
  return TRUE;
}

gboolean
esp_op_renew_ca_perform (EspOperationContext *context, GError **error)
{
  Renewal *renewal = context->data;

  esp_context_detail (context, "Mode", esp_context_text (context, "Mode"));
  if (renewal->replace)
    return replace (context, renewal, error);
  return renewal->outside ? hand_out_request (context, error) : reissue (context, renewal, error);
}

gboolean
esp_op_renew_ca_abandon (EspOperationContext *context, GError **error)
{
  const Renewal *renewal = context->data;

  return !renewal || !renewal->reserved_under ||
         esp_ops_release (context, renewal->reserved_under, renewal->serial, error);
}
