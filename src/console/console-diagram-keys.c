/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys along the tree, and branches that are shown or hidden. */
#include "console-diagram-private.h"

static ConsoleDiagramItem *
get_item (ConsoleDiagram *diagram, int index)
{
  return g_ptr_array_index (diagram->places->items, index);
}

/* --- Ways --------------------------------------------------------------------------------------*/

/* FALSE: only where several may be selected does the key mean something. */
static gboolean
go_to (ConsoleDiagram *diagram, int index, GdkModifierType state)
{
  if (state && !diagram->editable)
    return GDK_EVENT_PROPAGATE;
  if (index >= 0 && state == GDK_CONTROL_MASK)
    console_diagram_lead_to (diagram, index);
  else if (index >= 0)
    console_diagram_point_at (diagram, index, state);
  return GDK_EVENT_STOP;
}

static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  int from = console_diagram_places_find (diagram->places, diagram->lead);
  int direction, state;

  g_variant_get (arguments, "(ii)", &direction, &state);
  return go_to (diagram,
                from < 0 ?
                  diagram->places->first_root :
                  console_diagram_places_step (diagram->places, from, (GtkDirectionType) direction),
                (GdkModifierType) state);
}

static gboolean
home_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  return go_to (diagram, diagram->places->first_root,
                (GdkModifierType) g_variant_get_int32 (arguments));
}

static gboolean
toggle_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (diagram->lead)
    console_diagram_set_collapsed (diagram, diagram->lead,
                                   !console_diagram_is_collapsed (diagram, diagram->lead));
  return GDK_EVENT_STOP;
}

static gboolean
toggle_selected_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  int index = console_diagram_places_find (diagram->places, diagram->lead);

  if (!diagram->editable)
    return GDK_EVENT_PROPAGATE;
  if (index >= 0)
    console_diagram_point_at (diagram, index, GDK_CONTROL_MASK);
  return GDK_EVENT_STOP;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  console_diagram_activate_selected (CONSOLE_DIAGRAM (widget));
  return GDK_EVENT_STOP;
}

gboolean
console_diagram_focus_card (ConsoleDiagram *diagram)
{
  int index = console_diagram_places_find (diagram->places, diagram->lead);

  if (index >= 0 && diagram->editable)
    console_diagram_lead_to (diagram, index);
  else if (index >= 0 || diagram->places->first_root >= 0)
    console_diagram_point_at (diagram, index >= 0 ? index : diagram->places->first_root, 0);
  return gtk_widget_get_focus_child (GTK_WIDGET (diagram)) != NULL;
}

/* --- Branches ----------------------------------------------------------------------------------*/

gboolean
console_diagram_is_collapsed (ConsoleDiagram *diagram, const char *id)
{
  return g_hash_table_contains (diagram->places->collapsed, id);
}

/* The lead is not left behind in what is hidden. */
static void
leave_hidden (ConsoleDiagram *diagram)
{
  int index = console_diagram_places_find (diagram->places, diagram->lead);
  int highest = -1;

  for (int at = index; at >= 0; at = diagram->places->nodes[at].parent)
    if (at != index && console_diagram_is_collapsed (diagram, get_item (diagram, at)->id))
      highest = at;
  if (highest >= 0)
    console_diagram_point_at (diagram, highest, 0);
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

/* --- Bindings ----------------------------------------------------------------------------------*/

static void
bind_steps (GtkWidgetClass *klass, GdkModifierType state)
{
  static const struct
  {
    guint key, keypad;
    GtkDirectionType direction;
  } steps[] = { { GDK_KEY_Up, GDK_KEY_KP_Up, GTK_DIR_UP },
                { GDK_KEY_Down, GDK_KEY_KP_Down, GTK_DIR_DOWN },
                { GDK_KEY_Left, GDK_KEY_KP_Left, GTK_DIR_LEFT },
                { GDK_KEY_Right, GDK_KEY_KP_Right, GTK_DIR_RIGHT } };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gtk_widget_class_add_binding (klass, steps[i].key, state, step_cb, "(ii)", steps[i].direction,
                                    state);
      gtk_widget_class_add_binding (klass, steps[i].keypad, state, step_cb, "(ii)",
                                    steps[i].direction, state);
    }
  gtk_widget_class_add_binding (klass, GDK_KEY_Home, state, home_cb, "i", state);
}

void
console_diagram_install_keys (GtkWidgetClass *klass)
{
  static const guint enter[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter };

  bind_steps (klass, 0);
  bind_steps (klass, GDK_SHIFT_MASK);
  bind_steps (klass, GDK_CONTROL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (enter); i++)
    gtk_widget_class_add_binding (klass, enter[i], 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_space, 0, toggle_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_space, GDK_CONTROL_MASK, toggle_selected_cb, NULL);
  gtk_widget_class_install_action (klass, "diagram.collapse-all", NULL, collapse_cb);
  gtk_widget_class_install_action (klass, "diagram.expand-all", NULL, collapse_cb);
}
