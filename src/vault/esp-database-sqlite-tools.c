/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every database does in words of its own: versions, checks, whole copies. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"
#include "esp-vault-file.h"

#include <unistd.h>

/* A copy goes in pieces, between which others may write; each write makes it begin again, so after
 * a few the rest is done in one go. */
#define COPY_PAGES 2048
#define COPY_RESTARTS_MAX 3

gboolean
esp_database_get_version (EspDatabase *database, int *version, GError **error)
{
  g_autofree char *answer = esp_database_ask (database, "PRAGMA user_version", error);

  *version = answer ? (int) g_ascii_strtoll (answer, NULL, 10) : 0;
  return answer != NULL;
}

gboolean
esp_database_set_version (EspDatabase *database, int version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version=%d", version);

  return esp_database_plain (database, sql, error);
}

gboolean
esp_database_defer_references (EspDatabase *database, GError **error)
{
  return esp_database_plain (database, "PRAGMA defer_foreign_keys=ON", error);
}

gint64
esp_database_get_data_version (EspDatabase *database)
{
  g_autofree char *answer = esp_database_ask (database, "PRAGMA data_version", NULL);

  /* A file that can't be read at the moment has not been seen to change. */
  if (answer)
    database->data_version = g_ascii_strtoll (answer, NULL, 10);
  return database->data_version;
}

static gboolean
damaged (EspDatabase *database, const char *finding, GError **error)
{
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, database->path, NULL);
  if (error)
    esp_error_set_detail (*error, finding);
  return FALSE;
}

static gboolean
find_damage (EspDatabase *database, gboolean full, GError **error)
{
  const char *sql = full ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
  g_autofree char *finding = esp_database_ask (database, sql, error);
  g_autofree char *table = NULL;

  if (!finding)
    return FALSE;
  if (!g_str_equal (finding, "ok"))
    return damaged (database, finding, error);
  table = esp_database_ask (database, "PRAGMA foreign_key_check", error);
  if (!table)
    return FALSE;
  if (*table)
    {
      g_autofree char *sentence = g_strconcat ("a reference leads nowhere in ", table, NULL);

      return damaged (database, sentence, error);
    }
  return TRUE;
}

/* The same through a connection that takes no lock: the check of a large file lasts seconds, for
 * which nobody could write, and behind a writer that waits nobody read. What another writes
 * meanwhile may look like damage; what looks sound was sound, page by page. */
static gboolean
looks_sound (EspDatabase *database, gboolean full)
{
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
              SQLITE_OPEN_PRIVATECACHE;
  g_autofree char *real = g_canonicalize_filename (database->path, NULL);
  g_autofree char *uri = g_filename_to_uri (real, NULL, NULL);
  g_autofree char *unlocked = uri ? g_strconcat (uri, "?immutable=1", NULL) : NULL;
  g_autoptr (EspDatabase) other = NULL;
  sqlite3 *handle = NULL;
  int result = unlocked ? sqlite3_open_v2 (unlocked, &handle, flags, NULL) : SQLITE_ERROR;

  other = handle ? esp_database_wrap (handle, database->path, TRUE) : NULL;
  return result == SQLITE_OK && esp_database_plain (other, "PRAGMA trusted_schema=OFF", NULL) &&
         esp_database_plain (other, "PRAGMA cell_size_check=ON", NULL) &&
         find_damage (other, full, NULL);
}

gboolean
esp_database_check (EspDatabase *database, gboolean full, GError **error)
{
  return looks_sound (database, full) || find_damage (database, full, error);
}

static int
copy_pages (sqlite3_backup *backup)
{
  int remaining = G_MAXINT;
  int restarts = 0;
  int result = SQLITE_OK;

  while (result == SQLITE_OK)
    {
      result = sqlite3_backup_step (backup, restarts > COPY_RESTARTS_MAX ? -1 : COPY_PAGES);
      if (sqlite3_backup_remaining (backup) > remaining)
        restarts++;
      remaining = sqlite3_backup_remaining (backup);
    }
  return result;
}

static gboolean
copy_into (EspDatabase *database, sqlite3 *target, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", database->handle, "main");
  int result;

  /* A bad disk under the copy says nothing about the vault: told, not remembered. */
  if (!backup)
    return esp_database_tell (database, sqlite3_extended_errcode (target), error);
  result = copy_pages (backup);
  (void) sqlite3_backup_finish (backup);
  return result == SQLITE_DONE || esp_database_tell (database, result, error);
}

gboolean
esp_database_copy (EspDatabase *database, const char *path, GError **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_EXRESCODE;
  g_autoptr (EspVaultFile) file = esp_vault_file_look (path, error);
  sqlite3 *target = NULL;
  gboolean copied;
  int result;

  if (!file)
    return FALSE;
  if (!file->real_path)
    {
      esp_error_set (error, ESP_REASON_FILE_WRITE, file->path, NULL);
      return FALSE;
    }
  if (!esp_vault_file_create (file->real_path, error))
    return FALSE;
  result = sqlite3_open_v2 (file->real_path, &target, flags, NULL);
  /* Nobody knows this file yet; it is synced as a whole before it gets its name. */
  if (result == SQLITE_OK)
    result = sqlite3_exec (target, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
  copied = result == SQLITE_OK ? copy_into (database, target, error) :
                                 esp_database_tell (database, result, error);
  sqlite3_close (target);
  if (!copied)
    esp_database_discard (file->real_path);
  return copied;
}

void
esp_database_discard (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  unlink (path);
  unlink (journal);
}

void
esp_database_set_busy_limit (EspDatabase *database, int milliseconds)
{
  database->busy_limit = milliseconds;
}

gboolean
esp_database_set_max_pages (EspDatabase *database, guint n_pages, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count=%u", n_pages);

  return esp_database_plain (database, sql, error);
}
