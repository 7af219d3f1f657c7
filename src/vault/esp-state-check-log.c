/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole log against its newest event, which everything before hangs on, and what it says of the
 * large tables against what is kept of it. No signature but the newest is looked at here: that the
 * others were good when they were made follows from the hashes. */
#include "esp-state.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-database-private.h"
#include "esp-event-store.h"
#include "esp-store.h"

#include <string.h>

/* Rows of one look at the file: none may last as long as a person notices, since nobody else writes
 * meanwhile, and a writer that waits keeps new readers out. */
#define PAGE 500
#define COUNT_PAGE 10000
#define DIGESTS "\"rowDigests\":{"

typedef struct
{
  EspVault *vault;
  EspMerkle *tree;
  GPtrArray *problems;
  GCancellable *cancellable;
  gint64 sequence;
  gboolean is_signed; /* an event had a state root */
  gint64 n_said;      /* rows of large tables that an event told of, and none after it */
} Walk;

static void
walk_clear (Walk *walk)
{
  g_clear_pointer (&walk->tree, esp_merkle_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static void
add_about_event (Walk *walk, const char *problem)
{
  g_autofree char *object = g_strdup_printf ("event %" G_GINT64_FORMAT, walk->sequence);

  esp_state_add_problem (walk->problems, object, problem);
}

static void
add_about_row (Walk *walk, const EspStateTable *table, const char *key, const char *problem)
{
  g_autofree char *object = NULL;

  if (walk->problems->len >= ESP_STATE_PROBLEMS_MAX)
    return;
  object = esp_state_describe (walk->vault, table, key);
  esp_state_add_problem (walk->problems, object, problem);
}

/* --- Many rows under one root -----------------------------------------------------------------*/

/* The next keys of @table from @from on, itself not where it was the last of the page before. */
static GPtrArray *
list_keys (Walk *walk,
           const EspStateTable *table,
           const char *from,
           const char *last,
           gboolean is_first,
           GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    walk->vault,
    is_first ?
      "SELECT key FROM row_digest WHERE name = $1 AND key >= $2 AND key <= $3 AND event = $4"
      " ORDER BY key LIMIT $5" :
      "SELECT key FROM row_digest WHERE name = $1 AND key > $2 AND key <= $3 AND event = $4"
      " ORDER BY key LIMIT $5",
    table->name, error);
  gboolean more = statement != NULL;

  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 2, from);
  esp_statement_bind_text (statement, 3, last);
  esp_statement_bind_int (statement, 4, walk->sequence);
  esp_statement_bind_int (statement, 5, PAGE);
  while (more)
    {
      if (!esp_statement_step (statement, &more, error))
        return NULL;
      if (more)
        g_ptr_array_add (keys, esp_statement_dup_text (statement, 0));
    }
  return g_steal_pointer (&keys);
}

/* One page of rows, of one moment: a lock for all of them would keep every other program from
 * writing. */
static gboolean
add_page (Walk *walk,
          const EspStateTable *table,
          EspMerkle *tree,
          char **from,
          const char *last,
          guint *n,
          GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (walk->vault), error);
  g_autoptr (GPtrArray) keys = scope ? list_keys (walk, table, *from, last, *n == 0, error) : NULL;

  for (guint i = 0; keys && i < keys->len; i++)
    {
      const char *one[2] = { g_ptr_array_index (keys, i), NULL };
      g_auto (EspStateRow) row = { NULL };
      EspHash leaf;

      if (!esp_state_row_read (walk->vault, table, one, &row, error))
        return FALSE;
      esp_merkle_leaf_hash ((const guint8 *) row.text, row.text ? strlen (row.text) : 0, &leaf);
      esp_merkle_append (tree, &leaf, NULL, NULL);
    }
  if (!keys)
    return FALSE;
  *n = keys->len;
  if (keys->len > 0)
    {
      g_free (*from);
      *from = g_strdup (g_ptr_array_index (keys, keys->len - 1));
    }
  return TRUE;
}

static gboolean
root_of_range (Walk *walk,
               const EspStateTable *table,
               const char *range,
               EspHash *root,
               GError **error)
{
  g_auto (GStrv) ends = g_strsplit (range, "-", 2);
  g_autoptr (EspMerkle) tree = esp_merkle_new ();
  g_autofree char *from = g_strdup (ends[0]);
  guint n = 0;

  do
    {
      if (g_cancellable_set_error_if_cancelled (walk->cancellable, error) ||
          !add_page (walk, table, tree, &from, ends[1] ? ends[1] : "", &n, error))
        return FALSE;
      walk->n_said += n;
    }
  while (n == PAGE);
  esp_merkle_get_root (tree, root);
  return TRUE;
}

