/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that keeps the notes: between a commit and its note lie a disk's sync and a keyring's
 * service, and neither belongs in the way of a commit or of a window. */
#include "esp-rollback-private.h"

#include "esp-rollback-note.h"

/* A command that ends by then has written its note when it closed. */
#define SETTLE_US (G_USEC_PER_SEC / 4)
#define FILE_EVERY_US (2 * G_USEC_PER_SEC)
#define KEYRING_EVERY_US (30 * G_USEC_PER_SEC)
#define KEYRING_MS 5000
/* Who closes a vault waits no longer than that for a keyring. */
#define KEYRING_AT_END_MS 300

/* One of the two notes. */
typedef struct
{
  gboolean due;
  gint64 at;      /* not before; monotonic */
  gint64 written; /* when, likewise */
  gint64 size;    /* what stands there, as far as is known */
} Place;

struct _EspNoter
{
  EspEngine *engine; /* borrowed: it ends the thread before it goes */
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond wake;
  Place file;
  Place keyring;
  char *principal; /* NULL: no keyring */
  gboolean hurry;  /* what is due is due now */
  gboolean stop;
  gboolean ended;
  GCancellable *impatience; /* whoever waits for the end has waited long enough for a keyring */
};

/* --- One round ---------------------------------------------------------------------------------*/

static void
keep_in_file (EspNoter *noter, const char *note, gint64 size)
{
  gboolean kept = esp_rollback_note_keep_file (noter->engine, note);

  g_mutex_lock (&noter->lock);
  noter->file.written = g_get_monotonic_time ();
  if (kept)
    noter->file.size = size;
  g_mutex_unlock (&noter->lock);
}

static void
keep_in_keyring (EspNoter *noter, const char *principal, const char *note, gint64 size)
{
  EspKeyringNote answer = esp_rollback_note_keep_keyring (noter->engine, principal, note,
                                                          KEYRING_MS, noter->impatience);

  esp_rollback_set_keyring_note (noter->engine, answer);
  g_mutex_lock (&noter->lock);
  noter->keyring.written = g_get_monotonic_time ();
  if (answer == ESP_KEYRING_NOTE_KEPT)
    noter->keyring.size = size;
  g_mutex_unlock (&noter->lock);
}

/* Another program may have written meanwhile, and its note must not go back. */
static char *
make_note (EspNoter *noter, gint64 *size)
{
  g_auto (EspKnownState) known = { 0 };
  g_auto (EspKnownState) now = { 0 };
  gboolean is_founder, is_continued;

  *size = 0;
  if (esp_engine_get_read_only_reason (noter->engine) || noter->engine->restoring)
    return NULL;
  esp_rollback_note_read_file (noter->engine, &known);
  esp_rollback_ask_vault (noter->engine, &known, &now, &is_founder, &is_continued);
  if (now.size == 0 || !is_founder || !is_continued)
    return NULL;
  *size = now.size;
  return esp_rollback_note_write (&now);
}

/* Called with the lock, which is not held while disk and keyring work. */
static void
keep (EspNoter *noter, gboolean in_file, gboolean in_keyring)
{
  g_autofree char *principal = g_strdup (noter->principal);
  gint64 in_file_size = noter->file.size, in_keyring_size = noter->keyring.size;
  g_autofree char *note = NULL;
  gint64 size;

  g_mutex_unlock (&noter->lock);
  note = make_note (noter, &size);
  if (note && in_file && size != in_file_size)
    keep_in_file (noter, note, size);
  if (note && in_keyring && principal && size != in_keyring_size)
    keep_in_keyring (noter, principal, note, size);
  g_mutex_lock (&noter->lock);
}

/* --- The thread --------------------------------------------------------------------------------*/

static gboolean
take_due (EspNoter *noter, Place *place)
{
  gboolean now = place->due && (noter->hurry || g_get_monotonic_time () >= place->at);

  if (now)
    place->due = FALSE;
  return now;
}

