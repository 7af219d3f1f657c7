/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same everywhere: preferences and what they do, what can be taken back and what is
 * refused then, where one was the last time, and the next step of a page that shows nothing. */
#include "console/console-dialogs.h"
#include "console/console-error-names.h"
#include "console/console-error.h"
#include "console/console-form.h"
#include "console/console-idle-lock.h"
#include "console/console-notices.h"
#include "console/console-pages.h"
#include "console/console-plan-gallery.h"
#include "console/console-plan-recent.h"
#include "console/console-preferences.h"
#include "console/console-settings.h"
#include "console/console-undo.h"
#include "console/console-view-state.h"
#include "console/console-window.h"

#include "pages-fixture.h"

#define CA "Supplier Radio CA"
#define AUDITOR "audrey.lin"
#define SUPPLIER "dana.reyes"

static AdwApplication *application;

/* --- Preferences -------------------------------------------------------------------------------*/

/* Each has a key with the same default, and the two follow each other. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  ConsolePreferences *preferences = console_preferences_get (fixture->session);
  g_autoptr (GSettings) settings = console_settings_new ();
  guint n;
  g_autofree GParamSpec **specs = NULL;

  if (!settings)
    {
      g_test_skip ("the schema is not where GSETTINGS_SCHEMA_DIR says");
      return;
    }
  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (preferences), &n);
  g_assert_cmpuint (n, >=, 6);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) preset = g_settings_get_default_value (settings, specs[i]->name);
      GValue value = G_VALUE_INIT;

      g_test_message ("%s", specs[i]->name);
      g_value_init (&value, specs[i]->value_type);
      g_param_value_set_default (specs[i], &value);
      if (g_variant_is_of_type (preset, G_VARIANT_TYPE_INT32))
        g_assert_cmpint (g_variant_get_int32 (preset), ==, g_value_get_int (&value));
      else if (g_variant_is_of_type (preset, G_VARIANT_TYPE_BOOLEAN))
        g_assert_cmpint (g_variant_get_boolean (preset), ==, g_value_get_boolean (&value));
      else
        g_assert_cmpstr (g_variant_get_string (preset, NULL), ==, g_value_get_string (&value));
      g_value_unset (&value);
    }
  g_settings_set_int (settings, "notify-due-days", 11);
  g_assert_cmpint (console_preferences_get_int (preferences, "notify-due-days"), ==, 11);
  g_object_set (preferences, "notify-due-days", 12, NULL);
  g_assert_cmpint (g_settings_get_int (settings, "notify-due-days"), ==, 12);
  g_settings_reset (settings, "notify-due-days");
  g_assert_cmpint (console_preferences_get_int (preferences, "notify-due-days"), ==, 30);
}

static void
check_vault_at_start (ConsolePreferences *preferences, const char *path)
{
  g_autofree char *none = NULL;
  g_autofree char *last = NULL;
  g_autofree char *usual = NULL;

  g_object_set (preferences, "last-vault", path, "start-with", "none", NULL);
  none = console_preferences_find_vault (preferences);
  g_assert_null (none);
  g_object_set (preferences, "start-with", "last", NULL);
  last = console_preferences_find_vault (preferences);
  g_assert_cmpstr (last, ==, path);
  g_object_set (preferences, "start-with", "usual", NULL);
  usual = console_preferences_find_vault (preferences);
  g_assert_true (!usual || strstr (usual, "vault.espalier"));
  g_assert_cmpstr (usual, !=, path);
}

static void
test_effects (Fixture *fixture, gconstpointer data)
{
  ConsolePreferences *preferences = console_preferences_get (fixture->session);
  ConsoleIdleLock *lock = console_idle_lock_new (fixture->session);
  AdwStyleManager *style = adw_style_manager_get_default ();

  console_preferences_follow_style (preferences);
  g_object_set (preferences, "color-scheme", "dark", NULL);
  g_assert_true (adw_style_manager_get_dark (style));
  g_object_set (preferences, "color-scheme", "light", NULL);
  g_assert_false (adw_style_manager_get_dark (style));
  g_object_set (preferences, "color-scheme", "system", NULL);
  g_assert_cmpint (adw_style_manager_get_color_scheme (style), ==, ADW_COLOR_SCHEME_DEFAULT);
  g_object_set (preferences, "lock-after-minutes", 0, NULL);
  g_assert_false (console_idle_lock_check (lock, 24 * 60 * 60));
  g_object_set (preferences, "lock-after-minutes", 5, NULL);
  g_assert_false (console_idle_lock_check (lock, 5 * 60 - 1));
  g_assert_true (console_idle_lock_check (lock, 5 * 60));
  check_vault_at_start (preferences, esp_engine_get_path (fixture->engine));
  g_object_unref (lock);
}

static GtkWidget *
find_row (GtkWidget *window, const char *title)
{
  GtkWidget *label = find_text (window, title);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, ADW_TYPE_COMBO_ROW);
}

static void
test_preferences_window (Fixture *fixture, gconstpointer data)
{
  ConsolePreferences *preferences = console_preferences_get (fixture->session);
  GtkWindow *window;
  GtkWidget *lock, *style;
  gpointer alive;

  g_object_set (preferences, "lock-after-minutes", 20, "notify-alerts", FALSE, NULL);
  window = console_preferences_window_new (fixture->session);
  alive = window;
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  lock = find_row (GTK_WIDGET (window), "Lock Without Input After");
  style = find_row (GTK_WIDGET (window), "Style");
  /* What was set otherwise is there as well, and opening the window changed nothing. */
  g_assert_nonnull (find_text (lock, "20 Minutes"));
  g_assert_cmpint (console_preferences_get_int (preferences, "lock-after-minutes"), ==, 20);
  g_assert_false (
    gtk_switch_get_active (GTK_SWITCH (find_type (GTK_WIDGET (window), GTK_TYPE_SWITCH))));
  adw_combo_row_set_selected (ADW_COMBO_ROW (lock), 1);
  g_assert_cmpint (console_preferences_get_int (preferences, "lock-after-minutes"), ==, 5);
  adw_combo_row_set_selected (ADW_COMBO_ROW (lock), 5);
  g_assert_cmpint (console_preferences_get_int (preferences, "lock-after-minutes"), ==, 20);
  adw_combo_row_set_selected (ADW_COMBO_ROW (style), 2);
  {
    g_autofree char *scheme = console_preferences_get_string (preferences, "color-scheme");

    g_assert_cmpstr (scheme, ==, "dark");
  }
  gtk_switch_set_active (GTK_SWITCH (find_type (GTK_WIDGET (window), GTK_TYPE_SWITCH)), TRUE);
  g_assert_true (console_preferences_get_boolean (preferences, "notify-alerts"));
  audit (GTK_WIDGET (window));
  g_object_set (preferences, "color-scheme", "system", "lock-after-minutes", 15, NULL);
  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (window);
  wait_until (is_null, &alive);
}

