/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows against what was signed about them, and that against the newest event. The log itself, and
 * the large tables against it, are in esp-state-check-log.c; whether what was signed was ever
 * permitted is the business of a replay. */
#include "esp-state.h"

#include "base/esp-error.h"
#include "esp-account-store.h"
#include "esp-database-private.h"
#include "esp-event-store.h"
#include "esp-store.h"
#include "pki/esp-certificate.h"
#include "pki/esp-signer.h"

#include <string.h>

/* Rows of one look at the file, which nobody else writes meanwhile. */
#define PAGE 500

/* --- Problems ---------------------------------------------------------------------------------*/

void
esp_state_problem_free (gpointer problem)
{
  EspStateProblem *own = problem;

  g_free (own->object);
  g_free (own->problem);
  g_free (own);
}

void
esp_state_add_problem (GPtrArray *problems, const char *object, const char *problem)
{
  EspStateProblem *added;

  if (problems->len >= ESP_STATE_PROBLEMS_MAX)
    return;
  added = g_new0 (EspStateProblem, 1);
  added->object = g_strdup (object);
  added->problem = g_strdup (problem);
  g_ptr_array_add (problems, added);
}

static char *
ask_text (EspVault *vault, const char *sql, const char *text)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, text, NULL);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, NULL) || !row)
    return NULL;
  return esp_statement_dup_text (statement, 0);
}

static char *
name_part (EspVault *vault, const EspStateTable *table, const char *part)
{
  static const char names[] = "SELECT name FROM principal WHERE id = $1"
                              " UNION ALL SELECT name FROM role WHERE id = $1"
                              " UNION ALL SELECT label FROM ca WHERE id = $1"
                              " UNION ALL SELECT name FROM guardrail WHERE id = $1"
                              " UNION ALL SELECT name FROM share WHERE id = $1"
                              " UNION ALL SELECT name FROM account WHERE number = $1";
  char *name = NULL;

  if (g_strcmp0 (table->table ? table->table : table->name, "certificate") == 0)
    name = ask_text (vault, "SELECT serial FROM certificate WHERE row = CAST($1 AS INTEGER)", part);
  else if (!table->by_number)
    name = ask_text (vault, names, part);
  return name ? name : g_strdup (part);
}

char *
esp_state_describe (EspVault *vault, const EspStateTable *table, const char *key)
{
  g_auto (GStrv) parts = esp_state_split_key (table, key);
  GString *text = g_string_new (table->name);

  for (guint i = 0; parts && parts[i]; i++)
    {
      g_autofree char *name = name_part (vault, table, parts[i]);

      g_string_append_printf (text, "%c%s", i ? '/' : ' ', name);
    }
  return g_string_free (text, FALSE);
}

static void
add_about_row (EspVault *vault,
               GPtrArray *problems,
               const EspStateTable *table,
               const char *key,
               const char *problem)
{
  g_autofree char *object = NULL;

  if (problems->len >= ESP_STATE_PROBLEMS_MAX)
    return;
  object = esp_state_describe (vault, table, key);
  esp_state_add_problem (problems, object, problem);
}

/* --- Rows -------------------------------------------------------------------------------------*/

/* What is signed and has no row any more. */
static void
add_removed (EspVault *vault,
             const EspStateTable *table,
             GHashTable *is_signed,
             GPtrArray *problems)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (is_signed), (GCompareFunc) strcmp);

  for (GList *l = keys; l; l = l->next)
    add_about_row (vault, problems, table, l->data, "was removed outside of the program");
}

static gboolean
check_whole_table (EspVault *vault, const EspStateTable *table, GPtrArray *problems, GError **error)
{
  g_autoptr (GHashTable) is_signed = esp_state_list_signed (vault, table->name, error);
  g_autoptr (EspStateScan) scan = is_signed ? esp_state_scan_new (vault, table, error) : NULL;
  g_auto (EspStateRow) row = { NULL };
  gboolean more = TRUE;

  while (scan && more)
    {
      const EspHash *digest;

      if (!esp_state_scan_next (scan, &row, &more, error))
        return FALSE;
      if (!more)
        break;
      digest = g_hash_table_lookup (is_signed, row.key);
      if (!digest)
        add_about_row (vault, problems, table, row.key, "was added outside of the program");
      else if (memcmp (digest, &row.digest, sizeof *digest) != 0)
        add_about_row (vault, problems, table, row.key, "was changed outside of the program");
      g_hash_table_remove (is_signed, row.key);
    }
  if (scan)
    add_removed (vault, table, is_signed, problems);
  return scan != NULL;
}

