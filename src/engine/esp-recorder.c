/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completing, chaining, signing and storing of events. What is worth recording is decided by the
 * dispatcher; what of the state an event signs, by vault/esp-state-journal.c. */
#include "esp-recorder.h"

#include "base/esp-error.h"
#include "pki/esp-signer.h"
#include "vault/esp-event-store.h"
#include "vault/esp-state.h"

struct _EspRecorder
{
  EspMerkle *tree;    /* NULL: not read yet */
  EspStateRoot *root; /* over the state as of the tree's newest event */
  gboolean adopted;   /* that event had a state root */
};

EspRecorder *
esp_recorder_new (void)
{
  return g_new0 (EspRecorder, 1);
}

void
esp_recorder_free (EspRecorder *recorder)
{
  if (!recorder)
    return;
  esp_recorder_forget (recorder);
  g_free (recorder);
}

void
esp_recorder_forget (EspRecorder *recorder)
{
  g_clear_pointer (&recorder->tree, esp_merkle_free);
  g_clear_pointer (&recorder->root, esp_state_root_free);
}

static gboolean
refuse_state (GPtrArray *problems, GError **error)
{
  const EspStateProblem *first = g_ptr_array_index (problems, 0);

  esp_error_set (error, ESP_REASON_STATE_CHANGED, first->object, "problem", first->problem, NULL);
  return FALSE;
}

/* What another process wrote must hang together before anything is signed on top of it: the state
 * that its newest event signed is the one in the file. Touched rows of this transaction are not
 * among it yet, so this looks at the record alone. */
static gboolean
check_newest (EspRecorder *recorder, EspVault *vault, GError **error)
{
  gint64 count = (gint64) esp_merkle_get_size (recorder->tree);
  g_autoptr (EspStoredEvent) stored = count > 0 ? esp_event_store_get (vault, count, error) : NULL;
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, error) : NULL;
  g_autofree char *root = NULL;

  recorder->adopted = FALSE;
  if (count == 0)
    return TRUE;
  if (!event)
    return FALSE;
  if (!event->state_root)
    return TRUE;
  recorder->adopted = TRUE;
  root = esp_state_root_get (recorder->root, vault, error);
  if (!root)
    return FALSE;
  if (g_str_equal (root, event->state_root))
    return TRUE;
  {
    g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (esp_state_problem_free);

    esp_state_add_problem (problems, "log",
                           "its newest entry tells of another state than the one in the file");
    return refuse_state (problems, error);
  }
}

/* Another process may have appended since; inside the write transaction nobody can any more. */
static gboolean
refresh (EspRecorder *recorder, EspVault *vault, GError **error)
{
  gint64 count = esp_event_store_count (vault, error);

  if (count < 0)
    return FALSE;
  if (recorder->tree && esp_merkle_get_size (recorder->tree) == (guint64) count)
    return TRUE;
  esp_recorder_forget (recorder);
  recorder->root = esp_state_root_new ();
  recorder->tree = esp_event_store_load_tree (vault, NULL, error);
  if (recorder->tree && check_newest (recorder, vault, error))
    return TRUE;
  esp_recorder_forget (recorder);
  return FALSE;
}

gint64
esp_recorder_get_size (EspRecorder *recorder, EspVault *vault, GError **error)
{
  return refresh (recorder, vault, error) ? (gint64) esp_merkle_get_size (recorder->tree) : -1;
}

char *
esp_recorder_get_root (EspRecorder *recorder)
{
  return recorder->tree ? esp_merkle_get_root_hex (recorder->tree) : NULL;
}

static gboolean
sign_and_store (EspRecorder *recorder,
                EspVault *vault,
                EspEvent *event,
                EspIdentity *identity,
                GError **error)
{
  g_autofree char *canonical = esp_event_to_canonical (event, error);
  g_autoptr (GBytes)
    signature = canonical ?
                  esp_key_sign_bytes (esp_identity_get_signing_key (identity),
                                      (const guint8 *) canonical, strlen (canonical), error) :
                  NULL;

  return signature &&
         esp_event_store_append (vault, event, canonical, signature, recorder->tree, error);
}

gboolean
esp_recorder_append_part (EspRecorder *recorder,
                          EspVault *vault,
                          EspEvent *event,
                          const char *ca,
                          EspIdentity *identity,
                          GError **error)
{
  if (!refresh (recorder, vault, error))
    return FALSE;
  event->sequence = (gint64) esp_merkle_get_size (recorder->tree) + 1;
  g_free (event->previous_root);
  event->previous_root = esp_merkle_get_root_hex (recorder->tree);
  if (!esp_state_record (vault, recorder->root, event, !recorder->adopted, ca, error) ||
      !sign_and_store (recorder, vault, event, identity, error))
    {
      esp_recorder_forget (recorder);
      return FALSE;
    }
  recorder->adopted = TRUE;
  return TRUE;
}

gboolean
esp_recorder_append (EspRecorder *recorder,
                     EspVault *vault,
                     EspEvent *event,
                     EspIdentity *identity,
                     GError **error)
{
  return esp_recorder_append_part (recorder, vault, event, NULL, identity, error);
}
