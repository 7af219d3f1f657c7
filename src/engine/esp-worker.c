/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads with a queue. What the jobs do is not known here. */
#include "esp-worker.h"

#include "esp-config.h"

typedef struct
{
  EspJobFunc func; /* NULL: end of the thread */
  gpointer data;
  gboolean *done; /* somebody waits for it, or NULL */
} Job;

struct _EspWorker
{
  GThread *thread;
  GAsyncQueue *jobs;
  gint load; /* atomic: jobs that wait or run */
  GMutex lock;
  GCond finished;
  char *path;
  EspDatabaseMode mode;
  gboolean opened;
  GError *error;
};

static void
finish (EspWorker *worker, gboolean *done)
{
  g_mutex_lock (&worker->lock);
  *done = TRUE;
  g_cond_broadcast (&worker->finished);
  g_mutex_unlock (&worker->lock);
}

static void
wait_for (EspWorker *worker, gboolean *done)
{
  g_mutex_lock (&worker->lock);
  while (!*done)
    g_cond_wait (&worker->finished, &worker->lock);
  g_mutex_unlock (&worker->lock);
}

static gpointer
run_thread (gpointer data)
{
  EspWorker *worker = data;
  g_autoptr (EspVault) vault = esp_vault_open (worker->path, worker->mode, &worker->error);
  gboolean more = vault != NULL;

  finish (worker, &worker->opened);
  while (more)
    {
      g_autofree Job *job = g_async_queue_pop (worker->jobs);

      more = job->func != NULL;
      if (job->func)
        job->func (vault, job->data);
      g_atomic_int_add (&worker->load, -1);
      if (job->done)
        finish (worker, job->done);
    }
  return NULL;
}

static void
worker_free (EspWorker *worker)
{
  g_async_queue_unref (worker->jobs);
  g_mutex_clear (&worker->lock);
  g_cond_clear (&worker->finished);
  g_clear_error (&worker->error);
  g_free (worker->path);
  g_free (worker);
}

EspWorker *
esp_worker_start (const char *name, const char *path, EspDatabaseMode mode, GError **error)
{
  EspWorker *worker = g_new0 (EspWorker, 1);

  worker->jobs = g_async_queue_new ();
  worker->path = g_strdup (path);
  worker->mode = mode;
  g_mutex_init (&worker->lock);
  g_cond_init (&worker->finished);
  worker->thread = g_thread_new (name, run_thread, worker);
  wait_for (worker, &worker->opened);
  if (worker->error)
    {
      g_thread_join (worker->thread);
      g_propagate_error (error, g_steal_pointer (&worker->error));
      worker_free (worker);
      return NULL;
    }
  return worker;
}

void (*esp_worker_before_push) (EspJobFunc func);

static void
push (EspWorker *worker, EspJobFunc func, gpointer data, gboolean *done)
{
  Job *job = g_new0 (Job, 1);

#if ESP_TEST_HOOKS
  if (esp_worker_before_push)
    esp_worker_before_push (func);
#endif
  job->func = func;
  job->data = data;
  job->done = done;
  g_atomic_int_inc (&worker->load);
  g_async_queue_push (worker->jobs, job);
}

int
esp_worker_get_load (EspWorker *worker)
{
  return g_atomic_int_get (&worker->load);
}

void
esp_worker_push (EspWorker *worker, EspJobFunc func, gpointer data)
{
  push (worker, func, data, NULL);
}

void
esp_worker_run (EspWorker *worker, EspJobFunc func, gpointer data)
{
  gboolean done = FALSE;

  push (worker, func, data, &done);
  wait_for (worker, &done);
}

void
esp_worker_stop (EspWorker *worker)
{
  if (!worker)
    return;
  push (worker, NULL, NULL, NULL);
  g_thread_join (worker->thread);
  worker_free (worker);
}
