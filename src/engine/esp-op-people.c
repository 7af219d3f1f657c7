/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading accounts, principals and roles. */
#include "esp-ops.h"

#include "esp-views.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"

gboolean
esp_op_list_accounts (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) accounts = esp_account_store_list (context->vault, error);
  JsonArray *list;

  if (!accounts)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < accounts->len; i++)
    {
      const EspAccount *account = g_ptr_array_index (accounts, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Id", account->id);
      json_object_set_string_member (row, "Name", account->name);
      esp_json_set_time (row, "CreatedAt", account->created_at);
      json_array_add_object_element (list, row);
    }
  json_object_set_array_member (context->result, "Accounts", list);
  return TRUE;
}

static JsonArray *
view_role_names (GPtrArray *roles)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < roles->len; i++)
    json_array_add_string_element (names, ((const EspRole *) g_ptr_array_index (roles, i))->name);
  return names;
}

static JsonObject *
view_principal (const EspPrincipal *principal, GPtrArray *roles)
{
  JsonObject *row = json_object_new ();
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);

  json_object_set_string_member (row, "Name", principal->name);
  json_object_set_string_member (row, "Arn", arn);
  json_object_set_string_member (row, "Account", principal->account);
  json_object_set_string_member (row, "Kind", esp_principal_kind_to_string (principal->kind));
  json_object_set_string_member (row, "Status", esp_principal_status_to_string (principal->status));
  json_object_set_array_member (row, "Roles", view_role_names (roles));
  json_object_set_array_member (row, "Tags", esp_view_tags (principal->tags));
  return row;
}

gboolean
esp_op_list_principals (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (context->vault, error);
  JsonArray *list;

  if (!principals)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Principals", list);
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autoptr (GPtrArray) roles = esp_role_store_list_for (context->vault, principal->id, error);

      if (!roles)
        return FALSE;
      json_array_add_object_element (list, view_principal (principal, roles));
    }
  return TRUE;
}

static JsonObject *
view_role (const EspRole *role)
{
  JsonObject *row = json_object_new ();
  JsonArray *policies = json_array_new ();
  g_autofree char *arn = esp_arn_role (role->account, role->name);

  for (guint i = 0; i < role->policies->len; i++)
    json_array_add_string_element (
      policies, ((const EspRolePolicy *) g_ptr_array_index (role->policies, i))->name);
  json_object_set_string_member (row, "Name", role->name);
  json_object_set_string_member (row, "Arn", arn);
  json_object_set_string_member (row, "Account", role->account);
  json_object_set_string_member (row, "Scope", esp_role_scope_to_string (role->scope));
  json_object_set_array_member (row, "Policies", policies);
  return row;
}

/* role id -> JsonArray of names of the principals that hold it */
static GHashTable *
collect_holders (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (context->vault, error);
  g_autoptr (GHashTable) holders = NULL;

  if (!principals)
    return NULL;
  holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify) json_array_unref);
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autoptr (GPtrArray) roles = esp_role_store_list_for (context->vault, principal->id, error);

      if (!roles)
        return NULL;
      for (guint j = 0; j < roles->len; j++)
        {
          const EspRole *role = g_ptr_array_index (roles, j);

          if (!g_hash_table_contains (holders, role->id))
            g_hash_table_insert (holders, g_strdup (role->id), json_array_new ());
          json_array_add_string_element (g_hash_table_lookup (holders, role->id), principal->name);
        }
    }
  return g_steal_pointer (&holders);
}

gboolean
esp_op_list_roles (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (context->vault, NULL, error);
  g_autoptr (GHashTable) holders = roles ? collect_holders (context, error) : NULL;
  JsonArray *list;

  if (!holders)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      JsonArray *names = g_hash_table_lookup (holders, role->id);
      JsonObject *row = view_role (role);

      json_object_set_array_member (row, "Principals",
                                    names ? json_array_ref (names) : json_array_new ());
      json_array_add_object_element (list, row);
    }
  json_object_set_array_member (context->result, "Roles", list);
  return TRUE;
}
