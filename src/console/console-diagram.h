/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy as a picture: cards under their parents, lines between them. For what exists and for plans. It
 * scrolls (put it into a GtkScrolledWindow), zooms (buttons, Ctrl with wheel, plus, minus and 0, pinch) and is
 * dragged. Only the cards in sight are widgets, so that thousands of them stay quick; zoomed out so far that
 * nobody can read them, cards are drawn as boxes.
 *
 * Keys: arrows go along the tree (up to the parent, down to the first child, to the sides among one level), Home
 * to the root, Space shows or hides what is below, Enter activates.
 *
 * Where it is editable, several cards may be selected (Ctrl with a click, Shift with a click or an arrow for all
 * between two of them, Ctrl+A), and cards are dragged to another parent. The diagram changes nothing itself: its
 * owner is told, changes what is drawn, and sets the items anew. Insert, Delete and F2 are told too.
 */
#pragma once

#include <adwaita.h>

#include "console-diagram-item.h"

G_BEGIN_DECLS

#define CONSOLE_DIAGRAM_ZOOM_MIN 0.1
#define CONSOLE_DIAGRAM_ZOOM_MAX 2.0

#define CONSOLE_TYPE_DIAGRAM (console_diagram_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDiagram, console_diagram, CONSOLE, DIAGRAM, GtkWidget)

GtkWidget          *console_diagram_new           (void);
/* @items: GPtrArray of ConsoleDiagramItem in any order; an item whose parent is not among them is a root. What is
 * selected and collapsed stays so, by id. */
void                console_diagram_set_items     (ConsoleDiagram *diagram, GPtrArray *items);
guint               console_diagram_get_n_items   (ConsoleDiagram *diagram);
/* NULL: nothing is selected. Selecting scrolls there, and opens what hides it. */
const char         *console_diagram_get_selected  (ConsoleDiagram *diagram);
void                console_diagram_select        (ConsoleDiagram *diagram, const char *id);
void                console_diagram_set_collapsed (ConsoleDiagram *diagram, const char *id, gboolean collapsed);
gboolean            console_diagram_is_collapsed  (ConsoleDiagram *diagram, const char *id);
double              console_diagram_get_zoom      (ConsoleDiagram *diagram);
void                console_diagram_set_zoom      (ConsoleDiagram *diagram, double zoom);
/* As large as fits into what can be seen, at most 1. */
void                console_diagram_zoom_to_fit   (ConsoleDiagram *diagram);
/* What of its end side (the left one from right to left) lies below something else, in pixels: what is scrolled to,
 * and the last card, come to stand beside it. */
void                console_diagram_set_cover     (ConsoleDiagram *diagram, int width);
/* The number of cards that are widgets now: for tests. */
guint               console_diagram_count_cards   (ConsoleDiagram *diagram);

/* --- Editing: console-diagram-selection.c, -move.c, -edit.c -------------------------------------------------------*/

gboolean            console_diagram_get_editable  (ConsoleDiagram *diagram);
void                console_diagram_set_editable  (ConsoleDiagram *diagram, gboolean editable);
/* Ids of all that are selected, in the order of the items; never NULL. Borrowed, good until the selection changes.
 * console_diagram_get_selected() is the one of them that was pointed at last, console_diagram_select() selects one
 * and no other. */
const char * const *console_diagram_get_selection (ConsoleDiagram *diagram);
/* Those that are not there are left out. Scrolls to the first where none of them was selected. */
void                console_diagram_set_selection (ConsoleDiagram *diagram, const char * const *ids);
void                console_diagram_select_all    (ConsoleDiagram *diagram);
/* Shown by right click, the Menu key, Shift+F10 and a long press, on a card (which is selected then, unless it was)
 * and on empty ground (where nothing is selected then). NULL: none. Its actions are found from the diagram upwards. */
void                console_diagram_set_menu      (ConsoleDiagram *diagram, GMenuModel *menu);

/*
 * Class actions: "diagram.zoom-in", "diagram.zoom-out", "diagram.zoom-normal", "diagram.zoom-fit",
 * "diagram.collapse-all", "diagram.expand-all".
 * Properties: "zoom", "selected" (read-only, notify), "editable", and those of GtkScrollable.
 * Signals:
 *   "activate" (id): double click or Enter.
 *   "selection-changed" ().
 * Only where it is editable:
 *   "may-move" (id, parent) -> char *: why not, in a sentence, or NULL where it may. @parent NULL: to become a root.
 *     Asked once for each place that is passed.
 *   "move" (id, parent): it was dropped there, where it may be; @parent NULL: on empty ground.
 *   "add-below" (id): Insert. @id NULL: nothing is selected.
 *   "remove" (): Delete, with something selected.
 *   "rename" (id): F2.
 */

G_END_DECLS
