/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The health page beside what the engine itself answers: by CA and by severity, searched, of a
 * branch, with what was issued, stopped on the way; what is carried away; and who may not see it.
 */
#include "console/console-ca-findings.h"
#include "console/console-filter-view.h"
#include "console/console-health.h"
#include "console/console-plan-list.h"
#include "console/console-window.h"

#include "pages-fixture.h"

#define OPERATION "CheckCertificateAuthorities"
#define RADIO "Supplier Radio CA"

static AdwApplication *application;

/* --- Short ways --------------------------------------------------------------------------------*/

static gpointer
child (gpointer widget, const char *name)
{
  GObject *object = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (object);
  return object;
}

static GListModel *
get_lines (gpointer page)
{
  return console_plan_list_get_model (child (page, "list"));
}

static const ConsolePlanFacts *
get_facts (gpointer page, guint position, gboolean *heading)
{
  g_autoptr (ConsolePlanLine) line = g_list_model_get_item (get_lines (page), position);

  *heading = console_plan_line_is_heading (line);
  return console_plan_line_get (line); /* the model holds it */
}

static guint
count_findings (gpointer page, const char *severity)
{
  guint n = 0;
  gboolean heading;

  for (guint i = 0; i < g_list_model_get_n_items (get_lines (page)); i++)
    {
      const ConsolePlanFacts *facts = get_facts (page, i, &heading);

      if (!heading && (!severity || g_strcmp0 (facts->choice, severity) == 0))
        n++;
    }
  return n;
}

/* What the engine finds, by itself. */
static JsonObject *
check (Fixture *fixture, const char *ca, gboolean issued)
{
  JsonObject *parameters = json_object_new ();

  if (ca)
    json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_boolean_member (parameters, "Branch", TRUE);
  json_object_set_boolean_member (parameters, "OwnCertificates", TRUE);
  json_object_set_boolean_member (parameters, "Issued", issued);
  return call_engine (fixture->engine, OPERATION, parameters);
}

static guint
count_answered (JsonObject *answer, const char *severity)
{
  JsonArray *findings = json_object_get_array_member (answer, "Findings");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (findings); i++)
    if (!severity || g_str_equal (json_object_get_string_member (
                                    json_array_get_object_element (findings, i), "Severity"),
                                  severity))
      n++;
  return n;
}

static GtkWidget *
open_page (Fixture *fixture, GtkWidget **window)
{
  GtkWidget *page = console_health_page_new (fixture->session);

  *window = present (page);
  wait_for_text (page, "What they issued was not read.");
  return page;
}

/* --- Tests -------------------------------------------------------------------------------------*/

static void
test_everything (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) answer = check (fixture, NULL, FALSE);
  GtkWidget *window, *page = open_page (fixture, &window);
  gboolean heading;

  g_assert_cmpuint (count_answered (answer, NULL), >, 5);
  g_assert_cmpuint (count_findings (page, NULL), ==, count_answered (answer, NULL));
  get_facts (page, 0, &heading);
  g_assert_true (heading);
  g_assert_nonnull (find_text (page, "Everything That You May See"));
  /* Never a colour alone. */
  g_assert_nonnull (find_text (page, "Warning"));
  read_properties (G_OBJECT (page));
  audit (page);
  assert_gone_with (window, page);
}

/* The headings are the severities, the most urgent first, and each is there once. */
static void
test_by_severity (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "Alert", "Warning", "Note" };
  GtkWidget *window, *page = open_page (fixture, &window);
  guint n_all = count_findings (page, NULL), at = 0, n_headings = 0;
  gboolean heading;

  g_object_set (page, "group", "severity", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (get_lines (page)); i++)
    {
      const ConsolePlanFacts *facts = get_facts (page, i, &heading);

      if (!heading)
        continue;
      while (at < G_N_ELEMENTS (words) && !g_str_equal (facts->title, words[at]))
        at++;
      g_assert_cmpuint (at, <, G_N_ELEMENTS (words));
      at++;
      n_headings++;
    }
  g_assert_cmpuint (n_headings, >=, 2);
  g_assert_cmpuint (count_findings (page, NULL), ==, n_all);
  assert_gone_with (window, page);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) answer = check (fixture, NULL, FALSE);
  GtkWidget *window, *page = open_page (fixture, &window);
  ConsoleFilterView *filters = child (page, "filters");

  console_filter_view_put_back (filters, "", "NOTE");
  g_assert_cmpuint (count_findings (page, NULL), ==, count_answered (answer, "NOTE"));
  g_assert_cmpuint (count_findings (page, "WARNING"), ==, 0);
  console_filter_view_put_back (filters, "no such thing", NULL);
  wait_for_text (page, "No Finding Matches");
  gtk_widget_activate_action (page, "health.clear", NULL);
  g_assert_cmpuint (count_findings (page, NULL), ==, count_answered (answer, NULL));
  assert_gone_with (window, page);
}

