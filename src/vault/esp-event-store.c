/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log as rows: appended with the nodes of its tree, read back, never changed (the tables refuse
 * it). What an event says and how the tree hashes is in audit. */
#include "esp-event-store.h"

#include "access/esp-action.h"
#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-query.h"
#include "esp-store.h"

#include <string.h>

#define LIMIT_DEFAULT 1000
/* So many numbers are sorted for a page: some milliseconds. */
#define SORTED_MAX 20000
/* Names whose match is remembered in one search. */
#define KNOWN_MAX 5000

/* --- The tree ------------------------------------------------------------------------------- */

gint64
esp_event_store_count (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault, "SELECT max(sequence) FROM event", NULL, error);
}

static gboolean
damaged (EspVault *vault, GError **error)
{
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED,
                 esp_database_get_path (esp_vault_get_database (vault)), NULL);
  if (error)
    esp_error_set_detail (*error, "a node of the log's tree is missing");
  return FALSE;
}

/* A subtree of one leaf is the leaf, which stands with its event. */
static EspStatement *
prepare_node (EspVault *vault, guint level, guint64 index, GError **error)
{
  EspStatement *statement = esp_store_prepare (
    vault,
    level == 0 ? "SELECT leaf_hash FROM event WHERE sequence = $1 + 1" :
                 "SELECT hash FROM event_node WHERE position = $1 AND level = $2",
    error);

  if (statement)
    esp_statement_bind_int (statement, 1, (gint64) index);
  if (statement && level > 0)
    esp_statement_bind_int (statement, 2, level);
  return statement;
}

static gboolean
read_node (EspVault *vault, guint level, guint64 index, EspHash *hash, GError **error)
{
  g_autoptr (EspStatement) statement = prepare_node (vault, level, index, error);
  g_autoptr (GBytes) bytes = NULL;
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error))
    return FALSE;
  bytes = row ? esp_statement_get_bytes (statement, 0) : NULL;
  if (!bytes || g_bytes_get_size (bytes) != ESP_HASH_LEN)
    return damaged (vault, error);
  memcpy (hash->bytes, g_bytes_get_data (bytes, NULL), ESP_HASH_LEN);
  return TRUE;
}

static EspMerkle *
load_tree_at (EspVault *vault, gint64 size, GError **error)
{
  guint64 indexes[64];
  EspHash hashes[64];
  guint levels[64];
  guint n = esp_merkle_edge ((guint64) size, levels, indexes);

  for (guint i = 0; i < n; i++)
    if (!read_node (vault, levels[i], indexes[i], &hashes[i], error))
      return NULL;
  return esp_merkle_restore ((guint64) size, hashes, n);
}

EspMerkle *
esp_event_store_load_tree (EspVault *vault, gint64 *newest_time, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  gint64 size = scope ? esp_event_store_count (vault, error) : -1;
  g_autoptr (EspMerkle) tree = size >= 0 ? load_tree_at (vault, size, error) : NULL;

  if (!tree)
    return NULL;
  if (newest_time)
    *newest_time = esp_store_ask_int (
      vault, "SELECT time FROM event ORDER BY sequence DESC LIMIT 1", NULL, error);
  if (newest_time && *newest_time < 0)
    return NULL;
  return g_steal_pointer (&tree);
}

/* Root over the entries from @first (from 0) to before @end, where @first is a multiple of the
 * largest power of two that is smaller than their number: what a path asks for. */
static gboolean
read_range (EspVault *vault, guint64 first, guint64 end, EspHash *root, GError **error)
{
  guint64 n = end - first;
  guint level = g_bit_nth_msf (n, -1);
  guint64 half = G_GUINT64_CONSTANT (1) << level;
  EspHash left, right;

  if (n == half)
    return read_node (vault, level, first >> level, root, error);
  if (!read_range (vault, first, first + half, &left, error) ||
      !read_range (vault, first + half, end, &right, error))
    return FALSE;
  esp_merkle_node_hash (&left, &right, root);
  return TRUE;
}

/* From the root down; the caller turns it around. */
static gboolean
add_path (EspVault *vault, guint64 index, guint64 first, guint64 end, GArray *path, GError **error)
{
  while (end - first > 1)
    {
      guint64 n = end - first;
      guint64 half = G_GUINT64_CONSTANT (1) << g_bit_nth_msf (n - 1, -1);
      gboolean is_left = index - first < half;
      EspHash beside;

      if (!read_range (vault, is_left ? first + half : first, is_left ? end : first + half, &beside,
                       error))
        return FALSE;
      g_array_append_val (path, beside);
      if (is_left)
        end = first + half;
      else
        first += half;
    }
  return TRUE;
}