/* What a new report is proposed as, and where choosers begin. */
static void
test_files (Fixture *fixture, gconstpointer data)
{
  ConsolePreferences *preferences = console_preferences_get (fixture->session);
  GtkWindow *window = console_preferences_window_new (fixture->session), *report;
  GtkWidget *row, *home;

  g_object_set (preferences, "files-folder", "/tmp/a&b <i>", NULL);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  row = gtk_widget_get_ancestor (find_text (GTK_WIDGET (window), "/tmp/a&b <i>"),
                                 ADW_TYPE_ACTION_ROW);
  home = find_type (row, GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_get_sensitive (home));
  g_signal_emit_by_name (home, "clicked");
  g_assert_nonnull (find_text (row, "The home folder"));
  g_assert_false (gtk_widget_get_sensitive (home));
  adw_combo_row_set_selected (
    ADW_COMBO_ROW (find_row (GTK_WIDGET (window), "Format of New Reports")), 2);
  report = console_report_dialog_new (fixture->session, NULL);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (
    gtk_widget_get_template_child (GTK_WIDGET (report), G_OBJECT_TYPE (report), "json_check"))));
  g_object_set (preferences, "report-format", "pdf", NULL);
  gtk_window_destroy (report);
  gtk_window_destroy (window);
}

/* --- Refusals ----------------------------------------------------------------------------------*/

