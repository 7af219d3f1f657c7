/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes two persons, as they see it: somebody asks and goes on working, somebody else is told,
 * looks at what changes, and decides. With the engine itself; each decision is looked up in it. */
#include "console/console-alerts.h"
#include "console/console-approvals.h"
#include "console/console-board.h"
#include "console/console-ca-page.h"
#include "console/console-dialogs.h"
#include "console/console-dual-control.h"
#include "console/console-form.h"
#include "console/console-pages.h"
#include "console/console-record-dialog.h"
#include "console/console-window.h"

#include "pages-fixture.h"

#define ROOT "Meridian Root G1"
#define INES "ines.adler"

static AdwApplication *application;

/* --- Short ways --------------------------------------------------------------------------------*/

static JsonObject *
name_root (void)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", ROOT);
  return parameters;
}

/* The newest. */
static JsonObject *
get_approval (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call_engine (fixture->engine, "ListApprovals", NULL);
  JsonArray *approvals = json_object_get_array_member (list, "Approvals");

  g_assert_cmpuint (json_array_get_length (approvals), >, 0);
  return json_object_ref (json_array_get_object_element (approvals, 0));
}

static gboolean
has_status (Fixture *fixture, const char *status)
{
  g_autoptr (JsonObject) approval = get_approval (fixture);

  return g_str_equal (json_object_get_string_member (approval, "Status"), status);
}

static gboolean
root_is (Fixture *fixture, const char *status)
{
  g_autoptr (JsonObject)
    result = call_engine (fixture->engine, "DescribeCertificateAuthority", name_root ());
  JsonObject *ca = json_object_get_object_member (result, "CertificateAuthority");

  return g_str_equal (json_object_get_string_member (ca, "Status"), status);
}

static void
ask_for_disabling (Fixture *fixture)
{
  g_autoptr (JsonObject) parameters = name_root ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "Status", "DISABLED");
  node = esp_engine_call (fixture->engine, "UpdateCertificateAuthority", parameters, NULL, &error);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
}

/* The button below @widget that shows @text. */
static GtkWidget *
find_button (GtkWidget *widget, const char *text)
{
  GtkWidget *label = find_text (widget, text);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
}

static void
click (GtkWidget *widget, const char *text)
{
  GtkWidget *button = find_button (widget, text);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static GtkWindow *
open_window (Fixture *fixture)
{
  GtkWindow *window = GTK_WINDOW (console_window_new (application, fixture->session));

  gtk_window_set_default_size (window, 1000, 720);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
close_window (GtkWindow *window)
{
  gpointer alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (window);
  wait_until (is_null, &alive);
}

static GtkWindow *
open_approval (Fixture *fixture)
{
  g_autoptr (JsonObject) approval = get_approval (fixture);
  GtkWindow *dialog = console_approval_dialog_new (fixture->session, approval);

  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "Digest");
  return dialog;
}

/* --- Asking ------------------------------------------------------------------------------------*/

/* No failure: a toast says where it went, and leads there; the page of the CA says it too. */
static void
test_asking (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_window (fixture);
  GtkWidget *widget = GTK_WIDGET (window);

  select_ca (fixture, ROOT);
  wait_for_text (widget, "Require a second person");
  g_assert_true (gtk_widget_activate_action (widget, "win.disable", "s", ""));
  wait_for_text (widget, "Sent. It waits for the approval of");
  wait_for_text (widget, "Waiting for a second person to disable this CA.");
  g_assert_true (root_is (fixture, "ACTIVE"));
  click (find_type (widget, g_type_from_name ("AdwToastWidget")), "Show");
  g_assert_cmpstr (console_session_get_place (fixture->session), ==, "approvals");
  wait_for_text (widget, "Disable CA");
  close_window (window);
}

/* A dialog that asked for something like that has done its part. */
static void
test_dialog_closes (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_window (fixture);
  EspCaTree *tree = console_session_get_tree (fixture->session);
  GtkWindow *dialog = console_tags_dialog_new (fixture->session,
                                               find_ca (esp_ca_tree_get_roots (tree), ROOT));
  gpointer alive = dialog;
  GObject *primary = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                                    "primary_button");

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  console_dialog_present (dialog, GTK_WIDGET (window));
  console_tags_editor_add (
    CONSOLE_TAGS_EDITOR (find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TAGS_EDITOR)), "team", "two");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (primary)));
  g_signal_emit_by_name (primary, "clicked");
  wait_until (is_null, &alive);
  wait_for_text (GTK_WIDGET (window), "Sent. It waits for the approval of");
  g_assert_true (has_status (fixture, "WAITING"));
  close_window (window);
}

