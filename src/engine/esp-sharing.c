/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From shares to resource policies. What they allow is decided in access; who is asked to decide,
 * in esp-deciding.c. */
#include "esp-sharing.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

/* --- Permissions -------------------------------------------------------------------------------*/

char *
esp_sharing_find_template (EspVault *vault, const char *permission, gint64 version, GError **error)
{
  const EspManagedPermission *row = esp_managed_permission_find (permission);
  g_autoptr (EspOwnPermission) own = NULL;
  const EspOwnPermissionVersion *found;
  GError *problem = NULL;

  if (row)
    return g_strdup (row->policy_template);
  own = esp_own_permission_store_find (vault, permission, &problem);
  found = own ? esp_own_permission_find (own, version) : NULL;
  if (found)
    return g_strdup (found->template);
  if (problem)
    g_propagate_error (error, problem);
  else
    esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_UNKNOWN, permission, NULL);
  return NULL;
}

/* --- Whom shares address -----------------------------------------------------------------------*/

/* Somebody as shares may name them. */
typedef struct
{
  const char *account;
  const char *principal_id, *principal_arn;
  const char *role_id, *role_arn; /* NULL: the role was taken away */
} Addressee;

/* The name by which the share's policy lets them in; NULL: it is for others. */
static const char *
address_of (const EspShare *share, const Addressee *addressee)
{
  switch (share->consumer_kind)
    {
    case ESP_SHARE_WITH_ACCOUNT:
      return g_str_equal (share->consumer, addressee->account) ? addressee->account : NULL;
    case ESP_SHARE_WITH_ROLE:
      return g_strcmp0 (share->consumer, addressee->role_id) == 0 ? addressee->role_arn : NULL;
    case ESP_SHARE_WITH_PRINCIPAL:
      return g_str_equal (share->consumer, addressee->principal_id) ? addressee->principal_arn :
                                                                      NULL;
    }
  return NULL;
}

static EspPolicy *
make_policy (EspVault *vault, const EspShare *share, const char *principal, GError **error)
{
  g_autofree char *arn = esp_arn_ca (share->owner_account, share->ca);
  g_autofree char *name = g_strconcat (share->name, "/", share->permission, NULL);
  g_autofree char *template = esp_sharing_find_template (vault, share->permission,
                                                         share->permission_version, error);
  g_autofree char *document = template ?
                                esp_managed_permission_to_policy (template, principal, arn, error) :
                                NULL;

  return document ? esp_policy_parse_kind (ESP_POLICY_RESOURCE, name, document, error) : NULL;
}

static void
add_policy (GHashTable *policies, const char *ca, EspPolicy *policy)
{
  GPtrArray *list = g_hash_table_lookup (policies, ca);

  if (!list)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
      g_hash_table_insert (policies, g_strdup (ca), list);
    }
  g_ptr_array_add (list, policy);
}

static GHashTable *
load_for (EspVault *vault, const Addressee *addressee, gboolean here, GError **error)
{
  g_autoptr (GPtrArray)
    shares = esp_share_store_list_active (vault, NULL, addressee->account, error);
  g_autoptr (GHashTable) policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; shares && i < shares->len; i++)
    {
      const EspShare *share = g_ptr_array_index (shares, i);
      const char *address = address_of (share, addressee);
      EspPolicy *policy;

      if (!address || (here && share->signing != ESP_SHARE_SIGNING_HERE))
        continue;
      policy = make_policy (vault, share, address, error);
      if (!policy)
        return NULL;
      add_policy (policies, share->ca, policy);
    }
  return shares ? g_steal_pointer (&policies) : NULL;
}

static char *
find_role_arn (EspVault *vault, const EspPrincipal *principal, const char *role_id, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (g_strcmp0 (role->id, role_id) == 0)
        return esp_arn_role (role->account, role->name);
    }
  return NULL;
}

