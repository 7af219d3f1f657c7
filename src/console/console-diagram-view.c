/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the picture is seen: offset, zoom, hand. */
#include "console-diagram-private.h"

#include <math.h>

#define ZOOM_STEP 1.2
#define STILL 4.0 /* pixels */
#define LEAST_ROOM 160

/* --- Measures ----------------------------------------------------------------------------------*/

double
console_diagram_get_offset (ConsoleDiagram *diagram, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = diagram->adjustments[orientation];

  return adjustment ? gtk_adjustment_get_value (adjustment) : 0;
}

/* Where next to nothing is left beside what covers it, it is as if nothing did. */
static double
get_cover (ConsoleDiagram *diagram, GtkOrientation orientation)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  return across && gtk_widget_get_width (GTK_WIDGET (diagram)) - diagram->cover >= LEAST_ROOM ?
           diagram->cover :
           0;
}

/* The part of it that is at the left. */
static double
get_left_cover (ConsoleDiagram *diagram, GtkOrientation orientation)
{
  return gtk_widget_get_direction (GTK_WIDGET (diagram)) == GTK_TEXT_DIR_RTL ?
           get_cover (diagram, orientation) :
           0;
}

double
console_diagram_get_border (ConsoleDiagram *diagram, GtkOrientation orientation)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  double size = across ? diagram->places->width : diagram->places->height;
  double room = across ? gtk_widget_get_width (GTK_WIDGET (diagram)) :
                         gtk_widget_get_height (GTK_WIDGET (diagram));

  room -= get_cover (diagram, orientation);
  return get_left_cover (diagram, orientation) +
         MAX (CONSOLE_DIAGRAM_MARGIN, (room - size * diagram->zoom) / 2);
}

