/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer is read and drawn in a thread: of a plan with 2,000 certificate authorities it has
 * many pages. What is on them: draw/esp-ceremony-pages.h. */
#include "console-ceremony-report.h"

#include "console-error.h"
#include "console-files.h"
#include "console-plan-words.h"
#include "draw/esp-ceremony-pages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspCeremony *ceremony;
  gboolean right_to_left;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  esp_ceremony_free (report->ceremony);
  g_free (report);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Report *report = data;
  GError *error = NULL;
  GBytes *pdf = esp_ceremony_write_pdf (report->ceremony, console_plan_translate,
                                        report->right_to_left, &error);

  if (pdf)
    g_task_return_pointer (task, pdf, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = g_task_propagate_pointer (G_TASK (result), &error);
  const Report *report = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = NULL;

  /* Gone with its window meanwhile. */
  if (!gtk_widget_get_root (GTK_WIDGET (source)))
    return;
  if (!pdf)
    {
      console_error_show (GTK_WIDGET (source), error);
      return;
    }
  /* Translators: %s is the name of a plan */
  name = g_strdup_printf (C_ ("file name", "Ceremony %s.pdf"), report->ceremony->plan);
  console_files_save_bytes (GTK_WIDGET (source), C_ ("file chooser", "Save Report"), name, pdf);
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  g_autoptr (GError) problem = NULL;
  EspCeremony *ceremony = result ? esp_ceremony_read (result, &problem) : NULL;
  g_autoptr (GTask) task = NULL;
  Report *report;

  if (!ceremony)
    {
      console_error_show (owner, error ? error : problem);
      return;
    }
  report = g_new0 (Report, 1);
  report->ceremony = ceremony;
  report->right_to_left = gtk_widget_get_direction (owner) == GTK_TEXT_DIR_RTL;
  task = g_task_new (owner, NULL, written_cb, NULL);
  g_task_set_task_data (task, report, report_free);
  g_task_run_in_thread (task, write_in_thread);
}

void
console_ceremony_report_save (GtkWidget *owner, ConsoleSession *session, const char *run)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Id", run);
  console_session_call (session, owner, "DescribeCeremony", parameters, described_cb, NULL);
}
