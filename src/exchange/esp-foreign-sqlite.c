/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases of other programs, read with care: their file may have been made to be read badly. */
#include "esp-foreign-sqlite.h"

#include <glib/gstdio.h>
#include <string.h>

#define PROGRESS_STEPS 10000
#define COLUMN_LIMIT 64
#define SQL_LIMIT 65536
#define DEPTH_LIMIT 64

struct _EspForeignDatabase
{
  sqlite3 *handle;
  char *path;
  const char *kind;
  GCancellable *cancellable;
};

void
esp_foreign_database_free (EspForeignDatabase *database)
{
  if (!database)
    return;
  sqlite3_close_v2 (database->handle);
  g_free (database->path);
  g_free (database);
}

static gboolean
refuse (EspForeignDatabase *database, const char *problem, GError **error)
{
  esp_foreign_refuse (error, database->path, database->kind, problem);
  if (error && database->handle)
    esp_error_set_detail (*error, sqlite3_errmsg (database->handle));
  return FALSE;
}

/* What was not written back yet would be missing, and what was half written would be there. */
static gboolean
is_in_use (const char *path)
{
  static const char *const suffixes[] = { "-journal", "-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *beside = g_strconcat (path, suffixes[i], NULL);
      GStatBuf status;

      if (g_stat (beside, &status) == 0 && status.st_size > 0)
        return TRUE;
    }
  return FALSE;
}

static int
progress_cb (void *data)
{
  const EspForeignDatabase *database = data;

  return g_cancellable_is_cancelled (database->cancellable);
}

static void
set_limits (EspForeignDatabase *database)
{
  sqlite3_limit (database->handle, SQLITE_LIMIT_LENGTH, ESP_FOREIGN_MAX_WHOLE);
  sqlite3_limit (database->handle, SQLITE_LIMIT_SQL_LENGTH, SQL_LIMIT);
  sqlite3_limit (database->handle, SQLITE_LIMIT_COLUMN, COLUMN_LIMIT);
  sqlite3_limit (database->handle, SQLITE_LIMIT_EXPR_DEPTH, DEPTH_LIMIT);
  sqlite3_limit (database->handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_progress_handler (database->handle, PROGRESS_STEPS, progress_cb, database);
}

EspForeignDatabase *
esp_foreign_database_open (const char *path,
                           const char *kind,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (EspForeignDatabase) database = g_new0 (EspForeignDatabase, 1);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (whole, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);

  database->path = g_strdup (path);
  database->kind = kind;
  database->cancellable = cancellable;
  if (is_in_use (path))
    {
      refuse (database, "another program has it open; close it there", error);
      return NULL;
    }
  if (sqlite3_open_v2 (uri, &database->handle,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    {
      refuse (database, "the file can't be opened", error);
      return NULL;
    }
  set_limits (database);
  if (sqlite3_exec (database->handle, "PRAGMA cell_size_check = ON", NULL, NULL, NULL) != SQLITE_OK)
    {
      refuse (database, "the file is damaged", error);
      return NULL;
    }
  return g_steal_pointer (&database);
}

gboolean
esp_foreign_database_has (EspForeignDatabase *database, const char *table, const char *column)
{
  static const char sql[] =
    "SELECT 1 FROM sqlite_schema s WHERE s.type = 'table' AND s.name = ?1 AND s.rootpage > 0 AND "
    "(?2 IS NULL OR EXISTS (SELECT 1 FROM pragma_table_info (?1) c WHERE c.name = ?2))";
  sqlite3_stmt *statement = NULL;
  gboolean found;

  if (sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return FALSE;
  sqlite3_bind_text (statement, 1, table, -1, SQLITE_STATIC);
  if (column)
    sqlite3_bind_text (statement, 2, column, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_finalize (statement);
  return found;
}

static gboolean
step_all (EspForeignDatabase *database,
          sqlite3_stmt *statement,
          EspForeignRowFunc func,
          gpointer data,
          GError **error)
{
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    if (!func (statement, data, error))
      return FALSE;
  if (result == SQLITE_DONE)
    return TRUE;
  if (g_cancellable_is_cancelled (database->cancellable))
    {
      esp_error_set (error, ESP_REASON_CANCELLED, NULL, NULL);
      return FALSE;
    }
  return refuse (database, "its tables are damaged", error);
}

gboolean
esp_foreign_database_each (EspForeignDatabase *database,
                           const char *sql,
                           EspForeignRowFunc func,
                           gpointer data,
                           GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean good;

  if (sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    return refuse (database, "its tables are not those of that program", error);
  good = step_all (database, statement, func, data, error);
  sqlite3_finalize (statement);
  return good;
}

const char *
esp_foreign_column_text (sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return text && strlen (text) == (gsize) sqlite3_column_bytes (row, column) ? text : NULL;
}

GBytes *
esp_foreign_column_base64 (sqlite3_stmt *row, int column)
{
  static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const char *text = esp_foreign_column_text (row, column);
  gsize len = text ? strlen (text) : 0, decoded_len = 0;
  guchar *decoded;

  if (len == 0 || len % 4 != 0 || strspn (text, alphabet) != len)
    return NULL;
  decoded = g_base64_decode (text, &decoded_len);
  return g_bytes_new_take (decoded, decoded_len);
}

const char *
esp_foreign_database_kind (const char *path, GError **error)
{
  g_autoptr (EspForeignDatabase)
    database = esp_foreign_database_open (path, "a database", NULL, error);

  if (!database)
    return NULL;
  if (esp_foreign_database_has (database, "items", NULL) &&
      esp_foreign_database_has (database, "x509super", NULL) &&
      esp_foreign_database_has (database, "certs", "cert"))
    return "XCA";
  if (esp_foreign_database_has (database, "certificates", "private_key_in_db"))
    return "GNOMINT";
  return NULL;
}
