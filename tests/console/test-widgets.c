/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the shell one by one: built with every warning fatal, every property read, every
 * object finalised; names with markup and direction marks shown as they are; the tree's selection
 * and expansion through changes; the idle lock; and the passphrase gone from memory after its
 * dialog. */
#include "console/console-approval-words.h"
#include "console/console-ca-filter.h"
#include "console/console-ca-row.h"
#include "console/console-error.h"
#include "console/console-format.h"
#include "console/console-idle-lock.h"
#include "console/console-pages.h"
#include "console/console-rows.h"
#include "console/console-sidebar.h"
#include "console/console-sign-in-dialog.h"

#include "memory-fixture.h"
#include "two-persons-fixture.h"

#include <glib/gstdio.h>

#define HOSTILE "A&B <b>x</b> \u202egnorts"
#define HOSTILE_SHOWN "A&B <b>x</b> \\u202egnorts"
#define PASSPHRASE "for the test"
#define PASSPHRASE_LEN 40

/* --- Helpers -----------------------------------------------------------------------------------*/

typedef gboolean (*Condition) (gpointer data);

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; ten seconds are a failure. */
static void
wait_for (Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  guint source = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_true (condition (data));
}

static void
run_pending (void)
{
  for (int i = 0; i < 20; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (5000);
    }
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
read_properties (gpointer object)
{
  guint n;
  g_autofree GParamSpec **list = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!(list[i]->flags & G_PARAM_READABLE))
        continue;
      g_value_init (&value, list[i]->value_type);
      g_object_get_property (object, list[i]->name, &value);
    }
}

/* A window of its own shows @widget, so that it is measured and drawn; then both must go. */
static void
show_and_finalize (GtkWidget *widget)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *content = widget;
  gpointer alive = widget;

  g_object_add_weak_pointer (G_OBJECT (widget), &alive);
  read_properties (widget);
  if (ADW_IS_PREFERENCES_ROW (widget))
    {
      content = adw_preferences_group_new ();
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (content), widget);
    }
  adw_window_set_content (ADW_WINDOW (window), content);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (is_null, &alive);
}

static GtkWidget *
find_by_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_type (child, type);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

/* --- A vault with the sample -------------------------------------------------------------------*/

typedef struct
{
  char *folder;
  char *path;
  EspEngine *engine;
  ConsoleSession *session;
} Fixture;

