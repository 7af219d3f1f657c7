/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may approve for which CA. */
#include "esp-approval-store.h"

#include "esp-store.h"

gboolean
esp_approver_store_insert (EspVault *vault,
                           const char *ca,
                           const char *principal,
                           gint64 added_at,
                           GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "INSERT INTO approver (ca, principal, added_at) VALUES ($1, $2, $3)", ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  esp_statement_bind_int (statement, 3, added_at);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_approver_store_delete (EspVault *vault, const char *ca, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM approver WHERE ca = $1 AND principal = $2", ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  return esp_store_run_changing (statement, error);
}

GPtrArray *
esp_approver_store_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_approver_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT principal, added_at FROM approver WHERE ca = $1 ORDER BY added_at, principal",
    ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      EspApprover *approver;

      if (!row)
        return g_steal_pointer (&list);
      approver = g_new0 (EspApprover, 1);
      approver->principal = esp_statement_dup_text (statement, 0);
      approver->added_at = esp_statement_get_int (statement, 1);
      g_ptr_array_add (list, approver);
    }
  return NULL;
}
