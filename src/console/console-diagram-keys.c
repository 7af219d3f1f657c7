/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected, what is hidden, and the keys for both. */
#include "console-diagram-private.h"

static ConsoleDiagramItem *
get_item (ConsoleDiagram *diagram, int index)
{
  return g_ptr_array_index (diagram->places->items, index);
}

/* --- Selection ---------------------------------------------------------------------------------*/

const char *
console_diagram_get_selected (ConsoleDiagram *diagram)
{
  return diagram->selected;
}

static void
open_way_to (ConsoleDiagram *diagram, int index)
{
  gboolean opened = FALSE;

  for (int at = diagram->places->nodes[index].parent; at >= 0;
       at = diagram->places->nodes[at].parent)
    opened |= g_hash_table_remove (diagram->places->collapsed, get_item (diagram, at)->id);
  if (opened)
    console_diagram_relayout (diagram);
}

void
console_diagram_select (ConsoleDiagram *diagram, const char *id)
{
  int index = console_diagram_places_find (diagram->places, id);

  if (g_strcmp0 (id, diagram->selected) == 0 || (id && index < 0))
    return;
  g_free (diagram->selected);
  diagram->selected = g_strdup (id);
  if (index >= 0)
    {
      open_way_to (diagram, index);
      console_diagram_lay_out (diagram);
      diagram->show_selected = TRUE;
    }
  console_diagram_update_cards (diagram);
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  console_diagram_notify_selected (diagram);
}

static void
focus_on (ConsoleDiagram *diagram, int index)
{
  GtkWidget *card;

  if (index < 0)
    return;
  console_diagram_select (diagram, get_item (diagram, index)->id);
  card = g_hash_table_lookup (diagram->cards, get_item (diagram, index)->id);
  if (card)
    gtk_widget_grab_focus (card);
}

static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  int from = console_diagram_places_find (diagram->places, diagram->selected);

  if (from < 0)
    focus_on (diagram, diagram->places->first_root);
  else
    focus_on (diagram,
              console_diagram_places_step (diagram->places, from,
                                           (GtkDirectionType) g_variant_get_int32 (arguments)));
  return GDK_EVENT_STOP;
}

static gboolean
home_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  focus_on (diagram, diagram->places->first_root);
  return GDK_EVENT_STOP;
}

static gboolean
toggle_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (diagram->selected)
    console_diagram_set_collapsed (diagram, diagram->selected,
                                   !console_diagram_is_collapsed (diagram, diagram->selected));
  return GDK_EVENT_STOP;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (diagram->selected)
    console_diagram_activate_selected (diagram);
  return GDK_EVENT_STOP;
}

gboolean
console_diagram_focus_card (ConsoleDiagram *diagram)
{
  int index = console_diagram_places_find (diagram->places, diagram->selected);

  focus_on (diagram, index >= 0 ? index : diagram->places->first_root);
  return gtk_widget_get_focus_child (GTK_WIDGET (diagram)) != NULL;
}

/* --- Branches ----------------------------------------------------------------------------------*/

gboolean
console_diagram_is_collapsed (ConsoleDiagram *diagram, const char *id)
{
  return g_hash_table_contains (diagram->places->collapsed, id);
}

/* What is selected is not left behind in what is hidden. */
static void
leave_hidden (ConsoleDiagram *diagram)
{
  int index = console_diagram_places_find (diagram->places, diagram->selected);
  int highest = -1;

  for (int at = index; at >= 0; at = diagram->places->nodes[at].parent)
    if (at != index && console_diagram_is_collapsed (diagram, get_item (diagram, at)->id))
      highest = at;
  if (highest >= 0)
    focus_on (diagram, highest);
}

void
console_diagram_set_collapsed (ConsoleDiagram *diagram, const char *id, gboolean collapsed)
{
  int index = console_diagram_places_find (diagram->places, id);

  if (index < 0 || diagram->places->first_child[index] < 0 ||
      collapsed == console_diagram_is_collapsed (diagram, id))
    return;
  if (collapsed)
    g_hash_table_add (diagram->places->collapsed, g_strdup (id));
  else
    g_hash_table_remove (diagram->places->collapsed, id);
  leave_hidden (diagram);
  console_diagram_relayout (diagram);
}

static void
collapse_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (g_str_equal (action, "diagram.expand-all"))
    g_hash_table_remove_all (diagram->places->collapsed);
  else
    for (guint i = 0; i < diagram->places->items->len; i++)
      if (diagram->places->first_child[i] >= 0)
        g_hash_table_add (diagram->places->collapsed, g_strdup (get_item (diagram, (int) i)->id));
  leave_hidden (diagram);
  console_diagram_relayout (diagram);
}

void
console_diagram_install_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key, keypad;
    GtkDirectionType direction;
  } steps[] = { { GDK_KEY_Up, GDK_KEY_KP_Up, GTK_DIR_UP },
                { GDK_KEY_Down, GDK_KEY_KP_Down, GTK_DIR_DOWN },
                { GDK_KEY_Left, GDK_KEY_KP_Left, GTK_DIR_LEFT },
                { GDK_KEY_Right, GDK_KEY_KP_Right, GTK_DIR_RIGHT } };
  static const guint enter[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gtk_widget_class_add_binding (klass, steps[i].key, 0, step_cb, "i", steps[i].direction);
      gtk_widget_class_add_binding (klass, steps[i].keypad, 0, step_cb, "i", steps[i].direction);
    }
  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding (klass, enter[i], 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Home, 0, home_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_space, 0, toggle_cb, NULL);
  gtk_widget_class_install_action (klass, "diagram.collapse-all", NULL, collapse_cb);
  gtk_widget_class_install_action (klass, "diagram.expand-all", NULL, collapse_cb);
}