static gboolean
tree_is_loaded (gpointer session)
{
  return esp_ca_tree_is_loaded (console_session_get_tree (session));
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;
  EspVaultCreation creation = {
    .organization = "Meridian Motors",
    .admin = "Ada Kern",
    .sample = "automotive",
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };

  fixture->folder = g_dir_make_tmp ("espalier-console-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "vault.espalier", NULL);
  fixture->engine = esp_engine_new (NULL);
  fixture->session = console_session_new (fixture->engine);
  g_assert_cmpint (console_session_get_phase (fixture->session), ==, CONSOLE_PHASE_WELCOME);
  creation.path = fixture->path;
  esp_engine_create (fixture->engine, &creation, NULL, &error);
  g_assert_no_error (error);
  wait_for (tree_is_loaded, fixture->session);
  g_assert_cmpint (console_session_get_phase (fixture->session), ==, CONSOLE_PHASE_OPEN);
}

/* For what is created below the root. */
static void
fixture_set_up_alone (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  lift_dual_control_with (fixture->engine, "Ada Kern", PASSPHRASE, "Meridian Root G1");
  wait_for (tree_is_loaded, fixture->session);
}

/* It goes with the last answer that is on its way, and with the window that is being closed. */
static void
assert_gone (gpointer object)
{
  gpointer alive = object;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  wait_for (is_null, &alive);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const endings[] = { "", "-wal", "-shm" };

  esp_engine_close (fixture->engine);
  assert_gone (fixture->session);
  assert_gone (fixture->engine);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (fixture->path, endings[i], NULL);

      g_unlink (file);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static EspCaNode *
find_node (GListModel *level, const char *label)
{
  for (guint i = 0; level && i < g_list_model_get_n_items (level); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (level, i);
      EspCaNode *below;

      if (g_str_equal (esp_ca_node_get_ca (node)->label, label))
        return node;
      below = find_node (esp_ca_node_get_children (node), label);
      if (below)
        return below;
    }
  return NULL;
}

static EspCaNode *
find_ca (Fixture *fixture, const char *label)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  EspCaNode *node = find_node (esp_ca_tree_get_roots (tree), label);

  g_assert_nonnull (node);
  return node;
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
test_field_row (void)
{
  GtkWidget *row = console_field_row_new ("Subject", HOSTILE);
  g_autofree char *value = NULL;

  g_object_get (row, "value", &value, NULL);
  g_assert_cmpstr (value, ==, HOSTILE);
  g_assert_true (has_label (row, HOSTILE_SHOWN));
  g_assert_true (has_label (row, "Subject"));
  g_assert_true (gtk_widget_get_visible (row));
  console_field_row_set_value (CONSOLE_FIELD_ROW (row), "");
  g_assert_false (gtk_widget_get_visible (row));
  g_object_set (row, "value", "a b", "monospace", TRUE, NULL);
  g_assert_true (gtk_widget_get_visible (row));
  show_and_finalize (row);
}

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_passphrase_row (void)
{
  ConsolePassphraseRow *row = CONSOLE_PASSPHRASE_ROW (console_passphrase_row_new ("Passphrase"));
  GtkWidget *entry = find_by_type (GTK_WIDGET (row), GTK_TYPE_PASSWORD_ENTRY);
  g_autoptr (EspSecret) expected = esp_secret_new_copy ("tulip", 5, NULL);
  g_autoptr (EspSecret) secret = NULL;
  guint changes = 0, activations = 0;

  g_signal_connect_swapped (row, "changed", G_CALLBACK (count_cb), &changes);
  g_signal_connect_swapped (row, "activate", G_CALLBACK (count_cb), &activations);
  g_assert_true (console_passphrase_row_is_empty (row));
  g_assert_null (console_passphrase_row_take (row));
  gtk_editable_set_text (GTK_EDITABLE (entry), "tulip");
  g_assert_cmpuint (changes, >, 0);
  g_assert_false (console_passphrase_row_is_empty (row));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (activations, ==, 1);
  secret = console_passphrase_row_take (row);
  g_assert_true (esp_secret_equal (secret, expected));
  g_assert_true (console_passphrase_row_is_empty (row));
  show_and_finalize (GTK_WIDGET (row));
}

static void
test_notice_bar (void)
{
  GtkWidget *bar = g_object_new (CONSOLE_TYPE_NOTICE_BAR, "text", HOSTILE, "button-label", "_Do",
                                 "action-name", "win.recovery", "revealed", TRUE, NULL);
  gboolean revealed;

  g_object_get (bar, "revealed", &revealed, NULL);
  g_assert_true (revealed);
  g_assert_true (has_label (bar, HOSTILE));
  show_and_finalize (bar);
}

static void
test_empty_page (void)
{
  for (int kind = CONSOLE_EMPTY_NOTHING; kind <= (int) CONSOLE_EMPTY_LOCKED; kind++)
    {
      GtkWidget *page = console_empty_page_new ((ConsoleEmpty) kind, HOSTILE, HOSTILE, "_Next",
                                                "win.search");

      g_assert_true (
        gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                 adw_status_page_get_icon_name (ADW_STATUS_PAGE (page))));
      g_assert_true (has_label (page, HOSTILE_SHOWN));
      show_and_finalize (page);
    }
}

/* --- Words -------------------------------------------------------------------------------------*/

static void
test_format (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  const char *const certificates[] = { "VALID", "EXPIRED", "REVOKED" };
  g_autofree char *date = console_format_date (G_GINT64_CONSTANT (1780315200));
  g_autofree char *left = console_format_left (0, 3 * 365 * ESP_TIME_DAY);
  g_autofree char *gone = console_format_left (10 * ESP_TIME_DAY, 7 * ESP_TIME_DAY);
  g_autofree char *none = console_format_path_length (-1);

  g_assert_cmpstr (date, ==, "1 Jun 2026");
  g_assert_cmpstr (left, ==, "3 years left");
  g_assert_cmpstr (gone, ==, "expired 3 days ago");
  g_assert_cmpstr (none, ==, "∞");
  for (int state = 0; state < ESP_N_CA_STATES; state++)
    {
      const char *name = esp_ca_state_to_string ((EspCaState) state);

      g_assert_cmpstr (console_format_ca_status (name), !=, name);
      g_assert_true (gtk_icon_theme_has_icon (theme, console_format_ca_icon (name)));
    }
  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_assert_cmpstr (console_format_certificate_status (certificates[i]), !=, certificates[i]);
      g_assert_true (
        gtk_icon_theme_has_icon (theme, console_format_certificate_icon (certificates[i])));
    }
}

