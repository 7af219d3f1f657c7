/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First run, unlocking and the recovery identity, against a real engine: the classes and their
 * finalising, what is said when it goes wrong, and that no passphrase stays in memory once its
 * dialog is gone. They are searched for while they are typed too, so that the test can fail. */
#include "base/esp-error.h"
#include "console/console-dialogs.h"
#include "console/console-pages.h"
#include "console/console-recovery-print.h"
#include "console/console-rows.h"
#include "console/console-sign-in-text.h"

#include "memory-fixture.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <signal.h>

#define DEADLINE_SECONDS 20
#define LEN 40

/* --- Waiting -----------------------------------------------------------------------------------*/

typedef gboolean (*Condition) (gpointer data);

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until_at (const char *place, Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint source = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  if (!condition (data))
    g_error ("waited in vain at %s", place);
}

#define wait_until(condition, data) wait_until_at (G_STRLOC, condition, data)

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
is_visible (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static gboolean
is_revealed (gpointer data)
{
  return gtk_revealer_get_reveal_child (data);
}

static gboolean
is_open (gpointer data)
{
  return console_session_get_phase (data) == CONSOLE_PHASE_OPEN;
}

static gboolean
is_locked (gpointer data)
{
  return console_session_get_phase (data) == CONSOLE_PHASE_LOCKED;
}

static gboolean
has_default (gpointer data)
{
  return gtk_widget_is_sensitive (data);
}

/* --- Hands -------------------------------------------------------------------------------------*/

static void
type (gpointer row, const Secret *secret)
{
  GObject *entry = gtk_widget_get_template_child (row, CONSOLE_TYPE_PASSPHRASE_ROW, "entry");

  secret_type (secret, gtk_editable_get_delegate (GTK_EDITABLE (entry)));
}

static gpointer
child (gpointer widget, const char *name)
{
  GObject *object = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (object);
  return object;
}

static void
click (gpointer widget, const char *name)
{
  g_assert_true (gtk_widget_is_sensitive (child (widget, name)));
  g_signal_emit_by_name (child (widget, name), "clicked");
}

static void
read_properties (gpointer object)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    if (specs[i]->flags & G_PARAM_READABLE)
      {
        g_auto (GValue) value = G_VALUE_INIT;

        g_value_init (&value, specs[i]->value_type);
        g_object_get_property (object, specs[i]->name, &value);
      }
}

static GtkWindow *
show (GtkWidget *page)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, page);
  gtk_window_set_default_size (window, 800, 700);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

/* --- A place -----------------------------------------------------------------------------------*/

typedef struct
{
  char *folder;
  char *path;
  EspEngine *engine;
  ConsoleSession *session;
} Place;

static void
place_set_up (Place *place)
{
  place->folder = g_dir_make_tmp ("first-run-XXXXXX", NULL);
  place->path = g_build_filename (g_get_user_data_dir (), "espalier", "vault.espalier", NULL);
  place->engine = esp_engine_new (NULL);
  place->session = console_session_new (place->engine);
}

static void
remove_vault (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
}

static void
place_tear_down (Place *place)
{
  gpointer engine = place->engine, session = place->session;

  esp_engine_close (place->engine);
  g_object_add_weak_pointer (session, &session);
  g_object_add_weak_pointer (engine, &engine);
  g_object_unref (place->session);
  wait_until (is_null, &session);
  g_object_unref (place->engine);
  wait_until (is_null, &engine);
  remove_vault (place->path);
  g_rmdir (place->folder);
  g_free (place->folder);
  g_free (place->path);
}

static void
destroy_and_wait (GtkWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (weak, &weak);
  gtk_window_destroy (window);
  wait_until (is_null, &weak);
}

static void
fill_in (GtkWindow *dialog, const Secret *first, const Secret *second)
{
  gtk_editable_set_text (child (dialog, "organization_row"), "A&B <b>x</b>");
  gtk_editable_set_text (child (dialog, "admin_row"), "Ada Kern");
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "create_button")));
  type (child (dialog, "passphrase_row"), first);
  g_assert_false (gtk_widget_get_sensitive (child (dialog, "create_button")));
  type (child (dialog, "repeat_row"), second);
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "create_button")));
}

/* The dialog makes a vault and is gone; the session is open. */
static void
create_vault (Place *place, const Secret *secret)
{
  GtkWindow *dialog = console_create_vault_dialog_new (place->session, NULL);
  gpointer weak = dialog;

  g_object_add_weak_pointer (weak, &weak);
  console_dialog_present (dialog, NULL);
  fill_in (dialog, secret, secret);
  click (dialog, "create_button");
  wait_until (is_open, place->session);
  wait_until (is_null, &weak);
}

