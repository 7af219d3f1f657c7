/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking another vault for certificates, and looking at what was asked, there or here, or at a file
 * that came. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-exchanging.h"
#include "esp-issuing.h"
#include "pki/esp-certificate.h"
#include "pki/esp-request.h"
#include "pki/esp-template.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-exchange-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

#define LIST_MAX 500

/* --- One item ---------------------------------------------------------------------------------*/

static gboolean
refuse_item (guint index, const char *problem, GError **error)
{
  g_autofree char *item = g_strdup_printf ("%u", index + 1);

  esp_error_set (error, ESP_REASON_EXCHANGE_ITEM, NULL, "item", item, "problem", problem, NULL);
  return FALSE;
}

/* An authority of this vault that waits for its certificate, or for another one. */
static char *
read_authority (EspOperationContext *context, const char *name, char **id, GError **error)
{
  g_autoptr (EspCa) ca = esp_context_find_ca (context, name, error);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspRequest) request = NULL;
  EspQuestion question;
  g_autoptr (EspDecision) decision = NULL;

  if (!ca)
    return NULL;
  question = esp_question_about ("acm-pca:GetCertificateAuthorityCsr", ca, context->now);
  decision = esp_rights_decide (context->rights, &question, error);
  if (!esp_decision_is_allowed (decision))
    return NULL;
  if (!esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_IMPORT_CERTIFICATE,
                           error))
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return NULL;
    }
  der = esp_ca_store_get_request (context->vault, ca->id, error);
  request = der ? esp_request_parse (der, error) : NULL;
  if (!request)
    return NULL;
  *id = g_strdup (ca->id);
  return esp_request_to_pem (request);
}

static char *
read_csr (const char *csr, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (csr, strlen (csr));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, error);

  return request ? esp_request_to_pem (request) : NULL;
}

static gboolean
check_validity (EspOperationContext *context, const char *validity, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  gboolean found;
  gint64 end;

  json_object_set_string_member (parameters, "Validity", validity);
  return esp_issuing_read_validity (parameters, context->now, &found, &end, error);
}

static gboolean
read_item (EspOperationContext *context,
           EspExchangeRequest *request,
           guint index,
           JsonObject *row,
           GError **error)
{
  const char *authority = esp_json_get_string (row, "CertificateAuthority");
  const char *given = esp_json_get_string (row, "Csr");
  const char *validity = esp_json_get_string (row, "Validity");
  const char *named = esp_json_get_string (row, "TemplateArn");
  const EspTemplate *template = NULL;
  g_autofree char *csr = NULL, *id = NULL;

  if (!authority == !given)
    return refuse_item (index, "it needs a request, or an authority that waits for its certificate",
                        error);
  if (!validity)
    return refuse_item (index, "it says not for how long it should be valid", error);
  template = esp_template_find (named ? named : ESP_TEMPLATE_DEFAULT, error);
  if (!template || !check_validity (context, validity, error))
    return FALSE;
  if (authority && template->kind != ESP_TEMPLATE_SUBORDINATE)
    return refuse_item (index, "an authority needs a template of subordinate authorities", error);
  csr = authority ? read_authority (context, authority, &id, error) : read_csr (given, error);
  if (!csr)
    return FALSE;
  esp_exchange_request_add (request, csr, template->arn, validity)->authority = g_steal_pointer (
    &id);
  return TRUE;
}

/* --- Asking -----------------------------------------------------------------------------------*/

static EspExchangeRequest *
read_call (EspOperationContext *context, const EspExchangePartner *partner, GError **error)
{
  JsonArray *items = esp_json_get_array (context->parameters, "Items");
  gint64 days = esp_json_get_int (context->parameters, "Days", ESP_EXCHANGE_DAYS);
  g_autoptr (EspExchangeRequest) request = esp_exchange_request_new ();

  if (days < 1 || days > ESP_EXCHANGE_DAYS_MAX)
    {
      esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Days", NULL);
      return NULL;
    }
  if (!esp_exchanging_fill_head (context, &request->head, NULL, partner->vault, days, error))
    return NULL;
  request->authority = g_strdup (esp_context_text (context, "CertificateAuthority"));
  request->share = g_strdup (esp_context_text (context, "Share"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Items", NULL);
          return NULL;
        }
      if (!read_item (context, request, i, json_node_get_object (node), error))
        return NULL;
    }
  return g_steal_pointer (&request);
}

