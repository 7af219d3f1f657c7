/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A card that is dragged to another parent. What would happen is said beside the pointer all the
 * while, and why it can't be where it can't. Nothing is moved here: the owner is told where it was
 * dropped.
 *
 * With a finger a card is lifted by a long press, so that a quick one still scrolls.
 */
#include "console-diagram-private.h"

#include "console-diagram-card.h"

#include <glib/gi18n.h>

#define THRESHOLD 8.0    /* pixels that a press may tremble */
#define EDGE 48.0        /* where the picture begins to scroll */
#define EDGE_SPEED 900.0 /* pixels a second, at the very edge */
#define HINT_X 16.0      /* beside the pointer */
#define HINT_Y 20.0
#define HINT_MARGIN 6.0

typedef enum
{
  TARGET_NOWHERE, /* where it stands already */
  TARGET_CARD,
  TARGET_GROUND,
} TargetKind;

struct _ConsoleDiagramMove
{
  char *id;
  double grab_x, grab_y; /* of the pointer in the card, in pixels */
  double x, y;           /* of the pointer in the diagram */
  gboolean is_asked;     /* what follows is known */
  TargetKind kind;
  int target; /* index of the card */
  char *reason;

  GtkWidget *hint; /* beside the pointer */
  GtkImage *hint_icon;
  GtkLabel *hint_label;
  guint tick;
  gint64 ticked;
};

static ConsoleDiagramItem *
get_item (ConsoleDiagram *diagram, int index)
{
  return g_ptr_array_index (diagram->places->items, index);
}

/* --- Hint --------------------------------------------------------------------------------------*/

static void
make_hint (ConsoleDiagram *diagram)
{
  ConsoleDiagramMove *move = diagram->move;

  move->hint = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  move->hint_icon = GTK_IMAGE (gtk_image_new ());
  move->hint_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (move->hint_label, TRUE);
  gtk_label_set_max_width_chars (move->hint_label, 40);
  gtk_label_set_xalign (move->hint_label, 0);
  gtk_box_append (GTK_BOX (move->hint), GTK_WIDGET (move->hint_icon));
  gtk_box_append (GTK_BOX (move->hint), GTK_WIDGET (move->hint_label));
  gtk_widget_add_css_class (move->hint, "diagram-hint");
  gtk_widget_set_can_target (move->hint, FALSE);
  gtk_widget_set_parent (move->hint, GTK_WIDGET (diagram));
}

static char *
describe_target (ConsoleDiagram *diagram)
{
  ConsoleDiagramMove *move = diagram->move;
  g_autofree char *title = NULL;

  if (move->reason)
    return g_strdup (move->reason);
  if (move->kind == TARGET_GROUND)
    return g_strdup (_ ("Make it a root"));
  title = esp_text_escape (get_item (diagram, move->target)->title);
  return g_strdup_printf (_ ("Move below “%s”"), title);
}

static void
show_hint (ConsoleDiagram *diagram)
{
  ConsoleDiagramMove *move = diagram->move;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (move->hint, move->kind != TARGET_NOWHERE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (diagram), move->reason ? "not-allowed" : "grabbing");
  if (move->kind == TARGET_NOWHERE)
    return;
  text = describe_target (diagram);
  gtk_label_set_text (move->hint_label, text);
  gtk_image_set_from_icon_name (move->hint_icon,
                                move->reason ? "action-unavailable-symbolic" : "go-next-symbolic");
  if (move->reason)
    gtk_widget_add_css_class (move->hint, "error");
  else
    gtk_widget_remove_css_class (move->hint, "error");
}