/* Names in the sentence, identifiers below it; what has no name stays as it is. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  EspCaNode *node = find_ca (esp_ca_tree_get_roots (console_session_get_tree (fixture->session)),
                             CA);
  const char *arn = esp_ca_node_get_ca (node)->arn;
  const char *role = "arn:aws:iam::111122223333:role/Auditor";
  GtkWindow *window = console_tags_dialog_new (fixture->session, node);
  g_autoptr (GError) error = NULL, other = NULL;
  g_autofree char *sentence = NULL, *text = NULL, *below = NULL, *plain = NULL, *same = NULL;

  esp_error_set (&error, ESP_REASON_ACCESS_DENIED_IMPLICIT, NULL, "principal", role, "action",
                 "acm-pca:RevokeCertificate", "resource", arn, "missing", "x", NULL);
  sentence = console_error_sentence (error);
  g_assert_nonnull (strstr (sentence, arn));
  text = console_error_put_names (GTK_WIDGET (window), error, sentence);
  g_assert_true (g_str_has_prefix (text, "Auditor may not “"));
  g_assert_nonnull (strstr (text, "” on " CA ": "));
  below = g_strdup_printf ("\n\n%s\nacm-pca:RevokeCertificate\n%s", role, arn);
  g_assert_true (g_str_has_suffix (text, below));
  esp_error_set (&other, ESP_REASON_ACCESS_DENIED_IMPLICIT, NULL, "principal", "ada", "action",
                 "x:Y", "resource", "*", "missing", "x", NULL);
  plain = console_error_sentence (other);
  same = console_error_put_names (GTK_WIDGET (window), other, plain);
  g_assert_cmpstr (same, ==, plain);
  gtk_window_destroy (window);
}

/* --- Taking back -------------------------------------------------------------------------------*/

typedef struct
{
  char *text;
  ConsoleUndo *undo;
  char *toast;
} Told;

static void
undoable_cb (ConsoleSession *session, const char *text, ConsoleUndo *undo, Told *told)
{
  g_free (told->text);
  told->text = g_strdup (text);
  g_set_object (&told->undo, undo);
}

static void
toast_cb (ConsoleSession *session, const char *text, Told *told)
{
  g_free (told->toast);
  told->toast = g_strdup (text);
}

static void
listen (Fixture *fixture, Told *told)
{
  g_signal_connect (fixture->session, "undoable", G_CALLBACK (undoable_cb), told);
  g_signal_connect (fixture->session, "toast", G_CALLBACK (toast_cb), told);
}

static void
stop_listening (Fixture *fixture, Told *told)
{
  g_signal_handlers_disconnect_by_data (fixture->session, told);
  g_clear_object (&told->undo);
  g_free (told->text);
  g_free (told->toast);
}

static gboolean
has_undo (gpointer told)
{
  return ((Told *) told)->undo != NULL;
}

static gboolean
has_toast (gpointer told)
{
  return ((Told *) told)->toast != NULL;
}

static JsonObject *
describe (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", CA);
  node = esp_engine_call (fixture->engine, "DescribeCertificateAuthority", parameters, NULL,
                          &error);
  g_assert_no_error (error);
  return json_object_ref (
    json_object_get_object_member (json_node_get_object (node), "CertificateAuthority"));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* "key=value,key=value", sorted. */
static char *
list_tags (Fixture *fixture)
{
  g_autoptr (JsonObject) ca = describe (fixture);
  JsonArray *tags = esp_json_get_array (ca, "Tags");
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (tags); i++)
    {
      JsonObject *tag = json_array_get_object_element (tags, i);

      g_ptr_array_add (texts, g_strdup_printf ("%s=%s", esp_json_get_string (tag, "Key"),
                                               esp_json_get_string (tag, "Value")));
    }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (",", (char **) texts->pdata);
}

static void
set_tag (GPtrArray *tags, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  esp_tags_set (tags, key, value, &error);
  g_assert_no_error (error);
}

/* One is added, one changed, all others removed. */
static void
test_tags (Fixture *fixture, gconstpointer data)
{
  Told told = { 0 };
  GtkWindow *dialog;
  g_autofree char *before = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GPtrArray) tags = esp_tags_new ();
  GtkWidget *editor, *owner = gtk_label_new (NULL);
  gpointer alive;

  g_object_ref_sink (owner);
  select_ca (fixture, CA);
  before = list_tags (fixture);
  g_assert_nonnull (strstr (before, "access-team="));
  g_assert_nonnull (strchr (before, ','));
  listen (fixture, &told);
  dialog = console_tags_dialog_new (fixture->session,
                                    console_session_get_selected_ca (fixture->session));
  alive = dialog;
  gtk_window_present (dialog);
  editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TAGS_EDITOR);
  set_tag (tags, "access-team", "Others");
  set_tag (tags, "new", "one");
  console_tags_editor_set_tags (CONSOLE_TAGS_EDITOR (editor), tags);
  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  CONSOLE_FORM_WINDOW_GET_CLASS (dialog)->submit (CONSOLE_FORM_WINDOW (dialog));
  wait_until (has_undo, &told);
  g_assert_cmpstr (told.text, ==, "Tags saved");
  changed = list_tags (fixture);
  g_assert_cmpstr (changed, ==, "access-team=Others,new=one");
  wait_until (is_null, &alive);
  console_undo_run (told.undo, fixture->session, owner);
  wait_until (has_toast, &told);
  g_assert_cmpstr (told.toast, ==, "The tags are as they were");
  after = list_tags (fixture);
  g_assert_cmpstr (after, ==, before);
  /* Once only. */
  g_clear_pointer (&told.toast, g_free);
  console_undo_run (told.undo, fixture->session, owner);
  run_for (200);
  g_assert_null (told.toast);
  stop_listening (fixture, &told);
  g_object_unref (owner);
}