/* The next signed keys of a table after @after, by number. */
static gboolean
list_signed_page (EspVault *vault,
                  const EspStateTable *table,
                  const char *after,
                  const char *last,
                  GHashTable *is_signed,
                  GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT key, digest FROM row_digest WHERE name = $1 AND key > $2 AND key <= $3 ORDER BY key"
    " LIMIT $4",
    table->name, error);
  gboolean row = statement != NULL;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, after);
  esp_statement_bind_text (statement, 3, last);
  /* Many more than there are rows: enough to name some. */
  esp_statement_bind_int (statement, 4, 2 * PAGE);
  while (row)
    {
      EspHash hash = { { 0 } };
      const guint8 *bytes;
      gsize len;

      if (!esp_statement_step (statement, &row, error))
        return FALSE;
      if (!row)
        break;
      bytes = esp_statement_peek (statement, 1, &len);
      if (len == ESP_HASH_LEN)
        memcpy (hash.bytes, bytes, ESP_HASH_LEN);
      g_hash_table_insert (is_signed, esp_statement_dup_text (statement, 0),
                           g_memdup2 (&hash, sizeof hash));
    }
  return TRUE;
}

typedef struct
{
  char *key;
  EspHash digest;
} SeenRow;

static void
seen_row_clear (gpointer data)
{
  g_free (((SeenRow *) data)->key);
}

/* One page of rows and what was signed about them, of one moment. */
static gboolean
check_page (EspVault *vault,
            const EspStateTable *table,
            char **after,
            guint *n,
            GPtrArray *problems,
            GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStateScan)
    scan = scope ? esp_state_scan_new_page (vault, table, *after, PAGE, error) : NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (SeenRow));
  g_autoptr (GHashTable)
    is_signed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (EspStateRow) row = { NULL };
  const char *last;
  gboolean more = TRUE;

  g_array_set_clear_func (rows, seen_row_clear);
  while (scan && more)
    {
      if (!esp_state_scan_next (scan, &row, &more, error))
        return FALSE;
      if (more)
        {
          SeenRow seen = { g_strdup (row.key), row.digest };

          g_array_append_val (rows, seen);
        }
    }
  *n = rows->len;
  last = rows->len < PAGE ? "~" : g_array_index (rows, SeenRow, rows->len - 1).key;
  if (!scan || !list_signed_page (vault, table, *after, last, is_signed, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const SeenRow *seen = &g_array_index (rows, SeenRow, i);
      const EspHash *digest = g_hash_table_lookup (is_signed, seen->key);

      if (!digest)
        add_about_row (vault, problems, table, seen->key, "was added outside of the program");
      else if (memcmp (digest, &seen->digest, sizeof *digest) != 0)
        add_about_row (vault, problems, table, seen->key, "was changed outside of the program");
      g_hash_table_remove (is_signed, seen->key);
    }
  add_removed (vault, table, is_signed, problems);
  g_free (*after);
  *after = g_strdup (last);
  return TRUE;
}

gboolean
esp_state_check_table (EspVault *vault,
                       const EspStateTable *table,
                       GCancellable *cancellable,
                       GPtrArray *problems,
                       GError **error)
{
  g_autofree char *after = g_strdup ("");
  guint n = PAGE;

  if (table->kind != ESP_STATE_LARGE || !table->by_number)
    {
      g_autoptr (EspTransaction)
        scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);

      return scope && check_whole_table (vault, table, problems, error);
    }
  while (n == PAGE)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !check_page (vault, table, &after, &n, problems, error))
      return FALSE;
  return TRUE;
}

/* --- The newest event -------------------------------------------------------------------------*/

static gboolean
is_signed_by (EspVault *vault, const EspEvent *event, const EspStoredEvent *stored)
{
  g_autoptr (EspPrincipal)
    actor = event->actor ? esp_principal_store_find (vault, event->actor, NULL) : NULL;
  g_autoptr (EspCertificate)
    certificate = actor && actor->signing_certificate ?
                    esp_certificate_parse (actor->signing_certificate, NULL) :
                    NULL;

  return certificate && stored->signature &&
         esp_key_verify_bytes (esp_certificate_get_key (certificate),
                               (const guint8 *) stored->canonical, strlen (stored->canonical),
                               stored->signature);
}

