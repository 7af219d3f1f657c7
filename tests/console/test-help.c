/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help: each page can be read here and leads nowhere in vain; F1 finds the page that belongs to
 * what is looked at; what is no page of ours is refused. And the keys: what the window of shortcuts
 * shows is what is set, all of it. */
#include "console/console-application.h"
#include "console/console-dialogs.h"
#include "console/console-help.h"
#include "console/console-preferences.h"
#include "console/console-window.h"

#include "pages-fixture.h"

#define OVERLAY "/org/espalier/Espalier/gtk/help-overlay.ui"

static ConsoleApplication *application;

/* --- Pages -------------------------------------------------------------------------------------*/

static void
assert_leads_somewhere (const ConsoleHelpPage *page)
{
  for (guint i = 0; i < page->links->len; i++)
    {
      const char *id = g_ptr_array_index (page->links, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (ConsoleHelpPage) other = console_help_load (id, &error);

      g_test_message ("%s -> %s", page->id, id);
      g_assert_no_error (error);
    }
}

static void
assert_markup (const ConsoleHelpPage *page)
{
  for (guint i = 0; i < page->blocks->len; i++)
    {
      const ConsoleHelpBlock *block = g_ptr_array_index (page->blocks, i);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (block->text, !=, "");
      if (block->kind == CONSOLE_HELP_PARAGRAPH)
        {
          GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));

          /* A fault in it would be a warning. */
          gtk_label_set_markup (GTK_LABEL (label), block->text);
          g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), !=, "");
          g_object_unref (label);
        }
    }
}

static void
test_all_pages (void)
{
  g_auto (GStrv) ids = console_help_list ();
  guint n_steps = 0, n_code = 0;

  g_assert_cmpuint (g_strv_length (ids), >=, 15);
  for (guint i = 0; ids[i]; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ConsoleHelpPage) page = console_help_load (ids[i], &error);

      g_test_message ("%s", ids[i]);
      g_assert_no_error (error);
      g_assert_cmpstr (page->id, ==, ids[i]);
      g_assert_nonnull (page->description);
      g_assert_true (g_str_equal (ids[i], "index") || g_strcmp0 (page->guide, "index") == 0);
      g_assert_cmpuint (page->blocks->len, >, 0);
      assert_leads_somewhere (page);
      assert_markup (page);
      for (guint k = 0; k < page->blocks->len; k++)
        {
          const ConsoleHelpBlock *block = g_ptr_array_index (page->blocks, k);

          n_steps += g_strcmp0 (block->mark, "2.") == 0;
          n_code += block->kind == CONSOLE_HELP_CODE && strchr (block->text, '\n');
        }
    }
  /* Numbers are counted, and lines of commands stay lines. */
  g_assert_cmpuint (n_steps, >=, 3);
  g_assert_cmpuint (n_code, >=, 3);
}

static void
test_hostile (void)
{
  static const char *const bad[] = {
    "",
    "<page",
    "<p>no page</p>",
    "<page><title>no id</title></page>",
    "<page id='x'></page>",
    "<page id='x'><title>t</title><script>x</script></page>",
    "<page id='x'><title>t</title>text outside</page>",
    "<page id='x'><title>t</title><p><list/></p></page>",
    "<page id='x'><title>t</title><item/></page>",
  };
  GString *deep = g_string_new ("<page id='x'><title>t</title>");
  g_autofree char *large = g_strnfill (200 * 1024, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (console_help_page_parse (bad[i], strlen (bad[i]), &error));
      g_assert_nonnull (error);
    }
  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "<note>");
  g_assert_null (console_help_page_parse (deep->str, deep->len, NULL));
  g_assert_null (console_help_page_parse (large, strlen (large), NULL));
  g_string_free (deep, TRUE);
}

