/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that two people sign: written once by who asks, and read again from the vault with
 * everything compared that could have been changed in between. */
#include "esp-approving.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-splitting.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

/* --- Writing ----------------------------------------------------------------------------------*/

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const EspCa *const *) a)->id, (*(const EspCa *const *) b)->id);
}

static JsonArray *
list_ids (GPtrArray *cas)
{
  JsonArray *ids = json_array_new ();

  g_ptr_array_sort (cas, compare_ids);
  for (guint i = 0; i < cas->len; i++)
    if (!esp_approving_is_imagined (g_ptr_array_index (cas, i)))
      json_array_add_string_element (ids, ((const EspCa *) g_ptr_array_index (cas, i))->id);
  return ids;
}

/* The one that it is about; NULL where there are several, or none yet. */
static char *
find_only (GPtrArray *cas)
{
  const char *only = NULL;

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (esp_approving_is_imagined (ca))
        continue;
      if (only)
        return NULL;
      only = ca->id;
    }
  return g_strdup (only);
}

static void
set_people (EspOperationContext *context, JsonObject *text)
{
  const EspRights *rights = context->rights;

  json_object_set_string_member (text, "requester", rights->principal_id);
  json_object_set_string_member (text, "requesterName", rights->principal_name);
  json_object_set_string_member (text, "role", rights->role_id);
  json_object_set_string_member (text, "roleName", rights->role_name ? rights->role_name : "");
}

/* A change of approvers by somebody without a part leaves the key to the next two who open it. */
static gboolean
set_key (EspOperationContext *context, GPtrArray *cas, JsonObject *text, GError **error)
{
  const char *key = esp_approving_key_of (context, cas);
  gboolean split = FALSE, holds = TRUE;

  if (key &&
      (!esp_splitting_is_split (context->vault, key, &split, error) ||
       !esp_splitting_holds (context->vault, key, context->rights->principal_id, &holds, error)))
    return FALSE;
  if (!split)
    return TRUE;
  if (holds)
    json_object_set_string_member (text, "keyOf", key);
  else if (!g_str_has_suffix (context->operation->name, "Approver"))
    {
      const EspCa *ca = g_ptr_array_index (cas, 0);

      esp_error_set (error, ESP_REASON_KEY_PART_MISSING, ca->label, NULL);
      return FALSE;
    }
  return TRUE;
}

static JsonNode *
make_text (EspOperationContext *context,
           const EspApproval *approval,
           GPtrArray *cas,
           JsonArray *changes,
           GError **error)
{
  g_autoptr (JsonObject) text = json_object_new ();
  const EspVaultInfo *info = esp_vault_get_info (context->vault);

  json_object_set_string_member (text, "id", approval->id);
  json_object_set_string_member (text, "vault", info->id);
  json_object_set_string_member (text, "operation", context->operation->name);
  json_object_set_string_member (text, "action", context->operation->action);
  json_object_set_object_member (text, "parameters", json_object_ref (context->parameters));
  json_object_set_string_member (text, "resource", context->resource ? context->resource : "*");
  json_object_set_array_member (text, "certificateAuthorities", list_ids (cas));
  json_object_set_array_member (text, "changes", json_array_ref (changes));
  set_people (context, text);
  esp_json_set_time (text, "time", approval->requested_at);
  esp_json_set_time (text, "expires", approval->expires_at);
  if (!set_key (context, cas, text, error))
    return NULL;
  return esp_json_wrap_object (g_steal_pointer (&text));
}

static GBytes *
sign (EspIdentity *identity, const char *text, GError **error)
{
  return esp_key_sign_bytes (esp_identity_get_signing_key (identity), (const guint8 *) text,
                             strlen (text), error);
}

