/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit reports in the window: the page against what the engine answers, a report of everything
 * that is opened again and recognised, one that was changed and is not, one from elsewhere with
 * search, and what is no report. Every warning is fatal. */
#include "console/console-chart.h"
#include "console/console-dialogs.h"
#include "console/console-figures.h"
#include "console/console-form.h"
#include "console/console-pages.h"
#include "console/console-reports.h"

#include "pages-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define MANY 200000

static char *
make_report (Fixture *fixture, const char *format, const char *name)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) made = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);

  json_object_set_string_member (parameters, "AuditReportResponseFormat", format);
  json_object_set_string_member (parameters, "Path", path);
  made = esp_engine_call (fixture->engine, "CreateCertificateAuthorityAuditReport", parameters,
                          NULL, &error);
  g_assert_no_error (error);
  return path;
}

static JsonObject *
ask_reports (Fixture *fixture, JsonNode **node)
{
  g_autoptr (GError) error = NULL;

  *node = esp_engine_call (fixture->engine, "ListCertificateAuthorityAuditReports", NULL, NULL,
                           &error);
  g_assert_no_error (error);
  return json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (*node), "AuditReports"), 0);
}

static GtkWindow *
find_window (const char *type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (window), type))
        return window;
    }
  return NULL;
}

static gboolean
is_opened (gpointer data)
{
  return find_window ("ConsoleReportWindow") != NULL;
}

static gboolean
is_closed (gpointer data)
{
  return find_window ("ConsoleReportWindow") == NULL;
}

static GtkWindow *
open_report (GtkWidget *page, const char *path, JsonObject *expected)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  console_reports_page_open (CONSOLE_REPORTS_PAGE (page), file, expected);
  wait_until (is_opened, NULL);
  return find_window ("ConsoleReportWindow");
}

static void
close_report (GtkWindow *window)
{
  audit (GTK_WIDGET (window));
  gtk_window_destroy (window);
  wait_until (is_closed, NULL);
}

/* --- The page ----------------------------------------------------------------------------------*/

static gboolean
is_high (gpointer chart)
{
  return gtk_widget_get_height (chart) > 100;
}

static void
test_page (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_report (fixture, "PDF", "all.pdf");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *record = ask_reports (fixture, &node);
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);
  GtkWidget *chart;

  wait_for_text (page, "Issued and Revoked per Month");
  wait_for_text (page, "Everything");
  wait_for_text (page, esp_json_get_string (record, "Digest"));
  /* By number at first, by name as soon as that is known. */
  wait_for_text (page, "Aurelia Radio (333344445555)");
  wait_for_text (page, HOSTILE_SHOWN);
  chart = find_type (page, CONSOLE_TYPE_CHART);
  g_assert_nonnull (chart);
  g_assert_true (
    gtk_test_accessible_has_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  wait_until (is_high, chart);
  audit (page);
  assert_gone_with (window, page);
}

/* --- Opened again ------------------------------------------------------------------------------*/

