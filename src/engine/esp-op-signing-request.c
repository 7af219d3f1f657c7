/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at requests for a signature: one's own, and those to the authorities of one's account.
 * And what is judged of a request before it is kept. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "esp-signing-requests.h"
#include "pki/esp-ca-rules.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-share-store.h"

/* --- Before it is kept -------------------------------------------------------------------------*/

static gboolean
check_lint (EspCertificatePlan *plan, GError **error)
{
  g_autoptr (GPtrArray) findings = esp_certificate_plan_lint (plan, error);

  for (guint i = 0; findings && i < findings->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity != ESP_LINT_ERROR)
        continue;
      esp_error_set (error, ESP_REASON_LINT, NULL, "rule", finding->id, "citation",
                     finding->citation, "sentence", finding->sentence, NULL);
      return FALSE;
    }
  return findings != NULL;
}

/* All that issuing would refuse without a key. */
static gboolean
check_csr (const EspIssuing *issuing, const char *csr, char **subject, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csr, strlen (csr));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, error);
  g_autoptr (GBytes) serial = request ? esp_serial_generate (error) : NULL;
  g_autoptr (EspCertificatePlan) plan = NULL;
  EspIssuance issuance;
  EspSource source;

  if (!serial)
    return FALSE;
  issuance = esp_issuing_describe (issuing, request, serial);
  plan = esp_certificate_plan_new (&issuance, error);
  if (!plan || !esp_ca_check_names (plan, issuing->constraining, error) ||
      !check_lint (plan, error))
    return FALSE;
  *subject = g_strdup (esp_name_get_text (esp_certificate_plan_get_subject (plan, &source)));
  return TRUE;
}

gboolean
esp_op_issue_check (EspOperationContext *context, GError **error)
{
  g_auto (EspIssuing) issuing = { 0 };
  g_autofree char *subject = NULL;

  if (!esp_issuing_read (&issuing, context, context->ca, error) ||
      !esp_issuing_check (&issuing, error) ||
      !check_csr (&issuing, esp_context_text (context, "Csr"), &subject, error))
    return FALSE;
  esp_context_detail (context, "Subject", subject);
  esp_context_detail (context, "Template", issuing.template->name);
  return TRUE;
}

/* --- Many at once ------------------------------------------------------------------------------*/

static JsonObject *
view_problem (const GError *problem, const char *id)
{
  JsonObject *view = json_object_new (), *error = json_object_new ();

  json_object_set_string_member (error, "Code", esp_error_code_get_name (problem->code));
  json_object_set_string_member (error, "Message", problem->message);
  json_object_set_string_member (error, "Reason",
                                 esp_reason_get_id (esp_error_get_reason (problem)));
  json_object_set_object_member (view, "Error", error);
  esp_json_set_string (view, "SigningRequest", id);
  return view;
}

/* The parameters of IssueCertificate for one of them. */
static JsonObject *
single_out (EspOperationContext *context, const char *csr)
{
  static const char *const others[] = { "Requests", "Jobs", "IdempotencyToken" };
  JsonObject *parameters = json_object_new ();
  g_autoptr (GList) names = json_object_get_members (context->parameters);

  for (GList *l = names; l; l = l->next)
    {
      gboolean other = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
        other = other || g_str_equal (others[i], l->data);
      if (!other)
        json_object_set_member (parameters, l->data,
                                json_object_dup_member (context->parameters, l->data));
    }
  json_object_set_string_member (parameters, "Csr", csr);
  return parameters;
}

gboolean
esp_op_issue_many_check (EspOperationContext *context, GError **error)
{
  JsonArray *requests = esp_json_get_array (context->parameters, "Requests");
  g_auto (EspIssuing) issuing = { 0 };

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonNode *node = json_array_get_element (requests, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        continue;
      esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Requests", NULL);
      return FALSE;
    }
  return esp_issuing_read (&issuing, context, context->ca, error) &&
         esp_issuing_check (&issuing, error);
}

/* Each is a request of its own, and waits or is refused by itself. */
static JsonObject *
keep_one (EspOperationContext *context, const EspIssuing *issuing, const char *csr, GError **error)
{
  g_autoptr (JsonObject) parameters = single_out (context, csr);
  g_autoptr (GError) problem = NULL;
  g_autofree char *subject = NULL, *id = NULL;

  if (!check_csr (issuing, csr, &subject, &problem))
    return view_problem (problem, NULL);
  id = esp_signing_keep (context, "IssueCertificate", parameters, error);
  if (!id)
    return NULL;
  esp_error_set (&problem, ESP_REASON_WAITING_FOR_SIGNATURE, context->ca->label, "id", id, "owner",
                 context->ca->account, NULL);
  return view_problem (problem, id);
}

