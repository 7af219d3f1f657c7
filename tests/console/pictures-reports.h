/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of audit reports: a part of pictures.c. */
#pragma once

#include "console/console-reports.h"

/* With what was made before. */
static GtkWindow *
reports_cb (Studio *studio)
{
  g_autofree char *path = g_build_filename (studio->scratch, "all.pdf", NULL);
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;

  json_object_set_string_member (parameters, "AuditReportResponseFormat", "PDF");
  json_object_set_string_member (parameters, "Path", path);
  made = esp_engine_call (studio->engine, "CreateCertificateAuthorityAuditReport", parameters, NULL,
                          NULL);
  g_unlink (path);
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "reports");
  return NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *digest = NULL;

  *(ConsoleReportRows **) data = console_report_rows_load_finish (result, &digest, NULL);
}

/* One that was made elsewhere. */
static GtkWindow *
report_window_cb (Studio *studio)
{
  g_autofree char *path = g_build_filename (studio->scratch, "report.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;
  ConsoleReportRows *rows = NULL;

  json_object_set_string_member (parameters, "AuditReportResponseFormat", "CSV");
  json_object_set_string_member (parameters, "Path", path);
  made = esp_engine_call (studio->engine, "CreateCertificateAuthorityAuditReport", parameters, NULL,
                          NULL);
  console_report_rows_load_async (file, NULL, loaded_cb, &rows);
  while (!rows)
    settle ();
  g_unlink (path);
  return console_report_window_new (studio->session, rows, "report.csv", "9bc97c7c7836184aa2", NULL,
                                    NULL);
}

/* The same, with its figures. */
static GtkWindow *
report_figures_cb (Studio *studio)
{
  GtkWindow *window = report_window_cb (studio);

  gtk_widget_activate_action (GTK_WIDGET (window), "page.figures", NULL);
  return window;
}