static GHashTable *
load_for_principal (EspVault *vault,
                    const EspPrincipal *principal,
                    const char *role_id,
                    gboolean here,
                    GError **error)
{
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);
  GError *problem = NULL;
  g_autofree char *role_arn = find_role_arn (vault, principal, role_id, &problem);
  const Addressee addressee = { principal->account, principal->id, arn, role_arn ? role_id : NULL,
                                role_arn };

  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return load_for (vault, &addressee, here, error);
}

GHashTable *
esp_shares_load_policies (EspVault *vault,
                          const EspPrincipal *principal,
                          const char *role_id,
                          GError **error)
{
  return load_for_principal (vault, principal, role_id, FALSE, error);
}

GHashTable *
esp_shares_load_policies_here (EspVault *vault,
                               const EspPrincipal *principal,
                               const char *role_id,
                               GError **error)
{
  return load_for_principal (vault, principal, role_id, TRUE, error);
}

gboolean
esp_share_signs_here (const EspRights *rights, const EspQuestion *question)
{
  EspRights only = *rights;

  if (rights->organization_scope || g_strcmp0 (question->resource_account, rights->account) == 0)
    return TRUE;
  only.shared = rights->shared_here;
  return esp_rights_allow (&only, question);
}

/* --- The policy of a CA ------------------------------------------------------------------------*/

static char *
find_role_consumer (EspVault *vault, const EspShare *share, char **name, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (vault, share->consumer_account, error);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (!g_str_equal (role->id, share->consumer))
        continue;
      if (name)
        *name = g_strdup (role->name);
      return esp_arn_role (role->account, role->name);
    }
  return NULL;
}

static char *
find_principal_consumer (EspVault *vault, const EspShare *share, char **name, GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, share->consumer, error);

  if (!principal)
    return NULL;
  if (name)
    *name = g_strdup (principal->name);
  return esp_arn_principal (principal->account, principal->name);
}

static char *
find_account_consumer (EspVault *vault, const EspShare *share, char **name, GError **error)
{
  g_autoptr (EspAccount) account = esp_account_store_find (vault, share->consumer, error);

  if (!account)
    return NULL;
  if (name)
    *name = g_strdup (account->name);
  return g_strdup (account->id);
}

char *
esp_share_find_consumer (EspVault *vault, const EspShare *share, char **name, GError **error)
{
  if (name)
    *name = NULL;
  switch (share->consumer_kind)
    {
    case ESP_SHARE_WITH_ACCOUNT:
      return find_account_consumer (vault, share, name, error);
    case ESP_SHARE_WITH_ROLE:
      return find_role_consumer (vault, share, name, error);
    case ESP_SHARE_WITH_PRINCIPAL:
      return find_principal_consumer (vault, share, name, error);
    }
  return NULL;
}

/* Appends the statements of one share. */
static gboolean
add_statements (EspVault *vault,
                const EspShare *share,
                const EspCa *ca,
                JsonArray *all,
                GError **error)
{
  GError *problem = NULL;
  g_autofree char *principal = esp_share_find_consumer (vault, share, NULL, &problem);
  g_autofree char *template = NULL, *document = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *statements;

  if (problem)
    g_propagate_error (error, problem);
  /* A role or a principal that is no more is let in by nothing. */
  if (!principal)
    return !problem;
  template = esp_sharing_find_template (vault, share->permission, share->permission_version, error);
  document = template ? esp_managed_permission_to_policy (template, principal, ca->arn, error) :
                        NULL;
  node = document ? esp_json_parse (document, -1, ESP_POLICY_MAX_SIZE, error) : NULL;
  if (!node)
    return FALSE;
  statements = esp_json_get_array (json_node_get_object (node), "Statement");
  for (guint i = 0; statements && i < json_array_get_length (statements); i++)
    json_array_add_element (all, json_node_copy (json_array_get_element (statements, i)));
  return TRUE;
}

