/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many requests at once, with the engine itself: what is read of files, folders and texts and what
 * of them is none; what each would become; issuing, stopping, a CA that is disabled on the way; and
 * the certificates as files, judged by openssl. */
#include "dialogs-fixture.h"
#include "requests-fixture.h"

#include "console/console-issue-many-private.h"
#include "console/console-issued-files.h"

typedef struct
{
  Fixture *fixture;
  EspCaNode *root; /* the CA that issues */
  gint64 own;      /* certificates that it has before */
  char *folder;
  ConsoleIssueMany *dialog;
} Job;

/* --- Short ways --------------------------------------------------------------------------------*/

static Job
begin (Fixture *fixture)
{
  Job job = { fixture, g_object_ref (make_root (fixture, "Root")), 1,
              g_dir_make_tmp ("requests-XXXXXX", NULL), NULL };

  return job;
}

/* Turns of a root are as large as they may be. */
static Job
begin_below (Fixture *fixture)
{
  Job job = begin (fixture);
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=Below");
  json_object_set_string_member (parameters, "Parent", "Root");
  result = call (fixture, "CreateCertificateAuthority", parameters);
  g_set_object (&job.root, find_ca (fixture, "Below"));
  job.own = 0;
  return job;
}

static void
open_with (Job *job, GSList *files, const char *text)
{
  g_autoptr (GBytes) bytes = text ? to_bytes (text) : NULL;

  job->dialog = CONSOLE_ISSUE_MANY (
    console_issue_many_new (job->fixture->session, job->root, files, bytes));
  console_dialog_present (GTK_WINDOW (job->dialog), NULL);
  g_slist_free_full (files, g_object_unref);
}

static void
end (Job *job)
{
  dismiss (GTK_WINDOW (job->dialog));
  g_object_unref (job->root);
  remove_tree (job->folder);
  g_free (job->folder);
}

static ConsoleRequestCounts
count (Job *job)
{
  ConsoleRequestCounts counts;

  console_request_list_count (job->dialog->list, &counts);
  return counts;
}

static guint
count_as (Job *job, ConsoleRequestState state)
{
  return count (job).by_state[state];
}

static GtkWidget *
verb (Job *job)
{
  return GTK_WIDGET (job->dialog->primary_button);
}

/* Read, and each has its verdict. */
static gboolean
is_looked_at (gpointer data)
{
  Job *job = data;

  return !console_request_list_is_reading (job->dialog->list) && !job->dialog->ask_source &&
         !console_request_check_is_asking (job->dialog->check) &&
         count_as (job, CONSOLE_REQUEST_UNCHECKED) == 0;
}

static gboolean
is_done (gpointer data)
{
  return ((Job *) data)->dialog->stage == STAGE_DONE;
}

static void
press (GtkWidget *button)
{
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
issue_all (Job *job)
{
  settle ();
  press (verb (job));
  wait_for (is_done, job);
  settle ();
}

static gint64
count_in_vault (Job *job)
{
  JsonObject *parameters = parameters_for (esp_ca_node_get_ca (job->root)->arn);
  g_autoptr (JsonObject) result = call (job->fixture, "ListCertificates", parameters);

  /* A root has issued its own. */
  return json_array_get_length (json_object_get_array_member (result, "Certificates")) - job->own;
}

static ConsoleRequestItem *
find_item (Job *job, const char *source)
{
  GListModel *model = console_request_list_get_model (job->dialog->list);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsoleRequestItem) item = g_list_model_get_item (model, i);

      if (g_str_equal (console_request_item_get_source (item), source))
        return item; /* the list holds it */
    }
  g_error ("there is no %s", source);
}

static void
assert_says (Job *job, const char *source, ConsoleRequestState state, const char *part)
{
  ConsoleRequestItem *item = find_item (job, source);

  /* With warnings or without. */
  if (state == CONSOLE_REQUEST_GOOD)
    g_assert_true (console_request_item_can_be_issued (item));
  else
    g_assert_cmpuint (console_request_item_get_state (item), ==, state);
  g_assert_nonnull (strstr (console_request_item_get_summary (item), part));
}

