/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diagram as an editor: several selected by keys and clicks, keys, menu, what is told of it,
 * and what those hear who do not see it. Warnings are fatal.
 */
#include "diagram-fixture.h"

static void
test_click (Fixture *fixture, gconstpointer data)
{
  click (fixture, "a", 0);
  assert_selection (fixture, "a");
  assert_focus (fixture, "a");
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  click (fixture, "c", GDK_CONTROL_MASK);
  assert_selection (fixture, "a c");
  g_assert_cmpstr (console_diagram_get_selected (fixture->diagram), ==, "c");
  assert_state (fixture, "a", TRUE);
  assert_state (fixture, "b", FALSE);
  click (fixture, "c", GDK_CONTROL_MASK);
  assert_selection (fixture, "a");
  /* The focus stays where it was pointed at, and what is selected is still known. */
  assert_focus (fixture, "c");
  g_assert_cmpstr (console_diagram_get_selected (fixture->diagram), ==, "a");
  click (fixture, "b1", 0);
  assert_selection (fixture, "b1");
  console_diagram_select (fixture->diagram, NULL);
  assert_selection (fixture, "");
  g_assert_null (console_diagram_get_selected (fixture->diagram));
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  /* One level: what stands between them, nothing of what is below. */
  click (fixture, "a", 0);
  click (fixture, "c", GDK_SHIFT_MASK);
  assert_selection (fixture, "a b c");
  /* It goes back and forth from where it began. */
  click (fixture, "b", GDK_SHIFT_MASK);
  assert_selection (fixture, "a b");
  /* One line: the way up. */
  click (fixture, "a2", 0);
  click (fixture, "root", GDK_SHIFT_MASK);
  assert_selection (fixture, "root a a2");
  /* Neither: as one reads the tree. */
  click (fixture, "a2", 0);
  click (fixture, "c", GDK_SHIFT_MASK);
  assert_selection (fixture, "b c a2 b1");
  click (fixture, "c", 0);
  click (fixture, "a2", GDK_SHIFT_MASK);
  assert_selection (fixture, "b c a2 b1");
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->diagram)));
  assert_selection (fixture, "root");
  press (fixture, GDK_KEY_Down);
  assert_selection (fixture, "a");
  g_assert_true (press_with (fixture, GDK_KEY_Right, GDK_SHIFT_MASK));
  assert_selection (fixture, "a b");
  g_assert_true (press_with (fixture, GDK_KEY_Right, GDK_CONTROL_MASK));
  assert_selection (fixture, "a b");
  assert_focus (fixture, "c");
  g_assert_true (press_with (fixture, GDK_KEY_space, GDK_CONTROL_MASK));
  assert_selection (fixture, "a b c");
  g_assert_true (press_with (fixture, GDK_KEY_a, GDK_CONTROL_MASK));
  assert_selection (fixture, "root other a b c a1 a2 b1");
  press (fixture, GDK_KEY_Home);
  assert_selection (fixture, "root");
}

static void
test_told (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_Insert);
  assert_told (fixture, "add below nothing\n");
  press (fixture, GDK_KEY_Delete);
  press (fixture, GDK_KEY_F2);
  assert_told (fixture, "");
  click (fixture, "a", 0);
  press (fixture, GDK_KEY_KP_Insert);
  press (fixture, GDK_KEY_F2);
  press (fixture, GDK_KEY_KP_Delete);
  assert_told (fixture, "add below a\nrename a\nremove\n");
}

