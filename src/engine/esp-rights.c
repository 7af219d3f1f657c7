/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rights, read from the vault: the policies of a role, the guardrails of its account, and what of a
 * principal conditions look at. What follows from them is decided in access. */
#include "esp-deciding.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "esp-sharing.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "vault/esp-account-store.h"
#include "vault/esp-guardrail-store.h"

/* --- Policies ----------------------------------------------------------------------------------*/

GPtrArray *
esp_role_parse_policies (const EspRole *role, GError **error)
{
  g_autoptr (GPtrArray)
    policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);

  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *row = g_ptr_array_index (role->policies, i);
      g_autofree char *name = g_strconcat (role->name, "/", row->name, NULL);
      EspPolicy *policy = esp_policy_parse (name, row->document, error);

      if (!policy)
        return NULL;
      g_ptr_array_add (policies, policy);
    }
  return g_steal_pointer (&policies);
}

static GPtrArray *
parse_guardrails (GPtrArray *guardrails, GError **error)
{
  g_autoptr (GPtrArray)
    policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);

  for (guint i = 0; i < guardrails->len; i++)
    {
      const EspGuardrail *row = g_ptr_array_index (guardrails, i);
      EspPolicy *policy = esp_policy_parse_kind (ESP_POLICY_GUARDRAIL, row->name, row->document,
                                                 error);

      if (!policy)
        return NULL;
      g_ptr_array_add (policies, policy);
    }
  return g_steal_pointer (&policies);
}

/* --- What policies tell of ---------------------------------------------------------------------*/

/* A decision changes with time and template only where a policy speaks of them. Every name and
 * value is looked at, wherever it stands: one too many costs a question, one too few would cost
 * somebody a key. */
typedef struct
{
  GArray *moments;
  gboolean templates;
} Tale;

static void
hear_text (Tale *tale, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  gint64 moment;

  tale->templates |= strstr (lower, "templatearn") != NULL;
  if (esp_time_parse (text, &moment, NULL) ||
      g_ascii_string_to_signed (text, 10, 1, ESP_TIME_MAX, &moment, NULL))
    g_array_append_val (tale->moments, moment);
}

static void hear (Tale *tale, JsonNode *node, guint depth);

static void
hear_object (Tale *tale, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    {
      hear_text (tale, name);
      hear (tale, value, depth);
    }
}

static void
hear_array (Tale *tale, JsonArray *array, guint depth)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    hear (tale, json_array_get_element (array, i), depth);
}

static void
hear_number (Tale *tale, gint64 value)
{
  if (value > 0 && value <= ESP_TIME_MAX)
    g_array_append_val (tale->moments, value);
}

