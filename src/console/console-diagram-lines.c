/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a diagram is drawn and not built. All of it in rectangles that do not overlap, so that a
 * half transparent colour looks the same everywhere. */
#include "console-diagram-private.h"

#define LINE 1.5F

static void
append (GtkSnapshot *snapshot,
        const GdkRGBA *color,
        const graphene_rect_t *view,
        graphene_rect_t line)
{
  graphene_rect_t seen;

  if (graphene_rect_intersection (&line, view, &seen))
    gtk_snapshot_append_color (snapshot, color, &line);
}

static float
get_middle (const EspLayoutNode *node)
{
  return (float) (node->x + node->width / 2);
}

/* From the parent down to the beam, along it, and down to each child. */
static void
draw_below (ConsoleDiagramPlaces *places,
            int parent,
            GtkSnapshot *snapshot,
            const graphene_rect_t *view,
            const GdkRGBA *color)
{
  const EspLayoutNode *node = &places->nodes[parent];
  const EspLayoutNode *first = &places->nodes[places->first_child[parent]];
  const EspLayoutNode *last = &places->nodes[places->last_child[parent]];
  float top = (float) (node->y + node->height), bottom = (float) first->y;
  float beam = (top + bottom - LINE) / 2;
  float left = MIN (get_middle (first), get_middle (last)) - LINE / 2;
  float right = MAX (get_middle (first), get_middle (last)) + LINE / 2;

  append (snapshot, color, view,
          GRAPHENE_RECT_INIT (get_middle (node) - LINE / 2, top, LINE, beam - top));
  append (snapshot, color, view, GRAPHENE_RECT_INIT (left, beam, right - left, LINE));
  for (int i = places->first_child[parent]; i >= 0; i = places->next[i])
    append (snapshot, color, view,
            GRAPHENE_RECT_INIT (get_middle (&places->nodes[i]) - LINE / 2, beam + LINE, LINE,
                                bottom - beam - LINE));
}

void
console_diagram_draw_lines (ConsoleDiagramPlaces *places,
                            GtkSnapshot *snapshot,
                            const graphene_rect_t *view,
                            const GdkRGBA *color)
{
  for (guint i = 0; i < places->items->len; i++)
    if (places->nodes[i].shown && !places->nodes[i].collapsed && places->first_child[i] >= 0)
      draw_below (places, (int) i, snapshot, view, color);
}

void
console_diagram_draw_boxes (ConsoleDiagramPlaces *places,
                            GtkSnapshot *snapshot,
                            const graphene_rect_t *view,
                            const GdkRGBA *color,
                            const GdkRGBA *colours,
                            int selected)
{
  for (guint i = 0; i < places->items->len; i++)
    {
      const EspLayoutNode *node = &places->nodes[i];
      const ConsoleDiagramItem *item = g_ptr_array_index (places->items, i);
      GdkRGBA fill = *color;

      if (!node->shown || (int) i == selected)
        continue;
      fill.alpha *= 0.35F;
      if (item->account)
        fill = colours[item->colour];
      fill.alpha *= item->inactive ? 0.4F : 0.8F;
      append (snapshot, &fill, view,
              GRAPHENE_RECT_INIT ((float) node->x, (float) node->y, (float) node->width,
                                  (float) node->height));
    }
}
