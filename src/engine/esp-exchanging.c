/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all operations on files between vaults have in common: the session's key, partners, and what
 * is believed of a file. */
#include "esp-exchanging.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "esp-people.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "pki/esp-exchange-key.h"
#include "pki/esp-request.h"
#include "pki/esp-template.h"
#include "vault/esp-exchange-store.h"

#include <string.h>

void
esp_exchange_signed_clear (EspExchangeSigned *file)
{
  g_clear_pointer (&file->data, esp_signed_data_free);
  g_clear_pointer (&file->partner, esp_exchange_partner_free);
}

/* --- What came --------------------------------------------------------------------------------*/

static EspCertificate *
parse_certificate (const EspExchangePartner *partner, GError **error)
{
  return esp_certificate_parse (partner->certificate, error);
}

/* The one that the file names, with the certificate that was compared. */
static gboolean
find_signer (EspVault *vault, EspExchangeSigned *file, EspCertificate **certificate, GError **error)
{
  g_autoptr (GPtrArray) partners = esp_exchange_store_list_partners (vault, error);

  for (guint i = 0; partners && i < partners->len && !file->partner; i++)
    {
      const EspExchangePartner *partner = g_ptr_array_index (partners, i);
      g_autoptr (EspCertificate) own = parse_certificate (partner, error);

      if (!own)
        return FALSE;
      if (!esp_signed_data_names (file->data, own))
        continue;
      file->partner = g_ptr_array_steal_index (partners, i);
      *certificate = g_steal_pointer (&own);
    }
  return partners != NULL;
}

gboolean
esp_exchanging_read (EspVault *vault, const char *text, EspExchangeSigned *file, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (EspCertificate) certificate = NULL;

  file->data = esp_signed_data_read (bytes, error);
  if (!file->data || !find_signer (vault, file, &certificate, error))
    return FALSE;
  if (certificate)
    return esp_signed_data_verify (file->data, certificate, error);
  esp_error_set (error, ESP_REASON_EXCHANGE_SIGNER_UNKNOWN, NULL, NULL);
  return FALSE;
}

gboolean
esp_exchanging_check_places (EspVault *vault,
                             const EspExchangeHead *head,
                             const EspExchangePartner *partner,
                             GError **error)
{
  const char *own = esp_vault_get_info (vault)->id;

  if (!g_str_equal (head->to, own))
    {
      esp_error_set (error, ESP_REASON_EXCHANGE_WRONG_VAULT, head->id, "to", head->to, "own", own,
                     NULL);
      return FALSE;
    }
  if (g_str_equal (head->from, partner->vault))
    return TRUE;
  esp_error_set (error, ESP_REASON_EXCHANGE_WRONG_SENDER, head->id, "from", head->from, "name",
                 partner->name, "vault", partner->vault, NULL);
  return FALSE;
}

/* --- What goes --------------------------------------------------------------------------------*/

static char *
draw_id (GError **error)
{
  guint8 random[ESP_EXCHANGE_ID_LEN / 2];

  return esp_random_bytes (random, sizeof random, error) ? esp_hex_encode (random, sizeof random) :
                                                           NULL;
}

gboolean
esp_exchanging_fill_head (EspOperationContext *context,
                          EspExchangeHead *head,
                          const char *id,
                          const char *to,
                          gint64 days,
                          GError **error)
{
  head->id = id ? g_strdup (id) : draw_id (error);
  head->from = g_strdup (esp_vault_get_info (context->vault)->id);
  head->to = g_strdup (to);
  head->created_at = context->now;
  head->expires_at = context->now + days * ESP_TIME_DAY;
  head->person = g_strdup (esp_session_get_principal (context->session));
  return head->id != NULL;
}

static EspExchangeIdentity *
find_identity (EspOperationContext *context, GError **error)
{
  GError *problem = NULL;
  EspExchangeIdentity *identity = esp_exchange_store_find_identity (
    context->vault, esp_session_get_principal_id (context->session), &problem);

  if (problem)
    g_propagate_error (error, problem);
  else if (!identity)
    esp_error_set (error, ESP_REASON_EXCHANGE_NO_IDENTITY, NULL, NULL);
  return identity;
}

gboolean
esp_exchanging_check_key (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchangeIdentity) identity = find_identity (context, error);

  return identity != NULL;
}

