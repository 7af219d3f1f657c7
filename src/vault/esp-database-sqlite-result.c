/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SQLite's result codes mean to us, and what a failure means for the transaction and the
 * connection that it happened in. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"

#include <errno.h>

typedef struct
{
  int result;
  EspReason reason;
} ResultRow;

/* Extended codes stand before the primary ones that they refine. */
static const ResultRow result_rows[] = {
  { SQLITE_CONSTRAINT_UNIQUE, ESP_REASON_VAULT_UNIQUE },
  { SQLITE_CONSTRAINT_PRIMARYKEY, ESP_REASON_VAULT_UNIQUE },
  { SQLITE_CONSTRAINT_ROWID, ESP_REASON_VAULT_UNIQUE },
  { SQLITE_CONSTRAINT_FOREIGNKEY, ESP_REASON_VAULT_REFERENCE },
  { SQLITE_CONSTRAINT_TRIGGER, ESP_REASON_VAULT_KEPT },
  { SQLITE_CONSTRAINT, ESP_REASON_VAULT_RULE },
  { SQLITE_TOOBIG, ESP_REASON_VAULT_RULE },
  { SQLITE_READONLY_ROLLBACK, ESP_REASON_VAULT_UNFINISHED },
  { SQLITE_READONLY_RECOVERY, ESP_REASON_VAULT_UNFINISHED },
  { SQLITE_READONLY_CANTINIT, ESP_REASON_VAULT_UNFINISHED },
  { SQLITE_READONLY_DBMOVED, ESP_REASON_VAULT_MOVED },
  { SQLITE_READONLY, ESP_REASON_VAULT_READ_ONLY },
  { SQLITE_BUSY, ESP_REASON_VAULT_BUSY },
  { SQLITE_LOCKED, ESP_REASON_VAULT_BUSY },
  { SQLITE_FULL, ESP_REASON_VAULT_FULL },
  { SQLITE_CORRUPT, ESP_REASON_VAULT_DAMAGED },
  { SQLITE_NOTADB, ESP_REASON_VAULT_DAMAGED },
  { SQLITE_FORMAT, ESP_REASON_VAULT_DAMAGED },
  { SQLITE_CANTOPEN_SYMLINK, ESP_REASON_VAULT_SYMLINK },
  { SQLITE_CANTOPEN, ESP_REASON_VAULT_STORAGE },
  { SQLITE_PERM, ESP_REASON_VAULT_OPEN },
  { SQLITE_AUTH, ESP_REASON_VAULT_OPEN },
  { SQLITE_PROTOCOL, ESP_REASON_VAULT_STORAGE },
  { SQLITE_NOLFS, ESP_REASON_VAULT_STORAGE },
  { SQLITE_INTERRUPT, ESP_REASON_CANCELLED },
  { SQLITE_IOERR_NOMEM, ESP_REASON_INTERNAL },
  { SQLITE_IOERR, ESP_REASON_VAULT_STORAGE },
};

static EspReason
reason_of (int result, int number)
{
  int primary = result & 0xff;

  /* SQLite calls only a full disk "full"; a quota that is used up or a folder that takes no more
   * names comes as another code, and means the same. */
  if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) &&
      (number == ENOSPC || number == EDQUOT))
    return ESP_REASON_VAULT_FULL;
  for (gsize i = 0; i < G_N_ELEMENTS (result_rows); i++)
    if (result_rows[i].result == result || result_rows[i].result == primary)
      return result_rows[i].reason;
  return ESP_REASON_INTERNAL;
}

/* A refused row leaves the transaction whole, so that its caller may go on or give up. Everything
 * else makes it unsure what is inside. */
static void
remember_failure (EspDatabase *database, int result, EspReason reason)
{
  if (database->transaction && (result & 0xff) != SQLITE_CONSTRAINT)
    database->transaction->doomed = TRUE;
  if ((result & 0xff) == SQLITE_IOERR && reason == ESP_REASON_VAULT_STORAGE)
    database->broken = TRUE;
}

gboolean
esp_database_tell (EspDatabase *database, int result, GError **error)
{
  g_autofree char *seconds = g_strdup_printf ("%d", database->busy_limit / 1000);
  int number = sqlite3_system_errno (database->handle);
  EspReason reason = reason_of (result, number);
  gboolean about_row = (result & 0xff) == SQLITE_CONSTRAINT;
  g_autofree char *detail = NULL;

  if (!error)
    return FALSE;
  detail = g_strdup_printf ("SQLite %d (%s): %s; system error %d", result, sqlite3_errstr (result),
                            sqlite3_errmsg (database->handle), number);
  esp_error_set (error, reason, about_row ? NULL : database->path, "seconds", seconds, NULL);
  esp_error_set_detail (*error, detail);
  return FALSE;
}

gboolean
esp_database_fail (EspDatabase *database, int result, GError **error)
{
  int number = sqlite3_system_errno (database->handle);

  remember_failure (database, result, reason_of (result, number));
  return esp_database_tell (database, result, error);
}

gboolean
esp_database_misuse (GError **error, const char *what)
{
  esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
  if (error)
    esp_error_set_detail (*error, what);
  return FALSE;
}
