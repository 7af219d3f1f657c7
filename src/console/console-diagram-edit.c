/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an owner who edits is told: signals, keys, and a menu of its own. */
#include "console-diagram-private.h"

#include "console-diagram-card.h"

enum
{
  SELECTION_CHANGED,
  MAY_MOVE,
  MOVE,
  ADD_BELOW,
  REMOVE,
  RENAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Signals -----------------------------------------------------------------------------------*/

void
console_diagram_tell_selection (ConsoleDiagram *diagram)
{
  g_signal_emit (diagram, signals[SELECTION_CHANGED], 0);
}

char *
console_diagram_ask_move (ConsoleDiagram *diagram, const char *id, const char *parent)
{
  char *reason = NULL;

  g_signal_emit (diagram, signals[MAY_MOVE], 0, id, parent, &reason);
  return reason;
}

void
console_diagram_tell_move (ConsoleDiagram *diagram, const char *id, const char *parent)
{
  g_signal_emit (diagram, signals[MOVE], 0, id, parent);
}

static gboolean
add_below_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  g_autofree char *id = g_strdup (console_diagram_get_selected (diagram));

  if (!diagram->editable)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (diagram, signals[ADD_BELOW], 0, id);
  return GDK_EVENT_STOP;
}

static gboolean
remove_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (!diagram->editable)
    return GDK_EVENT_PROPAGATE;
  if (g_hash_table_size (diagram->selection) > 0)
    g_signal_emit (diagram, signals[REMOVE], 0);
  return GDK_EVENT_STOP;
}

static gboolean
rename_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  g_autofree char *id = g_strdup (console_diagram_get_selected (diagram));

  if (!diagram->editable)
    return GDK_EVENT_PROPAGATE;
  if (id)
    g_signal_emit (diagram, signals[RENAME], 0, id);
  return GDK_EVENT_STOP;
}

static gboolean
select_all_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (!diagram->editable)
    return GDK_EVENT_PROPAGATE;
  console_diagram_select_all (diagram);
  return GDK_EVENT_STOP;
}

/* --- Menu --------------------------------------------------------------------------------------*/

static void
make_popover (ConsoleDiagram *diagram)
{
  diagram->popover = gtk_popover_menu_new_from_model (diagram->menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (diagram->popover), FALSE);
  gtk_widget_set_halign (diagram->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (diagram->popover, GTK_WIDGET (diagram));
}

void
console_diagram_show_menu (ConsoleDiagram *diagram, double x, double y)
{
  if (!diagram->menu)
    return;
  if (!diagram->popover)
    make_popover (diagram);
  gtk_popover_set_pointing_to (GTK_POPOVER (diagram->popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (diagram->popover));
}

void
console_diagram_set_menu (ConsoleDiagram *diagram, GMenuModel *menu)
{
  if (!g_set_object (&diagram->menu, menu))
    return;
  g_clear_pointer (&diagram->popover, gtk_widget_unparent);
}

/* At the card with the lead, if there is one. */
static gboolean
menu_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  GtkWidget *card = diagram->lead ? g_hash_table_lookup (diagram->cards, diagram->lead) : NULL;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));

  if (!diagram->menu)
    return GDK_EVENT_PROPAGATE;
  if (card && gtk_widget_compute_bounds (card, widget, &bounds) &&
      !console_diagram_is_selected (diagram, diagram->lead))
    console_diagram_select (diagram, diagram->lead);
  console_diagram_show_menu (diagram, bounds.origin.x + bounds.size.width / 2,
                             bounds.origin.y + bounds.size.height / 2);
  return GDK_EVENT_STOP;
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ConsoleDiagram *diagram)
{
  graphene_rect_t view = console_diagram_get_view (diagram, 0);
  int index = console_diagram_places_at (diagram->places, view.origin.x + x / diagram->zoom,
                                         view.origin.y + y / diagram->zoom);

  if (!diagram->menu)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (index < 0)
    console_diagram_select (diagram, NULL);
  else if (console_diagram_is_selected (
             diagram,
             ((ConsoleDiagramItem *) g_ptr_array_index (diagram->places->items, index))->id))
    console_diagram_lead_to (diagram, index);
  else
    console_diagram_point_at (diagram, index, 0);
  console_diagram_show_menu (diagram, x, y);
}

void
console_diagram_add_menu_gestures (ConsoleDiagram *diagram)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_pressed_cb), diagram);
  gtk_widget_add_controller (GTK_WIDGET (diagram), GTK_EVENT_CONTROLLER (click));
}

/* --- Editable ----------------------------------------------------------------------------------*/

gboolean
console_diagram_get_editable (ConsoleDiagram *diagram)
{
  return diagram->editable;
}

void
console_diagram_set_editable (ConsoleDiagram *diagram, gboolean editable)
{
  if (diagram->editable == !!editable)
    return;
  diagram->editable = editable;
  gtk_accessible_update_property (GTK_ACCESSIBLE (diagram),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, diagram->editable, -1);
  console_diagram_move_end (diagram, FALSE);
  if (!editable)
    console_diagram_select (diagram, console_diagram_get_selected (diagram));
  console_diagram_notify_editable (diagram);
}

void
console_diagram_install_editing (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType state;
    GtkShortcutFunc func;
  } keys[] = {
    { GDK_KEY_Insert, 0, add_below_cb },
    { GDK_KEY_KP_Insert, 0, add_below_cb },
    { GDK_KEY_Delete, 0, remove_cb },
    { GDK_KEY_KP_Delete, 0, remove_cb },
    { GDK_KEY_F2, 0, rename_cb },
    { GDK_KEY_a, GDK_CONTROL_MASK, select_all_cb },
    { GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb },
    { GDK_KEY_Menu, 0, menu_cb },
  };
  GType type = G_TYPE_FROM_CLASS (klass);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (klass, keys[i].key, keys[i].state, keys[i].func, NULL);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[MAY_MOVE] = g_signal_new ("may-move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_STRING, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ADD_BELOW] = g_signal_new ("add-below", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[RENAME] = g_signal_new ("rename", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}
