/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widget: which cards are built, where they are allocated, how it scrolls and zooms. */
#include "console-diagram-private.h"

#include "console-diagram-card.h"

#include <glib/gi18n.h>

#define AHEAD 80.0 /* cards this near to what is seen are built already */

static void console_diagram_scrollable_init (GtkScrollableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ConsoleDiagram,
                               console_diagram,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE,
                                                      console_diagram_scrollable_init))

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_SELECTED,
  PROP_EDITABLE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];
static guint activate_signal;

static gboolean
is_in (const EspLayoutNode *node, const graphene_rect_t *view)
{
  return node->shown && node->x < view->origin.x + view->size.width &&
         node->x + node->width > view->origin.x && node->y < view->origin.y + view->size.height &&
         node->y + node->height > view->origin.y;
}

/* --- Cards -------------------------------------------------------------------------------------*/

static ConsoleDiagramItem *
get_item (ConsoleDiagram *diagram, int index)
{
  return g_ptr_array_index (diagram->places->items, index);
}

static void
toggled_cb (ConsoleDiagram *diagram, ConsoleDiagramCard *card)
{
  const char *id = console_diagram_card_get_item (card)->id;

  console_diagram_set_collapsed (diagram, id, !console_diagram_is_collapsed (diagram, id));
}

static void
focused_cb (ConsoleDiagram *diagram, GParamSpec *pspec, GtkWidget *card)
{
  if (gtk_widget_is_focus (card))
    console_diagram_card_focused (diagram,
                                  console_diagram_card_get_item (CONSOLE_DIAGRAM_CARD (card))->id);
}

static int
find_pressed (ConsoleDiagram *diagram, GtkGestureClick *gesture)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  return console_diagram_places_find (
    diagram->places, console_diagram_card_get_item (CONSOLE_DIAGRAM_CARD (card))->id);
}

/* One of several may be dragged without losing the others, so they stay until the release. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ConsoleDiagram *diagram)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (gesture));
  int index = find_pressed (diagram, gesture);
  const char *id;

  if (index < 0)
    return;
  id = get_item (diagram, index)->id;
  diagram->pressed = diagram->editable && !(state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) &&
                     console_diagram_is_selected (diagram, id) &&
                     g_hash_table_size (diagram->selection) > 1;
  if (diagram->pressed)
    console_diagram_lead_to (diagram, index);
  else
    console_diagram_point_at (diagram, index, state);
  if (n_press == 2)
    g_signal_emit (diagram, activate_signal, 0, id);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, ConsoleDiagram *diagram)
{
  int index = find_pressed (diagram, gesture);

  if (diagram->pressed && index >= 0)
    console_diagram_point_at (diagram, index, 0);
  diagram->pressed = FALSE;
}

static GtkWidget *
make_card (ConsoleDiagram *diagram)
{
  GtkWidget *card = console_diagram_card_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_parent (card, GTK_WIDGET (diagram));
  g_signal_connect_object (card, "toggled", G_CALLBACK (toggled_cb), diagram, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "notify::has-focus", G_CALLBACK (focused_cb), diagram,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), diagram, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), diagram, 0);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (click));
  return card;
}

static gboolean
is_wanted (ConsoleDiagram *diagram, int index, const graphene_rect_t *view)
{
  const EspLayoutNode *node = &diagram->places->nodes[index];

  if (!node->shown)
    return FALSE;
  /* The focus stays where it is, in sight or not. */
  if (g_strcmp0 (get_item (diagram, index)->id, diagram->lead) == 0)
    return TRUE;
  return diagram->zoom >= CONSOLE_DIAGRAM_ZOOM_BOXES && is_in (node, view);
}

/* Cards that are out of sight: to be used again for those that come. */
static GPtrArray *
take_unused (ConsoleDiagram *diagram, const graphene_rect_t *view)
{
  GPtrArray *unused = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id, card;

  g_hash_table_iter_init (&iter, diagram->cards);
  while (g_hash_table_iter_next (&iter, &id, &card))
    {
      int index = console_diagram_places_find (diagram->places, id);

      if (index >= 0 && is_wanted (diagram, index, view))
        continue;
      g_ptr_array_add (unused, card);
      g_hash_table_iter_remove (&iter);
    }
  return unused;
}

