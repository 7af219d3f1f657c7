/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are dropped on the window or handed to the program: requests, folders, certificates of
 * this vault and of others, plans, vaults, and what is none of these. */
#include "plans-fixture.h"
#include "requests-fixture.h"

#include "console/console-application.h"
#include "console/console-given-certificate.h"
#include "console/console-given-tray.h"
#include "console/console-issue-many-private.h"
#include "console/console-request-well.h"
#include "console/console-validation-view.h"
#include "console/console-vault-in.h"

#include <glib/gstdio.h>

#define RADIO "Supplier Radio CA"

typedef struct
{
  Desk desk;
  char *folder;
} Table;

/* --- Short ways --------------------------------------------------------------------------------*/

static Table
lay_table (Fixture *fixture)
{
  Table table = { open_desk (fixture), g_dir_make_tmp ("given-XXXXXX", NULL) };

  gtk_widget_activate_action (GTK_WIDGET (table.desk.window), "win.show-place", "s", "ca");
  select_ca (fixture, RADIO);
  return table;
}

static void
clear_table (Table *table)
{
  close_desk (&table->desk);
  remove_tree (table->folder);
  g_free (table->folder);
}

static void
put (Table *table, const char *name, const char *text)
{
  g_free (write_in (table->folder, name, text, -1));
}

static void
put_request (Table *table, const char *name)
{
  g_autofree char *pem = make_quick_request (name);

  put (table, name, pem);
}

static void
drop (Table *table, const char *const *names)
{
  GSList *files = list_files (table->folder, names);

  g_assert_true (drop_files (GTK_WIDGET (table->desk.window), files));
  g_slist_free_full (files, g_object_unref);
}

#define DROP(...)                                                                                  \
  (const char *const[])                                                                            \
  {                                                                                                \
    __VA_ARGS__, NULL                                                                              \
  }

static gboolean
find_dialog (gpointer data)
{
  gpointer *found = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (gtk_window_get_transient_for (l->data) == found[0] && gtk_widget_get_mapped (l->data))
      found[1] = l->data;
  return found[1] != NULL;
}

static GtkWindow *
wait_for_dialog_at (const char *place, Table *table)
{
  gpointer found[2] = { table->desk.window, NULL };

  wait_until_at (place, find_dialog, found);
  return found[1];
}

#define wait_for_dialog(table) wait_for_dialog_at (G_STRLOC, table)

static void
close_dialog (GtkWindow *dialog)
{
  gpointer alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_destroy (dialog);
  wait_until (is_null, &alive);
}

static void
wait_for_toast (Table *table, const char *text)
{
  wait_for_text (GTK_WIDGET (table->desk.window), text);
}

/* --- Requests ----------------------------------------------------------------------------------*/

static gboolean
has_two (gpointer dialog)
{
  ConsoleRequestCounts counts;

  console_request_list_count (CONSOLE_ISSUE_MANY (dialog)->list, &counts);
  return counts.total == 2;
}

/* One opens the dialog for one, on the CA that is selected; more the one for many. */
static void
test_requests (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  g_autofree char *one = make_quick_request ("a"), *two = make_quick_request ("b");
  g_autofree char *both = g_strconcat (one, two, NULL);
  g_autofree char *below = g_build_filename (table.folder, "below", NULL);
  GtkWindow *dialog;

  put (&table, "a.csr", one);
  put (&table, "b.csr", two);
  put (&table, "both.pem", both);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  write_requests (below, "below", 2);
  drop (&table, DROP ("a.csr"));
  dialog = wait_for_dialog (&table);
  g_assert_nonnull (find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_REQUEST_WELL));
  wait_for_text (GTK_WIDGET (dialog), "CN=a");
  wait_for_text (GTK_WIDGET (dialog), RADIO);
  close_dialog (dialog);
  for (guint way = 0; way < 3; way++)
    {
      if (way == 0)
        drop (&table, DROP ("a.csr", "b.csr"));
      else if (way == 1)
        drop (&table, DROP ("both.pem"));
      else
        drop (&table, DROP ("below"));
      dialog = wait_for_dialog (&table);
      g_assert_true (CONSOLE_IS_ISSUE_MANY (dialog));
      wait_until (has_two, dialog);
      wait_for_text (GTK_WIDGET (dialog), RADIO);
      close_dialog (dialog);
    }
  clear_table (&table);
}

