/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a window has come to rest: a part of pictures.c. Nothing in a window says that all its lists
 * have been read and drawn, so it is seen from outside: nothing waits in the main loop, no timer is
 * about to run out, no thread works, and nothing turns that tells of waiting. */
#pragma once

#include <sys/resource.h>

#define QUIET_MS 60
#define TICK_MS 10
/* Timers that run out so soon after something happened are part of it; a toast's is not, nor is one
 * that comes again and again. */
#define NEAR_MS 310
/* While something is dragged there is a frame after the other. */
#define SETTLE_MAX_MS 1500
#define SPIN_MAX_MS 10000
#define MAX_SOURCES 64

/* Of all threads, in microseconds. */
static gint64
get_work (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_SELF, &usage) != 0)
    return 0;
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

/* One turn of the main loop, which waits no longer than a tick; TRUE: there was nothing to do. @next:
 * milliseconds to the next timer, or -1. */
static gboolean
turn (GMainContext *context, int *next)
{
  GPollFD fds[MAX_SOURCES];
  int priority, n;
  gboolean ready;

  g_main_context_prepare (context, &priority);
  n = g_main_context_query (context, priority, next, fds, MAX_SOURCES);
  g_assert_cmpint (n, <=, MAX_SOURCES);
  g_poll (fds, (guint) n, *next < 0 ? TICK_MS : MIN (*next, TICK_MS));
  ready = g_main_context_check (context, priority, fds, n);
  if (ready)
    g_main_context_dispatch (context);
  return !ready;
}

static void
settle (void)
{
  GMainContext *context = g_main_context_default ();
  gint64 begun = g_get_monotonic_time (), stirred = begun, busy = begun, work = get_work ();
  int next;

  g_main_context_acquire (context);
  while (g_get_monotonic_time () - busy < QUIET_MS * 1000 &&
         g_get_monotonic_time () - begun < SETTLE_MAX_MS * 1000)
    {
      gboolean idle = turn (context, &next);
      gint64 now = g_get_monotonic_time (), done = get_work ();

      /* Turning takes a little itself. */
      if (!idle || done - work > TICK_MS * 1000 / 4)
        stirred = busy = now;
      else if (next >= 0 && now + next * 1000 < stirred + NEAR_MS * 1000)
        busy = now;
      work = done;
    }
  g_main_context_release (context);
}

static gboolean
spins (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_SPINNER (widget))
    return gtk_spinner_get_spinning (GTK_SPINNER (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (spins (child))
      return TRUE;
  return FALSE;
}

static void
settle_in (GtkWindow *window, const char *scene)
{
  gint64 begun = g_get_monotonic_time ();

  settle ();
  while (spins (GTK_WIDGET (window)) && g_get_monotonic_time () - begun < SPIN_MAX_MS * 1000)
    settle ();
  if (spins (GTK_WIDGET (window)))
    g_printerr ("%s: something still turns\n", scene);
}
