/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of audit reports: a part of scenes-fixture.h. */
#pragma once

#include "console/console-reports.h"

static GtkWindow *
open_reports (Stage *stage)
{
  return show_place (stage, "reports");
}

static void
report_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;

  *(ConsoleReportRows **) data = console_report_rows_load_finish (result, &digest, &error);
  g_assert_no_error (error);
}

static gboolean
is_report_loaded (gpointer rows)
{
  return *(ConsoleReportRows **) rows != NULL;
}

/* One with hostile names, whose file has one too. */
static GtkWindow *
open_report_window (Stage *stage)
{
  g_autofree char *folder = g_dir_make_tmp ("console-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "<b>x \u202egnorts.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) made = NULL;
  ConsoleReportRows *rows = NULL;

  json_object_set_string_member (parameters, "AuditReportResponseFormat", "CSV");
  json_object_set_string_member (parameters, "Path", path);
  made = esp_engine_call (console_session_get_engine (stage->session),
                          "CreateCertificateAuthorityAuditReport", parameters, NULL, &error);
  g_assert_no_error (error);
  console_report_rows_load_async (file, NULL, report_loaded_cb, &rows);
  wait_until (is_report_loaded, &rows);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return console_report_window_new (stage->session, rows, "<b>x \u202egnorts.csv", "00ff", NULL,
                                    NULL);
}
