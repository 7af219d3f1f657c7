/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The owner's side of a request from another vault: received as signing requests of the principal
 * as whom the partner asks, and answered when all of them are. Signing is what it always is
 * (esp-op-signing-process.c). */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-exchanging.h"
#include "esp-issuing.h"
#include "esp-signing-requests.h"
#include "pki/esp-certificate.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-exchange-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

/* --- What came --------------------------------------------------------------------------------*/

typedef struct
{
  EspExchangeSigned file;
  EspExchangeRequest *request;
  EspCa *ca;
} Received;

static void
received_free (gpointer data)
{
  Received *received = data;

  esp_exchange_signed_clear (&received->file);
  esp_exchange_request_free (received->request);
  esp_ca_free (received->ca);
  g_free (received);
}

/* What was received before is the same file; *@known. */
static gboolean
check_known (EspVault *vault, const Received *received, gboolean *known, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspExchange) there = esp_exchange_store_find (vault, ESP_EXCHANGE_RECEIVED,
                                                           received->request->head.id, &problem);

  *known = FALSE;
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  *known = there && g_str_equal (there->partner, received->file.partner->id) &&
           g_str_equal (there->digest, received->file.data->digest);
  if (*known || !there)
    return TRUE;
  esp_error_set (error, ESP_REASON_EXCHANGE_REPLAYED, received->request->head.id, NULL);
  return FALSE;
}

/* A partner that asks names the share that it asks through, or none: then access alone says. */
static gboolean
check_share (EspOperationContext *context, const Received *received, GError **error)
{
  const char *name = received->request->share;
  GError *problem = NULL;
  g_autoptr (EspPrincipal)
    asker = esp_principal_store_find (context->vault, received->file.partner->principal, &problem);
  g_autoptr (EspShare)
    share = asker && name ? esp_share_store_find (context->vault, name, &problem) : NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!name ||
      (share && share->status == ESP_SHARE_ACTIVE && g_str_equal (share->ca, received->ca->id) &&
       g_str_equal (share->consumer_account, asker->account)))
    return TRUE;
  esp_error_set (error, ESP_REASON_EXCHANGE_WRONG_SHARE, received->request->head.id, "share", name,
                 "name", received->file.partner->name, NULL);
  return FALSE;
}

/* Who receives it is who may have it signed. */
static gboolean
check_right (EspOperationContext *context, const EspCa *ca, GError **error)
{
  EspQuestion question = esp_question_about ("espalier:ProcessSigningRequests", ca, context->now);
  g_autoptr (EspDecision) decision = esp_rights_decide (context->rights, &question, error);

  return esp_decision_is_allowed (decision);
}

static gboolean
check_partner (const EspExchangePartner *partner, GError **error)
{
  if (partner->principal)
    return TRUE;
  esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_ANSWERS, NULL, "name", partner->name, NULL);
  return FALSE;
}

static gboolean
read_file (EspOperationContext *context, Received *received, GError **error)
{
  if (!esp_exchanging_read (context->vault, esp_context_text (context, "File"), &received->file,
                            error))
    return FALSE;
  received->request = esp_exchange_request_read (received->file.data->content, error);
  return received->request &&
         esp_exchanging_check_places (context->vault, &received->request->head,
                                      received->file.partner, error) &&
         check_partner (received->file.partner, error);
}

gboolean
esp_op_receive_exchange_prepare (EspOperationContext *context, GError **error)
{
  Received *received = g_new0 (Received, 1);
  gboolean known;

  context->data = received;
  context->free_data = received_free;
  if (!read_file (context, received, error) ||
      !check_known (context->vault, received, &known, error) ||
      (!known && !esp_exchange_head_check (&received->request->head, context->now, error)))
    return FALSE;
  received->ca = esp_context_find_ca (context, received->request->authority, error);
  return received->ca && check_right (context, received->ca, error) &&
         (known || check_share (context, received, error));
}

/* --- Keeping it -------------------------------------------------------------------------------*/

static gboolean
check_room (EspOperationContext *context, const Received *received, GError **error)
{
  gint64 waiting = esp_signing_request_store_count_waiting (
    context->vault, received->file.partner->principal, error);

  if (waiting < 0)
    return FALSE;
  if (waiting + received->request->items->len <= ESP_SIGNING_REQUESTS_MAX)
    return TRUE;
  esp_error_set (error, ESP_REASON_SIGNING_REQUESTS_FULL, NULL, "limit",
                 G_STRINGIFY (ESP_SIGNING_REQUESTS_MAX), NULL);
  return FALSE;
}