static void
show_drop (GtkWidget *card, ConsoleDiagramDrop drop)
{
  static const char *const classes[] = { NULL, "drop-here", "drop-refused" };

  for (guint i = 1; i < G_N_ELEMENTS (classes); i++)
    if (i == drop)
      gtk_widget_add_css_class (card, classes[i]);
    else
      gtk_widget_remove_css_class (card, classes[i]);
}

static void
show_card (ConsoleDiagram *diagram, int index, GPtrArray *unused)
{
  ConsoleDiagramItem *item = get_item (diagram, index);
  const EspLayoutNode *node = &diagram->places->nodes[index];
  GtkWidget *card = g_hash_table_lookup (diagram->cards, item->id);

  if (!card)
    {
      card = unused->len ? g_ptr_array_steal_index_fast (unused, unused->len - 1) :
                           make_card (diagram);
      g_hash_table_insert (diagram->cards, g_strdup (item->id), card);
    }
  console_diagram_card_set_item (CONSOLE_DIAGRAM_CARD (card), item);
  console_diagram_card_set_place (CONSOLE_DIAGRAM_CARD (card), node->level, node->n_below,
                                  node->collapsed);
  console_diagram_card_set_siblings (CONSOLE_DIAGRAM_CARD (card), diagram->places->position[index],
                                     diagram->places->n_siblings[index]);
  console_diagram_card_set_selected (CONSOLE_DIAGRAM_CARD (card),
                                     console_diagram_is_selected (diagram, item->id));
  show_drop (card, console_diagram_move_get_drop (diagram, index));
}

static gboolean
drop_cb (gpointer card)
{
  gtk_widget_unparent (card);
  return G_SOURCE_REMOVE;
}

/* This may be in the middle of an allocation, in which nothing may ask for another one: the card is
 * hidden now, and goes when that is over. */
static void
drop_card (GtkWidget *card)
{
  gtk_widget_set_child_visible (card, FALSE);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_cb, g_object_ref (card), g_object_unref);
}

void
console_diagram_update_cards (ConsoleDiagram *diagram)
{
  graphene_rect_t view = console_diagram_get_view (diagram, AHEAD);
  g_autoptr (GPtrArray) unused = take_unused (diagram, &view);

  for (guint i = 0; i < diagram->places->items->len; i++)
    if (is_wanted (diagram, (int) i, &view))
      show_card (diagram, (int) i, unused);
  for (guint i = 0; i < unused->len; i++)
    drop_card (g_ptr_array_index (unused, i));
}

