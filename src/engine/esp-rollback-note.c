/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The note's text, its file, and its item in the keyring. What it is compared with is in
 * esp-rollback.c. */
#include "esp-rollback-note.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOTE_MAX 4096
/* A keyring's item holds no more than that (esp-keyring.h); longer places are left out. */
#define PLACE_MAX 2048
/* How soon it is seen that nobody waits any more. */
#define SLICE_US (G_USEC_PER_SEC / 20)

void
esp_known_state_clear (EspKnownState *known)
{
  g_clear_pointer (&known->founder, g_free);
  g_clear_pointer (&known->place, g_free);
  known->size = 0;
}

/* --- Text --------------------------------------------------------------------------------------*/

char *
esp_rollback_note_write (const EspKnownState *known)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_new ());
  JsonObject *object = json_node_get_object (node);
  g_autofree char *root = esp_hash_to_hex (&known->root);

  json_object_set_string_member (object, "founder", known->founder);
  json_object_set_int_member (object, "size", known->size);
  json_object_set_string_member (object, "root", root);
  if (known->time)
    json_object_set_int_member (object, "time", known->time);
  if (known->place && strlen (known->place) <= PLACE_MAX &&
      g_utf8_validate (known->place, -1, NULL))
    json_object_set_string_member (object, "place", known->place);
  return esp_json_to_canonical (node, NULL);
}

void
esp_rollback_note_read (const char *text, gsize len, EspKnownState *known)
{
  g_autoptr (JsonNode) node = esp_json_parse (text, (gssize) len, NOTE_MAX, NULL);
  JsonObject *object = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gint64 size = esp_json_get_int (object, "size", 0);
  const char *hex = esp_json_get_string (object, "root");
  const char *founder = esp_json_get_string (object, "founder");
  g_autoptr (GBytes) root = hex ? esp_hex_decode (hex, NULL) : NULL;

  if (size <= known->size || !founder || !root || g_bytes_get_size (root) != ESP_HASH_LEN)
    return;
  esp_known_state_clear (known);
  known->founder = g_strdup (founder);
  known->place = g_strdup (esp_json_get_string (object, "place"));
  known->time = esp_json_get_int (object, "time", 0);
  known->size = size;
  memcpy (known->root.bytes, g_bytes_get_data (root, NULL), ESP_HASH_LEN);
}

/* --- File --------------------------------------------------------------------------------------*/

static char *
note_folder (EspEngine *engine)
{
  return g_build_filename (g_get_user_state_dir (), "espalier", engine->vault_id, NULL);
}

static char *
note_path (EspEngine *engine)
{
  g_autofree char *folder = note_folder (engine);

  return g_build_filename (folder, "checkpoint.json", NULL);
}

void
esp_rollback_note_read_file (EspEngine *engine, EspKnownState *known)
{
  g_autofree char *path = note_path (engine);
  g_autofree char *text = NULL;
  gsize len;

  if (g_file_get_contents (path, &text, &len, NULL) && len <= NOTE_MAX)
    esp_rollback_note_read (text, len, known);
}