GArray *
esp_event_store_prove (EspVault *vault, gint64 sequence, gint64 size, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (EspHash));

  if (!scope)
    return NULL;
  if (sequence < 1 || sequence > size)
    {
      damaged (vault, error);
      return NULL;
    }
  if (!add_path (vault, (guint64) sequence - 1, 0, (guint64) size, path, error))
    return NULL;
  for (guint i = 0; i < path->len / 2; i++)
    {
      EspHash other = g_array_index (path, EspHash, i);

      g_array_index (path, EspHash, i) = g_array_index (path, EspHash, path->len - 1 - i);
      g_array_index (path, EspHash, path->len - 1 - i) = other;
    }
  return g_steal_pointer (&path);
}

gboolean
esp_event_store_root_at (EspVault *vault, gint64 size, EspHash *root, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspMerkle) tree = scope ? load_tree_at (vault, size, error) : NULL;

  if (!tree)
    return FALSE;
  esp_merkle_get_root (tree, root);
  return TRUE;
}

gint64
esp_event_store_count_nodes_beyond (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault,
                            "SELECT count(*) FROM event_node WHERE ((position + 1) << level) >"
                            " (SELECT coalesce(max(sequence), 0) FROM event)",
                            NULL, error);
}

/* --- Appending ------------------------------------------------------------------------------ */

typedef struct
{
  EspVault *vault;
  GError *error;
} NodeWriter;

static gboolean
insert_node (EspVault *vault, guint level, guint64 index, const EspHash *hash, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (hash->bytes, ESP_HASH_LEN);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "INSERT INTO event_node (level, position, hash) VALUES ($1, $2, $3)", error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, level);
  esp_statement_bind_int (statement, 2, (gint64) index);
  esp_statement_bind_bytes (statement, 3, bytes);
  return esp_statement_run (statement, NULL, error);
}

static void
node_cb (guint level, guint64 index, const EspHash *hash, gpointer data)
{
  NodeWriter *writer = data;

  if (level > 0 && !writer->error)
    insert_node (writer->vault, level, index, hash, &writer->error);
}

/* On a copy, so that the caller's tree grows only when everything is written. */
static gboolean
insert_nodes (EspVault *vault, const EspMerkle *tree, const EspHash *leaf, GError **error)
{
  g_autoptr (EspMerkle) grown = esp_merkle_copy (tree);
  NodeWriter writer = { vault, NULL };

  esp_merkle_append (grown, leaf, node_cb, &writer);
  if (!writer.error)
    return TRUE;
  g_propagate_error (error, writer.error);
  return FALSE;
}

/* The tree must be that of the stored events, and the event the next one: another process may have
 * appended since the tree was loaded. */
static gboolean
check_sequence (EspVault *vault, const EspEvent *event, const EspMerkle *tree, GError **error)
{
  gint64 stored = esp_event_store_count (vault, error);
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, stored);
  g_autofree char *sequence = g_strdup_printf ("%" G_GINT64_FORMAT, event->sequence);

  if (stored < 0)
    return FALSE;
  if (event->sequence == stored + 1 && esp_merkle_get_size (tree) == (guint64) stored)
    return TRUE;
  esp_error_set (error, ESP_REASON_EVENT_SEQUENCE, NULL, "size", size, "sequence", sequence, NULL);
  return FALSE;
}

static gboolean
insert_event (EspVault *vault,
              const EspEvent *event,
              const char *canonical,
              GBytes *signature,
              const EspHash *leaf,
              GError **error)
{
  g_autoptr (GBytes) leaf_hash = g_bytes_new (leaf->bytes, ESP_HASH_LEN);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "INSERT INTO event (sequence, time, actor_name, action, resource, outcome,"
    " canonical, signature, leaf_hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, event->sequence);
  esp_statement_bind_int (statement, 2, event->time);
  esp_statement_bind_text (statement, 3, event->actor_name);
  esp_statement_bind_text (statement, 4, event->action);
  esp_statement_bind_text (statement, 5, event->resource);
  esp_statement_bind_text (statement, 6, esp_outcome_to_string (event->outcome));
  esp_statement_bind_text (statement, 7, canonical);
  esp_statement_bind_bytes (statement, 8, signature);
  esp_statement_bind_bytes (statement, 9, leaf_hash);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_event_store_append (EspVault *vault,
                        const EspEvent *event,
                        const char *canonical,
                        GBytes *signature,
                        EspMerkle *tree,
                        GError **error)
{
  EspHash leaf;

  if (!check_sequence (vault, event, tree, error))
    return FALSE;
  esp_merkle_leaf_hash ((const guint8 *) canonical, strlen (canonical), &leaf);
  if (!insert_event (vault, event, canonical, signature, &leaf, error) ||
      !insert_nodes (vault, tree, &leaf, error))
    return FALSE;
  esp_merkle_append (tree, &leaf, NULL, NULL);
  return TRUE;
}

/* --- Reading -------------------------------------------------------------------------------- */

void
esp_stored_event_free (EspStoredEvent *event)
{
  if (!event)
    return;
  g_free (event->canonical);
  g_clear_pointer (&event->signature, g_bytes_unref);
  g_free (event);
}

static EspStoredEvent *
read_event (EspStatement *statement)
{
  EspStoredEvent *event = g_new0 (EspStoredEvent, 1);

  event->canonical = esp_statement_dup_text (statement, 0);
  event->signature = esp_statement_get_bytes (statement, 1);
  return event;
}

static GPtrArray *
read_events (EspStatement *statement, GError **error)
{
  g_autoptr (GPtrArray)
    events = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_stored_event_free);
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&events);
      g_ptr_array_add (events, read_event (statement));
    }
  return NULL;
}

