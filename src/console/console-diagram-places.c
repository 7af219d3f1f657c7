/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items as a forest with places. No widget is known here. */
#include "console-diagram-private.h"

#define SIBLING_GAP 16.0
#define LEVEL_GAP 48.0
#define TREE_GAP 48.0

ConsoleDiagramPlaces *
console_diagram_places_new (void)
{
  ConsoleDiagramPlaces *places = g_new0 (ConsoleDiagramPlaces, 1);

  places->items = g_ptr_array_new_with_free_func (g_object_unref);
  places->indexes = g_hash_table_new (g_str_hash, g_str_equal);
  places->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  places->first_root = -1;
  return places;
}

static void
clear_links (ConsoleDiagramPlaces *places)
{
  g_clear_pointer (&places->nodes, g_free);
  g_clear_pointer (&places->first_child, g_free);
  g_clear_pointer (&places->last_child, g_free);
  g_clear_pointer (&places->next, g_free);
  g_clear_pointer (&places->previous, g_free);
  g_clear_pointer (&places->position, g_free);
  g_clear_pointer (&places->n_siblings, g_free);
}

void
console_diagram_places_free (ConsoleDiagramPlaces *places)
{
  clear_links (places);
  g_hash_table_unref (places->indexes);
  g_hash_table_unref (places->collapsed);
  g_ptr_array_unref (places->items);
  g_free (places);
}

static ConsoleDiagramItem *
get_item (ConsoleDiagramPlaces *places, int index)
{
  return g_ptr_array_index (places->items, index);
}

int
console_diagram_places_find (ConsoleDiagramPlaces *places, const char *id)
{
  return id ? GPOINTER_TO_INT (g_hash_table_lookup (places->indexes, id)) - 1 : -1;
}

/* --- Order -------------------------------------------------------------------------------------*/

/* Level by level: whoever is in a circle is never reached, and left out. */
static GPtrArray *
put_parents_first (GPtrArray *items)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) below = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        (GDestroyNotify) g_ptr_array_unref);
  GPtrArray *ordered = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (ids, ((ConsoleDiagramItem *) g_ptr_array_index (items, i))->id);
  for (guint i = 0; i < items->len; i++)
    {
      ConsoleDiagramItem *item = g_ptr_array_index (items, i);
      GPtrArray *siblings;

      if (!item->parent || !g_hash_table_contains (ids, item->parent))
        {
          g_ptr_array_add (ordered, g_object_ref (item));
          continue;
        }
      siblings = g_hash_table_lookup (below, item->parent);
      if (!siblings)
        {
          siblings = g_ptr_array_new ();
          g_hash_table_insert (below, item->parent, siblings);
        }
      g_ptr_array_add (siblings, item);
    }
  for (guint i = 0; i < ordered->len; i++)
    {
      ConsoleDiagramItem *item = g_ptr_array_index (ordered, i);
      GPtrArray *children = g_hash_table_lookup (below, item->id);

      for (guint j = 0; children && j < children->len; j++)
        g_ptr_array_add (ordered, g_object_ref (g_ptr_array_index (children, j)));
    }
  return ordered;
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!console_diagram_item_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

static void
link_below (ConsoleDiagramPlaces *places, int parent, int index, int *last_root)
{
  int *last = parent >= 0 ? &places->last_child[parent] : last_root;

  places->previous[index] = *last;
  if (*last >= 0)
    places->next[*last] = index;
  else if (parent >= 0)
    places->first_child[parent] = index;
  else
    places->first_root = index;
  *last = index;
}

/* Backwards: the last of a row knows how many they are. */
static void
count_siblings (ConsoleDiagramPlaces *places)
{
  for (guint i = 0; i < places->items->len; i++)
    places->position[i] = places->previous[i] >= 0 ? places->position[places->previous[i]] + 1 : 1;
  for (guint i = places->items->len; i-- > 0;)
    places->n_siblings[i] = places->next[i] >= 0 ? places->n_siblings[places->next[i]] :
                                                   places->position[i];
}

