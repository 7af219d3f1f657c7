/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault against the notes outside of it. The notes are in esp-rollback-note.c, the thread that
 * keeps them in esp-rollback-noter.c. */
#include "esp-rollback-private.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-rollback-note.h"
#include "vault/esp-event-store.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a sign-in waits for a keyring that has just given a secret. */
#define KEYRING_MS 2000

/* Which note says it, in the order in which they are asked. */
enum
{
  IN_FILE,
  IN_KEYRING,
  N_NOTES
};

/* --- The vault --------------------------------------------------------------------------------*/

typedef struct
{
  const EspKnownState *known;
  EspKnownState *now;
  gboolean is_continued;
  gboolean is_founder;
  GError *error;
} Look;

/* As of the founding, which is the log's first entry: a founder may get new keys later. */
static char *
founder_fingerprint (EspVault *vault, GError **error)
{
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (vault, 1, error);
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, error) : NULL;

  return event ? g_strdup (esp_json_get_string (event->details, "SigningFingerprint")) : NULL;
}

static gint64
time_of (EspVault *vault, gint64 sequence)
{
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (vault, sequence, NULL);
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, NULL) : NULL;

  return event ? event->time : 0;
}

/* A restore names what it gave up: whoever knows no more than that goes along with it. */
static gboolean
was_given_up (EspVault *vault, gint64 size)
{
  g_autoptr (EspStoredEvent)
    stored = esp_event_store_find_last (vault, "espalier:RestoreVault", NULL);
  g_autoptr (EspEvent) event = stored ? esp_event_parse (stored->canonical, NULL) : NULL;

  return event && event->outcome == ESP_OUTCOME_ALLOWED &&
         esp_json_get_int (event->details, "AbandonedSize", 0) >= size;
}

static gboolean
is_continued (EspVault *vault, const EspKnownState *known, gint64 size)
{
  EspHash root;

  if (known->size == 0)
    return TRUE;
  if (known->size <= size && esp_event_store_root_at (vault, known->size, &root, NULL) &&
      memcmp (&root, &known->root, sizeof root) == 0)
    return TRUE;
  return was_given_up (vault, known->size);
}

static void
look_job (EspVault *vault, gpointer data)
{
  Look *look = data;
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_read (esp_vault_get_database (vault), &look->error);
  gint64 size = scope ? esp_event_store_count (vault, &look->error) : -1;

  if (size <= 0 || !esp_event_store_root_at (vault, size, &look->now->root, &look->error))
    return;
  look->now->founder = founder_fingerprint (vault, &look->error);
  look->now->time = time_of (vault, size);
  look->now->size = look->now->founder ? size : 0;
  look->is_founder = !look->known->founder ||
                     g_strcmp0 (look->known->founder, look->now->founder) == 0;
  look->is_continued = is_continued (vault, look->known, size);
}

static char *
find_place (EspEngine *engine)
{
  char *real = realpath (engine->path, NULL);
  char *place = g_strdup (real ? real : engine->path);

  free (real);
  return place;
}

void
esp_rollback_ask_vault (EspEngine *engine,
                        const EspKnownState *known,
                        EspKnownState *now,
                        gboolean *is_founder,
                        gboolean *is_continued)
{
  Look look = { .known = known, .now = now };

  esp_known_state_clear (now);
  esp_worker_run (esp_engine_get_reader (engine), look_job, &look);
  g_clear_error (&look.error);
  now->place = find_place (engine);
  *is_founder = look.is_founder;
  *is_continued = look.is_continued;
}

/* --- What is wrong ----------------------------------------------------------------------------*/

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf one, two;

  return g_stat (a, &one) == 0 && g_stat (b, &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

/* There is still a file where the note was made, and it is not this one. */
static gboolean
lies_elsewhere (const EspKnownState *known, const char *place)
{
  return known->place && g_file_test (known->place, G_FILE_TEST_EXISTS) &&
         !g_str_equal (known->place, place) && !is_same_file (known->place, place);
}

static char *
name_entry (gint64 sequence, gint64 time)
{
  g_autofree char *text = time ? esp_time_to_rfc3339 (time) : NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT "%s%s", sequence, text ? " of " : "",
                          text ? text : "");
}

static char *
describe (const EspKnownState *known, const EspKnownState *now, gboolean is_founder)
{
  g_autofree char *ours = name_entry (now->size, now->time);
  g_autofree char *theirs = name_entry (known->size, known->time);

  if (!is_founder)
    return g_strdup ("has another founder than the vault that was seen here before");
  if (known->size <= now->size)
    return g_strdup_printf ("does not continue what was seen here: its first %" G_GINT64_FORMAT
                            " entries are others",
                            known->size);
  if (lies_elsewhere (known, now->place))
    return g_strdup_printf ("is a copy, and older than what was seen at %s: its log ends with entry"
                            " %s, and entry %s was seen",
                            known->place, ours, theirs);
  return g_strdup_printf ("is older than what was seen here: its log ends with entry %s, and entry"
                          " %s was seen",
                          ours, theirs);
}