static EspExchange *
make_record (EspOperationContext *context,
             const EspExchangePartner *partner,
             const EspExchangeRequest *request,
             const char *text,
             GError **error)
{
  g_autoptr (EspExchange) exchange = esp_exchange_new ();
  g_autoptr (EspSignedData) data = NULL;

  exchange->direction = ESP_EXCHANGE_SENT;
  exchange->request = g_bytes_new (text, strlen (text));
  data = esp_signed_data_read (exchange->request, error);
  if (!data)
    return NULL;
  exchange->partner = g_strdup (partner->id);
  exchange->id = g_strdup (request->head.id);
  exchange->account = g_strdup (esp_session_get_account (context->session));
  exchange->digest = g_strdup (data->digest);
  exchange->created_at = context->now;
  exchange->expires_at = request->head.expires_at;
  return g_steal_pointer (&exchange);
}

gboolean
esp_op_create_exchange_request (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchangePartner) partner = esp_exchanging_find_partner (
    context->vault, esp_context_text (context, "Partner"), error);
  g_autoptr (EspExchangeRequest) request = partner && esp_exchanging_check_key (context, error) ?
                                             read_call (context, partner, error) :
                                             NULL;
  g_autoptr (GBytes) content = request ? esp_exchange_request_write (request, error) : NULL;
  g_autofree char *text = content ? esp_exchanging_sign (context, content, error) : NULL;
  g_autoptr (EspExchange) exchange = text ? make_record (context, partner, request, text, error) :
                                            NULL;

  if (!exchange || !esp_exchange_store_insert (context->vault, exchange, error))
    return FALSE;
  esp_context_detail (context, "Request", exchange->id);
  esp_context_detail (context, "Digest", exchange->digest);
  esp_context_detail (context, "Partner", partner->name);
  esp_context_detail (context, "Asked", request->authority);
  esp_json_set_time (context->details, "ExpiresAt", exchange->expires_at);
  json_object_set_int_member (context->details, "Items", request->items->len);
  json_object_set_string_member (context->result, "RequestId", exchange->id);
  json_object_set_string_member (context->result, "File", text);
  esp_json_set_time (context->result, "ExpiresAt", exchange->expires_at);
  return TRUE;
}

/* --- Looking ----------------------------------------------------------------------------------*/

static JsonObject *
view_head (EspOperationContext *context, const EspExchange *exchange, GError **error)
{
  g_autoptr (EspExchangePartner)
    partner = esp_exchange_store_find_partner (context->vault, exchange->partner, error);
  JsonObject *view;

  if (!partner)
    return NULL;
  view = json_object_new ();
  json_object_set_string_member (view, "RequestId", exchange->id);
  json_object_set_string_member (view, "Direction",
                                 esp_exchange_direction_to_string (exchange->direction));
  json_object_set_string_member (view, "Status", exchange->answered_at ? "ANSWERED" : "WAITING");
  json_object_set_string_member (view, "Partner", partner->name);
  esp_json_set_time (view, "CreatedAt", exchange->created_at);
  esp_json_set_time (view, "ExpiresAt", exchange->expires_at);
  esp_json_set_time (view, "AnsweredAt", exchange->answered_at);
  return view;
}

gboolean
esp_op_list_exchange_requests (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) all = esp_exchange_store_list (context->vault, LIST_MAX, error);
  g_autoptr (JsonArray) list = json_array_new ();

  for (guint i = 0; all && i < all->len; i++)
    {
      const EspExchange *exchange = g_ptr_array_index (all, i);
      JsonObject *view = NULL;

      if (!esp_exchanging_sees (context, exchange))
        continue;
      view = view_head (context, exchange, error);
      if (!view)
        return FALSE;
      json_array_add_object_element (list, view);
    }
  json_object_set_array_member (context->result, "Exchanges", json_array_ref (list));
  return all != NULL;
}

static char *
find_subject (const char *csr)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csr, strlen (csr));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, NULL);

  return g_strdup (request ? esp_name_get_text (esp_request_get_subject (request)) : "");
}

static JsonObject *
view_item (const EspExchangeItem *item)
{
  JsonObject *view = json_object_new ();
  g_autofree char *subject = find_subject (item->csr);

  json_object_set_string_member (view, "Subject", subject);
  json_object_set_string_member (view, "TemplateArn", item->template_arn);
  json_object_set_string_member (view, "Validity", item->validity);
  esp_json_set_string (view, "Authority", item->authority);
  return view;
}

static void
view_answer (const EspExchangeAnswer *answer, JsonObject *view)
{
  json_object_set_string_member (view, "Status", answer->certificate ? "ISSUED" : "REFUSED");
  esp_json_set_string (view, "Certificate", answer->certificate);
  esp_json_set_string (view, "Reason", answer->reason);
  esp_json_set_string (view, "Problem", answer->problem);
}

static JsonArray *
view_items (const EspExchangeRequest *request, const EspExchangeResponse *response)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < request->items->len; i++)
    {
      JsonObject *view = view_item (g_ptr_array_index (request->items, i));

      if (response && i < response->answers->len)
        view_answer (g_ptr_array_index (response->answers, i), view);
      json_array_add_object_element (list, view);
    }
  return list;
}

