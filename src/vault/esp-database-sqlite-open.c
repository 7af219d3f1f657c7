/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a file becomes a connection: whose file it is, how it is set (security.md, "The file"), and
 * how long a lock is waited for. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"
#include "esp-vault-file.h"
#include "esp-vault.h"

#include <string.h>
#include <unistd.h>

#define HEADER_LEN 100
#define HEADER_APPLICATION_ID 68
#define BUSY_FIRST_SLEEP 250 /* microseconds */
#define BUSY_LONGEST_SLEEP 16000

/* --- Locks ---------------------------------------------------------------------------------- */

/* The sleeps grow and are never the same in two programs, so that those who wait don't meet each
 * time anew. */
static int
busy_cb (void *data, int count)
{
  EspDatabase *database = data;
  gint64 now = g_get_monotonic_time ();
  gulong sleep = BUSY_FIRST_SLEEP << MIN (count, 10);

  if (count == 0)
    database->busy_since = now;
  if (now - database->busy_since >= (gint64) database->busy_limit * 1000)
    return 0;
  sleep = MIN (sleep, BUSY_LONGEST_SLEEP);
  g_usleep (sleep / 2 + (gulong) g_random_int_range (0, (gint32) sleep));
  return 1;
}

/* --- Settings ------------------------------------------------------------------------------- */

typedef struct
{
  const char *set;
  const char *get;
  const char *wanted; /* what SQLite answers when it did as told */
  gboolean writer_only;
} PragmaRow;

/* Each is read back: SQLite passes over what it does not know without a word. */
static const PragmaRow pragma_rows[] = {
  { "PRAGMA journal_mode=DELETE", "PRAGMA journal_mode", "delete", TRUE },
  { "PRAGMA synchronous=EXTRA", "PRAGMA synchronous", "3", FALSE },
  { "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1", FALSE },
  { "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1", FALSE },
  { "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0", FALSE },
  { "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1", FALSE },
  { "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2", FALSE },
  { "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0", FALSE },
  { "PRAGMA locking_mode=NORMAL", "PRAGMA locking_mode", "normal", FALSE },
  { "PRAGMA cache_size=-8192", "PRAGMA cache_size", "-8192", FALSE },
};

typedef struct
{
  int option;
  int value;
} ConfigRow;