static void
tell_rollback (EspEngine *engine,
               const EspKnownState *known,
               const EspKnownState *now,
               gboolean is_founder)
{
  g_autofree char *sentence = describe (known, now, is_founder);
  EspStateProblem problem = { engine->path, sentence };

  if (g_strcmp0 (esp_engine_get_read_only_reason (engine), "rollback") == 0)
    return;
  esp_engine_stop_writing (engine, "rollback", &problem);
  if (lies_elsewhere (known, now->place))
    return;
  g_mutex_lock (&engine->lock);
  g_free (engine->rollback_fault);
  engine->rollback_fault = g_steal_pointer (&sentence);
  g_mutex_unlock (&engine->lock);
}

gboolean
esp_rollback_is_fault (EspEngine *engine, char **problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  *problem = g_strdup (engine->rollback_fault);
  return *problem != NULL;
}

/* --- Keyring ----------------------------------------------------------------------------------*/

void
esp_rollback_set_keyring_note (EspEngine *engine, EspKeyringNote note)
{
  g_atomic_int_set (&engine->keyring_note, (int) note);
}

const char *
esp_rollback_get_keyring_note (EspEngine *engine)
{
  static const char *const names[] = {
    [ESP_KEYRING_NOTE_NOT_ASKED] = "NOT_ASKED", [ESP_KEYRING_NOTE_KEPT] = "KEPT",
    [ESP_KEYRING_NOTE_NONE] = "NONE",           [ESP_KEYRING_NOTE_LOCKED] = "LOCKED",
    [ESP_KEYRING_NOTE_ABSENT] = "ABSENT",       [ESP_KEYRING_NOTE_SILENT] = "SILENT",
  };

  return names[g_atomic_int_get (&engine->keyring_note)];
}

static void
ask_keyring (EspEngine *engine,
             const char *principal,
             GCancellable *cancellable,
             EspKnownState *known)
{
  EspKeyringNote answer = ESP_KEYRING_NOTE_NOT_ASKED;

  if (principal)
    answer = esp_rollback_note_read_keyring (engine, principal, KEYRING_MS, cancellable, known);
  esp_rollback_set_keyring_note (engine, answer);
}

void
esp_rollback_recall (EspEngine *engine,
                     const char *principal,
                     GCancellable *cancellable,
                     EspKnownState *known)
{
  esp_rollback_note_read_file (engine, known);
  ask_keyring (engine, principal, cancellable, known);
}

/* --- At sign-in -------------------------------------------------------------------------------*/

/* A note of the same state stays where it is: to look at a copy must not make it the vault. */
static gboolean
is_up_to_date (const EspKnownState *known, const EspKnownState *now)
{
  return known->size == now->size && known->place &&
         (g_str_equal (known->place, now->place) || lies_elsewhere (known, now->place));
}

static void
keep_file (EspEngine *engine, const EspKnownState *known, const EspKnownState *now)
{
  g_autofree char *note = is_up_to_date (known, now) ? NULL : esp_rollback_note_write (now);

  if (note)
    esp_rollback_note_keep_file (engine, note);
}

/* Each note for itself: one that is older than the other may still be of another branch. */
static gboolean
compare (EspEngine *engine, const EspKnownState *notes, EspKnownState *now)
{
  gboolean is_founder = TRUE, is_continued = TRUE;
  int newest = notes[IN_KEYRING].size > notes[IN_FILE].size ? IN_KEYRING : IN_FILE;

  for (int i = 0; i < N_NOTES; i++)
    {
      const EspKnownState *known = &notes[i ? N_NOTES - 1 - newest : newest];

      esp_rollback_ask_vault (engine, known, now, &is_founder, &is_continued);
      if (now->size == 0)
        return FALSE;
      if (is_founder && is_continued)
        continue;
      if (!engine->restoring)
        tell_rollback (engine, known, now, is_founder);
      return FALSE;
    }
  return TRUE;
}

static void
notes_clear (EspKnownState (*notes)[N_NOTES])
{
  for (int i = 0; i < N_NOTES; i++)
    esp_known_state_clear (&(*notes)[i]);
}

typedef EspKnownState Notes[N_NOTES];
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Notes, notes_clear)

void
esp_rollback_look (EspEngine *engine, const char *principal, GCancellable *cancellable)
{
  g_auto (Notes) notes = { { 0 } };
  g_auto (EspKnownState) now = { 0 };

  /* What is not as it was signed must not become what is known. */
  if (g_strcmp0 (esp_engine_get_read_only_reason (engine), "state") == 0)
    return;
  esp_rollback_note_read_file (engine, &notes[IN_FILE]);
  ask_keyring (engine, principal, cancellable, &notes[IN_KEYRING]);
  if (!compare (engine, notes, &now))
    return;
  keep_file (engine, &notes[IN_FILE], &now);
  esp_rollback_start (engine, principal, now.size, notes[IN_KEYRING].size);
  if (principal && notes[IN_KEYRING].size != now.size)
    esp_rollback_note (engine);
}