/* --- Deciding ----------------------------------------------------------------------------------*/

/* Nobody is two: the reason stands there, and on the button. */
static void
test_own_request (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  GtkWidget *approve;

  ask_for_disabling (fixture);
  dialog = open_approval (fixture);
  approve = find_button (GTK_WIDGET (dialog), "Approve");
  g_assert_false (gtk_widget_is_sensitive (approve));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (approve), ==,
                   "You asked for it yourself: somebody else has to approve it.");
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "You asked for it yourself"));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "Active → Disabled"));
  click (GTK_WIDGET (dialog), "Withdraw");
  while (!has_status (fixture, "WITHDRAWN"))
    run_for (20);
  g_assert_true (root_is (fixture, "ACTIVE"));
  run_for (100);
}

static gboolean
is_disabled (gpointer fixture)
{
  return root_is (fixture, "DISABLED");
}

static gboolean
is_decided (gpointer page)
{
  return find_text (page, "Decided") && !find_text (page, "For you");
}

static void
test_approve (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  GtkWidget *page, *window;

  ask_for_disabling (fixture);
  sign_in_as (fixture->engine, INES);
  page = console_approvals_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "Disable CA");
  g_assert_nonnull (find_text (page, "For you"));
  g_assert_nonnull (find_text (page, sample_admin));
  dialog = open_approval (fixture);
  g_assert_null (find_text (GTK_WIDGET (dialog), "Withdraw"));
  click (GTK_WIDGET (dialog), "Approve");
  wait_until (is_disabled, fixture);
  wait_until (is_decided, page);
  assert_gone_with (window, page);
}

static gboolean
is_refused (gpointer fixture)
{
  return has_status (fixture, "REFUSED");
}

static void
test_refuse (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) approval = NULL, refused = NULL;
  GtkWindow *dialog;
  GObject *row, *primary;

  ask_for_disabling (fixture);
  sign_in_as (fixture->engine, INES);
  approval = get_approval (fixture);
  dialog = console_refuse_dialog_new (fixture->session, approval);
  row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "reason_row");
  primary = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                           "primary_button");
  gtk_window_present (dialog);
  gtk_editable_set_text (GTK_EDITABLE (row), "Not this week");
  g_signal_emit_by_name (primary, "clicked");
  wait_until (is_refused, fixture);
  refused = get_approval (fixture);
  g_assert_cmpstr (json_object_get_string_member (refused, "Reason"), ==, "Not this week");
  g_assert_true (root_is (fixture, "ACTIVE"));
  run_for (100);
}

/* --- How many wait -----------------------------------------------------------------------------*/

typedef struct
{
  ConsoleWaiting *waiting;
  const char *property;
  guint n;
} Counted;

static guint
get_count (ConsoleWaiting *waiting, const char *property)
{
  guint n = 0;

  g_object_get (waiting, property, &n, NULL);
  return n;
}

static gboolean
counts (gpointer data)
{
  const Counted *counted = data;

  return get_count (counted->waiting, counted->property) == counted->n;
}

static gboolean
counts_some (gpointer data)
{
  const Counted *counted = data;

  return get_count (counted->waiting, counted->property) > 0;
}

