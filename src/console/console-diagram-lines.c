/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a diagram is drawn and not built. All of it in rectangles that do not overlap, so that a
 * half transparent colour looks the same everywhere. */
#include "console-diagram-private.h"

#define LINE 1.5F
#define FRAME 6.0F /* of a box that is selected; seen when it is small */
#define RIM 8.0F   /* of a box that is hollow */

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

/* A box of no account is of the colour of lines. */
GdkRGBA
console_diagram_get_fill (const ConsoleDiagramItem *item, const ConsoleDiagramInk *ink)
{
  return item->account ? ink->colours[item->colour] : ink->color;
}

/* What can't issue is hollow, so that its rim is as well seen as a box that is full. */
static void
draw_box (GtkSnapshot *snapshot,
          const graphene_rect_t *view,
          const graphene_rect_t *box,
          const GdkRGBA *fill,
          gboolean hollow)
{
  float x = box->origin.x, y = box->origin.y, width = box->size.width, height = box->size.height;
  GdkRGBA pale = *fill;

  if (!hollow)
    {
      append (snapshot, fill, view, *box);
      return;
    }
  pale.alpha *= 0.25F;
  append (snapshot, fill, view, GRAPHENE_RECT_INIT (x, y, width, RIM));
  append (snapshot, fill, view, GRAPHENE_RECT_INIT (x, y + height - RIM, width, RIM));
  append (snapshot, fill, view, GRAPHENE_RECT_INIT (x, y + RIM, RIM, height - 2 * RIM));
  append (snapshot, fill, view,
          GRAPHENE_RECT_INIT (x + width - RIM, y + RIM, RIM, height - 2 * RIM));
  append (snapshot, &pale, view,
          GRAPHENE_RECT_INIT (x + RIM, y + RIM, width - 2 * RIM, height - 2 * RIM));
}

void
console_diagram_draw_boxes (ConsoleDiagramPlaces *places,
                            GtkSnapshot *snapshot,
                            const graphene_rect_t *view,
                            const ConsoleDiagramInk *ink,
                            GHashTable *selection,
                            int skip)
{
  for (guint i = 0; i < places->items->len; i++)
    {
      const EspLayoutNode *node = &places->nodes[i];
      const ConsoleDiagramItem *item = g_ptr_array_index (places->items, i);
      graphene_rect_t box = GRAPHENE_RECT_INIT ((float) node->x, (float) node->y,
                                                (float) node->width, (float) node->height);
      graphene_rect_t frame = box;
      GdkRGBA fill;

      if (!node->shown || (int) i == skip)
        continue;
      fill = console_diagram_get_fill (item, ink);
      if (g_hash_table_contains (selection, item->id))
        append (snapshot, &ink->accent, view, *graphene_rect_inset (&frame, -FRAME, -FRAME));
      draw_box (snapshot, view, &box, &fill, item->inactive);
    }
}
