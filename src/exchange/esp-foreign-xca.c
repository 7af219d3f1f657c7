/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases of XCA, from 2.0 on: certificates, requests and lists as base64 in tables of their own,
 * keys as PKCS#8 under the database's password or one of their own. */
#include "esp-foreign-sqlite.h"

#include "pki/esp-foreign-key.h"

#include <string.h>

#define KIND "a database of XCA"

typedef struct
{
  EspForeignReading *reading;
  const char *name;
  const char *table;
  EspForeignKind kind;
} Table;

/* Whose password a key is under: the numbers that XCA writes. */
typedef enum
{
  OWN_DATABASE = 0,
  OWN_ITSELF = 1,
  OWN_NOBODY = 2, /* a word that the program knows, for keys on their way */
} Owner;

#define NOBODYS_WORD "Bogus"

/* --- What lies there as DER ------------------------------------------------------------------- */

/* id, name, base64 */
static gboolean
take_der_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  g_autoptr (GBytes) der = esp_foreign_column_base64 (row, 2);
  EspForeignItem item;

  if (!der)
    return esp_foreign_hand_bad_row (table->reading, table->kind, &place, "it is no base64", error);
  item = esp_foreign_item (table->kind, &place);
  item.der = der;
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* --- Keys ------------------------------------------------------------------------------------- */

/* Ours says that a passphrase is wrong; which one is missing is known here. */
static void
name_passphrase (GError **problem, Owner owner)
{
  if (!esp_error_has_reason (*problem, ESP_REASON_FOREIGN_PASSPHRASE))
    return;
  g_clear_error (problem);
  esp_error_set (problem,
                 owner == OWN_ITSELF ? ESP_REASON_FOREIGN_OWN_PASSPHRASE :
                                       ESP_REASON_FOREIGN_DATABASE_PASSPHRASE,
                 NULL, NULL);
}

static EspSecret *
open_key (EspForeignReading *reading, const char *base64, Owner owner, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  GPtrArray *given = reading->options->passphrases;
  g_autoptr (EspSecret) bytes = esp_foreign_key_decode_base64 (base64, strlen (base64));
  EspSecret *word;

  if (!bytes)
    {
      esp_error_set (error, ESP_REASON_FOREIGN_ROW, NULL, "problem", "it is no base64", NULL);
      return NULL;
    }
  for (guint i = 0; given && i < given->len; i++)
    g_ptr_array_add (words, esp_secret_ref (g_ptr_array_index (given, i)));
  if (owner == OWN_NOBODY &&
      (word = esp_secret_new_copy (NOBODYS_WORD, strlen (NOBODYS_WORD), NULL)))
    g_ptr_array_add (words, word);
  if (esp_secret_get_bytes (bytes, NULL)[0] == 0x30)
    return esp_foreign_key_open (NULL, bytes, words, error);
  return esp_foreign_key_open_xca (bytes, words, error);
}

/* id, name, owner, base64, public half */
static gboolean
take_key_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  Owner owner = (Owner) sqlite3_column_int (row, 2);
  const char *base64 = esp_foreign_column_text (row, 3);
  g_autoptr (GBytes) public_key = esp_foreign_column_base64 (row, 4);
  GError *problem = NULL;
  EspSecret *key;

  if (!base64 || !*base64)
    return esp_foreign_hand_bad_row (table->reading, ESP_FOREIGN_KEY, &place, "it is empty", error);
  key = open_key (table->reading, base64, owner, &problem);
  if (!key)
    name_passphrase (&problem, owner);
  return esp_foreign_take_key (table->reading, &place, key, problem, public_key, error);
}

/* id, name, public half */
static gboolean
take_token_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  g_autoptr (GBytes) public_key = esp_foreign_column_base64 (row, 2);
  GError *problem = NULL;

  esp_error_set (&problem, ESP_REASON_FOREIGN_TOKEN, NULL, NULL);
  return esp_foreign_take_key (table->reading, &place, NULL, problem, public_key, error);
}

/* --- Revocations and numbers ------------------------------------------------------------------ */

static char *
tell_reason (int code)
{
  const char *name = esp_foreign_reason_name (code);

  return name ? g_strdup (name) : g_strdup_printf ("%d", code);
}

