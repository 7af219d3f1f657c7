/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Databases of gnoMint: certificates and requests as PEM, keys beside them as PEM too, as it is or
 * under the database's password in a way of gnoMint's own. */
#include "esp-foreign-sqlite.h"

#include "pki/esp-foreign-key.h"

#include <string.h>

#define KIND "a database of gnoMint"
#define PEM_MARK "-----BEGIN "

typedef struct
{
  EspForeignReading *reading;
  const char *name;
  const char *table;
} Table;

/* --- Certificates and requests ---------------------------------------------------------------- */

/* id, subject, PEM */
static gboolean
take_pem_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  const char *pem = esp_foreign_column_text (row, 2);

  if (!pem || !strstr (pem, PEM_MARK))
    return esp_foreign_hand_bad_row (table->reading, ESP_FOREIGN_UNKNOWN, &place, "it is no PEM",
                                     error);
  return esp_foreign_read_pem_text (table->reading, &place, pem, strlen (pem), error);
}

/* --- Keys ------------------------------------------------------------------------------------- */

/* A passphrase is right when what comes out is PEM. */
static EspSecret *
decrypt (EspForeignReading *reading, const char *text, const char *name, GError **error)
{
  GPtrArray *given = reading->options->passphrases;

  for (guint i = 0; given && i < given->len; i++)
    {
      EspSecret *plain = esp_foreign_key_open_gnomint (text, g_ptr_array_index (given, i), name,
                                                       error);
      gsize len = plain ? esp_secret_get_len (plain) : 0;

      if (!plain)
        return NULL;
      if (len > strlen (PEM_MARK) &&
          memcmp (esp_secret_get_bytes (plain, NULL), PEM_MARK, strlen (PEM_MARK)) == 0)
        return plain;
      esp_secret_unref (plain);
    }
  esp_error_set (error, ESP_REASON_FOREIGN_DATABASE_PASSPHRASE, NULL, NULL);
  return NULL;
}

/* id, subject, in the database?, key, distinguished name */
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
  const char *text = esp_foreign_column_text (row, 3);
  const char *name = esp_foreign_column_text (row, 4);
  g_autoptr (EspSecret) plain = NULL;
  GError *problem = NULL;

  if (!text || !*text)
    return TRUE;
  if (sqlite3_column_int (row, 2) == 0)
    return esp_foreign_hand_bad_row (table->reading, ESP_FOREIGN_KEY, &place,
                                     "its key is in a file outside of the database", error);
  if (g_str_has_prefix (text, PEM_MARK))
    return esp_foreign_read_pem_text (table->reading, &place, text, strlen (text), error);
  plain = decrypt (table->reading, text, name ? name : "", &problem);
  if (!plain)
    return esp_foreign_hand_problem (table->reading, ESP_FOREIGN_KEY, &place, problem, error);
  return esp_foreign_read_pem_text (table->reading, &place,
                                    (const char *) esp_secret_get_bytes (plain, NULL),
                                    esp_secret_get_len (plain), error);
}

/* --- Revocations and numbers ------------------------------------------------------------------ */

/* The first certificate of a PEM text. */
static GBytes *
read_authority (const char *pem)
{
  static const char end[] = "-----END CERTIFICATE-----";
  const char *start = pem ? strstr (pem, "-----BEGIN CERTIFICATE-----") : NULL;
  const char *stop = start ? strstr (start, end) : NULL;
  g_autofree char *body = NULL;
  gsize len = 0;
  guchar *der;

  if (!stop)
    return NULL;
  start += strlen ("-----BEGIN CERTIFICATE-----");
  body = g_strndup (start, (gsize) (stop - start));
  der = g_base64_decode (body, &len);
  return g_bytes_new_take (der, len);
}

/* id, subject, since when, expiry, serial, PEM of the authority */
static gboolean
take_revocation_cb (sqlite3_stmt *row, gpointer data, GError **error)
{
  const Table *table = data;
  EspForeignPlace place = {
    .file = table->name,
    .table = table->table,
    .row = (guint64) sqlite3_column_int64 (row, 0),
    .label = esp_foreign_column_text (row, 1),
  };
  const char *text = esp_foreign_column_text (row, 4);
  g_autofree char *serial = text ? esp_foreign_parse_serial (text) : NULL;
  g_autoptr (GBytes) authority = read_authority (esp_foreign_column_text (row, 5));
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_REVOCATION, &place);

  item.time = sqlite3_column_int64 (row, 2);
  if (!serial || item.time <= 0)
    return esp_foreign_hand_bad_row (table->reading, item.kind, &place,
                                     "its serial or its date is none", error);
  item.expires_at = MAX (sqlite3_column_int64 (row, 3), 0);
  item.serial = serial;
  item.authority = authority;
  item.reason = "UNSPECIFIED";
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* id of the authority, its subject, number of the last list, its PEM */
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
  g_autoptr (GBytes) authority = read_authority (esp_foreign_column_text (row, 3));
  gint64 last = sqlite3_column_int64 (row, 2);
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_NEXT_CRL_NUMBER, &place);

  if (last <= 0 || last == G_MAXINT64)
    return TRUE;
  item.number = last + 1;
  item.authority = authority;
  return esp_foreign_hand_over (table->reading, &item, error);
}

/* --- Tables ----------------------------------------------------------------------------------- */

/* Serials are hexadecimal text since gnoMint 1.0; older files have numbers, which do not matter
 * here. */
static const struct
{
  const char *table;
  gboolean keys;
  const char *column; /* that this version must have, or the row is left out; or NULL */
  EspForeignRowFunc take;
  const char *sql;
} tables[] = {
  { "certificates", FALSE, NULL, take_pem_cb,
    "SELECT id, subject, pem FROM certificates ORDER BY id" },
  { "cert_requests", FALSE, NULL, take_pem_cb,
    "SELECT id, subject, pem FROM cert_requests ORDER BY id" },
  { "certificates", TRUE, NULL, take_key_cb,
    "SELECT id, subject, private_key_in_db, private_key, dn FROM certificates ORDER BY id" },
  { "cert_requests", TRUE, NULL, take_key_cb,
    "SELECT id, subject, private_key_in_db, private_key, dn FROM cert_requests ORDER BY id" },
  { "certificates", FALSE, "parent_id", take_revocation_cb,
    "SELECT c.id, c.subject, c.revocation, c.expiration, c.serial, a.pem FROM certificates c LEFT "
    "JOIN certificates a ON a.id = c.parent_id WHERE c.revocation IS NOT NULL AND c.revocation <> "
    "'' ORDER BY c.id" },
  { "ca_crl", FALSE, "crl_version", take_number_cb,
    "SELECT a.id, a.subject, max (l.crl_version), a.pem FROM ca_crl l JOIN certificates a ON a.id = "
    "l.ca_id GROUP BY a.id ORDER BY a.id" },
};

gboolean
esp_foreign_read_gnomint (EspForeignReading *reading,
                          const char *path,
                          const char *name,
                          GError **error)
{
  g_autoptr (EspForeignDatabase)
    database = esp_foreign_database_open (path, KIND, reading->options->cancellable, error);

  for (gsize i = 0; database && i < G_N_ELEMENTS (tables); i++)
    {
      Table table = { reading, name, tables[i].table };

      if ((tables[i].keys && reading->options->without_keys) ||
          !esp_foreign_database_has (database, tables[i].table, tables[i].column))
        continue;
      if (!esp_foreign_database_each (database, tables[i].sql, tables[i].take, &table, error))
        return FALSE;
    }
  return database != NULL;
}