static gboolean
has_status (Fixture *fixture, const char *status)
{
  g_autoptr (JsonObject) ca = describe (fixture);

  return g_strcmp0 (esp_json_get_string (ca, "Status"), status) == 0;
}

static gboolean
is_active (gpointer fixture)
{
  return has_status (fixture, "ACTIVE");
}

static guint
count_events (Fixture *fixture, const char *outcome)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (parameters, "Action", "acm-pca:UpdateCertificateAuthority");
  json_object_set_string_member (parameters, "Outcome", outcome);
  node = esp_engine_call (fixture->engine, "ListEvents", parameters, NULL, &error);
  g_assert_no_error (error);
  return json_array_get_length (
    json_object_get_array_member (json_node_get_object (node), "Events"));
}

static ConsoleWindow *
present_window (Fixture *fixture)
{
  ConsoleWindow *window = console_window_new (application, fixture->session);

  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
close_window (ConsoleWindow *window)
{
  gpointer alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (is_null, &alive);
}

/* By the button of the toast; it is an operation of its own, with an entry of its own. */
static void
test_disable (Fixture *fixture, gconstpointer data)
{
  ConsoleWindow *window = present_window (fixture);
  g_autoptr (JsonObject) ca = describe (fixture);
  guint n = count_events (fixture, "ALLOWED");
  GtkWidget *button;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.disable", "s",
                              esp_json_get_string (ca, "Arn"));
  wait_for_text (GTK_WIDGET (window), "“" CA "” is disabled");
  g_assert_true (has_status (fixture, "DISABLED"));
  button = gtk_widget_get_ancestor (find_text (GTK_WIDGET (window), "Undo"), GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  wait_until (is_active, fixture);
  wait_for_text (GTK_WIDGET (window), "“" CA "” is enabled");
  g_assert_cmpuint (count_events (fixture, "ALLOWED"), ==, n + 2);
  close_window (window);
}

static gboolean
has_dialog (gpointer window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == window)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_toast_gone (gpointer window)
{
  return find_text (window, "Undo") == NULL;
}

/* Who may not do the contrary is told so, and it stays as it is; another person is offered nothing.
 */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Told told = { 0 };
  ConsoleWindow *window = present_window (fixture);
  g_autoptr (JsonObject) ca = describe (fixture);
  guint n;

  listen (fixture, &told);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.disable", "s",
                              esp_json_get_string (ca, "Arn"));
  wait_until (has_undo, &told);
  wait_for_text (GTK_WIDGET (window), "Undo");
  sign_in_as (fixture->engine, AUDITOR);
  wait_until (is_toast_gone, window);
  sign_in_as (fixture->engine, sample_admin);
  n = count_events (fixture, "DENIED");
  sign_in_as (fixture->engine, AUDITOR);
  console_undo_run (told.undo, fixture->session,
                    gtk_window_get_child (GTK_WINDOW (window)) ?
                      gtk_window_get_child (GTK_WINDOW (window)) :
                      GTK_WIDGET (window));
  wait_until (has_dialog, window);
  sign_in_as (fixture->engine, sample_admin);
  g_assert_true (has_status (fixture, "DISABLED"));
  g_assert_cmpuint (count_events (fixture, "DENIED"), ==, n + 1);
  g_assert_null (told.toast);
  stop_listening (fixture, &told);
  close_window (window);
}

static gboolean
has_two (gpointer recent)
{
  return console_plan_recent_get_n (recent) == 2;
}

static gboolean
has_one (gpointer recent)
{
  return console_plan_recent_get_n (recent) == 1;
}