/* Each action has words of its own, by which it cannot be taken for another. */
static void
test_actions (void)
{
  GPtrArray *actions = esp_actions ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *none = console_format_action (NULL);
  g_autofree char *foreign = console_format_action ("s3:GetObject");

  g_assert_cmpuint (actions->len, >, 80);
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);
      const char *words = console_format_find_action (action->name);

      if (!words || strpbrk (words, ":%") ||
          !g_hash_table_add (seen, console_format_action (action->name)))
        {
          g_test_message ("%s: %s", action->name, words ? words : "no words");
          g_test_fail ();
        }
    }
  g_assert_null (console_format_find_action ("s3:GetObject"));
  g_assert_cmpstr (foreign, ==, "Get object");
  g_assert_cmpstr (none, ==, "");
}

/* The words for what is said to change in one file of the engine; how many. */
static guint
check_changes_of (const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "src", "engine", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("esp_change_add(?:_parameter)? \\((?:context, )?changes, "
                                          "(?:\\w+ \\? \"([A-Z_]+)\" : )?\"([A-Z_]+)\"",
                                          0, 0, &error);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    for (int i = 1; i <= 2; i++)
      {
        g_autofree char *what = g_match_info_fetch (match, i);
        g_autoptr (JsonObject) change = json_object_new ();

        if (!what[0])
          continue;
        json_object_set_string_member (change, "What", what);
        g_assert_cmpstr (console_change_what (change), !=, what);
        n++;
      }
  return n;
}

/* What the engine says of changes that two persons sign, by the places where it does. */
static void
test_changes (void)
{
  static const char *const files[] = { "esp-approving-changes-ca.c",
                                       "esp-approving-changes-people.c",
                                       "esp-approving-changes-signing.c" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_cmpuint (check_changes_of (files[i]), >, 3);
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL;

  esp_error_set (&error, ESP_REASON_FILE_EXISTS, HOSTILE, NULL);
  sentence = console_error_sentence (error);
  text = console_error_to_text (error);
  g_assert_cmpstr (sentence, ==, "This file exists already; choose another name.");
  g_assert_cmpstr (text, ==, HOSTILE_SHOWN ": this file exists already; choose another name");
}

/* --- The tree ----------------------------------------------------------------------------------*/

static void
test_ca_row (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = console_ca_row_new ();
  EspCaNode *node = find_ca (fixture, "Vehicle Modules Pilot CA");
  g_autofree char *description = console_ca_row_describe (node);

  console_ca_row_set_node (CONSOLE_CA_ROW (row), node);
  g_assert_true (has_label (row, "Vehicle Modules Pilot CA"));
  g_assert_cmpstr (description, ==, "Vehicle Modules Pilot CA, Disabled, path length 0");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==, description);
  show_and_finalize (row);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  EspCaNode *radio = find_ca (fixture, "Supplier Radio CA");
  EspCaNode *root = find_ca (fixture, "Meridian Root G1");
  EspCaNode *telemetry = find_ca (fixture, "Supplier Telemetry CA");
  const char *arn = esp_ca_node_get_ca (radio)->arn;

  g_assert_true (console_ca_filter_matches (radio, ""));
  g_assert_true (console_ca_filter_matches (radio, "rADIO supplier"));
  g_assert_true (console_ca_filter_matches (root, "radio"));
  g_assert_true (console_ca_filter_matches (radio, arn));
  g_assert_false (console_ca_filter_matches (telemetry, "radio"));
  g_assert_false (console_ca_filter_matches (telemetry, arn));
}

