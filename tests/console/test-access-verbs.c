/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs of sharing, of two persons and of restoring, as they are pressed: versions of a permission,
 * tags of a share, requests that are signed, what was approved and waits for a key, and a backup
 * that takes the place of a vault. Each outcome is looked up in the engine; where two people work
 * at once, the other one has an engine of their own on the same file. */
#include "console/console-approvals.h"
#include "console/console-board.h"
#include "console/console-dialogs.h"
#include "console/console-shares.h"

#include "people-fixture.h"

#define RADIO "Supplier Radio Development CA"
#define RADIO_PERSON "dana.reyes"
#define FOREIGN_ACCOUNT "444455556666"
#define ROOT "Meridian Root G1"

/* --- Short ways --------------------------------------------------------------------------------*/

static GtkWidget *
find_button (GtkWidget *widget, const char *tooltip)
{
  const char *mine = GTK_IS_BUTTON (widget) ? gtk_widget_get_tooltip_text (widget) : NULL;

  if (mine && g_str_equal (mine, tooltip))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found)
        return found;
    }
  return NULL;
}

static void
click_text (gpointer widget, const char *text)
{
  GtkWidget *label = find_text (widget, text);

  g_assert_nonnull (label);
  click (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON));
}

/* Somebody else, at another machine. */
static EspEngine *
open_as (Fixture *fixture, const char *name)
{
  EspEngine *engine = esp_engine_new (NULL);
  g_autoptr (GError) error = NULL;

  esp_engine_open (engine, esp_engine_get_path (fixture->engine), NULL, &error);
  g_assert_no_error (error);
  sign_in_as (engine, name);
  return engine;
}

