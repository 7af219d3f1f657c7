/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requester's side: what must wait, how it is kept, and what is told. The owner's side is in
 * esp-op-signing-process.c. */
#include "esp-signing-requests.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-ops.h"
#include "esp-sharing.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"
#include "pki/esp-request.h"
#include "pki/esp-template.h"
#include "vault/esp-account-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-share-store.h"

#define WAITING "WaitingForSignature" /* member of a result, which idempotency remembers */

/* --- Diverting ---------------------------------------------------------------------------------*/

void
esp_signing_divert (EspOperationContext *context)
{
  const EspOperation *operation = esp_operation_find (context->operation->name);
  EspQuestion question;

  /* A decision that is made anew may have another answer. */
  context->operation = operation;
  context->waits = FALSE;
  if (!operation->check || !context->ca)
    return;
  question = esp_context_question (context, operation->action);
  if (esp_share_signs_here (context->rights, &question))
    return;
  context->keeping = *operation;
  context->keeping.prepare = operation->check;
  context->keeping.perform = operation->keep;
  context->keeping.abandon = NULL;
  context->operation = &context->keeping;
  context->waits = TRUE;
}

gboolean
esp_signing_check_here (EspOperationContext *context,
                        const EspCa *issuer,
                        const char *template_arn,
                        GError **error)
{
  EspQuestion question = esp_question_about ("acm-pca:IssueCertificate", issuer, context->now);

  question.template_arn = template_arn;
  if (esp_share_signs_here (context->rights, &question))
    return TRUE;
  esp_error_set (error, ESP_REASON_PARENT_BY_REQUEST, issuer->label, "account", issuer->account,
                 NULL);
  return FALSE;
}

gboolean
esp_signing_is_waiting (EspOperationContext *context, GError **error)
{
  JsonObject *waiting = esp_json_get_object (context->result, WAITING);

  if (!waiting)
    return FALSE;
  esp_error_set (error, ESP_REASON_WAITING_FOR_SIGNATURE, context->ca ? context->ca->label : NULL,
                 "id", esp_json_get_string (waiting, "Id"), "owner",
                 esp_json_get_string (waiting, "Owner"), NULL);
  return TRUE;
}

/* --- Keeping -----------------------------------------------------------------------------------*/

static gboolean
check_room (EspOperationContext *context, GError **error)
{
  gint64 waiting = esp_signing_request_store_count_waiting (
    context->vault, esp_session_get_principal_id (context->session), error);

  if (waiting < 0)
    return FALSE;
  if (waiting < ESP_SIGNING_REQUESTS_MAX)
    return TRUE;
  esp_error_set (error, ESP_REASON_SIGNING_REQUESTS_FULL, NULL, "limit",
                 G_STRINGIFY (ESP_SIGNING_REQUESTS_MAX), NULL);
  return FALSE;
}

/* The authority by its ARN, whatever it was called; the token has done its service. */
static char *
write_parameters (EspOperationContext *context, JsonObject *parameters, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_new ());
  JsonObject *copy = json_node_get_object (node);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, parameters);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "IdempotencyToken"))
      json_object_set_member (copy, name, json_node_copy (value));
  json_object_set_string_member (copy, "CertificateAuthority", context->ca->arn);
  return esp_json_to_canonical (node, error);
}

char *
esp_signing_keep (EspOperationContext *context,
                  const char *operation,
                  JsonObject *parameters,
                  GError **error)
{
  g_autoptr (EspSigningRequest) request = esp_signing_request_new ();

  if (!check_room (context, error))
    return NULL;
  request->parameters = write_parameters (context, parameters, error);
  if (!request->parameters)
    return NULL;
  request->id = g_uuid_string_random ();
  request->ca = g_strdup (context->ca->id);
  request->requester = g_strdup (esp_session_get_principal_id (context->session));
  request->role = g_strdup (context->rights->role_id);
  request->operation = g_strdup (operation);
  request->status = ESP_SIGNING_REQUEST_WAITING;
  request->requested_at = context->now;
  if (!esp_signing_request_store_insert (context->vault, request, error))
    return NULL;
  return g_steal_pointer (&request->id);
}

/* For calls of one thing: kept whole. */
gboolean
esp_op_keep_for_signature (EspOperationContext *context, GError **error)
{
  g_autofree char *id = esp_signing_keep (context, context->operation->name, context->parameters,
                                          error);
  JsonObject *waiting;

  if (!id)
    return FALSE;
  waiting = json_object_new ();
  json_object_set_string_member (waiting, "Id", id);
  json_object_set_string_member (waiting, "Owner", context->ca->account);
  json_object_set_object_member (context->result, WAITING, waiting);
  esp_context_detail (context, "SigningRequest", id);
  esp_context_detail (context, "WaitsFor", context->ca->account);
  esp_context_detail (context, "Status",
                      esp_signing_request_status_to_string (ESP_SIGNING_REQUEST_WAITING));
  return TRUE;
}

/* --- Shown -------------------------------------------------------------------------------------*/