static void
make_links (ConsoleDiagramPlaces *places)
{
  guint n = places->items->len;
  int last_root = -1;

  clear_links (places);
  places->first_root = -1;
  places->nodes = g_new0 (EspLayoutNode, n);
  places->first_child = g_new (int, n);
  places->last_child = g_new (int, n);
  places->next = g_new (int, n);
  places->previous = g_new (int, n);
  places->position = g_new (int, n);
  places->n_siblings = g_new (int, n);
  for (guint i = 0; i < n; i++)
    places->first_child[i] = places->last_child[i] = places->next[i] = places->previous[i] = -1;
  for (guint i = 0; i < n; i++)
    {
      int parent = console_diagram_places_find (places, get_item (places, (int) i)->parent);

      places->nodes[i].parent = parent;
      link_below (places, parent, (int) i, &last_root);
    }
  count_siblings (places);
}

gboolean
console_diagram_places_set (ConsoleDiagramPlaces *places, GPtrArray *items)
{
  g_autoptr (GPtrArray) ordered = put_parents_first (items);

  if (places->nodes && is_same (ordered, places->items))
    return FALSE;
  g_ptr_array_unref (places->items);
  places->items = g_steal_pointer (&ordered);
  g_hash_table_remove_all (places->indexes);
  for (guint i = 0; i < places->items->len; i++)
    g_hash_table_insert (places->indexes, get_item (places, (int) i)->id, GINT_TO_POINTER (i + 1));
  make_links (places);
  return TRUE;
}

void
console_diagram_places_lay_out (ConsoleDiagramPlaces *places,
                                double card_width,
                                double card_height,
                                gboolean right_to_left)
{
  const EspLayoutStyle style = { .sibling_gap = SIBLING_GAP,
                                 .level_gap = LEVEL_GAP,
                                 .tree_gap = TREE_GAP,
                                 .right_to_left = right_to_left };

  for (guint i = 0; i < places->items->len; i++)
    {
      places->nodes[i].width = card_width;
      places->nodes[i].height = card_height;
      places->nodes[i].collapsed = g_hash_table_contains (places->collapsed,
                                                          get_item (places, (int) i)->id);
    }
  places->width = places->height = 0;
  if (places->items->len > 0)
    esp_layout_tree (places->nodes, places->items->len, &style, &places->width, &places->height);
}

/* --- Ways --------------------------------------------------------------------------------------*/

static int
step_down (ConsoleDiagramPlaces *places, int from)
{
  return places->nodes[from].collapsed ? -1 : places->first_child[from];
}

/* Among one level: siblings, then the cards of the next branch that is as deep. */
static int
step_along (ConsoleDiagramPlaces *places, int from, gboolean forward)
{
  const EspLayoutNode *own = &places->nodes[from];
  int found = -1;

  for (guint i = 0; i < places->items->len; i++)
    {
      const EspLayoutNode *node = &places->nodes[i];
      gboolean beyond = forward ? node->x > own->x : node->x < own->x;

      if (!node->shown || node->level != own->level || !beyond)
        continue;
      if (found < 0 ||
          (forward ? node->x < places->nodes[found].x : node->x > places->nodes[found].x))
        found = (int) i;
    }
  return found;
}

int
console_diagram_places_step (ConsoleDiagramPlaces *places, int from, GtkDirectionType direction)
{
  if (!places->nodes || from < 0)
    return -1;
  if (direction == GTK_DIR_UP)
    return places->nodes[from].parent;
  if (direction == GTK_DIR_DOWN)
    return step_down (places, from);
  return step_along (places, from, direction == GTK_DIR_RIGHT);
}

int
console_diagram_places_at (ConsoleDiagramPlaces *places, double x, double y)
{
  for (guint i = 0; i < places->items->len; i++)
    {
      const EspLayoutNode *node = &places->nodes[i];

      if (node->shown && x >= node->x && x < node->x + node->width && y >= node->y &&
          y < node->y + node->height)
        return (int) i;
    }
  return -1;
}