typedef struct
{
  ConsoleSession *session;
  GtkSelectionModel *selection;
  EspCaNode *wanted;
} Selected;

static gboolean
is_selected (gpointer data)
{
  const Selected *selected = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selected->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow)
        row = g_list_model_get_item (G_LIST_MODEL (selected->selection), i);
      g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);

      if (gtk_selection_model_is_selected (selected->selection, i))
        return node == selected->wanted;
    }
  return selected->wanted == NULL;
}

/* A row lives as long as somebody holds it: to be given back. */
static GtkTreeListRow *
dup_row (GtkSelectionModel *selection, EspCaNode *wanted)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (selection)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (selection), i);
      g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);

      if (node == wanted)
        return g_steal_pointer (&row);
    }
  return NULL;
}

static gboolean
has_row (GtkSelectionModel *selection, EspCaNode *wanted)
{
  g_autoptr (GtkTreeListRow) row = dup_row (selection, wanted);

  return row != NULL;
}

static gboolean
is_expanded (GtkSelectionModel *selection, EspCaNode *wanted)
{
  g_autoptr (GtkTreeListRow) row = dup_row (selection, wanted);

  return gtk_tree_list_row_get_expanded (row);
}

static void
collapse (GtkSelectionModel *selection, EspCaNode *wanted)
{
  g_autoptr (GtkTreeListRow) row = dup_row (selection, wanted);

  gtk_tree_list_row_set_expanded (row, FALSE);
}

static void
create_below (Fixture *fixture, EspCaNode *parent, const char *subject)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "Subject", subject);
  json_object_set_string_member (parameters, "Parent", esp_ca_node_get_ca (parent)->arn);
  json_object_set_int_member (parameters, "PathLength", 0);
  result = esp_engine_call (fixture->engine, "CreateCertificateAuthority", parameters, NULL,
                            &error);
  g_assert_no_error (error);
}

typedef struct
{
  Fixture *fixture;
  GtkSelectionModel *selection;
  const char *label;
} Awaited;

static EspCaNode *
find_awaited (const Awaited *awaited)
{
  EspCaTree *tree = console_session_get_tree (awaited->fixture->session);

  return find_node (esp_ca_tree_get_roots (tree), awaited->label);
}

static gboolean
has_awaited (gpointer data)
{
  const Awaited *awaited = data;
  EspCaNode *node = find_awaited (awaited);

  return node && has_row (awaited->selection, node);
}

/* What was created is read by the tree, and shown; and what follows from that has happened. */
static EspCaNode *
wait_for_row (Fixture *fixture, GtkSelectionModel *selection, const char *label)
{
  Awaited awaited = { fixture, selection, label };

  wait_for (has_awaited, &awaited);
  run_pending ();
  return find_awaited (&awaited);
}

/* The first child replaces the row of its parent: GTK would lose its selection, and open the branch
 * that was closed. */
