/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page and every dialog (scenes-fixture.h) for who does not see it and for who has no mouse:
 * whatever has a role that is read out has a name, by the name that GTK 4.8 gives it over AT-SPI
 * (it takes none from what is inside); and the Tab key and the arrow keys come to whatever can be
 * done. The same is asked of the real program, over AT-SPI, by e2e-accessibility.py. */
#include "console/console-diagram.h"

#include "scenes-fixture.h"

static guint n_told; /* objects that were looked at */

/* --- Names -------------------------------------------------------------------------------------*/

static gboolean
needs_name (GtkAccessibleRole role)
{
  static const GtkAccessibleRole roles[] = {
    GTK_ACCESSIBLE_ROLE_BUTTON,        GTK_ACCESSIBLE_ROLE_CHECKBOX,
    GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, GTK_ACCESSIBLE_ROLE_COMBO_BOX,
    GTK_ACCESSIBLE_ROLE_GRID,          GTK_ACCESSIBLE_ROLE_GRID_CELL,
    GTK_ACCESSIBLE_ROLE_IMG,           GTK_ACCESSIBLE_ROLE_LINK,
    GTK_ACCESSIBLE_ROLE_LIST,          GTK_ACCESSIBLE_ROLE_LIST_BOX,
    GTK_ACCESSIBLE_ROLE_LIST_ITEM,     GTK_ACCESSIBLE_ROLE_MENU_ITEM,
    GTK_ACCESSIBLE_ROLE_METER,         GTK_ACCESSIBLE_ROLE_OPTION,
    GTK_ACCESSIBLE_ROLE_PROGRESS_BAR,  GTK_ACCESSIBLE_ROLE_RADIO,
    GTK_ACCESSIBLE_ROLE_ROW,           GTK_ACCESSIBLE_ROLE_SCROLLBAR,
    GTK_ACCESSIBLE_ROLE_SEARCH_BOX,    GTK_ACCESSIBLE_ROLE_SLIDER,
    GTK_ACCESSIBLE_ROLE_SPIN_BUTTON,   GTK_ACCESSIBLE_ROLE_SWITCH,
    GTK_ACCESSIBLE_ROLE_TAB,           GTK_ACCESSIBLE_ROLE_TABLE,
    GTK_ACCESSIBLE_ROLE_TEXT_BOX,      GTK_ACCESSIBLE_ROLE_TREE,
    GTK_ACCESSIBLE_ROLE_TREE_GRID,     GTK_ACCESSIBLE_ROLE_TREE_ITEM,
    GTK_ACCESSIBLE_ROLE_WINDOW,        GTK_ACCESSIBLE_ROLE_DIALOG,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i] == role)
      return TRUE;
  return FALSE;
}

/* Where it is, from the inside out. */
static char *
describe (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (; widget; widget = gtk_widget_get_parent (widget))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

      g_string_append_printf (path, "%s%s%s%s", path->len ? " in " : "",
                              G_OBJECT_TYPE_NAME (widget), id ? " " : "", id ? id : "");
    }
  return g_string_free (path, FALSE);
}

