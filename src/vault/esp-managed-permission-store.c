/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisation's own managed permissions. A version is never changed; of a deleted permission
 * the row stays, so that its name never means something else. */
#include "esp-share-store.h"

#include "esp-database-private.h"
#include "esp-store.h"

/* --- Writing -----------------------------------------------------------------------------------*/

gboolean
esp_own_permission_store_add_version (EspVault *vault,
                                      const char *name,
                                      const EspOwnPermissionVersion *version,
                                      GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO permission_version (permission, number, template, created_at)"
    " VALUES ($1, $2, $3, $4)",
    name, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, version->number);
  esp_statement_bind_text (statement, 3, version->template);
  esp_statement_bind_int (statement, 4, version->created_at);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_own_permission_store_insert (EspVault *vault,
                                 const EspOwnPermission *permission,
                                 GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO permission (name, account, default_version, created_at, deleted_at)"
    " VALUES ($1, $2, $3, $4, $5)",
    permission->name, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, permission->account);
  esp_statement_bind_int (statement, 3, permission->default_version);
  esp_statement_bind_int (statement, 4, permission->created_at);
  esp_store_bind_time (statement, 5, permission->deleted_at);
  if (!esp_statement_run (statement, NULL, error))
    return esp_store_name_taken (error, permission->name);
  for (guint i = 0; i < permission->versions->len; i++)
    if (!esp_own_permission_store_add_version (vault, permission->name,
                                               g_ptr_array_index (permission->versions, i), error))
      return FALSE;
  return TRUE;
}

gboolean
esp_own_permission_store_delete_version (EspVault *vault,
                                         const char *name,
                                         gint64 number,
                                         GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "DELETE FROM permission_version"
                                       " WHERE permission = $1 AND number = $2",
                                       name, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, number);
  return esp_store_run_changing (statement, error);
}

gboolean
esp_own_permission_store_update (EspVault *vault,
                                 const EspOwnPermission *permission,
                                 GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "UPDATE permission SET default_version = $2,"
                                       " deleted_at = $3 WHERE name = $1",
                                       permission->name, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, permission->default_version);
  esp_store_bind_time (statement, 3, permission->deleted_at);
  return esp_store_run_changing (statement, error);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static gboolean
read_versions (EspVault *vault, EspOwnPermission *permission, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT number, template, created_at FROM permission_version"
                                       " WHERE permission = $1 ORDER BY number",
                                       permission->name, error);
  gboolean row;

  if (!statement)
    return FALSE;
  while (esp_statement_step (statement, &row, error))
    {
      EspOwnPermissionVersion *version;

      if (!row)
        return TRUE;
      version = g_new0 (EspOwnPermissionVersion, 1);
      version->number = esp_statement_get_int (statement, 0);
      version->template = esp_statement_dup_text (statement, 1);
      version->created_at = esp_statement_get_int (statement, 2);
      g_ptr_array_add (permission->versions, version);
    }
  return FALSE;
}

/* @name: one, deleted or not; NULL: all that are there. */
static GPtrArray *
list_named (EspVault *vault, const char *name, GError **error)
{
  g_autoptr (GPtrArray)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_own_permission_free);
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement)
    statement = scope ? esp_store_prepare_for (vault,
                                               "SELECT name, account, default_version, created_at,"
                                               " deleted_at FROM permission WHERE name = $1 OR"
                                               " ($1 = '' AND deleted_at IS NULL) ORDER BY name",
                                               name ? name : "", error) :
                        NULL;
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      EspOwnPermission *permission;

      if (!row)
        return g_steal_pointer (&list);
      permission = esp_own_permission_new ();
      g_ptr_array_add (list, permission);
      permission->name = esp_statement_dup_text (statement, 0);
      permission->account = esp_statement_dup_text (statement, 1);
      permission->default_version = esp_statement_get_int (statement, 2);
      permission->created_at = esp_statement_get_int (statement, 3);
      permission->deleted_at = esp_statement_get_int (statement, 4);
      if (!read_versions (vault, permission, error))
        return NULL;
    }
  return NULL;
}

EspOwnPermission *
esp_own_permission_store_find (EspVault *vault, const char *name, GError **error)
{
  g_autoptr (GPtrArray) found = *name ? list_named (vault, name, error) : NULL;

  if (!found || found->len == 0)
    return NULL;
  g_ptr_array_set_free_func (found, NULL);
  return g_ptr_array_index (found, 0);
}

GPtrArray *
esp_own_permission_store_list (EspVault *vault, GError **error)
{
  return list_named (vault, NULL, error);
}

gint64
esp_own_permission_store_next_number (EspVault *vault, const char *name, GError **error)
{
  gint64 last = esp_store_ask_int (vault,
                                   "SELECT max(number) FROM (SELECT number FROM permission_version"
                                   " WHERE permission = $1 UNION ALL SELECT permission_version"
                                   " FROM share WHERE permission = $1) AS used",
                                   name, error);

  return last < 0 ? -1 : last + 1;
}
