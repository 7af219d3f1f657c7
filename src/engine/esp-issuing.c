/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a request to a certificate and its row. What a template means is pki's business; who may
 * issue was decided before. */
#include "esp-issuing.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "pki/esp-ca-rules.h"
#include "pki/esp-lint.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

/* --- What is the same for all ------------------------------------------------------------------*/

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

static void
set_object (GError **error, const EspCa *ca)
{
  if (error)
    esp_error_set_object (*error, ca->label);
}

gboolean
esp_issuing_read (EspIssuing *issuing,
                  EspOperationContext *context,
                  const EspCa *ca,
                  GError **error)
{
  issuing->ca = ca;
  if (!esp_issuing_read_parameters (issuing, context, error))
    return FALSE;
  issuing->issuer = esp_issuing_load_issuer (context->vault, ca, error);
  if (!issuing->issuer || !esp_issuing_load_constraints (issuing, context->vault, error))
    return FALSE;
  if (!esp_issuing_choose_places (issuing, context->vault, 1, error))
    return FALSE;
  issuing->requester = g_strdup (esp_session_get_principal (context->session));
  issuing->requester_account = g_strdup (esp_session_get_account (context->session));
  return TRUE;
}

gboolean
esp_issuing_check (const EspIssuing *issuing, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (issuing->ca, issuing->issued_at), ESP_CA_MAY_ISSUE,
                          error))
    return esp_issuing_check_usage_mode (issuing, error);
  set_object (error, issuing->ca);
  return FALSE;
}

/* The state first: who can't issue is told so, whatever else is wrong with what was asked for. */
gboolean
esp_issuing_init (EspIssuing *issuing,
                  EspOperationContext *context,
                  const EspCa *ca,
                  GError **error)
{
  if (!esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_ISSUE, error))
    {
      set_object (error, ca);
      return FALSE;
    }
  if (!esp_issuing_read (issuing, context, ca, error) || !esp_issuing_check (issuing, error))
    return FALSE;
  issuing->signer = esp_session_open_signer (context->session, context->vault, ca, error);
  return issuing->signer != NULL;
}

void
esp_issuing_clear (EspIssuing *issuing)
{
  g_clear_pointer (&issuing->issuer, esp_certificate_unref);
  g_clear_pointer (&issuing->constraining, g_ptr_array_unref);
  g_clear_pointer (&issuing->signer, esp_signer_unref);
  g_clear_pointer (&issuing->passthrough, esp_passthrough_unref);
  g_clear_pointer (&issuing->part, g_free);
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

EspIssuance
esp_issuing_describe (const EspIssuing *issuing, EspRequest *request, GBytes *serial)
{
  EspIssuance issuance = {
    .template = issuing->template,
    .request = request,
    .issuer = issuing->issuer,
    .configuration = &issuing->configuration,
    .algorithm = issuing->algorithm,
    .passthrough = issuing->passthrough,
    .not_before = issuing->not_before,
    .not_after = issuing->not_after,
    .serial = serial,
  };

  return issuance;
}

EspIssued *
esp_issuing_run (const EspIssuing *issuing, EspRequest *request, GBytes *serial, GError **error)
{
  const EspIssuance issuance = esp_issuing_describe (issuing, request, serial);
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, error);
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  EspIssued *issued;

  if (!plan || !esp_ca_check_names (plan, issuing->constraining, error))
    return NULL;
  certificate = esp_certificate_plan_sign (plan, issuing->signer, &warnings, error);
  if (!certificate)
    return NULL;
  issued = g_new0 (EspIssued, 1);
  issued->row = make_row (issuing, certificate);
  issued->certificate = g_steal_pointer (&certificate);
  issued->warnings = g_steal_pointer (&warnings);
  issued->ignored = copy_ignored (plan);
  esp_issued_note_part (issued, issuing, plan);
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
  g_free (issued->part);
  g_free (issued->part_url);
  g_free (issued);
}

gboolean
esp_issued_store (EspIssued *issued, EspVault *vault, GError **error)
{
  return esp_issued_bind_part (issued, vault, error) &&
         esp_certificate_store_insert (vault, issued->row,
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

gboolean
esp_issuing_load_constraints (EspIssuing *issuing, EspVault *vault, GError **error)
{
  g_autofree char *pem = esp_issuing_chain (vault, issuing->ca, TRUE, error);
  g_autoptr (GBytes) bytes = pem ? g_bytes_new (pem, strlen (pem)) : NULL;
  g_autoptr (GPtrArray) chain = bytes ? esp_certificate_parse_chain (bytes, error) : NULL;

  for (guint i = 0; chain && i < chain->len; i++)
    {
      EspCertificate *above = g_ptr_array_index (chain, i);

      if (!esp_ca_has_name_constraints (above))
        continue;
      if (!issuing->constraining)
        issuing->constraining = g_ptr_array_new_with_free_func (
          (GDestroyNotify) esp_certificate_unref);
      g_ptr_array_add (issuing->constraining, esp_certificate_ref (above));
    }
  return chain != NULL;
}

JsonObject *
esp_issuing_view_finding (const EspLintFinding *finding)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Rule", finding->id);
  json_object_set_string_member (row, "Citation", finding->citation);
  json_object_set_string_member (row, "Severity",
                                 finding->severity == ESP_LINT_ERROR ? "ERROR" : "WARNING");
  json_object_set_string_member (row, "Sentence", finding->sentence);
  return row;
}

JsonArray *
esp_issuing_view_ignored (GPtrArray *extensions)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);
      JsonObject *row;
      g_autofree char *value = NULL;

      if (!extension->ignored)
        continue;
      row = json_object_new ();
      value = esp_extension_to_text (extension);
      if (!g_str_equal (extension->oid, ESP_EXTENSION_SUBJECT))
        json_object_set_string_member (row, "Oid", extension->oid);
      json_object_set_string_member (row, "Extension", esp_extension_get_label (extension));
      json_object_set_string_member (row, "Value", value);
      json_object_set_string_member (row, "Source", esp_source_get_name (extension->source));
      esp_json_set_string (row, "Reason", extension->ignored_why);
      esp_json_set_string (row, "Sentence", esp_ignored_why_get_text (extension->ignored_why));
      json_array_add_object_element (array, row);
    }
  return array;
}

void
esp_issued_add_notes (const EspIssued *issued, JsonObject *result)
{
  JsonArray *warnings = json_array_new ();

  for (guint i = 0; issued->warnings && i < issued->warnings->len; i++)
    json_array_add_object_element (
      warnings, esp_issuing_view_finding (g_ptr_array_index (issued->warnings, i)));
  json_object_set_array_member (result, "Warnings", warnings);
  json_object_set_array_member (result, "Ignored", esp_issuing_view_ignored (issued->ignored));
}