static char *
read_subject (JsonObject *parameters)
{
  const char *csr = esp_json_get_string (parameters, "Csr");
  g_autoptr (GBytes) bytes = csr ? g_bytes_new_static (csr, strlen (csr)) : NULL;
  g_autoptr (EspRequest) request = bytes ? esp_request_parse (bytes, NULL) : NULL;

  return request ? g_strdup (esp_name_get_text (esp_request_get_subject (request))) : NULL;
}

static char *
find_subject (EspVault *vault, const char *ca, const char *typed)
{
  g_autofree char *serial = typed ? esp_ops_read_serial (typed, NULL) : NULL;
  g_autoptr (GPtrArray) rows = serial ? esp_certificate_store_find (vault, ca, serial, NULL) : NULL;

  if (!rows || rows->len == 0)
    return NULL;
  return g_strdup (((const EspCertificateRow *) g_ptr_array_index (rows, 0))->subject);
}

/* What was asked for. */
static gboolean
view_parameters (EspVault *vault,
                 const EspSigningRequest *request,
                 JsonObject *view,
                 GError **error)
{
  g_autoptr (JsonNode)
    node = esp_json_parse (request->parameters, -1, strlen (request->parameters), error);
  JsonObject *parameters = node ? json_node_get_object (node) : NULL;
  const char *named, *serial;
  const EspTemplate *template;
  g_autofree char *subject = NULL;

  if (!parameters)
    return FALSE;
  serial = esp_json_get_string (parameters, "CertificateSerial");
  subject = serial ? find_subject (vault, request->ca, serial) : read_subject (parameters);
  json_object_set_string_member (view, "Subject", subject ? subject : "");
  if (serial)
    return TRUE;
  named = esp_json_get_string (parameters, "TemplateArn");
  template = esp_template_find (named ? named : ESP_TEMPLATE_DEFAULT, NULL);
  esp_json_set_string (view, "TemplateArn", template ? template->arn : named);
  return TRUE;
}

static void
view_answer (const EspSigningRequest *request, const EspCa *ca, JsonObject *view)
{
  g_autofree char *arn = request->serial ? esp_arn_certificate (ca->arn, request->serial) : NULL;

  json_object_set_string_member (view, "Status",
                                 esp_signing_request_status_to_string (request->status));
  esp_json_set_time (view, "RequestedAt", request->requested_at);
  esp_json_set_time (view, "AnsweredAt", request->answered_at);
  esp_json_set_string (view, "CertificateSerial", request->serial);
  esp_json_set_string (view, "CertificateArn", arn);
  esp_json_set_string (view, "Reason", request->reason);
  esp_json_set_string (view, "Problem", request->problem);
}

/* A role that was deleted since is shown by its number. */
static char *
find_role_name (EspVault *vault, const EspPrincipal *requester, const char *role, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (vault, requester->account, error);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *row = g_ptr_array_index (roles, i);

      if (g_str_equal (row->id, role))
        return g_strdup (row->name);
    }
  return roles ? g_strdup (role) : NULL;
}

JsonObject *
esp_view_signing (EspVault *vault,
                  const EspSigningRequest *request,
                  const EspCa *ca,
                  GError **error)
{
  g_autoptr (EspPrincipal) requester = esp_principal_store_find (vault, request->requester, error);
  g_autofree char *role = requester ? find_role_name (vault, requester, request->role, error) :
                                      NULL;
  g_autoptr (JsonObject) view = NULL;

  if (!role)
    return NULL;
  view = json_object_new ();
  json_object_set_string_member (view, "Id", request->id);
  json_object_set_string_member (view, "CertificateAuthority", ca->label);
  json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
  json_object_set_string_member (view, "Operation", request->operation);
  json_object_set_string_member (view, "RequestedBy", requester->name);
  json_object_set_string_member (view, "RequesterAccount", requester->account);
  json_object_set_string_member (view, "Role", role);
  view_answer (request, ca, view);
  return view_parameters (vault, request, view, error) ? g_steal_pointer (&view) : NULL;
}

static char *
write_text (EspVault *vault, const EspSigningRequest *request, GError **error)
{
  g_autoptr (EspPrincipal) requester = esp_principal_store_find (vault, request->requester, error);
  g_autoptr (JsonObject) view = json_object_new ();
  g_autofree char *digest = esp_sha256_hex ((const guint8 *) request->parameters,
                                            strlen (request->parameters));
  const char *template;

  if (!requester || !view_parameters (vault, request, view, error))
    return NULL;
  template = esp_json_get_string (view, "TemplateArn");
  return g_strdup_printf ("%s (%s): %s %s %s, %s, SHA-256 %s", requester->name, requester->account,
                          request->operation, esp_json_get_string (view, "Subject"),
                          template ? template : "", request->id, digest);
}

GPtrArray *
esp_signing_list_texts (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray)
    waiting = esp_signing_request_store_list (vault, ca, ESP_SIGNING_REQUEST_WAITING, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; waiting && i < waiting->len; i++)
    {
      char *text = write_text (vault, g_ptr_array_index (waiting, i), error);

      if (!text)
        return NULL;
      g_ptr_array_add (texts, text);
    }
  return waiting ? g_steal_pointer (&texts) : NULL;
}