static gboolean
check_range (Walk *walk,
             const EspStateTable *table,
             const char *range,
             const char *hex,
             GError **error)
{
  g_autofree char *found = NULL;
  EspHash root;

  if (!root_of_range (walk, table, range, &root, error))
    return FALSE;
  found = esp_hash_to_hex (&root);
  if (!g_str_equal (found, hex))
    add_about_row (walk, table, range,
                   "one of these rows was changed outside of the program, or is missing");
  return TRUE;
}

/* --- What one event says ----------------------------------------------------------------------*/

static gboolean
check_digest (Walk *walk, const char *name, const char *hex, GError **error)
{
  const char *slash = strchr (name, '/');
  g_autofree char *table_name = slash ? g_strndup (name, (gsize) (slash - name)) : NULL;
  const EspStateTable *table = table_name ? esp_state_table_find (table_name) : NULL;
  g_autofree char *kept = NULL;
  EspHash digest;
  gint64 event;

  if (!table || table->kind != ESP_STATE_LARGE)
    return TRUE;
  if (table->frozen && strchr (slash, '-'))
    return check_range (walk, table, slash + 1, hex, error);
  if (!esp_state_get_signed (walk->vault, table->name, slash + 1, &digest, &event, error))
    return FALSE;
  /* A later event speaks of the same row. */
  if (event > walk->sequence)
    return TRUE;
  kept = event > 0 ? esp_hash_to_hex (&digest) : g_strdup ("");
  walk->n_said += event == walk->sequence;
  if (!g_str_equal (kept, hex) || event != walk->sequence)
    add_about_row (walk, table, slash + 1,
                   "was changed or removed outside of the program, together with the record of it");
  return TRUE;
}

/* Reads the member out of the canonical text as it stands: to parse the whole of each event would
 * take ten times as long. The names in it need no escapes; one with a backslash is of a small
 * table.
 */
static gboolean
check_digests (Walk *walk, const char *canonical, GError **error)
{
  const char *at = strstr (canonical, DIGESTS);

  if (strstr (canonical, "\"stateRoot\":\""))
    walk->is_signed = TRUE;
  at = at ? at + strlen (DIGESTS) : NULL;
  while (at && *at == '"')
    {
      const char *colon = strstr (at, "\":\"");
      const char *end = colon ? strchr (colon + 3, '"') : NULL;
      g_autofree char *name = colon && end ? g_strndup (at + 1, (gsize) (colon - at - 1)) : NULL;
      g_autofree char *hex = name ? g_strndup (colon + 3, (gsize) (end - colon - 3)) : NULL;

      if (!name)
        break;
      if (!strchr (name, '\\') && !check_digest (walk, name, hex, error))
        return FALSE;
      at = end[1] == ',' ? end + 2 : NULL;
    }
  return TRUE;
}

static gboolean
check_event (Walk *walk, const EspStoredEvent *stored, GError **error)
{
  g_autofree char *root = esp_merkle_get_root_hex (walk->tree);
  g_autofree char *before = g_strdup_printf ("\"previousRoot\":\"%s\"", root);
  g_autofree char *number = g_strdup_printf ("\"sequence\":%" G_GINT64_FORMAT, ++walk->sequence);
  EspHash leaf;

  esp_merkle_leaf_hash ((const guint8 *) stored->canonical, strlen (stored->canonical), &leaf);
  esp_merkle_append (walk->tree, &leaf, NULL, NULL);
  if (!strstr (stored->canonical, number))
    add_about_event (walk, "the entry carries another number: one is missing or was moved");
  if (!strstr (stored->canonical, before))
    add_about_event (walk, "an earlier entry was changed: its hash is not the one signed here");
  return check_digests (walk, stored->canonical, error);
}

/* --- All of it --------------------------------------------------------------------------------*/

static gboolean
walk_log (Walk *walk, GCancellable *cancellable, GError **error)
{
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray)
        page = esp_event_store_range (walk->vault, walk->sequence + 1, PAGE, error);

      if (!page || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = page->len;
      for (guint i = 0; i < n; i++)
        if (!check_event (walk, g_ptr_array_index (page, i), error))
          return FALSE;
      /* Where the log is wrong from here on, more of it tells nothing new. */
      if (walk->problems->len >= ESP_STATE_PROBLEMS_MAX)
        break;
    }
  return TRUE;
}

/* --- Rows that no event told of ----------------------------------------------------------------*/