void
console_diagram_move_allocate (ConsoleDiagram *diagram, int width, int height)
{
  ConsoleDiagramMove *move = diagram->move;
  int hint_width, hint_height;
  double x, y;

  if (!move || !gtk_widget_should_layout (move->hint))
    return;
  gtk_widget_measure (move->hint, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &hint_width, NULL, NULL);
  hint_width = MIN (hint_width, MAX (width - (int) (2 * HINT_MARGIN), 1));
  gtk_widget_measure (move->hint, GTK_ORIENTATION_HORIZONTAL, -1, &hint_height, NULL, NULL, NULL);
  hint_width = MAX (hint_width, hint_height);
  gtk_widget_measure (move->hint, GTK_ORIENTATION_VERTICAL, hint_width, NULL, &hint_height, NULL,
                      NULL);
  x = CLAMP (move->x + HINT_X, HINT_MARGIN, MAX (width - hint_width - HINT_MARGIN, HINT_MARGIN));
  y = CLAMP (move->y + HINT_Y, HINT_MARGIN, MAX (height - hint_height - HINT_MARGIN, HINT_MARGIN));
  gtk_widget_allocate (
    move->hint, hint_width, hint_height, -1,
    gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) floor (x), (float) floor (y))));
}

/* --- Target ------------------------------------------------------------------------------------*/

static int
find_below_pointer (ConsoleDiagram *diagram)
{
  graphene_rect_t view = console_diagram_get_view (diagram, 0);

  return console_diagram_places_at (diagram->places,
                                    view.origin.x + diagram->move->x / diagram->zoom,
                                    view.origin.y + diagram->move->y / diagram->zoom);
}

static TargetKind
find_target (ConsoleDiagram *diagram, int *target)
{
  int own = console_diagram_places_find (diagram->places, diagram->move->id);
  int parent = diagram->places->nodes[own].parent;
  int at = find_below_pointer (diagram);

  *target = at;
  if (at == own || (at >= 0 && at == parent))
    return TARGET_NOWHERE;
  if (at >= 0)
    return TARGET_CARD;
  /* An item may have a parent that is not in the diagram. */
  return get_item (diagram, own)->parent ? TARGET_GROUND : TARGET_NOWHERE;
}

static void
look_for_target (ConsoleDiagram *diagram)
{
  ConsoleDiagramMove *move = diagram->move;
  int target;
  TargetKind kind = find_target (diagram, &target);

  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
  if (move->is_asked && kind == move->kind && target == move->target)
    return;
  move->is_asked = TRUE;
  move->kind = kind;
  move->target = target;
  g_clear_pointer (&move->reason, g_free);
  if (kind != TARGET_NOWHERE)
    move->reason = console_diagram_ask_move (
      diagram, move->id, kind == TARGET_CARD ? get_item (diagram, target)->id : NULL);
  show_hint (diagram);
  console_diagram_update_cards (diagram);
}

ConsoleDiagramDrop
console_diagram_move_get_drop (ConsoleDiagram *diagram, int index)
{
  const ConsoleDiagramMove *move = diagram->move;

  if (!move || move->kind != TARGET_CARD || move->target != index)
    return CONSOLE_DIAGRAM_DROP_NONE;
  return move->reason ? CONSOLE_DIAGRAM_DROP_REFUSED : CONSOLE_DIAGRAM_DROP_HERE;
}

const char *
console_diagram_move_get_hint (ConsoleDiagram *diagram)
{
  return diagram->move && diagram->move->kind != TARGET_NOWHERE ?
           gtk_label_get_text (diagram->move->hint_label) :
           NULL;
}

/* --- Edges -------------------------------------------------------------------------------------*/

/* From -1 to 1: how fast, and which way. */
static double
get_pull (double at, double size)
{
  double edge = MIN (EDGE, size / 4);

  if (at < edge)
    return -MIN ((edge - at) / edge, 1);
  if (at > size - edge)
    return MIN ((at - size + edge) / edge, 1);
  return 0;
}

