/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A branch of the sample handed over through its dialog: whose fingerprint it was, what goes and
 * what stays, the second person, whoever may not, and what is refused. openssl opens the file, and
 * says whether the digest that is read out is that of what is inside. */
#include "console/console-ca-actions.h"
#include "console/console-dialogs.h"
#include "console/console-form.h"

#include "new-owner-fixture.h"
#include "people-fixture.h"

#define BRANCH "Meridian Vehicle Modules CA"
#define DELETED "Vehicle Modules Pilot CA"
#define UNDER_TWO "Meridian Root G1"
#define FILE_NAME "division.cms"
#define SUBJECT "/CN=A&B <b>x<\\/b> \u202egnorts"
#define SUBJECT_SHOWN "A&B \\<b\\>x\\</b\\> \\u202egnorts"

/* --- Short ways --------------------------------------------------------------------------------*/

static EspCaNode *
get_node (Fixture *fixture, const char *label)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  g_autoptr (GError) error = NULL;
  EspCaNode *node;

  esp_ca_tree_reload (tree, &error);
  g_assert_no_error (error);
  node = find_ca (esp_ca_tree_get_roots (tree), label);
  g_assert_nonnull (node);
  return node;
}

static char *
get_status (Fixture *fixture, const char *label)
{
  char *status = NULL;

  g_object_get (get_node (fixture, label), "status", &status, NULL);
  return status;
}

static void
assert_status (Fixture *fixture, const char *label, const char *expected)
{
  g_autofree char *status = get_status (fixture, label);

  g_assert_cmpstr (status, ==, expected);
}

static char *
get_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
take (gpointer dialog, const char *certificate, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (dialog), "hand-over.take", "(^ay^ay)", certificate, path);
}

static void
type (gpointer dialog, const char *fingerprint)
{
  wait_until (is_sensitive, get_child (dialog, "fingerprint_row"));
  gtk_editable_set_text (get_child (dialog, "fingerprint_row"), fingerprint);
}

/* A dialog in which nothing is missing any more. */
static GtkWindow *
fill_in (Fixture *fixture, const char *label, const char *owner)
{
  GtkWindow *dialog = console_hand_over_dialog_new (fixture->session, get_node (fixture, label));
  g_autofree char *path = get_path (fixture, FILE_NAME);
  g_autofree char *fingerprint = read_fingerprint (owner);

  open_dialog (NULL, dialog);
  take (dialog, owner, path);
  type (dialog, fingerprint);
  return dialog;
}

/* Agrees to the question, and puts it away: others may come up. */
static void
submit (gpointer dialog)
{
  GtkWindow *question;

  click (get_primary (dialog));
  question = wait_for_top (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "do");
  gtk_window_destroy (question);
}

static gboolean
is_idle (gpointer dialog)
{
  gboolean busy;

  g_object_get (dialog, "busy", &busy, NULL);
  return !busy;
}

static void
close_dialog (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  wait_until (is_null, &weak);
}

/* SHA-256 of what openssl finds inside, with the key of the new owner. */
static char *
open_file (const char *path, const char *owner)
{
  g_autofree char *base = g_strndup (owner, strlen (owner) - strlen (".pem"));
  g_autofree char *key = g_strconcat (base, ".key", NULL);
  const char *argv[] = { "/bin/sh",
                         "-c",
                         "openssl cms -decrypt -inform DER -in \"$1\" -inkey \"$2\" -recip \"$3\" "
                         "-binary -out \"$1.text\" && sha256sum <\"$1.text\"",
                         "sh",
                         path,
                         key,
                         owner,
                         NULL };
  g_autofree char *text = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return g_strndup (text, strcspn (text, " "));
}

/* --- Tests -------------------------------------------------------------------------------------*/

static void
assert_compares (gpointer dialog, const char *fingerprint)
{
  g_autofree char *wrong = g_strdup (fingerprint);

  wrong[4] = wrong[4] == '0' ? '1' : '0';
  /* It is not there to be agreed to. */
  g_assert_null (find_text (GTK_WIDGET (dialog), fingerprint));
  type (dialog, wrong);
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "This is another fingerprint."));
  g_assert_false (gtk_widget_is_sensitive (get_primary (dialog)));
  type (dialog, "");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (dialog)), ==,
                   "Type the whole fingerprint first");
  type (dialog, fingerprint);
  g_assert_null (find_text (GTK_WIDGET (dialog), "This is another fingerprint."));
  g_assert_true (gtk_widget_is_sensitive (get_primary (dialog)));
}