static const ConfigRow config_rows[] = {
  { SQLITE_DBCONFIG_DEFENSIVE, 1 },      { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
  { SQLITE_DBCONFIG_DQS_DML, 0 },        { SQLITE_DBCONFIG_DQS_DDL, 0 },
  { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 }, { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
  { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
};

static const ConfigRow limit_rows[] = {
  { SQLITE_LIMIT_LENGTH, 256 * 1024 * 1024 },
  { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 },
  { SQLITE_LIMIT_EXPR_DEPTH, 100 },
  { SQLITE_LIMIT_COMPOUND_SELECT, 10 },
  { SQLITE_LIMIT_ATTACHED, 0 },
  { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 4096 },
  { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
};

static gboolean
configure (EspDatabase *database, GError **error)
{
  sqlite3_extended_result_codes (database->handle, 1);
  sqlite3_busy_handler (database->handle, busy_cb, database);
  for (gsize i = 0; i < G_N_ELEMENTS (limit_rows); i++)
    sqlite3_limit (database->handle, limit_rows[i].option, limit_rows[i].value);
  for (gsize i = 0; i < G_N_ELEMENTS (config_rows); i++)
    {
      int is = -1;

      if (sqlite3_db_config (database->handle, config_rows[i].option, config_rows[i].value, &is) !=
            SQLITE_OK ||
          is != config_rows[i].value)
        {
          esp_error_set (error, ESP_REASON_VAULT_OPEN, database->path, NULL);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
apply_pragmas (EspDatabase *database, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pragma_rows); i++)
    {
      const PragmaRow *row = &pragma_rows[i];
      g_autofree char *answer = NULL;

      if (row->writer_only && database->read_only)
        continue;
      if (!esp_database_plain (database, row->set, error))
        return FALSE;
      answer = esp_database_ask (database, row->get, error);
      if (!answer)
        return FALSE;
      if (!g_str_equal (answer, row->wanted))
        {
          esp_error_set (error, ESP_REASON_VAULT_OPEN, database->path, NULL);
          if (error)
            esp_error_set_detail (*error, row->set);
          return FALSE;
        }
    }
  return !database->read_only || esp_database_plain (database, "PRAGMA query_only=ON", error);
}

/* --- Whose file it is ----------------------------------------------------------------------- */

/* The first bytes through SQLite's own file layer, because a file that this process has open must
 * not be closed behind SQLite's back (its locks would go), and without a connection, because a
 * connection would undo an unfinished write in a file that is not ours to touch. */
static gboolean
read_header (const char *path, guint8 header[HEADER_LEN])
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);
  sqlite3_file *file = vfs ? g_malloc0 ((gsize) vfs->szOsFile) : NULL;
  sqlite3_filename name = sqlite3_create_filename (path, "", "", 0, NULL);
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_NOFOLLOW;
  gboolean read = FALSE;

  if (file && name && vfs->xOpen (vfs, name, file, flags, &flags) == SQLITE_OK)
    read = file->pMethods->xRead (file, header, HEADER_LEN, 0) == SQLITE_OK;
  if (file && file->pMethods)
    file->pMethods->xClose (file);
  sqlite3_free_filename (name);
  g_free (file);
  return read;
}

static gboolean
check_header (const EspVaultFile *file, GError **error)
{
  guint8 header[HEADER_LEN] = { 0 };
  guint32 id;

  if (eaccess (file->real_path, R_OK) != 0)
    {
      esp_error_set (error, ESP_REASON_VAULT_OPEN, file->path, NULL);
      return FALSE;
    }
  if (read_header (file->real_path, header) &&
      memcmp (header, "SQLite format 3", sizeof "SQLite format 3") == 0)
    {
      memcpy (&id, header + HEADER_APPLICATION_ID, sizeof id);
      if (GUINT32_FROM_BE (id) == ESP_VAULT_APPLICATION_ID)
        return TRUE;
    }
  esp_error_set (error, ESP_REASON_VAULT_NOT_A_VAULT, file->path, NULL);
  return FALSE;
}

/* --- Opening -------------------------------------------------------------------------------- */

static EspDatabase *
connect (const EspVaultFile *file, gboolean read_only, GError **error)
{
  int flags = SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
              SQLITE_OPEN_PRIVATECACHE;
  g_autoptr (EspDatabase) database = NULL;
  sqlite3 *handle = NULL;
  int result;

  /* A reader, too, must be able to undo a write that another process left unfinished; that it
   * writes nothing of its own is seen to by query_only and by our own check. */
  flags |= file->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  result = sqlite3_open_v2 (file->real_path, &handle, flags, NULL);
  database = esp_database_wrap (handle, file->path, read_only);
  if (result != SQLITE_OK)
    {
      esp_error_set (
        error, result == SQLITE_CANTOPEN_SYMLINK ? ESP_REASON_VAULT_SYMLINK : ESP_REASON_VAULT_OPEN,
        file->path, NULL);
      if (error)
        esp_error_set_detail (*error, sqlite3_errstr (result));
      return NULL;
    }
  /* SQLite falls back to reading where it may not write. */
  if (sqlite3_db_readonly (handle, "main") != 0)
    database->read_only = TRUE;
  if (!configure (database, error) || !apply_pragmas (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

static EspDatabase *
create (EspVaultFile *file, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id=%d", ESP_VAULT_APPLICATION_ID);
  EspDatabase *database;

  if (!esp_vault_file_create (file->real_path, error))
    return NULL;
  file->writable = TRUE;
  database = connect (file, FALSE, error);
  if (database && esp_database_plain (database, mark, error))
    return database;
  esp_database_close (database);
  esp_database_discard (file->real_path);
  return NULL;
}

EspDatabase *
esp_database_open (const char *path, EspDatabaseMode mode, GError **error)
{
  g_autoptr (EspVaultFile) file = esp_vault_file_look (path, error);

  if (!file)
    return NULL;
  if (mode == ESP_DATABASE_CREATE ? file->exists : !file->exists)
    {
      esp_error_set (error, file->exists ? ESP_REASON_VAULT_EXISTS : ESP_REASON_VAULT_MISSING,
                     file->path, NULL);
      return NULL;
    }
  if (mode == ESP_DATABASE_CREATE && !file->real_path)
    {
      esp_error_set (error, ESP_REASON_VAULT_MISSING, file->path, NULL);
      return NULL;
    }
  if (mode == ESP_DATABASE_CREATE)
    return create (file, error);
  if (!check_header (file, error))
    return NULL;
  if (mode == ESP_DATABASE_READ_WRITE && file->writable)
    esp_vault_file_tighten (file);
  return connect (file, mode == ESP_DATABASE_READ_ONLY || !file->writable, error);
}