static gboolean
keep_item (EspOperationContext *context, const Received *received, guint index, GError **error)
{
  const EspExchangePartner *partner = received->file.partner;
  g_autoptr (EspSigningRequest) row = esp_signing_request_new ();

  row->id = esp_exchange_item_id (partner->id, received->request->head.id, index);
  row->parameters = esp_exchanging_write_parameters (
    g_ptr_array_index (received->request->items, index), received->ca->arn, error);
  if (!row->parameters)
    return FALSE;
  row->ca = g_strdup (received->ca->id);
  row->requester = g_strdup (partner->principal);
  row->role = g_strdup (partner->role);
  row->operation = g_strdup ("IssueCertificate");
  row->status = ESP_SIGNING_REQUEST_WAITING;
  row->requested_at = context->now;
  return esp_signing_request_store_insert (context->vault, row, error);
}

static gboolean
keep (EspOperationContext *context, const Received *received, GError **error)
{
  const char *text = esp_context_text (context, "File");
  g_autoptr (EspExchange) exchange = esp_exchange_new ();

  exchange->direction = ESP_EXCHANGE_RECEIVED;
  exchange->partner = g_strdup (received->file.partner->id);
  exchange->id = g_strdup (received->request->head.id);
  exchange->account = g_strdup (received->ca->account);
  exchange->digest = g_strdup (received->file.data->digest);
  exchange->request = g_bytes_new (text, strlen (text));
  exchange->created_at = context->now;
  exchange->expires_at = received->request->head.expires_at;
  if (!check_room (context, received, error) ||
      !esp_exchange_store_insert (context->vault, exchange, error))
    return FALSE;
  for (guint i = 0; i < received->request->items->len; i++)
    if (!keep_item (context, received, i, error))
      return FALSE;
  return TRUE;
}

/* The number is looked for again where nobody else writes: of two processes one finds it. */
gboolean
esp_op_receive_exchange_perform (EspOperationContext *context, GError **error)
{
  const Received *received = context->data;
  gboolean known;

  if (!check_known (context->vault, received, &known, error) ||
      (!known && !keep (context, received, error)))
    return FALSE;
  context->unchanged = known;
  esp_context_detail (context, "Request", received->request->head.id);
  esp_context_detail (context, "Digest", received->file.data->digest);
  esp_context_detail (context, "Partner", received->file.partner->name);
  esp_context_detail (context, "Requester", received->request->head.person);
  esp_context_detail (context, "Asked", received->ca->label);
  json_object_set_int_member (context->details, "Items", received->request->items->len);
  json_object_set_string_member (context->result, "RequestId", received->request->head.id);
  json_object_set_string_member (context->result, "CertificateAuthorityArn", received->ca->arn);
  json_object_set_string_member (context->result, "Partner", received->file.partner->name);
  json_object_set_int_member (context->result, "Items", received->request->items->len);
  json_object_set_boolean_member (context->result, "Known", known);
  return TRUE;
}

/* --- Answering --------------------------------------------------------------------------------*/

typedef struct
{
  EspExchange *exchange;
  EspExchangePartner *partner;
  EspExchangeRequest *request;
  EspExchangeResponse *response;
  guint n_waiting, n_issued;
} Answer;

static void
answer_clear (Answer *answer)
{
  esp_exchange_free (answer->exchange);
  esp_exchange_partner_free (answer->partner);
  esp_exchange_request_free (answer->request);
  esp_exchange_response_free (answer->response);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
add_certificate (EspOperationContext *context,
                 Answer *answer,
                 const EspSigningRequest *row,
                 GError **error)
{
  g_autoptr (GPtrArray)
    rows = esp_certificate_store_find (context->vault, row->ca, row->serial, error);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspCertificate) certificate = NULL;

  if (rows && rows->len == 1)
    der = esp_certificate_store_get_der (
      context->vault, ((const EspCertificateRow *) g_ptr_array_index (rows, 0))->row, error);
  else if (rows)
    esp_error_set (error, ESP_REASON_VAULT_DAMAGED, row->id, NULL);
  certificate = der ? esp_certificate_parse (der, error) : NULL;
  if (!certificate)
    return FALSE;
  esp_exchange_response_add (answer->response)->certificate = esp_certificate_to_pem (certificate);
  answer->n_issued++;
  if (!answer->response->chain)
    {
      g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, row->ca, error);

      answer->response->chain = ca ? esp_issuing_chain (context->vault, ca, TRUE, error) : NULL;
    }
  return answer->response->chain != NULL;
}