/* Data stays data. */
static void
test_text (void)
{
  const char *text = "<page id='x'><info><desc>d &lt;</desc></info><title>a &amp;\n  b</title>"
                     "<p>1 &lt; <em>2</em>  <link xref='y'>and &amp;</link>"
                     " <keyseq><key>A</key>\n <key>B</key></keyseq></p>"
                     "<code>a &lt; b\n  c</code></page>";
  g_autoptr (GError) error = NULL;
  g_autoptr (ConsoleHelpPage) page = console_help_page_parse (text, strlen (text), &error);
  const ConsoleHelpBlock *block;

  g_assert_no_error (error);
  g_assert_cmpstr (page->title, ==, "a & b");
  g_assert_cmpstr (page->description, ==, "d <");
  g_assert_cmpuint (page->blocks->len, ==, 2);
  block = g_ptr_array_index (page->blocks, 0);
  g_assert_cmpstr (block->text, ==,
                   "1 &lt; <i>2</i> <a href=\"y\">and &amp;</a> <b>A</b>+<b>B</b>");
  block = g_ptr_array_index (page->blocks, 1);
  g_assert_cmpstr (block->text, ==, "a < b\n  c");
}

/* --- F1 ----------------------------------------------------------------------------------------*/

static ConsoleHelpWindow *
find_help (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  ConsoleHelpWindow *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (CONSOLE_IS_HELP_WINDOW (toplevel))
        found = CONSOLE_HELP_WINDOW (toplevel);
    }
  return found;
}

static void
assert_page_of_dialog (Fixture *fixture, GtkWindow *dialog, const char *page)
{
  gpointer alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  g_assert_cmpstr (console_help_find_page (dialog), ==, page);
  gtk_window_destroy (dialog);
  wait_until (is_null, &alive);
}

static void
test_context (Fixture *fixture, gconstpointer data)
{
  EspCaNode *ca = console_session_get_selected_ca (fixture->session);
  static const char *const places[][2] = {
    { "ca", "hierarchy" },      { "plans", "plans" },    { "certificates", "issue" },
    { "people", "roles" },      { "shares", "sharing" }, { "approvals", "two-persons" },
    { "activity", "log" },      { "alerts", "alerts" },  { "reports", "reports" },
    { "diagram", "hierarchy" }, { "health", "health" },
  };
  ConsoleWindow *window = console_window_new (ADW_APPLICATION (application), fixture->session);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (ConsoleHelpPage) page = NULL;

      console_session_set_place (fixture->session, places[i][0]);
      g_assert_cmpstr (console_help_find_page (GTK_WINDOW (window)), ==, places[i][1]);
      page = console_help_load (places[i][1], NULL);
      g_assert_nonnull (page);
    }
  assert_page_of_dialog (fixture, console_create_root_dialog_new (fixture->session), "hierarchy");
  assert_page_of_dialog (fixture, console_issue_dialog_new (fixture->session, ca, NULL), "issue");
  assert_page_of_dialog (fixture, console_report_dialog_new (fixture->session, ca), "reports");
  assert_page_of_dialog (fixture, console_recovery_dialog_new (fixture->session), "recovery");
  assert_page_of_dialog (fixture, console_restore_dialog_new (fixture->session), "backup");
  assert_page_of_dialog (fixture, console_preferences_window_new (fixture->session), "alerts");
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
shows_page (gpointer page)
{
  ConsoleHelpWindow *help = find_help ();

  return help && g_strcmp0 (console_help_window_get_page (help), page) == 0;
}

static gboolean
has_no_help (gpointer data)
{
  return find_help () == NULL;
}

/* The window: a link, back, the contents; closed it waits for the next time, and goes with the main
 * window. */
static void
test_window (Fixture *fixture, gconstpointer data)
{
  ConsoleWindow *window = console_window_new (ADW_APPLICATION (application), fixture->session);
  ConsoleHelpWindow *help;
  GtkWidget *label;
  gboolean handled = FALSE;

  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  console_session_set_place (fixture->session, "plans");
  console_help_present_for (GTK_WINDOW (window));
  help = find_help ();
  if (!help)
    {
      g_test_skip ("this desktop has a viewer of its own, with the pages installed");
      gtk_window_destroy (GTK_WINDOW (window));
      return;
    }
  g_assert_true (shows_page ((gpointer) "plans"));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (help));
  label = find_text (GTK_WIDGET (help), "To make what is drawn");
  g_assert_nonnull (label);
  g_signal_emit_by_name (label, "activate-link", "ceremony", &handled);
  g_assert_true (handled);
  wait_until (shows_page, (gpointer) "ceremony");
  gtk_widget_activate_action (GTK_WIDGET (help), "help.back", NULL);
  g_assert_true (shows_page ((gpointer) "plans"));
  gtk_widget_activate_action (GTK_WIDGET (help), "help.contents", NULL);
  g_assert_true (shows_page ((gpointer) "index"));
  wait_for_text (GTK_WIDGET (help), "What can’t be defended");
  audit (GTK_WIDGET (help));
  gtk_window_close (GTK_WINDOW (help));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (help)));
  g_assert_true (find_help () == help);
  console_session_set_place (fixture->session, "shares");
  console_help_present_for (GTK_WINDOW (window));
  g_assert_true (shows_page ((gpointer) "sharing"));
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (has_no_help, NULL);
}