/* Who may not issue is told why, and no dialog comes. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  put_request (&table, "a.csr");
  json_object_set_string_member (parameters, "CertificateAuthority", RADIO);
  json_object_set_string_member (parameters, "Status", "DISABLED");
  result = call_engine (fixture->engine, "UpdateCertificateAuthority", parameters);
  run_for (200);
  drop (&table, DROP ("a.csr"));
  wait_for_toast (&table, "The state of this CA is “Disabled”");
  g_assert_true (console_given_tray_is_empty (console_given_tray_get (fixture->session)));
  clear_table (&table);
}

/* --- Certificates ------------------------------------------------------------------------------*/

static char *
make_foreign (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "foreign.crt", NULL);
  const char *argv[] = { "openssl",
                         "req",
                         "-x509",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-keyout",
                         "/dev/null",
                         "-subj",
                         "/CN=A&B <b>x<\\/b>",
                         "-days",
                         "9",
                         "-out",
                         path,
                         NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return g_steal_pointer (&path);
}

static char *
get_issued (Fixture *fixture)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL, got = NULL;
  const char *serial;

  json_object_set_int_member (parameters, "Limit", 1);
  list = call_engine (fixture->engine, "ListCertificates", parameters);
  serial = json_object_get_string_member (
    json_array_get_object_element (json_object_get_array_member (list, "Certificates"), 0),
    "Serial");
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateSerial", serial);
  got = call_engine (fixture->engine, "GetCertificate", parameters);
  return g_strdup (json_object_get_string_member (got, "Certificate"));
}

/* One that was issued here is shown as what it is; one from elsewhere with its path as well. */
static void
test_certificates (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  g_autofree char *issued = get_issued (fixture), *foreign = make_foreign (table.folder);
  GtkWindow *dialog;
  GtkWidget *view;

  put (&table, "issued.pem", issued);
  drop (&table, DROP ("issued.pem"));
  dialog = wait_for_dialog (&table);
  g_assert_false (CONSOLE_IS_GIVEN_CERTIFICATE (dialog));
  wait_for_text (GTK_WIDGET (dialog), "A path to a trusted root is good");
  close_dialog (dialog);

  drop (&table, DROP ("foreign.crt"));
  dialog = wait_for_dialog (&table);
  g_assert_true (CONSOLE_IS_GIVEN_CERTIFICATE (dialog));
  wait_for_text (GTK_WIDGET (dialog), "No path to a trusted root is good");
  wait_for_text (GTK_WIDGET (dialog), "Issued by CN=A&B");
  view = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_VALIDATION_VIEW);
  g_assert_cmpstr (console_validation_view_get_verdict (CONSOLE_VALIDATION_VIEW (view)), !=,
                   "GOOD");
  console_validation_view_check (CONSOLE_VALIDATION_VIEW (view), TRUE);
  wait_for_text (GTK_WIDGET (dialog), "Revocation was looked up");
  read_properties (G_OBJECT (dialog));
  audit (GTK_WIDGET (dialog));
  close_dialog (dialog);
  clear_table (&table);
}

