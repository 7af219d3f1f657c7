/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From touched rows to what an event signs. Which rows were touched is noted by the connection
 * itself, so that no store can forget one. */
#include "esp-state.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "esp-database-private.h"
#include "esp-store.h"

#include <string.h>

/* From here on frozen rows of one event stand under one root. */
#define BULK_MIN 16
#define ROW_SIZE_MAX (4 * 1024 * 1024)

gboolean
esp_state_watch (EspVault *vault, GError **error)
{
  EspDatabase *database = esp_vault_get_database (vault);
  static const char *const der_keys[] = { "row", NULL };
  const EspStateTable *table;

  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    if (!esp_database_watch (database, table->name, table->table ? table->table : table->name,
                             table->keys, error))
      return FALSE;
  /* The certificate itself is a part of its row's text. */
  return esp_database_watch (database, "certificate", "certificate_der", der_keys, error);
}

/* --- What was touched -------------------------------------------------------------------------*/

/* In the order of names and keys, as a table's rows come when it is read. */
static EspStatement *
prepare_touched (EspVault *vault, const char *ca, GError **error)
{
  EspStatement *statement = esp_store_prepare (
    vault,
    ca ? "SELECT name, key_1, key_2, key_3 FROM touched WHERE key_1 = $1"
         " ORDER BY name, key_1, key_2, key_3" :
         "SELECT name, key_1, key_2, key_3 FROM touched ORDER BY name, key_1, key_2, key_3",
    error);

  if (statement && ca)
    esp_statement_bind_text (statement, 1, ca);
  return statement;
}

static gboolean
forget_touched (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, ca ? "DELETE FROM touched WHERE key_1 = $1" : "DELETE FROM touched", error);

  if (statement && ca)
    esp_statement_bind_text (statement, 1, ca);
  return statement && esp_statement_run (statement, NULL, error);
}

/* --- Signing rows -----------------------------------------------------------------------------*/

/* Frozen rows of one table, as long as they come in a row. */
typedef struct
{
  const EspStateTable *table;
  EspMerkle *tree;
  char *first, *last;
  GPtrArray *keys; /* while they are few */
  GArray *digests;
} Bulk;

typedef struct
{
  EspVault *vault;
  EspStateRoot *root;
  EspEvent *event;
  Bulk bulk;
} Recording;

