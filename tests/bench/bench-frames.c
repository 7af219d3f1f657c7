/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame ends when the display server has drawn it: after each one the server is waited for, so
 * that its work counts and no queue grows out of sight. */
#include "bench-frames.h"

#include <stdlib.h>
#include <time.h>

#define DEADLINE_SECONDS 60
#define WARM_FRAMES 5 /* not counted: the first frame after a pause waits for the clock */

struct _BenchFrames
{
  GtkWidget *window;
  GdkFrameClock *clock;
  gint64 begun;
  gint64 begun_before;

  BenchCondition condition; /* that is waited for */
  gpointer data;
  gboolean held;
  gint64 reached;
  gint64 used;         /* of the processor, at the last look */
  gint64 work_at_once; /* the most between two looks */

  BenchStep step;
  BenchCondition shown;
  int n, n_done, n_blank;
  double *work, *frame;
};

static double
milliseconds (gint64 from, gint64 to)
{
  return (double) (to - from) / 1000;
}

static void
before_cb (BenchFrames *frames)
{
  frames->begun_before = frames->begun;
  frames->begun = g_get_monotonic_time ();
  frames->held = frames->condition && frames->condition (frames->data);
  if (frames->step)
    {
      int i = frames->n_done - WARM_FRAMES;

      if (i >= 1)
        frames->frame[i - 1] = milliseconds (frames->begun_before, frames->begun);
      if (frames->n_done < frames->n + WARM_FRAMES)
        frames->step (frames->n_done, frames->data);
    }
}

static void
after_cb (BenchFrames *frames)
{
  gint64 now = g_get_monotonic_time ();
  int i = frames->n_done - WARM_FRAMES;

  gdk_display_sync (gtk_widget_get_display (frames->window));
  if (frames->held && gtk_widget_get_mapped (frames->window) && !frames->reached)
    frames->reached = g_get_monotonic_time ();
  if (!frames->step)
    return;
  if (i >= 0 && i < frames->n)
    {
      frames->work[i] = milliseconds (frames->begun, now);
      frames->n_blank += !frames->shown (frames->data);
    }
  frames->n_done++;
}

BenchFrames *
bench_frames_new (GtkWidget *window)
{
  BenchFrames *frames = g_new0 (BenchFrames, 1);

  frames->window = window;
  frames->clock = g_object_ref (gtk_widget_get_frame_clock (window));
  frames->begun = g_get_monotonic_time ();
  g_signal_connect_swapped (frames->clock, "before-paint", G_CALLBACK (before_cb), frames);
  g_signal_connect_swapped (frames->clock, "after-paint", G_CALLBACK (after_cb), frames);
  return frames;
}

void
bench_frames_free (BenchFrames *frames)
{
  g_signal_handlers_disconnect_by_data (frames->clock, frames);
  g_object_unref (frames->clock);
  g_free (frames);
}

/* --- Waiting -----------------------------------------------------------------------------------*/

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Microseconds of the processor that this thread has had: what others take from it doesn't count.
 */
static gint64
get_used (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* A condition may become true without anything new to draw. */
static gboolean
ask_cb (gpointer data)
{
  BenchFrames *frames = data;
  gint64 used = get_used ();

  frames->work_at_once = MAX (frames->work_at_once, used - frames->used);
  frames->used = used;
  if (frames->condition && frames->condition (frames->data))
    gtk_widget_queue_draw (frames->window);
  return G_SOURCE_CONTINUE;
}

gint64
bench_frames_wait (BenchFrames *frames, const char *what, BenchCondition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint source = g_timeout_add (5, ask_cb, frames);

  frames->condition = condition;
  frames->data = data;
  frames->held = FALSE;
  frames->reached = 0;
  frames->used = get_used ();
  frames->work_at_once = 0;
  while (!frames->reached && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  frames->condition = NULL;
  if (!frames->reached)
    g_error ("waited in vain for %s", what);
  return frames->reached;
}

double
bench_frames_get_work (BenchFrames *frames)
{
  return milliseconds (0, frames->work_at_once);
}

/* --- Many frames -------------------------------------------------------------------------------*/

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_part (const char *name, const char *what, double *values, int n)
{
  qsort (values, (gsize) n, sizeof *values, compare_doubles);
  g_print ("%s-%s %.2f\n", name, what, values[n / 2]);
  g_print ("%s-%s-95 %.2f\n", name, what, values[n * 95 / 100]);
}

void
bench_frames_run (BenchFrames *frames,
                  const char *name,
                  int n,
                  BenchStep step,
                  BenchCondition shown,
                  gpointer data)
{
  g_autofree double *work = g_new0 (double, n);
  g_autofree double *frame = g_new0 (double, n);
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint source = g_timeout_add_seconds (1, wake_cb, NULL);

  frames->work = work;
  frames->frame = frame;
  frames->n = n;
  frames->n_done = frames->n_blank = 0;
  frames->shown = shown;
  frames->data = data;
  frames->step = step;
  gdk_frame_clock_begin_updating (frames->clock);
  /* One more, because what lies between two frames is known when the next one begins. */
  while (frames->n_done <= n + WARM_FRAMES && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  gdk_frame_clock_end_updating (frames->clock);
  g_source_remove (source);
  frames->step = NULL;
  if (frames->n_done <= n + WARM_FRAMES)
    g_error ("scrolling by %s takes too long", name);
  print_part (name, "work", work, n);
  print_part (name, "frame", frame, n);
  g_print ("%s-blank %.1f\n", name, 100.0 * frames->n_blank / n);
}
