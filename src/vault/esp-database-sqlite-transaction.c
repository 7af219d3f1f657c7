/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions: begun with their lock, ended once, rolled back where nobody ends them. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"

static EspTransaction *
transaction_new (EspDatabase *database, EspTransactionKind kind)
{
  EspTransaction *transaction = g_new0 (EspTransaction, 1);

  transaction->database = database;
  transaction->kind = kind;
  database->ref_count++;
  if (kind != ESP_TRANSACTION_INNER)
    database->transaction = transaction;
  return transaction;
}

static void
transaction_end (EspTransaction *transaction)
{
  EspDatabase *database = g_steal_pointer (&transaction->database);

  if (database->transaction == transaction)
    database->transaction = NULL;
  esp_database_unref (database);
}

static void
roll_back (EspDatabase *database)
{
  if (!sqlite3_get_autocommit (database->handle))
    (void) sqlite3_exec (database->handle, "ROLLBACK", NULL, NULL, NULL);
}

EspTransaction *
esp_transaction_begin_write (EspDatabase *database, GError **error)
{
  if (database->transaction)
    {
      esp_database_misuse (error, "a transaction is open already");
      return NULL;
    }
  if (database->read_only || database->broken)
    {
      esp_error_set (error,
                     database->read_only ? ESP_REASON_VAULT_READ_ONLY : ESP_REASON_VAULT_STORAGE,
                     database->path, NULL);
      return NULL;
    }
  if (!esp_database_plain (database, "BEGIN IMMEDIATE", error))
    return NULL;
  return transaction_new (database, ESP_TRANSACTION_WRITE);
}

EspTransaction *
esp_transaction_begin_read (EspDatabase *database, GError **error)
{
  if (database->transaction)
    {
      esp_database_misuse (error, "a transaction is open already");
      return NULL;
    }
  if (!esp_database_plain (database, "BEGIN", error))
    return NULL;
  /* The snapshot is the state at the first read, not at BEGIN. */
  if (!esp_database_plain (database, "SELECT 1 FROM sqlite_schema LIMIT 1", error))
    {
      roll_back (database);
      return NULL;
    }
  return transaction_new (database, ESP_TRANSACTION_READ);
}

EspTransaction *
esp_transaction_begin_inner (EspDatabase *database, GError **error)
{
  if (database->transaction)
    return transaction_new (database, ESP_TRANSACTION_INNER);
  return esp_transaction_begin_read (database, error);
}

gboolean
esp_transaction_commit (EspTransaction *transaction, GError **error)
{
  EspDatabase *database = transaction->database;
  gboolean committed = FALSE;

  if (!database)
    return esp_database_misuse (error, "the transaction has ended already");
  if (transaction->doomed)
    esp_error_set (error, ESP_REASON_VAULT_STORAGE, database->path, NULL);
  else if (transaction->kind == ESP_TRANSACTION_INNER)
    committed = TRUE;
  else if (transaction->kind == ESP_TRANSACTION_READ ||
           esp_database_check_touched (database, error))
    committed = esp_database_plain (database, "COMMIT", error);
  if (!committed)
    roll_back (database);
  transaction_end (transaction);
  return committed;
}

void
esp_transaction_free (EspTransaction *transaction)
{
  if (!transaction)
    return;
  if (transaction->database)
    {
      if (transaction->kind != ESP_TRANSACTION_INNER)
        roll_back (transaction->database);
      transaction_end (transaction);
    }
  g_free (transaction);
}
