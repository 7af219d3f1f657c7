/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the cards of a diagram stand: a tidy tree (Reingold and Tilford's contours, as Buchheim, Jünger and
 * Leipert made them linear, 2002) for any forest, not only plans. Pure arithmetic in points; no font is known here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int parent;            /* index in the array, always before the child; -1: a root */
  double width, height;  /* of the card */
  gboolean collapsed;    /* what is below takes no place */
  /* filled by the layout: */
  gboolean shown;
  double x, y;           /* of the upper left corner */
  int level;             /* 1 for a root */
  int n_below;           /* all that is below, shown or not */
} EspLayoutNode;

typedef struct
{
  double sibling_gap, level_gap, tree_gap;
  gboolean right_to_left;
} EspLayoutStyle;

/* In linear time, without recursion. Centres of children stand around that of their parent, cards of one level begin
 * at one height, a branch looks the same wherever it stands, and a tree never reaches into the room of the next.
 * @width and @height, which may be NULL, are of the whole drawing, which begins at 0, 0. FALSE where a parent stands
 * after its child (nothing is laid out then). */
gboolean esp_layout_tree (EspLayoutNode *nodes, guint n_nodes, const EspLayoutStyle *style, double *width,
                          double *height);

G_END_DECLS