static void
allocate_card (ConsoleDiagram *diagram, GtkWidget *card)
{
  const char *id = console_diagram_card_get_item (CONSOLE_DIAGRAM_CARD (card))->id;
  const EspLayoutNode *node =
    &diagram->places->nodes[console_diagram_places_find (diagram->places, id)];
  double x = console_diagram_get_border (diagram, GTK_ORIENTATION_HORIZONTAL) +
             node->x * diagram->zoom -
             console_diagram_get_offset (diagram, GTK_ORIENTATION_HORIZONTAL);
  double y = console_diagram_get_border (diagram, GTK_ORIENTATION_VERTICAL) +
             node->y * diagram->zoom -
             console_diagram_get_offset (diagram, GTK_ORIENTATION_VERTICAL);
  GskTransform *transform = gsk_transform_translate (
    NULL, &GRAPHENE_POINT_INIT (floorf ((float) x), floorf ((float) y)));

  gtk_widget_measure (card, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (
    card, (int) node->width, (int) node->height, -1,
    gsk_transform_scale (transform, (float) diagram->zoom, (float) diagram->zoom));
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_diagram_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = 120;
  *natural = 480;
}

/* The first time it is all new: the card is in the middle, and where none is meant, the first root.
 */
static void
show_lead (ConsoleDiagram *diagram, gboolean centre)
{
  int index = console_diagram_places_find (diagram->places, diagram->lead);

  if (centre && index < 0)
    {
      index = diagram->places->first_root;
      diagram->show_lead = TRUE;
    }
  if (diagram->show_lead && index >= 0 && diagram->places->nodes[index].shown)
    console_diagram_scroll_to (diagram, index, centre);
  diagram->show_lead = FALSE;
}

static void
console_diagram_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  GHashTableIter iter;
  gpointer card;
  gboolean first;

  console_diagram_lay_out (diagram);
  first = diagram->fit_first && diagram->places->items->len > 0;
  if (first)
    console_diagram_fit (diagram, CONSOLE_DIAGRAM_ZOOM_READABLE);
  console_diagram_configure (diagram);
  show_lead (diagram, first);
  console_diagram_update_cards (diagram);
  g_hash_table_iter_init (&iter, diagram->cards);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    allocate_card (diagram, card);
  console_diagram_move_allocate (diagram, width, height);
  if (diagram->popover)
    gtk_popover_present (GTK_POPOVER (diagram->popover));
}

static void
look_up (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, name, color))
    gtk_style_context_get_color (style, color);
}

void
console_diagram_read_ink (GtkWidget *widget, ConsoleDiagramInk *ink)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink->color);
  ink->color.alpha *= 0.6F;
  look_up (widget, "accent_color", &ink->accent);
  for (int i = 0; i < CONSOLE_DIAGRAM_COLOURS; i++)
    {
      g_autofree char *name = g_strdup_printf ("account_%d", i);

      look_up (widget, name, &ink->colours[i]);
    }
}

static void
draw_picture (ConsoleDiagram *diagram, GtkSnapshot *snapshot)
{
  graphene_rect_t view = console_diagram_get_view (diagram, 0);
  ConsoleDiagramInk ink;

  console_diagram_read_ink (GTK_WIDGET (diagram), &ink);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) -view.origin.x * (float) diagram->zoom,
                                                (float) -view.origin.y * (float) diagram->zoom));
  gtk_snapshot_scale (snapshot, (float) diagram->zoom, (float) diagram->zoom);
  console_diagram_draw_lines (diagram->places, snapshot, &view, &ink.color);
  if (diagram->zoom < CONSOLE_DIAGRAM_ZOOM_BOXES)
    console_diagram_draw_boxes (diagram->places, snapshot, &view, &ink, diagram->selection,
                                console_diagram_places_find (diagram->places, diagram->lead));
  gtk_snapshot_restore (snapshot);
}

static void
console_diagram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  GHashTableIter iter;
  gpointer id, card;

  draw_picture (diagram, snapshot);
  g_hash_table_iter_init (&iter, diagram->cards);
  while (g_hash_table_iter_next (&iter, &id, &card))
    {
      gtk_snapshot_push_opacity (snapshot, console_diagram_move_get_opacity (diagram, id));
      gtk_widget_snapshot_child (widget, card, snapshot);
      gtk_snapshot_pop (snapshot);
    }
  console_diagram_move_snapshot (diagram, snapshot);
}

/* Fonts may have changed, and with them the size of a card. */
void
console_diagram_relayout (ConsoleDiagram *diagram)
{
  diagram->is_laid_out = FALSE;
  gtk_widget_queue_resize (GTK_WIDGET (diagram));
}

static void
console_diagram_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (console_diagram_parent_class)->css_changed (widget, change);
  CONSOLE_DIAGRAM (widget)->is_laid_out = FALSE;
}

static void
console_diagram_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  GTK_WIDGET_CLASS (console_diagram_parent_class)->direction_changed (widget, previous);
  console_diagram_relayout (CONSOLE_DIAGRAM (widget));
}