static GtkWidget *
find_icon_button (GtkWidget *widget, const char *icon)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), icon) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_icon_button (child, icon);
  return found;
}

/* Every form has a button that opens its page. */
static void
test_button (Fixture *fixture, gconstpointer data)
{
  ConsoleWindow *window = console_window_new (ADW_APPLICATION (application), fixture->session);
  GtkWindow *dialog = console_create_root_dialog_new (fixture->session);
  GtkWidget *button;

  gtk_window_present (GTK_WINDOW (window));
  console_session_set_place (fixture->session, "shares");
  console_dialog_present (dialog, GTK_WIDGET (window));
  button = find_icon_button (GTK_WIDGET (dialog), "help-symbolic");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  if (find_help ())
    g_assert_true (shows_page ((gpointer) "hierarchy"));
  else
    g_test_skip ("this desktop has a viewer of its own, with the pages installed");
  gtk_window_destroy (dialog);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (has_no_help, NULL);
}

/* --- Keys --------------------------------------------------------------------------------------*/

typedef struct
{
  GHashTable *actions; /* of the rows */
  guint n_rows;
} Rows;

/* As the application has it: "win.show-place('ca')" and "win.show-place::ca" are the same. */
static char *
spell (const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_action_parse_detailed_name (action, &name, &target, &error);
  g_assert_no_error (error);
  return g_action_print_detailed_name (name, target);
}

static void
read_row (Rows *rows, GObject *row)
{
  g_autofree char *action = NULL;
  g_autofree char *accels = NULL;
  g_autofree char *title = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (row, "action-name", &action, "accelerator", &accels, "title", &title, NULL);
  g_test_message ("%s: %s %s", title, action ? action : "-", accels ? accels : "-");
  g_assert_true (title && title[0]);
  rows->n_rows++;
  if (action && action[0])
    {
      keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), action);
      g_assert_nonnull (keys[0]);
      g_assert_true (g_hash_table_add (rows->actions, spell (action)));
      return;
    }
  keys = g_strsplit (accels ? accels : "", " ", -1);
  g_assert_nonnull (keys[0]);
  for (guint i = 0; keys[i]; i++)
    {
      g_auto (GStrv)
        actions = gtk_application_get_actions_for_accel (GTK_APPLICATION (application), keys[i]);
      guint key;

      g_assert_true (gtk_accelerator_parse (keys[i], &key, NULL));
      /* What a page has for itself is nothing that the program takes away from it. */
      g_assert_null (actions[0]);
    }
}

static void
test_overlay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkBuilder) overlay = gtk_builder_new_from_resource (OVERLAY);
  g_autoptr (GSList) objects = gtk_builder_get_objects (overlay);
  g_auto (GStrv) set = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (overlay, "help_overlay"));
  Rows rows = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };

  for (GSList *l = objects; l; l = l->next)
    if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
      read_row (&rows, l->data);
  g_assert_cmpuint (rows.n_rows, >, 30);
  for (guint i = 0; set[i]; i++)
    {
      g_autofree char *action = spell (set[i]);

      if (g_hash_table_contains (rows.actions, action))
        continue;
      g_test_message ("%s has a key, and no row", set[i]);
      g_test_fail ();
    }
  g_assert_cmpuint (g_strv_length (set), ==, g_hash_table_size (rows.actions));
  g_hash_table_unref (rows.actions);
  gtk_window_set_default_size (window, 360, -1);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  application = console_application_new (TRUE);
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/console/help/pages", test_all_pages);
  g_test_add_func ("/console/help/hostile", test_hostile);
  g_test_add_func ("/console/help/text", test_text);
  add ("/console/help/context", test_context);
  add ("/console/help/window", test_window);
  add ("/console/help/button", test_button);
  add ("/console/help/overlay", test_overlay);
  status = g_test_run ();
  remove_sample ();
  g_object_unref (application);
  return status;
}