static void
alerted_cb (ConsoleWaiting *waiting, JsonObject *alert, char **kind)
{
  g_free (*kind);
  *kind = g_strdup (json_object_get_string_member (alert, "Kind"));
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

/* Who asked is not the one who can approve. */
static void
test_counts (Fixture *fixture, gconstpointer data)
{
  ConsoleWaiting *waiting = console_waiting_new (fixture->session);
  g_autoptr (JsonObject) list = NULL, seen = NULL;
  JsonObject *parameters = json_object_new ();
  guint before;

  ask_for_disabling (fixture);
  wait_until (counts_some, (&(Counted){ waiting, "alerts" }));
  g_assert_cmpuint (get_count (waiting, "approvals"), ==, 0);
  before = get_count (waiting, "alerts");
  list = call_engine (fixture->engine, "ListAlerts", NULL);
  json_object_set_int_member (
    parameters, "Id",
    json_object_get_int_member (
      json_array_get_object_element (json_object_get_array_member (list, "Alerts"), 0), "Id"));
  seen = call_engine (fixture->engine, "AcknowledgeAlert", parameters);
  wait_until (counts, (&(Counted){ waiting, "alerts", before - 1 }));
  sign_in_as (fixture->engine, INES);
  wait_until (counts, (&(Counted){ waiting, "approvals", 1 }));
  assert_gone_at (G_STRLOC, waiting);
}

/* What somebody else does while this window is open is news; what was there before is none. */
static void
test_news (Fixture *fixture, gconstpointer data)
{
  ConsoleWaiting *waiting = console_waiting_new (fixture->session);
  g_autoptr (EspEngine) other = esp_engine_new (NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "vault.espalier", NULL);
  g_autofree char *kind = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) created = NULL;
  g_autoptr (GError) error = NULL;

  wait_until (counts_some, (&(Counted){ waiting, "alerts" }));
  g_signal_connect (waiting, "alerted", G_CALLBACK (alerted_cb), &kind);
  run_for (100);
  g_assert_null (kind);
  esp_engine_open (other, path, NULL, &error);
  g_assert_no_error (error);
  sign_in_as (other, INES);
  json_object_set_string_member (parameters, "Subject", "CN=Another Root,O=Meridian Motors");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  created = esp_engine_call (other, "CreateCertificateAuthority", parameters, NULL, &error);
  g_assert_no_error (error);
  wait_until (is_set, &kind);
  g_assert_cmpstr (kind, ==, "ROOT_CREATED");
  esp_engine_close (other);
  assert_gone_at (G_STRLOC, waiting);
}

/* --- Alerts ------------------------------------------------------------------------------------*/

static void
test_alerts (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_alerts_page_new (fixture->session);
  GtkWidget *window = present (page);

  wait_for_text (page, "Not Seen Yet");
  wait_for_text (page, "created the root authority " HOSTILE_SHOWN);
  g_assert_nonnull (find_text (page, "Alert ·"));
  audit (page);
  assert_gone_with (window, page);
}

/* --- The rule of two persons -------------------------------------------------------------------*/

static void
test_dual_control (Fixture *fixture, gconstpointer data)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  GtkWidget *control = g_object_new (CONSOLE_TYPE_DUAL_CONTROL, NULL);
  GtkWidget *window;
  GObject *toggle;

  console_dual_control_set_session (CONSOLE_DUAL_CONTROL (control), fixture->session);
  console_dual_control_set_node (CONSOLE_DUAL_CONTROL (control),
                                 find_ca (esp_ca_tree_get_roots (tree), ROOT));
  window = present (control);
  wait_for_text (control, "In force");
  g_assert_nonnull (find_text (control, INES));
  toggle = gtk_widget_get_template_child (control, CONSOLE_TYPE_DUAL_CONTROL, "toggle");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  /* It waits for a second person itself: the switch goes on showing what is. */
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  while (!gtk_switch_get_active (GTK_SWITCH (toggle)))
    run_for (20);
  g_assert_true (has_status (fixture, "WAITING"));
  assert_gone_with (window, control);
}

/* Without the rule: who could approve is shown, by role, and nothing is missing. */
static void
test_by_role (Fixture *fixture, gconstpointer data)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  GtkWidget *control = g_object_new (CONSOLE_TYPE_DUAL_CONTROL, NULL);
  GtkWidget *window;

  console_dual_control_set_session (CONSOLE_DUAL_CONTROL (control), fixture->session);
  console_dual_control_set_node (CONSOLE_DUAL_CONTROL (control),
                                 find_ca (esp_ca_tree_get_roots (tree), "Supplier Radio CA"));
  window = present (control);
  wait_for_text (control, "Off");
  wait_for_text (control, "pavel.orlov");
  g_assert_null (find_text (control, "There is no second person yet who could approve."));
  assert_gone_with (window, control);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id",
                              "org.espalier.Espalier.Approvals", "flags", G_APPLICATION_NON_UNIQUE,
                              NULL);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  add ("/console/approvals/asking", test_asking);
  add ("/console/approvals/dialog-closes", test_dialog_closes);
  add ("/console/approvals/own", test_own_request);
  add ("/console/approvals/approve", test_approve);
  add ("/console/approvals/refuse", test_refuse);
  add ("/console/approvals/counts", test_counts);
  add ("/console/approvals/news", test_news);
  add ("/console/approvals/alerts", test_alerts);
  add ("/console/approvals/dual-control", test_dual_control);
  add ("/console/approvals/by-role", test_by_role);
  status = g_test_run ();
  g_object_unref (application);
  remove_sample ();
  return status;
}