/* --- Reading -----------------------------------------------------------------------------------*/

static char *
make_weak_request (void)
{
  const char *argv[] = { "openssl", "req",       "-new",  "-newkey",  "rsa:1024", "-nodes",
                         "-keyout", "/dev/null", "-subj", "/CN=weak", NULL };
  char *pem = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}

/* Each in its row, with what it is or why it is none. */
static void
test_read (Fixture *fixture, gconstpointer data)
{
  static const char rubbish[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\xfe\x80";
  static const char *const names[] = { "one.csr",   "two.pem",    "image.csr", "gone.csr",
                                       "huge.pem",  "broken.csr", "weak.csr",  "below",
                                       "empty.csr", NULL };
  Job job = begin (fixture);
  g_autofree char *one = make_csr ("/CN=one.example"), *weak = make_weak_request ();
  g_autofree char *first = make_quick_request ("first"), *second = make_quick_request ("second");
  g_autofree char *two = g_strconcat ("Two of them\n", first, "between\n", second, NULL);
  g_autofree char *below = g_build_filename (job.folder, "below", NULL);
  g_autofree char *huge = write_in (job.folder, "huge.pem", "", 0);

  g_free (write_in (job.folder, "one.csr", one, -1));
  g_free (write_in (job.folder, "two.pem", two, -1));
  g_free (write_in (job.folder, "image.csr", rubbish, sizeof rubbish));
  g_free (write_in (job.folder, "broken.csr", one, 200));
  g_free (write_in (job.folder, "weak.csr", weak, -1));
  g_free (write_in (job.folder, "empty.csr", "", 0));
  g_assert_cmpint (truncate (huge, (off_t) ESP_PEM_BUNDLE_MAX_SIZE + 1), ==, 0);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  write_requests (below, "below", 3);
  open_with (&job, list_files (job.folder, names), NULL);
  wait_for (is_looked_at, &job);

  g_assert_cmpuint (count (&job).total, ==, 12);
  assert_says (&job, "one.csr", CONSOLE_REQUEST_NOTED, "1 value left out");
  g_assert_nonnull (strstr (console_request_item_get_detail (find_item (&job, "one.csr")),
                            "Key usage: The template fixes its value."));
  g_assert_nonnull (
    strstr (console_request_item_get_names (find_item (&job, "one.csr")), "radio.example"));
  assert_says (&job, "two.pem, line 2", CONSOLE_REQUEST_GOOD, "Would be issued");
  assert_says (&job, "image.csr", CONSOLE_REQUEST_UNREADABLE, "not a certificate signing request");
  assert_says (&job, "gone.csr", CONSOLE_REQUEST_UNREADABLE, "could not be read");
  assert_says (&job, "huge.pem", CONSOLE_REQUEST_UNREADABLE, "are more than");
  assert_says (&job, "broken.csr", CONSOLE_REQUEST_UNREADABLE, "does not end");
  assert_says (&job, "weak.csr", CONSOLE_REQUEST_REFUSED, "Would be refused");
  assert_says (&job, "below-00002.example.csr", CONSOLE_REQUEST_GOOD, "Would be issued");
  settle ();
  g_assert_cmpstr (gtk_button_get_label (job.dialog->primary_button), ==, "_Issue 6");
  g_assert_true (has_label (GTK_WIDGET (job.dialog), "12 requests: 6 would be issued, 1 would be "
                                                     "refused, 5 are no requests"));
  picture (GTK_WINDOW (job.dialog), "many");
  end (&job);
}

/* Given twice, it is there once; what is removed can be given again. */
static void
test_again_and_removed (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a.csr", NULL };
  Job job = begin (fixture);
  g_autofree char *a = make_quick_request ("a"), *b = make_quick_request ("b");
  g_autofree char *both = g_strconcat (a, b, NULL);
  g_autoptr (GBytes) text = to_bytes (both);
  GtkWidget *table;

  g_free (write_in (job.folder, "a.csr", a, -1));
  open_with (&job, list_files (job.folder, names), NULL);
  wait_for (is_looked_at, &job);
  g_signal_emit_by_name (job.dialog->well, "taken", text);
  wait_for (is_looked_at, &job);
  settle ();
  g_assert_cmpuint (count (&job).total, ==, 2);
  g_assert_true (has_label (GTK_WIDGET (job.dialog), "1 was there already, and is taken once."));
  table = GTK_WIDGET (job.dialog->table);
  g_assert_false (gtk_widget_is_sensitive (job.dialog->remove_button));
  gtk_single_selection_set_selected (
    GTK_SINGLE_SELECTION (gtk_column_view_get_model (child (table, "view"))), 0);
  settle ();
  g_assert_true (has_label (table, "Would be issued"));
  press (job.dialog->remove_button);
  settle ();
  g_assert_cmpuint (count (&job).total, ==, 1);
  console_request_list_remove (job.dialog->list, find_item (&job, "Pasted, line 8"));
  g_assert_cmpuint (count (&job).total, ==, 0);
  settle ();
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (job.dialog->well)));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (verb (&job)), ==, "There is no request yet.");
  g_signal_emit_by_name (job.dialog->well, "taken", text);
  wait_for (is_looked_at, &job);
  g_assert_cmpuint (count (&job).total, ==, 2);
  end (&job);
}