/* --- Tests -------------------------------------------------------------------------------------*/

/* The search finds what was left behind, narrow and wide, and nothing else. */
static void
test_search (void)
{
  static gunichar wide[LEN];
  static char text[LEN];
  Secret secret;

  secret_draw (&secret, LEN);
  g_assert_cmpuint (secret_count (&secret), ==, 0);
  for (guint i = LEN / 4; i < 3 * LEN / 4; i++)
    wide[i] = secret.masked[i] ^ secret.mask[i];
  g_assert_cmpuint (secret_count (&secret), ==, 1);
  esp_wipe (wide, sizeof wide);
  for (guint i = LEN / 2; i < LEN; i++)
    text[i] = (char) (secret.masked[i] ^ secret.mask[i]);
  g_assert_cmpuint (secret_count (&secret), ==, 1);
  esp_wipe (text, sizeof text);
  g_assert_cmpuint (secret_count (&secret), ==, 0);
}

static void
test_classes (void)
{
  Place place = { NULL };
  GtkWindow *windows[5];

  place_set_up (&place);
  windows[0] = show (console_welcome_page_new (place.session));
  windows[1] = show (console_unlock_page_new (place.session));
  windows[2] = console_create_vault_dialog_new (place.session, NULL);
  windows[3] = console_create_vault_dialog_new (place.session, "automotive");
  windows[4] = console_recovery_dialog_new (place.session);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gpointer page = i < 2 ? gtk_window_get_child (windows[i]) : NULL;
      gpointer weak = page;

      if (page)
        g_object_add_weak_pointer (weak, &weak);
      read_properties (page ? page : (gpointer) windows[i]);
      gtk_window_present (windows[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (windows[i]));
      destroy_and_wait (windows[i]);
      wait_until (is_null, &weak);
    }
  place_tear_down (&place);
}

static void
test_create_and_unlock (void)
{
  Place place = { NULL };
  Secret secret, wrong;
  GtkWindow *window;
  GtkWidget *page;

  secret_draw (&secret, LEN);
  secret_draw (&wrong, LEN);
  place_set_up (&place);
  create_vault (&place, &secret);
  g_assert_cmpstr (console_session_get_organization (place.session), ==, "A&B <b>x</b>");
  g_assert_cmpstr (console_session_get_person (place.session), ==, "Ada Kern");
  g_assert_true (g_file_test (place.path, G_FILE_TEST_IS_REGULAR));
  wait_until (secret_is_gone, &secret);

  console_session_lock (place.session);
  wait_until (is_locked, place.session);
  page = console_unlock_page_new (place.session);
  window = show (page);
  wait_until (is_visible, child (page, "passphrase_row"));
  g_assert_false (gtk_widget_get_visible (child (page, "role_row")));
  type (child (page, "passphrase_row"), &wrong);
  click (page, "unlock_button");
  wait_until (is_visible, child (page, "error_label"));
  g_assert_true (is_locked (place.session));
  g_assert_true (console_passphrase_row_is_empty (child (page, "passphrase_row")));
  g_assert_true (gtk_widget_has_css_class (child (page, "passphrase_row"), "error"));
  wait_until (secret_is_gone, &wrong);

  type (child (page, "passphrase_row"), &secret);
  g_assert_false (gtk_widget_get_visible (child (page, "error_label")));
  g_assert_cmpuint (secret_count (&secret), >, 0);
  g_signal_emit_by_name (child (page, "passphrase_row"), "activate");
  wait_until (is_open, place.session);
  wait_until (secret_is_gone, &secret);
  destroy_and_wait (window);
  place_tear_down (&place);
}

/* Typed, not used, closed: nothing is left. */
static void
test_abandoned (void)
{
  Place place = { NULL };
  Secret secret;
  GtkWindow *dialog;

  secret_draw (&secret, LEN);
  place_set_up (&place);
  dialog = console_create_vault_dialog_new (place.session, NULL);
  console_dialog_present (dialog, NULL);
  fill_in (dialog, &secret, &secret);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  g_assert_cmpuint (secret_count (&secret), >, 0);
  destroy_and_wait (dialog);
  g_assert_cmpuint (secret_count (&secret), ==, 0);
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  place_tear_down (&place);
}