static gboolean
add_item (EspOperationContext *context, Answer *answer, guint index, GError **error)
{
  g_autofree char *id = esp_exchange_item_id (answer->partner->id, answer->exchange->id, index);
  GError *problem = NULL;
  g_autoptr (EspSigningRequest) row = esp_signing_request_store_find (context->vault, id, &problem);

  if (problem)
    g_propagate_error (error, problem);
  else if (!row)
    esp_error_set (error, ESP_REASON_VAULT_DAMAGED, id, NULL);
  if (!row)
    return FALSE;
  if (row->status == ESP_SIGNING_REQUEST_SIGNED)
    return add_certificate (context, answer, row, error);
  if (row->status == ESP_SIGNING_REQUEST_REFUSED)
    {
      EspExchangeAnswer *refusal = esp_exchange_response_add (answer->response);

      refusal->reason = g_strdup (row->reason);
      refusal->problem = g_strdup (row->problem);
    }
  else
    answer->n_waiting++;
  return TRUE;
}

static gboolean
check_all (const Answer *answer, GError **error)
{
  g_autofree char *waiting = g_strdup_printf ("%u", answer->n_waiting);
  g_autofree char *items = g_strdup_printf ("%u", answer->request->items->len);

  if (answer->n_waiting == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_EXCHANGE_OPEN, answer->exchange->id, "waiting", waiting, "items",
                 items, NULL);
  return FALSE;
}

static gboolean
fill (EspOperationContext *context, Answer *answer, GError **error)
{
  EspExchangeResponse *response = answer->response;

  response->request_digest = g_strdup (answer->exchange->digest);
  for (guint i = 0; i < answer->request->items->len; i++)
    if (!add_item (context, answer, i, error))
      return FALSE;
  return check_all (answer, error) &&
         esp_exchanging_fill_head (context, &response->head, answer->exchange->id,
                                   answer->request->head.from, ESP_EXCHANGE_DAYS, error);
}

static gboolean
write_answer (EspOperationContext *context, Answer *answer, GError **error)
{
  g_autoptr (GBytes) content = fill (context, answer, error) ?
                                 esp_exchange_response_write (answer->response, error) :
                                 NULL;
  g_autofree char *text = content ? esp_exchanging_sign (context, content, error) : NULL;

  if (!text)
    return FALSE;
  answer->exchange->response = g_bytes_new (text, strlen (text));
  answer->exchange->answered_at = context->now;
  esp_context_detail (context, "Request", answer->exchange->id);
  esp_context_detail (context, "Digest", answer->exchange->digest);
  esp_context_detail (context, "Partner", answer->partner->name);
  json_object_set_int_member (context->details, "Issued", answer->n_issued);
  json_object_set_int_member (context->details, "Refused",
                              answer->response->answers->len - answer->n_issued);
  return esp_exchange_store_answer (context->vault, answer->exchange, error);
}

static gboolean
show_answer (EspOperationContext *context, const EspExchange *exchange, GError **error)
{
  g_autoptr (EspExchangeResponse) response = esp_exchanging_read_response (exchange, error);
  g_autofree char *text = esp_exchanging_get_text (exchange->response);
  guint n_issued = 0;

  if (!response)
    return FALSE;
  for (guint i = 0; i < response->answers->len; i++)
    n_issued += ((EspExchangeAnswer *) g_ptr_array_index (response->answers, i))->certificate ? 1 :
                                                                                                0;
  json_object_set_string_member (context->result, "RequestId", exchange->id);
  json_object_set_string_member (context->result, "File", text);
  json_object_set_int_member (context->result, "Issued", n_issued);
  json_object_set_int_member (context->result, "Refused", response->answers->len - n_issued);
  return TRUE;
}

/* Once: whoever asks again gets the same file. */
gboolean
esp_op_answer_exchange (EspOperationContext *context, GError **error)
{
  g_auto (Answer) answer = { NULL };

  answer.exchange = esp_exchanging_find (context, ESP_EXCHANGE_RECEIVED,
                                         esp_context_text (context, "RequestId"), error);
  if (!answer.exchange)
    return FALSE;
  context->unchanged = answer.exchange->response != NULL;
  if (context->unchanged)
    return show_answer (context, answer.exchange, error);
  answer.partner = esp_exchanging_find_partner (context->vault, answer.exchange->partner, error);
  answer.request = answer.partner ? esp_exchanging_read_request (answer.exchange, error) : NULL;
  answer.response = esp_exchange_response_new ();
  return answer.request && write_answer (context, &answer, error) &&
         show_answer (context, answer.exchange, error);
}
