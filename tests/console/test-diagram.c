/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diagram without a vault: thousands of cards of which only those in sight are widgets, the
 * keys along the tree, branches, and what stays when the items are read anew. Warnings are fatal.
 */
#include "console/console-diagram-card.h"
#include "console/console-diagram.h"

#define HOSTILE "A&B <b>x</b> \u202egnorts"

typedef struct
{
  GtkWidget *window;
  ConsoleDiagram *diagram;
} Fixture;

/* --- Items -------------------------------------------------------------------------------------*/

static void
add (GPtrArray *items, const char *id, const char *parent)
{
  ConsoleDiagramItem *item = console_diagram_item_new (id, parent, id);

  item->subtitle = g_strdup ("Path length 0");
  item->detail = g_strdup ("Active");
  item->account = g_strdup ("Root");
  g_ptr_array_add (items, item);
}

static GPtrArray *
make_small (void)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  /* Children first: their order in the list must not matter. */
  add (items, "leaf", "left");
  add (items, "left", "root");
  add (items, "right", "root");
  add (items, "root", NULL);
  add (items, "under right", "right");
  add (items, "other", "nobody");
  return items;
}

/* Ten below each, five levels. */
static GPtrArray *
make_large (guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("ca-%u", i);
      g_autofree char *parent = i ? g_strdup_printf ("ca-%u", (i - 1) / 10) : NULL;

      add (items, id, parent);
    }
  return items;
}

static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  fixture->diagram = CONSOLE_DIAGRAM (console_diagram_new ());
  fixture->window = gtk_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->diagram));
  gtk_window_set_child (GTK_WINDOW (fixture->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  settle (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer diagram = fixture->diagram;

  g_object_add_weak_pointer (G_OBJECT (fixture->diagram), &diagram);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (diagram);
}

static void
show (Fixture *fixture, GPtrArray *items)
{
  console_diagram_set_items (fixture->diagram, items);
  settle (fixture);
}

/* --- Keys --------------------------------------------------------------------------------------*/

/* Runs what the class of the diagram has for @key. */
static void
press (Fixture *fixture, guint key)
{
  g_autoptr (GListModel)
    controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->diagram));
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      guint n = GTK_IS_SHORTCUT_CONTROLLER (controller) ?
                  g_list_model_get_n_items (G_LIST_MODEL (controller)) :
                  0;

      for (guint j = 0; j < n && !found; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (!GTK_IS_KEYVAL_TRIGGER (trigger) ||
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) != key)
            continue;
          found = gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                GTK_WIDGET (fixture->diagram),
                                                gtk_shortcut_get_arguments (shortcut));
        }
    }
  g_assert_true (found);
  settle (fixture);
}

static void
assert_selected (Fixture *fixture, const char *id)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_cmpstr (console_diagram_get_selected (fixture->diagram), ==, id);
  g_assert_true (CONSOLE_IS_DIAGRAM_CARD (focus));
  g_assert_cmpstr (console_diagram_card_get_item (CONSOLE_DIAGRAM_CARD (focus))->id, ==, id);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint key;
    const char *selected;
  } steps[] = {
    { GDK_KEY_Down, "left" },         { GDK_KEY_Down, "leaf" }, { GDK_KEY_Down, "leaf" },
    { GDK_KEY_Right, "under right" }, { GDK_KEY_Up, "right" },  { GDK_KEY_Left, "left" },
    { GDK_KEY_Left, "left" },         { GDK_KEY_Home, "root" }, { GDK_KEY_Right, "other" },
    { GDK_KEY_Up, "other" },
  };
  g_autoptr (GPtrArray) items = make_small ();

  show (fixture, items);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->diagram)));
  assert_selected (fixture, "root");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      press (fixture, steps[i].key);
      assert_selected (fixture, steps[i].selected);
    }
}

static void
activated_cb (ConsoleDiagram *diagram, const char *id, char **activated)
{
  g_free (*activated);
  *activated = g_strdup (id);
}

static void
test_activate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_small ();
  g_autofree char *activated = NULL;

  show (fixture, items);
  g_signal_connect (fixture->diagram, "activate", G_CALLBACK (activated_cb), &activated);
  console_diagram_select (fixture->diagram, "right");
  press (fixture, GDK_KEY_Return);
  g_assert_cmpstr (activated, ==, "right");
}

/* --- Branches ----------------------------------------------------------------------------------*/

