/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statement interface over SQLite: the connection, its statements and their cache. Opening,
 * transactions, result codes and tools have files of their own beside this one. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"

#include <stdlib.h>
#include <string.h>

/* Lists build their text from conditions, so the number of texts is bounded, but not small. */
#define CACHE_MAX 200
#define PARAMETERS_MAX 64

struct _EspStatement
{
  EspDatabase *database; /* held while in use */
  sqlite3_stmt *handle;
  int positions[PARAMETERS_MAX + 1]; /* of $1, $2 … in the text */
  int bind_result;
  gboolean cached;
  gboolean in_use;
  gboolean done;
};

/* --- Connection ----------------------------------------------------------------------------- */

static void
statement_free (EspStatement *statement)
{
  sqlite3_finalize (statement->handle);
  g_free (statement);
}

/* Also the destructor of the cache: one that is still in use frees itself when it is released. */
static void
statement_uncache (gpointer data)
{
  EspStatement *statement = data;

  if (statement->in_use)
    statement->cached = FALSE;
  else
    statement_free (statement);
}

EspDatabase *
esp_database_wrap (sqlite3 *handle, const char *path, gboolean read_only)
{
  EspDatabase *database = g_new0 (EspDatabase, 1);

  database->ref_count = 1;
  database->handle = handle;
  database->path = g_strdup (path);
  database->read_only = read_only;
  database->busy_limit = ESP_DATABASE_BUSY_SECONDS * 1000;
  database->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, statement_uncache);
  return database;
}

void
esp_database_unref (EspDatabase *database)
{
  if (--database->ref_count > 0)
    return;
  g_hash_table_unref (database->statements);
  sqlite3_close_v2 (database->handle);
  g_free (database->path);
  g_free (database);
}

void
esp_database_close (EspDatabase *database)
{
  if (database)
    esp_database_unref (database);
}

const char *
esp_database_get_path (EspDatabase *database)
{
  return database->path;
}

gboolean
esp_database_is_read_only (EspDatabase *database)
{
  return database->read_only;
}

guint
esp_database_get_n_cached (EspDatabase *database)
{
  return g_hash_table_size (database->statements);
}

gboolean
esp_database_plain (EspDatabase *database, const char *sql, GError **error)
{
  int result = sqlite3_exec (database->handle, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || esp_database_fail (database, result, error);
}

char *
esp_database_ask (EspDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *handle = NULL;
  int result = sqlite3_prepare_v2 (database->handle, sql, -1, &handle, NULL);
  char *answer = NULL;

  if (result == SQLITE_OK)
    result = sqlite3_step (handle);
  if (result == SQLITE_ROW && sqlite3_column_text (handle, 0))
    answer = g_strdup ((const char *) sqlite3_column_text (handle, 0));
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    esp_database_fail (database, result, error);
  else if (!answer)
    answer = g_strdup ("");
  sqlite3_finalize (handle);
  return answer;
}

/* --- Statements ----------------------------------------------------------------------------- */

/* SQLite numbers "$1" by the order in which it meets it; this maps back to the number meant. */
static gboolean
map_parameters (EspStatement *statement, GError **error)
{
  int n = sqlite3_bind_parameter_count (statement->handle);

  for (int i = 1; i <= n; i++)
    {
      const char *name = sqlite3_bind_parameter_name (statement->handle, i);
      long number = name && name[0] == '$' ? strtol (name + 1, NULL, 10) : 0;

      if (number < 1 || number > PARAMETERS_MAX)
        return esp_database_misuse (error, "a parameter is not written as $1, $2 …");
      statement->positions[number] = i;
    }
  return TRUE;
}

static EspStatement *
statement_new (EspDatabase *database, const char *sql, GError **error)
{
  g_autofree EspStatement *statement = g_new0 (EspStatement, 1);
  const char *rest = NULL;
  int result = sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                   &statement->handle, &rest);

  if (result != SQLITE_OK)
    esp_database_fail (database, result, error);
  else if (!statement->handle || *rest)
    esp_database_misuse (error, "not exactly one statement");
  else if (map_parameters (statement, error))
    return g_steal_pointer (&statement);
  sqlite3_finalize (statement->handle);
  return NULL;
}

/* A text that is in use already gets a statement of its own, which nobody keeps afterwards. */
EspStatement *
esp_database_prepare (EspDatabase *database, const char *sql, GError **error)
{
  EspStatement *statement = g_hash_table_lookup (database->statements, sql);
  gboolean known = statement != NULL;

  if (!statement || statement->in_use)
    statement = statement_new (database, sql, error);
  if (!statement)
    return NULL;
  if (!known)
    {
      if (g_hash_table_size (database->statements) >= CACHE_MAX)
        g_hash_table_remove_all (database->statements);
      g_hash_table_insert (database->statements, g_strdup (sql), statement);
      statement->cached = TRUE;
    }
  statement->in_use = TRUE;
  statement->done = FALSE;
  statement->bind_result = SQLITE_OK;
  statement->database = database;
  database->ref_count++;
  return statement;
}

void
esp_statement_release (EspStatement *statement)
{
  EspDatabase *database;

  if (!statement)
    return;
  database = g_steal_pointer (&statement->database);
  statement->in_use = FALSE;
  if (statement->cached)
    {
      sqlite3_reset (statement->handle);
      sqlite3_clear_bindings (statement->handle);
    }
  else
    {
      statement_free (statement);
    }
  esp_database_unref (database);
}

static int
position_of (EspStatement *statement, int number)
{
  int position = number >= 1 && number <= PARAMETERS_MAX ? statement->positions[number] : 0;

  if (position == 0)
    statement->bind_result = SQLITE_RANGE;
  return position;
}