/* Adds how many rows of @table after *@after there are, of at most COUNT_PAGE; *@after becomes the
 * last of them, or NULL at the end. */
static gboolean
count_page (Walk *walk, const EspStateTable *table, char **after, gint64 *n, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    walk->vault,
    "SELECT count(*), max(key) FROM"
    " (SELECT key FROM row_digest WHERE name = $1 AND key > $2 ORDER BY key LIMIT $3) AS page",
    table->name, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, *after);
  esp_statement_bind_int (statement, 3, COUNT_PAGE);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  g_free (*after);
  *after = esp_statement_get_int (statement, 0) == COUNT_PAGE ?
             esp_statement_dup_text (statement, 1) :
             NULL;
  *n += esp_statement_get_int (statement, 0);
  return TRUE;
}

static gboolean
count_kept (Walk *walk, gint64 *n, GError **error)
{
  const EspStateTable *table;

  *n = 0;
  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    {
      g_autofree char *after = table->kind == ESP_STATE_LARGE ? g_strdup ("") : NULL;

      while (after)
        if (!count_page (walk, table, &after, n, error))
          return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const EspStateTable *table;
  char *after;           /* NULL: that was all */
  EspStoredEvent *event; /* the last that was asked for: rows of one event stand side by side */
  gint64 sequence;
} Untold;

static void
untold_clear (Untold *untold)
{
  g_clear_pointer (&untold->after, g_free);
  g_clear_pointer (&untold->event, esp_stored_event_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Untold, untold_clear)

static gboolean
is_told (EspVault *vault, Untold *untold, const char *key, gint64 event)
{
  g_autofree char *one = g_strdup_printf ("\"%s/%s\":\"", untold->table->name, key);
  g_autofree char *many = g_strdup_printf ("\"%s/", untold->table->name);

  if (untold->sequence != event)
    {
      g_clear_pointer (&untold->event, esp_stored_event_free);
      untold->event = esp_event_store_get (vault, event, NULL);
      untold->sequence = event;
    }
  /* Under a root it is one of those over which the root was found to be right. */
  return untold->event && (strstr (untold->event->canonical, one) ||
                           (untold->table->frozen && strstr (untold->event->canonical, many)));
}

static gboolean
name_page (Walk *walk, Untold *untold, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    walk->vault,
    "SELECT key, event FROM row_digest WHERE name = $1 AND key > $2 ORDER BY key LIMIT $3",
    untold->table->name, error);
  g_autofree char *last = NULL;
  gboolean row = statement != NULL;
  guint n = 0;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, untold->after);
  esp_statement_bind_int (statement, 3, PAGE);
  while (row && walk->problems->len < ESP_STATE_PROBLEMS_MAX)
    {
      if (!esp_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      n++;
      g_free (last);
      last = esp_statement_dup_text (statement, 0);
      if (!is_told (walk->vault, untold, last, esp_statement_get_int (statement, 1)))
        add_about_row (walk, untold->table, last,
                       "was added outside of the program, or the entry that told of it is missing");
    }
  g_free (untold->after);
  untold->after = n == PAGE ? g_steal_pointer (&last) : NULL;
  return TRUE;
}

static gboolean
name_untold (Walk *walk, const EspStateTable *table, GError **error)
{
  g_auto (Untold) untold = { .table = table, .after = g_strdup ("") };

  while (untold.after && walk->problems->len < ESP_STATE_PROBLEMS_MAX)
    if (!name_page (walk, &untold, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_untold (Walk *walk, GError **error)
{
  const EspStateTable *table;
  gint64 n_kept;

  if (!count_kept (walk, &n_kept, error))
    return FALSE;
  for (guint i = 0; n_kept != walk->n_said && (table = esp_state_table_nth (i)); i++)
    if (table->kind == ESP_STATE_LARGE && !name_untold (walk, table, error))
      return FALSE;
  return TRUE;
}

gboolean
esp_state_check_large (EspVault *vault,
                       GCancellable *cancellable,
                       GPtrArray *problems,
                       GError **error)
{
  g_auto (Walk) walk = { .vault = vault, .problems = problems, .cancellable = cancellable };
  const EspStateTable *table;

  walk.tree = esp_merkle_new ();
  if (!walk_log (&walk, cancellable, error))
    return FALSE;
  for (guint i = 0; walk.is_signed && (table = esp_state_table_nth (i)); i++)
    if (table->kind == ESP_STATE_LARGE &&
        !esp_state_check_table (vault, table, cancellable, problems, error))
      return FALSE;
  return !walk.is_signed || check_untold (&walk, error);
}
