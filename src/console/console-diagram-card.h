/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One card of a diagram: a widget that takes the focus, with a name for assistive technology. It knows its
 * item only; where it stands and what keys do is the diagram's.
 */
#pragma once

#include <adwaita.h>

#include "console-diagram-item.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_DIAGRAM_CARD (console_diagram_card_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDiagramCard, console_diagram_card, CONSOLE, DIAGRAM_CARD, GtkWidget)

GtkWidget          *console_diagram_card_new      (void);
void                console_diagram_card_set_item (ConsoleDiagramCard *card, ConsoleDiagramItem *item);
ConsoleDiagramItem *console_diagram_card_get_item (ConsoleDiagramCard *card);
/* @level from 1; @n_below: how many stand below it, all levels; @collapsed: they are not shown. */
void                console_diagram_card_set_place (ConsoleDiagramCard *card, int level, int n_below,
                                                    gboolean collapsed);
/* @position from 1, among @n_siblings. */
void                console_diagram_card_set_siblings (ConsoleDiagramCard *card, int position, int n_siblings);
void                console_diagram_card_set_selected (ConsoleDiagramCard *card, gboolean selected);
/* Properties "item", "selected". Signals: "toggled": what is below is to be shown or hidden. */

G_END_DECLS