static void
recording_clear (Recording *recording)
{
  g_clear_pointer (&recording->bulk.tree, esp_merkle_free);
  g_clear_pointer (&recording->bulk.first, g_free);
  g_clear_pointer (&recording->bulk.last, g_free);
  g_clear_pointer (&recording->bulk.keys, g_ptr_array_unref);
  g_clear_pointer (&recording->bulk.digests, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static void
set_digest (Recording *recording, const char *table, const char *key, const char *value)
{
  g_autofree char *name = g_strconcat (table, "/", key, NULL);

  json_object_set_string_member (recording->event->row_digests, name, value);
}

/* Few rows stand one by one, many under their root: first and last say which they are. */
static void
end_bulk (Recording *recording)
{
  Bulk *bulk = &recording->bulk;

  if (bulk->tree && esp_merkle_get_size (bulk->tree) >= BULK_MIN)
    {
      g_autofree char *range = g_strconcat (bulk->first, "-", bulk->last, NULL);
      g_autofree char *hex = esp_merkle_get_root_hex (bulk->tree);

      set_digest (recording, bulk->table->name, range, hex);
    }
  else if (bulk->tree)
    {
      for (guint i = 0; i < bulk->keys->len; i++)
        {
          g_autofree char *hex = esp_hex_encode (g_array_index (bulk->digests, EspHash, i).bytes,
                                                 ESP_HASH_LEN);

          set_digest (recording, bulk->table->name, g_ptr_array_index (bulk->keys, i), hex);
        }
    }
  recording_clear (recording);
}

static void
add_to_bulk (Recording *recording, const EspStateRow *row)
{
  Bulk *bulk = &recording->bulk;
  EspHash leaf;

  if (bulk->tree && bulk->table != row->table)
    end_bulk (recording);
  if (!bulk->tree)
    {
      bulk->table = row->table;
      bulk->tree = esp_merkle_new ();
      bulk->first = g_strdup (row->key);
      bulk->keys = g_ptr_array_new_with_free_func (g_free);
      bulk->digests = g_array_new (FALSE, FALSE, sizeof (EspHash));
    }
  esp_merkle_leaf_hash ((const guint8 *) row->text, strlen (row->text), &leaf);
  esp_merkle_append (bulk->tree, &leaf, NULL, NULL);
  g_free (bulk->last);
  bulk->last = g_strdup (row->key);
  if (bulk->keys->len >= BULK_MIN)
    return;
  g_ptr_array_add (bulk->keys, g_strdup (row->key));
  g_array_append_val (bulk->digests, row->digest);
}

/* The row as replay needs it. */
static gboolean
set_row (Recording *recording, const EspStateRow *row, GError **error)
{
  g_autofree char *name = g_strconcat (row->table->name, "/", row->key, NULL);
  JsonNode *node;

  if (row->table->kind != ESP_STATE_ACCESS)
    return TRUE;
  if (row->text)
    node = esp_json_parse (row->text, -1, ROW_SIZE_MAX, error);
  else
    node = json_node_new (JSON_NODE_NULL);
  if (!node)
    return FALSE;
  if (!recording->event->rows)
    recording->event->rows = json_object_new ();
  json_object_set_member (recording->event->rows, name, node);
  return TRUE;
}

static gboolean
sign_row (Recording *recording, const EspStateRow *row, GError **error)
{
  const EspStateTable *table = row->table;
  EspVault *vault = recording->vault;
  g_autofree char *hex = NULL;
  EspHash before;
  gint64 event;

  if (!esp_state_get_signed (vault, table->name, row->key, &before, &event, error))
    return FALSE;
  if (row->text ? event > 0 && memcmp (&before, &row->digest, sizeof before) == 0 : event == 0)
    return TRUE;
  if (!esp_state_put_signed (vault, table->name, row->key, row->text ? &row->digest : NULL,
                             recording->event->sequence, error))
    return FALSE;
  esp_state_root_touch (recording->root, table);
  if (table->frozen && row->text)
    {
      add_to_bulk (recording, row);
      return TRUE;
    }
  hex = row->text ? esp_hex_encode (row->digest.bytes, ESP_HASH_LEN) : g_strdup ("");
  set_digest (recording, table->name, row->key, hex);
  return set_row (recording, row, error);
}

static gboolean
sign_one (Recording *recording, EspStatement *touched, GError **error)
{
  const EspStateTable *table = esp_state_table_find (esp_statement_get_text (touched, 0));
  const char *keys[ESP_STATE_KEYS_MAX + 1] = { NULL };
  g_auto (EspStateRow) row = { NULL };

  for (int k = 0; table->keys[k]; k++)
    keys[k] = esp_statement_get_text (touched, k + 1);
  return esp_state_row_read (recording->vault, table, keys, &row, error) &&
         sign_row (recording, &row, error);
}

/* The notes are read while rows are signed: nothing of what is written here is watched. There may
 * be a hundred thousand of them. */
static gboolean
sign_notes (Recording *recording, const char *ca, GError **error)
{
  g_autoptr (EspStatement) touched = prepare_touched (recording->vault, ca, error);
  gboolean row = touched != NULL;

  while (row)
    if (!esp_statement_step (touched, &row, error) ||
        (row && !sign_one (recording, touched, error)))
      return FALSE;
  end_bulk (recording);
  return touched != NULL;
}

static gboolean
sign_touched (Recording *recording, const char *ca, GError **error)
{
  return sign_notes (recording, ca, error) && forget_touched (recording->vault, ca, error);
}

static gboolean
sign_everything (Recording *recording, GError **error)
{
  const EspStateTable *table;
  gboolean more;

  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    {
      g_autoptr (EspStateScan) scan = esp_state_scan_new (recording->vault, table, error);
      g_auto (EspStateRow) row = { NULL };

      do
        {
          if (!scan || !esp_state_scan_next (scan, &row, &more, error) ||
              (more && !sign_row (recording, &row, error)))
            return FALSE;
        }
      while (more);
    }
  end_bulk (recording);
  return TRUE;
}

gboolean
esp_state_record (EspVault *vault,
                  EspStateRoot *root,
                  EspEvent *event,
                  gboolean adopt,
                  const char *ca,
                  GError **error)
{
  g_auto (Recording) recording = { .vault = vault, .root = root, .event = event };
  gboolean watching = esp_database_is_watching (esp_vault_get_database (vault));

  g_clear_pointer (&event->row_digests, json_object_unref);
  event->row_digests = json_object_new ();
  if (adopt && !sign_everything (&recording, error))
    return FALSE;
  if (watching && !sign_touched (&recording, adopt ? NULL : ca, error))
    return FALSE;
  if (json_object_get_size (event->row_digests) == 0)
    g_clear_pointer (&event->row_digests, json_object_unref);
  g_free (event->state_root);
  event->state_root = esp_state_root_get (root, vault, error);
  return event->state_root != NULL;
}