static void
hear (Tale *tale, JsonNode *node, guint depth)
{
  if (depth > ESP_JSON_MAX_DEPTH)
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    hear_object (tale, json_node_get_object (node), depth + 1);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    hear_array (tale, json_node_get_array (node), depth + 1);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    hear_text (tale, json_node_get_string (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    hear_number (tale, json_node_get_int (node));
}

static void
hear_document (Tale *tale, const char *document)
{
  g_autoptr (JsonNode) node = esp_json_parse (document, -1, ESP_POLICY_MAX_SIZE, NULL);

  if (node)
    hear (tale, node, 0);
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* What managed permissions say of templates is not looked at: that they do is assumed. */
static void
look_through (EspRights *rights, const EspRole *role, GPtrArray *guardrails)
{
  Tale tale = { g_array_new (FALSE, FALSE, sizeof (gint64)),
                g_hash_table_size (rights->shared) > 0 };

  for (guint i = 0; role && i < role->policies->len; i++)
    hear_document (&tale,
                   ((const EspRolePolicy *) g_ptr_array_index (role->policies, i))->document);
  for (guint i = 0; i < guardrails->len; i++)
    hear_document (&tale, ((const EspGuardrail *) g_ptr_array_index (guardrails, i))->document);
  g_array_sort (tale.moments, compare_moments);
  rights->moments = tale.moments;
  rights->tells_templates = tale.templates;
}

/* --- Rights ------------------------------------------------------------------------------------*/

static const EspRole *
find_role (GPtrArray *roles, const char *role_id)
{
  for (guint i = 0; i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (g_str_equal (role->id, role_id))
        return role;
    }
  return NULL;
}

static EspConditionKeys *
principal_keys (const EspPrincipal *principal, const char *arn)
{
  EspConditionKeys *keys = esp_condition_keys_new ();
  gboolean is_service = principal->kind == ESP_PRINCIPAL_SERVICE;

  esp_condition_keys_set (keys, "aws:PrincipalArn", arn);
  esp_condition_keys_set (keys, "aws:PrincipalAccount", principal->account);
  esp_condition_keys_set (keys, "aws:PrincipalType", "User");
  esp_condition_keys_set (keys, "aws:PrincipalIsAWSService", is_service ? "true" : "false");
  if (is_service)
    esp_condition_keys_set (keys, "aws:PrincipalServiceName", principal->name);
  esp_condition_keys_set (keys, "aws:username", principal->name);
  esp_condition_keys_set (keys, "aws:userid", principal->id);
  for (guint i = 0; i < principal->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (principal->tags, i);

      esp_condition_keys_set_tag (keys, "aws:PrincipalTag", tag->key, tag->value);
    }
  return keys;
}

static EspRights *
rights_new (const EspPrincipal *principal, const char *role_id, gint64 revision)
{
  EspRights *rights = g_new0 (EspRights, 1);

  g_atomic_ref_count_init (&rights->ref_count);
  rights->revision = revision;
  rights->principal_id = g_strdup (principal->id);
  rights->principal_name = g_strdup (principal->name);
  rights->principal_arn = esp_arn_principal (principal->account, principal->name);
  rights->account = g_strdup (principal->account);
  rights->kind = principal->kind;
  rights->active = principal->status == ESP_PRINCIPAL_ACTIVE;
  rights->principal_tags = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_tag_free);
  for (guint i = 0; i < principal->tags->len; i++)
    g_ptr_array_add (rights->principal_tags, esp_tag_copy (g_ptr_array_index (principal->tags, i)));
  rights->role_id = g_strdup (role_id);
  rights->keys = principal_keys (principal, rights->principal_arn);
  return rights;
}

static const char recovery_policy[] =
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Recovering\",\"Effect\":\"Allow\",\"Action\":["
  "\"espalier:RestoreVault\",\"espalier:ConfirmClock\",\"espalier:Describe*\",\"espalier:List*\","
  "\"espalier:GetEvent\",\"espalier:Verify*\",\"espalier:ExportLog\",\"espalier:BackupVault\","
  "\"espalier:CreateCheckpoint\",\"iam:CreateUser\",\"iam:ConfirmUser\",\"iam:ResetUser\","
  "\"iam:GetUser\",\"iam:GetRole\",\"iam:List*\",\"iam:AssignRole\",\"organizations:List*\","
  "\"espalier:WithdrawRequest\",\"espalier:ExecuteApproved\","
  "\"acm-pca:ListCertificateAuthorities\",\"acm-pca:DescribeCertificateAuthority\"],"
  "\"Resource\":\"*\"}]}";

/* No guardrail limits it: it is for the day on which nobody else can help. */
static EspRights *
load_recovery (const EspPrincipal *principal, gint64 revision, GError **error)
{
  g_autoptr (EspRights) rights = rights_new (principal, ESP_RECOVERY_ROLE, revision);
  EspPolicy *policy = esp_policy_parse (ESP_RECOVERY_ROLE, recovery_policy, error);

  if (!policy)
    return NULL;
  rights->policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  g_ptr_array_add (rights->policies, policy);
  rights->guardrails = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  rights->moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  rights->role_name = g_strdup (ESP_RECOVERY_ROLE);
  rights->role_arn = esp_arn_role (principal->account, ESP_RECOVERY_ROLE);
  rights->organization_scope = TRUE;
  return g_steal_pointer (&rights);
}

EspRights *
esp_rights_load (EspVault *vault,
                 const EspPrincipal *principal,
                 const char *role_id,
                 GError **error)
{
  gint64 revision = esp_vault_get_access_revision (vault, error);
  g_autoptr (GPtrArray)
    roles = revision >= 0 ? esp_role_store_list_for (vault, principal->id, error) : NULL;
  g_autoptr (GPtrArray)
    guardrails = roles ? esp_guardrail_store_list_for (vault, principal->account, error) : NULL;
  g_autoptr (EspRights) rights = NULL;
  const EspRole *role;

  if (!guardrails)
    return NULL;
  if (principal->kind == ESP_PRINCIPAL_RECOVERY)
    return load_recovery (principal, revision, error);
  rights = rights_new (principal, role_id, revision);
  rights->guardrails = parse_guardrails (guardrails, error);
  /* A role that was taken away leaves a session that may do nothing. */
  role = find_role (roles, role_id);
  rights->policies = role ? esp_role_parse_policies (role, error) :
                            g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  if (!rights->guardrails || !rights->policies)
    return NULL;
  if (role)
    {
      rights->role_name = g_strdup (role->name);
      rights->role_arn = esp_arn_role (role->account, role->name);
      rights->organization_scope = role->scope == ESP_ROLE_SCOPE_ORGANIZATION;
    }
  if (!rights->organization_scope)
    rights->wide = esp_role_store_list_wide (vault, error);
  if (!rights->organization_scope && !rights->wide)
    return NULL;
  rights->shared = esp_shares_load_policies (vault, principal, role_id, error);
  rights->shared_here = rights->shared ?
                          esp_shares_load_policies_here (vault, principal, role_id, error) :
                          NULL;
  if (!rights->shared_here)
    return NULL;
  look_through (rights, role, guardrails);
  return g_steal_pointer (&rights);
}

EspRights *
esp_rights_ref (EspRights *rights)
{
  g_atomic_ref_count_inc (&rights->ref_count);
  return rights;
}

void
esp_rights_unref (EspRights *rights)
{
  if (!rights || !g_atomic_ref_count_dec (&rights->ref_count))
    return;
  g_free (rights->principal_id);
  g_free (rights->principal_name);
  g_free (rights->principal_arn);
  g_free (rights->account);
  g_clear_pointer (&rights->principal_tags, g_ptr_array_unref);
  g_free (rights->role_id);
  g_free (rights->role_name);
  g_free (rights->role_arn);
  g_clear_pointer (&rights->policies, g_ptr_array_unref);
  g_clear_pointer (&rights->guardrails, g_ptr_array_unref);
  g_clear_pointer (&rights->shared, g_hash_table_unref);
  g_clear_pointer (&rights->shared_here, g_hash_table_unref);
  g_clear_pointer (&rights->wide, g_hash_table_unref);
  g_clear_pointer (&rights->keys, esp_condition_keys_free);
  g_clear_pointer (&rights->moments, g_array_unref);
  g_free (rights);
}