static void
test_sidebar_changes (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *sidebar = console_sidebar_new (fixture->session);
  GtkListView *view = GTK_LIST_VIEW (find_by_type (sidebar, GTK_TYPE_LIST_VIEW));
  EspCaNode *root = find_ca (fixture, "Meridian Root G1");
  EspCaNode *modules = find_ca (fixture, "Meridian Vehicle Modules CA");
  Selected selected = { fixture->session, gtk_list_view_get_model (view), root };
  gpointer alive = sidebar;

  g_object_add_weak_pointer (G_OBJECT (sidebar), &alive);
  adw_window_set_content (ADW_WINDOW (window), sidebar);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  wait_for (is_selected, &selected);

  /* A branch that a person has closed stays closed. */
  collapse (selected.selection, modules);
  create_below (fixture, root, "CN=Fresh,O=Meridian Motors,C=DE");
  wait_for_row (fixture, selected.selection, "Fresh");
  g_assert_false (is_expanded (selected.selection, modules));
  g_assert_true (is_selected (&selected));

  /* What is selected from elsewhere is brought to light. */
  selected.wanted = find_ca (fixture, "Supplier Radio CA");
  console_session_select_when_there (fixture->session, esp_ca_node_get_ca (selected.wanted)->arn);
  wait_for (is_selected, &selected);
  g_assert_true (is_expanded (selected.selection, modules));

  /* Another place marks nothing in the tree; back again, it is as it was. */
  console_session_set_place (fixture->session, "activity");
  selected.wanted = NULL;
  wait_for (is_selected, &selected);
  console_session_set_place (fixture->session, "ca");
  selected.wanted = console_session_get_selected_ca (fixture->session);
  wait_for (is_selected, &selected);

  gtk_window_destroy (GTK_WINDOW (window));
  wait_for (is_null, &alive);
}

/* A CA without children that is selected gets its first one. */
static void
test_sidebar_first_child (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *sidebar = console_sidebar_new (fixture->session);
  GtkListView *view = GTK_LIST_VIEW (find_by_type (sidebar, GTK_TYPE_LIST_VIEW));
  EspCaNode *root = find_ca (fixture, "Meridian Root G1");
  Selected selected = { fixture->session, gtk_list_view_get_model (view), NULL };
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  adw_window_set_content (ADW_WINDOW (window), sidebar);
  gtk_window_present (GTK_WINDOW (window));
  json_object_set_string_member (parameters, "Subject", "CN=Lonely,O=Meridian Motors,C=DE");
  json_object_set_string_member (parameters, "Parent", esp_ca_node_get_ca (root)->arn);
  json_object_set_int_member (parameters, "PathLength", 1);
  result = esp_engine_call (fixture->engine, "CreateCertificateAuthority", parameters, NULL,
                            &error);
  g_assert_no_error (error);
  selected.wanted = wait_for_row (fixture, selected.selection, "Lonely");
  console_session_select_ca (fixture->session, selected.wanted);
  wait_for (is_selected, &selected);
  create_below (fixture, selected.wanted, "CN=Child,O=Meridian Motors,C=DE");
  wait_for_row (fixture, selected.selection, "Child");
  g_assert_true (is_selected (&selected));
  g_assert_true (console_session_get_selected_ca (fixture->session) == selected.wanted);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sidebar_foot (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = console_sidebar_new (fixture->session);

  g_assert_true (has_label (sidebar, "Ada Kern"));
  g_assert_true (has_label (sidebar, "Administrator"));
  run_pending ();
  show_and_finalize (sidebar);
}

/* --- Session -----------------------------------------------------------------------------------*/

static gboolean
is_locked (gpointer session)
{
  return console_session_get_phase (session) == CONSOLE_PHASE_LOCKED;
}

static void
test_idle_lock (Fixture *fixture, gconstpointer data)
{
  ConsoleIdleLock *lock = console_idle_lock_new (fixture->session);
  g_autofree char *denial = NULL;

  read_properties (lock);
  read_properties (fixture->session);
  g_object_set (lock, "minutes", 0, NULL);
  g_assert_false (console_idle_lock_check (lock, 1000000));
  g_object_set (lock, "minutes", 5, NULL);
  g_assert_false (console_idle_lock_check (lock, 299));
  g_assert_true (console_idle_lock_check (lock, 300));
  wait_for (is_locked, fixture->session);
  g_assert_null (console_session_get_selected_ca (fixture->session));
  g_assert_cmpuint (esp_ca_tree_get_n_cas (console_session_get_tree (fixture->session)), ==, 0);
  denial = console_session_explain_denial (fixture->session, "acm-pca:IssueCertificate", NULL);
  g_assert_cmpstr (denial, ==, "The vault is locked. Sign in first.");
  g_assert_finalize_object (lock);
}

static void
test_denial (Fixture *fixture, gconstpointer data)
{
  const EspCa *active = esp_ca_node_get_ca (find_ca (fixture, "Supplier Radio CA"));
  const EspCa *disabled = esp_ca_node_get_ca (find_ca (fixture, "Vehicle Modules Pilot CA"));
  g_autofree char *none = console_session_explain_denial (fixture->session,
                                                          "acm-pca:IssueCertificate", active);
  g_autofree char *state = console_session_explain_denial (fixture->session,
                                                           "acm-pca:IssueCertificate", disabled);
  g_autofree char *unknown = console_session_explain_denial (fixture->session,
                                                             "acm-pca:NoSuchAction", active);

  g_assert_null (none);
  g_assert_nonnull (strstr (state, "Disabled"));
  g_assert_nonnull (strstr (unknown, "Administrator"));
}

/* --- The passphrase in memory ------------------------------------------------------------------*/

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

static void
test_passphrase_gone (Fixture *fixture, gconstpointer data)
{
  char *roles[] = { (char *) "Administrator", NULL };
  EspPerson person = { .name = (char *) "Ada Kern",
                       .unlock = (char *) "passphrase",
                       .roles = roles,
                       .active = TRUE };
  GtkWindow *dialog = console_sign_in_dialog_new (fixture->session, &person, NULL);
  GtkWidget *row = find_by_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSPHRASE_ROW);
  GtkWidget *entry = find_by_type (row, GTK_TYPE_PASSWORD_ENTRY);
  gpointer alive = dialog;
  Secret secret;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  read_properties (dialog);
  gtk_window_present (dialog);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  secret_draw (&secret, PASSPHRASE_LEN);
  secret_type (&secret, GTK_EDITABLE (entry));
  g_assert_cmpuint (secret_count (&secret), >, 0);

  /* A wrong one: the dialog stays, and what was typed has gone to the engine and nowhere else. */
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (console_passphrase_row_is_empty (CONSOLE_PASSPHRASE_ROW (row)));
  wait_for (is_sensitive, row);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  run_pending ();
  g_assert_cmpuint (secret_count (&secret), ==, 0);

  /* Typed and not used: closing is enough. */
  secret_type (&secret, GTK_EDITABLE (entry));
  g_assert_cmpuint (secret_count (&secret), >, 0);
  gtk_window_destroy (dialog);
  wait_for (is_null, &alive);
  run_pending ();
  g_assert_cmpuint (secret_count (&secret), ==, 0);
}