static void
test_two_differ (void)
{
  Place place = { NULL };
  Secret first, second;
  GtkWindow *dialog;

  secret_draw (&first, LEN);
  secret_draw (&second, LEN);
  place_set_up (&place);
  dialog = console_create_vault_dialog_new (place.session, NULL);
  console_dialog_present (dialog, NULL);
  fill_in (dialog, &first, &second);
  click (dialog, "create_button");
  g_assert_true (is_revealed (child (dialog, "error_revealer")));
  g_assert_true (console_passphrase_row_is_empty (child (dialog, "passphrase_row")));
  g_assert_true (console_passphrase_row_is_empty (child (dialog, "repeat_row")));
  g_assert_cmpuint (secret_count (&first), ==, 0);
  destroy_and_wait (dialog);
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  place_tear_down (&place);
}

/* What the engine refuses is said in the form, and what was open before is open again. */
static void
test_refused (void)
{
  Place place = { NULL };
  Secret secret;
  GtkWindow *dialog;
  g_autofree char *before = NULL;

  secret_draw (&secret, LEN);
  place_set_up (&place);
  create_vault (&place, &secret);
  before = g_strdup (esp_engine_get_vault_id (place.engine));
  dialog = console_create_vault_dialog_new (place.session, NULL);
  console_dialog_present (dialog, NULL);
  fill_in (dialog, &secret, &secret);
  gtk_editable_set_text (child (dialog, "organization_row"), " surrounded by spaces ");
  click (dialog, "create_button");
  wait_until (is_revealed, child (dialog, "error_revealer"));
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "form")));
  wait_until (is_locked, place.session);
  g_assert_cmpstr (esp_engine_get_vault_id (place.engine), ==, before);
  destroy_and_wait (dialog);
  place_tear_down (&place);
}

static GtkWindow *
present_keyring_form (Place *place)
{
  GtkWindow *dialog = console_create_vault_dialog_new (place->session, NULL);

  gtk_editable_set_text (child (dialog, "organization_row"), "Keyring Works");
  gtk_editable_set_text (child (dialog, "admin_row"), "Ada Kern");
  gtk_check_button_set_active (child (dialog, "keyring_button"), TRUE);
  g_assert_false (gtk_widget_get_visible (child (dialog, "passphrase_row")));
  console_dialog_present (dialog, NULL);
  return dialog;
}

static void
assert_says (gpointer label, EspReason reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  esp_error_set (&error, reason, NULL, NULL);
  text = console_sign_in_text (error);
  g_assert_cmpstr (gtk_label_get_text (label), ==, text);
}

/* No keyring in the whole session: nothing is made, and the form says why. */
static void
test_keyring_absent (void)
{
  Place place = { NULL };
  GtkWindow *dialog;

  if (g_getenv ("WD_KEYRING_PID"))
    {
      g_test_skip ("there is a keyring in this session");
      return;
    }
  place_set_up (&place);
  dialog = present_keyring_form (&place);
  click (dialog, "create_button");
  wait_until (is_revealed, child (dialog, "error_revealer"));
  assert_says (child (dialog, "error_label"), ESP_REASON_KEYRING_ABSENT);
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "form")));
  g_assert_false (g_file_test (place.path, G_FILE_TEST_EXISTS));
  destroy_and_wait (dialog);
  place_tear_down (&place);
}

