/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the diagram: the widget and its cards (console-diagram.c), what of it is seen
 * (console-diagram-view.c), what is selected and shown (console-diagram-keys.c), where things stand
 * (console-diagram-places.c), and what is drawn without widgets (console-diagram-lines.c). */
#pragma once

#include "console-diagram.h"
#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_DIAGRAM_MARGIN 24.0
/* Below this zoom nobody reads a card. */
#define CONSOLE_DIAGRAM_ZOOM_BOXES 0.4
/* At first cards are shown no smaller. */
#define CONSOLE_DIAGRAM_ZOOM_READABLE 0.8

/* Items and their places: parents before children, in the order in which the layout has them. */
typedef struct
{
  GPtrArray *items;      /* ConsoleDiagramItem */
  GHashTable *indexes;   /* id (of the item) -> index + 1 */
  GHashTable *collapsed; /* ids */
  EspLayoutNode *nodes;
  int *first_child;      /* index, or -1 */
  int *last_child;
  int *next;             /* the next sibling (of roots too), or -1 */
  int *previous;
  int first_root;
  double width, height;  /* without margins, at zoom 1 */
} ConsoleDiagramPlaces;

/* Nothing is drawn twice: the number of items may be 0. */
ConsoleDiagramPlaces *console_diagram_places_new  (void);
void console_diagram_places_free       (ConsoleDiagramPlaces *places);
/* TRUE: something is different now. */
gboolean console_diagram_places_set    (ConsoleDiagramPlaces *places, GPtrArray *items);
void console_diagram_places_lay_out    (ConsoleDiagramPlaces *places, double card_width, double card_height,
                                        gboolean right_to_left);
/* -1: not there. */
int  console_diagram_places_find       (ConsoleDiagramPlaces *places, const char *id);
/* The next one in @direction among those that are shown, or -1. Sides are those of the screen. */
int  console_diagram_places_step       (ConsoleDiagramPlaces *places, int from, GtkDirectionType direction);
/* The card at this place of the picture, or -1. */
int  console_diagram_places_at         (ConsoleDiagramPlaces *places, double x, double y);

/* Lines, and boxes where cards are too small for widgets, of what meets @view (in the picture's coordinates). */
void console_diagram_draw_lines (ConsoleDiagramPlaces *places, GtkSnapshot *snapshot, const graphene_rect_t *view,
                                 const GdkRGBA *color);
/* @colours: of the accounts, CONSOLE_DIAGRAM_COLOURS of them. */
void console_diagram_draw_boxes (ConsoleDiagramPlaces *places, GtkSnapshot *snapshot, const graphene_rect_t *view,
                                 const GdkRGBA *color, const GdkRGBA *colours, int selected);

struct _ConsoleDiagram
{
  GtkWidget parent_instance;

  ConsoleDiagramPlaces *places;
  GHashTable *cards; /* id (of the item) -> ConsoleDiagramCard */
  GtkWidget *probe;  /* a card that is never shown: how large cards are */
  char *selected;
  double zoom;
  gboolean is_laid_out;
  gboolean fit_first;     /* the first time that there is room */
  gboolean show_selected; /* once things have their places */

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  double drag_x, drag_y; /* where the view was when a drag began */
  double pinch_zoom;
};

/* console-diagram.c */
void console_diagram_relayout     (ConsoleDiagram *diagram);   /* things stand elsewhere now */
void console_diagram_update_cards (ConsoleDiagram *diagram);   /* builds and drops cards */
void console_diagram_activate_selected (ConsoleDiagram *diagram);
void console_diagram_notify_zoom     (ConsoleDiagram *diagram);
void console_diagram_notify_selected (ConsoleDiagram *diagram);

/* console-diagram-view.c */
void            console_diagram_lay_out    (ConsoleDiagram *diagram);   /* only where it is due */
double          console_diagram_get_offset (ConsoleDiagram *diagram, GtkOrientation orientation);
/* A picture smaller than the window stands in its middle. */
double          console_diagram_get_border (ConsoleDiagram *diagram, GtkOrientation orientation);
void            console_diagram_configure  (ConsoleDiagram *diagram);
void            console_diagram_fit        (ConsoleDiagram *diagram, double least);
/* In the middle of what is seen, or as little as is needed to see it. */
void            console_diagram_scroll_to  (ConsoleDiagram *diagram, int index, gboolean centre);
/* What is seen, in the picture's coordinates, and @ahead pixels around it. */
graphene_rect_t console_diagram_get_view   (ConsoleDiagram *diagram, double ahead);
void            console_diagram_add_gestures (ConsoleDiagram *diagram);
void            console_diagram_install_zoom (GtkWidgetClass *klass);

/* console-diagram-keys.c */
void            console_diagram_install_keys (GtkWidgetClass *klass);
gboolean        console_diagram_focus_card   (ConsoleDiagram *diagram);   /* the selected one, else the first */

G_END_DECLS
