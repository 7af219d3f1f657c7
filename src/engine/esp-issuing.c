/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a request to a certificate and its row. What a template means is pki's business; who may
 * issue was decided before. */
#include "esp-issuing.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "pki/esp-crl.h"
#include "pki/esp-lint.h"
#include "pki/esp-validity.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#define SHORT_LIVED_DAYS 7

/* --- What is the same for all ------------------------------------------------------------------*/

gboolean
esp_issuing_read_validity (JsonObject *parameters,
                           gint64 now,
                           gboolean *found,
                           gint64 *not_after,
                           GError **error)
{
  const char *text = esp_json_get_string (parameters, "Validity");
  JsonObject *object = esp_json_get_object (parameters, "Validity");
  EspValidity validity;
  gboolean read;

  *found = text || object;
  if (!*found)
    return FALSE;
  read = text ? esp_validity_parse (text, &validity, error) :
                esp_validity_from_json (object, &validity, error);
  return read && esp_validity_end (&validity, now, not_after, error);
}

static gboolean
read_times (EspIssuing *issuing, EspOperationContext *context, GError **error)
{
  const char *not_before = esp_context_text (context, "ValidityNotBefore");
  gboolean found;

  issuing->issued_at = context->now;
  issuing->not_before = context->now - ESP_VALIDITY_BACKDATE;
  if (not_before && !esp_time_parse (not_before, &issuing->not_before, error))
    return FALSE;
  if (esp_issuing_read_validity (context->parameters, context->now, &found, &issuing->not_after,
                                 error))
    return TRUE;
  if (!found)
    esp_error_set (error, ESP_REASON_PARAMETER_MISSING, "Validity", "operation",
                   context->operation->name, NULL);
  return FALSE;
}

/* A CA for short-lived certificates gives none for more than seven days (service, 3.3). */
static gboolean
check_usage_mode (const EspIssuing *issuing, GError **error)
{
  g_autofree char *wanted = NULL, *limit = NULL;
  gint64 last = issuing->issued_at + SHORT_LIVED_DAYS * ESP_TIME_DAY;

  if (issuing->ca->usage_mode != ESP_USAGE_SHORT_LIVED_CERTIFICATE || issuing->not_after <= last ||
      issuing->template->kind == ESP_TEMPLATE_ROOT)
    return TRUE;
  wanted = esp_time_to_rfc3339 (issuing->not_after);
  limit = esp_time_to_rfc3339 (last);
  esp_error_set (error, ESP_REASON_SHORT_LIVED, issuing->ca->label, "wanted", wanted, "limit",
                 limit, NULL);
  return FALSE;
}

static gboolean
read_algorithms (EspIssuing *issuing, EspOperationContext *context, GError **error)
{
  const char *signing = esp_context_text (context, "SigningAlgorithm");
  const char *template = esp_context_text (context, "TemplateArn");
  const EspKeyAlgorithm *key = esp_key_algorithm_find (issuing->ca->key_algorithm, error);

  if (!key)
    return FALSE;
  issuing->template = esp_template_find (template ? template : ESP_TEMPLATE_DEFAULT, error);
  if (!issuing->template)
    return FALSE;
  issuing->algorithm = esp_signing_algorithm_find (
    signing ? signing : issuing->ca->signing_algorithm, error);
  return issuing->algorithm && esp_signing_algorithm_check (issuing->algorithm, key, error);
}

EspCertificate *
esp_issuing_load_issuer (EspVault *vault, const EspCa *ca, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GBytes) der = esp_ca_store_get_certificate (vault, ca->id, NULL, &problem);

  if (der)
    return esp_certificate_parse (der, error);
  if (problem)
    g_propagate_error (error, problem);
  else
    esp_ca_state_check (ESP_CA_PENDING_CERTIFICATE, ESP_CA_MAY_GET_CERTIFICATE, error);
  return NULL;
}

gboolean
esp_issuing_init (EspIssuing *issuing,
                  EspOperationContext *context,
                  const EspCa *ca,
                  GError **error)
{
  issuing->ca = ca;
  if (!esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_ISSUE, error))
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return FALSE;
    }
  if (!read_algorithms (issuing, context, error) || !read_times (issuing, context, error) ||
      !check_usage_mode (issuing, error))
    return FALSE;
  issuing->issuer = esp_issuing_load_issuer (context->vault, ca, error);
  if (!issuing->issuer)
    return FALSE;
  if (ca->revocation.crl_enabled)
    issuing->configuration.crl_url = g_strdup (ca->revocation.crl_url);
  issuing->requester = g_strdup (esp_session_get_principal (context->session));
  issuing->requester_account = g_strdup (esp_session_get_account (context->session));
  issuing->signer = esp_session_open_signer (context->session, context->vault, ca, error);
  return issuing->signer != NULL;
}

