/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles: made, held, changed, removed. Only roles of an account are made here; the two of the
 * organisation came with the vault. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-people.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"

#define POLICIES_MAX 20

static void
free_role (gpointer role)
{
  esp_role_free (role);
}

/* To a role of an account those of others are not there; in the own one a name means the own one.
 */
static EspRole *
find_named (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Role");
  const char *account = esp_context_text (context, "Account");
  const char *own = context->rights->account;
  g_autoptr (EspAccount) named = NULL;

  if (context->rights->organization_scope)
    return esp_people_find_role (context->vault, name, account, error);
  named = account ? esp_seeing_find_account (context, account, error) : NULL;
  if (account && !named)
    return NULL;
  if (!named || g_str_equal (named->id, own))
    return esp_people_find_role (context->vault, name, own, error);
  esp_error_set (error, ESP_REASON_ROLE_NOT_FOUND, name, NULL);
  return NULL;
}

gboolean
esp_op_role_resolve (EspOperationContext *context, GError **error)
{
  EspRole *role = find_named (context, error);

  if (!role)
    return FALSE;
  context->data = role;
  context->free_data = free_role;
  esp_people_set_role (context, role);
  esp_context_read_tags (context);
  return TRUE;
}

static gboolean
show (EspOperationContext *context, const char *id, GError **error)
{
  g_autoptr (EspRole) role = esp_role_store_find (context->vault, id, error);
  JsonObject *row = role ? esp_people_view_role (context->vault, role, FALSE, error) : NULL;

  if (row)
    json_object_set_object_member (context->result, "Role", row);
  return row != NULL;
}

static gboolean
finish (EspOperationContext *context, const EspRole *role, GError **error)
{
  return show (context, role->id, error) && esp_vault_bump_access_revision (context->vault, error);
}

static void
tell (EspOperationContext *context, const EspRole *role)
{
  esp_context_detail (context, "Role", role->name);
  esp_context_detail (context, "Account", role->account);
}

/* --- Making ------------------------------------------------------------------------------------*/

/* A document must be readable as it stands: nothing may rest on a rule that is not understood. */
static gboolean
check_policy (const char *name, const char *document, GError **error)
{
  g_autoptr (EspPolicy) policy = NULL;

  if (!esp_thing_name_check (name, error))
    return FALSE;
  policy = esp_policy_parse (name, document, error);
  if (!policy && error)
    esp_error_set_object (*error, name);
  return policy != NULL;
}

static gboolean
read_policy (JsonNode *node, EspRole *role, GError **error)
{
  JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = esp_json_get_string (row, "Name");
  const char *document = esp_json_get_string (row, "Document");

  if (!name || !document)
    {
      esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Policies", NULL);
      return FALSE;
    }
  if (!check_policy (name, document, error))
    return FALSE;
  g_ptr_array_add (role->policies, esp_role_policy_new (name, document));
  return TRUE;
}

static EspRole *
read_role (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  JsonArray *policies = esp_json_get_array (context->parameters, "Policies");
  g_autoptr (EspRole) role = esp_role_new ();
  g_autoptr (EspAccount) account = NULL;

  if (!esp_thing_name_check (name, error))
    return NULL;
  account = esp_seeing_find_account (context, esp_context_text (context, "Account"), error);
  if (!account ||
      !esp_view_read_tags (esp_json_get_array (context->parameters, "Tags"), role->tags, error))
    return NULL;
  role->id = g_uuid_string_random ();
  role->account = g_strdup (account->id);
  role->name = g_strdup (name);
  for (guint i = 0; policies && i < json_array_get_length (policies); i++)
    if (!read_policy (json_array_get_element (policies, i), role, error))
      return NULL;
  return g_steal_pointer (&role);
}