EspStoredEvent *
esp_event_store_get (EspVault *vault, gint64 sequence, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT canonical, signature FROM event WHERE sequence = $1", error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, sequence);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_event (statement);
}

EspStoredEvent *
esp_event_store_find_last (EspVault *vault, const char *action, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT canonical, signature FROM event WHERE action = $1"
                                       " ORDER BY sequence DESC LIMIT 1",
                                       action, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_event (statement);
}

gint64
esp_event_store_count_action (EspVault *vault,
                              const char *action,
                              gint64 first,
                              gint64 last,
                              GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT count(*) FROM event WHERE action = $1 AND sequence >= $2 AND sequence <= $3",
    error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_text (statement, 1, action);
  esp_statement_bind_int (statement, 2, first);
  esp_statement_bind_int (statement, 3, last);
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}

/* Both are read from the end of an index. */
gint64
esp_event_store_latest_time (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault,
                            "SELECT time FROM event WHERE sequence >="
                            " (SELECT coalesce(max(sequence), 0) FROM event"
                            " WHERE action = 'espalier:ConfirmClock' AND outcome = 'ALLOWED')"
                            " ORDER BY time DESC LIMIT 1",
                            NULL, error);
}

/* Number and time of the first row that @sql finds; both 0 where there is none. */
static gboolean
find_entry (EspVault *vault,
            const char *sql,
            gint64 first,
            gint64 second,
            gint64 *sequence,
            gint64 *time,
            GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (vault, sql, error);
  gboolean row;

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, first);
  esp_statement_bind_int (statement, 2, second);
  if (!esp_statement_step (statement, &row, error))
    return FALSE;
  *sequence = row ? esp_statement_get_int (statement, 0) : 0;
  *time = row ? esp_statement_get_int (statement, 1) : 0;
  return TRUE;
}

gboolean
esp_event_store_find_crossing (EspVault *vault,
                               gint64 time,
                               gint64 *before,
                               gint64 *beyond,
                               gboolean *confirmed,
                               GError **error)
{
  gint64 since, confirmed_at, first, last;

  if (!find_entry (vault,
                   "SELECT sequence, time FROM event WHERE action = 'espalier:ConfirmClock'"
                   " AND outcome = 'ALLOWED' AND sequence > $1 AND sequence > $2"
                   " ORDER BY sequence DESC LIMIT 1",
                   0, 0, &since, &confirmed_at, error) ||
      !find_entry (vault,
                   "SELECT sequence, time FROM event WHERE sequence >= $1 AND time >= $2"
                   " ORDER BY time, sequence LIMIT 1",
                   since, time, &first, beyond, error) ||
      !find_entry (vault,
                   "SELECT sequence, time FROM event WHERE sequence >= $1 AND sequence < $2"
                   " ORDER BY sequence DESC LIMIT 1",
                   since, first ? first : G_MAXINT64, &last, before, error))
    return FALSE;
  *confirmed = since > 0 && confirmed_at >= time;
  return TRUE;
}

GPtrArray *
esp_event_store_range (EspVault *vault, gint64 first, guint limit, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "SELECT canonical, signature FROM event WHERE sequence >= $1"
                                   " ORDER BY sequence LIMIT $2",
                                   error);

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, first);
  esp_statement_bind_int (statement, 2, limit);
  return read_events (statement, error);
}

/* "IssueCertificate" stands for each action of that name; the names have one colon, after the
 * service's prefix. */