static gboolean
has_some (gpointer job)
{
  return count (job).total > 0;
}

/* Five thousand files: rows come while it reads, and reading can be stopped. */
static void
test_thousands (Fixture *fixture, gconstpointer data)
{
  Job job = begin (fixture);
  GSList *files = g_slist_append (NULL, g_file_new_for_path (job.folder));
  guint total;

  write_requests (job.folder, "unit", 40);
  for (guint i = 0; i < 4960; i++)
    {
      g_autofree char *name = g_strdup_printf ("x-%05u.csr", i);

      g_free (write_in (job.folder, name, "no request", -1));
    }
  open_with (&job, files, NULL);
  wait_for (is_looked_at, &job);
  g_assert_cmpuint (count (&job).total, ==, 5000);
  g_assert_cmpuint (count (&job).issuable, ==, 40);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_UNREADABLE), ==, 4960);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (job.dialog->problems_button), TRUE);
  g_assert_cmpuint (console_request_table_count (job.dialog->table), ==, 4960);
  press (job.dialog->remove_problems_button);
  settle ();
  g_assert_cmpuint (count (&job).total, ==, 40);
  g_assert_cmpuint (console_request_table_count (job.dialog->table), ==, 40);

  files = g_slist_append (NULL, g_file_new_for_path (job.folder));
  console_request_list_add_files (job.dialog->list, files);
  g_slist_free_full (files, g_object_unref);
  wait_for (has_some, &job);
  press (job.dialog->stop_reading_button);
  wait_for (is_looked_at, &job);
  total = count (&job).total;
  g_assert_cmpuint (total, <, 5000);
  end (&job);
}

/* --- Verdicts ----------------------------------------------------------------------------------*/

static gboolean
is_unknown (gpointer data)
{
  Job *job = data;

  return !job->dialog->ask_source && count_as (job, CONSOLE_REQUEST_UNCHECKED) == 1;
}

/* Another template for all of them, and each is looked at anew. */
static void
test_template (Fixture *fixture, gconstpointer data)
{
  Job job = begin (fixture);
  g_autofree char *csr = make_csr ("/CN=one.example");

  open_with (&job, NULL, csr);
  wait_for (is_looked_at, &job);
  assert_says (&job, "Pasted", CONSOLE_REQUEST_NOTED, "1 value left out");
  g_assert_true (console_template_row_choose (job.dialog->template_row,
                                              "BlankEndEntityCertificate_CSRPassthrough"));
  g_assert_false (gtk_widget_get_sensitive (verb (&job)));
  wait_for (is_looked_at, &job);
  assert_says (&job, "Pasted", CONSOLE_REQUEST_GOOD, "Would be issued");
  /* Longer than the CA itself: nothing is asked for, and nothing shown on that was for another end.
   */
  console_validity_row_set (job.dialog->validity_row, ESP_VALIDITY_YEARS, 99);
  wait_for (is_unknown, &job);
  g_assert_false (gtk_widget_get_sensitive (verb (&job)));
  g_assert_nonnull (
    strstr (gtk_widget_get_tooltip_text (verb (&job)), "is after that of the issuer"));
  end (&job);
}