static void
test_branch (Fixture *fixture, gconstpointer data)
{
  GListModel *roots = esp_ca_tree_get_roots (console_session_get_tree (fixture->session));
  const char *arn = esp_ca_node_get_ca (find_ca (roots, RADIO))->arn;
  g_autoptr (JsonObject) answer = check (fixture, arn, FALSE);
  GtkWidget *window, *page = open_page (fixture, &window);
  guint n_all = count_findings (page, NULL);
  gboolean heading;

  console_health_page_set_branch (CONSOLE_HEALTH_PAGE (page), find_ca (roots, RADIO));
  wait_for_text (page, RADIO " and What Is Below It");
  wait_for_text (page, "1 CA and its certificate were looked at.");
  g_assert_cmpuint (count_answered (answer, NULL), >, 0);
  g_assert_cmpuint (count_findings (page, NULL), ==, count_answered (answer, NULL));
  for (guint i = 0; i < g_list_model_get_n_items (get_lines (page)); i++)
    {
      const ConsolePlanFacts *facts = get_facts (page, i, &heading);

      g_assert_true (heading || g_str_equal (facts->arn, arn));
    }
  gtk_widget_activate_action (page, "health.everything", NULL);
  wait_for_text (page, "Everything That You May See");
  while (count_findings (page, NULL) != n_all)
    run_for (20);
  assert_gone_with (window, page);
}

static gboolean
has_key (gpointer page)
{
  gboolean heading;

  for (guint i = 0; i < g_list_model_get_n_items (get_lines (page)); i++)
    if (get_facts (page, i, &heading)->key)
      return TRUE;
  return FALSE;
}

/* Those that are counted only have a line each. */
static guint
count_counted (JsonObject *answer)
{
  JsonArray *totals = json_object_get_array_member (answer, "Totals");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (totals); i++)
    {
      JsonObject *total = json_array_get_object_element (totals, i);

      n += json_object_get_int_member (total, "Certificates") >
           json_object_get_int_member (total, "Shown");
    }
  return n;
}

static void
test_issued (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) answer = check (fixture, NULL, TRUE);
  JsonObject *counts = json_object_get_object_member (answer, "Certificates");
  g_autofree char *read = g_strdup_printf ("%d issued certificates were read",
                                           (int) json_object_get_int_member (counts, "Read"));
  GtkWidget *window, *page = open_page (fixture, &window);

  gtk_widget_activate_action (page, "health.issued", NULL);
  g_assert_true (gtk_widget_get_visible (child (page, "progress_box")));
  wait_for_text (page, read);
  g_assert_false (gtk_widget_get_visible (child (page, "progress_box")));
  g_assert_true (has_key (page));
  g_assert_cmpuint (count_counted (answer), >, 0);
  g_assert_cmpuint (count_findings (page, NULL), ==,
                    count_answered (answer, NULL) + count_counted (answer));
  g_assert_nonnull (find_text (page, "Check Issued Certificates Again"));
  /* A change does not throw it away; that it is not the newest any more is said. */
  g_signal_emit_by_name (fixture->engine, "changed", (gint64) 1, (gint64) 2,
                         (guint) ESP_TOPIC_CERTIFICATES);
  wait_for_text (page, "something has changed since.");
  g_assert_true (has_key (page));
  assert_gone_with (window, page);
}

