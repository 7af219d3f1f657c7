/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys for the headings of a column view, which GTK 4.8 gives to the pointer only: Tab comes to
 * their row of them, the arrows go along those by which the table can be sorted, Enter and the
 * space bar press one. What sorting does is the column's matter. */
#include "console-column-title.h"

#define DESCENDING "console-column-title-descending"

/* The heading itself does not tell: the view has one for each of its visible columns, in order. */
static GtkColumnViewColumn *
get_column (GtkWidget *title, GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  guint before = 0;

  for (GtkWidget *other = gtk_widget_get_prev_sibling (title); other;
       other = gtk_widget_get_prev_sibling (other))
    before += gtk_widget_get_visible (other);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column) && before-- == 0)
        return column; /* the view's */
    }
  return NULL;
}

static GtkColumnView *
get_view (GtkWidget *title)
{
  return GTK_COLUMN_VIEW (gtk_widget_get_ancestor (title, GTK_TYPE_COLUMN_VIEW));
}

/* GTK 4.8 does not tell how a view is sorted, so what is remembered is what this did last. */
static gboolean
sort_cb (GtkWidget *title, GVariant *arguments, gpointer data)
{
  GtkColumnView *view = get_view (title);
  GtkColumnViewColumn *column = get_column (title, view);
  gboolean descending;

  if (!column || !gtk_column_view_column_get_sorter (column))
    return FALSE;
  descending = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (title), DESCENDING));
  gtk_column_view_sort_by_column (view, column,
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  g_object_set_data (G_OBJECT (title), DESCENDING, GINT_TO_POINTER (!descending));
  return TRUE;
}

/* Along the headings, in the direction of the arrow. */
static gboolean
move_cb (GtkWidget *title, GVariant *arguments, gpointer data)
{
  gboolean right = GPOINTER_TO_UINT (data) == GDK_KEY_Right;
  gboolean forward = right == (gtk_widget_get_direction (title) != GTK_TEXT_DIR_RTL);

  for (GtkWidget *other = title; other;)
    {
      other = forward ? gtk_widget_get_next_sibling (other) : gtk_widget_get_prev_sibling (other);
      if (other && gtk_widget_get_visible (other) && gtk_widget_get_focusable (other))
        return gtk_widget_grab_focus (other);
    }
  return FALSE;
}

typedef struct
{
  guint key;
  GtkShortcutFunc press;
} KeyRow;

static const KeyRow keys[] = {
  { GDK_KEY_Return, sort_cb }, { GDK_KEY_KP_Enter, sort_cb }, { GDK_KEY_space, sort_cb },
  { GDK_KEY_Right, move_cb },  { GDK_KEY_Left, move_cb },
};

void
console_column_title_add_keys (GtkWidget *title)
{
  GtkColumnView *view = get_view (title);
  GtkColumnViewColumn *column = view ? get_column (title, view) : NULL;
  GtkEventController *controller;

  if (!column || !gtk_column_view_column_get_sorter (column) || gtk_widget_get_focusable (title))
    return;
  gtk_widget_set_focusable (title, TRUE);
  /* The row of headings is left out of the round of the Tab key. */
  gtk_widget_set_can_focus (gtk_widget_get_parent (title), TRUE);
  controller = gtk_shortcut_controller_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcutAction *action = gtk_callback_action_new (keys[i].press,
                                                           GUINT_TO_POINTER (keys[i].key), NULL);

      gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, 0), action));
    }
  gtk_widget_add_controller (title, controller);
}
