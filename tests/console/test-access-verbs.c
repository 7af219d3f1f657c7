/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verbs of sharing, of two persons and of restoring, as they are pressed: versions of a permission,
 * tags of a share, requests that are signed, what was approved and waits for a key, a backup that
 * takes the place of a vault, and a clock that is confirmed. Each outcome is looked up in the
 * engine; where two people work at once, the other one has an engine of their own on the same file.
 */
#include "console/console-alerts.h"
#include "console/console-approvals.h"
#include "console/console-board.h"
#include "console/console-dialogs.h"
#include "console/console-shares.h"

#include "csr-fixture.h"
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

static void
ask_for_certificate (EspEngine *engine)
{
  g_autofree char *csr = make_bare_csr ("/CN=unit 8");
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

/* Where a second person has to approve the recovery identity, they do. */
static void
save_as_it_is (Fixture *fixture, Saved *saved)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (JsonObject) made = NULL;

  saved->backup = g_build_filename (fixture->folder, "backup.espalier", NULL);
  saved->recovery = g_build_filename (fixture->folder, "recovery.pem", NULL);
  saved->target = g_build_filename (fixture->folder, "fresh.espalier", NULL);
  if (!esp_engine_create_recovery (fixture->engine, saved->recovery, &secret, NULL, &error))
    {
      EspEngine *ines = open_as (fixture, SECOND_PERSON);

      g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
      approve (ines, esp_error_get_argument (error, "id"));
      leave (ines);
    }
  saved->passphrase = g_strndup ((const char *) esp_secret_get_bytes (secret, NULL),
                                 esp_secret_get_len (secret));
  made = call (fixture, "BackupVault", "Path", saved->backup, NULL);
}

/* Nothing in it is under two persons. */
static void
save (Fixture *fixture, Saved *saved)
{
  lift_dual_control (fixture->engine, ROOT);
  save_as_it_is (fixture, saved);
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

/* --- Restoring by two persons ------------------------------------------------------------------*/

typedef struct
{
  Saved saved;
  EspEngine *engine; /* of a machine that has no vault */
  ConsoleSession *session;
  GtkWidget *window;
  GtkWindow *dialog;
  gpointer second;
} Two;

static void
two_set_up (Two *two, Fixture *fixture)
{
  save_as_it_is (fixture, &two->saved);
  esp_engine_close (fixture->engine);
  two->engine = esp_engine_new (NULL);
  two->session = console_session_new (two->engine);
  two->window = present (gtk_label_new ("Beneath"));
  two->dialog = open_dialog (two->window, console_restore_dialog_new (two->session));
  two->second = get_child (two->dialog, "second");
}

static void
two_tear_down (Two *two)
{
  assert_gone_with (GTK_WIDGET (two->dialog), two->dialog);
  gtk_window_destroy (GTK_WINDOW (two->window));
  assert_gone_at (G_STRLOC, two->session);
  leave (two->engine);
  saved_clear (&two->saved);
}

static void
fill_in_person (Two *two)
{
  fill_in (two->dialog, &two->saved, two->saved.target, PASSPHRASE);
  adw_combo_row_set_selected (get_child (two->dialog, "who_row"), 1);
  gtk_editable_set_text (get_child (two->dialog, "name_row"), sample_admin);
}

static void
try (Two *two)
{
  click (get_primary (two->dialog));
  agree (two->dialog);
}

static void
cannot (Two *two, const char *part)
{
  try (two);
  wait_until (shows_error, two->dialog);
  g_assert_nonnull (strstr (gtk_label_get_text (get_child (two->dialog, "error_label")), part));
  g_assert_false (g_file_test (two->saved.target, G_FILE_TEST_EXISTS));
}

static gboolean
holds (gpointer owner, const char *text)
{
  return g_str_equal (gtk_editable_get_text (get_delegate (get_child (owner, "passphrase_row"))),
                      text);
}

static char *
find_second (EspEngine *engine)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) list = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *events;

  json_object_set_string_member (parameters, "Action", "RestoreVault");
  list = esp_engine_call (engine, "ListEvents", parameters, NULL, &error);
  g_assert_no_error (error);
  events = esp_json_get_array (json_node_get_object (list), "Events");
  return g_strdup (esp_json_get_string (
    esp_json_get_object (esp_json_get_object (json_array_get_object_element (events, 0), "details"),
                         "Consent"),
    "ApproverName"));
}

static void
assert_restored_with (Two *two, const char *second)
{
  g_autofree char *name = NULL;

  try (two);
  wait_for_text (GTK_WIDGET (two->dialog), "The Vault Is Restored");
  g_assert_cmpstr (esp_engine_get_path (two->engine), ==, two->saved.target);
  name = find_second (two->engine);
  g_assert_cmpstr (name, ==, second);
}