static void
leave (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* --- Permissions for sharing -------------------------------------------------------------------*/

static JsonObject *
describe_permission (Fixture *fixture)
{
  g_autoptr (JsonObject) answer = call (fixture, "DescribeManagedPermission", "Name", "own", NULL);

  return json_object_ref (json_object_get_object_member (answer, "Permission"));
}

static gint64
get_default (Fixture *fixture)
{
  g_autoptr (JsonObject) permission = describe_permission (fixture);

  return esp_json_get_int (permission, "DefaultVersion", 0);
}

static guint
count_versions (Fixture *fixture)
{
  g_autoptr (JsonObject) permission = describe_permission (fixture);

  return json_array_get_length (json_object_get_array_member (permission, "Versions"));
}

static gboolean
is_second_default (gpointer fixture)
{
  return get_default (fixture) == 2;
}

static gboolean
is_alone (gpointer fixture)
{
  return count_versions (fixture) == 1;
}

/* The first through the editor, as a person does it; the second from the first. */
static void
save_policy (gpointer dialog)
{
  gpointer alive = dialog;

  g_object_add_weak_pointer (dialog, &alive);
  click (get_child (dialog, "save_button"));
  wait_until (is_null, &alive);
}

static void
make_versions (Fixture *fixture, GtkWidget *over, GtkWindow **dialog)
{
  GtkWindow *policy = open_dialog (
    over, console_policy_dialog_new_for_permission (fixture->session, NULL, NULL));
  g_autoptr (JsonObject) permission = NULL;

  gtk_editable_set_text (GTK_EDITABLE (get_child (policy, "name_row")), "own");
  save_policy (policy);
  permission = describe_permission (fixture);
  g_assert_cmpstr (json_object_get_string_member (permission, "Kind"), ==, "ORGANIZATION");
  *dialog = open_dialog (over, console_permission_dialog_new (fixture->session, permission));
  wait_for_text (GTK_WIDGET (*dialog), "New shares get this one");
  click_text (*dialog, "New Version…");
  save_policy (wait_for_top (*dialog));
  g_assert_cmpuint (count_versions (fixture), ==, 2);
}

static void
test_permission (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog;
  gpointer alive;

  make_versions (fixture, window, &dialog);
  wait_for_text (GTK_WIDGET (dialog), "Version 2");
  wait_for_text (GTK_WIDGET (dialog), "Version 1");
  audit (GTK_WIDGET (dialog));
  g_assert_cmpint (get_default (fixture), ==, 1);
  /* The default can't be deleted, and is not offered to be. */
  g_assert_null (find_button (GTK_WIDGET (dialog), "Delete version 1"));
  click (find_button (GTK_WIDGET (dialog), "Give version 2 to new shares"));
  wait_until (is_second_default, fixture);
  while (!find_button (GTK_WIDGET (dialog), "Delete version 1"))
    g_main_context_iteration (NULL, TRUE);
  click (find_button (GTK_WIDGET (dialog), "Delete version 1"));
  agree (dialog);
  wait_until (is_alone, fixture);
  alive = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  click_text (dialog, "Delete…");
  agree (dialog);
  wait_until (is_null, &alive);
  g_assert_cmpuint (count_answer (fixture, "ListManagedPermissions", "Permissions"), ==, 7);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Tags of a share ---------------------------------------------------------------------------*/

static gboolean
has_tag (gpointer fixture)
{
  g_autoptr (JsonObject) answer = call (fixture, "DescribeResourceShare", "Name", "tagged", NULL);
  JsonObject *share = json_object_get_object_member (answer, "ResourceShare");
  g_autoptr (GPtrArray) tags = console_tags_from_json (share);

  return g_strcmp0 (esp_tags_get (tags, "team"), "radio") == 0;
}

static void
test_share_tags (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  g_autoptr (JsonObject)
    made = call (fixture, "CreateResourceShare", "Name", "tagged", "CertificateAuthority", HOSTILE,
                 "Consumer", FOREIGN_ACCOUNT, NULL);
  JsonObject *share = json_object_get_object_member (made, "ResourceShare");
  GtkWindow *dialog = open_dialog (window, console_share_dialog_new (fixture->session, share));
  GtkWindow *tags;
  ConsoleTagsEditor *editor;

  wait_for_text (GTK_WIDGET (dialog), "They revoke nothing");
  click (find_button (GTK_WIDGET (dialog), "Edit Tags"));
  tags = wait_for_top (dialog);
  editor = get_child (tags, "editor");
  console_tags_editor_add (editor, "team", "radio");
  click (get_primary (tags));
  wait_until (has_tag, fixture);
  wait_for_text (GTK_WIDGET (dialog), "radio");
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Requests through a share ------------------------------------------------------------------*/

static char *
make_request (void)
{
  const char *argv[] = { "openssl",
                         "req",
                         "-new",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-keyout",
                         "/dev/null",
                         "-subj",
                         "/CN=unit 8",
                         NULL };
  char *request = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &request, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return request;
}

static void
ask_for_certificate (EspEngine *engine)
{
  g_autofree char *csr = make_request ();
  g_autoptr (JsonObject) parameters = json_object_new ();
  JsonObject *validity = json_object_new ();
  g_autoptr (JsonNode) issued = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", RADIO);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 7);
  json_object_set_object_member (parameters, "Validity", validity);
  issued = esp_engine_call (engine, "IssueCertificate", parameters, NULL, &error);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
}

static gboolean
is_signed (gpointer fixture)
{
  g_autoptr (JsonObject) list = call (fixture, "ListSigningRequests", "Status", "SIGNED", NULL);

  return json_array_get_length (json_object_get_array_member (list, "SigningRequests")) == 1;
}

static void
toast_cb (ConsoleSession *session, const char *text, char **told)
{
  g_free (*told);
  *told = g_strdup (text);
}

static gboolean
is_told (gpointer told)
{
  return *(char **) told != NULL;
}

/* Who asked is not offered to sign; the owner is told how many wait, and what came of it. */
static void
test_sign (Fixture *fixture, gconstpointer data)
{
  EspEngine *dana = open_as (fixture, RADIO_PERSON);
  GtkWidget *page, *window;
  g_autofree char *told = NULL;

  esp_engine_watch (fixture->engine, FALSE);
  ask_for_certificate (dana);
  leave (dana);
  page = console_shares_page_new (fixture->session);
  window = present (page);
  g_signal_connect (fixture->session, "toast", G_CALLBACK (toast_cb), &told);
  wait_for_text (page, "1 request waits for your side to sign it.");
  g_assert_false (is_signed (fixture));
  click_text (page, "Sign…");
  agree (window);
  wait_until (is_signed, fixture);
  wait_until (is_told, &told);
  g_assert_cmpstr (told, ==, "Requests: 1 signed, 0 refused");
  wait_for_text (page, "Answered Requests");
  g_assert_null (find_text (page, "Sign…"));
  g_signal_handlers_disconnect_by_data (fixture->session, &told);
  assert_gone_with (window, page);
}

static void
test_sign_not_own (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page, *window;

  sign_in_as (fixture->engine, RADIO_PERSON);
  esp_engine_watch (fixture->engine, FALSE);
  ask_for_certificate (fixture->engine);
  page = console_shares_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "They are signed when somebody");
  g_assert_null (find_text (page, "Sign…"));
  assert_gone_with (window, page);
}

/* --- Approved, and waiting for a key -----------------------------------------------------------*/

static char *
ask_for_subordinate (Fixture *fixture)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=Under two");
  json_object_set_string_member (parameters, "Parent", ROOT);
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  made = esp_engine_call (fixture->engine, "CreateCertificateAuthority", parameters, NULL, &error);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
  g_assert_nonnull (esp_error_get_argument (error, "id"));
  return g_strdup (esp_error_get_argument (error, "id"));
}

static void
approve (EspEngine *engine, const char *id)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) approved = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "Id", id);
  approved = esp_engine_call (engine, "ApproveRequest", parameters, NULL, &error);
  g_assert_no_error (error);
}