char *
esp_sharing_get_policy (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) shares = esp_share_store_list_active (vault, ca->id, NULL, error);
  g_autoptr (JsonArray) statements = json_array_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *policy;

  for (guint i = 0; shares && i < shares->len; i++)
    if (!add_statements (vault, g_ptr_array_index (shares, i), ca, statements, error))
      return NULL;
  if (!shares || json_array_get_length (statements) == 0)
    return NULL;
  policy = json_object_new ();
  json_object_set_string_member (policy, "Version", "2012-10-17");
  json_object_set_array_member (policy, "Statement", json_array_ref (statements));
  node = esp_json_wrap_object (policy);
  return esp_json_to_canonical (node, error);
}

/* --- Denials -----------------------------------------------------------------------------------*/

/* Would a share with this template have let them in? Whether their own policies do is another
 * question. */
static gboolean
would_let_in (const EspRights *rights,
              const EspQuestion *question,
              const char *ca,
              const char *template)
{
  g_autofree char *document = esp_managed_permission_to_policy (template, rights->account,
                                                                question->resource, NULL);
  EspPolicy *policy = document ?
                        esp_policy_parse_kind (ESP_POLICY_RESOURCE, "share", document, NULL) :
                        NULL;
  g_autoptr (GHashTable) policies = NULL;
  g_autoptr (EspDecision) decision = NULL;
  EspRights with = *rights;

  if (!policy)
    return FALSE;
  policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                    (GDestroyNotify) g_ptr_array_unref);
  add_policy (policies, ca, policy);
  with.shared = policies;
  decision = esp_rights_explain (&with, question, NULL, NULL);
  return esp_decision_is_allowed (decision) ||
         g_strcmp0 (decision->missing, "identity-policy") == 0;
}

static const char *
find_own (GPtrArray *own, const EspRights *rights, const EspQuestion *question, const char *ca)
{
  for (guint i = 0; own && i < own->len; i++)
    {
      const EspOwnPermission *row = g_ptr_array_index (own, i);
      const EspOwnPermissionVersion *version = esp_own_permission_find (row, row->default_version);

      if (version && would_let_in (rights, question, ca, version->template))
        return row->name;
    }
  return NULL;
}

static const char *
find_permission (const EspRights *rights, const EspQuestion *question, const char *ca)
{
  GPtrArray *rows = esp_managed_permissions ();

  for (guint i = 0; i < rows->len; i++)
    {
      const EspManagedPermission *row = g_ptr_array_index (rows, i);

      if (would_let_in (rights, question, ca, row->policy_template))
        return row->name;
    }
  return NULL;
}

void
esp_sharing_explain_denial (EspOperationContext *context,
                            const EspDecision *decision,
                            GError **problem)
{
  const char *resource = *problem ? esp_error_get_argument (*problem, "resource") : NULL;
  g_autofree char *id = NULL, *account = NULL;
  g_autoptr (GPtrArray) own = NULL;
  GError *better = NULL;
  EspQuestion question;
  const char *name;

  if (!resource || g_strcmp0 (decision->missing, "share") != 0 ||
      !esp_arn_parse_ca (resource, &account, &id))
    return;
  question = esp_context_question (context, esp_error_get_argument (*problem, "action"));
  question.resource = resource;
  question.resource_account = account;
  name = find_permission (context->rights, &question, id);
  if (!name)
    {
      own = esp_own_permission_store_list (context->vault, NULL);
      name = find_own (own, context->rights, &question, id);
    }
  esp_error_set (&better, name ? ESP_REASON_ACCESS_DENIED_SHARE : ESP_REASON_ACCESS_DENIED_FOREIGN,
                 NULL, "principal", esp_error_get_argument (*problem, "principal"), "action",
                 question.action, "resource", resource, "account", account, "missing", "share",
                 "permission", name ? name : "", NULL);
  g_error_free (*problem);
  *problem = better;
}