static void
note_bind (EspStatement *statement, int result)
{
  if (statement->bind_result == SQLITE_OK)
    statement->bind_result = result;
}

void
esp_statement_bind_text (EspStatement *statement, int number, const char *value)
{
  int position = position_of (statement, number);

  note_bind (statement,
             sqlite3_bind_text (statement->handle, position, value, -1, SQLITE_TRANSIENT));
}

void
esp_statement_bind_int (EspStatement *statement, int number, gint64 value)
{
  int position = position_of (statement, number);

  note_bind (statement, sqlite3_bind_int64 (statement->handle, position, value));
}

void
esp_statement_bind_bytes (EspStatement *statement, int number, GBytes *value)
{
  int position = position_of (statement, number);
  gsize len = 0;
  const void *bytes = value ? g_bytes_get_data (value, &len) : NULL;

  /* A NULL pointer would bind NULL where an empty value is meant. */
  if (value && len == 0)
    note_bind (statement, sqlite3_bind_zeroblob (statement->handle, position, 0));
  else
    note_bind (statement,
               sqlite3_bind_blob64 (statement->handle, position, bytes, len, SQLITE_TRANSIENT));
}

/* What a statement that writes must find: a write transaction in which nothing failed. Without this
 * a row could be kept although the transaction it belonged to was rolled back by SQLite itself. */
static gboolean
may_write (EspDatabase *database, GError **error)
{
  EspTransaction *transaction = database->transaction;

  if (database->read_only)
    esp_error_set (error, ESP_REASON_VAULT_READ_ONLY, database->path, NULL);
  else if (database->broken || (transaction && transaction->doomed))
    esp_error_set (error, ESP_REASON_VAULT_STORAGE, database->path, NULL);
  else if (!transaction || transaction->kind != ESP_TRANSACTION_WRITE)
    esp_database_misuse (error, "a statement writes outside a write transaction");
  else
    return TRUE;
  return FALSE;
}

gboolean
esp_statement_step (EspStatement *statement, gboolean *row, GError **error)
{
  EspDatabase *database = statement->database;
  int result;

  *row = FALSE;
  /* To step once more would start again from the beginning, and write twice. */
  if (statement->done)
    return TRUE;
  if (statement->bind_result != SQLITE_OK)
    return esp_database_fail (database, statement->bind_result, error);
  if (!sqlite3_stmt_readonly (statement->handle) && !may_write (database, error))
    return FALSE;
  result = sqlite3_step (statement->handle);
  *row = result == SQLITE_ROW;
  statement->done = !*row;
  return *row || result == SQLITE_DONE || esp_database_fail (database, result, error);
}

gboolean
esp_statement_run (EspStatement *statement, gint64 *changed, GError **error)
{
  gboolean row = TRUE;

  while (row)
    if (!esp_statement_step (statement, &row, error))
      return FALSE;
  if (changed)
    *changed = sqlite3_changes64 (statement->database->handle);
  return TRUE;
}

const char *
esp_statement_get_text (EspStatement *statement, int column)
{
  return (const char *) sqlite3_column_text (statement->handle, column);
}

char *
esp_statement_dup_text (EspStatement *statement, int column)
{
  return g_strdup (esp_statement_get_text (statement, column));
}

gint64
esp_statement_get_int (EspStatement *statement, int column)
{
  return sqlite3_column_int64 (statement->handle, column);
}

GBytes *
esp_statement_get_bytes (EspStatement *statement, int column)
{
  const void *bytes = sqlite3_column_blob (statement->handle, column);

  if (esp_statement_is_null (statement, column))
    return NULL;
  return g_bytes_new (bytes, (gsize) sqlite3_column_bytes (statement->handle, column));
}

gboolean
esp_statement_is_null (EspStatement *statement, int column)
{
  return sqlite3_column_type (statement->handle, column) == SQLITE_NULL;
}

int
esp_statement_count_columns (EspStatement *statement)
{
  return sqlite3_column_count (statement->handle);
}

const char *
esp_statement_get_name (EspStatement *statement, int column)
{
  return sqlite3_column_name (statement->handle, column);
}

EspValueType
esp_statement_get_type (EspStatement *statement, int column)
{
  switch (sqlite3_column_type (statement->handle, column))
    {
    case SQLITE_INTEGER:
      return ESP_VALUE_INT;
    case SQLITE_BLOB:
      return ESP_VALUE_BYTES;
    case SQLITE_NULL:
      return ESP_VALUE_NULL;
    /* A number with a point can't stand in these tables; where somebody put one, its text counts.
     */
    default:
      return ESP_VALUE_TEXT;
    }
}

gboolean
esp_statement_is_for_bytes (EspStatement *statement, int column)
{
  return g_strcmp0 (sqlite3_column_decltype (statement->handle, column), "BLOB") == 0;
}

const guint8 *
esp_statement_peek (EspStatement *statement, int column, gsize *len)
{
  const void *bytes = esp_statement_get_type (statement, column) == ESP_VALUE_BYTES ?
                        sqlite3_column_blob (statement->handle, column) :
                        sqlite3_column_text (statement->handle, column);

  *len = (gsize) sqlite3_column_bytes (statement->handle, column);
  return bytes;
}

gboolean
esp_database_execute (EspDatabase *database, const char *sql, GError **error)
{
  EspStatement *statement = statement_new (database, sql, error);
  gboolean executed;

  if (!statement)
    return FALSE;
  statement->database = database;
  executed = esp_statement_run (statement, NULL, error);
  statement_free (statement);
  return executed;
}
