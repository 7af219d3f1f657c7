/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of the log, page by page: each entry parsed, placed and chained here; signed and
 * permitted by a replay; what it says of the state against the rows in vault/esp-state-check*.c. */
#include "esp-log-verifier.h"

#include "audit/esp-checkpoint.h"
#include "audit/esp-event.h"
#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "esp-replay.h"
#include "vault/esp-event-store.h"
#include "vault/esp-state.h"

#define PAGE 1000
/* A damaged log may be wrong in every line: enough to see where it begins. */
#define FINDINGS_MAX 100

typedef struct
{
  EspVault *vault;
  EspReplay *replay;
  EspMerkle *tree;
  gint64 next;
  JsonArray *findings;
  const EspCheckpoint *saved; /* or NULL */
  gboolean extends;
} Check;

static void
check_clear (Check *check)
{
  g_clear_pointer (&check->replay, esp_replay_free);
  g_clear_pointer (&check->tree, esp_merkle_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

void
esp_log_proof_clear (EspLogProof *proof)
{
  g_clear_pointer (&proof->root, g_free);
  g_clear_pointer (&proof->findings, json_array_unref);
}

/* --- Findings ---------------------------------------------------------------------------------*/

static void
find (gint64 sequence, const char *object, const char *problem, gpointer data)
{
  Check *check = data;
  JsonObject *finding;

  if (json_array_get_length (check->findings) >= FINDINGS_MAX)
    return;
  finding = json_object_new ();
  if (sequence > 0)
    json_object_set_int_member (finding, "Sequence", sequence);
  if (object)
    json_object_set_string_member (finding, "Object", object);
  json_object_set_string_member (finding, "Problem", problem);
  json_array_add_object_element (check->findings, finding);
}

static void
take_problems (Check *check, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const EspStateProblem *problem = g_ptr_array_index (problems, i);

      find (0, problem->object, problem->problem, check);
    }
}

/* --- One entry --------------------------------------------------------------------------------*/

static void
look_at_saved (Check *check)
{
  EspHash root;

  if (!check->saved || esp_merkle_get_size (check->tree) != (guint64) check->saved->size)
    return;
  esp_merkle_get_root (check->tree, &root);
  check->extends = memcmp (&root, &check->saved->root, sizeof root) == 0;
}

static gboolean
check_event (Check *check, const EspStoredEvent *stored, GError **error)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);
  g_autofree char *root = esp_merkle_get_root_hex (check->tree);
  gint64 sequence = check->next++;
  EspHash leaf;

  esp_merkle_leaf_hash ((const guint8 *) stored->canonical, strlen (stored->canonical), &leaf);
  esp_merkle_append (check->tree, &leaf, NULL, NULL);
  look_at_saved (check);
  if (!event)
    {
      find (sequence, NULL, "the entry is not in its canonical form", check);
      return TRUE;
    }
  if (event->sequence != sequence)
    find (sequence, NULL, "the entry carries another number: one is missing or was moved", check);
  if (g_strcmp0 (event->previous_root, root) != 0)
    find (sequence, NULL, "an earlier entry was changed: its hash is not the one signed here",
          check);
  event->sequence = sequence;
  return esp_replay_event (check->replay, event, stored, error);
}

/* --- All of it --------------------------------------------------------------------------------*/

/* What is kept for quick appending must follow from the entries. */
static gboolean
check_stored_tree (Check *check, GError **error)
{
  g_autoptr (EspMerkle) stored = esp_event_store_load_tree (check->vault, NULL, error);
  g_autofree char *stored_root = NULL, *root = NULL;

  if (!stored)
    return FALSE;
  stored_root = esp_merkle_get_root_hex (stored);
  root = esp_merkle_get_root_hex (check->tree);
  if (esp_merkle_get_size (stored) == esp_merkle_get_size (check->tree) &&
      !g_str_equal (stored_root, root))
    find (check->next - 1, NULL, "the stored root of the log does not follow from its entries",
          check);
  if (esp_event_store_count_nodes_beyond (check->vault, error) > 0)
    find (check->next, NULL, "entries that were here are missing: hashes over them are left",
          check);
  return TRUE;
}

static gboolean
check_rows (Check *check, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (esp_state_problem_free);

  if (!esp_state_check_small (check->vault, problems, error) ||
      !esp_state_check_large (check->vault, cancellable, problems, error))
    return FALSE;
  take_problems (check, problems);
  return TRUE;
}

static gboolean
check_events (Check *check, GCancellable *cancellable, GError **error)
{
  guint n = PAGE;

  while (n == PAGE)
    {
      g_autoptr (GPtrArray) page = esp_event_store_range (check->vault, check->next, PAGE, error);

      if (!page || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = page->len;
      for (guint i = 0; i < n; i++)
        if (!check_event (check, g_ptr_array_index (page, i), error))
          return FALSE;
    }
  return TRUE;
}

gboolean
esp_log_verify (EspVault *vault,
                const EspCheckpoint *saved,
                GCancellable *cancellable,
                EspLogProof *proof,
                GError **error)
{
  g_auto (Check) check = { .vault = vault, .next = 1, .saved = saved };

  proof->findings = check.findings = json_array_new ();
  check.replay = esp_replay_new (vault, find, &check, error);
  check.tree = esp_merkle_new ();
  if (!check.replay || !check_events (&check, cancellable, error))
    return FALSE;
  esp_replay_end (check.replay, check.next);
  if (!check_stored_tree (&check, error) || !check_rows (&check, cancellable, error))
    return FALSE;
  proof->extends = check.extends;
  if (saved && !check.extends)
    find (saved->size, NULL,
          (guint64) saved->size > esp_merkle_get_size (check.tree) ?
            "the log is shorter than the saved checkpoint says" :
            "the log is not the one that the saved checkpoint was made of",
          &check);
  proof->n_events = (gint64) esp_merkle_get_size (check.tree);
  proof->root = esp_merkle_get_root_hex (check.tree);
  return TRUE;
}