void
console_diagram_lay_out (ConsoleDiagram *diagram)
{
  int width, height;

  if (diagram->is_laid_out)
    return;
  gtk_widget_measure (diagram->probe, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (diagram->probe, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  console_diagram_places_lay_out (diagram->places, width, height,
                                  gtk_widget_get_direction (GTK_WIDGET (diagram)) ==
                                    GTK_TEXT_DIR_RTL);
  diagram->is_laid_out = TRUE;
}

static void
configure (ConsoleDiagram *diagram, GtkOrientation orientation)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  double size = across ? diagram->places->width : diagram->places->height;
  double page = across ? gtk_widget_get_width (GTK_WIDGET (diagram)) :
                         gtk_widget_get_height (GTK_WIDGET (diagram));
  double upper = MAX (page, size * diagram->zoom + 2 * CONSOLE_DIAGRAM_MARGIN +
                              get_cover (diagram, orientation));
  double value = CLAMP (console_diagram_get_offset (diagram, orientation), 0, upper - page);

  if (diagram->adjustments[orientation])
    gtk_adjustment_configure (diagram->adjustments[orientation], value, 0, upper, page * 0.1,
                              page * 0.9, page);
}

graphene_rect_t
console_diagram_get_view (ConsoleDiagram *diagram, double ahead)
{
  double x = console_diagram_get_offset (diagram, GTK_ORIENTATION_HORIZONTAL) -
             console_diagram_get_border (diagram, GTK_ORIENTATION_HORIZONTAL) - ahead;
  double y = console_diagram_get_offset (diagram, GTK_ORIENTATION_VERTICAL) -
             console_diagram_get_border (diagram, GTK_ORIENTATION_VERTICAL) - ahead;
  double width = gtk_widget_get_width (GTK_WIDGET (diagram)) + 2 * ahead;
  double height = gtk_widget_get_height (GTK_WIDGET (diagram)) + 2 * ahead;

  return GRAPHENE_RECT_INIT ((float) (x / diagram->zoom), (float) (y / diagram->zoom),
                             (float) (width / diagram->zoom), (float) (height / diagram->zoom));
}

void
console_diagram_configure (ConsoleDiagram *diagram)
{
  configure (diagram, GTK_ORIENTATION_HORIZONTAL);
  configure (diagram, GTK_ORIENTATION_VERTICAL);
}

/* --- Zoom --------------------------------------------------------------------------------------*/

double
console_diagram_get_zoom (ConsoleDiagram *diagram)
{
  return diagram->zoom;
}

/* What is at (@x, @y) of the widget stays there. */
static void
zoom_at (ConsoleDiagram *diagram, double zoom, double x, double y)
{
  const double at[] = { x, y };
  double places[2];

  zoom = CLAMP (zoom, CONSOLE_DIAGRAM_ZOOM_MIN, CONSOLE_DIAGRAM_ZOOM_MAX);
  if (fabs (zoom - diagram->zoom) < 0.0001)
    return;
  for (int i = 0; i < 2; i++)
    places[i] = (console_diagram_get_offset (diagram, i) + at[i] -
                 console_diagram_get_border (diagram, i)) /
                diagram->zoom;
  diagram->zoom = zoom;
  for (int i = 0; i < 2; i++)
    {
      configure (diagram, (GtkOrientation) i);
      if (diagram->adjustments[i])
        gtk_adjustment_set_value (diagram->adjustments[i],
                                  places[i] * zoom + console_diagram_get_border (diagram, i) -
                                    at[i]);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
  console_diagram_notify_zoom (diagram);
}

void
console_diagram_set_zoom (ConsoleDiagram *diagram, double zoom)
{
  diagram->fit_first = FALSE;
  zoom_at (diagram, zoom, gtk_widget_get_width (GTK_WIDGET (diagram)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (diagram)) / 2.0);
}

void
console_diagram_fit (ConsoleDiagram *diagram, double least)
{
  double width = gtk_widget_get_width (GTK_WIDGET (diagram)) - 2 * CONSOLE_DIAGRAM_MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (diagram)) - 2 * CONSOLE_DIAGRAM_MARGIN;

  width -= get_cover (diagram, GTK_ORIENTATION_HORIZONTAL);
  console_diagram_lay_out (diagram);
  if (width <= 0 || height <= 0 || diagram->places->width <= 0)
    return;
  console_diagram_set_zoom (diagram, MAX (least, MIN (1, MIN (width / diagram->places->width,
                                                              height / diagram->places->height))));
}

void
console_diagram_zoom_to_fit (ConsoleDiagram *diagram)
{
  console_diagram_fit (diagram, CONSOLE_DIAGRAM_ZOOM_MIN);
}

static void
zoom_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleDiagram *diagram = CONSOLE_DIAGRAM (widget);

  if (g_str_equal (action, "diagram.zoom-in"))
    console_diagram_set_zoom (diagram, diagram->zoom * ZOOM_STEP);
  else if (g_str_equal (action, "diagram.zoom-out"))
    console_diagram_set_zoom (diagram, diagram->zoom / ZOOM_STEP);
  else if (g_str_equal (action, "diagram.zoom-normal"))
    console_diagram_set_zoom (diagram, 1);
  else
    console_diagram_zoom_to_fit (diagram);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, ConsoleDiagram *diagram)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (controller));

  if (!(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  diagram->fit_first = FALSE;
  zoom_at (diagram, diagram->zoom * pow (ZOOM_STEP, -dy),
           gtk_widget_get_width (GTK_WIDGET (diagram)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (diagram)) / 2.0);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, ConsoleDiagram *diagram)
{
  diagram->pinch_zoom = diagram->zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, ConsoleDiagram *diagram)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  diagram->fit_first = FALSE;
  zoom_at (diagram, diagram->pinch_zoom * scale, x, y);
}