gboolean
esp_op_issue_many_keep (EspOperationContext *context, GError **error)
{
  JsonArray *requests = esp_json_get_array (context->parameters, "Requests");
  g_autoptr (JsonArray) results = json_array_new ();
  g_auto (EspIssuing) issuing = { 0 };
  guint n = json_array_get_length (requests), n_waiting = 0;

  if (!esp_issuing_read (&issuing, context, context->ca, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const char *csr = json_array_get_string_element (requests, i);
      JsonObject *row = keep_one (context, &issuing, csr, error);

      if (!row)
        return FALSE;
      n_waiting += json_object_has_member (row, "SigningRequest") ? 1 : 0;
      json_array_add_object_element (results, row);
    }
  json_object_set_int_member (context->result, "Issued", 0);
  json_object_set_int_member (context->result, "Failed", n);
  json_object_set_array_member (context->result, "Results", json_array_ref (results));
  json_object_set_int_member (context->details, "Waiting", n_waiting);
  json_object_set_int_member (context->details, "Refused", n - n_waiting);
  esp_context_detail (context, "WaitsFor", context->ca->account);
  context->unchanged = n_waiting == 0;
  return TRUE;
}

/* --- Looking -----------------------------------------------------------------------------------*/

/* One's own, and those to authorities of the own account. */
static gboolean
may_see (EspOperationContext *context, const EspSigningRequest *request, const EspCa *ca)
{
  return context->rights->organization_scope ||
         g_str_equal (request->requester, esp_session_get_principal_id (context->session)) ||
         g_str_equal (ca->account, esp_session_get_account (context->session));
}

static gboolean
read_status (EspOperationContext *context, int *status, GError **error)
{
  const char *text = esp_context_text (context, "Status");
  EspSigningRequestStatus value;

  *status = -1;
  if (!text)
    return TRUE;
  if (!esp_signing_request_status_from_string (text, &value))
    {
      esp_error_set (error, ESP_REASON_SIGNING_REQUEST_STATUS, text, NULL);
      return FALSE;
    }
  *status = (int) value;
  return TRUE;
}

static gboolean
add_request (EspOperationContext *context,
             const EspSigningRequest *request,
             JsonArray *list,
             GError **error)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, request->ca, error);
  JsonObject *view;

  if (!ca || !may_see (context, request, ca))
    return ca != NULL;
  view = esp_view_signing (context->vault, request, ca, error);
  if (view)
    json_array_add_object_element (list, view);
  return view != NULL;
}

gboolean
esp_op_list_signing_requests (EspOperationContext *context, GError **error)
{
  const char *named = esp_context_text (context, "CertificateAuthority");
  g_autoptr (EspCa) ca = named ? esp_context_find_ca (context, named, error) : NULL;
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (JsonArray) list = json_array_new ();
  int status;

  if ((named && !ca) || !read_status (context, &status, error))
    return FALSE;
  requests = esp_signing_request_store_list (context->vault, ca ? ca->id : NULL, status, error);
  for (guint i = 0; requests && i < requests->len; i++)
    if (!add_request (context, g_ptr_array_index (requests, i), list, error))
      return FALSE;
  json_object_set_array_member (context->result, "SigningRequests", json_array_ref (list));
  return requests != NULL;
}

/* The certificate that came of it, for who asked. */
static gboolean
add_certificate (EspOperationContext *context,
                 const EspSigningRequest *request,
                 const EspCa *ca,
                 JsonObject *view,
                 GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autofree char *pem = NULL, *chain = NULL;

  if (!request->serial || !g_str_equal (request->operation, "IssueCertificate"))
    return TRUE;
  rows = esp_certificate_store_find (context->vault, ca->id, request->serial, error);
  if (!rows || rows->len == 0)
    return rows != NULL;
  der = esp_certificate_store_get_der (
    context->vault, ((const EspCertificateRow *) g_ptr_array_index (rows, 0))->row, error);
  certificate = der ? esp_certificate_parse (der, error) : NULL;
  chain = certificate ? esp_issuing_chain (context->vault, ca, TRUE, error) : NULL;
  if (!chain)
    return FALSE;
  pem = esp_certificate_to_pem (certificate);
  json_object_set_string_member (view, "Certificate", pem);
  json_object_set_string_member (view, "CertificateChain", chain);
  return TRUE;
}

/* What others asked of others is as if it were not there. */
gboolean
esp_op_describe_signing_request (EspOperationContext *context, GError **error)
{
  const char *id = esp_context_text (context, "Id");
  GError *problem = NULL;
  g_autoptr (EspSigningRequest)
    request = esp_signing_request_store_find (context->vault, id, &problem);
  g_autoptr (EspCa) ca = request ? esp_ca_store_find (context->vault, request->ca, &problem) : NULL;
  JsonObject *view;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!ca || !may_see (context, request, ca))
    {
      esp_error_set (error, ESP_REASON_SIGNING_REQUEST_UNKNOWN, id, NULL);
      return FALSE;
    }
  view = esp_view_signing (context->vault, request, ca, error);
  if (!view)
    return FALSE;
  json_object_set_object_member (context->result, "SigningRequest", view);
  return add_certificate (context, request, ca, view, error);
}