static gboolean
scroll (ConsoleDiagram *diagram, GtkOrientation orientation, double at, double size, double seconds)
{
  GtkAdjustment *adjustment = diagram->adjustments[orientation];
  double before = adjustment ? gtk_adjustment_get_value (adjustment) : 0;

  if (!adjustment)
    return FALSE;
  gtk_adjustment_set_value (adjustment, before + get_pull (at, size) * EDGE_SPEED * seconds);
  return gtk_adjustment_get_value (adjustment) < before ||
         gtk_adjustment_get_value (adjustment) > before;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);
  ConsoleDiagramMove *move = diagram->move;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = move->ticked ? (double) (now - move->ticked) / G_USEC_PER_SEC : 0;
  gboolean moved;

  move->ticked = now;
  seconds = MIN (seconds, 0.1);
  moved = scroll (diagram, GTK_ORIENTATION_HORIZONTAL, move->x, gtk_widget_get_width (widget),
                  seconds);
  moved |= scroll (diagram, GTK_ORIENTATION_VERTICAL, move->y, gtk_widget_get_height (widget),
                   seconds);
  if (moved)
    look_for_target (diagram);
  return G_SOURCE_CONTINUE;
}

/* --- Its life ----------------------------------------------------------------------------------*/

gboolean
console_diagram_move_begin (ConsoleDiagram *diagram, const char *id, double x, double y)
{
  int index = console_diagram_places_find (diagram->places, id);
  graphene_rect_t view = console_diagram_get_view (diagram, 0);
  const EspLayoutNode *node;

  if (!diagram->editable || diagram->move || index < 0)
    return FALSE;
  node = &diagram->places->nodes[index];
  diagram->pressed = FALSE;
  /* The card with the lead is there while it is out of sight, too. */
  if (!console_diagram_is_selected (diagram, id))
    console_diagram_select (diagram, id);
  console_diagram_lead_to (diagram, index);
  diagram->move = g_new0 (ConsoleDiagramMove, 1);
  diagram->move->id = g_strdup (id);
  diagram->move->grab_x = x - (node->x - view.origin.x) * diagram->zoom;
  diagram->move->grab_y = y - (node->y - view.origin.y) * diagram->zoom;
  make_hint (diagram);
  diagram->move->tick = gtk_widget_add_tick_callback (GTK_WIDGET (diagram), tick_cb, NULL, NULL);
  console_diagram_move_to (diagram, x, y);
  return TRUE;
}

void
console_diagram_move_to (ConsoleDiagram *diagram, double x, double y)
{
  if (!diagram->move)
    return;
  diagram->move->x = x;
  diagram->move->y = y;
  look_for_target (diagram);
}

void
console_diagram_move_end (ConsoleDiagram *diagram, gboolean drop)
{
  ConsoleDiagramMove *move = g_steal_pointer (&diagram->move);
  g_autofree char *parent = NULL;

  if (!move)
    return;
  if (move->kind == TARGET_CARD)
    parent = g_strdup (get_item (diagram, move->target)->id);
  gtk_widget_remove_tick_callback (GTK_WIDGET (diagram), move->tick);
  gtk_widget_unparent (move->hint);
  gtk_widget_set_cursor (GTK_WIDGET (diagram), NULL);
  console_diagram_update_cards (diagram);
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
  if (drop && move->kind != TARGET_NOWHERE && !move->reason)
    console_diagram_tell_move (diagram, move->id, parent);
  g_free (move->id);
  g_free (move->reason);
  g_free (move);
}

/* --- Looks -------------------------------------------------------------------------------------*/

float
console_diagram_move_get_opacity (ConsoleDiagram *diagram, const char *id)
{
  return diagram->move && g_str_equal (diagram->move->id, id) ? 0.4F : 1;
}