static void
assert_result (Fixture *fixture, GtkWindow *dialog, const char *owner)
{
  g_autofree char *path = get_path (fixture, FILE_NAME);
  g_autofree char *digest = open_file (path, owner);

  g_assert_nonnull (find_text (GTK_WIDGET (dialog), digest));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "5 CAs · "));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "5 shares"));
  audit (GTK_WIDGET (dialog));
}

static void
test_leaves (Fixture *fixture, gconstpointer data)
{
  g_autofree char *owner = make_owner (fixture->folder, "owner", SUBJECT);
  g_autofree char *path = get_path (fixture, FILE_NAME);
  g_autofree char *fingerprint = read_fingerprint (owner);
  GtkWindow *dialog, *question;

  json_object_unref (
    call (fixture, "DeleteCertificateAuthority", "CertificateAuthority", DELETED, NULL));
  dialog = console_hand_over_dialog_new (fixture->session, get_node (fixture, BRANCH));
  open_dialog (NULL, dialog);
  g_assert_false (gtk_widget_get_visible (get_child (dialog, "denial_box")));
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_child (dialog, "goes_row")), ==, "5 CAs");
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_child (dialog, "stays_row")), ==, "1 CA");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (dialog)), ==,
                   "Choose the certificate of the new owner first");
  take (dialog, owner, path);
  wait_for_text (GTK_WIDGET (dialog), SUBJECT_SHOWN);
  assert_compares (dialog, fingerprint);
  audit (GTK_WIDGET (dialog));
  /* Who thinks again has lost nothing. */
  click (get_primary (dialog));
  question = wait_for_top (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  gtk_window_destroy (question);
  run_for (100);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_status (fixture, BRANCH, "ACTIVE");
  submit (dialog);
  wait_for_text (GTK_WIDGET (dialog), "Read this digest out");
  assert_result (fixture, dialog, owner);
  assert_status (fixture, BRANCH, "HANDED_OVER");
  assert_status (fixture, "Supplier Radio CA", "HANDED_OVER");
  assert_status (fixture, DELETED, "DELETED");
  assert_status (fixture, "Meridian Operations CA", "ACTIVE");
  close_dialog (dialog);
}

static guint
count_approvals (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call (fixture, "ListApprovals", NULL);

  return json_array_get_length (json_object_get_array_member (list, "Approvals"));
}

/* Nothing leaves before somebody else has agreed. */
static void
test_waits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *owner = make_owner (fixture->folder, "owner", "/CN=New Owner");
  g_autofree char *path = get_path (fixture, FILE_NAME);
  gpointer dialog = fill_in (fixture, UNDER_TWO, owner);
  GtkWidget *over = gtk_window_new ();
  guint before = count_approvals (fixture);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (over));
  g_object_add_weak_pointer (dialog, &dialog);
  submit (dialog);
  wait_until (is_null, &dialog);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_status (fixture, UNDER_TWO, "ACTIVE");
  g_assert_cmpuint (count_approvals (fixture), ==, before + 1);
  gtk_window_destroy (GTK_WINDOW (over));
}

/* What one may not do is not offered; who gets into the dialog nevertheless reads why. */
static void
test_denied (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  g_autofree char *reason = NULL, *none = NULL;

  select_ca (fixture, BRANCH);
  none = console_ca_actions_explain (fixture->session, "hand-over");
  g_assert_null (none);
  sign_in_as (fixture->engine, "noor.haddad");
  dialog = console_hand_over_dialog_new (fixture->session, get_node (fixture, BRANCH));
  select_ca (fixture, BRANCH);
  reason = console_ca_actions_explain (fixture->session, "hand-over");
  g_assert_nonnull (reason);
  open_dialog (NULL, dialog);
  g_assert_true (gtk_widget_get_visible (get_child (dialog, "denial_box")));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), BRANCH ": "));
  g_assert_false (gtk_widget_is_sensitive (get_primary (dialog)));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (get_primary (dialog)), BRANCH));
  close_dialog (dialog);
}