static void
test_made_here (Fixture *fixture, gconstpointer data)
{
  static const char *const formats[] = { "JSON", "CSV", "PDF" };
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = make_report (fixture, formats[i], formats[i]);
      g_autoptr (JsonNode) node = NULL;
      JsonObject *record = ask_reports (fixture, &node);
      GtkWindow *report;

      wait_for_text (page, esp_json_get_string (record, "Digest"));
      report = open_report (page, path, record);
      g_assert_nonnull (strstr (console_report_window_get_verdict (report), "byte for byte"));
      g_assert_cmpstr (console_report_rows_get_format (console_report_window_get_rows (report)), ==,
                       formats[i]);
      if (i < 2)
        g_assert_cmpuint (console_report_rows_get_n_all (console_report_window_get_rows (report)),
                          ==, esp_json_get_int (record, "Rows", 0));
      else
        wait_for_text (GTK_WIDGET (report), "A Report on Paper");
      close_report (report);
    }
  assert_gone_with (window, page);
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_report (fixture, "CSV", "all.csv");
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *record = ask_reports (fixture, &node);
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);
  GtkWindow *report;

  wait_for_text (page, esp_json_get_string (record, "Digest"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  *strstr (text, "Radio") = 'r';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  report = open_report (page, path, record);
  g_assert_nonnull (strstr (console_report_window_get_verdict (report), "This is not the report"));
  close_report (report);
  report = open_report (page, path, NULL);
  g_assert_nonnull (strstr (console_report_window_get_verdict (report), "comes from elsewhere"));
  close_report (report);
  assert_gone_with (window, page);
}

/* --- From elsewhere ----------------------------------------------------------------------------*/

static char *
write_foreign (Fixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "foreign.csv", NULL);
  GString *text = g_string_new ("awsAccountId,certificateArn,serial,Subject,notBefore,notAfter,"
                                "issuedAt,revokedAt,revocationReason\n");

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (
      text,
      "111122223333,arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/"
      "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/certificate/%032x,%032x,"
      "\"CN=unit-%06u,O=A&B <b>x</b> \u202egnorts\",2020-01-10T08:00:00+0000,"
      "2040-01-10T08:00:00+0000,2020-01-10T08:00:00+0000,%s\n",
      i, i, i, i % 7 ? "," : "2026-02-01T12:30:00+0000,KEY_COMPROMISE");
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  g_string_free (text, TRUE);
  return path;
}

static gboolean
is_found (gpointer rows)
{
  return !console_report_rows_is_searching (rows);
}

static guint
count_figures (GtkWidget *widget)
{
  guint n = CONSOLE_IS_FIGURES (widget) && gtk_widget_get_mapped (widget) ? 1 : 0;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child; child = gtk_widget_get_next_sibling (child))
    n += count_figures (child);
  return n;
}

static gboolean
has_figures (gpointer window)
{
  return count_figures (window) == ESP_REPORT_N_BY;
}

static gboolean
has_no_figures (gpointer window)
{
  return count_figures (window) == 0;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *tooltip)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;
  for (; child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found)
        return found;
    }
  return NULL;
}

/* Charts and figures of what is in the file, by whom it was asked for and who issued it. */
static void
judge_figures (GtkWindow *window)
{
  GtkWidget *figures = find_button (GTK_WIDGET (window), "Charts and Figures");

  g_assert_nonnull (figures);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (figures), TRUE);
  wait_until (has_figures, window);
  audit (GTK_WIDGET (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "page.search", NULL);
  wait_until (has_no_figures, window);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_foreign (fixture);
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);
  GtkWindow *report = open_report (page, path, NULL);
  ConsoleReportRows *rows = console_report_window_get_rows (report);
  g_autoptr (ConsoleReportRow) row = g_list_model_get_item (G_LIST_MODEL (rows), 123457);

  g_assert_cmpuint (console_report_rows_get_n_all (rows), ==, MANY);
  g_assert_true (g_str_has_prefix (console_report_row_get_subject (row), "CN=unit-123457,"));
  wait_for_text (GTK_WIDGET (report), HOSTILE_SHOWN);
  wait_for_text (GTK_WIDGET (report), "Key compromise");
  console_report_rows_search (rows, "no such thing");
  console_report_rows_search (rows, " UNIT-1999");
  wait_until (is_found, rows);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 100);
  wait_for_text (GTK_WIDGET (report), "100 of 200");
  console_report_rows_search (rows, "nowhere");
  wait_until (is_found, rows);
  wait_for_text (GTK_WIDGET (report), "No Match");
  console_report_rows_search (rows, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, MANY);
  g_assert_cmpint (esp_report_counts_get_total (console_report_rows_get_counts (rows))->issued, ==,
                   MANY);
  judge_figures (report);
  close_report (report);
  assert_gone_with (window, page);
}

static gboolean
is_refused (gpointer data)
{
  return find_window ("AdwMessageDialog") != NULL;
}

