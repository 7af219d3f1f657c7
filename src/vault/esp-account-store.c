/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts. Principals are in esp-principal-store.c, roles in esp-role-store.c. */
#include "esp-account-store.h"

#include "base/esp-error.h"
#include "esp-store.h"

gboolean
esp_account_store_insert (EspVault *vault, const EspAccount *account, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "INSERT INTO account (number, name, created_at) VALUES ($1, $2, $3)", account->id,
    error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, account->name);
  esp_statement_bind_int (statement, 3, account->created_at);
  return esp_statement_run (statement, NULL, error) || esp_store_name_taken (error, account->name);
}

static EspAccount *
read_account (EspStatement *statement)
{
  return esp_account_new (esp_statement_get_text (statement, 0),
                          esp_statement_get_text (statement, 1),
                          esp_statement_get_int (statement, 2));
}

GPtrArray *
esp_account_store_list (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray)
    accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_account_free);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT number, name, created_at FROM account ORDER BY name", error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&accounts);
      g_ptr_array_add (accounts, read_account (statement));
    }
  return NULL;
}

/* A number stands before a name that looks like one. */
EspAccount *
esp_account_store_find (EspVault *vault, const char *number_or_name, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT number, name, created_at FROM account"
                                       " WHERE number = $1 OR name = $1"
                                       " ORDER BY CASE WHEN number = $1 THEN 0 ELSE 1 END LIMIT 1",
                                       number_or_name, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_account (statement);
}
