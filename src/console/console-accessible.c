/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, for who does not see, of what GTK 4.8 and libadwaita 1.2 leave without one: they take none
 * from what is inside a row or a cell, the lists inside their own rows and groups have none, nor
 * have the buttons inside their buttons; and icons that only repeat the words beside them are read
 * out by the name of their class. Each is seen here when it comes on screen. What has a name of its
 * own keeps that; what only the program can name is named where it is made. */
#include "console-accessible.h"

#include "console-column-title.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A row that holds more words than this is read out by its first. */
#define MAX_LABELS 8

/* --- Asking
 * -------------------------------------------------------------------------------------*/

/* The only way that GTK has to ask; it does not need the tests' backend. */
static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* Others may be named by it; one that is named by another itself is not asked any further. */
static gboolean
has_label (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* What is inside is named for itself. */
static gboolean
is_apart (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_LIST_BASE (widget) ||
         GTK_IS_LIST_BOX (widget) || GTK_IS_EDITABLE (widget) || GTK_IS_POPOVER (widget);
}

static void
collect_labels (GtkWidget *widget, GList **labels)
{
  if (g_list_length (*labels) == MAX_LABELS)
    return;
  if (GTK_IS_LABEL (widget) || GTK_IS_INSCRIPTION (widget))
    *labels = g_list_append (*labels, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (!is_apart (child))
      collect_labels (child, labels);
}

/* The first below @widget, at any depth. */
static GtkWidget *
find_below (GtkWidget *widget, gboolean (*is_it) (GtkWidget *widget))
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = is_it (child) ? child : find_below (child, is_it);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
is_label (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget);
}

/* --- Telling
 * ------------------------------------------------------------------------------------*/

/* GTK keeps the list itself, and takes out of it what goes. */
static void
tell_list (GtkWidget *widget, GList *others)
{
  GValue value = G_VALUE_INIT;
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_LABELLED_BY;

  gtk_accessible_relation_init_value (relation, &value);
  g_value_set_pointer (&value, others);
  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (widget), 1, &relation, &value);
  g_value_unset (&value);
}

static void
tell_other (GtkWidget *widget, GtkWidget *other)
{
  if (other)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    other, NULL, -1);
}

static void
tell_words (GtkWidget *widget, const char *words)
{
  if (words && *words)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
}

/* --- The kinds
 * ----------------------------------------------------------------------------------*/

/* By the words in it, which are followed when they change; a row of buttons or fields by the first.
 */
static void
name_by_content (GtkWidget *widget)
{
  GList *labels = NULL;

  collect_labels (widget, &labels);
  if (labels)
    tell_list (widget, labels);
  else
    tell_other (widget, find_below (widget, ADW_IS_EXPANDER_ROW (widget) ? is_label : has_label));
}

static void
name_row (GtkWidget *row)
{
  if (GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (row)))
    tell_words (row, C_ ("accessible", "Headings of the columns"));
  else
    name_by_content (row);
}

static void
name_by_window (GtkWidget *widget)
{
  tell_other (widget, GTK_WIDGET (gtk_widget_get_root (widget)));
}

/* An icon beside words only repeats them; one that stands alone says by a tooltip what it means. */
static void
name_image (GtkWidget *image)
{
  const char *tooltip = gtk_widget_get_tooltip_text (image);

  if (tooltip)
    tell_words (image, tooltip);
  else
    gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

/* The button inside a menu button or a list to choose from is that, for who presses it. */
static void
name_button (GtkWidget *button)
{
  GtkWidget *above = gtk_widget_get_parent (button);

  if (GTK_IS_DROP_DOWN (above) || GTK_IS_MENU_BUTTON (above))
    tell_other (button, above);
  else if (gtk_widget_get_tooltip_text (button))
    tell_words (button, gtk_widget_get_tooltip_text (button));
  else
    name_by_content (button);
}

static gboolean
has_lists (GtkWidget *widget)
{
  return ADW_IS_EXPANDER_ROW (widget) || ADW_IS_COMBO_ROW (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_COLUMN_VIEW (widget) || ADW_IS_PREFERENCES_GROUP (widget);
}

/* The list of a row or a group has the name of that. */
static void
name_list (GtkWidget *list)
{
  GtkWidget *above = gtk_widget_get_parent (list);

  while (above && !has_lists (above))
    above = gtk_widget_get_parent (above);
  if (above && has_label (above))
    tell_other (list, above);
  else if (above && !ADW_IS_PREFERENCES_GROUP (above) && find_below (above, is_label))
    tell_other (list, find_below (above, is_label));
  else
    name_by_window (list);
}

static void
name_title (GtkWidget *title)
{
  name_by_content (title);
  console_column_title_add_keys (title);
}

static void
name_scroll_bar (GtkWidget *bar)
{
  tell_words (bar,
              gtk_orientable_get_orientation (GTK_ORIENTABLE (bar)) == GTK_ORIENTATION_HORIZONTAL ?
                C_ ("accessible", "Scroll sideways") :
                C_ ("accessible", "Scroll"));
}

typedef struct
{
  GtkAccessibleRole role;
  void (*name) (GtkWidget *widget);
} Kind;

static const Kind kinds[] = {
  { GTK_ACCESSIBLE_ROLE_BUTTON, name_button },
  { GTK_ACCESSIBLE_ROLE_CHECKBOX, name_button },
  { GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, name_title },
  { GTK_ACCESSIBLE_ROLE_COMBO_BOX, name_button },
  { GTK_ACCESSIBLE_ROLE_GRID_CELL, name_by_content },
  { GTK_ACCESSIBLE_ROLE_IMG, name_image },
  { GTK_ACCESSIBLE_ROLE_LIST, name_list },
  { GTK_ACCESSIBLE_ROLE_LIST_BOX, name_list },
  { GTK_ACCESSIBLE_ROLE_LIST_ITEM, name_by_content },
  { GTK_ACCESSIBLE_ROLE_OPTION, name_by_content },
  { GTK_ACCESSIBLE_ROLE_ROW, name_row },
  { GTK_ACCESSIBLE_ROLE_SCROLLBAR, name_scroll_bar },
};

/* --- Watching
 * -----------------------------------------------------------------------------------*/

/* libadwaita names the list of a group by its title, also where there is none. */
static gboolean
is_in_untitled_group (GtkWidget *widget)
{
  GtkWidget *group = GTK_IS_LIST_BOX (widget) ?
                       gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP) :
                       NULL;
  const char *title = group ? adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group)) : "";

  return group && (!title || !*title) &&
         gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW) == NULL;
}

/* libadwaita's button that closes a toast is named by its icon, which has no words. */
static gboolean
is_named_by_cross (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) && !has_label (widget) &&
         g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "window-close-symbolic") == 0;
}

static void
name_kind (GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].role == role)
      {
        kinds[i].name (widget);
        return;
      }
  /* One that has nothing in it that takes the focus is scrolled by the keys itself. */
  if (GTK_IS_SCROLLED_WINDOW (widget))
    name_by_window (widget);
  else if (gtk_widget_get_focusable (widget) && !GTK_IS_TEXT (widget))
    name_by_content (widget);
}

static gboolean
mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (is_in_untitled_group (widget))
    name_list (widget);
  else if (is_named_by_cross (widget))
    tell_words (widget, C_ ("accessible", "Close"));
  else if (!has_name (widget))
    name_kind (widget);
  return TRUE;
}

void
console_accessible_watch (void)
{
  static gsize watching;

  if (!g_once_init_enter (&watching))
    return;
  g_type_ensure (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
  g_once_init_leave (&watching, 1);
}