static gboolean
is_idle (gpointer page)
{
  return !gtk_widget_get_visible (child (page, "progress_box"));
}

/* Stopped, what was there stays; and a page that goes away stops it too. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window, *page = open_page (fixture, &window);
  guint n = count_findings (page, NULL);

  gtk_widget_activate_action (page, "health.issued", NULL);
  gtk_widget_activate_action (page, "health.cancel", NULL);
  wait_until (is_idle, page);
  g_assert_cmpuint (count_findings (page, NULL), ==, n);
  g_assert_false (has_key (page));
  g_assert_nonnull (find_text (page, "What they issued was not read."));
  gtk_widget_activate_action (page, "health.issued", NULL);
  assert_gone_with (window, page);
}

/* --- In the window -----------------------------------------------------------------------------*/

static gboolean
is_on_ca (gpointer session)
{
  return g_str_equal (console_session_get_place (session), "ca");
}

static gpointer
find_dialog (gpointer window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == window)
        return toplevel;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer window)
{
  return find_dialog (window) != NULL;
}

static ConsolePlanLine *
find_line (gpointer page, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (get_lines (page)); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (get_lines (page), i);

      if (g_strcmp0 (console_plan_line_get (line)->id, id) == 0 &&
          !console_plan_line_is_heading (line))
        return line; /* the model holds it */
    }
  g_error ("no line is answered by %s", id);
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (console_window_new (application, fixture->session));
  gpointer weak = window;
  GtkWidget *page;
  ConsolePlanLine *line;
  g_autofree char *arn = NULL;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  select_ca (fixture, RADIO);
  /* As the menu of the CA does. */
  gtk_widget_activate_action (GTK_WIDGET (window), "ca.health", NULL);
  page = find_type (GTK_WIDGET (window), CONSOLE_TYPE_HEALTH_PAGE);
  wait_for_text (page, RADIO " and What Is Below It");
  wait_for_text (page, "What they issued was not read.");
  line = find_line (page, "publish");
  arn = g_strdup (console_plan_line_get (line)->arn);
  g_signal_emit_by_name (child (page, "list"), "pressed", line);
  wait_until (is_on_ca, fixture->session);
  wait_until (has_dialog, window);
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (find_dialog (window)), ==, "ConsolePublishDialog");
  g_assert_cmpstr (esp_ca_node_get_ca (console_session_get_selected_ca (fixture->session))->arn, ==,
                   arn);
  gtk_window_destroy (find_dialog (window));
  gtk_window_destroy (window);
  wait_until (is_null, &weak);
}

/* --- What is carried away ----------------------------------------------------------------------*/

