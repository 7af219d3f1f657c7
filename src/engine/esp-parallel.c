/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a GThreadPool: its threads outlive it, and with them the random state that OpenSSL keeps for
 * each thread. Joined threads have wiped and released theirs. */
#include "esp-parallel.h"

typedef struct
{
  GFunc func;
  gpointer *items;
  guint n_items;
  int next;
} Work;

static gpointer
take_items (gpointer data)
{
  Work *work = data;
  guint i;

  while ((i = (guint) g_atomic_int_add (&work->next, 1)) < work->n_items)
    work->func (work->items[i], NULL);
  return NULL;
}

void
esp_parallel_run (GFunc func, gpointer *items, guint n_items, guint n_threads)
{
  Work work = { func, items, n_items, 0 };
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  for (guint i = 1; i < MIN (n_threads, n_items); i++)
    {
      GThread *thread = g_thread_try_new ("esp-parallel", take_items, &work, NULL);

      if (thread)
        g_ptr_array_add (threads, thread);
    }
  take_items (&work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
}