static void
set_status (Job *job, const char *status)
{
  JsonObject *parameters = parameters_for (esp_ca_node_get_ca (job->root)->arn);
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "Status", status);
  result = call (job->fixture, "UpdateCertificateAuthority", parameters);
}

static gboolean
is_refused (gpointer job)
{
  return is_looked_at (job) && count_as (job, CONSOLE_REQUEST_REFUSED) == 1;
}

static gboolean
is_issuable (gpointer job)
{
  return is_looked_at (job) && count (job).issuable == 1;
}

/* The verdicts follow the vault: what was true is not shown on. */
static void
test_state_of_ca (Fixture *fixture, gconstpointer data)
{
  Job job = begin (fixture);
  g_autofree char *csr = make_quick_request ("one");

  open_with (&job, NULL, csr);
  wait_for (is_looked_at, &job);
  g_assert_cmpuint (count (&job).issuable, ==, 1);
  set_status (&job, "DISABLED");
  wait_for (is_refused, &job);
  assert_says (&job, "Pasted", CONSOLE_REQUEST_REFUSED, "DISABLED");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (verb (&job)), ==,
                   "None of the requests would be issued.");
  set_status (&job, "ACTIVE");
  wait_for (is_issuable, &job);
  end (&job);
}

/* What waits for somebody else is neither issued nor refused. */
static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pem = make_quick_request ("one");
  g_autoptr (GBytes) bytes = to_bytes (pem);
  g_autoptr (EspRequest) request = esp_request_parse (bytes, NULL);
  g_autoptr (ConsoleRequestItem) item = console_request_item_new ("one.csr", 0, request);
  g_autoptr (JsonNode) preview = json_from_string ("{\"WaitsFor\":\"444455556666\"}", NULL);
  g_autoptr (JsonNode) result = json_from_string (
    "{\"Error\":{\"Reason\":\"WAITING_FOR_SIGNATURE\",\"Message\":\"x\"}}", NULL);
  g_autoptr (GError) error = NULL;

  console_request_item_set_preview (item, json_node_get_object (preview));
  g_assert_true (console_request_item_can_be_issued (item));
  g_assert_cmpstr (console_request_item_get_summary (item), ==,
                   "Would wait for account 444455556666 to sign");
  console_request_item_set_result (item, json_node_get_object (result));
  g_assert_cmpuint (console_request_item_get_state (item), ==, CONSOLE_REQUEST_WAITING);
  g_assert_false (console_request_item_has_problem (item));
  esp_error_set (&error, ESP_REASON_WAITING_FOR_APPROVAL, NULL, "id", "1", "approvers", "Ben",
                 "until", "then", NULL);
  console_request_item_set_failed (item, error);
  g_assert_cmpuint (console_request_item_get_state (item), ==, CONSOLE_REQUEST_WAITING);
  g_assert_nonnull (strstr (console_request_item_get_summary (item), "Ben"));
}

/* --- Issuing -----------------------------------------------------------------------------------*/