gboolean
esp_rollback_note_keep_file (EspEngine *engine, const char *note)
{
  g_autofree char *folder = note_folder (engine);
  g_autofree char *path = note_path (engine);

  return g_mkdir_with_parents (folder, 0700) == 0 &&
         g_file_set_contents_full (path, note, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

/* --- Keyring -----------------------------------------------------------------------------------*/

/* What a thread asks of the keyring. Whoever wants the answer may have gone when it comes. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex lock; /* guards what follows */
  GCond finished;
  gboolean done;
  EspSecret *secret; /* what is stored, or was found */
  GError *error;
  GCancellable *cancellable;
  EspKeyring *keyring;
  char *vault;
  char *name;
  char *label; /* NULL: it is read */
} Errand;

static void
errand_unref (Errand *errand)
{
  if (!g_atomic_ref_count_dec (&errand->ref_count))
    return;
  g_mutex_clear (&errand->lock);
  g_cond_clear (&errand->finished);
  esp_secret_unref (errand->secret);
  g_clear_error (&errand->error);
  g_object_unref (errand->cancellable);
  esp_keyring_unref (errand->keyring);
  g_free (errand->vault);
  g_free (errand->name);
  g_free (errand->label);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_unref)

static gpointer
errand_thread (gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (EspSecret) found = NULL;
  GError *error = NULL;

  if (errand->label)
    esp_keyring_put (errand->keyring, errand->vault, errand->name, errand->label, errand->secret,
                     errand->cancellable, &error);
  else
    found = esp_keyring_peek (errand->keyring, errand->vault, errand->name, errand->cancellable,
                              &error);
  g_mutex_lock (&errand->lock);
  errand->done = TRUE;
  errand->error = error;
  if (found)
    errand->secret = g_steal_pointer (&found);
  g_cond_broadcast (&errand->finished);
  g_mutex_unlock (&errand->lock);
  return NULL;
}

/* Beside the secret, under a name that no principal has. */
static Errand *
errand_new (EspEngine *engine, const char *principal)
{
  Errand *errand = g_new0 (Errand, 1);

  g_atomic_ref_count_init (&errand->ref_count);
  g_mutex_init (&errand->lock);
  g_cond_init (&errand->finished);
  errand->cancellable = g_cancellable_new ();
  errand->keyring = esp_keyring_ref (engine->keyring);
  errand->vault = g_strdup (engine->vault_id);
  errand->name = g_strconcat (principal, " checkpoint", NULL);
  return errand;
}

static EspKeyringNote
judge (const Errand *errand)
{
  if (!errand->done)
    return ESP_KEYRING_NOTE_SILENT;
  if (!errand->error)
    return ESP_KEYRING_NOTE_KEPT;
  if (esp_error_has_reason (errand->error, ESP_REASON_KEYRING_MISSING))
    return ESP_KEYRING_NOTE_NONE;
  return esp_error_has_reason (errand->error, ESP_REASON_KEYRING_LOCKED) ? ESP_KEYRING_NOTE_LOCKED :
                                                                           ESP_KEYRING_NOTE_ABSENT;
}

/* FALSE when the time is over. */
static gboolean
wait_a_little (Errand *errand, gint64 end, GCancellable *cancellable)
{
  gint64 now = g_get_monotonic_time ();

  if (now >= end || g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_cond_wait_until (&errand->finished, &errand->lock, MIN (end, now + SLICE_US));
  return TRUE;
}

static EspKeyringNote
errand_run (Errand *errand, guint limit_ms, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + (gint64) limit_ms * 1000;
  g_autoptr (GMutexLocker) locker = NULL;
  EspKeyringNote answer;

  g_atomic_ref_count_inc (&errand->ref_count);
  g_thread_unref (g_thread_new ("vault-keyring", errand_thread, errand));
  locker = g_mutex_locker_new (&errand->lock);
  while (!errand->done && wait_a_little (errand, end, cancellable))
    ;
  answer = judge (errand);
  if (!errand->done)
    g_cancellable_cancel (errand->cancellable);
  return answer;
}

EspKeyringNote
esp_rollback_note_read_keyring (EspEngine *engine,
                                const char *principal,
                                guint limit_ms,
                                GCancellable *cancellable,
                                EspKnownState *known)
{
  g_autoptr (Errand) errand = errand_new (engine, principal);
  EspKeyringNote answer = errand_run (errand, limit_ms, cancellable);
  const guint8 *bytes;
  gsize len;

  if (answer != ESP_KEYRING_NOTE_KEPT)
    return answer;
  bytes = esp_secret_get_bytes (errand->secret, &len);
  esp_rollback_note_read ((const char *) bytes, len, known);
  return answer;
}

EspKeyringNote
esp_rollback_note_keep_keyring (EspEngine *engine,
                                const char *principal,
                                const char *note,
                                guint limit_ms,
                                GCancellable *cancellable)
{
  g_autoptr (Errand) errand = errand_new (engine, principal);

  errand->label = g_strdup_printf ("Espalier: newest state (%s)", engine->organization);
  errand->secret = esp_secret_new_copy (note, strlen (note), NULL);
  return errand->secret ? errand_run (errand, limit_ms, cancellable) : ESP_KEYRING_NOTE_ABSENT;
}
