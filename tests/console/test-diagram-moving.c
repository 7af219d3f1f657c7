/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cards that are dragged to another parent: what is said on the way, the reason where they may not
 * go, edges, Escape, and all of it once more with a real pointer. Warnings are fatal.
 */
#include "diagram-fixture.h"

/* --- Dragging ----------------------------------------------------------------------------------*/

static void
drag_to (Fixture *fixture, const char *id)
{
  double x, y;

  get_middle (fixture, id, &x, &y);
  console_diagram_move_to (fixture->diagram, x, y);
  settle (fixture);
}

static void
assert_hint (Fixture *fixture, const char *hint, const char *id, const char *class)
{
  g_assert_cmpstr (console_diagram_move_get_hint (fixture->diagram), ==, hint);
  if (id)
    g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_card (fixture, id)), class));
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  grab (fixture, "a1");
  /* It begins where it stands: nothing is said. */
  assert_hint (fixture, NULL, NULL, NULL);
  drag_to (fixture, "b");
  assert_hint (fixture, "Move below “b”", "b", "drop-here");
  drag_to (fixture, "c");
  assert_hint (fixture, REASON, "c", "drop-refused");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_card (fixture, "b")), "drop-here"));
  console_diagram_move_end (fixture->diagram, TRUE);
  settle (fixture);
  assert_told (fixture, "");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_card (fixture, "c")), "drop-refused"));
  grab (fixture, "a1");
  drag_to (fixture, "b");
  console_diagram_move_end (fixture->diagram, TRUE);
  assert_told (fixture, "move a1 to b\n");
  assert_hint (fixture, NULL, NULL, NULL);
}

/* Each place is asked about once, however the pointer trembles. */
static void
test_asks_once (Fixture *fixture, gconstpointer data)
{
  double x, y;

  grab (fixture, "a1");
  get_middle (fixture, "b", &x, &y);
  for (guint i = 0; i < 10; i++)
    console_diagram_move_to (fixture->diagram, x + i, y);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  console_diagram_move_end (fixture->diagram, FALSE);
}

static void
test_to_ground (Fixture *fixture, gconstpointer data)
{
  double height = gtk_widget_get_height (GTK_WIDGET (fixture->diagram));

  grab (fixture, "b");
  console_diagram_move_to (fixture->diagram, 60, height - 60);
  settle (fixture);
  assert_hint (fixture, "Make it a root", NULL, NULL);
  console_diagram_move_end (fixture->diagram, TRUE);
  assert_told (fixture, "move b to root\n");
  /* A root is one already, and what stands below a card is dropped on it for nothing. */
  grab (fixture, "other");
  console_diagram_move_to (fixture->diagram, 60, height - 60);
  console_diagram_move_end (fixture->diagram, TRUE);
  grab (fixture, "a1");
  drag_to (fixture, "a");
  assert_hint (fixture, NULL, NULL, NULL);
  console_diagram_move_end (fixture->diagram, TRUE);
  assert_told (fixture, "");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items ();

  grab (fixture, "a1");
  drag_to (fixture, "b");
  g_assert_true (press_with (fixture, GDK_KEY_Escape, 0));
  g_assert_null (fixture->diagram->move);
  g_assert_false (press_with (fixture, GDK_KEY_Escape, 0));
  /* So it is when the plan becomes another one meanwhile. */
  grab (fixture, "a1");
  drag_to (fixture, "b");
  add (items, "new", "b");
  show (fixture, items);
  g_assert_null (fixture->diagram->move);
  assert_told (fixture, "");
}

/* One of several is dragged; the others stay selected. */
static void
test_one_of_several (Fixture *fixture, gconstpointer data)
{
  click (fixture, "a1", 0);
  click (fixture, "a2", GDK_CONTROL_MASK);
  grab (fixture, "a1");
  assert_selection (fixture, "a1 a2");
  drag_to (fixture, "b");
  console_diagram_move_end (fixture->diagram, TRUE);
  assert_told (fixture, "move a1 to b\n");
  grab (fixture, "b1");
  assert_selection (fixture, "b1");
  console_diagram_move_end (fixture->diagram, FALSE);
}

static double
get_across (Fixture *fixture)
{
  return gtk_adjustment_get_value (fixture->diagram->adjustments[GTK_ORIENTATION_HORIZONTAL]);
}