static void
verify (const char *root, const char *certificate)
{
  const char *argv[] = { "openssl", "verify", "-CAfile", root, certificate, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static char *
write_root (Job *job)
{
  JsonObject *parameters = parameters_for (esp_ca_node_get_ca (job->root)->arn);
  g_autoptr (JsonObject)
    result = call (job->fixture, "GetCertificateAuthorityCertificate", parameters);

  return write_in (job->folder, "root.crt", json_object_get_string_member (result, "Certificate"),
                   -1);
}

static gboolean
is_saved (gpointer data)
{
  Job *job = data;

  return !job->dialog->saving && !job->dialog->to_save;
}

static gboolean
find_question (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      {
        *(gpointer *) data = l->data;
        return TRUE;
      }
  return FALSE;
}

static void
save_folder (Job *job, const char *out)
{
  console_issue_many_save_folder (job->dialog);
  g_free (choose_file_in (out, NULL));
}

/* From files to files. */
static void
test_issue (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "radio.csr", "many.pem", "none.csr", NULL };
  Job job = begin (fixture);
  g_autofree char *radio = make_quick_request ("radio"), *a = make_quick_request ("../../evil");
  g_autofree char *b = make_quick_request ("-rf"), *c = make_quick_request ("Radio");
  g_autofree char *many = g_strconcat (a, b, c, NULL);
  g_autofree char *out = g_build_filename (job.folder, "out", NULL), *root = NULL;
  g_autofree char *kept = NULL, *saved = g_build_filename (out, "radio.pem", NULL);
  gpointer question = NULL;

  g_assert_cmpint (g_mkdir (out, 0700), ==, 0);
  root = write_root (&job);
  g_free (write_in (job.folder, "radio.csr", radio, -1));
  g_free (write_in (job.folder, "many.pem", many, -1));
  g_free (write_in (job.folder, "none.csr", "none", -1));
  open_with (&job, list_files (job.folder, names), NULL);
  wait_for (is_looked_at, &job);
  issue_all (&job);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_ISSUED), ==, 4);
  g_assert_cmpint (count_in_vault (&job), ==, 4);
  g_assert_true (has_label (GTK_WIDGET (job.dialog), "4 certificates issued"));
  g_assert_true (has_label (GTK_WIDGET (job.dialog), "certificates per second."));
  g_assert_nonnull (console_request_item_get_serial (find_item (&job, "radio.csr")));
  picture (GTK_WINDOW (job.dialog), "many-done");

  /* The names are names, and one of them is there already. */
  g_free (write_in (out, "radio.pem", "kept", -1));
  save_folder (&job, out);
  wait_for (find_question, &question);
  adw_message_dialog_response (question, adw_message_dialog_get_close_response (question));
  gtk_window_destroy (question);
  settle ();
  g_assert_true (g_file_get_contents (saved, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "kept");
  g_assert_cmpuint (count_files (out), ==, 1);
  g_unlink (saved);
  save_folder (&job, out);
  wait_for (is_saved, &job);
  g_assert_cmpuint (count_files (out), ==, 4);
  verify (root, saved);
  for (const char *const *name = (const char *const[]){ "evil.pem", "rf.pem", "Radio-2.pem", NULL };
       *name; name++)
    {
      g_autofree char *path = g_build_filename (out, *name, NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      verify (root, path);
    }
  end (&job);
}

static void
stop_cb (ConsoleRequestRun *run, gpointer data)
{
  Job *job = data;

  if (job->dialog->stage == STAGE_RUNNING && !console_request_run_is_stopping (run))
    press (verb (job));
}

/* What was issued stays and is known; the rest was not asked for, and can be. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  Job job = begin_below (fixture);
  GSList *files = g_slist_append (NULL, g_file_new_for_path (job.folder));
  gulong handler;
  guint n;

  write_requests (job.folder, "unit", 60);
  open_with (&job, files, NULL);
  wait_for (is_looked_at, &job);
  handler = g_signal_connect (job.dialog->run, "progress", G_CALLBACK (stop_cb), &job);
  issue_all (&job);
  n = count_as (&job, CONSOLE_REQUEST_ISSUED);
  g_assert_cmpuint (n, ==, 50); /* the first turn */
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_LEFT), ==, 10);
  g_assert_cmpint (count_in_vault (&job), ==, 50);
  g_assert_true (has_label (GTK_WIDGET (job.dialog), "What was issued stays issued"));
  g_signal_handler_disconnect (job.dialog->run, handler);
  press (job.dialog->again_button);
  wait_for (is_looked_at, &job);
  g_assert_cmpuint (count (&job).issuable, ==, 10);
  issue_all (&job);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_ISSUED), ==, 60);
  g_assert_cmpint (count_in_vault (&job), ==, 60);
  end (&job);
}