static void
test_execute (Fixture *fixture, gconstpointer data)
{
  EspEngine *ines;
  GtkWidget *window;
  GtkWindow *dialog;
  g_autofree char *id = NULL, *told = NULL;
  g_autoptr (JsonObject) answer = NULL, done = NULL;
  JsonObject *approval;

  esp_engine_watch (fixture->engine, FALSE);
  id = ask_for_subordinate (fixture);
  ines = open_as (fixture, SECOND_PERSON);
  approve (ines, id);
  leave (ines);
  answer = call (fixture, "DescribeApproval", "Id", id, NULL);
  approval = json_object_get_object_member (answer, "Approval");
  g_assert_cmpstr (json_object_get_string_member (approval, "Status"), ==, "APPROVED");
  window = present (gtk_label_new ("Beneath"));
  dialog = open_dialog (window, console_approval_dialog_new (fixture->session, approval));
  wait_for_text (GTK_WIDGET (dialog), "waits for your key");
  g_signal_connect (fixture->session, "toast", G_CALLBACK (toast_cb), &told);
  click_text (dialog, "Do It Now");
  wait_until (is_told, &told);
  g_assert_true (g_str_has_prefix (told, "Done: "));
  done = call (fixture, "DescribeApproval", "Id", id, NULL);
  g_assert_cmpstr (
    json_object_get_string_member (json_object_get_object_member (done, "Approval"), "Status"), ==,
    "DONE");
  /* The dialog follows, and offers it no more. */
  while (find_text (GTK_WIDGET (dialog), "Do It Now"))
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (fixture->session, &told);
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Restoring ---------------------------------------------------------------------------------*/

typedef struct
{
  char *backup, *recovery, *target;
  char *passphrase;
} Saved;

static void
saved_clear (Saved *saved)
{
  g_free (saved->backup);
  g_free (saved->recovery);
  g_free (saved->target);
  g_free (saved->passphrase);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Saved, saved_clear)

static void
save (Fixture *fixture, Saved *saved)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (JsonObject) made = NULL;

  /* Else the recovery identity takes two persons. */
  lift_dual_control (fixture->engine, ROOT);
  saved->backup = g_build_filename (fixture->folder, "backup.espalier", NULL);
  saved->recovery = g_build_filename (fixture->folder, "recovery.pem", NULL);
  saved->target = g_build_filename (fixture->folder, "fresh.espalier", NULL);
  esp_engine_create_recovery (fixture->engine, saved->recovery, &secret, NULL, &error);
  g_assert_no_error (error);
  saved->passphrase = g_strndup ((const char *) esp_secret_get_bytes (secret, NULL),
                                 esp_secret_get_len (secret));
  made = call (fixture, "BackupVault", "Path", saved->backup, NULL);
}