static void
fail (const Scene *scene, GtkWidget *widget, const char *what)
{
  g_autofree char *where = describe (widget);

  g_test_message ("%s: %s: %s", scene->name, what, where);
  g_test_fail ();
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autofree char *label = NULL;

  if (gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  label = gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
  return label && *label;
}

/* Read out, and all that is in it. */
static gboolean
is_told (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autofree char *shown = NULL;

  if (!gtk_widget_get_mapped (widget) ||
      gtk_accessible_get_accessible_role (accessible) == GTK_ACCESSIBLE_ROLE_NONE)
    return FALSE;
  if (!gtk_test_accessible_has_state (accessible, GTK_ACCESSIBLE_STATE_HIDDEN))
    return TRUE;
  shown = gtk_test_accessible_check_state (accessible, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
  return shown != NULL;
}

static void
check_names (const Scene *scene, GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if (!is_told (widget))
    return;
  n_told++;
  if ((needs_name (role) || gtk_widget_get_focusable (widget)) && !is_named (widget))
    fail (scene, widget, "has no name");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_names (scene, child);
}

static void
check_names_in (const Scene *scene, GtkWindow *window)
{
  check_names (scene, GTK_WIDGET (window));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_names_in);
  g_test_message ("%u objects", n_told);
  g_assert_cmpuint (n_told, >, 5000);
}

/* --- The keyboard ------------------------------------------------------------------------------*/

/* Rows beyond these are as the others of their list. */
#define MAX_ROWS 8

static const GtkDirectionType directions[] = {
  GTK_DIR_TAB_FORWARD, GTK_DIR_DOWN, GTK_DIR_RIGHT, GTK_DIR_UP, GTK_DIR_LEFT, GTK_DIR_TAB_BACKWARD,
};

static gboolean
is_tab (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
}

static gboolean
is_far_row (GtkWidget *widget)
{
  guint before = 0;

  if (!g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget"))
    return FALSE;
  for (GtkWidget *row = widget; row; row = gtk_widget_get_prev_sibling (row))
    before++;
  return before > MAX_ROWS;
}

static gboolean
is_in_far_row (GtkWidget *widget)
{
  for (; widget; widget = gtk_widget_get_parent (widget))
    if (is_far_row (widget))
      return TRUE;
  return FALSE;
}

/* What a widget does itself with the arrow keys goes before. */
static gboolean
press (GtkWidget *widget, GtkDirectionType direction)
{
  guint key = direction == GTK_DIR_RIGHT ? GDK_KEY_Right : GDK_KEY_Left;
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  if (direction != GTK_DIR_RIGHT && direction != GTK_DIR_LEFT)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n = GTK_IS_SHORTCUT_CONTROLLER (controller) ?
                  g_list_model_get_n_items (G_LIST_MODEL (controller)) :
                  0;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == 0)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

/* One that Tab does not leave, or NULL. To @all: what has the focus after any number of those keys,
 * from where the window begins. */
static GtkWidget *
walk_focus (GtkWindow *window, GHashTable *all)
{
  GtkWidget *stuck = NULL, *first;
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) todo = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *before = gtk_window_get_focus (window);

  /* Before this one there may be nothing to go back to. */
  gtk_window_set_focus (window, NULL);
  gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  first = gtk_window_get_focus (window);
  if (before)
    gtk_window_set_focus (window, before);
  for (guint i = 0;; i++)
    {
      GtkWidget *focus = gtk_window_get_focus (window);

      if (focus)
        g_hash_table_add (all, g_object_ref (focus));
      if (focus && g_hash_table_add (reached, focus) && !is_in_far_row (focus))
        for (gsize d = 0; d < G_N_ELEMENTS (directions); d++)
          {
            if (gtk_widget_get_root (focus))
              gtk_window_set_focus (window, focus);
            if (!gtk_window_get_focus (window))
              continue;
            if (!press (gtk_window_get_focus (window), directions[d]))
              gtk_widget_child_focus (GTK_WIDGET (window), directions[d]);
            if (is_tab (directions[d]) && gtk_window_get_focus (window) == focus && focus != first)
              stuck = focus;
            if (gtk_window_get_focus (window) &&
                !g_hash_table_contains (reached, gtk_window_get_focus (window)))
              g_ptr_array_add (todo, g_object_ref (gtk_window_get_focus (window)));
          }
      if (i == todo->len)
        break;
      if (gtk_widget_get_root (g_ptr_array_index (todo, i)))
        gtk_window_set_focus (window, g_ptr_array_index (todo, i));
    }
  if (before && gtk_widget_get_root (before))
    gtk_window_set_focus (window, before);
  return g_hash_table_size (all) > 1 ? stuck : NULL;
}

static gboolean is_reached_below (GtkWidget *widget, GHashTable *reached);

static gboolean
is_reached (GHashTable *reached, GtkWidget *widget)
{
  if (g_hash_table_contains (reached, widget))
    return TRUE;
  return is_reached_below (widget, reached);
}

/* The heading of a column shows an arrow if it can be pressed. */
static gboolean
is_sortable (GtkWidget *title)
{
  GtkWidget *arrow = gtk_widget_get_last_child (gtk_widget_get_first_child (title));

  return arrow && !GTK_IS_LABEL (arrow) && gtk_widget_get_visible (arrow);
}

/* In which the focus goes from row to row. */
static gboolean
has_rows (GtkWidget *widget)
{
  GtkSelectionModel *model = GTK_IS_LIST_VIEW (widget) ?
                               gtk_list_view_get_model (GTK_LIST_VIEW (widget)) :
                               NULL;

  return model && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0 &&
         gtk_widget_get_can_focus (widget);
}

static gboolean
is_reached_below (GtkWidget *widget, GHashTable *reached)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (is_reached (reached, child))
      return TRUE;
  return FALSE;
}