static void
disable_cb (ConsoleRequestRun *run, gpointer data)
{
  Job *job = data;

  if (console_request_run_get_done (run) == 50)
    set_status (job, "DISABLED");
}

/* The CA is disabled while it runs: the turn that meets it says why, the rest is not asked for. */
static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  Job job = begin_below (fixture);
  ConsoleRequestItem *last;
  GSList *files = g_slist_append (NULL, g_file_new_for_path (job.folder));

  write_requests (job.folder, "unit", 60);
  open_with (&job, files, NULL);
  wait_for (is_looked_at, &job);
  g_signal_connect (job.dialog->run, "progress", G_CALLBACK (disable_cb), &job);
  issue_all (&job);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_ISSUED), ==, 50);
  g_assert_cmpint (count_in_vault (&job), ==, 50);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_FAILED) + count_as (&job, CONSOLE_REQUEST_LEFT),
                    ==, 10);
  last = find_item (&job, "unit-00050.example.csr");
  g_assert_cmpuint (console_request_item_get_state (last), ==, CONSOLE_REQUEST_FAILED);
  g_assert_nonnull (strstr (console_request_item_get_summary (last), "DISABLED"));
  end (&job);
}

/* Closing waits for the turn that runs. */
static void
test_closing (Fixture *fixture, gconstpointer data)
{
  Job job = begin (fixture);
  GSList *files = g_slist_append (NULL, g_file_new_for_path (job.folder));

  write_requests (job.folder, "unit", 10);
  open_with (&job, files, NULL);
  wait_for (is_looked_at, &job);
  settle ();
  press (verb (&job));
  gtk_window_close (GTK_WINDOW (job.dialog));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (job.dialog)));
  wait_for (is_done, &job);
  g_assert_cmpuint (count_as (&job, CONSOLE_REQUEST_ISSUED), ==, 10);
  end (&job);
}

/* --- Ways in -----------------------------------------------------------------------------------*/

static gboolean
find_many (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  Job *job = data;

  for (GList *l = windows; l; l = l->next)
    if (CONSOLE_IS_ISSUE_MANY (l->data) && gtk_widget_get_mapped (l->data))
      job->dialog = l->data;
  return job->dialog != NULL;
}

/* A text with two requests, two files, or a folder in the dialog for one: the one for many. */
static void
test_handed_over (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a.csr", "b.csr", NULL };
  Job job = begin (fixture);
  g_autofree char *a = make_quick_request ("a"), *b = make_quick_request ("b");
  g_autofree char *both = g_strconcat (a, b, NULL);
  g_autoptr (GBytes) text = to_bytes (both);

  g_free (write_in (job.folder, "a.csr", a, -1));
  g_free (write_in (job.folder, "b.csr", b, -1));
  for (guint way = 0; way < 4; way++)
    {
      GtkWindow *single = console_issue_dialog_new (fixture->session, job.root, NULL);
      GtkWidget *well = child (child (single, "well"), "well");
      g_autoptr (GFile) folder = g_file_new_for_path (job.folder);
      GSList alone = { folder, NULL };
      GSList *files = list_files (job.folder, names);
      gpointer alive = single;

      g_object_add_weak_pointer (G_OBJECT (single), &alive);
      job.dialog = NULL;
      console_dialog_present (single, NULL);
      if (way == 0)
        console_request_well_take (child (single, "well"), text);
      else if (way == 1)
        g_assert_true (drop_files (child (well, "box"), files));
      else if (way == 2)
        g_assert_true (drop_files (child (well, "box"), &alone));
      else
        g_signal_emit_by_name (child (single, "many_button"), "clicked");
      wait_for (find_many, &job);
      wait_for (is_gone, &alive);
      wait_for (is_looked_at, &job);
      g_assert_cmpuint (count (&job).issuable, ==, way == 3 ? 0 : 2);
      if (way == 3)
        g_assert_true (drop_files (job.dialog->stack, files));
      wait_for (is_looked_at, &job);
      g_assert_cmpuint (count (&job).issuable, ==, 2);
      g_slist_free_full (files, g_object_unref);
      dismiss (GTK_WINDOW (job.dialog));
    }
  g_object_unref (job.root);
  remove_tree (job.folder);
  g_free (job.folder);
}