/* The card once more, under the pointer. */
void
console_diagram_move_snapshot (ConsoleDiagram *diagram, GtkSnapshot *snapshot)
{
  const ConsoleDiagramMove *move = diagram->move;
  GtkWidget *card = move ? g_hash_table_lookup (diagram->cards, move->id) : NULL;
  graphene_rect_t bounds;

  if (!card || !gtk_widget_compute_bounds (card, GTK_WIDGET (diagram), &bounds))
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT ((float) (move->x - move->grab_x) - bounds.origin.x,
                                    (float) (move->y - move->grab_y) - bounds.origin.y));
  gtk_snapshot_push_opacity (snapshot, 0.8);
  gtk_widget_snapshot_child (GTK_WIDGET (diagram), card, snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
  gtk_widget_snapshot_child (GTK_WIDGET (diagram), move->hint, snapshot);
}

/* --- Gestures ----------------------------------------------------------------------------------*/

/* The card at a place of the widget, not its buttons; NULL: none. */
static ConsoleDiagramCard *
pick_card (ConsoleDiagram *diagram, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (diagram), x, y, GTK_PICK_DEFAULT);

  for (; widget && widget != GTK_WIDGET (diagram); widget = gtk_widget_get_parent (widget))
    if (CONSOLE_IS_DIAGRAM_CARD (widget))
      return CONSOLE_DIAGRAM_CARD (widget);
    else if (GTK_IS_BUTTON (widget))
      return NULL;
  return NULL;
}

static void
begin_cb (GtkGestureDrag *gesture, double x, double y, ConsoleDiagram *diagram)
{
  ConsoleDiagramCard *card = pick_card (diagram, x, y);

  g_clear_pointer (&diagram->grabbed, g_free);
  diagram->is_lifted = FALSE;
  if (card && diagram->editable)
    diagram->grabbed = g_strdup (console_diagram_card_get_item (card)->id);
  else
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
}

static gboolean
is_touch (GtkGestureDrag *gesture)
{
  return gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture)) != NULL;
}

static void
update_cb (GtkGestureDrag *gesture, double dx, double dy, ConsoleDiagram *diagram)
{
  double x, y;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y) || !diagram->grabbed)
    return;
  if (!diagram->move)
    {
      if (hypot (dx, dy) < THRESHOLD || (is_touch (gesture) && !diagram->is_lifted) ||
          !console_diagram_move_begin (diagram, diagram->grabbed, x, y))
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  console_diagram_move_to (diagram, x + dx, y + dy);
}

static void
end_cb (GtkGestureDrag *gesture, double dx, double dy, ConsoleDiagram *diagram)
{
  gboolean lifted = diagram->is_lifted && !diagram->move;
  double x, y;

  diagram->is_lifted = FALSE;
  console_diagram_move_end (diagram, TRUE);
  if (lifted && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    console_diagram_show_menu (diagram, x, y);
}

static void
cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, ConsoleDiagram *diagram)
{
  diagram->is_lifted = FALSE;
  console_diagram_move_end (diagram, FALSE);
}

/* A finger stays on a card: it can be moved now; if it is not, the menu comes. */
static void
lifted_cb (GtkGestureLongPress *gesture, double x, double y, ConsoleDiagram *diagram)
{
  if (!diagram->grabbed)
    return;
  diagram->is_lifted = TRUE;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (!diagram->move)
    return GDK_EVENT_PROPAGATE;
  g_clear_pointer (&diagram->grabbed, g_free);
  console_diagram_move_end (diagram, FALSE);
  return GDK_EVENT_STOP;
}

void
console_diagram_install_move (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, escape_cb, NULL);
}

void
console_diagram_add_move_gestures (ConsoleDiagram *diagram)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *lift = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (lift), TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), diagram);
  g_signal_connect (drag, "drag-update", G_CALLBACK (update_cb), diagram);
  g_signal_connect (drag, "drag-end", G_CALLBACK (end_cb), diagram);
  g_signal_connect (drag, "cancel", G_CALLBACK (cancel_cb), diagram);
  g_signal_connect (lift, "pressed", G_CALLBACK (lifted_cb), diagram);
  gtk_gesture_group (lift, drag);
  gtk_widget_add_controller (GTK_WIDGET (diagram), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (diagram), GTK_EVENT_CONTROLLER (lift));
}