/* In a toast, or in a message over it. */
static gboolean
is_told (gpointer data)
{
  gpointer *pair = data;
  gpointer found[2] = { pair[0], NULL };

  return find_text (pair[0], pair[1]) || (get_top (found) && find_text (found[1], pair[1]));
}

/* Shows why, and leaves the form and everything else as it was. */
static void
assert_refused (Fixture *fixture, GtkWindow *dialog, const char *part)
{
  gpointer told[2] = { dialog, (gpointer) part };
  gpointer found[2] = { dialog, NULL };

  submit (dialog);
  wait_until (is_idle, dialog);
  wait_until (is_told, told);
  if (get_top (found))
    gtk_window_destroy (found[1]);
  g_assert_true (gtk_widget_is_sensitive (get_primary (dialog)));
  assert_status (fixture, BRANCH, "ACTIVE");
  close_dialog (dialog);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *owner = make_owner (fixture->folder, "owner", "/CN=New Owner");
  g_autofree char *rsa = make_owner_with (fixture->folder, "rsa", "/CN=RSA", "rsa",
                                          "rsa_keygen_bits:2048");
  g_autofree char *path = get_path (fixture, FILE_NAME);
  g_autofree char *content = NULL;

  assert_refused (fixture, fill_in (fixture, BRANCH, rsa), "P-256");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  assert_refused (fixture, fill_in (fixture, BRANCH, owner), "exists already");
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
}

/* Something else than a certificate; then another file, whose certificate counts. */
static void
test_no_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *owner = make_owner (fixture->folder, "owner", "/CN=New Owner");
  g_autofree char *key = get_path (fixture, "owner.key");
  g_autofree char *none = get_path (fixture, "none.pem");
  g_autofree char *path = get_path (fixture, FILE_NAME);
  GtkWindow *dialog = console_hand_over_dialog_new (fixture->session, get_node (fixture, BRANCH));
  GtkWidget *hint = get_child (dialog, "certificate_hint");

  open_dialog (NULL, dialog);
  take (dialog, key, path);
  wait_until ((Condition) gtk_widget_get_mapped, hint);
  g_assert_false (gtk_widget_is_sensitive (get_child (dialog, "fingerprint_row")));
  g_assert_false (gtk_widget_is_sensitive (get_primary (dialog)));
  take (dialog, owner, path);
  wait_until (is_sensitive, get_child (dialog, "fingerprint_row"));
  g_assert_false (gtk_widget_get_mapped (hint));
  /* What was typed for one certificate is not taken for another. */
  type (dialog, "ab");
  take (dialog, none, path);
  wait_until ((Condition) gtk_widget_get_mapped, hint);
  g_assert_cmpstr (gtk_editable_get_text (get_child (dialog, "fingerprint_row")), ==, "");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (dialog)), ==,
                   "Choose the certificate of the new owner first");
  close_dialog (dialog);
}

/* Taken back while it runs: the form is there again, and nothing has left. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *owner = make_owner (fixture->folder, "owner", "/CN=New Owner");
  g_autofree char *path = get_path (fixture, FILE_NAME);
  GtkWindow *dialog = fill_in (fixture, BRANCH, owner);

  click (get_primary (dialog));
  agree (dialog);
  g_assert_false (is_idle (dialog));
  gtk_window_close (dialog);
  wait_until (is_idle, dialog);
  g_assert_null (find_text (GTK_WIDGET (dialog), "Read this digest out"));
  g_assert_true (gtk_widget_is_sensitive (get_primary (dialog)));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_status (fixture, BRANCH, "ACTIVE");
  close_dialog (dialog);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/hand-over/leaves", test_leaves);
  add ("/hand-over/waits", test_waits);
  add ("/hand-over/denied", test_denied);
  add ("/hand-over/refused", test_refused);
  add ("/hand-over/no-certificate", test_no_certificate);
  add ("/hand-over/cancel", test_cancel);
  status = g_test_run ();
  remove_sample ();
  return status;
}