static void
test_collapse (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_small ();

  show (fixture, items);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 6);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->diagram));
  console_diagram_select (fixture->diagram, "left");
  press (fixture, GDK_KEY_space);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 5);
  press (fixture, GDK_KEY_space);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 6);
  /* What is selected goes up with the branch that is closed over it. */
  console_diagram_select (fixture->diagram, "leaf");
  settle (fixture);
  console_diagram_set_collapsed (fixture->diagram, "root", TRUE);
  settle (fixture);
  assert_selected (fixture, "root");
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 2);
  /* And selecting opens the way. */
  console_diagram_select (fixture->diagram, "under right");
  settle (fixture);
  g_assert_false (console_diagram_is_collapsed (fixture->diagram, "root"));
}

/* What a person has set stays while the items are read anew. */
static void
test_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_small ();
  g_autoptr (GPtrArray) again = make_small ();

  show (fixture, items);
  console_diagram_set_zoom (fixture->diagram, 1.5);
  console_diagram_select (fixture->diagram, "right");
  console_diagram_set_collapsed (fixture->diagram, "left", TRUE);
  g_ptr_array_remove_index (again, 0);
  add (again, "new", "left");
  show (fixture, again);
  g_assert_cmpstr (console_diagram_get_selected (fixture->diagram), ==, "right");
  g_assert_true (console_diagram_is_collapsed (fixture->diagram, "left"));
  g_assert_cmpfloat_with_epsilon (console_diagram_get_zoom (fixture->diagram), 1.5, 0.001);
  g_ptr_array_set_size (again, 0);
  show (fixture, again);
  g_assert_null (console_diagram_get_selected (fixture->diagram));
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 0);
}

/* A circle is no hierarchy: those in it are left out, and nothing hangs. */
static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_small ();

  add (items, "a", "b");
  add (items, "b", "a");
  show (fixture, items);
  g_assert_cmpuint (console_diagram_get_n_items (fixture->diagram), ==, 6);
}

/* --- Many --------------------------------------------------------------------------------------*/

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_large (2000);
  GtkAdjustment *across;

  show (fixture, items);
  g_assert_cmpuint (console_diagram_get_n_items (fixture->diagram), ==, 2000);
  console_diagram_set_zoom (fixture->diagram, 0.5);
  settle (fixture);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), <, 120);
  g_object_get (fixture->diagram, "hadjustment", &across, NULL);
  for (guint i = 0; i < 10; i++)
    {
      gtk_adjustment_set_value (across, gtk_adjustment_get_upper (across) * i / 10);
      settle (fixture);
      g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), <, 120);
    }
  g_object_unref (across);
  /* So small that nobody reads them: no widgets but for the one that is selected. */
  console_diagram_select (fixture->diagram, "ca-1999");
  console_diagram_set_zoom (fixture->diagram, 0.2);
  settle (fixture);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 1);
}

/* --- Looks -------------------------------------------------------------------------------------*/

static GtkWidget *
find_card (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (CONSOLE_IS_DIAGRAM_CARD (child) && gtk_widget_get_mapped (child))
      return child;
  return NULL;
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *card;
  g_autofree char *tooltip = NULL;

  add (items, HOSTILE, NULL);
  show (fixture, items);
  card = find_card (GTK_WIDGET (fixture->diagram));
  g_assert_nonnull (card);
  tooltip = gtk_widget_get_tooltip_text (card) ? g_strdup (gtk_widget_get_tooltip_text (card)) :
                                                 NULL;
  g_assert_nonnull (tooltip);
  g_assert_nonnull (strstr (tooltip, "A&B <b>x</b>"));
  g_assert_null (strstr (tooltip, "\u202e"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_ROLE_TREE_ITEM);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->diagram), GTK_ACCESSIBLE_ROLE_TREE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       tooltip);
}

/* In a window of a text that runs to the left the first child stands at the right. */
static void
test_right_to_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_small ();

  gtk_widget_set_direction (GTK_WIDGET (fixture->diagram), GTK_TEXT_DIR_RTL);
  show (fixture, items);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->diagram));
  press (fixture, GDK_KEY_Down);
  assert_selected (fixture, "left");
  press (fixture, GDK_KEY_Left);
  assert_selected (fixture, "right");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/diagram/keys", test_keys },         { "/diagram/activate", test_activate },
    { "/diagram/collapse", test_collapse }, { "/diagram/anew", test_anew },
    { "/diagram/circle", test_circle },     { "/diagram/many", test_many },
    { "/diagram/hostile", test_hostile },   { "/diagram/right-to-left", test_right_to_left },
  };

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