gboolean
esp_op_create_role_resolve (EspOperationContext *context, GError **error)
{
  EspRole *role = read_role (context, error);
  EspRequirement *more;

  if (!role)
    return FALSE;
  context->data = role;
  context->free_data = free_role;
  esp_people_set_role (context, role);
  esp_context_read_tags (context);
  if (role->policies->len > 0)
    esp_context_require (context, "iam:PutRolePolicy", context->resource, role->account)
      ->resource_tags = g_ptr_array_ref (role->tags);
  if (role->tags->len == 0)
    return TRUE;
  more = esp_context_require (context, "iam:TagRole", context->resource, role->account);
  more->resource_tags = g_ptr_array_ref (role->tags);
  more->request_tags = g_ptr_array_ref (context->request_tags);
  return TRUE;
}

gboolean
esp_op_create_role (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;

  tell (context, role);
  if (role->tags->len > 0)
    json_object_set_array_member (context->details, "Tags", esp_view_tags (role->tags));
  return esp_role_store_insert (context->vault, role, error) && finish (context, role, error);
}

static gboolean
refuse_held (const EspRole *role, GPtrArray *holders, GError **error)
{
  g_autofree char *names = NULL;

  g_ptr_array_add (holders, NULL);
  names = g_strjoinv (", ", (char **) holders->pdata);
  esp_error_set (error, ESP_REASON_ROLE_HELD, role->name, "names", names, NULL);
  return FALSE;
}

gboolean
esp_op_delete_role (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;
  g_autoptr (GPtrArray) holders = esp_role_store_list_holders (context->vault, role->id, error);
  GError *problem = NULL;

  if (!holders)
    return FALSE;
  if (holders->len > 0)
    return refuse_held (role, holders, error);
  tell (context, role);
  if (esp_role_store_delete (context->vault, role->id, &problem))
    return esp_vault_bump_access_revision (context->vault, error);
  if (esp_error_has_reason (problem, ESP_REASON_VAULT_REFERENCE))
    {
      g_clear_error (&problem);
      esp_error_set (&problem, ESP_REASON_ROLE_KEPT, role->name, NULL);
    }
  g_propagate_error (error, problem);
  return FALSE;
}

/* --- Holding -----------------------------------------------------------------------------------*/

static EspPrincipal *
find_holder (EspOperationContext *context, const EspRole *role, GError **error)
{
  g_autoptr (EspPrincipal)
    principal = esp_seeing_find_principal (context, esp_context_text (context, "Principal"), error);

  if (!principal)
    return NULL;
  if (principal->kind == ESP_PRINCIPAL_RECOVERY)
    {
      esp_error_set (error, ESP_REASON_PRINCIPAL_RECOVERY, principal->name, NULL);
      return NULL;
    }
  if (g_str_equal (principal->account, role->account))
    return g_steal_pointer (&principal);
  esp_error_set (error, ESP_REASON_ROLE_OTHER_ACCOUNT, role->name, "account", role->account,
                 "principal", principal->name, "other", principal->account, NULL);
  return NULL;
}

static gboolean
tell_roles (EspOperationContext *context,
            const EspPrincipal *principal,
            const char *member,
            GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (context->vault, principal->id, error);
  JsonArray *names;

  if (!roles)
    return FALSE;
  names = json_array_new ();
  for (guint i = 0; i < roles->len; i++)
    json_array_add_string_element (names, ((const EspRole *) g_ptr_array_index (roles, i))->name);
  json_object_set_array_member (context->details, member, names);
  return TRUE;
}

typedef gboolean (*HolderFunc) (EspVault *vault,
                                const char *role,
                                const char *principal,
                                GError **error);

static gboolean
change_holder (EspOperationContext *context,
               const EspPrincipal *principal,
               HolderFunc change,
               GError **error)
{
  const EspRole *role = context->data;

  tell (context, role);
  esp_context_detail (context, "Principal", principal->name);
  return tell_roles (context, principal, "Before", error) &&
         change (context->vault, role->id, principal->id, error) &&
         tell_roles (context, principal, "After", error) && finish (context, role, error);
}

