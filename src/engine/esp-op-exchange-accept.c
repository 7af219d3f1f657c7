/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AcceptExchangeResponse: what another vault answered is compared with what was asked, whole or not
 * at all, and kept with the request. A certificate of an authority is installed by
 * ImportCertificateAuthorityCertificate, which has rules and persons of its own. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-exchanging.h"
#include "pki/esp-certificate.h"
#include "vault/esp-exchange-store.h"

#include <string.h>

typedef struct
{
  EspExchangeSigned file;
  EspExchangeResponse *response;
  GPtrArray *chain; /* EspCertificate, or NULL */
} Accepted;

static void
accepted_free (gpointer data)
{
  Accepted *accepted = data;

  esp_exchange_signed_clear (&accepted->file);
  esp_exchange_response_free (accepted->response);
  g_clear_pointer (&accepted->chain, g_ptr_array_unref);
  g_free (accepted);
}

static gboolean
read_chain (Accepted *accepted, GError **error)
{
  const char *pem = accepted->response->chain;
  g_autoptr (GBytes) bytes = pem ? g_bytes_new_static (pem, strlen (pem)) : NULL;

  accepted->chain = bytes ? esp_certificate_parse_chain (bytes, error) : NULL;
  return !bytes || accepted->chain;
}

gboolean
esp_op_accept_exchange_prepare (EspOperationContext *context, GError **error)
{
  Accepted *accepted = g_new0 (Accepted, 1);

  context->data = accepted;
  context->free_data = accepted_free;
  if (!esp_exchanging_read (context->vault, esp_context_text (context, "File"), &accepted->file,
                            error))
    return FALSE;
  accepted->response = esp_exchange_response_read (accepted->file.data->content, error);
  return accepted->response &&
         esp_exchanging_check_places (context->vault, &accepted->response->head,
                                      accepted->file.partner, error) &&
         esp_exchange_head_check (&accepted->response->head, context->now, error) &&
         read_chain (accepted, error);
}

/* --- Is it what was asked? --------------------------------------------------------------------*/

static gboolean
refuse (EspReason reason, const char *id, GError **error)
{
  esp_error_set (error, reason, id, NULL);
  return FALSE;
}

/* Whoever of that vault is known may have signed it. */
static gboolean
check_asked (EspOperationContext *context,
             const Accepted *accepted,
             const EspExchange *exchange,
             GError **error)
{
  const char *id = accepted->response->head.id;
  g_autoptr (EspExchangePartner) asked = NULL;

  if (!exchange || !esp_exchanging_sees (context, exchange))
    return refuse (ESP_REASON_EXCHANGE_NOT_ASKED, id, error);
  asked = esp_exchange_store_find_partner (context->vault, exchange->partner, error);
  if (!asked)
    return FALSE;
  if (!g_str_equal (asked->vault, accepted->file.partner->vault))
    return refuse (ESP_REASON_EXCHANGE_NOT_ASKED, id, error);
  if (exchange->response)
    return refuse (ESP_REASON_EXCHANGE_ANSWERED, id, error);
  if (!g_str_equal (exchange->digest, accepted->response->request_digest))
    return refuse (ESP_REASON_EXCHANGE_OTHER_REQUEST, id, error);
  return TRUE;
}

static gboolean
refuse_answer (const char *id, guint index, const char *problem, GError **error)
{
  g_autofree char *item = g_strdup_printf ("%u", index + 1);

  esp_error_set (error, ESP_REASON_EXCHANGE_ANSWER, id, "item", item, "problem", problem, NULL);
  return FALSE;
}

static gboolean
check_answers (const Accepted *accepted, const EspExchangeRequest *request, GError **error)
{
  GPtrArray *answers = accepted->response->answers;

  if (answers->len != request->items->len)
    return refuse_answer (request->head.id, MIN (answers->len, request->items->len),
                          "there are more or fewer of them", error);
  for (guint i = 0; i < answers->len; i++)
    {
      const EspExchangeAnswer *answer = g_ptr_array_index (answers, i);
      const char *problem = answer->certificate ?
                              esp_exchanging_judge_answer (g_ptr_array_index (request->items, i),
                                                           answer, accepted->chain) :
                              NULL;

      if (problem)
        return refuse_answer (request->head.id, i, problem, error);
    }
  return TRUE;
}

/* --- Keeping it -------------------------------------------------------------------------------*/

/* What a caller installs, and what it may show. */
static void
show (EspOperationContext *context, const Accepted *accepted, const EspExchangeRequest *request)
{
  JsonArray *list = json_array_new ();
  guint n_issued = 0;

  for (guint i = 0; i < request->items->len; i++)
    {
      const EspExchangeItem *item = g_ptr_array_index (request->items, i);
      const EspExchangeAnswer *answer = g_ptr_array_index (accepted->response->answers, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Status", answer->certificate ? "ISSUED" : "REFUSED");
      esp_json_set_string (row, "Authority", item->authority);
      esp_json_set_string (row, "Certificate", answer->certificate);
      esp_json_set_string (row, "Reason", answer->reason);
      esp_json_set_string (row, "Problem", answer->problem);
      json_array_add_object_element (list, row);
      n_issued += answer->certificate ? 1 : 0;
    }
  json_object_set_string_member (context->result, "RequestId", request->head.id);
  json_object_set_array_member (context->result, "Items", list);
  esp_json_set_string (context->result, "CertificateChain", accepted->response->chain);
  esp_context_detail (context, "Request", request->head.id);
  esp_context_detail (context, "Partner", accepted->file.partner->name);
  esp_context_detail (context, "Answerer", accepted->response->head.person);
  esp_context_detail (context, "ResponseDigest", accepted->file.data->digest);
  json_object_set_int_member (context->details, "Issued", n_issued);
  json_object_set_int_member (context->details, "Refused", request->items->len - n_issued);
}

gboolean
esp_op_accept_exchange_perform (EspOperationContext *context, GError **error)
{
  const Accepted *accepted = context->data;
  const char *text = esp_context_text (context, "File");
  GError *problem = NULL;
  g_autoptr (EspExchange) exchange = esp_exchange_store_find (
    context->vault, ESP_EXCHANGE_SENT, accepted->response->head.id, &problem);
  g_autoptr (EspExchangeRequest) request = NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!check_asked (context, accepted, exchange, error))
    return FALSE;
  request = esp_exchanging_read_request (exchange, error);
  if (!request || !check_answers (accepted, request, error))
    return FALSE;
  exchange->response = g_bytes_new (text, strlen (text));
  exchange->answered_at = context->now;
  show (context, accepted, request);
  return esp_exchange_store_answer (context->vault, exchange, error);
}
