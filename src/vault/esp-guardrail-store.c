/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guardrails with the accounts that they limit; one without accounts limits all of them. */
#include "esp-guardrail-store.h"

#include "esp-database-private.h"
#include "esp-store.h"

#define COLUMNS "id, name, document, created_at"

static gboolean
insert_accounts (EspVault *vault, const EspGuardrail *guardrail, GError **error)
{
  for (guint i = 0; i < guardrail->accounts->len; i++)
    {
      g_autoptr (EspStatement) statement = esp_store_prepare_for (
        vault, "INSERT INTO guardrail_account (guardrail, account) VALUES ($1, $2)", guardrail->id,
        error);

      if (!statement)
        return FALSE;
      esp_statement_bind_text (statement, 2, g_ptr_array_index (guardrail->accounts, i));
      if (!esp_statement_run (statement, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
delete_accounts (EspVault *vault, const char *id, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM guardrail_account WHERE guardrail = $1", id, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_guardrail_store_insert (EspVault *vault, const EspGuardrail *guardrail, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "INSERT INTO guardrail (" COLUMNS ") VALUES ($1, $2, $3, $4)", guardrail->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, guardrail->name);
  esp_statement_bind_text (statement, 3, guardrail->document);
  esp_statement_bind_int (statement, 4, guardrail->created_at);
  if (!esp_statement_run (statement, NULL, error))
    return esp_store_name_taken (error, guardrail->name);
  return insert_accounts (vault, guardrail, error);
}

gboolean
esp_guardrail_store_update (EspVault *vault, const EspGuardrail *guardrail, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "UPDATE guardrail SET document = $2 WHERE id = $1", guardrail->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, guardrail->document);
  return esp_store_run_changing (statement, error) &&
         delete_accounts (vault, guardrail->id, error) && insert_accounts (vault, guardrail, error);
}

gboolean
esp_guardrail_store_delete (EspVault *vault, const char *id, GError **error)
{
  g_autoptr (EspStatement) statement = NULL;

  if (!delete_accounts (vault, id, error))
    return FALSE;
  statement = esp_store_prepare_for (vault, "DELETE FROM guardrail WHERE id = $1", id, error);
  return statement && esp_store_run_changing (statement, error);
}

static gboolean
read_accounts (EspVault *vault, EspGuardrail *guardrail, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT account FROM guardrail_account"
                                       " WHERE guardrail = $1 ORDER BY account",
                                       guardrail->id, error);
  gboolean row;

  if (!statement)
    return FALSE;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      g_ptr_array_add (guardrail->accounts, esp_statement_dup_text (statement, 0));
    }
  return FALSE;
}

/* @text: $1, or NULL where the statement has none. */
static GPtrArray *
list_guardrails (EspVault *vault, const char *sql, const char *text, GError **error)
{
  g_autoptr (GPtrArray)
    guardrails = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_guardrail_free);
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
      EspGuardrail *guardrail;

      if (!row)
        return g_steal_pointer (&guardrails);
      guardrail = esp_guardrail_new ();
      g_ptr_array_add (guardrails, guardrail);
      guardrail->id = esp_statement_dup_text (statement, 0);
      guardrail->name = esp_statement_dup_text (statement, 1);
      guardrail->document = esp_statement_dup_text (statement, 2);
      guardrail->created_at = esp_statement_get_int (statement, 3);
      if (!read_accounts (vault, guardrail, error))
        return NULL;
    }
  return NULL;
}

GPtrArray *
esp_guardrail_store_list (EspVault *vault, GError **error)
{
  return list_guardrails (vault, "SELECT " COLUMNS " FROM guardrail ORDER BY name", NULL, error);
}

GPtrArray *
esp_guardrail_store_list_for (EspVault *vault, const char *account, GError **error)
{
  return list_guardrails (vault,
                          "SELECT " COLUMNS " FROM guardrail"
                          " WHERE NOT EXISTS (SELECT 1 FROM guardrail_account"
                          " WHERE guardrail_account.guardrail = guardrail.id)"
                          " OR EXISTS (SELECT 1 FROM guardrail_account"
                          " WHERE guardrail_account.guardrail = guardrail.id AND account = $1)"
                          " ORDER BY name",
                          account, error);
}

EspGuardrail *
esp_guardrail_store_find (EspVault *vault, const char *id_or_name, GError **error)
{
  g_autoptr (GPtrArray)
    found = list_guardrails (vault,
                             "SELECT " COLUMNS " FROM guardrail WHERE id = $1 OR name = $1"
                             " ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1",
                             id_or_name, error);

  return found && found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}