/* That one person is not enough is said when it is known, and nothing is typed twice for it. */
static void
test_restore_two (Fixture *fixture, gconstpointer data)
{
  Two two = { { NULL } };

  two_set_up (&two, fixture);
  fill_in_person (&two);
  g_assert_false (gtk_widget_get_visible (get_child (two.second, "name_row")));
  cannot (&two, ROOT ": in this backup it is under two persons");
  g_assert_nonnull (
    strstr (gtk_label_get_text (get_child (two.dialog, "error_label")), SECOND_PERSON));
  g_assert_true (gtk_switch_get_active (get_child (two.second, "needed_switch")));
  g_assert_true (gtk_widget_get_visible (get_child (two.second, "name_row")));
  g_assert_true (holds (two.dialog, PASSPHRASE));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (two.dialog)), ==,
                   "Name the second person first");
  gtk_editable_set_text (get_child (two.second, "name_row"), SECOND_PERSON);
  type_secret (get_child (two.second, "passphrase_row"), "something else entirely");
  cannot (&two, SECOND_PERSON " did not sign in. That does not open");
  g_assert_true (holds (two.dialog, PASSPHRASE));
  g_assert_true (holds (two.second, ""));
  type_secret (get_child (two.dialog, "passphrase_row"), "something else entirely");
  type_secret (get_child (two.second, "passphrase_row"), PASSPHRASE);
  cannot (&two, "That does not open");
  g_assert_true (holds (two.dialog, ""));
  g_assert_true (holds (two.second, PASSPHRASE));
  type_secret (get_child (two.dialog, "passphrase_row"), PASSPHRASE);
  assert_restored_with (&two, SECOND_PERSON);
  two_tear_down (&two);
}

/* Not once they restore it themselves: then nobody else is left but a person. */
static void
test_restore_two_recovery (Fixture *fixture, gconstpointer data)
{
  Two two = { { NULL } };

  two_set_up (&two, fixture);
  gtk_switch_set_active (get_child (two.second, "needed_switch"), TRUE);
  g_assert_false (gtk_widget_get_visible (get_child (two.second, "who_row")));
  fill_in_person (&two);
  g_assert_true (gtk_widget_get_visible (get_child (two.second, "who_row")));
  adw_combo_row_set_selected (get_child (two.second, "who_row"), 1);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (two.dialog)), ==,
                   "Choose the file of the recovery identity first");
  gtk_widget_activate_action (two.second, "second-person.take", "^ay", two.saved.recovery);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (two.dialog)), ==,
                   "Type the second person’s passphrase first");
  type_secret (get_child (two.second, "passphrase_row"), two.saved.passphrase);
  assert_restored_with (&two, "Recovery identity");
  two_tear_down (&two);
}

/* --- A clock that went far ---------------------------------------------------------------------*/

#define DAY 86400

/* A root is deleted, and somebody opens the vault while their computer's clock is fifty days ahead.
 */
static void
run_ahead (Fixture *fixture)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (EspClock) clock = esp_clock_new_fixed (now + 50 * DAY);
  EspEngine *ahead = esp_engine_new (clock);
  g_autoptr (JsonObject)
    disabled = call (fixture, "UpdateCertificateAuthority", "CertificateAuthority", HOSTILE,
                     "Status", "DISABLED", NULL);
  g_autoptr (JsonObject)
    deleted = call (fixture, "DeleteCertificateAuthority", "CertificateAuthority", HOSTILE, NULL);
  g_autoptr (GError) error = NULL;

  esp_engine_open (ahead, esp_engine_get_path (fixture->engine), NULL, &error);
  g_assert_no_error (error);
  sign_in_as (ahead, sample_admin);
  leave (ahead);
}

static JsonObject *
find_held (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call (fixture, "ListAlerts", NULL);
  JsonArray *alerts = esp_json_get_array (list, "Alerts");

  for (guint i = 0; i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);

      if (g_str_equal (esp_json_get_string (alert, "Kind"), "KEY_HELD"))
        return json_object_ref (alert);
    }
  g_assert_not_reached ();
}

/* On a computer whose clock is right nothing can be done until that is said. */
static void
test_confirm_clock (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  g_autoptr (JsonObject) alert = NULL, parameters = json_object_new (), restored = NULL;
  g_autoptr (JsonNode) refused = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;
  GtkWindow *dialog;
  gpointer alive;

  run_ahead (fixture);
  alert = find_held (fixture);
  json_object_set_string_member (parameters, "CertificateAuthority", HOSTILE);
  refused = esp_engine_call (fixture->engine, "RestoreCertificateAuthority", parameters, NULL,
                             &error);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CLOCK_WENT_BACK));
  g_signal_connect (fixture->session, "toast", G_CALLBACK (toast_cb), &told);
  alive = dialog = open_dialog (window, console_alert_dialog_new (fixture->session, alert));
  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  wait_for_text (GTK_WIDGET (dialog), "deletion window");
  click_text (dialog, "The Clock Is Right…");
  wait_for_text (GTK_WIDGET (wait_for_top (dialog)), "The key of “" HOSTILE_SHOWN "”");
  agree (dialog);
  wait_until (is_null, &alive);
  g_assert_cmpstr (told, ==, "The clock is confirmed");
  g_signal_handlers_disconnect_by_data (fixture->session, &told);
  restored = call (fixture, "RestoreCertificateAuthority", "CertificateAuthority", HOSTILE, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Of old it is only a note, and so is every other one. */
static void
test_clock_not_asked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = present (gtk_label_new ("Beneath"));
  g_autoptr (JsonObject) alert = NULL;
  GtkWindow *dialog;

  run_ahead (fixture);
  alert = find_held (fixture);
  json_object_set_string_member (esp_json_get_object (alert, "Arguments"), "what",
                                 "2024-02-29T12:00:00Z");
  dialog = open_dialog (window, console_alert_dialog_new (fixture->session, alert));
  wait_for_text (GTK_WIDGET (dialog), "Mark as Seen");
  g_assert_null (find_text (GTK_WIDGET (dialog), "The Clock Is Right…"));
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
  add ("/console/access-verbs/restore-two", test_restore_two);
  add ("/console/access-verbs/restore-two-recovery", test_restore_two_recovery);
  add ("/console/access-verbs/confirm-clock", test_confirm_clock);
  add ("/console/access-verbs/clock-not-asked", test_clock_not_asked);
  status = g_test_run ();
  remove_sample ();
  return status;
}