static void
wait (EspNoter *noter)
{
  gint64 until = G_MAXINT64;

  if (noter->file.due)
    until = noter->file.at;
  if (noter->keyring.due)
    until = MIN (until, noter->keyring.at);
  if (until == G_MAXINT64)
    g_cond_wait (&noter->wake, &noter->lock);
  else
    g_cond_wait_until (&noter->wake, &noter->lock, until);
}

static gpointer
noter_thread (gpointer data)
{
  EspNoter *noter = data;

  g_mutex_lock (&noter->lock);
  for (;;)
    {
      gboolean in_file = take_due (noter, &noter->file);
      gboolean in_keyring = take_due (noter, &noter->keyring);

      if (in_file || in_keyring)
        {
          keep (noter, in_file, in_keyring);
          continue;
        }
      noter->hurry = FALSE;
      if (noter->stop)
        break;
      wait (noter);
    }
  noter->ended = TRUE;
  g_cond_broadcast (&noter->wake);
  g_mutex_unlock (&noter->lock);
  return NULL;
}

/* --- What others ask of it ---------------------------------------------------------------------*/

void
esp_rollback_start (EspEngine *engine, const char *principal, gint64 file_size, gint64 keyring_size)
{
  EspNoter *noter;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  noter = engine->noter;
  if (!noter)
    {
      noter = g_new0 (EspNoter, 1);
      noter->engine = engine;
      noter->impatience = g_cancellable_new ();
      g_mutex_init (&noter->lock);
      g_cond_init (&noter->wake);
    }
  g_mutex_lock (&noter->lock);
  g_free (noter->principal);
  noter->principal = g_strdup (principal);
  noter->file.size = file_size;
  noter->keyring.size = keyring_size;
  noter->keyring.written = 0;
  g_mutex_unlock (&noter->lock);
  if (!engine->noter)
    noter->thread = g_thread_new ("vault-noter", noter_thread, noter);
  engine->noter = noter;
}

static void
make_due (Place *place, gint64 every)
{
  gint64 now = g_get_monotonic_time ();

  if (place->due)
    return;
  place->due = TRUE;
  place->at = now + SETTLE_US;
  if (place->written)
    place->at = MAX (place->at, place->written + every);
}

void
esp_rollback_note (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);
  EspNoter *noter = engine->noter;

  if (!noter)
    return;
  g_mutex_lock (&noter->lock);
  make_due (&noter->file, FILE_EVERY_US);
  if (noter->principal)
    make_due (&noter->keyring, KEYRING_EVERY_US);
  g_cond_broadcast (&noter->wake);
  g_mutex_unlock (&noter->lock);
}

static void
hurry (EspNoter *noter, gboolean stop)
{
  g_mutex_lock (&noter->lock);
  noter->hurry = TRUE;
  noter->stop = stop;
  g_cond_broadcast (&noter->wake);
  g_mutex_unlock (&noter->lock);
}

void
esp_rollback_flush (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  if (engine->noter)
    hurry (engine->noter, FALSE);
}

static void
wait_for_end (EspNoter *noter)
{
  gint64 end = g_get_monotonic_time () + KEYRING_AT_END_MS * 1000;

  g_mutex_lock (&noter->lock);
  while (!noter->ended && g_cond_wait_until (&noter->wake, &noter->lock, end))
    ;
  g_mutex_unlock (&noter->lock);
  g_cancellable_cancel (noter->impatience);
  g_thread_join (noter->thread);
}

void
esp_rollback_stop (EspEngine *engine)
{
  EspNoter *noter;

  g_mutex_lock (&engine->lock);
  noter = g_steal_pointer (&engine->noter);
  g_mutex_unlock (&engine->lock);
  if (!noter)
    return;
  hurry (noter, TRUE);
  wait_for_end (noter);
  g_object_unref (noter->impatience);
  g_mutex_clear (&noter->lock);
  g_cond_clear (&noter->wake);
  g_free (noter->principal);
  g_free (noter);
}
