/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A diagram that can be edited, in a window, with what it tells written down. */
#pragma once

#include "console/console-diagram-card.h"
#include "console/console-diagram-private.h"
#include "console/console-diagram.h"

#define REASON "it can't stand there"

typedef struct
{
  GtkWidget *window;
  ConsoleDiagram *diagram;
  GString *told;    /* what the diagram told, a line each */
  guint n_asked;    /* may-move */
  guint n_selected; /* selection-changed */
} Fixture;

/* --- Items -------------------------------------------------------------------------------------*/

G_GNUC_UNUSED static void
add (GPtrArray *items, const char *id, const char *parent)
{
  ConsoleDiagramItem *item = console_diagram_item_new (id, parent, id);

  item->subtitle = g_strdup ("Path length 0");
  item->detail = g_strdup ("10 years");
  g_ptr_array_add (items, item);
}

/*        root               other
 *    a     b     c
 *  a1 a2  b1
 */
G_GNUC_UNUSED static GPtrArray *
make_items (void)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  add (items, "root", NULL);
  add (items, "other", NULL);
  add (items, "a", "root");
  add (items, "b", "root");
  add (items, "c", "root");
  add (items, "a1", "a");
  add (items, "a2", "a");
  add (items, "b1", "b");
  return items;
}

G_GNUC_UNUSED static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (fixture->window);
}

G_GNUC_UNUSED static void
show (Fixture *fixture, GPtrArray *items)
{
  console_diagram_set_items (fixture->diagram, items);
  settle (fixture);
}

/* --- What is told ------------------------------------------------------------------------------*/

G_GNUC_UNUSED static void
selection_cb (Fixture *fixture)
{
  fixture->n_selected++;
}

/* Nothing may stand below "c". */
G_GNUC_UNUSED static char *
may_move_cb (ConsoleDiagram *diagram, const char *id, const char *parent, Fixture *fixture)
{
  fixture->n_asked++;
  return g_strcmp0 (parent, "c") == 0 ? g_strdup (REASON) : NULL;
}

G_GNUC_UNUSED static void
move_cb (ConsoleDiagram *diagram, const char *id, const char *parent, Fixture *fixture)
{
  g_string_append_printf (fixture->told, "move %s to %s\n", id, parent ? parent : "root");
}

G_GNUC_UNUSED static void
add_cb (ConsoleDiagram *diagram, const char *id, Fixture *fixture)
{
  g_string_append_printf (fixture->told, "add below %s\n", id ? id : "nothing");
}

G_GNUC_UNUSED static void
remove_cb (ConsoleDiagram *diagram, Fixture *fixture)
{
  g_string_append (fixture->told, "remove\n");
}

G_GNUC_UNUSED static void
rename_cb (ConsoleDiagram *diagram, const char *id, Fixture *fixture)
{
  g_string_append_printf (fixture->told, "rename %s\n", id);
}

G_GNUC_UNUSED static void
assert_told (Fixture *fixture, const char *told)
{
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

G_GNUC_UNUSED static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (GPtrArray) items = make_items ();

  fixture->told = g_string_new (NULL);
  fixture->diagram = CONSOLE_DIAGRAM (console_diagram_new ());
  console_diagram_set_editable (fixture->diagram, TRUE);
  g_signal_connect_swapped (fixture->diagram, "selection-changed", G_CALLBACK (selection_cb),
                            fixture);
  g_signal_connect (fixture->diagram, "may-move", G_CALLBACK (may_move_cb), fixture);
  g_signal_connect (fixture->diagram, "move", G_CALLBACK (move_cb), fixture);
  g_signal_connect (fixture->diagram, "add-below", G_CALLBACK (add_cb), fixture);
  g_signal_connect (fixture->diagram, "remove", G_CALLBACK (remove_cb), fixture);
  g_signal_connect (fixture->diagram, "rename", G_CALLBACK (rename_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->diagram));
  gtk_window_set_child (GTK_WINDOW (fixture->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 800);
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_present (GTK_WINDOW (fixture->window));
  show (fixture, items);
}

G_GNUC_UNUSED static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer diagram = fixture->diagram;

  g_object_add_weak_pointer (G_OBJECT (fixture->diagram), &diagram);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (diagram);
  g_string_free (fixture->told, TRUE);
}