/* --- Main --------------------------------------------------------------------------------------*/

#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
#define ADD_ALONE(path, test)                                                                      \
  g_test_add (path, Fixture, NULL, fixture_set_up_alone, test, fixture_tear_down)

int
main (int argc, char *argv[])
{
  esp_init ();
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/espalier/Espalier/icons");

  g_test_add_func ("/console/field-row", test_field_row);
  g_test_add_func ("/console/passphrase-row", test_passphrase_row);
  g_test_add_func ("/console/notice-bar", test_notice_bar);
  g_test_add_func ("/console/empty-page", test_empty_page);
  g_test_add_func ("/console/format", test_format);
  g_test_add_func ("/console/actions", test_actions);
  g_test_add_func ("/console/changes", test_changes);
  g_test_add_func ("/console/error", test_error);
  ADD ("/console/ca-row", test_ca_row);
  ADD ("/console/filter", test_filter);
  ADD_ALONE ("/console/sidebar/changes", test_sidebar_changes);
  ADD_ALONE ("/console/sidebar/first-child", test_sidebar_first_child);
  ADD ("/console/sidebar/foot", test_sidebar_foot);
  ADD ("/console/idle-lock", test_idle_lock);
  ADD ("/console/denial", test_denial);
  ADD ("/console/passphrase-gone", test_passphrase_gone);
  return g_test_run ();
}
