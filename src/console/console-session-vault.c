/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, closing and locking the vault: they wait for a disk or for operations that have begun,
 * so they run in a thread, one after the other in the order in which they were asked for. */
#include "console-error.h"
#include "console-session.h"

typedef struct
{
  EspEngine *engine;
  char *path; /* NULL: only close */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->engine);
  g_free (opening->path);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;

  esp_engine_close (opening->engine);
  if (opening->path && !esp_engine_open (opening->engine, opening->path, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *ref = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (ref);
  g_autoptr (GError) error = NULL;

  console_session_refresh (CONSOLE_SESSION (source));
  if (!g_task_propagate_boolean (G_TASK (result), &error) && owner)
    console_error_show (owner, error);
  g_weak_ref_clear (ref);
  g_free (ref);
}

static void
start (ConsoleSession *session, GtkWidget *owner, const char *path)
{
  EspEngine *engine = console_session_get_engine (session);
  g_autoptr (GTask) task = NULL;
  Opening *opening = g_new0 (Opening, 1);
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, owner);
  opening->engine = g_object_ref (engine);
  opening->path = g_strdup (path);
  /* The engine's own timer belongs to this thread. */
  esp_engine_watch (engine, FALSE);
  task = g_task_new (session, NULL, opened_cb, ref);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, opening, opening_free);
  esp_task_run_in_thread (task, open_in_thread);
}

void
console_session_open (ConsoleSession *session, GtkWidget *owner, const char *path)
{
  start (session, owner, path);
}

void
console_session_close (ConsoleSession *session)
{
  start (session, NULL, NULL);
}

static void
lock_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  esp_engine_lock (data);
  g_task_return_boolean (task, TRUE);
}

void
console_session_lock (ConsoleSession *session)
{
  g_autoptr (GTask) task = NULL;

  if (console_session_get_phase (session) != CONSOLE_PHASE_OPEN)
    return;
  task = g_task_new (session, NULL, NULL, NULL);
  g_task_set_source_tag (task, console_session_lock);
  g_task_set_task_data (task, g_object_ref (console_session_get_engine (session)), g_object_unref);
  esp_task_run_in_thread (task, lock_in_thread);
}