static void
fill_in (GtkWindow *dialog, const Saved *saved, const char *target, const char *passphrase)
{
  gtk_widget_activate_action (GTK_WIDGET (dialog), "restore.take", "(^ay^ay^ay)", saved->backup,
                              target, saved->recovery);
  type_secret (get_child (dialog, "passphrase_row"), passphrase);
}

static gboolean
shows_error (gpointer dialog)
{
  return gtk_widget_get_visible (get_child (dialog, "error_label")) &&
         gtk_widget_get_sensitive (get_child (dialog, "passphrase_row"));
}

/* On a machine that has no vault: refused with another passphrase, and nothing is left of it. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_auto (Saved) saved = { NULL };
  EspEngine *fresh = esp_engine_new (NULL);
  ConsoleSession *session;
  GtkWidget *window;
  GtkWindow *dialog;

  save (fixture, &saved);
  esp_engine_close (fixture->engine);
  session = console_session_new (fresh);
  window = present (gtk_label_new ("Beneath"));
  dialog = open_dialog (window, console_restore_dialog_new (session));
  g_assert_false (gtk_widget_get_sensitive (get_primary (dialog)));
  fill_in (dialog, &saved, saved.target, "something else entirely");
  click (get_primary (dialog));
  agree (dialog);
  wait_until (shows_error, dialog);
  g_assert_false (g_file_test (saved.target, G_FILE_TEST_EXISTS));
  g_assert_false (esp_engine_is_open (fresh));
  fill_in (dialog, &saved, saved.target, saved.passphrase);
  click (get_primary (dialog));
  agree (dialog);
  wait_for_text (GTK_WIDGET (dialog), "The Vault Is Restored");
  g_assert_cmpstr (esp_engine_get_path (fresh), ==, saved.target);
  g_assert_cmpint (console_session_get_phase (session), ==, CONSOLE_PHASE_OPEN);
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
  assert_gone_at (G_STRLOC, session);
  leave (fresh);
}

/* Over the vault that is open: on failure it is open again as it was; at last it is kept beside. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_auto (Saved) saved = { NULL };
  g_autofree char *path = g_strdup (esp_engine_get_path (fixture->engine));
  g_autofree char *replaced = g_strconcat (path, ".replaced", NULL);
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  GtkWindow *dialog;

  save (fixture, &saved);
  dialog = open_dialog (window, console_restore_dialog_new (fixture->session));
  fill_in (dialog, &saved, path, "something else entirely");
  click (get_primary (dialog));
  wait_for_text (GTK_WIDGET (wait_for_top (dialog)), "“vault.espalier” is kept beside it");
  agree (dialog);
  wait_until (shows_error, dialog);
  g_assert_cmpstr (esp_engine_get_path (fixture->engine), ==, path);
  g_assert_cmpint (console_session_get_phase (fixture->session), ==, CONSOLE_PHASE_LOCKED);
  g_assert_false (g_file_test (replaced, G_FILE_TEST_EXISTS));
  fill_in (dialog, &saved, path, saved.passphrase);
  click (get_primary (dialog));
  agree (dialog);
  wait_for_text (GTK_WIDGET (dialog), "The Vault Is Restored");
  g_assert_cmpstr (esp_engine_get_path (fixture->engine), ==, path);
  g_assert_true (g_file_test (replaced, G_FILE_TEST_EXISTS));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/console/access-verbs/permission", test_permission);
  add ("/console/access-verbs/share-tags", test_share_tags);
  add ("/console/access-verbs/sign", test_sign);
  add ("/console/access-verbs/sign-not-own", test_sign_not_own);
  add ("/console/access-verbs/execute", test_execute);
  add ("/console/access-verbs/restore", test_restore);
  add ("/console/access-verbs/replace", test_replace);
  status = g_test_run ();
  remove_sample ();
  return status;
}
