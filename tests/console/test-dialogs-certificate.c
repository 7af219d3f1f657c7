/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs around certificates, as a person uses them: issued from a request of the openssl
 * command, revoked, saved, reported; files are judged by openssl, the rest by the engine. */
#include "dialogs-fixture.h"

/* --- Certificates ------------------------------------------------------------------------------*/

static void
test_broken_request (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  g_autoptr (GBytes) broken = to_bytes (
    "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n");
  g_autofree char *csr = make_csr ("/CN=radio");
  g_autoptr (GBytes) good = to_bytes (csr);
  GtkWindow *dialog = console_issue_dialog_new (fixture->session, root, NULL);
  ConsoleRequestWell *well = child (dialog, "well");
  GtkLabel *sentence = child (well, "error_label");

  console_dialog_present (dialog, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  picture (dialog, "issue-empty");
  console_request_well_take (well, broken);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  g_assert_cmpstr (gtk_label_get_text (sentence), ==,
                   "The request is cut off or damaged; make or send it again.");
  g_assert_false (can_submit (dialog));
  picture (dialog, "issue-broken");
  console_request_well_take (well, good);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (sentence)));
  wait_for (can_submit, dialog);
  console_request_well_take (well, broken);
  g_assert_false (can_submit (dialog));
  dismiss (dialog);
}

/* Issued in the dialog; the serial as the result shows it, without its spaces. */
static char *
issue_by_dialog (Fixture *fixture, EspCaNode *ca, const char *subject)
{
  g_autofree char *csr = make_csr (subject);
  g_autoptr (GBytes) bytes = to_bytes (csr);
  GtkWindow *dialog = console_issue_dialog_new (fixture->session, ca, bytes);
  gpointer result = child (dialog, "issue_result");
  g_autofree char *shown = NULL;
  g_auto (GStrv) parts = NULL;

  console_dialog_present (dialog, NULL);
  g_assert_true (has_label (child (dialog, "well"), "radio.example"));
  wait_for (can_submit, dialog);
  picture (dialog, "issue");
  submit (dialog);
  wait_for (is_idle, dialog);
  g_object_get (child (result, "serial_row"), "value", &shown, NULL);
  g_assert_nonnull (shown);
  g_assert_true (has_label (result, "Key usage"));
  g_assert_true (has_label (result, "The template fixes its value."));
  picture (dialog, "issue-result");
  read_all (GTK_WIDGET (dialog));
  dismiss (dialog);
  parts = g_strsplit (shown, " ", -1);
  return g_strjoinv ("", parts);
}

static gboolean
shows_revoked (gpointer dialog)
{
  return g_str_has_prefix (gtk_label_get_text (child (dialog, "state_label")), "Revoked on");
}

static void
assert_revoked (Fixture *fixture, const char *serial, const char *reason)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;
  JsonObject *row;

  json_object_set_string_member (parameters, "CertificateSerial", serial);
  result = call (fixture, "DescribeCertificate", parameters);
  row = json_object_get_object_member (result, "Certificate");
  g_assert_cmpstr (json_object_get_string_member (row, "Status"), ==, "REVOKED");
  g_assert_cmpstr (json_object_get_string_member (row, "RevocationReason"), ==, reason);
}

/* The openssl command reads the saved list and finds the serial in it. */
static void
assert_crl_lists (const char *path, const char *serial)
{
  const char *argv[] = { "openssl", "crl", "-in", path, "-noout", "-text", NULL };
  g_autofree char *text = NULL;
  g_autofree char *upper = g_ascii_strup (serial, -1);
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (text, upper));
}

static void
test_issue_and_revoke (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  g_autofree char *arn = g_strdup (esp_ca_node_get_ca (root)->arn);
  g_autofree char *serial = issue_by_dialog (fixture, root, "/O=Meridian Motors/CN=radio.example");
  GtkWindow *detail = console_certificate_dialog_new (fixture->session, arn, serial);
  GtkWindow *revoke;
  g_autofree char *path = NULL;

  console_dialog_present (detail, NULL);
  wait_for (shows_content, detail);
  g_assert_true (gtk_widget_get_sensitive (child (detail, "revoke_button")));
  picture (detail, "certificate");
  revoke = console_revoke_dialog_new (fixture->session, arn, serial, "CN=radio.example");
  adw_combo_row_set_selected (child (revoke, "reason_row"), 1);
  console_dialog_present (revoke, GTK_WIDGET (detail));
  picture (revoke, "revoke");
  submit (revoke);
  path = choose_file (fixture, "root.crl");
  wait_until_closed (revoke);
  assert_revoked (fixture, serial, "KEY_COMPROMISE");
  assert_crl_lists (path, serial);
  wait_for (shows_revoked, detail);
  g_assert_false (gtk_widget_get_sensitive (child (detail, "revoke_button")));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (child (detail, "revoke_button")), ==,
                   "This certificate is revoked already.");
  picture (detail, "certificate-revoked");
  read_all (GTK_WIDGET (detail));
  dismiss (detail);
}