static void
add_action (EspQuery *query, const char *action)
{
  GPtrArray *actions = strchr (action, ':') ? NULL : esp_actions ();

  esp_query_add_text (query, " AND action IN (?", action);
  for (guint i = 0; actions && i < actions->len; i++)
    {
      const EspAction *candidate = g_ptr_array_index (actions, i);
      const char *colon = strchr (candidate->name, ':');

      if (colon && g_ascii_strcasecmp (colon + 1, action) == 0)
        esp_query_add_text (query, ", ?", candidate->name);
    }
  esp_query_add (query, ")");
}

/* The last character of all ends the range of what begins with a text. The plus keeps an index out
 * of it. */
static void
add_beginning (EspQuery *query, const char *word, const char *beginning, gboolean walks)
{
  const char *column = walks ? "+resource" : "resource";
  g_autofree char *first = g_strconcat (" ", word, " (", column, " >= ?", NULL);
  g_autofree char *second = g_strconcat (" AND ", column, " < ?)", NULL);
  g_autofree char *end = g_strconcat (beginning, "\xf4\x8f\xbf\xbf", NULL);

  esp_query_add_text (query, first, beginning);
  esp_query_add_text (query, second, end);
}

/* Of the people of an account, who keep their names, or about something that it owns. */
static void
add_account (EspQuery *query, const char *account, gboolean walks)
{
  static const char *const services[] = { "acm-pca:local", "iam:", "ram:local" };

  esp_query_add (query, walks ? " AND (+actor_name" : " AND (actor_name");
  esp_query_add_text (query, " IN (SELECT name FROM principal WHERE account = ?)", account);
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *beginning = g_strdup_printf ("arn:aws:%s:%s:", services[i], account);

      add_beginning (query, "OR", beginning, walks);
    }
  esp_query_add (query, ")");
}

static void
add_filter (EspQuery *query, const EspEventFilter *filter, gboolean walks)
{
  if (filter->before > 0)
    esp_query_add_int (query, " AND sequence < ?", filter->before);
  /* Times may go back, sequences never: the bound says where walking back may end. The plus has it
   * read from the index over times. */
  if (filter->since > 0)
    esp_query_add_int (query,
                       " AND time >= ? AND sequence >="
                       " (SELECT min(+sequence) FROM event WHERE time >= ?)",
                       filter->since);
  if (filter->actor)
    esp_query_add_text (query, " AND actor_name = ?", filter->actor);
  if (filter->action)
    add_action (query, filter->action);
  if (filter->resource)
    add_beginning (query, "AND", filter->resource, walks);
  if (filter->account)
    add_account (query, filter->account, walks);
  if (filter->outcome >= 0)
    esp_query_add_text (query, " AND outcome = ?",
                        esp_outcome_to_string ((EspOutcome) filter->outcome));
  if (filter->outcome > ESP_OUTCOME_ALLOWED)
    esp_query_add (query, " AND outcome <> 'ALLOWED'");
}

/* What an index finds of them it gives in another order, so that all of it would be sorted for each
 * page: where that is much, going back from the newest comes to a page sooner. */
static gboolean
find_way (EspVault *vault, const EspEventFilter *filter, gboolean *walks, GError **error)
{
  g_autoptr (EspQuery) query = esp_query_new ("SELECT count(*) FROM (SELECT 1 FROM event WHERE"
                                              " TRUE");
  g_autoptr (EspStatement) statement = NULL;
  gboolean row;

  *walks = FALSE;
  if (!filter->resource && !filter->account)
    return TRUE;
  add_filter (query, filter, FALSE);
  esp_query_add_int (query, " LIMIT ?)", SORTED_MAX + 1);
  statement = esp_query_prepare (query, vault, error);
  if (!statement || !esp_statement_step (statement, &row, error))
    return FALSE;
  *walks = row && esp_statement_get_int (statement, 0) > SORTED_MAX;
  return TRUE;
}

/* The texts are read of those alone that are shown: what is sorted are numbers. */
GPtrArray *
esp_event_store_list (EspVault *vault, const EspEventFilter *filter, GError **error)
{
  g_autoptr (EspQuery)
    query = esp_query_new ("SELECT canonical, signature FROM event WHERE sequence IN"
                           " (SELECT sequence FROM event WHERE TRUE");
  g_autoptr (EspStatement) statement = NULL;
  gboolean walks;

  if (!find_way (vault, filter, &walks, error))
    return NULL;
  add_filter (query, filter, walks);
  esp_query_add_int (query, " ORDER BY sequence DESC LIMIT ?) ORDER BY sequence DESC",
                     filter->limit ? filter->limit : LIMIT_DEFAULT);
  statement = esp_query_prepare (query, vault, error);
  return statement ? read_events (statement, error) : NULL;
}

