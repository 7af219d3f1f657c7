/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noting which rows a connection touches, in SQLite's words: triggers and a table of the
 * connection's own, which the transaction takes back when it fails. What is watched, and what
 * becomes of the notes, is not known here. */
#include "esp-database-sqlite.h"

#include "base/esp-error.h"

/* One note for each row, in the order in which they are read: as the table's own order the primary
 * key keeps many thousand notes of one transaction small, and needs no sorting. */
static const char make_touched[] =
  "CREATE TEMP TABLE IF NOT EXISTS touched (name TEXT NOT NULL, key_1 NOT NULL, key_2 NOT NULL,"
  " key_3 NOT NULL, PRIMARY KEY (name, key_1, key_2, key_3)) WITHOUT ROWID";

/* What there is already stays as it is, whatever the statement that fired the trigger says about
 * conflicts: that would win over "OR IGNORE", not over this. */
static void
append_note (GString *sql, const char *name, const char *which, const char *const *keys)
{
  g_string_append_printf (sql, " INSERT INTO touched VALUES ('%s'", name);
  for (int k = 0; k < 3; k++)
    {
      if (*keys)
        g_string_append_printf (sql, ", %s.%s", which, *keys++);
      else
        g_string_append (sql, ", ''");
    }
  g_string_append (sql, ") ON CONFLICT DO NOTHING;");
}

static gboolean
watch (EspDatabase *database,
       const char *name,
       const char *table,
       const char *const *keys,
       const char *what,
       GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_printf (sql,
                   "CREATE TEMP TRIGGER IF NOT EXISTS %s_of_%s_in_%s AFTER %s ON main.%s BEGIN",
                   what, name, table, what, table);
  for (int i = 0; i < 2; i++)
    {
      gboolean is_new = i == 0;

      if (g_str_equal (what, is_new ? "DELETE" : "INSERT"))
        continue;
      append_note (sql, name, is_new ? "NEW" : "OLD", keys);
    }
  g_string_append (sql, " END");
  return esp_database_plain (database, sql->str, error);
}

gboolean
esp_database_watch (EspDatabase *database,
                    const char *name,
                    const char *table,
                    const char *const *keys,
                    GError **error)
{
  if (!esp_database_plain (database, make_touched, error) ||
      !watch (database, name, table, keys, "INSERT", error) ||
      !watch (database, name, table, keys, "UPDATE", error) ||
      !watch (database, name, table, keys, "DELETE", error))
    return FALSE;
  database->watching = TRUE;
  return TRUE;
}

gboolean
esp_database_is_watching (EspDatabase *database)
{
  return database->watching;
}

gboolean
esp_database_check_touched (EspDatabase *database, GError **error)
{
  g_autofree char *name = NULL;

  if (!database->watching)
    return TRUE;
  name = esp_database_ask (database, "SELECT name FROM touched LIMIT 1", error);
  if (!name)
    return FALSE;
  if (*name)
    {
      g_autofree char *what = g_strconcat ("no event tells of a change in ", name, NULL);

      return esp_database_misuse (error, what);
    }
  return TRUE;
}

EspDatabase *
esp_database_open_memory (GError **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX |
              SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  sqlite3 *handle = NULL;
  int result = sqlite3_open_v2 (":memory:", &handle, flags, NULL);
  g_autoptr (EspDatabase) database = esp_database_wrap (handle, ":memory:", FALSE);

  if (result != SQLITE_OK)
    {
      esp_database_fail (database, result, error);
      return NULL;
    }
  /* What is put in here is asked to agree with what was signed, not with rules of tables. */
  if (!esp_database_plain (database, "PRAGMA foreign_keys=OFF", error) ||
      !esp_database_plain (database, "PRAGMA ignore_check_constraints=ON", error) ||
      !esp_database_plain (database, "PRAGMA trusted_schema=OFF", error))
    return NULL;
  return g_steal_pointer (&database);
}