static void
test_broken_certificate (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  GtkWindow *dialog;

  put (&table, "broken.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  drop (&table, DROP ("broken.pem"));
  dialog = wait_for_dialog (&table);
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  close_dialog (dialog);
  clear_table (&table);
}

/* --- Others ------------------------------------------------------------------------------------*/

static void
test_others (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  g_autofree char *link = g_build_filename (table.folder, "old", NULL);
  g_autofree char *pipe = g_build_filename (table.folder, "pipe", NULL);

  put (&table, "picture.png", "\x89PNG\r\n");
  put (&table, "key.pem", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
  g_assert_cmpint (symlink (vault, link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  drop (&table, DROP ("picture.png"));
  wait_for_toast (&table, "“picture.png” is no request, no certificate, no plan and no vault.");
  drop (&table, DROP ("picture.png", "key.pem"));
  wait_for_toast (&table, "2 files are no requests");
  drop (&table, DROP ("gone.png"));
  wait_for_toast (&table, "“gone.png” could not be read.");
  drop (&table, DROP ("pipe"));
  wait_for_toast (&table, "“pipe” could not be read.");
  drop (&table, DROP ("old"));
  wait_for_toast (&table, "This is a vault");
  g_assert_true (esp_engine_is_open (fixture->engine));
  clear_table (&table);
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  g_autoptr (GFile) plan = make_file (fixture, "odd.txt", "two-levels");
  GSList files = { plan, NULL };

  g_assert_true (drop_files (GTK_WIDGET (table.desk.window), &files));
  wait_until (has_document, &table.desk);
  g_assert_cmpstr (console_session_get_place (fixture->session), ==, "plans");
  clear_table (&table);
}

/* What comes while nobody is signed in waits for who signs in. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  GtkWindow *dialog;

  put_request (&table, "a.csr");
  esp_engine_lock (fixture->engine);
  run_for (50);
  drop (&table, DROP ("a.csr"));
  wait_for_toast (&table, "It is opened when somebody has signed in.");
  sign_in_as (fixture->engine, sample_admin);
  dialog = wait_for_dialog (&table);
  wait_for_text (GTK_WIDGET (dialog), "CN=a");
  g_assert_true (console_given_tray_is_empty (console_given_tray_get (fixture->session)));
  close_dialog (dialog);
  clear_table (&table);
}

/* --- Into a sandbox ----------------------------------------------------------------------------*/

static gboolean
is_closed (gpointer session)
{
  return console_session_get_phase (session) == CONSOLE_PHASE_WELCOME;
}

static void
open_and_answer (Fixture *fixture, Table *table, const char *path, const char *want)
{
  console_session_close (fixture->session);
  wait_until (is_closed, fixture->session);
  console_vault_open (fixture->session, GTK_WIDGET (table->desk.window), path);
  answer ("do");
  wait_until (is_locked, fixture->session);
  g_assert_cmpstr (esp_engine_get_path (fixture->engine), ==, want);
}

/* What the documents portal hands over is copied in, never over another, and the copy is opened. */
static void
test_handed_in (Fixture *fixture, gconstpointer data)
{
  Table table = lay_table (fixture);
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "doc", "a1b2", NULL);
  g_autofree char *given = g_build_filename (folder, "theirs.espalier", NULL);
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  g_autofree char *first = g_build_filename (g_get_user_data_dir (), "espalier", "theirs.espalier",
                                             NULL);
  g_autofree char *second = g_build_filename (g_get_user_data_dir (), "espalier",
                                              "theirs-2.espalier", NULL);
  g_autofree char *content = NULL;
  GStatBuf status;
  gsize len;

  g_assert_false (console_vault_is_handed_in (vault));
  g_assert_true (console_vault_is_handed_in ("/run/flatpak/doc/1/a.espalier"));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (vault, &content, &len, NULL));
  g_assert_true (
    g_file_set_contents_full (given, content, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  console_vault_open (fixture->session, GTK_WIDGET (table.desk.window), given);
  answer ("cancel");
  run_for (100);
  g_assert_cmpstr (esp_engine_get_path (fixture->engine), ==, vault);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  open_and_answer (fixture, &table, given, first);
  g_assert_cmpint (g_stat (first, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  open_and_answer (fixture, &table, given, second);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  console_session_close (fixture->session);
  wait_until (is_closed, fixture->session);
  g_unlink (first);
  g_unlink (second);
  g_unlink (given);
  clear_table (&table);
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
  gpointer found[2] = { window, NULL };

  g_assert_cmpuint (start->turns++, <, DEADLINE_SECONDS * 20);
  if (!session || console_session_get_phase (session) == CONSOLE_PHASE_WELCOME)
    return G_SOURCE_CONTINUE;
  if (!start->signed_in)
    sign_in_as (console_session_get_engine (session), sample_admin);
  start->signed_in = TRUE;
  if (!find_dialog (found) || !CONSOLE_IS_ISSUE_MANY (found[1]) || !has_two (found[1]))
    return G_SOURCE_CONTINUE;
  start->opened = TRUE;
  gtk_window_destroy (found[1]);
  g_action_group_activate_action (G_ACTION_GROUP (start->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

/* espalier VAULT REQUEST REQUEST. */
static void
test_start (Fixture *fixture, gconstpointer data)
{
  ConsoleApplication *program = console_application_new (TRUE);
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  g_autofree char *a = make_quick_request ("a"), *b = make_quick_request ("b");
  g_autofree char *first = write_in (fixture->folder, "a.csr", a, -1);
  g_autofree char *second = write_in (fixture->folder, "b.csr", b, -1);
  char *argv[] = { (char *) "espalier", vault, first, second, NULL };
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
    { "/console/given/requests", test_requests },
    { "/console/given/denied", test_denied },
    { "/console/given/certificates", test_certificates },
    { "/console/given/broken-certificate", test_broken_certificate },
    { "/console/given/others", test_others },
    { "/console/given/plan", test_plan },
    { "/console/given/locked", test_locked },
    { "/console/given/handed-in", test_handed_in },
    { "/console/given/start", test_start },
  };

  return run_plans_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
