/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PreviewCertificate: what IssueCertificate would make, value by value, and what would stop it. No
 * key is opened and nothing is written, so it runs on a reader. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "esp-sharing.h"
#include "esp-views.h"
#include "pki/esp-ca-rules.h"

static JsonObject *
view_problem (const GError *problem)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Code", esp_error_code_get_name (problem->code));
  json_object_set_string_member (view, "Message", problem->message);
  json_object_set_string_member (view, "Reason",
                                 esp_reason_get_id (esp_error_get_reason (problem)));
  return view;
}

static JsonObject *
view_extension (const EspExtension *extension)
{
  JsonObject *view = json_object_new ();
  g_autofree char *text = esp_extension_to_text (extension);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (extension->value, &len);
  g_autofree char *base64 = g_base64_encode (bytes, len);

  json_object_set_string_member (view, "Oid", extension->oid);
  json_object_set_string_member (view, "Name", esp_extension_get_label (extension));
  json_object_set_boolean_member (view, "Critical", extension->critical);
  json_object_set_string_member (view, "Value", text);
  json_object_set_string_member (view, "Der", base64);
  json_object_set_string_member (view, "Source", esp_source_get_name (extension->source));
  return view;
}

static JsonArray *
view_extensions (GPtrArray *extensions)
{
  JsonArray *views = json_array_new ();

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (!extension->ignored)
        json_array_add_object_element (views, view_extension (extension));
    }
  return views;
}

/* The first error becomes the problem, where there was none before. */
static JsonArray *
view_findings (GPtrArray *findings, GError **problem)
{
  JsonArray *views = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (findings, i);

      json_array_add_object_element (views, esp_issuing_view_finding (finding));
      if (finding->severity == ESP_LINT_ERROR && !*problem)
        esp_error_set (problem, ESP_REASON_LINT, NULL, "rule", finding->id, "citation",
                       finding->citation, "sentence", finding->sentence, NULL);
    }
  return views;
}

static void
describe (EspOperationContext *context, const EspIssuing *issuing, EspCertificatePlan *plan)
{
  EspSource source;
  EspName *subject = esp_certificate_plan_get_subject (plan, &source);
  GPtrArray *extensions = esp_certificate_plan_get_extensions (plan);
  JsonObject *result = context->result;
  g_autofree char *arn = esp_view_template_arn (issuing->template->name);

  json_object_set_string_member (result, "TemplateArn", arn);
  json_object_set_string_member (result, "SigningAlgorithm", issuing->algorithm->name);
  json_object_set_string_member (result, "Subject", esp_name_get_text (subject));
  json_object_set_string_member (result, "SubjectSource", esp_source_get_name (source));
  esp_json_set_time (result, "NotBefore", issuing->not_before);
  esp_json_set_time (result, "NotAfter", issuing->not_after);
  json_object_set_array_member (result, "Extensions", view_extensions (extensions));
  json_object_set_array_member (result, "Ignored", esp_issuing_view_ignored (extensions));
}

/* Through a share by request nothing is issued at once: it is kept until the other side signs. */
static void
tell_wait (EspOperationContext *context)
{
  EspQuestion question = esp_context_question (context, context->operation->action);

  if (!esp_share_signs_here (context->rights, &question))
    json_object_set_string_member (context->result, "WaitsFor", context->ca->account);
}

/* What can't be read at all is an error; what would only be refused is shown with all the rest. */
gboolean
esp_op_preview_certificate (EspOperationContext *context, GError **error)
{
  g_auto (EspIssuing) issuing = { 0 };
  const char *csr = esp_context_text (context, "Csr");
  g_autoptr (GBytes) bytes = g_bytes_new_static (csr, strlen (csr));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, error);
  g_autoptr (GBytes) serial = request ? esp_serial_generate (error) : NULL;
  g_autoptr (EspCertificatePlan) plan = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) problem = NULL;
  EspIssuance issuance;

  if (!serial || !esp_issuing_read (&issuing, context, context->ca, error))
    return FALSE;
  issuance = esp_issuing_describe (&issuing, request, serial);
  esp_issuing_check (&issuing, &problem);
  plan = esp_certificate_plan_preview (&issuance, problem ? NULL : &problem, error);
  findings = plan ? esp_certificate_plan_lint (plan, error) : NULL;
  if (!findings)
    return FALSE;
  if (!problem)
    esp_ca_check_names (plan, issuing.constraining, &problem);
  describe (context, &issuing, plan);
  json_object_set_array_member (context->result, "Findings", view_findings (findings, &problem));
  if (problem)
    json_object_set_object_member (context->result, "Problem", view_problem (problem));
  else
    tell_wait (context);
  return TRUE;
}
