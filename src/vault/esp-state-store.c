/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was signed about the rows of the state: their digests, and the root over the small tables.
 */
#include "esp-state.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-store.h"

#include <string.h>

gboolean
esp_state_get_signed (EspVault *vault,
                      const char *name,
                      const char *key,
                      EspHash *digest,
                      gint64 *event,
                      GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT digest, event FROM row_digest WHERE name = $1 AND key = $2", name, error);
  const guint8 *bytes;
  gboolean row;
  gsize len;

  *event = 0;
  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, key);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  bytes = esp_statement_peek (statement, 0, &len);
  memset (digest->bytes, 0, ESP_HASH_LEN);
  if (len == ESP_HASH_LEN)
    memcpy (digest->bytes, bytes, ESP_HASH_LEN);
  *event = esp_statement_get_int (statement, 1);
  return TRUE;
}

gboolean
esp_state_put_signed (EspVault *vault,
                      const char *name,
                      const char *key,
                      const EspHash *digest,
                      gint64 event,
                      GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    digest ? "INSERT INTO row_digest (name, key, digest, event) VALUES ($1, $2, $3, $4)"
             " ON CONFLICT (name, key) DO UPDATE SET digest = excluded.digest,"
             " event = excluded.event" :
             "DELETE FROM row_digest WHERE name = $1 AND key = $2",
    name, error);
  g_autoptr (GBytes) bytes = digest ? g_bytes_new (digest->bytes, ESP_HASH_LEN) : NULL;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, key);
  if (digest)
    {
      esp_statement_bind_bytes (statement, 3, bytes);
      esp_statement_bind_int (statement, 4, event);
    }
  return esp_statement_run (statement, NULL, error);
}

char *
esp_state_find_ca_of (EspVault *vault, const char *certificate_key)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "SELECT ca.id FROM certificate JOIN ca ON ca.row ="
                                   " certificate.ca_row WHERE certificate.row = $1",
                                   NULL);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, g_ascii_strtoll (certificate_key, NULL, 10));
  if (!esp_statement_step (statement, &row, NULL) || !row)
    return NULL;
  return esp_statement_dup_text (statement, 0);
}

GPtrArray *
esp_state_list_signers_of (EspVault *vault,
                           const EspStateTable *table,
                           const char *key,
                           GError **error)
{
  gboolean of_part = g_str_equal (table->name, "crl_part_list");
  const char *last = strchr (key, '-');
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    of_part ? "SELECT ca FROM crl_part WHERE row BETWEEN $1 AND $2" :
              "SELECT id FROM ca WHERE row IN (SELECT ca_row FROM certificate WHERE row BETWEEN $1"
              " AND $2)",
    error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row = statement != NULL;

  if (statement)
    {
      esp_statement_bind_int (statement, 1, g_ascii_strtoll (key, NULL, 10));
      esp_statement_bind_int (statement, 2, g_ascii_strtoll (last ? last + 1 : key, NULL, 10));
    }
  while (row)
    {
      if (!esp_statement_step (statement, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (ids, esp_statement_dup_text (statement, 0));
    }
  return statement ? g_steal_pointer (&ids) : NULL;
}

static EspStatement *
prepare_list (EspVault *vault, const char *name, GError **error)
{
  return esp_store_prepare_for (
    vault, "SELECT key, digest FROM row_digest WHERE name = $1 ORDER BY key", name, error);
}

GHashTable *
esp_state_list_signed (EspVault *vault, const char *name, GError **error)
{
  g_autoptr (GHashTable) list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (EspStatement) statement = prepare_list (vault, name, error);
  gboolean row = statement != NULL;

  while (row)
    {
      EspHash hash = { { 0 } };
      const guint8 *bytes;
      gsize len;

      if (!esp_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&list);
      bytes = esp_statement_peek (statement, 1, &len);
      if (len == ESP_HASH_LEN)
        memcpy (hash.bytes, bytes, ESP_HASH_LEN);
      g_hash_table_insert (list, esp_statement_dup_text (statement, 0),
                           g_memdup2 (&hash, sizeof hash));
    }
  return NULL;
}

gboolean
esp_state_table_root (EspVault *vault,
                      const EspStateTable *table,
                      EspHash *root,
                      gboolean *empty,
                      GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (EspStatement) statement = prepare_list (vault, table->name, error);
  gsize digest_len = ESP_HASH_LEN;
  gboolean row = statement != NULL;

  *empty = TRUE;
  if (!statement)
    return FALSE;
  while (row)
    {
      const guint8 *bytes;
      gsize len;
      g_autofree char *hex = NULL;

      if (!esp_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      *empty = FALSE;
      bytes = esp_statement_peek (statement, 1, &len);
      hex = esp_hex_encode (bytes, len);
      g_checksum_update (sum, (const guchar *) esp_statement_get_text (statement, 0), -1);
      g_checksum_update (sum, (const guchar *) " ", 1);
      g_checksum_update (sum, (const guchar *) hex, -1);
      g_checksum_update (sum, (const guchar *) "\n", 1);
    }
  g_checksum_get_digest (sum, root->bytes, &digest_len);
  return TRUE;
}

/* --- The root ---------------------------------------------------------------------------------*/

typedef struct
{
  gboolean known;
  gboolean empty;
  EspHash hash;
} TableRoot;

struct _EspStateRoot
{
  GHashTable *tables; /* const EspStateTable * -> TableRoot */
};

EspStateRoot *
esp_state_root_new (void)
{
  EspStateRoot *root = g_new0 (EspStateRoot, 1);

  root->tables = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return root;
}

void
esp_state_root_free (EspStateRoot *root)
{
  if (!root)
    return;
  g_hash_table_unref (root->tables);
  g_free (root);
}

void
esp_state_root_touch (EspStateRoot *root, const EspStateTable *table)
{
  g_hash_table_remove (root->tables, table);
}

static const TableRoot *
get_table (EspStateRoot *root, EspVault *vault, const EspStateTable *table, GError **error)
{
  TableRoot *known = g_hash_table_lookup (root->tables, table);
  g_autofree TableRoot *fresh = NULL;

  if (known)
    return known;
  fresh = g_new0 (TableRoot, 1);
  if (!esp_state_table_root (vault, table, &fresh->hash, &fresh->empty, error))
    return NULL;
  known = g_steal_pointer (&fresh);
  g_hash_table_insert (root->tables, (gpointer) table, known);
  return known;
}

char *
esp_state_root_get (EspStateRoot *root, EspVault *vault, GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  const EspStateTable *table;

  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    {
      g_autofree char *hex = NULL;
      const TableRoot *one;

      if (table->kind == ESP_STATE_LARGE)
        continue;
      one = get_table (root, vault, table, error);
      if (!one)
        return NULL;
      if (one->empty)
        continue;
      hex = esp_hex_encode (one->hash.bytes, ESP_HASH_LEN);
      g_string_append_printf (lines, "%s %s\n", table->name, hex);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, (gssize) lines->len);
}