gboolean
esp_op_assign_role (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPrincipal) principal = find_holder (context, context->data, error);

  return principal && change_holder (context, principal, esp_role_store_assign, error);
}

gboolean
esp_op_unassign_role (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;
  g_autoptr (EspPrincipal) principal = find_holder (context, role, error);
  GError *problem = NULL;

  if (!principal)
    return FALSE;
  if (change_holder (context, principal, esp_role_store_unassign, &problem))
    return TRUE;
  if (esp_error_has_reason (problem, ESP_REASON_VAULT_REFERENCE))
    {
      g_clear_error (&problem);
      esp_error_set (&problem, ESP_REASON_ROLE_NOT_HELD, role->name, "principal", principal->name,
                     NULL);
    }
  g_propagate_error (error, problem);
  return FALSE;
}

/* --- Policies ----------------------------------------------------------------------------------*/

static const char *
find_document (const EspRole *role, const char *name)
{
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (role->policies, i);

      if (g_str_equal (policy->name, name))
        return policy->document;
    }
  return NULL;
}

static void
tell_policy (EspOperationContext *context,
             const EspRole *role,
             const char *name,
             const char *before,
             const char *after)
{
  tell (context, role);
  esp_context_detail (context, "PolicyName", name);
  esp_context_detail (context, "Before", before);
  esp_context_detail (context, "After", after);
}

gboolean
esp_op_put_role_policy (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;
  const char *name = esp_context_text (context, "PolicyName");
  const char *document = esp_context_text (context, "PolicyDocument");
  const char *before = find_document (role, name);

  if (!check_policy (name, document, error))
    return FALSE;
  if (!before && role->policies->len >= POLICIES_MAX)
    {
      esp_error_set (error, ESP_REASON_ROLE_POLICIES_TOO_MANY, role->name, "limit",
                     G_STRINGIFY (POLICIES_MAX), NULL);
      return FALSE;
    }
  tell_policy (context, role, name, before, document);
  json_object_set_array_member (context->result, "Findings",
                                esp_people_view_findings (ESP_POLICY_IDENTITY, document));
  return esp_role_store_put_policy (context->vault, role->id, name, document, error) &&
         finish (context, role, error);
}

static char *
join_policy_names (const EspRole *role)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < role->policies->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const EspRolePolicy *) g_ptr_array_index (role->policies, i))->name);
  return g_strdup (names->len > 0 ? names->str : "none");
}

gboolean
esp_op_delete_role_policy (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;
  const char *name = esp_context_text (context, "PolicyName");
  const char *before = find_document (role, name);
  g_autofree char *names = NULL;

  if (!before)
    {
      names = join_policy_names (role);
      esp_error_set (error, ESP_REASON_ROLE_POLICY_UNKNOWN, role->name, "name", name, "candidates",
                     names, NULL);
      return FALSE;
    }
  tell_policy (context, role, name, before, NULL);
  return esp_role_store_delete_policy (context->vault, role->id, name, error) &&
         finish (context, role, error);
}

/* --- Tags --------------------------------------------------------------------------------------*/

static gboolean
store_tags (EspOperationContext *context, const EspRole *role, GError **error)
{
  tell (context, role);
  json_object_set_array_member (context->details, "After", esp_view_tags (role->tags));
  return esp_role_store_set_tags (context->vault, role->id, role->tags, error) &&
         finish (context, role, error);
}

gboolean
esp_op_tag_role (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;

  json_object_set_array_member (context->details, "Before", esp_view_tags (role->tags));
  return esp_ops_read_tags (context, role->tags, error) && store_tags (context, role, error);
}

gboolean
esp_op_untag_role (EspOperationContext *context, GError **error)
{
  const EspRole *role = context->data;

  json_object_set_array_member (context->details, "Before", esp_view_tags (role->tags));
  return esp_ops_remove_tags (context, role->tags, error) && store_tags (context, role, error);
}