/* The last words of the log about each row of the small tables: "table/key" to hex. Only looked for
 * when it is known that they are not those that are kept. */
static GHashTable *
collect_last_words (EspVault *vault, GError **error)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 next = 1;
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray) page = esp_event_store_range (vault, next, PAGE, error);

      if (!page)
        return NULL;
      n = page->len;
      next += n;
      for (guint i = 0; i < n; i++)
        {
          const EspStoredEvent *stored = g_ptr_array_index (page, i);
          g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);
          JsonObjectIter iter;
          const char *name;
          JsonNode *node;

          if (!event || !event->row_digests)
            continue;
          json_object_iter_init (&iter, event->row_digests);
          while (json_object_iter_next (&iter, &name, &node))
            g_hash_table_replace (words, g_strdup (name), g_strdup (json_node_get_string (node)));
        }
    }
  return g_steal_pointer (&words);
}

static gboolean
compare_kept (EspVault *vault,
              const EspStateTable *table,
              GHashTable *words,
              GPtrArray *problems,
              GError **error)
{
  g_autoptr (GHashTable) kept = esp_state_list_signed (vault, table->name, error);
  g_autofree char *prefix = g_strconcat (table->name, "/", NULL);
  GHashTableIter iter;
  gpointer name, value;

  if (!kept)
    return FALSE;
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const char *key = (const char *) name + strlen (prefix);
      const EspHash *digest;
      g_autofree char *hex = NULL;

      if (!g_str_has_prefix (name, prefix))
        continue;
      digest = g_hash_table_lookup (kept, key);
      hex = digest ? esp_hash_to_hex (digest) : g_strdup ("");
      if (!g_str_equal (hex, value))
        add_about_row (vault, problems, table, key,
                       "was changed outside of the program, together with the record of it");
      g_hash_table_remove (kept, key);
    }
  g_hash_table_iter_init (&iter, kept);
  while (g_hash_table_iter_next (&iter, &name, &value))
    add_about_row (vault, problems, table, name,
                   "was added outside of the program, together with a record of it");
  return TRUE;
}

static gboolean
name_what_differs (EspVault *vault, GPtrArray *problems, GError **error)
{
  g_autoptr (GHashTable) words = collect_last_words (vault, error);
  const EspStateTable *table;
  guint before = problems->len;

  for (guint i = 0; words && (table = esp_state_table_nth (i)); i++)
    if (table->kind != ESP_STATE_LARGE && !compare_kept (vault, table, words, problems, error))
      return FALSE;
  if (words && problems->len == before)
    esp_state_add_problem (problems, "log",
                           "its newest entry tells of another state than the one in the file");
  return words != NULL;
}

static gboolean
check_newest (EspVault *vault,
              const EspEvent *event,
              const EspStoredEvent *stored,
              GPtrArray *problems,
              GError **error)
{
  g_autoptr (EspStateRoot) root = esp_state_root_new ();
  g_autofree char *hex = esp_state_root_get (root, vault, error);
  g_autofree char *object = g_strdup_printf ("event %" G_GINT64_FORMAT, event->sequence);

  if (!hex)
    return FALSE;
  if (!is_signed_by (vault, event, stored))
    esp_state_add_problem (problems, object, "the signature is not that of the person it names");
  return g_strcmp0 (hex, event->state_root) == 0 || name_what_differs (vault, problems, error);
}

gboolean
esp_state_check_small (EspVault *vault, GPtrArray *problems, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  gint64 count = scope ? esp_event_store_count (vault, error) : -1;
  g_autoptr (EspStoredEvent) stored = count > 0 ? esp_event_store_get (vault, count, error) : NULL;
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, NULL) : NULL;
  const EspStateTable *table;

  if (count < 0 || (count > 0 && !stored))
    return FALSE;
  if (stored && (!event || event->sequence != count))
    {
      g_autofree char *object = g_strdup_printf ("event %" G_GINT64_FORMAT, count);

      esp_state_add_problem (problems, object, "was changed outside of the program");
      return TRUE;
    }
  /* Of a vault that an older program wrote nothing was signed yet; its next event signs all. */
  if (!event || !event->state_root)
    return TRUE;
  for (guint i = 0; (table = esp_state_table_nth (i)); i++)
    if (table->kind != ESP_STATE_LARGE &&
        !esp_state_check_table (vault, table, NULL, problems, error))
      return FALSE;
  return check_newest (vault, event, stored, problems, error);
}