/* By its number alone, whoever asked whom. */
static EspExchange *
find_either (EspOperationContext *context, GError **error)
{
  const char *id = esp_context_text (context, "RequestId");
  GError *problem = NULL;
  EspExchange *exchange = esp_exchanging_find (context, ESP_EXCHANGE_SENT, id, &problem);

  if (exchange)
    return exchange;
  if (!esp_error_has_reason (problem, ESP_REASON_EXCHANGE_UNKNOWN))
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  g_clear_error (&problem);
  return esp_exchanging_find (context, ESP_EXCHANGE_RECEIVED, id, error);
}

gboolean
esp_op_describe_exchange_request (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchange) exchange = find_either (context, error);
  g_autoptr (EspExchangeRequest)
    request = exchange ? esp_exchanging_read_request (exchange, error) : NULL;
  g_autoptr (EspExchangeResponse) response = NULL;
  JsonObject *view;

  if (request && exchange->response)
    {
      response = esp_exchanging_read_response (exchange, error);
      if (!response)
        return FALSE;
    }
  view = request ? view_head (context, exchange, error) : NULL;
  if (!view)
    return FALSE;
  json_object_set_object_member (context->result, "Exchange", view);
  json_object_set_string_member (view, "CertificateAuthority", request->authority);
  esp_json_set_string (view, "Share", request->share);
  json_object_set_string_member (view, "Requester", request->head.person);
  if (response)
    esp_json_set_string (view, "CertificateChain", response->chain);
  json_object_set_array_member (view, "Items", view_items (request, response));
  return TRUE;
}

/* --- A file -----------------------------------------------------------------------------------*/

static void
show_head (const EspExchangeHead *head, JsonObject *view)
{
  json_object_set_string_member (view, "RequestId", head->id);
  json_object_set_string_member (view, "FromVault", head->from);
  json_object_set_string_member (view, "ToVault", head->to);
  esp_json_set_time (view, "CreatedAt", head->created_at);
  esp_json_set_time (view, "ExpiresAt", head->expires_at);
  json_object_set_string_member (view, "Sender", head->person);
}

static gboolean
show_request (GBytes *content, JsonObject *view, GError **error)
{
  g_autoptr (EspExchangeRequest) request = esp_exchange_request_read (content, error);

  if (!request)
    return FALSE;
  show_head (&request->head, view);
  json_object_set_string_member (view, "Kind", "REQUEST");
  json_object_set_string_member (view, "CertificateAuthority", request->authority);
  esp_json_set_string (view, "Share", request->share);
  json_object_set_array_member (view, "Items", view_items (request, NULL));
  return TRUE;
}

static char *
find_certificate_subject (const char *pem)
{
  g_autoptr (GBytes) bytes = pem ? g_bytes_new_static (pem, strlen (pem)) : NULL;
  g_autoptr (EspCertificate) certificate = bytes ? esp_certificate_parse (bytes, NULL) : NULL;

  return g_strdup (certificate ? esp_name_get_text (esp_certificate_get_subject (certificate)) :
                                 "");
}

static gboolean
show_response (GBytes *content, JsonObject *view, GError **error)
{
  g_autoptr (EspExchangeResponse) response = esp_exchange_response_read (content, error);
  JsonArray *list;

  if (!response)
    return FALSE;
  list = json_array_new ();
  show_head (&response->head, view);
  json_object_set_string_member (view, "Kind", "RESPONSE");
  esp_json_set_string (view, "CertificateChain", response->chain);
  for (guint i = 0; i < response->answers->len; i++)
    {
      const EspExchangeAnswer *answer = g_ptr_array_index (response->answers, i);
      g_autofree char *subject = find_certificate_subject (answer->certificate);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Subject", subject);
      view_answer (answer, row);
      json_array_add_object_element (list, row);
    }
  json_object_set_array_member (view, "Items", list);
  return TRUE;
}

/* What is in it is shown whoever signed it, and that first. */
gboolean
esp_op_show_exchange_file (EspOperationContext *context, GError **error)
{
  g_auto (EspExchangeSigned) file = { NULL };
  JsonObject *view = json_object_new ();
  g_autoptr (GError) problem = NULL;
  gboolean is_request;

  json_object_set_object_member (context->result, "ExchangeFile", view);
  if (!esp_exchanging_read (context->vault, esp_context_text (context, "File"), &file, &problem) &&
      !file.data)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  json_object_set_boolean_member (view, "Verified", problem == NULL);
  if (problem)
    json_object_set_string_member (view, "Problem", problem->message);
  else
    json_object_set_string_member (view, "Partner", file.partner->name);
  json_object_set_string_member (view, "Digest", file.data->digest);
  return esp_exchange_is_request (file.data->content, &is_request, error) &&
         (is_request ? show_request (file.data->content, view, error) :
                       show_response (file.data->content, view, error));
}