/* Of this window alone: a plan that was taken off the list comes back where it was. */
static void
test_recent (Fixture *fixture, gconstpointer data)
{
  ConsolePlanRecent *recent = console_plan_recent_new ();
  g_autoptr (GFile) first = g_file_new_for_path ("/nowhere/first.espalier-plan");
  g_autoptr (GFile) second = g_file_new_for_path ("/nowhere/second.espalier-plan");

  run_for (100);
  while (console_plan_recent_get_n (recent) > 0)
    {
      g_autoptr (GFile) file = g_object_ref (console_plan_recent_get (recent, 0));

      console_plan_recent_remove (recent, file);
    }
  console_plan_recent_add (recent, first);
  console_plan_recent_add (recent, second);
  wait_until (has_two, recent);
  console_plan_recent_remove (recent, first);
  g_assert_true (has_one (recent));
  console_plan_recent_put_back (recent, first, 1);
  g_assert_true (has_two (recent));
  g_assert_true (g_file_equal (console_plan_recent_get (recent, 1), first));
  console_plan_recent_put_back (recent, first, 0);
  g_assert_true (has_two (recent));
  console_plan_recent_remove (recent, first);
  console_plan_recent_remove (recent, second);
  run_for (200);
  g_object_unref (recent);
}

static void
count_cb (gpointer n)
{
  (*(guint *) n)++;
}

static void
test_func (Fixture *fixture, gconstpointer data)
{
  guint n_done = 0, n_freed = 0;
  ConsoleUndo *undo = console_undo_new (NULL);
  GtkWidget *owner = g_object_ref_sink (gtk_label_new (NULL));

  console_undo_set_func (undo, count_cb, &n_done, NULL);
  console_undo_run (undo, fixture->session, owner);
  console_undo_run (undo, fixture->session, owner);
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_finalize_object (undo);
  /* Never taken back: what it holds goes all the same. */
  undo = console_undo_new ("x");
  console_undo_set_func (undo, count_cb, &n_freed, count_cb);
  console_undo_add_call (undo, "ListAccounts", json_object_new ());
  g_assert_finalize_object (undo);
  g_assert_cmpuint (n_freed, ==, 1);
  g_object_unref (owner);
}

/* --- Where one was -----------------------------------------------------------------------------*/

static char *
get_state_path (Fixture *fixture)
{
  return g_build_filename (g_get_user_state_dir (), "espalier",
                           esp_engine_get_vault_id (fixture->engine), "view", NULL);
}

static gboolean
is_kept (gpointer path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "place=people") &&
         strstr (text, "collapsed=");
}

static gboolean
is_at_people (gpointer session)
{
  return g_str_equal (console_session_get_place (session), "people");
}

static gboolean
has_selected (gpointer session)
{
  EspCaNode *node = console_session_get_selected_ca (session);

  return node && g_str_equal (esp_ca_node_get_ca (node)->label, CA);
}

static void
test_state (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_state_path (fixture);
  ConsoleViewState *state = console_view_state_get (fixture->session);
  g_autoptr (ConsoleSession) next = NULL;
  g_autoptr (ConsoleSession) broken = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  run_for (200);
  select_ca (fixture, CA);
  id = g_strdup (esp_ca_node_get_ca (console_session_get_selected_ca (fixture->session))->id);
  console_session_set_place (fixture->session, "people");
  console_view_state_set_collapsed (state, id, TRUE);
  wait_until (is_kept, path);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  /* No names. */
  g_assert_null (strstr (text, "Radio"));
  g_assert_null (strstr (text, sample_admin));
  next = console_session_new (fixture->engine);
  console_view_state_get (next);
  wait_until (is_at_people, next);
  wait_until (has_selected, next);
  g_assert_true (console_view_state_is_collapsed (console_view_state_get (next), id));
  /* What is broken is nobody's trouble. */
  g_file_set_contents (path, "[view\nplace=\xff\n", -1, &error);
  g_assert_no_error (error);
  broken = console_session_new (fixture->engine);
  console_view_state_get (broken);
  run_for (200);
  g_assert_cmpstr (console_session_get_place (broken), ==, "ca");
  run_for (600);
  g_remove (path);
}

/* --- Lasting conditions ------------------------------------------------------------------------*/

static const char *
get_notice (const char *read_only, gboolean no_recovery, const char *keyring)
{
  const ConsoleNotice *notice = console_notices_choose (read_only, no_recovery, keyring);

  return notice ? notice->text : "";
}

