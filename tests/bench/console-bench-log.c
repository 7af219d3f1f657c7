/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real application on a vault with a long log, led to its activity: until the newest entries
 * are there, while they are scrolled, filtered and searched, and until the vault is locked, all
 * beside the proof of the log that runs then. */
#include "bench-log.h"
#include "console-bench-stage.h"
#include "console/console-activity-page.h"
#include "console/console-event-view.h"
#include "console/console-pages.h"

#include <string.h>

typedef struct
{
  BenchStage base;
  GtkWidget *page;
  ConsoleEventView *view;
  ConsoleEventList *list;
  GtkAdjustment *adjustment;
  gboolean answered; /* what was asked last, at least in part */
  double step;
} Stage;

/* --- What can be seen --------------------------------------------------------------------------*/

static void
find_list (Stage *stage)
{
  stage->page = bench_find (stage->base.window, CONSOLE_TYPE_ACTIVITY_PAGE);
  if (!stage->page)
    return;
  stage->view = console_activity_page_get_view (CONSOLE_ACTIVITY_PAGE (stage->page));
  stage->list = console_event_view_get_list (stage->view);
  stage->adjustment = gtk_scrollable_get_vadjustment (
    GTK_SCROLLABLE (bench_find (GTK_WIDGET (stage->view), GTK_TYPE_LIST_VIEW)));
}

static gboolean
shows_events (gpointer data)
{
  Stage *stage = data;

  if (!stage->base.signed_in)
    return FALSE;
  if (!stage->list)
    find_list (stage);
  return stage->list && gtk_widget_get_mapped (stage->page) &&
         g_list_model_get_n_items (G_LIST_MODEL (stage->list)) > 0;
}

/* Some rows, or nothing more is looked for at the moment. */
static gboolean
has_begun (gpointer data)
{
  Stage *stage = data;

  return stage->answered && (g_list_model_get_n_items (G_LIST_MODEL (stage->list)) > 0 ||
                             !console_event_list_is_loading (stage->list));
}

static gboolean
has_answered (gpointer data)
{
  return !console_event_list_is_loading (((Stage *) data)->list);
}

static void
read_cb (Stage *stage)
{
  stage->answered = TRUE;
}

/* Whoever scrolls has not come to the end of what was read so far. */
static gboolean
has_more (gpointer data)
{
  Stage *stage = data;
  double end = gtk_adjustment_get_value (stage->adjustment) +
               gtk_adjustment_get_page_size (stage->adjustment);

  return end < gtk_adjustment_get_upper (stage->adjustment) - 1 ||
         console_event_list_is_complete (stage->list);
}

static gboolean
is_locked (gpointer data)
{
  return console_session_get_phase (((Stage *) data)->base.session) == CONSOLE_PHASE_LOCKED;
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
wait_for_answer (Stage *stage, const char *name, gint64 began)
{
  g_autofree char *all = g_strconcat (name, "-all", NULL);
  g_autofree char *work = g_strconcat (name, "-work", NULL);
  double longest;

  bench_print_time (name, began, bench_frames_wait (stage->base.frames, name, has_begun, stage));
  longest = bench_frames_get_work (stage->base.frames);
  bench_print_time (all, began, bench_frames_wait (stage->base.frames, all, has_answered, stage));
  longest = MAX (longest, bench_frames_get_work (stage->base.frames));
  g_print ("%s %.1f\n", work, longest);
  bench_rest (200);
}

/* At once, without the wait for the next key. */
static void
ask (Stage *stage, const char *name, const char *resource, const char *outcome, const char *text)
{
  gint64 began = g_get_monotonic_time ();

  stage->answered = FALSE;
  console_event_list_restart (stage->list, resource, outcome, text);
  wait_for_answer (stage, name, began);
}

static char *
find_ca (Stage *stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (console_session_get_engine (stage->base.session),
                                               "ListCertificateAuthorities", NULL, NULL, &error);
  JsonArray *cas = node ?
                     esp_json_get_array (json_node_get_object (node), "CertificateAuthorities") :
                     NULL;

  if (!cas || json_array_get_length (cas) == 0)
    g_error ("there is no authority");
  return g_strdup (esp_json_get_string (json_array_get_object_element (cas, 0), "Arn"));
}

/* --- All of it ---------------------------------------------------------------------------------*/

static void
scroll_step (int number, gpointer data)
{
  Stage *stage = data;

  gtk_adjustment_set_value (stage->adjustment,
                            gtk_adjustment_get_value (stage->adjustment) + stage->step);
}

static void
lock (Stage *stage)
{
  gint64 began = g_get_monotonic_time ();

  console_session_lock (stage->base.session);
  bench_print_time ("log-lock", began,
                    bench_frames_wait (stage->base.frames, "the lock", is_locked, stage));
}

static void
play (gpointer data)
{
  Stage *stage = data;
  g_autofree char *ca = NULL;

  bench_stage_open (&stage->base, "activity", shows_events);
  stage->step = 60;
  bench_frames_run (stage->base.frames, "log-pixels", stage->base.run->n_frames, scroll_step,
                    has_more, stage);
  stage->step = gtk_adjustment_get_page_size (stage->adjustment);
  bench_frames_run (stage->base.frames, "log-pages", stage->base.run->n_frames, scroll_step,
                    has_more, stage);
  ca = find_ca (stage);
  g_signal_connect_swapped (stage->list, "read", G_CALLBACK (read_cb), stage);
  ask (stage, "log-denied", NULL, "DENIED", NULL);
  ask (stage, "log-failed", NULL, "FAILED", NULL);
  ask (stage, "log-ca", ca, NULL, NULL);
  ask (stage, "log-rare-ca", BENCH_LOG_RARE_CA, NULL, NULL);
  ask (stage, "log-revoke", NULL, NULL, "revoke");
  ask (stage, "log-visitor", NULL, NULL, BENCH_LOG_RARE_PERSON);
  ask (stage, "log-nobody", NULL, NULL, "nobody of this name");
  g_signal_handlers_disconnect_by_data (stage->list, stage);
  bench_print_memory ("memory-log");
  lock (stage);
}

int
bench_run_log (const BenchRun *run)
{
  Stage stage = { .base.run = run };

  return bench_stage_run (&stage.base, play);
}