/* What GTK's own symbols within an entry do, keys do in it: whoever types can delete as well. */
static gboolean
is_part_of_entry (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_PASSWORD_ENTRY (parent) || GTK_IS_SEARCH_ENTRY (parent);
}

/* What a pointer can do something with. */
static gboolean
takes_clicks (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  const char *type = G_OBJECT_TYPE_NAME (widget);

  if (GTK_IS_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) ||
      GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) ||
      GTK_IS_SCALE (widget))
    return TRUE;
  if (g_str_equal (type, "GtkColumnViewTitle"))
    return is_sortable (widget);
  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          (g_str_has_prefix (type, "Console") || GTK_IS_BOX (widget) || GTK_IS_IMAGE (widget)) &&
          !is_part_of_entry (widget) && !gtk_widget_get_ancestor (widget, GTK_TYPE_EXPANDER))
        return TRUE;
    }
  return FALSE;
}

/* What a click on a row does, Enter does on it: what can't have the focus itself is reached with
 * it. */
static gboolean
is_in_reached_row (GtkWidget *widget, GHashTable *reached)
{
  GtkWidget *at = widget;

  while (at && !g_str_equal (G_OBJECT_TYPE_NAME (at), "GtkListItemWidget"))
    at = gtk_widget_get_parent (at);
  return at && !gtk_widget_get_focusable (widget) && is_reached (reached, at);
}

/* The first that is not; the cards of a diagram go by keys of their own, which test-diagram.c
 * presses. */
static GtkWidget *
find_unreached (GtkWidget *widget, GHashTable *reached)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget) || is_far_row (widget) ||
      GTK_IS_WINDOW_CONTROLS (widget))
    return NULL;
  if (takes_clicks (widget) && !is_reached (reached, widget) &&
      !is_in_reached_row (widget, reached))
    return widget;
  if (has_rows (widget) && !is_reached_below (widget, reached))
    return widget;
  if (GTK_IS_SPIN_BUTTON (widget) || CONSOLE_IS_DIAGRAM (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_unreached (child, reached);

      if (found)
        return found;
    }
  return NULL;
}

/* While one is open, the keys are its own. */
static GtkWidget *
find_popover (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_popover (child);

      if (found)
        return found;
    }
  return NULL;
}

typedef struct
{
  GtkWindow *window;
  GHashTable *reached;
  GtkWidget *unreached;
  GtkWidget *stuck;
} Walk;

/* GTK 4.8 complains of itself when an arrow key goes past an expander that is closed, or past a
 * text that can be selected. */
static void
complaint_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_assert_true (strstr (message, "gtk_root_get_focus") ||
                 strstr (message, "gtk_widget_is_ancestor"));
}

static gboolean
is_all_reached (gpointer data)
{
  Walk *walk = data;
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  guint handler = g_log_set_handler ("Gtk", G_LOG_LEVEL_CRITICAL, complaint_cb, NULL);
  GtkWidget *popover = find_popover (GTK_WIDGET (walk->window));

  walk->stuck = walk_focus (walk->window, walk->reached);

  g_log_remove_handler ("Gtk", handler);
  g_log_set_always_fatal (fatal);
  walk->unreached = find_unreached (popover ? popover : GTK_WIDGET (walk->window), walk->reached);
  return walk->unreached == NULL;
}

/* Again for a while: rows come, and become sensitive, when something has been read, and when an
 * arrow key chooses another of several. */
static void
check_reach_in (const Scene *scene, GtkWindow *window)
{
  g_autoptr (GHashTable) reached = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  Walk walk = { window, reached, NULL, NULL };
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (!is_all_reached (&walk) && g_get_monotonic_time () < end)
    run_for (50);
  g_test_message ("%s: %u stops", scene->name, g_hash_table_size (reached));
  if (walk.unreached)
    fail (scene, walk.unreached, "is not reached by any key");
  if (walk.stuck)
    fail (scene, walk.stuck, "keeps the focus from the Tab key");
}

static void
test_reach (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_reach_in);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  sample_organization = sample_admin = MARKUP;
  sample_more = make_hostile_things;
  application = g_object_new (
    ADW_TYPE_APPLICATION, "application-id", "org.espalier.Espalier.Accessibility", "flags",
    G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/espalier/Espalier", NULL);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  add ("/console/accessibility/names", test_names);
  add ("/console/accessibility/reach", test_reach);
  status = g_test_run ();
  remove_sample ();
  g_free (hostile_request);
  g_object_unref (application);
  return status;
}