void
esp_issuing_clear (EspIssuing *issuing)
{
  g_clear_pointer (&issuing->issuer, esp_certificate_unref);
  g_clear_pointer (&issuing->signer, esp_signer_unref);
  g_clear_pointer (&issuing->configuration.crl_url, g_free);
  g_clear_pointer (&issuing->configuration.ocsp_url, g_free);
  g_clear_pointer (&issuing->requester, g_free);
  g_clear_pointer (&issuing->requester_account, g_free);
}

/* --- One certificate ---------------------------------------------------------------------------*/

static EspCertificateRow *
make_row (const EspIssuing *issuing, EspCertificate *certificate)
{
  EspName *subject = esp_certificate_get_subject (certificate);
  const char *const *names = esp_certificate_get_alternative_names (certificate);
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup (issuing->ca->id);
  row->serial = g_strdup (esp_certificate_get_serial (certificate));
  row->subject = g_strdup (esp_name_get_text (subject));
  row->report_subject = esp_name_to_report (subject);
  if (names && names[0])
    row->alternative_names = g_strjoinv (", ", (char **) names);
  row->template_name = g_strdup (issuing->template->name);
  row->requester = g_strdup (issuing->requester);
  row->requester_account = g_strdup (issuing->requester_account);
  row->not_before = esp_certificate_get_not_before (certificate);
  row->not_after = esp_certificate_get_not_after (certificate);
  row->issued_at = issuing->issued_at;
  return row;
}

static GPtrArray *
copy_ignored (EspCertificatePlan *plan)
{
  GPtrArray *extensions = esp_certificate_plan_get_extensions (plan);
  GPtrArray *ignored = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (extension->ignored)
        g_ptr_array_add (ignored, esp_extension_copy (extension));
    }
  return ignored;
}

EspIssued *
esp_issuing_run (const EspIssuing *issuing, EspRequest *request, GBytes *serial, GError **error)
{
  EspIssuance issuance = {
    .template = issuing->template,
    .request = request,
    .issuer = issuing->issuer,
    .configuration = &issuing->configuration,
    .algorithm = issuing->algorithm,
    .not_before = issuing->not_before,
    .not_after = issuing->not_after,
    .serial = serial,
  };
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, error);
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  EspIssued *issued;

  if (!plan)
    return NULL;
  certificate = esp_certificate_plan_sign (plan, issuing->signer, &warnings, error);
  if (!certificate)
    return NULL;
  issued = g_new0 (EspIssued, 1);
  issued->row = make_row (issuing, certificate);
  issued->certificate = g_steal_pointer (&certificate);
  issued->warnings = g_steal_pointer (&warnings);
  issued->ignored = copy_ignored (plan);
  return issued;
}

void
esp_issued_free (EspIssued *issued)
{
  if (!issued)
    return;
  esp_certificate_unref (issued->certificate);
  esp_certificate_row_free (issued->row);
  g_clear_pointer (&issued->warnings, g_ptr_array_unref);
  g_clear_pointer (&issued->ignored, g_ptr_array_unref);
  g_free (issued);
}

gboolean
esp_issued_store (EspIssued *issued, EspVault *vault, GError **error)
{
  return esp_certificate_store_insert (vault, issued->row,
                                       esp_certificate_get_der (issued->certificate), error);
}

/* --- Around it ---------------------------------------------------------------------------------*/

char *
esp_issuing_chain (EspVault *vault, const EspCa *ca, gboolean with_own, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EspCa) above = NULL;
  gboolean wanted = with_own;

  while (ca)
    {
      g_autofree char *external = NULL;
      g_autoptr (GBytes) der = esp_ca_store_get_certificate (vault, ca->id, &external, error);
      g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, error) : NULL;
      g_autofree char *pem = certificate && wanted ? esp_certificate_to_pem (certificate) : NULL;
      EspCa *parent;

      if (!certificate)
        return NULL;
      g_string_append (text, pem ? pem : "");
      g_string_append (text, external ? external : "");
      wanted = TRUE;
      parent = ca->parent ? esp_ca_store_find (vault, ca->parent, error) : NULL;
      if (ca->parent && !parent)
        return NULL;
      esp_ca_free (above);
      ca = above = parent;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
esp_issued_add_notes (const EspIssued *issued, JsonObject *result)
{
  JsonArray *warnings = json_array_new (), *ignored = json_array_new ();

  for (guint i = 0; issued->warnings && i < issued->warnings->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (issued->warnings, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Rule", finding->id);
      json_object_set_string_member (row, "Citation", finding->citation);
      json_object_set_string_member (row, "Sentence", finding->sentence);
      json_array_add_object_element (warnings, row);
    }
  for (guint i = 0; i < issued->ignored->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (issued->ignored, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Extension", esp_extension_get_label (extension));
      json_object_set_string_member (row, "Oid", extension->oid);
      esp_json_set_string (row, "Reason", extension->ignored_why);
      json_array_add_object_element (ignored, row);
    }
  json_object_set_array_member (result, "Warnings", warnings);
  json_object_set_array_member (result, "Ignored", ignored);
}