/* --- Searching ------------------------------------------------------------------------------ */

/* Few names stand in many entries: what was found of one is kept. */
typedef struct
{
  const EspEventSearch *search;
  GHashTable *known; /* text -> whether it holds what is searched */
} Matcher;

static gboolean
holds (Matcher *matcher, const char *text, gsize len)
{
  g_autofree char *name = g_strndup (text, len);
  g_autofree char *folded = NULL;
  gpointer holds_it;

  if (g_hash_table_lookup_extended (matcher->known, name, NULL, &holds_it))
    return GPOINTER_TO_INT (holds_it);
  folded = g_utf8_casefold (name, -1);
  holds_it = GINT_TO_POINTER (strstr (folded, matcher->search->text) != NULL);
  if (g_hash_table_size (matcher->known) < KNOWN_MAX)
    g_hash_table_insert (matcher->known, g_steal_pointer (&name), holds_it);
  return GPOINTER_TO_INT (holds_it);
}

/* Wherever such a member stands in the text; one that is escaped counts as found. */
static gboolean
member_holds (Matcher *matcher, const char *canonical, const char *member)
{
  const char *at = canonical;

  while ((at = strstr (at, member)))
    {
      gsize len;

      at += strlen (member);
      len = strcspn (at, "\"\\");
      if (at[len] == '\\' || holds (matcher, at, len))
        return TRUE;
    }
  return FALSE;
}

/* Columns: sequence, actor_name, action, canonical. */
static gboolean
matches (Matcher *matcher, EspStatement *statement)
{
  const EspEventSearch *search = matcher->search;
  const char *actor = esp_statement_get_text (statement, 1);
  const char *action = esp_statement_get_text (statement, 2);
  const char *canonical = esp_statement_get_text (statement, 3);

  return (actor && holds (matcher, actor, strlen (actor))) ||
         (action && search->actions && g_strv_contains (search->actions, action)) ||
         (action && holds (matcher, action, strlen (action))) ||
         (canonical && (member_holds (matcher, canonical, "\"role\":\"") ||
                        member_holds (matcher, canonical, "\"CertificateAuthority\":\"")));
}

static EspStatement *
prepare_search (EspVault *vault,
                const EspEventFilter *filter,
                const EspEventSearch *search,
                GError **error)
{
  g_autoptr (EspQuery)
    query = esp_query_new ("SELECT sequence, actor_name, action, canonical, signature FROM event"
                           " WHERE TRUE");

  esp_query_add_int (query, " AND sequence >= ?", search->looked_to);
  add_filter (query, filter, TRUE);
  esp_query_add (query, " ORDER BY sequence DESC");
  return esp_query_prepare (query, vault, error);
}

static EspStoredEvent *
read_match (EspStatement *statement)
{
  EspStoredEvent *event = g_new0 (EspStoredEvent, 1);

  event->canonical = esp_statement_dup_text (statement, 3);
  event->signature = esp_statement_get_bytes (statement, 4);
  return event;
}

static gboolean
search_entries (EspStatement *statement,
                Matcher *matcher,
                EspEventSearch *search,
                guint limit,
                GPtrArray *found,
                GError **error)
{
  gboolean row;

  while (found->len < limit)
    {
      if (!esp_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!matches (matcher, statement))
        continue;
      g_ptr_array_add (found, read_match (statement));
      if (found->len == limit)
        search->looked_to = esp_statement_get_int (statement, 0);
    }
  return TRUE;
}

/* Going back from the newest, whatever else is asked: what a search looks at is bounded. */
GPtrArray *
esp_event_store_search (EspVault *vault,
                        const EspEventFilter *filter,
                        EspEventSearch *search,
                        GError **error)
{
  g_autoptr (GPtrArray)
    found = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_stored_event_free);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Matcher matcher = { search, known };
  gint64 newest = esp_event_store_count (vault, error);
  g_autoptr (EspStatement) statement = NULL;

  if (newest < 0)
    return NULL;
  search->looked_from = filter->before > 0 ? MIN (filter->before - 1, newest) : newest;
  search->looked_to = MIN (MAX (search->looked_from - search->look_at + 1, 1), search->looked_from);
  statement = prepare_search (vault, filter, search, error);
  if (!statement || !search_entries (statement, &matcher, search,
                                     filter->limit ? filter->limit : LIMIT_DEFAULT, found, error))
    return NULL;
  search->complete = search->looked_to <= 1;
  return g_steal_pointer (&found);
}