static gboolean
is_written (gpointer path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size > 0;
}

/* Chain and DER as files, judged by openssl. */
static void
test_save (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  g_autofree char *arn = g_strdup (esp_ca_node_get_ca (root)->arn);
  g_autofree char *serial = issue_by_dialog (fixture, root, "/CN=radio");
  GtkWindow *detail = console_certificate_dialog_new (fixture->session, arn, serial);
  g_autofree char *der = NULL, *chain = NULL;
  int status = -1;

  console_dialog_present (detail, NULL);
  wait_for (shows_content, detail);
  gtk_widget_activate_action (GTK_WIDGET (detail), "certificate.save-der", NULL);
  der = choose_file (fixture, "radio.der");
  wait_for (is_written, der);
  gtk_widget_activate_action (GTK_WIDGET (detail), "certificate.save-chain", NULL);
  chain = choose_file (fixture, "radio-chain.pem");
  wait_for (is_written, chain);
  {
    const char *argv[] = { "openssl", "verify", "-CAfile", chain, der, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                                 NULL, &status, NULL));
    g_assert_cmpint (status, ==, 0);
  }
  dismiss (detail);
}

/* --- Report and tags ---------------------------------------------------------------------------*/

static gboolean
has_digest (gpointer dialog)
{
  return gtk_widget_get_visible (child (dialog, "digest_row"));
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = console_report_dialog_new (fixture->session, root);
  g_autofree char *path = NULL, *text = NULL, *rows = NULL, *digest = NULL, *found = NULL;
  g_autofree char *shown = NULL;
  gsize len = 0;

  console_dialog_present (dialog, NULL);
  picture (dialog, "report");
  gtk_check_button_set_active (child (dialog, "csv_check"), TRUE);
  submit (dialog);
  path = choose_file (fixture, "report.csv");
  wait_for (has_digest, dialog);
  g_object_get (child (dialog, "path_row"), "value", &shown, NULL);
  g_assert_cmpstr (shown, ==, path);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  found = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) len);
  g_object_get (child (dialog, "rows_row"), "value", &rows, NULL);
  g_object_get (child (dialog, "digest_row"), "value", &digest, NULL);
  g_assert_cmpstr (digest, ==, found);
  g_assert_cmpstr (rows, ==, "1");
  g_assert_nonnull (strstr (text, "awsAccountId"));
  picture (dialog, "report-result");
  dismiss (dialog);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = console_tags_dialog_new (fixture->session, root);
  ConsoleTagsEditor *editor = child (dialog, "editor");
  g_autoptr (GPtrArray) tags = esp_tags_new ();
  const EspCa *ca;

  g_assert_false (can_submit (dialog));
  esp_tags_set (tags, "project", "radio", NULL);
  esp_tags_set (tags, "team", "ProdTeam", NULL);
  console_tags_editor_set_tags (editor, tags);
  console_dialog_present (dialog, NULL);
  picture (dialog, "tags");
  submit (dialog);
  wait_until_closed (dialog);

  root = find_ca (fixture, "Root");
  dialog = console_tags_dialog_new (fixture->session, root);
  editor = child (dialog, "editor");
  g_assert_false (can_submit (dialog));
  esp_tags_remove (tags, "project", NULL);
  esp_tags_set (tags, "team", "Lab", NULL);
  console_tags_editor_set_tags (editor, tags);
  console_tags_editor_add (editor, "team", "twice");
  g_assert_false (can_submit (dialog));
  g_assert_true (has_label (GTK_WIDGET (dialog), "This key stands twice"));
  console_tags_editor_set_tags (editor, tags);
  console_dialog_present (dialog, NULL);
  submit (dialog);
  wait_until_closed (dialog);
  ca = esp_ca_node_get_ca (find_ca (fixture, "Root"));
  g_assert_cmpuint (ca->tags->len, ==, 1);
  g_assert_cmpstr (esp_tags_get (ca->tags, "team"), ==, "Lab");
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/dialogs/broken-request", test_broken_request },
    { "/dialogs/issue-and-revoke", test_issue_and_revoke },
    { "/dialogs/save", test_save },
    { "/dialogs/report", test_report },
    { "/dialogs/tags", test_tags },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