static void
lock_keyring (void)
{
  const char *const argv[] = { "gdbus",
                               "call",
                               "--session",
                               "--dest=org.freedesktop.secrets",
                               "--object-path=/org/freedesktop/secrets",
                               "--method=org.freedesktop.Secret.Service.Lock",
                               "['/org/freedesktop/secrets/aliases/default']",
                               NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
unlock_and_expect (Place *place, GtkWidget *page, EspReason reason)
{
  wait_until (has_default, child (page, "unlock_button"));
  g_assert_false (gtk_widget_get_visible (child (page, "passphrase_row")));
  click (page, "unlock_button");
  wait_until (is_visible, child (page, "error_label"));
  assert_says (child (page, "error_label"), reason);
  g_assert_true (is_locked (place->session));
}

/* A keyring that works, that is locked with nobody to ask, and that dies: the page stays and says
 * so. */
static void
test_keyring (void)
{
  const char *pid = g_getenv ("WD_KEYRING_PID");
  Place place = { NULL };
  GtkWindow *window;
  GtkWidget *page;
  gpointer weak;

  if (!pid)
    {
      g_test_skip ("there is no keyring in this session");
      return;
    }
  place_set_up (&place);
  weak = present_keyring_form (&place);
  g_object_add_weak_pointer (weak, &weak);
  click (weak, "create_button");
  wait_until (is_open, place.session);
  wait_until (is_null, &weak);

  page = console_unlock_page_new (place.session);
  window = show (page);
  console_session_lock (place.session);
  wait_until (is_locked, place.session);
  wait_until (has_default, child (page, "unlock_button"));
  click (page, "unlock_button");
  wait_until (is_open, place.session);

  console_session_lock (place.session);
  wait_until (is_locked, place.session);
  lock_keyring ();
  unlock_and_expect (&place, page, ESP_REASON_KEYRING_LOCKED);
  g_assert_cmpint (kill ((pid_t) g_ascii_strtoll (pid, NULL, 10), SIGTERM), ==, 0);
  g_usleep (G_USEC_PER_SEC / 2);
  click (page, "unlock_button");
  wait_until (has_default, child (page, "unlock_button"));
  wait_until (is_visible, child (page, "error_label"));
  assert_says (child (page, "error_label"), ESP_REASON_KEYRING_ABSENT);
  destroy_and_wait (window);
  place_tear_down (&place);
}

/* Five answers, five sentences, none of which speaks of a command line. */
static void
test_keyring_answers (void)
{
  static const EspReason reasons[] = { ESP_REASON_KEYRING_LOCKED, ESP_REASON_KEYRING_DISMISSED,
                                       ESP_REASON_KEYRING_WITHHELD, ESP_REASON_KEYRING_MISSING,
                                       ESP_REASON_KEYRING_ABSENT };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (GError) error = NULL;
      char *text;

      esp_error_set (&error, reasons[i], "Ada Kern", NULL);
      text = console_sign_in_text (error);
      g_assert_true (console_sign_in_is_keyring (error));
      g_assert_null (strstr (text, "--"));
      g_assert_nonnull (strchr (text, '.'));
      g_assert_true (g_hash_table_add (seen, text));
    }
  g_assert_null (console_sign_in_text (cancelled));
}

/* --- Recovery ----------------------------------------------------------------------------------*/

/* The groups as the dialog shows them make a passphrase that opens the file that it wrote. */
static void
assert_opens (GtkWindow *dialog, const char *path)
{
  GtkFlowBox *box = child (dialog, "groups_box");
  g_autoptr (GString) text = g_string_new ("pass:");
  g_autofree char *errors = NULL;
  int status;

  for (int i = 0; gtk_flow_box_get_child_at_index (box, i); i++)
    {
      GtkFlowBoxChild *cell = gtk_flow_box_get_child_at_index (box, i);

      g_string_append (text, gtk_label_get_text (GTK_LABEL (gtk_flow_box_child_get_child (cell))));
    }
  g_assert_cmpuint (text->len, ==, strlen ("pass:") + 35);
  {
    const char *argv[] = { "openssl", "pkey", "-in", path, "-passin", text->str, "-noout", NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                                 &errors, &status, NULL));
    g_assert_cmpstr (errors, ==, "");
    g_assert_cmpint (status, ==, 0);
    text->str[5] = text->str[5] == 'a' ? 'b' : 'a';
    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                                 NULL, &status, NULL));
    g_assert_cmpint (status, !=, 0);
  }
}

/* Each group has a label of its own, so that the whole is never in memory that is not wiped. */
static void
read_groups (GtkWindow *dialog, Secret *secret)
{
  GtkFlowBox *box = child (dialog, "groups_box");

  secret->len = 0;
  for (int i = 0; gtk_flow_box_get_child_at_index (box, i); i++)
    {
      GtkFlowBoxChild *cell = gtk_flow_box_get_child_at_index (box, i);
      const char *group = gtk_label_get_text (GTK_LABEL (gtk_flow_box_child_get_child (cell)));

      for (guint k = 0; group[k]; k++)
        secret_add (secret, group[k]);
    }
  g_assert_cmpuint (secret->len, ==, 35);
}

static char *
make_recovery (Place *place, GtkWindow *dialog)
{
  char *path = g_build_filename (place->folder, "recovery.pem", NULL);

  console_dialog_present (dialog, NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "recovery.make-at", "^ay", path);
  wait_until (is_visible, child (dialog, "finish_button"));
  return path;
}

static gboolean
has_question (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  gpointer *found = data;

  *found = NULL;
  for (GList *at = windows; at; at = at->next)
    if (ADW_IS_MESSAGE_DIALOG (at->data))
      *found = at->data;
  return *found != NULL;
}