EspApproval *
esp_approving_write (EspOperationContext *context,
                     GPtrArray *cas,
                     JsonArray *changes,
                     GError **error)
{
  g_autoptr (EspApproval) approval = esp_approval_new ();
  g_autoptr (JsonNode) text = NULL;

  approval->id = g_uuid_string_random ();
  approval->ca = find_only (cas);
  approval->operation = g_strdup (context->operation->name);
  approval->requester = g_strdup (context->rights->principal_id);
  approval->role = g_strdup (context->rights->role_id);
  approval->requested_at = context->now;
  approval->expires_at = context->now + ESP_APPROVAL_LIFE;
  text = make_text (context, approval, cas, changes, error);
  approval->request = text ? esp_json_to_canonical (text, error) : NULL;
  if (!approval->request)
    return NULL;
  if (strlen (approval->request) > ESP_APPROVAL_MAX_REQUEST)
    {
      esp_error_set (error, ESP_REASON_APPROVAL_TOO_LARGE, NULL, "limit", "4 MiB", NULL);
      return NULL;
    }
  approval->digest = esp_sha256_hex ((const guint8 *) approval->request,
                                     strlen (approval->request));
  approval->request_signature = sign (esp_session_get_identity (context->session),
                                      approval->request, error);
  return approval->request_signature ? g_steal_pointer (&approval) : NULL;
}

/* --- Reading ----------------------------------------------------------------------------------*/

static gboolean
altered (const EspApproval *approval, const char *member, GError **error)
{
  esp_error_set (error, ESP_REASON_APPROVAL_ALTERED, approval->id, "member", member, NULL);
  return FALSE;
}

static gboolean
check_digest (const EspApproval *approval, GError **error)
{
  g_autofree char *digest = esp_sha256_hex ((const guint8 *) approval->request,
                                            strlen (approval->request));

  return g_str_equal (digest, approval->digest) || altered (approval, "digest", error);
}

static gboolean
check_signature (EspVault *vault,
                 const EspApproval *approval,
                 const char *principal_id,
                 GBytes *signature,
                 const char *member,
                 GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, principal_id, error);
  g_autoptr (EspCertificate)
    certificate = principal && principal->signing_certificate ?
                    esp_certificate_parse (principal->signing_certificate, error) :
                    NULL;

  if (error && *error)
    return FALSE;
  if (certificate && esp_key_verify_bytes (esp_certificate_get_key (certificate),
                                           (const guint8 *) approval->request,
                                           strlen (approval->request), signature))
    return TRUE;
  return altered (approval, member, error);
}

static gboolean
same (JsonObject *text, const char *member, const char *column)
{
  return g_strcmp0 (esp_json_get_string (text, member), column) == 0;
}

static gboolean
check_columns (EspVault *vault, const EspApproval *approval, JsonObject *text, GError **error)
{
  JsonArray *cas = esp_json_get_array (text, "certificateAuthorities");
  const EspOperation *operation = esp_operation_find (approval->operation);
  g_autofree char *asked = esp_time_to_rfc3339 (approval->requested_at);
  g_autofree char *expires = esp_time_to_rfc3339 (approval->expires_at);

  if (!same (text, "id", approval->id) || !same (text, "vault", esp_vault_get_info (vault)->id))
    return altered (approval, "id", error);
  if (!operation || !same (text, "operation", approval->operation) ||
      !same (text, "action", operation->action))
    return altered (approval, "operation", error);
  if (!same (text, "requester", approval->requester) || !same (text, "role", approval->role))
    return altered (approval, "requester", error);
  if (!same (text, "time", asked) || !same (text, "expires", expires))
    return altered (approval, "expires", error);
  if (!esp_json_get_object (text, "parameters") || !esp_json_get_array (text, "changes") || !cas ||
      (json_array_get_length (cas) == 0 && !esp_approving_is_plan (approval->operation)))
    return altered (approval, "parameters", error);
  if (approval->ca && g_strcmp0 (json_array_get_string_element (cas, 0), approval->ca) != 0)
    return altered (approval, "certificateAuthorities", error);
  return TRUE;
}

/* The same person is never two, whatever a row says. */
static gboolean
check_approver (EspVault *vault, const EspApproval *approval, GError **error)
{
  if (!approval->approval_signature)
    return TRUE;
  if (!approval->approver || g_str_equal (approval->approver, approval->requester))
    return altered (approval, "approver", error);
  return check_signature (vault, approval, approval->approver, approval->approval_signature,
                          "approvalSignature", error);
}

/* What is over does nothing any more, and who signed it may have other keys since; the log has
 * their signatures. */
static gboolean
check_signatures (EspVault *vault, const EspApproval *approval, GError **error)
{
  if (approval->status != ESP_APPROVAL_WAITING && approval->status != ESP_APPROVAL_APPROVED)
    return TRUE;
  return check_signature (vault, approval, approval->requester, approval->request_signature,
                          "requestSignature", error) &&
         check_approver (vault, approval, error);
}