/* The tree is one stop on the way of Tab: the card that was selected last. */
static gboolean
console_diagram_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (gtk_widget_get_focus_child (widget) || diagram->places->items->len == 0)
    return FALSE;
  return console_diagram_focus_card (diagram);
}

static gboolean
console_diagram_grab_focus (GtkWidget *widget)
{
  return gtk_widget_get_focus_child (widget) || console_diagram_focus (widget, GTK_DIR_TAB_FORWARD);
}

void
console_diagram_activate_selected (ConsoleDiagram *diagram)
{
  const char *id = console_diagram_get_selected (diagram);

  if (id)
    g_signal_emit (diagram, activate_signal, 0, id);
}

void
console_diagram_notify_zoom (ConsoleDiagram *diagram)
{
  g_object_notify_by_pspec (G_OBJECT (diagram), properties[PROP_ZOOM]);
}

void
console_diagram_notify_selected (ConsoleDiagram *diagram)
{
  g_object_notify_by_pspec (G_OBJECT (diagram), properties[PROP_SELECTED]);
  console_diagram_tell_selection (diagram);
}

void
console_diagram_notify_editable (ConsoleDiagram *diagram)
{
  g_object_notify_by_pspec (G_OBJECT (diagram), properties[PROP_EDITABLE]);
}

/* --- Items -------------------------------------------------------------------------------------*/

/* Where the lead goes if its card goes. */
static GPtrArray *
list_above_lead (ConsoleDiagram *diagram)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (int i = console_diagram_places_find (diagram->places, diagram->lead); i >= 0;
       i = diagram->places->nodes[i].parent)
    g_ptr_array_add (ids, g_strdup (get_item (diagram, i)->id));
  return ids;
}

void
console_diagram_set_items (ConsoleDiagram *diagram, GPtrArray *items)
{
  g_autoptr (GPtrArray) above = list_above_lead (diagram);

  if (!console_diagram_places_set (diagram->places, items))
    return;
  console_diagram_move_end (diagram, FALSE);
  console_diagram_relayout (diagram);
  console_diagram_prune_selection (diagram, above);
}

guint
console_diagram_get_n_items (ConsoleDiagram *diagram)
{
  return diagram->places->items->len;
}

guint
console_diagram_count_cards (ConsoleDiagram *diagram)
{
  return g_hash_table_size (diagram->cards);
}

/* --- Scrollable --------------------------------------------------------------------------------*/

static void
scrolled_cb (ConsoleDiagram *diagram)
{
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
}

static void
set_adjustment (ConsoleDiagram *diagram, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **own = &diagram->adjustments[orientation];

  if (*own)
    g_signal_handlers_disconnect_by_func (*own, scrolled_cb, diagram);
  g_clear_object (own);
  if (!adjustment)
    return;
  *own = g_object_ref_sink (adjustment);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), diagram,
                           G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
}

