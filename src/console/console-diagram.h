/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy as a picture: cards under their parents, lines between them. For what exists and for plans. It
 * scrolls (put it into a GtkScrolledWindow), zooms (buttons, Ctrl with wheel, plus, minus and 0, pinch) and is
 * dragged. Only the cards in sight are widgets, so that thousands of them stay quick; zoomed out so far that
 * nobody can read them, cards are drawn as boxes.
 *
 * Keys: arrows go along the tree (up to the parent, down to the first child, to the sides among one level), Home
 * to the root, Space shows or hides what is below, Enter activates.
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
/* The number of cards that are widgets now: for tests. */
guint               console_diagram_count_cards   (ConsoleDiagram *diagram);
/*
 * Class actions: "diagram.zoom-in", "diagram.zoom-out", "diagram.zoom-normal", "diagram.zoom-fit",
 * "diagram.collapse-all", "diagram.expand-all".
 * Properties: "zoom", "selected" (read-only, notify), and those of GtkScrollable.
 * Signals: "activate" (id): double click or Enter.
 */

G_END_DECLS