/* What it was before: one at a time, and none of these keys. */
static void
test_not_editable (Fixture *fixture, gconstpointer data)
{
  static const char *const two[] = { "a", "b", NULL };

  click (fixture, "a", 0);
  click (fixture, "b", GDK_CONTROL_MASK);
  console_diagram_set_editable (fixture->diagram, FALSE);
  assert_selection (fixture, "b");
  click (fixture, "c", GDK_CONTROL_MASK);
  assert_selection (fixture, "c");
  console_diagram_set_selection (fixture->diagram, two);
  assert_selection (fixture, "a");
  console_diagram_select_all (fixture->diagram);
  assert_selection (fixture, "a");
  g_assert_false (press_with (fixture, GDK_KEY_Insert, 0));
  g_assert_false (press_with (fixture, GDK_KEY_Delete, 0));
  g_assert_false (press_with (fixture, GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_false (press_with (fixture, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_false (console_diagram_move_begin (fixture->diagram, "a", 10, 10));
  assert_told (fixture, "");
}

static void
test_set_selection (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "b1", "nobody", "a", NULL };
  static const char *const none[] = { NULL };

  console_diagram_set_collapsed (fixture->diagram, "b", TRUE);
  settle (fixture);
  console_diagram_set_selection (fixture->diagram, wanted);
  settle (fixture);
  assert_selection (fixture, "a b1");
  g_assert_false (console_diagram_is_collapsed (fixture->diagram, "b"));
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  console_diagram_set_selection (fixture->diagram, wanted);
  g_assert_cmpuint (fixture->n_selected, ==, 1);
  console_diagram_set_selection (fixture->diagram, none);
  assert_selection (fixture, "");
  g_assert_cmpuint (fixture->n_selected, ==, 2);
}

/* What is removed while it is selected is gone from the selection; arrows go on from above it.
 */
static void
test_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items ();

  click (fixture, "b", 0);
  click (fixture, "a1", GDK_CONTROL_MASK);
  g_ptr_array_remove_index (items, 5);
  show (fixture, items);
  assert_selection (fixture, "b");
  g_assert_cmpuint (fixture->n_selected, ==, 3);
  assert_focus (fixture, "a");
  press (fixture, GDK_KEY_Down);
  assert_selection (fixture, "a2");
}

static void
test_focus_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items ();

  click (fixture, "b", 0);
  add (items, "new", "b");
  show (fixture, items);
  console_diagram_select (fixture->diagram, "new");
  settle (fixture);
  assert_focus (fixture, "new");
}

/* --- Menu --------------------------------------------------------------------------------------*/

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  double x, y;

  g_assert_false (press_with (fixture, GDK_KEY_Menu, 0));
  g_menu_append (menu, "Add Below", "designer.add-below");
  console_diagram_set_menu (fixture->diagram, G_MENU_MODEL (menu));
  click (fixture, "a", 0);
  click (fixture, "b", GDK_CONTROL_MASK);
  g_assert_true (press_with (fixture, GDK_KEY_F10, GDK_SHIFT_MASK));
  g_assert_nonnull (fixture->diagram->popover);
  g_assert_true (gtk_widget_get_visible (fixture->diagram->popover));
  assert_selection (fixture, "a b");
  gtk_popover_popdown (GTK_POPOVER (fixture->diagram->popover));
  settle (fixture);
  get_middle (fixture, "c", &x, &y);
  console_diagram_show_menu (fixture->diagram, x, y);
  settle (fixture);
  g_assert_true (gtk_widget_get_visible (fixture->diagram->popover));
  console_diagram_set_menu (fixture->diagram, NULL);
  g_assert_null (fixture->diagram->popover);
}

/* --- For those who do not see it ---------------------------------------------------------------*/

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->diagram),
                                       GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_card (fixture, "b")),
                                       GTK_ACCESSIBLE_PROPERTY_LEVEL, 2);
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (find_card (fixture, "b")),
                                       GTK_ACCESSIBLE_RELATION_POS_IN_SET, 2);
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (find_card (fixture, "b")),
                                       GTK_ACCESSIBLE_RELATION_SET_SIZE, 3);
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int severity;
    guint n;
    const char *words;
  } cases[] = {
    { ESP_PLAN_ERROR, 1, "a, Path length 0, 10 years, 1 problem, an error" },
    { ESP_PLAN_ERROR, 3, "a, Path length 0, 10 years, 3 problems, with an error" },
    { ESP_PLAN_WARNING, 1, "a, Path length 0, 10 years, 1 problem, a warning" },
    { ESP_PLAN_NOTE, 2, "a, Path length 0, 10 years, 2 notes" },
    { -1, 2, "a, Path length 0, 10 years, 2 problems" },
    { -1, 0, "a, Path length 0, 10 years" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) items = make_items ();
      ConsoleDiagramItem *item = g_ptr_array_index (items, 2);

      item->severity = cases[i].severity;
      item->n_problems = cases[i].n;
      show (fixture, items);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_card (fixture, "a")),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, cases[i].words);
    }
}

/* --- Many --------------------------------------------------------------------------------------*/

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("ca-%u", i);
      g_autofree char *parent = i ? g_strdup_printf ("ca-%u", (i - 1) / 10) : NULL;

      add (items, id, parent);
    }
  show (fixture, items);
  console_diagram_select_all (fixture->diagram);
  settle (fixture);
  g_assert_cmpuint (g_strv_length ((char **) console_diagram_get_selection (fixture->diagram)), ==,
                    2000);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), <, 120);
  console_diagram_select (fixture->diagram, "ca-1500");
  settle (fixture);
  grab (fixture, "ca-1500");
  for (guint i = 0; i < 20; i++)
    {
      console_diagram_move_to (fixture->diagram, 1190, 300);
      settle (fixture);
      g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), <, 120);
    }
  console_diagram_move_end (fixture->diagram, FALSE);
  /* All of them selected, as boxes: one widget. */
  console_diagram_select_all (fixture->diagram);
  console_diagram_set_zoom (fixture->diagram, 0.2);
  settle (fixture);
  g_assert_cmpuint (console_diagram_count_cards (fixture->diagram), ==, 1);
}

int
main (int argc, char **argv)
{
  static const Test tests[] = {
    { "/diagram-editing/click", test_click },
    { "/diagram-editing/ranges", test_ranges },
    { "/diagram-editing/keys", test_keys },
    { "/diagram-editing/told", test_told },
    { "/diagram-editing/not-editable", test_not_editable },
    { "/diagram-editing/set-selection", test_set_selection },
    { "/diagram-editing/anew", test_anew },
    { "/diagram-editing/focus-follows", test_focus_follows },
    { "/diagram-editing/menu", test_menu },
    { "/diagram-editing/accessible", test_accessible },
    { "/diagram-editing/problems", test_problems },
    { "/diagram-editing/many", test_many },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