JsonObject *
esp_approving_read (EspVault *vault, const EspApproval *approval, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) problem = NULL;

  if (!check_digest (approval, error))
    return NULL;
  node = esp_json_parse (approval->request, -1, ESP_APPROVAL_MAX_REQUEST, &problem);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    {
      altered (approval, "request", error);
      return NULL;
    }
  if (!check_columns (vault, approval, json_node_get_object (node), error) ||
      !check_signatures (vault, approval, error))
    return NULL;
  return json_node_dup_object (node);
}

static void
set_bytes (JsonObject *object, const char *member, GBytes *bytes)
{
  gsize len;
  const guint8 *start = bytes ? g_bytes_get_data (bytes, &len) : NULL;
  g_autofree char *hex = start ? esp_hex_encode (start, len) : NULL;

  esp_json_set_string (object, member, hex);
}

JsonObject *
esp_approving_view_proof (const EspApproval *approval)
{
  JsonObject *proof = json_object_new ();

  json_object_set_string_member (proof, "Id", approval->id);
  json_object_set_string_member (proof, "Digest", approval->digest);
  json_object_set_string_member (proof, "Requester", approval->requester);
  json_object_set_string_member (proof, "Role", approval->role);
  set_bytes (proof, "RequestSignature", approval->request_signature);
  if (approval->approval_signature)
    {
      json_object_set_string_member (proof, "Approver", approval->approver);
      set_bytes (proof, "ApprovalSignature", approval->approval_signature);
    }
  return proof;
}

GPtrArray *
esp_approving_list_named (EspVault *vault, JsonObject *text, GError **error)
{
  JsonArray *ids = esp_json_get_array (text, "certificateAuthorities");
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);

  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      const char *id = json_array_get_string_element (ids, i);
      EspCa *ca = esp_ca_store_find (vault, id, error);

      if (!ca)
        {
          if (error && !*error)
            esp_error_set (error, ESP_REASON_CA_UNKNOWN, id, NULL);
          return NULL;
        }
      g_ptr_array_add (cas, ca);
    }
  return g_steal_pointer (&cas);
}

GPtrArray *
esp_approving_list_cas (EspVault *vault, JsonObject *text, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_approving_list_named (vault, text, error);

  return cas && esp_approving_list_planned (vault, text, cas, error) ? g_steal_pointer (&cas) :
                                                                       NULL;
}

/* --- Who asked for the disabling --------------------------------------------------------------*/

/* A renewal may touch the root above as well, so that the request itself says of which it is. */
static gboolean
disables (const EspApproval *approval, const char *ca)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *text, *parameters;
  const char *resource;

  node = esp_json_parse (approval->request, -1, ESP_APPROVAL_MAX_REQUEST, NULL);
  text = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  resource = esp_json_get_string (text, "resource");
  parameters = esp_json_get_object (text, "parameters");
  return resource && g_str_has_suffix (resource, ca) &&
         (g_strcmp0 (esp_json_get_string (parameters, "Status"), "DISABLED") == 0 ||
          esp_json_get_boolean (parameters, "DisableOld", FALSE));
}

char *
esp_approving_find_disabler (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray) approvals = esp_approval_store_list_done (vault, ca, error);
  const EspApproval *newest = NULL;

  for (guint i = 0; approvals && i < approvals->len; i++)
    {
      const EspApproval *approval = g_ptr_array_index (approvals, i);

      if (disables (approval, ca) && (!newest || approval->decided_at > newest->decided_at))
        newest = approval;
    }
  return newest ? g_strdup (newest->requester) : NULL;
}

/* Who had it disabled is not who has it deleted. */
gboolean
esp_approving_check_disabler (EspOperationContext *context, GError **error)
{
  g_autofree char *disabler = NULL;
  g_autoptr (GError) problem = NULL;

  if (!g_str_equal (context->operation->name, "DeleteCertificateAuthority"))
    return TRUE;
  disabler = esp_approving_find_disabler (context->vault, context->ca->id, &problem);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (g_strcmp0 (disabler, context->rights->principal_id) != 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_APPROVAL_DISABLED_BY_YOU, context->ca->label, NULL);
  return FALSE;
}
