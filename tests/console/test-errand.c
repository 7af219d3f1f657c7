/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's menu of the program asks for: done at once, or when somebody has signed in and
 * a CA is there; refused with the reason; at the start of the program too. */
#include "plans-fixture.h"

#include "console/console-application.h"
#include "console/console-request-well.h"

#define RADIO "Supplier Radio CA"

/* --- Short ways --------------------------------------------------------------------------------*/

static gboolean
find_dialog (gpointer data)
{
  gpointer *found = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (gtk_window_get_transient_for (l->data) == found[0] && gtk_widget_get_mapped (l->data) &&
        find_type (l->data, CONSOLE_TYPE_REQUEST_WELL))
      found[1] = l->data;
  return found[1] != NULL;
}

static gboolean
has_issue_dialog (ConsoleWindow *window)
{
  gpointer found[2] = { window, NULL };

  return find_dialog (found);
}

static void
close_issue_dialog (ConsoleWindow *window)
{
  gpointer found[2] = { window, NULL };

  wait_until (find_dialog, found);
  g_object_add_weak_pointer (found[1], &found[1]);
  gtk_window_destroy (found[1]);
  wait_until (is_null, &found[1]);
}

/* --- In the window -----------------------------------------------------------------------------*/

static void
test_open (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);

  console_window_run_errand (desk.window, "new-certificate");
  close_issue_dialog (desk.window);
  console_window_run_errand (desk.window, "delete-everything");
  run_for (50);
  g_assert_false (has_issue_dialog (desk.window));
  close_desk (&desk);
}

/* It waits for who signs in, is done once, and the last one counts. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);

  lock (&desk);
  console_window_run_errand (desk.window, "open-plan");
  console_window_run_errand (desk.window, "new-certificate");
  wait_for_text (GTK_WIDGET (desk.window), "It is opened when somebody has signed in.");
  run_for (50);
  g_assert_false (has_issue_dialog (desk.window));
  come_back (&desk, sample_admin);
  close_issue_dialog (desk.window);
  lock (&desk);
  come_back (&desk, sample_admin);
  run_for (100);
  g_assert_false (has_issue_dialog (desk.window));
  close_desk (&desk);
}

static gboolean
is_on_plans (gpointer session)
{
  return g_str_equal (console_session_get_place (session), "plans");
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gpointer chooser = NULL;

  console_session_set_place (fixture->session, "ca");
  console_window_run_errand (desk.window, "open-plan");
  g_assert_true (is_on_plans (fixture->session));
  wait_for_chooser (find_chooser, &chooser);
  gtk_dialog_response (chooser, GTK_RESPONSE_CANCEL);
  run_for (100);
  close_desk (&desk);
}

/* Where nothing may be issued the reason is told; nothing stays behind. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", RADIO);
  json_object_set_string_member (parameters, "Status", "DISABLED");
  result = call_engine (fixture->engine, "UpdateCertificateAuthority", parameters);
  select_ca (fixture, RADIO);
  run_for (200);
  console_window_run_errand (desk.window, "new-certificate");
  wait_for_text (GTK_WIDGET (desk.window), "The state of this CA is “Disabled”");
  g_assert_false (has_issue_dialog (desk.window));
  close_desk (&desk);
}

/* --- By the program ----------------------------------------------------------------------------*/

typedef struct
{
  GtkApplication *application;
  gboolean signed_in;
  gboolean opened;
  guint turns;
} Start;

static ConsoleWindow *
find_window (GtkApplication *program)
{
  GList *windows = gtk_application_get_windows (program);

  while (windows && !CONSOLE_IS_WINDOW (windows->data))
    windows = windows->next;
  return windows ? windows->data : NULL;
}

static gboolean
start_cb (gpointer data)
{
  Start *start = data;
  ConsoleWindow *window = find_window (start->application);
  ConsoleSession *session = window ? console_window_get_session (window) : NULL;

  g_assert_cmpuint (start->turns++, <, DEADLINE_SECONDS * 20);
  if (!session || console_session_get_phase (session) == CONSOLE_PHASE_WELCOME)
    return G_SOURCE_CONTINUE;
  if (!start->signed_in)
    sign_in_as (console_session_get_engine (session), sample_admin);
  start->signed_in = TRUE;
  if (!has_issue_dialog (window))
    return G_SOURCE_CONTINUE;
  start->opened = TRUE;
  close_issue_dialog (window);
  g_action_group_activate_action (G_ACTION_GROUP (start->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

/* espalier --new-certificate --vault VAULT. */
static void
test_start (Fixture *fixture, gconstpointer data)
{
  ConsoleApplication *program = console_application_new (TRUE);
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  char *argv[] = { (char *) "espalier", (char *) "--new-certificate", (char *) "--vault", vault,
                   NULL };
  Start start = { GTK_APPLICATION (program), FALSE, FALSE, 0 };

  esp_engine_close (fixture->engine);
  console_session_refresh (fixture->session);
  g_application_set_flags (G_APPLICATION (program),
                           G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_timeout_add (50, start_cb, &start);
  g_assert_cmpint (g_application_run (G_APPLICATION (program), 4, argv), ==, 0);
  g_assert_true (start.opened);
  gtk_window_destroy (GTK_WINDOW (find_window (GTK_APPLICATION (program))));
  assert_gone_at (G_STRLOC, program);
}

int
main (int argc, char **argv)
{
  static const PlansTest tests[] = {
    { "/console/errand/open", test_open },   { "/console/errand/locked", test_locked },
    { "/console/errand/plan", test_plan },   { "/console/errand/denied", test_denied },
    { "/console/errand/start", test_start },
  };

  return run_plans_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