static void
test_recovery (void)
{
  Place place = { NULL };
  Secret secret, shown;
  GtkWindow *dialog;
  gpointer question = NULL, weak;
  g_autofree char *path = NULL;

  secret_draw (&secret, LEN);
  place_set_up (&place);
  create_vault (&place, &secret);
  weak = dialog = console_recovery_dialog_new (place.session);
  g_object_add_weak_pointer (weak, &weak);
  path = make_recovery (&place, dialog);
  g_assert_false (gtk_widget_is_sensitive (child (dialog, "finish_button")));
  read_groups (dialog, &shown);
  g_assert_cmpuint (secret_count (&shown), >, 0);

  gtk_window_close (dialog);
  wait_until (has_question, &question);
  g_assert_nonnull (weak);
  g_object_add_weak_pointer (question, &question);
  gtk_window_close (question);
  wait_until (is_null, &question);
  g_assert_nonnull (weak);
  gtk_check_button_set_active (child (dialog, "written_button"), TRUE);
  click (dialog, "finish_button");
  wait_until (is_null, &weak);
  wait_until (secret_is_gone, &shown);
  g_unlink (path);
  place_tear_down (&place);
}

/* The passphrase that is shown is the one of the file. */
static void
test_recovery_opens (void)
{
  Place place = { NULL };
  Secret secret;
  GtkWindow *dialog;
  g_autofree char *path = NULL;

  secret_draw (&secret, LEN);
  place_set_up (&place);
  create_vault (&place, &secret);
  dialog = console_recovery_dialog_new (place.session);
  path = make_recovery (&place, dialog);
  assert_opens (dialog, path);
  destroy_and_wait (dialog);
  g_unlink (path);
  place_tear_down (&place);
}

static void
test_groups (void)
{
  g_autoptr (EspSecret) secret = esp_secret_new_copy ("abcde-fghjk-npqrs", 17, NULL);
  char group[CONSOLE_RECOVERY_GROUP_MAX];

  g_assert_true (console_recovery_get_group (secret, 0, group));
  g_assert_cmpstr (group, ==, "abcde");
  g_assert_true (console_recovery_get_group (secret, 2, group));
  g_assert_cmpstr (group, ==, "npqrs");
  g_assert_false (console_recovery_get_group (secret, 3, group));
  g_assert_cmpstr (group, ==, "");
}

/* Whatever the names are, all that the sheet says is on it, on one page; tests/draw judges it. */
static void
test_sheet (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-sheet-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sheet.pdf", NULL);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "draw", "judge-hostile.py", NULL);
  g_autofree char *letters = g_strnfill (4000, 'm');
  g_autofree char *file = g_strconcat ("/\u202eelif/<b>&\n", letters, "/recovery.pem", NULL);
  const char *argv[] = { "python3", script, "pdf", folder, NULL };
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy ("able-acid-aged-also", 19, NULL);
  cairo_surface_t *surface = cairo_pdf_surface_create (path, 595, 842);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *problems = NULL;
  int status;

  console_recovery_draw (cr, 595, "Qz <b>A&B</b> \u202e", file, passphrase);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               &problems, &status, NULL));
  g_test_message ("%s", problems);
  g_assert_true (status == 0 || (WIFEXITED (status) && WEXITSTATUS (status) == 77));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  /* The keyring of the session that was made for this test, not libsecret's file. */
  g_unsetenv ("SECRET_BACKEND");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
  adw_init ();
  g_assert_true (esp_init ());
  g_test_add_func ("/first-run/search", test_search);
  g_test_add_func ("/first-run/classes", test_classes);
  g_test_add_func ("/first-run/create-and-unlock", test_create_and_unlock);
  g_test_add_func ("/first-run/abandoned", test_abandoned);
  g_test_add_func ("/first-run/two-differ", test_two_differ);
  g_test_add_func ("/first-run/refused", test_refused);
  g_test_add_func ("/first-run/keyring", test_keyring);
  g_test_add_func ("/first-run/keyring-absent", test_keyring_absent);
  g_test_add_func ("/first-run/keyring-answers", test_keyring_answers);
  g_test_add_func ("/first-run/recovery", test_recovery);
  g_test_add_func ("/first-run/recovery-opens", test_recovery_opens);
  g_test_add_func ("/first-run/groups", test_groups);
  g_test_add_func ("/first-run/sheet", test_sheet);
  return g_test_run ();
}
