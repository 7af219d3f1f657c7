/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the diagram: the widget and its cards (console-diagram.c), what of it is seen
 * (console-diagram-view.c), what is selected (console-diagram-selection.c), keys along the tree and what is shown
 * (console-diagram-keys.c), where things stand (console-diagram-places.c), what is drawn without widgets
 * (console-diagram-lines.c), a card that is dragged (console-diagram-move.c), and what an owner who edits is told
 * (console-diagram-edit.c). */
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
  int *position;         /* among its siblings, from 1 */
  int *n_siblings;       /* itself included */
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
/* @colours: of the accounts, CONSOLE_DIAGRAM_COLOURS of them. @selection: ids, with a frame of @accent. @skip: index of
 * the one that is a card all the same, or -1. */
typedef struct
{
  GdkRGBA color, accent;
  GdkRGBA colours[CONSOLE_DIAGRAM_COLOURS];
} ConsoleDiagramInk;
/* As the style sheet has them, by scheme and contrast. */
void console_diagram_read_ink   (GtkWidget *widget, ConsoleDiagramInk *ink);
/* Of the box of @item. */
GdkRGBA console_diagram_get_fill (const ConsoleDiagramItem *item, const ConsoleDiagramInk *ink);
void console_diagram_draw_boxes (ConsoleDiagramPlaces *places, GtkSnapshot *snapshot, const graphene_rect_t *view,
                                 const ConsoleDiagramInk *ink, GHashTable *selection, int skip);

typedef struct _ConsoleDiagramMove ConsoleDiagramMove;

struct _ConsoleDiagram
{
  GtkWidget parent_instance;

  ConsoleDiagramPlaces *places;
  GHashTable *cards; /* id (of the item) -> ConsoleDiagramCard */
  GtkWidget *probe;  /* a card that is never shown: how large cards are */
  GHashTable *selection; /* ids */
  char **selection_ids;  /* the same, in order; NULL: to be made */
  char *lead;            /* id of the card that was pointed at last, or NULL */
  char *anchor;          /* where a range begins, or NULL */
  double zoom;
  gboolean is_laid_out;
  gboolean fit_first;    /* the first time that there is room */
  gboolean show_lead;    /* once things have their places */
  gboolean is_focusing;  /* the diagram itself gives the focus away */

  gboolean editable;
  gboolean pressed;      /* on one of several that are selected: whether it alone will be, the release tells */
  char *grabbed;         /* id of the card where a press began, or NULL */
  gboolean is_lifted;    /* by a finger that stayed on it */
  ConsoleDiagramMove *move; /* NULL: nothing is dragged */
  GMenuModel *menu;
  GtkWidget *popover;

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  int cover;             /* console_diagram_set_cover() */
  double drag_x, drag_y; /* where the view was when a drag began */
  gboolean is_panned;    /* that drag began on the ground */
  double pinch_zoom;
};

/* console-diagram.c */
void console_diagram_relayout     (ConsoleDiagram *diagram);   /* things stand elsewhere now */
void console_diagram_update_cards (ConsoleDiagram *diagram);   /* builds and drops cards */
void console_diagram_activate_selected (ConsoleDiagram *diagram);
void console_diagram_notify_zoom     (ConsoleDiagram *diagram);
void console_diagram_notify_selected (ConsoleDiagram *diagram); /* and "selection-changed" */
void console_diagram_notify_editable (ConsoleDiagram *diagram);

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

/* console-diagram-selection.c */
gboolean        console_diagram_is_selected     (ConsoleDiagram *diagram, const char *id);
/* After new items. @above: ids of the lead and of those above it; the first that is still there has the lead now. */
void            console_diagram_prune_selection (ConsoleDiagram *diagram, GPtrArray *above);
/* As by a click or an arrow with these modifiers; the focus goes there. */
void            console_diagram_point_at        (ConsoleDiagram *diagram, int index, GdkModifierType state);
void            console_diagram_lead_to         (ConsoleDiagram *diagram, int index);
void            console_diagram_focus_lead      (ConsoleDiagram *diagram);
void            console_diagram_card_focused    (ConsoleDiagram *diagram, const char *id);

/* console-diagram-move.c; places are those of the widget, as a gesture has them */
typedef enum
{
  CONSOLE_DIAGRAM_DROP_NONE,
  CONSOLE_DIAGRAM_DROP_HERE,
  CONSOLE_DIAGRAM_DROP_REFUSED,
} ConsoleDiagramDrop;
gboolean        console_diagram_move_begin    (ConsoleDiagram *diagram, const char *id, double x, double y);
void            console_diagram_move_to       (ConsoleDiagram *diagram, double x, double y);
void            console_diagram_move_end      (ConsoleDiagram *diagram, gboolean drop);
/* What stands beside the pointer; NULL: nothing. */
const char     *console_diagram_move_get_hint (ConsoleDiagram *diagram);
ConsoleDiagramDrop console_diagram_move_get_drop (ConsoleDiagram *diagram, int index);
float           console_diagram_move_get_opacity (ConsoleDiagram *diagram, const char *id);
void            console_diagram_move_allocate (ConsoleDiagram *diagram, int width, int height);
void            console_diagram_move_snapshot (ConsoleDiagram *diagram, GtkSnapshot *snapshot);
void            console_diagram_install_move  (GtkWidgetClass *klass);
void            console_diagram_add_move_gestures (ConsoleDiagram *diagram);

/* console-diagram-edit.c */
void            console_diagram_tell_selection (ConsoleDiagram *diagram);
char           *console_diagram_ask_move      (ConsoleDiagram *diagram, const char *id, const char *parent);
void            console_diagram_tell_move     (ConsoleDiagram *diagram, const char *id, const char *parent);
void            console_diagram_show_menu     (ConsoleDiagram *diagram, double x, double y);
void            console_diagram_install_editing (GtkWidgetClass *klass);
void            console_diagram_add_menu_gestures (ConsoleDiagram *diagram);

/* console-diagram-keys.c */
void            console_diagram_install_keys (GtkWidgetClass *klass);
gboolean        console_diagram_focus_card   (ConsoleDiagram *diagram);   /* the lead, else the first */

G_END_DECLS