static void
console_diagram_scrollable_init (GtkScrollableInterface *iface)
{
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_diagram_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (object);

  if (id == PROP_ZOOM)
    g_value_set_double (value, diagram->zoom);
  else if (id == PROP_SELECTED)
    g_value_set_string (value, console_diagram_get_selected (diagram));
  else if (id == PROP_EDITABLE)
    g_value_set_boolean (value, diagram->editable);
  else if (id == PROP_HADJUSTMENT || id == PROP_VADJUSTMENT)
    g_value_set_object (value, diagram->adjustments[id - PROP_HADJUSTMENT]);
  else if (id == PROP_HSCROLL_POLICY || id == PROP_VSCROLL_POLICY)
    g_value_set_enum (value, diagram->policies[id - PROP_HSCROLL_POLICY]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_diagram_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (object);

  if (id == PROP_ZOOM)
    console_diagram_set_zoom (diagram, g_value_get_double (value));
  else if (id == PROP_EDITABLE)
    console_diagram_set_editable (diagram, g_value_get_boolean (value));
  else if (id == PROP_HADJUSTMENT || id == PROP_VADJUSTMENT)
    set_adjustment (diagram, (GtkOrientation) (id - PROP_HADJUSTMENT), g_value_get_object (value));
  else if (id == PROP_HSCROLL_POLICY || id == PROP_VSCROLL_POLICY)
    diagram->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_diagram_dispose (GObject *object)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (object);
  GtkWidget *child;

  console_diagram_move_end (diagram, FALSE);
  g_hash_table_remove_all (diagram->cards);
  diagram->probe = diagram->popover = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  set_adjustment (diagram, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (diagram, GTK_ORIENTATION_VERTICAL, NULL);
  g_clear_object (&diagram->menu);
  G_OBJECT_CLASS (console_diagram_parent_class)->dispose (object);
}

static void
console_diagram_finalize (GObject *object)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (object);

  g_hash_table_unref (diagram->cards);
  console_diagram_places_free (diagram->places);
  g_hash_table_unref (diagram->selection);
  g_strfreev (diagram->selection_ids);
  g_free (diagram->lead);
  g_free (diagram->anchor);
  g_free (diagram->grabbed);
  G_OBJECT_CLASS (console_diagram_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  properties[PROP_ZOOM] = g_param_spec_double (
    "zoom", NULL, NULL, CONSOLE_DIAGRAM_ZOOM_MIN, CONSOLE_DIAGRAM_ZOOM_MAX, 1,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SELECTED] = g_param_spec_string ("selected", NULL, NULL, NULL,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                     G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                      G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (klass, N_PROPS, properties);
  g_object_class_override_property (klass, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (klass, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (klass, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (klass, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
console_diagram_class_init (ConsoleDiagramClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_diagram_get_property;
  object_class->set_property = console_diagram_set_property;
  object_class->dispose = console_diagram_dispose;
  object_class->finalize = console_diagram_finalize;
  widget_class->measure = console_diagram_measure;
  widget_class->size_allocate = console_diagram_size_allocate;
  widget_class->snapshot = console_diagram_snapshot;
  widget_class->css_changed = console_diagram_css_changed;
  widget_class->direction_changed = console_diagram_direction_changed;
  widget_class->focus = console_diagram_focus;
  widget_class->grab_focus = console_diagram_grab_focus;
  install_properties (object_class);
  console_diagram_install_keys (widget_class);
  console_diagram_install_zoom (widget_class);
  console_diagram_install_move (widget_class);
  console_diagram_install_editing (widget_class);
  activate_signal = g_signal_new ("activate", CONSOLE_TYPE_DIAGRAM, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "diagram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE);
}

/* All of its lines are there, so that its height is that of a full card. */
static GtkWidget *
make_probe (ConsoleDiagram *diagram)
{
  g_autoptr (ConsoleDiagramItem) item = console_diagram_item_new ("", NULL, "X");
  GtkWidget *probe = console_diagram_card_new ();

  item->subtitle = g_strdup ("X");
  item->detail = g_strdup ("X");
  item->icon_name = "hierarchy-symbolic";
  console_diagram_card_set_item (CONSOLE_DIAGRAM_CARD (probe), item);
  console_diagram_card_set_place (CONSOLE_DIAGRAM_CARD (probe), 1, 99, TRUE);
  gtk_widget_set_child_visible (probe, FALSE);
  gtk_widget_set_can_focus (probe, FALSE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (probe), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (probe, GTK_WIDGET (diagram));
  return probe;
}

static void
console_diagram_init (ConsoleDiagram *diagram)
{
  diagram->places = console_diagram_places_new ();
  diagram->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  diagram->selection = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  diagram->zoom = 1;
  diagram->fit_first = TRUE;
  diagram->probe = make_probe (diagram);
  gtk_widget_set_overflow (GTK_WIDGET (diagram), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (diagram), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hierarchy"), -1);
  console_diagram_add_gestures (diagram);
  console_diagram_add_move_gestures (diagram);
  console_diagram_add_menu_gestures (diagram);
}

GtkWidget *
console_diagram_new (void)
{
  return g_object_new (CONSOLE_TYPE_DIAGRAM, NULL);
}