static void
test_notices (void)
{
  g_assert_null (console_notices_choose (NULL, FALSE, "KEPT"));
  g_assert_null (console_notices_choose (NULL, FALSE, "NOT_ASKED"));
  g_assert_null (console_notices_choose (NULL, FALSE, NULL));
  g_assert_nonnull (strstr (get_notice (NULL, FALSE, "LOCKED"), "locked"));
  g_assert_nonnull (strstr (get_notice (NULL, TRUE, "LOCKED"), "recovery identity"));
  g_assert_nonnull (strstr (get_notice ("file", TRUE, "LOCKED"), "can't be written"));
  g_assert_nonnull (strstr (get_notice ("rollback", TRUE, NULL), "older copy"));
  g_assert_nonnull (strstr (get_notice ("newer-schema", TRUE, NULL), "newer version"));
  g_assert_cmpstr (console_notices_choose ("state", TRUE, NULL)->action, ==,
                   "win.show-place::alerts");
}

/* A row that was changed with other means: the window says so, and leads to where it is named. */
static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "sqlite3", NULL,
                         "PRAGMA foreign_keys = OFF;"
                         "UPDATE ca_tag SET value = 'other' WHERE key = 'access-team';",
                         NULL };
  g_autofree char *path = g_strdup (esp_engine_get_path (fixture->engine));
  g_autoptr (GError) error = NULL;
  ConsoleWindow *window;
  int status = -1;

  argv[1] = path;
  esp_engine_close (fixture->engine);
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL))
    {
      g_test_skip ("sqlite3 is not installed");
      esp_engine_open (fixture->engine, path, NULL, &error);
      return;
    }
  g_assert_cmpint (status, ==, 0);
  esp_engine_open (fixture->engine, path, NULL, &error);
  g_assert_no_error (error);
  sign_in_as (fixture->engine, sample_admin);
  console_session_refresh (fixture->session);
  wait_until (is_loaded, fixture->session);
  g_assert_cmpstr (esp_engine_get_read_only_reason (fixture->engine), ==, "state");
  window = present_window (fixture);
  wait_for_text (GTK_WIDGET (window), "not this program");
  g_signal_emit_by_name (
    gtk_widget_get_ancestor (find_text (GTK_WIDGET (window), "Show What…"), GTK_TYPE_BUTTON),
    "clicked");
  g_assert_cmpstr (console_session_get_place (fixture->session), ==, "alerts");
  wait_for_text (GTK_WIDGET (window), "Alert");
  close_window (window);
}

/* --- Pages that show nothing -------------------------------------------------------------------*/

static gboolean
has_popover (gpointer widget)
{
  gboolean found = GTK_IS_POPOVER_MENU (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = has_popover (child);
  return found;
}

/* What is not permitted leads to another role or person; over a dialog nothing could. */
static void
test_denied_page (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_empty_page_new (CONSOLE_EMPTY_DENIED, "Denied", "Why", NULL, NULL);
  GtkWidget *plain = present (page);
  ConsoleWindow *window;
  GtkWidget *shown;

  g_assert_null (find_text (plain, "Switch Role or Person…"));
  assert_gone_with (plain, page);
  sign_in_as (fixture->engine, SUPPLIER);
  window = present_window (fixture);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-place", "s", "alerts");
  wait_for_text (GTK_WIDGET (window), "Switch Role or Person…");
  shown = gtk_widget_get_ancestor (find_text (GTK_WIDGET (window), "Switch Role or Person…"),
                                   GTK_TYPE_BUTTON);
  g_signal_emit_by_name (shown, "clicked");
  wait_until (has_popover, window);
  close_window (window);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  application = ADW_APPLICATION (
    adw_application_new ("org.espalier.Manners", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  add ("/console/manners/preferences/keys", test_keys);
  add ("/console/manners/preferences/effects", test_effects);
  add ("/console/manners/preferences/window", test_preferences_window);
  add ("/console/manners/files", test_files);
  add ("/console/manners/names", test_names);
  add ("/console/manners/undo/tags", test_tags);
  add ("/console/manners/undo/disable", test_disable);
  add ("/console/manners/undo/refused", test_refused);
  add ("/console/manners/undo/recent", test_recent);
  add ("/console/manners/undo/func", test_func);
  add ("/console/manners/state", test_state);
  g_test_add_func ("/console/manners/notices", test_notices);
  add ("/console/manners/tampered", test_tampered);
  add ("/console/manners/denied", test_denied_page);
  status = g_test_run ();
  remove_sample ();
  g_object_unref (application);
  return status;
}