/* row, serial, date, reason, base64 of the authority */
static gboolean
take_revocation_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
  };
  const char *text = esp_foreign_column_text (row, 1);
  const char *date = esp_foreign_column_text (row, 2);
  g_autofree char *serial = text ? esp_foreign_parse_serial (text) : NULL;
  g_autoptr (GBytes) authority = esp_foreign_column_base64 (row, 4);
  g_autofree char *told = NULL;
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_REVOCATION, &place);
  gboolean known = TRUE;

  if (!serial)
    return esp_foreign_hand_bad_row (table->reading, item.kind, &place, "its serial is none",
                                     error);
  if (!date || !esp_foreign_parse_time (date, &item.time))
    return esp_foreign_hand_bad_row (table->reading, item.kind, &place, "its date is none", error);
  item.serial = serial;
  item.authority = authority;
  item.reason = esp_foreign_reason_by_code (sqlite3_column_int (row, 3), &known);
  if (!known)
    item.text = told = tell_reason (sqlite3_column_int (row, 3));
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* id, name, number of the last list, base64 of the authority */
static gboolean
take_number_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  g_autoptr (GBytes) authority = esp_foreign_column_base64 (row, 3);
  gint64 last = sqlite3_column_int64 (row, 2);
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_NEXT_CRL_NUMBER, &place);

  if (last <= 0)
    return TRUE;
  if (last == G_MAXINT64)
    return esp_foreign_hand_bad_row (table->reading, item.kind, &place, "its number is too large",
                                     error);
  item.number = last + 1;
  item.authority = authority;
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* id, name */
static gboolean
take_template_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_NOTE, &place);

  item.text = "XCA template";
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* --- Tables ----------------------------------------------------------------------------------- */

/* "{live}" becomes a condition where this version marks what was deleted. */
#define LIVE "{live}"

static const struct
{
  const char *table;
  EspForeignKind kind;
  EspForeignRowFunc take;
  const char *sql;
} tables[] = {
  { "private_keys", ESP_FOREIGN_KEY, take_key_cb,
    "SELECT i.id, i.name, p.ownPass, p.private, k.public FROM private_keys p JOIN items i ON "
    "i.id = p.item LEFT JOIN public_keys k ON k.item = i.id WHERE 1" LIVE " ORDER BY i.id" },
  { "tokens", ESP_FOREIGN_KEY, take_token_cb,
    "SELECT i.id, i.name, k.public FROM tokens t JOIN items i ON i.id = t.item LEFT JOIN "
    "public_keys k ON k.item = i.id WHERE 1" LIVE " ORDER BY i.id" },
  { "certs", ESP_FOREIGN_CERTIFICATE, take_der_cb,
    "SELECT i.id, i.name, c.cert FROM certs c JOIN items i ON i.id = c.item WHERE 1" LIVE
    " ORDER BY i.id" },
  { "requests", ESP_FOREIGN_REQUEST, take_der_cb,
    "SELECT i.id, i.name, r.request FROM requests r JOIN items i ON i.id = r.item WHERE 1" LIVE
    " ORDER BY i.id" },
  { "crls", ESP_FOREIGN_CRL, take_der_cb,
    "SELECT i.id, i.name, c.crl FROM crls c JOIN items i ON i.id = c.item WHERE 1" LIVE
    " ORDER BY i.id" },
  { "revocations", ESP_FOREIGN_REVOCATION, take_revocation_cb,
    "SELECT r.rowid, r.serial, r.date, r.reasonBit, c.cert FROM revocations r JOIN items i ON i.id "
    "= r.caId LEFT JOIN certs c ON c.item = i.id WHERE 1" LIVE " ORDER BY r.rowid" },
  { "authority", ESP_FOREIGN_NEXT_CRL_NUMBER, take_number_cb,
    "SELECT i.id, i.name, a.crlNo, c.cert FROM authority a JOIN items i ON i.id = a.item JOIN certs "
    "c ON c.item = i.id WHERE 1" LIVE " ORDER BY i.id" },
  { "templates", ESP_FOREIGN_NOTE, take_template_cb,
    "SELECT i.id, i.name FROM templates t JOIN items i ON i.id = t.item WHERE 1" LIVE
    " ORDER BY i.id" },
};

static char *
fill_sql (const char *sql, gboolean marks)
{
  g_auto (GStrv) parts = g_strsplit (sql, LIVE, 2);

  return g_strconcat (parts[0], marks ? " AND i.del = 0" : "", parts[1], NULL);
}

gboolean
esp_foreign_read_xca (EspForeignReading *reading,
                      const char *path,
                      const char *name,
                      GError **error)
{
  g_autoptr (EspForeignDatabase)
    database = esp_foreign_database_open (path, KIND, reading->options->cancellable, error);
  gboolean marks = database && esp_foreign_database_has (database, "items", "del");

  for (gsize i = 0; database && i < G_N_ELEMENTS (tables); i++)
    {
      Table table = { reading, name, tables[i].table, tables[i].kind };
      g_autofree char *sql = fill_sql (tables[i].sql, marks);

      if (tables[i].kind == ESP_FOREIGN_KEY && reading->options->without_keys)
        continue;
      if (!esp_foreign_database_has (database, tables[i].table, NULL))
        return esp_foreign_refuse (error, path, KIND, "a table is missing");
      if (!esp_foreign_database_each (database, sql, tables[i].take, &table, error))
        return FALSE;
    }
  return database != NULL;
}
