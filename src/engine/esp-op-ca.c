/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading certificate authorities. */
#include "esp-ops.h"

#include "access/esp-action.h"
#include "base/esp-error.h"
#include "esp-issuing.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "pki/esp-request.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

/* A CA is listed to whoever may act on it in any way (domain.md). */
gboolean
esp_ops_may_see_ca (EspOperationContext *context, const EspCa *ca)
{
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      if (action->has_resource && esp_context_may (context, action->name, ca))
        return TRUE;
    }
  return FALSE;
}

static const char *
find_arn (GHashTable *arns, const EspCa *ca)
{
  return ca->parent ? g_hash_table_lookup (arns, ca->parent) : NULL;
}

gboolean
esp_op_list_cas (EspOperationContext *context, GError **error)
{
  const char *owner = esp_context_text (context, "OwnerAccount");
  g_autoptr (EspAccount) account = NULL;
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GHashTable) arns = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *list;

  if (!cas)
    return FALSE;
  if (owner && !(account = esp_seeing_find_account (context, owner, error)))
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      g_hash_table_insert (arns, ca->id, ca->arn);
      if ((!account || g_str_equal (account->id, ca->account)) && esp_ops_may_see_ca (context, ca))
        json_array_add_object_element (list, esp_view_ca (ca, find_arn (arns, ca), context->now));
    }
  json_object_set_array_member (context->result, "CertificateAuthorities", list);
  return TRUE;
}

/* The list's row, because it has the counts. */
gboolean
esp_op_describe_ca (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray)
    cas = esp_ca_store_list (context->vault, context->ca->account, context->now, error);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (g_str_equal (ca->id, context->ca->id))
        return esp_ops_show_ca (context, ca, error);
    }
  if (cas)
    esp_error_set (error, ESP_REASON_CA_UNKNOWN, context->ca->arn, NULL);
  return FALSE;
}

gboolean
esp_op_get_ca_csr (EspOperationContext *context, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspRequest) request = NULL;
  g_autofree char *pem = NULL;

  if (!esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_GET_CSR,
                           error))
    return FALSE;
  der = esp_ca_store_get_request (context->vault, context->ca->id, error);
  request = der ? esp_request_parse (der, error) : NULL;
  if (!request)
    return FALSE;
  pem = esp_request_to_pem (request);
  json_object_set_string_member (context->result, "Csr", pem);
  return TRUE;
}

gboolean
esp_op_get_ca_certificate (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCertificate) certificate = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *chain = NULL;

  if (!esp_ca_state_check (esp_ca_get_status (context->ca, context->now),
                           ESP_CA_MAY_GET_CERTIFICATE, error))
    return FALSE;
  certificate = esp_issuing_load_issuer (context->vault, context->ca, error);
  chain = certificate ? esp_issuing_chain (context->vault, context->ca, FALSE, error) : NULL;
  if (!chain)
    return FALSE;
  pem = esp_certificate_to_pem (certificate);
  json_object_set_string_member (context->result, "Certificate", pem);
  if (*chain)
    json_object_set_string_member (context->result, "CertificateChain", chain);
  return TRUE;
}