void
console_diagram_install_zoom (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = { { GDK_KEY_plus, "diagram.zoom-in" },
               { GDK_KEY_equal, "diagram.zoom-in" },
               { GDK_KEY_KP_Add, "diagram.zoom-in" },
               { GDK_KEY_minus, "diagram.zoom-out" },
               { GDK_KEY_KP_Subtract, "diagram.zoom-out" },
               { GDK_KEY_0, "diagram.zoom-normal" },
               { GDK_KEY_9, "diagram.zoom-fit" } };
  static const char *const actions[] = { "diagram.zoom-in", "diagram.zoom-out",
                                         "diagram.zoom-normal", "diagram.zoom-fit" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i], NULL, zoom_cb);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, GDK_CONTROL_MASK, keys[i].action,
                                         NULL);
}

/* --- Scrolling ---------------------------------------------------------------------------------*/

static void
scroll_along (ConsoleDiagram *diagram,
              GtkOrientation orientation,
              double at,
              double size,
              gboolean centre)
{
  GtkAdjustment *adjustment = diagram->adjustments[orientation];
  double start = console_diagram_get_border (diagram, orientation) + at * diagram->zoom;
  double end = start + size * diagram->zoom;

  /* With what covers the picture it would stand in the middle of all. */
  start -= get_left_cover (diagram, orientation);
  end += get_cover (diagram, orientation) - get_left_cover (diagram, orientation);
  if (adjustment && centre)
    gtk_adjustment_set_value (adjustment,
                              (start + end - gtk_adjustment_get_page_size (adjustment)) / 2);
  else if (adjustment)
    gtk_adjustment_clamp_page (adjustment, start - CONSOLE_DIAGRAM_MARGIN,
                               end + CONSOLE_DIAGRAM_MARGIN);
}

void
console_diagram_scroll_to (ConsoleDiagram *diagram, int index, gboolean centre)
{
  const EspLayoutNode *node = &diagram->places->nodes[index];

  scroll_along (diagram, GTK_ORIENTATION_HORIZONTAL, node->x, node->width, centre);
  scroll_along (diagram, GTK_ORIENTATION_VERTICAL, node->y, node->height, centre);
}

void
console_diagram_set_cover (ConsoleDiagram *diagram, int width)
{
  if (diagram->cover == width)
    return;
  diagram->cover = width;
  diagram->show_lead = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
}

/* --- Pan ---------------------------------------------------------------------------------------*/

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, ConsoleDiagram *diagram)
{
  /* A card is for a click; what is between them is for a hand. */
  diagram->is_panned = gtk_widget_pick (GTK_WIDGET (diagram), x, y, GTK_PICK_DEFAULT) ==
                       GTK_WIDGET (diagram);
  if (!diagram->is_panned)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  diagram->drag_x = console_diagram_get_offset (diagram, GTK_ORIENTATION_HORIZONTAL);
  diagram->drag_y = console_diagram_get_offset (diagram, GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (diagram), "grabbing");
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, ConsoleDiagram *diagram)
{
  if (diagram->adjustments[0])
    gtk_adjustment_set_value (diagram->adjustments[0], diagram->drag_x - dx);
  if (diagram->adjustments[1])
    gtk_adjustment_set_value (diagram->adjustments[1], diagram->drag_y - dy);
}

/* Who presses the ground and goes nowhere means none of the cards. */
static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, ConsoleDiagram *diagram)
{
  gtk_widget_set_cursor (GTK_WIDGET (diagram), NULL);
  if (diagram->editable && diagram->is_panned && hypot (dx, dy) < STILL)
    console_diagram_select (diagram, NULL);
  diagram->is_panned = FALSE;
}

static void
add_controller (ConsoleDiagram *diagram, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (diagram), GTK_EVENT_CONTROLLER (controller));
}

void
console_diagram_add_gestures (ConsoleDiagram *diagram)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), diagram);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), diagram);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), diagram);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), diagram);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), diagram);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), diagram);
  add_controller (diagram, scroll);
  add_controller (diagram, drag);
  add_controller (diagram, pinch);
}
