/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permissions of services on a CA: one row for each service and account. */
#include "esp-ca-store.h"

#include "esp-store.h"

void
esp_permission_free (EspPermission *permission)
{
  if (!permission)
    return;
  g_free (permission->principal);
  g_free (permission->source_account);
  g_strfreev (permission->actions);
  g_free (permission);
}

gboolean
esp_permission_store_insert (EspVault *vault,
                             const char *ca,
                             const EspPermission *permission,
                             GError **error)
{
  g_autofree char *actions = g_strjoinv (",", permission->actions);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO ca_permission (ca, principal, source_account, actions, created_at)"
    " VALUES ($1, $2, $3, $4, $5)",
    ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, permission->principal);
  esp_statement_bind_text (statement, 3, permission->source_account);
  esp_statement_bind_text (statement, 4, actions);
  esp_statement_bind_int (statement, 5, permission->created_at);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_permission_store_delete (EspVault *vault,
                             const char *ca,
                             const char *principal,
                             const char *source_account,
                             GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM ca_permission WHERE ca = $1 AND principal = $2 AND source_account = $3", ca,
    error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  esp_statement_bind_text (statement, 3, source_account);
  return esp_store_run_changing (statement, error);
}

static EspPermission *
read_permission (EspStatement *statement)
{
  EspPermission *permission = g_new0 (EspPermission, 1);

  permission->principal = esp_statement_dup_text (statement, 0);
  permission->source_account = esp_statement_dup_text (statement, 1);
  permission->actions = g_strsplit (esp_statement_get_text (statement, 2), ",", -1);
  permission->created_at = esp_statement_get_int (statement, 3);
  return permission;
}

GPtrArray *
esp_permission_store_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_permission_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT principal, source_account, actions, created_at FROM ca_permission"
    " WHERE ca = $1 ORDER BY principal, source_account",
    ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_permission (statement));
    }
  return NULL;
}
