/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after of what a root signs: certificates, authorities below it, answers and lists. */
#include "esp-approving-changes.h"

#include "base/esp-error.h"
#include "esp-revocation-lists.h"
#include "esp-signing-requests.h"
#include "model/esp-certificate-row.h"
#include "pki/esp-digest.h"
#include "pki/esp-request.h"

/* --- What a root signs ------------------------------------------------------------------------*/

static gboolean
add_request (JsonArray *changes, const char *pem, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspRequest) request = esp_request_parse (bytes, error);
  g_autofree char *key = NULL;
  GBytes *spki;
  gsize len;
  const guint8 *der;

  if (!request)
    return FALSE;
  spki = esp_key_get_spki (esp_request_get_key (request));
  der = g_bytes_get_data (spki, &len);
  key = esp_sha256_hex (der, len);
  esp_change_add (changes, "CERTIFICATE", NULL,
                  esp_name_get_text (esp_request_get_subject (request)));
  esp_change_add (changes, "PUBLIC_KEY", NULL, key);
  return TRUE;
}

static void
add_issue_parameters (EspOperationContext *context, JsonArray *changes)
{
  esp_change_add_parameter (context, changes, "TEMPLATE", "TemplateArn");
  esp_change_add_parameter (context, changes, "VALIDITY", "Validity");
  esp_change_add_parameter (context, changes, "NOT_BEFORE", "ValidityNotBefore");
  esp_change_add_parameter (context, changes, "SIGNING_ALGORITHM", "SigningAlgorithm");
  esp_change_add_parameter (context, changes, "API_PASSTHROUGH", "ApiPassthrough");
}

gboolean
esp_describe_issue (EspOperationContext *context, JsonArray *changes, GError **error)
{
  if (!add_request (changes, esp_context_text (context, "Csr"), error))
    return FALSE;
  add_issue_parameters (context, changes);
  return TRUE;
}

/* Each request for a signature that would be answered. */
gboolean
esp_describe_signing (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (GPtrArray) texts = esp_signing_list_texts (context->vault, context->ca->id, error);

  for (guint i = 0; texts && i < texts->len; i++)
    esp_change_add (changes, "SIGNING_REQUEST", NULL, g_ptr_array_index (texts, i));
  return texts != NULL;
}

gboolean
esp_describe_issue_many (EspOperationContext *context, JsonArray *changes, GError **error)
{
  JsonArray *requests = esp_json_get_array (context->parameters, "Requests");

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonNode *node = json_array_get_element (requests, i);
      const char *pem = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (!add_request (changes, pem ? pem : "", error))
        return FALSE;
    }
  add_issue_parameters (context, changes);
  return TRUE;
}

gboolean
esp_describe_create (EspOperationContext *context, JsonArray *changes, GError **error)
{
  esp_change_add_parameter (context, changes, "CERTIFICATE_AUTHORITY", "Subject");
  esp_change_add_parameter (context, changes, "PARENT", "Parent");
  esp_change_add_parameter (context, changes, "PATH_LENGTH", "PathLength");
  esp_change_add_parameter (context, changes, "KEY_ALGORITHM", "KeyAlgorithm");
  add_issue_parameters (context, changes);
  esp_change_add_parameter (context, changes, "OWNER_ACCOUNT", "OwnerAccount");
  esp_change_add_parameter (context, changes, "TAGS_SET", "Tags");
  return TRUE;
}

static gboolean
add_list (EspOperationContext *context, JsonArray *changes, GError **error)
{
  g_autoptr (EspRevocationList) list = NULL;
  g_autofree char *number = NULL;

  if (!context->ca->revocation.crl_enabled)
    return TRUE;
  list = esp_revocation_list_load (context->vault, context->ca, error);
  if (!list)
    return FALSE;
  if (list->crl)
    number = g_strdup_printf ("%" G_GINT64_FORMAT, esp_crl_get_number (list->crl));
  esp_change_add (changes, "REVOCATION_LIST", number, "NEW");
  return TRUE;
}

gboolean
esp_describe_list (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const EspCa *ca = context->ca;

  if (esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_CRL, error))
    return add_list (context, changes, error);
  if (error)
    esp_error_set_object (*error, ca->label);
  return FALSE;
}

gboolean
esp_describe_revoke (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const EspCertificateRow *row = context->data;
  g_autofree char *before = g_strconcat (row->serial, row->revoked_at ? ": REVOKED" : ": VALID",
                                         NULL);
  g_autofree char *after = g_strconcat (row->serial, ": REVOKED, ",
                                        esp_context_text (context, "RevocationReason"), NULL);

  esp_change_add (changes, "CERTIFICATE_STATUS", before, after);
  return add_list (context, changes, error);
}
