/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes outside of the vault, and their comparison with it. */
#include "esp-rollback.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "vault/esp-event-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define NOTE_MAX 4096

void
esp_known_state_clear (EspKnownState *known)
{
  g_clear_pointer (&known->founder, g_free);
  known->size = 0;
}

/* --- Notes ------------------------------------------------------------------------------------*/

static char *
write_note (const EspKnownState *known)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_new ());
  JsonObject *object = json_node_get_object (node);
  g_autofree char *root = esp_hash_to_hex (&known->root);

  json_object_set_string_member (object, "founder", known->founder);
  json_object_set_int_member (object, "size", known->size);
  json_object_set_string_member (object, "root", root);
  return esp_json_to_canonical (node, NULL);
}

/* The newer of what is known and what the note says. */
static void
read_note (const char *text, gsize len, EspKnownState *known)
{
  g_autoptr (JsonNode) node = esp_json_parse (text, (gssize) len, NOTE_MAX, NULL);
  JsonObject *object = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gint64 size = esp_json_get_int (object, "size", 0);
  const char *hex = esp_json_get_string (object, "root");
  const char *founder = esp_json_get_string (object, "founder");
  g_autoptr (GBytes) root = hex ? esp_hex_decode (hex, NULL) : NULL;

  if (size <= known->size || !founder || !root || g_bytes_get_size (root) != ESP_HASH_LEN)
    return;
  g_free (known->founder);
  known->founder = g_strdup (founder);
  known->size = size;
  memcpy (known->root.bytes, g_bytes_get_data (root, NULL), ESP_HASH_LEN);
}

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

/* Beside the secret, under a name that no principal has. */
static char *
keyring_name (const char *principal)
{
  return g_strconcat (principal, " checkpoint", NULL);
}

static void
recall_keyring (EspEngine *engine,
                const char *principal,
                GCancellable *cancellable,
                EspKnownState *known)
{
  g_autofree char *name = keyring_name (principal);
  g_autoptr (EspSecret)
    note = esp_keyring_lookup (engine->keyring, engine->vault_id, name, cancellable, NULL);
  const guint8 *bytes;
  gsize len;

  if (!note)
    return;
  bytes = esp_secret_get_bytes (note, &len);
  read_note ((const char *) bytes, len, known);
}

void
esp_rollback_recall (EspEngine *engine,
                     const char *principal,
                     GCancellable *cancellable,
                     EspKnownState *known)
{
  g_autofree char *path = note_path (engine);
  g_autofree char *text = NULL;
  gsize len;

  if (g_file_get_contents (path, &text, &len, NULL) && len <= NOTE_MAX)
    read_note (text, len, known);
  if (principal)
    recall_keyring (engine, principal, cancellable, known);
}

/* What can't be kept is not kept: the vault works all the same, and the other note may be there. */
static void
keep_file (EspEngine *engine, const char *note)
{
  g_autofree char *folder = note_folder (engine);
  g_autofree char *path = note_path (engine);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents_full (path, note, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
keep_keyring (EspEngine *engine, const char *principal, const char *note, GCancellable *cancellable)
{
  g_autofree char *name = keyring_name (principal);
  g_autofree char *label = g_strdup_printf ("Espalier: newest state (%s)", engine->organization);
  g_autoptr (EspSecret) secret = esp_secret_new_copy (note, strlen (note), NULL);

  if (secret)
    esp_keyring_store (engine->keyring, engine->vault_id, name, label, secret, cancellable, NULL);
}

/* --- The vault --------------------------------------------------------------------------------*/

typedef struct
{
  const EspKnownState *known;
  EspKnownState now;
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

  if (size <= 0 || !esp_event_store_root_at (vault, size, &look->now.root, &look->error))
    return;
  look->now.founder = founder_fingerprint (vault, &look->error);
  look->now.size = look->now.founder ? size : 0;
  look->is_founder = !look->known || !look->known->founder ||
                     g_strcmp0 (look->known->founder, look->now.founder) == 0;
  look->is_continued = !look->known || is_continued (vault, look->known, size);
}

static void
look_clear (Look *look)
{
  esp_known_state_clear (&look->now);
  g_clear_error (&look->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static void
tell_rollback (EspEngine *engine, const Look *look)
{
  g_autofree char *sentence = NULL;
  EspStateProblem problem = { engine->path, NULL };

  if (!look->is_founder)
    sentence = g_strdup ("has another founder than the vault that was seen here before");
  else if (look->known->size > look->now.size)
    sentence = g_strdup_printf ("is older than what was seen here: its log has %" G_GINT64_FORMAT
                                " entries, and had %" G_GINT64_FORMAT,
                                look->now.size, look->known->size);
  else
    sentence = g_strdup_printf ("does not continue what was seen here: its first %" G_GINT64_FORMAT
                                " entries are others",
                                look->known->size);
  problem.problem = sentence;
  esp_engine_stop_writing (engine, "rollback", &problem);
}

void
esp_rollback_look (EspEngine *engine, const char *principal, GCancellable *cancellable)
{
  g_auto (EspKnownState) known = { 0 };
  g_auto (Look) look = { .known = &known };
  g_autofree char *note = NULL;

  /* What is not as it was signed must not become what is known. */
  if (g_strcmp0 (esp_engine_get_read_only_reason (engine), "state") == 0)
    return;
  esp_rollback_recall (engine, principal, cancellable, &known);
  esp_worker_run (esp_engine_get_reader (engine), look_job, &look);
  if (look.now.size == 0)
    return;
  if (!look.is_founder || !look.is_continued)
    {
      if (!engine->restoring)
        tell_rollback (engine, &look);
      return;
    }
  note = write_note (&look.now);
  if (!note)
    return;
  engine->remembered_size = look.now.size;
  keep_file (engine, note);
  if (principal && look.now.size != known.size)
    keep_keyring (engine, principal, note, cancellable);
}

void
esp_rollback_remember (EspEngine *engine)
{
  g_auto (Look) look = { .known = NULL };
  g_autofree char *note = NULL;

  if (esp_engine_get_read_only_reason (engine) || engine->restoring || engine->remembered_size == 0)
    return;
  esp_worker_run (esp_engine_get_reader (engine), look_job, &look);
  if (look.now.size <= engine->remembered_size)
    return;
  note = write_note (&look.now);
  if (note)
    keep_file (engine, note);
  engine->remembered_size = look.now.size;
}
