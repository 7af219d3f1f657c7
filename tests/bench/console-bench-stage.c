/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in is done by the engine as the unlock page does it, without the person who types. */
#include "console-bench-stage.h"

#include "bench-vault.h"
#include "console/console-application.h"
#include "console/console-window.h"

#include <stdlib.h>
#include <string.h>

/* --- Small things ------------------------------------------------------------------------------*/

void
bench_print_time (const char *name, gint64 from, gint64 to)
{
  g_print ("%s %.1f\n", name, (double) (to - from) / 1000);
}

void
bench_print_memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) &&
      (line = strstr (status, "\nVmRSS:")))
    g_print ("%s %.1f\n", name, (double) g_ascii_strtoll (line + 7, NULL, 10) / 1024);
}

GtkWidget *
bench_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = bench_find (child, type);
  return found;
}

static gboolean
always (gpointer data)
{
  return TRUE;
}

void
bench_rest (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* --- Opening -----------------------------------------------------------------------------------*/

static gboolean
is_locked (gpointer data)
{
  return console_session_get_phase (((BenchStage *) data)->session) == CONSOLE_PHASE_LOCKED;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!esp_engine_sign_in_finish (ESP_ENGINE (source), result, &error))
    g_error ("signing in: %s", error->message);
  ((BenchStage *) data)->signed_in = TRUE;
}

static gboolean
unlocked_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  ((BenchStage *) data)->unlocked = g_get_monotonic_time ();
  return FALSE;
}

static void
sign_in (BenchStage *stage)
{
  guint signal = g_signal_lookup ("session-changed", ESP_TYPE_ENGINE);
  g_autoptr (EspSecret)
    passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);

  g_signal_add_emission_hook (signal, 0, unlocked_cb, stage, NULL);
  esp_engine_sign_in_async (console_session_get_engine (stage->session), BENCH_PERSON, NULL,
                            passphrase, NULL, signed_in_cb, stage);
  while (!stage->signed_in)
    g_main_context_iteration (NULL, TRUE);
}

void
bench_stage_open (BenchStage *stage, const char *place, BenchCondition shown_when)
{
  gint64 started = stage->run->started, at, shown;

  at = bench_frames_wait (stage->frames, "the first frame", always, stage);
  bench_print_time ("first-frame", started, at);
  at = bench_frames_wait (stage->frames, "the unlock page", is_locked, stage);
  bench_print_time ("unlock-page", started, at);
  console_session_set_place (stage->session, place);
  sign_in (stage);
  shown = bench_frames_wait (stage->frames, place, shown_when, stage);
  bench_print_time ("sign-in", at, stage->unlocked);
  bench_print_time ("certificates", stage->unlocked, shown);
  bench_print_time ("opened", started, shown);
  bench_print_time ("opened-less-sign-in", stage->unlocked - at, shown - started);
  bench_rest (500);
  bench_print_memory ("memory");
}

/* --- Processes ---------------------------------------------------------------------------------*/

typedef struct
{
  BenchStage *stage;
  BenchScene scene;
} Play;

static void
print_place (GtkWidget *window)
{
  g_print ("# %s, %s, %d × %d\n",
           G_OBJECT_TYPE_NAME (gtk_native_get_renderer (gtk_widget_get_native (window))),
           G_OBJECT_TYPE_NAME (gtk_widget_get_display (window)), gtk_widget_get_width (window),
           gtk_widget_get_height (window));
}

static void
vault_cb (GApplication *application, gpointer data)
{
  const Play *play = data;
  BenchStage *stage = play->stage;

  stage->window = GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (application)));
  stage->session = console_window_get_session (CONSOLE_WINDOW (stage->window));
  stage->frames = bench_frames_new (stage->window);
  play->scene (stage);
  print_place (stage->window);
  g_clear_pointer (&stage->frames, bench_frames_free);
  g_application_quit (application);
}

int
bench_stage_run (BenchStage *stage, BenchScene scene)
{
  const char *arguments[] = { "espalier", "--vault", stage->run->vault, NULL };
  const Play play = { stage, scene };
  gboolean secure = esp_init ();
  g_autoptr (ConsoleApplication) application = console_application_new (secure);

  if (!secure)
    g_error ("there is no secure memory");
  g_signal_connect_after (application, "activate", G_CALLBACK (vault_cb), (gpointer) &play);
  return g_application_run (G_APPLICATION (application), 3, (char **) arguments);
}