char *
esp_exchanging_sign (EspOperationContext *context, GBytes *content, GError **error)
{
  g_autoptr (EspExchangeIdentity) identity = find_identity (context, error);
  g_autoptr (EspCertificate)
    certificate = identity ? esp_certificate_parse (identity->certificate, error) : NULL;
  g_autoptr (EspKey)
    key = certificate ? esp_exchange_key_open (identity->envelope, certificate,
                                               esp_session_get_identity (context->session), error) :
                        NULL;

  return key ? esp_signed_data_create (content, key, certificate, context->now, error) : NULL;
}

/* --- What is there ----------------------------------------------------------------------------*/

EspExchangePartner *
esp_exchanging_find_partner (EspVault *vault, const char *name, GError **error)
{
  GError *problem = NULL;
  EspExchangePartner *partner = esp_exchange_store_find_partner (vault, name, &problem);

  if (problem)
    g_propagate_error (error, problem);
  else if (partner && !partner->removed_at)
    return partner;
  else
    esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_UNKNOWN, name, NULL);
  esp_exchange_partner_free (partner);
  return NULL;
}

gboolean
esp_exchanging_sees (EspOperationContext *context, const EspExchange *exchange)
{
  return context->rights->organization_scope ||
         g_str_equal (exchange->account, esp_session_get_account (context->session));
}

EspExchange *
esp_exchanging_find (EspOperationContext *context,
                     EspExchangeDirection direction,
                     const char *id,
                     GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspExchange)
    exchange = esp_exchange_store_find (context->vault, direction, id, &problem);

  if (problem)
    g_propagate_error (error, problem);
  else if (exchange && esp_exchanging_sees (context, exchange))
    return g_steal_pointer (&exchange);
  else
    esp_error_set (error, ESP_REASON_EXCHANGE_UNKNOWN, id, NULL);
  return NULL;
}

EspExchangeRequest *
esp_exchanging_read_request (const EspExchange *exchange, GError **error)
{
  g_autoptr (EspSignedData) data = esp_signed_data_read (exchange->request, error);

  return data ? esp_exchange_request_read (data->content, error) : NULL;
}

EspExchangeResponse *
esp_exchanging_read_response (const EspExchange *exchange, GError **error)
{
  g_autoptr (EspSignedData) data = esp_signed_data_read (exchange->response, error);

  return data ? esp_exchange_response_read (data->content, error) : NULL;
}

char *
esp_exchanging_get_text (GBytes *file)
{
  gsize len;
  const char *text = g_bytes_get_data (file, &len);

  return g_strndup (text, len);
}

/* --- Items ------------------------------------------------------------------------------------*/

char *
esp_exchanging_write_parameters (const EspExchangeItem *item, const char *arn, GError **error)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonNode) node = esp_json_wrap_object (parameters);

  json_object_set_string_member (parameters, "CertificateAuthority", arn);
  json_object_set_string_member (parameters, "Csr", item->csr);
  json_object_set_string_member (parameters, "TemplateArn", item->template_arn);
  json_object_set_string_member (parameters, "Validity", item->validity);
  return esp_json_to_canonical (node, error);
}

static gboolean
has_key_of (EspCertificate *certificate, const char *csr)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csr, strlen (csr));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, NULL);

  return request && esp_key_equal_public (esp_certificate_get_key (certificate),
                                          esp_request_get_key (request));
}

const char *
esp_exchanging_judge_answer (const EspExchangeItem *item,
                             const EspExchangeAnswer *answer,
                             GPtrArray *chain)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (answer->certificate, strlen (answer->certificate));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  const EspTemplate *template = esp_template_find (item->template_arn, NULL);

  if (!certificate)
    return "it is no certificate";
  if (!has_key_of (certificate, item->csr))
    return "the key in the certificate is not the one that was asked for";
  if (!template || esp_certificate_is_ca (certificate) != template->ca)
    return "one is an authority, and the other is not";
  if (!chain || chain->len == 0 ||
      !esp_certificate_is_issued_by (certificate, g_ptr_array_index (chain, 0)))
    return "it was not signed by the first certificate of the chain";
  for (guint i = 0; i + 1 < chain->len; i++)
    if (!esp_certificate_is_issued_by (g_ptr_array_index (chain, i),
                                       g_ptr_array_index (chain, i + 1)))
      return "the chain is broken";
  return esp_certificate_is_issued_by (g_ptr_array_index (chain, chain->len - 1),
                                       g_ptr_array_index (chain, chain->len - 1)) ?
           NULL :
           "the chain does not end with a root";
}