/* With the place, so that somebody finds it. */
static void
test_no_report (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "broken.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);

  g_assert_true (g_file_set_contents (path, "[\n  {\"serial\": 7}]", -1, NULL));
  console_reports_page_open (CONSOLE_REPORTS_PAGE (page), file, NULL);
  wait_until (is_refused, NULL);
  wait_for_text (GTK_WIDGET (find_window ("AdwMessageDialog")), "line 2, column 14");
  gtk_window_destroy (find_window ("AdwMessageDialog"));
  assert_gone_with (window, page);
}

/* A pipe would be waited for without end. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "pipe.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *page = console_reports_page_new (fixture->session);
  GtkWidget *window = present (page);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  console_reports_page_open (CONSOLE_REPORTS_PAGE (page), file, NULL);
  wait_until (is_refused, NULL);
  gtk_window_destroy (find_window ("AdwMessageDialog"));
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_gone_with (window, page);
}

/* --- Made
 * ---------------------------------------------------------------------------------------*/

typedef struct
{
  gboolean is_done;
  char *digest; /* NULL: there was no report */
} Outcome;

static Outcome outcome;

static void
made_cb (ConsoleFormWindow *window, JsonObject *result)
{
  outcome.is_done = TRUE;
  outcome.digest = result ? g_strdup (esp_json_get_string (result, "Digest")) : NULL;
}

static gboolean
is_made (gpointer data)
{
  return outcome.is_done;
}

static void
begin_report (ConsoleFormWindow *dialog, const char *path)
{
  JsonObject *parameters = json_object_new ();

  outcome = (Outcome){ 0 };
  json_object_set_string_member (parameters, "AuditReportResponseFormat", "PDF");
  json_object_set_string_member (parameters, "Path", path);
  console_form_window_call_long (dialog, "CreateCertificateAuthorityAuditReport", parameters,
                                 made_cb);
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

/* Cancel stops a report and leaves the form; nothing is left of it. Then it is made. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_report_dialog_new (fixture->session, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "stopped.pdf", NULL);
  gboolean busy = FALSE;

  gtk_window_present (dialog);
  wait_until (is_mapped, dialog);
  begin_report (CONSOLE_FORM_WINDOW (dialog), path);
  g_object_get (dialog, "busy", &busy, NULL);
  g_assert_true (busy);
  gtk_window_close (dialog);
  wait_until (is_made, NULL);
  g_assert_null (outcome.digest);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (dialog)));
  g_object_get (dialog, "busy", &busy, NULL);
  g_assert_false (busy);
  begin_report (CONSOLE_FORM_WINDOW (dialog), path);
  wait_until (is_made, NULL);
  g_assert_nonnull (outcome.digest);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (outcome.digest);
  gtk_window_destroy (dialog);
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = gtk_widget_has_css_class (widget, "report-row") ? 1 : 0;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static gboolean
is_whole (gpointer page)
{
  return count_rows (page) == 6;
}

/* The newest are shown at once, the others where somebody asks for them. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window, *more;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("history-%u.csv", i);
      g_autofree char *path = make_report (fixture, "CSV", name);
    }
  page = console_reports_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "Show 3 More");
  g_assert_cmpuint (count_rows (page), ==, 3);
  more = gtk_widget_get_ancestor (find_text (page, "Show 3 More"), ADW_TYPE_ACTION_ROW);
  adw_action_row_activate (ADW_ACTION_ROW (more));
  wait_until (is_whole, page);
  g_assert_null (find_text (page, "Show 3 More"));
  audit (page);
  assert_gone_with (window, page);
}

/* Who may do nothing with reports reads why. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window;

  sign_in_as (fixture->engine, "sven.lindgren");
  page = console_reports_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "No Right to See Reports");
  assert_gone_with (window, page);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/console/reports/page", test_page);
  add ("/console/reports/made-here", test_made_here);
  add ("/console/reports/changed", test_changed);
  add ("/console/reports/foreign", test_foreign);
  add ("/console/reports/no-report", test_no_report);
  add ("/console/reports/no-file", test_no_file);
  add ("/console/reports/stopped", test_stopped);
  add ("/console/reports/history", test_history);
  add ("/console/reports/denied", test_denied);
  status = g_test_run ();
  remove_sample ();
  return status;
}