static void
test_scrolls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = make_items ();
  double width = gtk_widget_get_width (GTK_WIDGET (fixture->diagram));
  double before;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *id = g_strdup_printf ("more-%u", i);

      add (items, id, "other");
    }
  show (fixture, items);
  console_diagram_set_zoom (fixture->diagram, 1);
  console_diagram_select (fixture->diagram, "more-0");
  settle (fixture);
  grab (fixture, "more-0");
  before = get_across (fixture);
  console_diagram_move_to (fixture->diagram, width - 2, 10);
  wait_for_frames (fixture, 20);
  g_assert_cmpfloat (get_across (fixture), >, before + 50);
  /* In the middle it stands still. */
  console_diagram_move_to (fixture->diagram, width / 2, 200);
  wait_for_frames (fixture, 3);
  before = get_across (fixture);
  wait_for_frames (fixture, 5);
  g_assert_cmpfloat_with_epsilon (get_across (fixture), before, 0.5);
  /* The card that is dragged is there, wherever the picture has gone. */
  g_assert_nonnull (find_card (fixture, "more-0"));
  console_diagram_move_end (fixture->diagram, FALSE);
}

/* --- A real pointer ----------------------------------------------------------------------------*/

static void
exited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, NULL));
  *(gboolean *) data = TRUE;
}

/* Runs xdotool while the window goes on. */
static void
point (Fixture *fixture, const char *command)
{
  g_auto (GStrv) arguments = g_strsplit (command, " ", -1);
  g_autoptr (GSubprocess) process = NULL;
  gboolean exited = FALSE;

  process = g_subprocess_newv ((const char *const *) arguments, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_assert_nonnull (process);
  g_subprocess_wait_check_async (process, NULL, exited_cb, &exited);
  while (!exited)
    g_main_context_iteration (NULL, TRUE);
  wait_for_frames (fixture, 3);
}

/* The pointer over a card; the window is at the display's corner. */
static void
point_at (Fixture *fixture, const char *id, const char *then)
{
  g_autofree char *command = NULL;
  graphene_rect_t bounds;

  g_assert_true (
    gtk_widget_compute_bounds (GTK_WIDGET (find_card (fixture, id)), fixture->window, &bounds));
  command = g_strdup_printf ("xdotool mousemove %d %d %s",
                             (int) (bounds.origin.x + bounds.size.width / 2),
                             (int) (bounds.origin.y + bounds.size.height / 2), then);
  point (fixture, g_strchomp (command));
}

static void
test_pointer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = g_find_program_in_path ("xdotool");
  g_autoptr (GMenu) menu = g_menu_new ();

  if (!tool)
    {
      g_test_skip ("there is no xdotool to move the pointer");
      return;
    }
  point_at (fixture, "a", "click 1");
  assert_selection (fixture, "a");
  point_at (fixture, "b", "keydown ctrl click 1 keyup ctrl");
  assert_selection (fixture, "a b");
  /* One of both, pressed and released, is the only one. */
  point_at (fixture, "a", "click 1");
  assert_selection (fixture, "a");
  point_at (fixture, "c", "keydown shift click 1 keyup shift");
  assert_selection (fixture, "a b c");
  point_at (fixture, "a1", "mousedown 1");
  point_at (fixture, "a2", "");
  point_at (fixture, "c", "");
  assert_hint (fixture, REASON, "c", "drop-refused");
  point_at (fixture, "b", "");
  assert_hint (fixture, "Move below “b”", "b", "drop-here");
  point_at (fixture, "b", "mouseup 1");
  assert_told (fixture, "move a1 to b\n");
  assert_selection (fixture, "a1");
  /* Trembling is no dragging. */
  point_at (fixture, "a2", "mousedown 1 mousemove_relative 3 3 mouseup 1");
  assert_selection (fixture, "a2");
  assert_told (fixture, "");
  point (fixture, "xdotool mousemove 30 700 click 1");
  assert_selection (fixture, "");
  g_menu_append (menu, "Add Below", "designer.add-below");
  console_diagram_set_menu (fixture->diagram, G_MENU_MODEL (menu));
  point_at (fixture, "b", "click 3");
  assert_selection (fixture, "b");
  g_assert_true (gtk_widget_get_visible (fixture->diagram->popover));
}

int
main (int argc, char **argv)
{
  static const Test tests[] = {
    { "/diagram-moving/move", test_move },
    { "/diagram-moving/asks-once", test_asks_once },
    { "/diagram-moving/to-ground", test_to_ground },
    { "/diagram-moving/cancelled", test_cancelled },
    { "/diagram-moving/one-of-several", test_one_of_several },
    { "/diagram-moving/scrolls", test_scrolls },
    { "/diagram-moving/pointer", test_pointer },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