/* --- What it costs -----------------------------------------------------------------------------*/

/* The longest that the main loop did not come round, while it waits. */
static void
wait_and_measure (const char *what, Condition condition, Job *job)
{
  gint64 begun = g_get_monotonic_time (), last = begun, longest = 0;

  while (!condition (job))
    {
      gint64 now;

      g_main_context_iteration (NULL, FALSE);
      now = g_get_monotonic_time ();
      longest = MAX (longest, now - last);
      last = now;
      if (!g_main_context_pending (NULL))
        {
          g_usleep (500);
          last = g_get_monotonic_time ();
        }
    }
  g_print ("# %s: %.0f ms, longest turn of the loop %.0f ms\n", what,
           (double) (g_get_monotonic_time () - begun) / 1000, (double) longest / 1000);
}

static gboolean
is_read (gpointer data)
{
  Job *job = data;

  return !console_request_list_is_reading (job->dialog->list);
}

/* By hand, with -m perf, on an optimised build: nothing is judged. */
static void
test_cost (Fixture *fixture, gconstpointer data)
{
  Job job;

  if (!g_test_perf ())
    {
      g_test_skip ("only in mode perf");
      return;
    }
  job = begin_below (fixture);
  write_requests (job.folder, "unit", 1000);
  open_with (&job, g_slist_append (NULL, g_file_new_for_path (job.folder)), NULL);
  wait_and_measure ("1,000 files read", is_read, &job);
  wait_and_measure ("previews that were left", is_looked_at, &job);
  console_template_row_choose (job.dialog->template_row, "EndEntityServerAuthCertificate");
  wait_and_measure ("1,000 previews", is_looked_at, &job);
  settle ();
  press (verb (&job));
  wait_and_measure ("1,000 issued", is_done, &job);
  g_print ("# at %.0f per second\n", console_request_run_get_rate (job.dialog->run));
  {
    g_autofree char *out = g_build_filename (job.folder, "out", NULL);

    g_assert_cmpint (g_mkdir (out, 0700), ==, 0);
    console_issue_many_save_folder (job.dialog);
    g_free (choose_file_in (out, NULL));
    wait_and_measure ("1,000 files written", is_saved, &job);
    g_assert_cmpuint (count_files (out), ==, 1000);
  }
  end (&job);
}

/* --- Names -------------------------------------------------------------------------------------*/

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *name;
  } rows[] = {
    { "radio.example", "radio.example" },
    { "../../etc/passwd", "etc-passwd" },
    { "/etc/passwd", "etc-passwd" },
    { "..", "certificate" },
    { "", "certificate" },
    { "-rf", "rf" },
    { ".hidden", "hidden" },
    { "~root", "root" },
    { "a\nb", "a-u000ab" },
    { "a*b?c|d", "a-b-c-d" },
    { "Übermut 1", "Übermut 1" },
    { "tail. . ", "tail" },
  };
  g_autofree char *text = g_strnfill (5000, 'x'), *cut = console_issued_files_make_name (text);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = console_issued_files_make_name (rows[i].text);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
  g_assert_cmpuint (strlen (cut), <=, 120);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/issue-many/names", test_names },
    { "/issue-many/waiting", test_waiting },
    { "/issue-many/read", test_read },
    { "/issue-many/again-and-removed", test_again_and_removed },
    { "/issue-many/thousands", test_thousands },
    { "/issue-many/template", test_template },
    { "/issue-many/state-of-ca", test_state_of_ca },
    { "/issue-many/issue", test_issue },
    { "/issue-many/stop", test_stop },
    { "/issue-many/disabled", test_disabled },
    { "/issue-many/closing", test_closing },
    { "/issue-many/handed-over", test_handed_over },
    { "/issue-many/cost", test_cost },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