/* --- Keys --------------------------------------------------------------------------------------*/

G_GNUC_UNUSED static GtkShortcut *
find_shortcut (GListModel *shortcuts, guint key, GdkModifierType state)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == state)
        return g_steal_pointer (&shortcut);
    }
  return NULL;
}

/* Runs what the class of the diagram has for the key; whether that used it. */
G_GNUC_UNUSED static gboolean
press_with (Fixture *fixture, guint key, GdkModifierType state)
{
  g_autoptr (GListModel)
    controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->diagram));
  g_autoptr (GtkShortcut) found = NULL;
  gboolean used;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !found; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller))
        found = find_shortcut (G_LIST_MODEL (controller), key, state);
    }
  g_assert_nonnull (found);
  used = gtk_shortcut_action_activate (gtk_shortcut_get_action (found), 0,
                                       GTK_WIDGET (fixture->diagram),
                                       gtk_shortcut_get_arguments (found));
  settle (fixture);
  return used;
}

G_GNUC_UNUSED static void
press (Fixture *fixture, guint key)
{
  g_assert_true (press_with (fixture, key, 0));
}

/* --- Selection ---------------------------------------------------------------------------------*/

G_GNUC_UNUSED static void
assert_selection (Fixture *fixture, const char *wanted)
{
  g_autofree char *ids = g_strjoinv (" ",
                                     (char **) console_diagram_get_selection (fixture->diagram));

  g_assert_cmpstr (ids, ==, wanted);
}

G_GNUC_UNUSED static ConsoleDiagramCard *
find_card (Fixture *fixture, const char *id)
{
  return g_hash_table_lookup (fixture->diagram->cards, id);
}

G_GNUC_UNUSED static void
assert_focus (Fixture *fixture, const char *id)
{
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) ==
                 GTK_WIDGET (find_card (fixture, id)));
}

G_GNUC_UNUSED static void
assert_state (Fixture *fixture, const char *id, gboolean selected)
{
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (find_card (fixture, id)),
                                    GTK_ACCESSIBLE_STATE_SELECTED, selected);
}

G_GNUC_UNUSED static int
find (Fixture *fixture, const char *id)
{
  return console_diagram_places_find (fixture->diagram->places, id);
}

G_GNUC_UNUSED static void
click (Fixture *fixture, const char *id, GdkModifierType state)
{
  console_diagram_point_at (fixture->diagram, find (fixture, id), state);
  settle (fixture);
}

/* --- Dragging ----------------------------------------------------------------------------------*/

/* The middle of a card, by the diagram. */
G_GNUC_UNUSED static void
get_middle (Fixture *fixture, const char *id, double *x, double *y)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (find_card (fixture, id)),
                                            GTK_WIDGET (fixture->diagram), &bounds));
  *x = bounds.origin.x + bounds.size.width / 2;
  *y = bounds.origin.y + bounds.size.height / 2;
}

G_GNUC_UNUSED static void
grab (Fixture *fixture, const char *id)
{
  double x, y;

  get_middle (fixture, id, &x, &y);
  g_assert_true (console_diagram_move_begin (fixture->diagram, id, x, y));
  settle (fixture);
}

G_GNUC_UNUSED static void
wait_for_frames (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gtk_widget_queue_draw (GTK_WIDGET (fixture->diagram));
      gtk_test_widget_wait_for_draw (fixture->window);
    }
}

/* --- All of them -------------------------------------------------------------------------------*/

typedef struct
{
  const char *path;
  void (*test) (Fixture *fixture, gconstpointer data);
} Test;

G_GNUC_UNUSED static int
run_tests (int argc, char **argv, const Test *tests, gsize n)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < n; i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
