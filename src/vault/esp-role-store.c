/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles with their policies, and who holds them. */
#include "esp-account-store.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-store.h"
#include "model/esp-arn.h"

static gboolean
insert_policy (EspVault *vault, const char *role, const EspRolePolicy *policy, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "INSERT INTO role_policy (role, name, document) VALUES ($1, $2, $3)", role, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, policy->name);
  esp_statement_bind_text (statement, 3, policy->document);
  return esp_statement_run (statement, NULL, error) || esp_store_name_taken (error, policy->name);
}

static gboolean
insert_tags (EspVault *vault, const char *role, GPtrArray *tags, GError **error)
{
  return esp_store_write_tags (vault, "INSERT INTO role_tag (role, key, value) VALUES ($1, $2, $3)",
                               role, tags, error);
}

gboolean
esp_role_store_insert (EspVault *vault, const EspRole *role, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "INSERT INTO role (id, account, name, scope) VALUES ($1, $2, $3, $4)", role->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, role->account);
  esp_statement_bind_text (statement, 3, role->name);
  esp_statement_bind_text (statement, 4, esp_role_scope_to_string (role->scope));
  if (!esp_statement_run (statement, NULL, error))
    return esp_store_name_taken (error, role->name);
  for (guint i = 0; i < role->policies->len; i++)
    if (!insert_policy (vault, role->id, g_ptr_array_index (role->policies, i), error))
      return FALSE;
  return insert_tags (vault, role->id, role->tags, error);
}

static gboolean
read_policies (EspVault *vault, EspRole *role, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT name, document FROM role_policy WHERE role = $1 ORDER BY name", role->id, error);
  gboolean row;

  if (!statement)
    return FALSE;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      g_ptr_array_add (role->policies, esp_role_policy_new (esp_statement_get_text (statement, 0),
                                                            esp_statement_get_text (statement, 1)));
    }
  return FALSE;
}

static EspRole *
read_role (EspVault *vault, EspStatement *statement, GError **error)
{
  g_autoptr (EspRole) role = esp_role_new ();

  role->id = esp_statement_dup_text (statement, 0);
  role->account = esp_statement_dup_text (statement, 1);
  role->name = esp_statement_dup_text (statement, 2);
  if (!esp_role_scope_from_string (esp_statement_get_text (statement, 3), &role->scope))
    {
      esp_error_set (error, ESP_REASON_VAULT_DAMAGED, role->name, NULL);
      return NULL;
    }
  if (!read_policies (vault, role, error) ||
      !esp_store_read_tags (vault, "SELECT key, value FROM role_tag WHERE role = $1 ORDER BY key",
                            role->id, role->tags, error))
    return NULL;
  return g_steal_pointer (&role);
}

/* @text: $1, or NULL where the statement has none. */
static GPtrArray *
list_roles (EspVault *vault, const char *sql, const char *text, GError **error)
{
  g_autoptr (GPtrArray) roles = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_role_free);
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = scope ? esp_store_prepare (vault, sql, error) : NULL;
  gboolean row;

  if (!statement)
    return NULL;
  if (text)
    esp_statement_bind_text (statement, 1, text);
  while (esp_statement_step (statement, &row, error))
    {
      EspRole *role;

      if (!row)
        return g_steal_pointer (&roles);
      role = read_role (vault, statement, error);
      if (!role)
        return NULL;
      g_ptr_array_add (roles, role);
    }
  return NULL;
}

GPtrArray *
esp_role_store_list (EspVault *vault, const char *account, GError **error)
{
  return list_roles (vault,
                     account ? "SELECT id, account, name, scope FROM role WHERE account = $1"
                               " ORDER BY name" :
                               "SELECT id, account, name, scope FROM role ORDER BY name, account",
                     account, error);
}

GPtrArray *
esp_role_store_list_for (EspVault *vault, const char *principal, GError **error)
{
  return list_roles (vault,
                     "SELECT id, account, name, scope FROM role"
                     " JOIN assignment ON assignment.role = role.id"
                     " WHERE assignment.principal = $1 ORDER BY name, account",
                     principal, error);
}

gboolean
esp_role_store_assign (EspVault *vault, const char *role, const char *principal, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO assignment (role, principal) VALUES ($1, $2)"
                                       " ON CONFLICT (role, principal) DO NOTHING",
                                       role, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  return esp_statement_run (statement, NULL, error);
}

EspRole *
esp_role_store_find (EspVault *vault, const char *id, GError **error)
{
  g_autoptr (GPtrArray) roles = list_roles (
    vault, "SELECT id, account, name, scope FROM role WHERE id = $1", id, error);

  return roles && roles->len > 0 ? g_ptr_array_steal_index (roles, 0) : NULL;
}

gboolean
esp_role_store_unassign (EspVault *vault, const char *role, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM assignment WHERE role = $1 AND principal = $2", role, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  return esp_store_run_changing (statement, error);
}

GPtrArray *
esp_role_store_list_holders (EspVault *vault, const char *role, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT name FROM principal"
                                       " JOIN assignment ON assignment.principal = principal.id"
                                       " WHERE assignment.role = $1 ORDER BY name",
                                       role, error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&names);
      g_ptr_array_add (names, esp_statement_dup_text (statement, 0));
    }
  return NULL;
}

static char *
read_arn (EspStatement *statement)
{
  const char *account = esp_statement_get_text (statement, 1);
  const char *name = esp_statement_get_text (statement, 2);

  return esp_statement_get_int (statement, 0) ? esp_arn_role (account, name) :
                                                esp_arn_principal (account, name);
}

GHashTable *
esp_role_store_list_wide (EspVault *vault, GError **error)
{
  g_autoptr (GHashTable) arns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "SELECT 1, account, name FROM role WHERE scope = 'ORGANIZATION'"
    " UNION ALL SELECT 0, account, name FROM principal WHERE kind = 'RECOVERY' OR id IN"
    " (SELECT assignment.principal FROM assignment JOIN role ON role.id = assignment.role"
    " WHERE role.scope = 'ORGANIZATION')",
    error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&arns);
      g_hash_table_add (arns, read_arn (statement));
    }
  return NULL;
}

/* --- Changes -----------------------------------------------------------------------------------*/

gboolean
esp_role_store_put_policy (EspVault *vault,
                           const char *role,
                           const char *name,
                           const char *document,
                           GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO role_policy (role, name, document)"
                                       " VALUES ($1, $2, $3) ON CONFLICT (role, name)"
                                       " DO UPDATE SET document = excluded.document",
                                       role, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, name);
  esp_statement_bind_text (statement, 3, document);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_role_store_delete_policy (EspVault *vault, const char *role, const char *name, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM role_policy WHERE role = $1 AND name = $2", role, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, name);
  return esp_store_run_changing (statement, error);
}

static gboolean
run_for (EspVault *vault, const char *sql, const char *role, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, role, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_role_store_set_tags (EspVault *vault, const char *role, GPtrArray *tags, GError **error)
{
  return run_for (vault, "DELETE FROM role_tag WHERE role = $1", role, error) &&
         insert_tags (vault, role, tags, error);
}

gboolean
esp_role_store_delete (EspVault *vault, const char *role, GError **error)
{
  return run_for (vault, "DELETE FROM role_tag WHERE role = $1", role, error) &&
         run_for (vault, "DELETE FROM role_policy WHERE role = $1", role, error) &&
         run_for (vault, "DELETE FROM role WHERE id = $1", role, error);
}