static JsonObject *
make_answer (void)
{
  static const char *const text =
    "{\"Findings\":[{\"CertificateAuthority\":\"=1+1\",\"CertificateAuthorityArn\":\"arn:a\","
    "\"Finding\":\"NO_SUCH_FINDING\",\"Severity\":\"ALERT\",\"Sentence\":\"it is, said \\\"he\\\"\","
    "\"Arguments\":{},\"Citation\":\"RFC 1, 2\"},"
    "{\"CertificateAuthority\":\"=1+1\",\"CertificateAuthorityArn\":\"arn:a\","
    "\"CertificateSerial\":\"4711\",\"Subject\":\"CN=x\",\"Finding\":\"RULE_BROKEN\","
    "\"Severity\":\"WARNING\",\"Sentence\":\"s\",\"Arguments\":{\"sentence\":\"z\",\"rule\":\"r\","
    "\"citation\":\"c\"}}],"
    "\"Totals\":[{\"CertificateAuthority\":\"=1+1\",\"CertificateAuthorityArn\":\"arn:a\","
    "\"Finding\":\"RULE_BROKEN\",\"Severity\":\"WARNING\",\"Certificates\":1234567,\"Shown\":1}],"
    "\"LeftOut\":[{\"CertificateAuthority\":\"P\"},{\"CertificateAuthority\":\"Q\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

/* Nothing that is named by others is computed by a spreadsheet. */
static void
test_csv (void)
{
  g_autoptr (JsonObject) answer = make_answer ();
  g_autofree char *csv = console_health_write_csv (answer);

  g_assert_cmpstr (csv, ==,
                   "Severity,Finding,CertificateAuthority,CertificateAuthorityArn,"
                   "CertificateSerial,Subject,Sentence,Citation,Due\n"
                   "ALERT,NO_SUCH_FINDING,'=1+1,arn:a,,,\"it is, said \"\"he\"\"\",\"RFC 1, 2\",\n"
                   "WARNING,RULE_BROKEN,'=1+1,arn:a,4711,CN=x,s,,\n");
}

static void
test_lines (void)
{
  g_autoptr (JsonObject) answer = make_answer ();
  g_autoptr (GPtrArray) lines = console_health_list (answer, FALSE);
  g_autofree char *left_out = console_health_tell_left_out (answer);
  const ConsolePlanFacts *facts;

  g_assert_cmpuint (lines->len, ==, 3);
  facts = console_plan_line_get (g_ptr_array_index (lines, 0));
  /* Of a newer core: its own sentence. */
  g_assert_cmpstr (facts->title, ==, "It is, said \"he\".");
  facts = console_plan_line_get (g_ptr_array_index (lines, 1));
  g_assert_cmpstr (facts->key, ==, "4711");
  g_assert_cmpstr (facts->title, ==, "Z (r; c); issue it again without that.");
  facts = console_plan_line_get (g_ptr_array_index (lines, 2));
  g_assert_nonnull (strstr (facts->title, "more certificates have the finding RULE_BROKEN."));
  g_assert_null (facts->key);
  g_assert_cmpstr (left_out, ==,
                   "Your role may not read what these CAs issued, so it was left out: P, Q.");
}

static void
test_text (void)
{
  g_autoptr (JsonObject) answer = make_answer ();
  g_autoptr (GPtrArray) lines = console_health_list (answer, TRUE);
  GtkWidget *list = g_object_ref_sink (g_object_new (CONSOLE_TYPE_PLAN_LIST, NULL));
  g_autofree char *text = NULL;

  console_plan_list_show_some (CONSOLE_PLAN_LIST (list), lines, "ALERT", "");
  text = console_health_write_text ("All", console_plan_list_get_model (CONSOLE_PLAN_LIST (list)));
  g_assert_cmpstr (text, ==, "All\n\nAlert\n- It is, said \"he\".\n  Alert · =1+1\n  RFC 1, 2\n");
  g_object_unref (list);
}

/* --- Who may not -------------------------------------------------------------------------------*/

static gint64
count_denials (Fixture *fixture)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) events = NULL;

  json_object_set_string_member (parameters, "Outcome", "DENIED");
  events = call_engine (fixture->engine, "ListEvents", parameters);
  return json_array_get_length (json_object_get_array_member (events, "Events"));
}

/* What is not permitted is not asked for: the log has no entry of it. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  gint64 before = count_denials (fixture);
  GtkWidget *window, *page = open_page (fixture, &window);

  sign_in_as (fixture->engine, "radio-line");
  wait_for_text (page, "CAs Can’t Be Checked");
  g_assert_cmpuint (count_findings (page, NULL), ==, 0);
  g_assert_false (gtk_widget_is_sensitive (child (page, "issued_button")));
  sign_in_as (fixture->engine, sample_admin);
  g_assert_cmpint (count_denials (fixture), ==, before);
  wait_for_text (page, "What they issued was not read.");
  assert_gone_with (window, page);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id",
                              "org.espalier.Espalier.Health", "flags", G_APPLICATION_NON_UNIQUE,
                              NULL);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/console/health/csv", test_csv);
  g_test_add_func ("/console/health/lines", test_lines);
  g_test_add_func ("/console/health/text", test_text);
  add ("/console/health/everything", test_everything);
  add ("/console/health/by-severity", test_by_severity);
  add ("/console/health/filter", test_filter);
  add ("/console/health/branch", test_branch);
  add ("/console/health/issued", test_issued);
  add ("/console/health/cancel", test_cancel);
  add ("/console/health/window", test_window);
  add ("/console/health/denied", test_denied);
  status = g_test_run ();
  g_object_unref (application);
  remove_sample ();
  return status;
}
