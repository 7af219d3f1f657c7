/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a diagram is selected. One card has the lead: it was pointed at last, it has the focus,
 * and arrows go on from it. Where several may be selected it needs not be one of them.
 */
#include "console-diagram-private.h"

#include "console-diagram-card.h"

static ConsoleDiagramItem *
get_item (ConsoleDiagram *diagram, int index)
{
  return g_ptr_array_index (diagram->places->items, index);
}

/* --- What is selected --------------------------------------------------------------------------*/

gboolean
console_diagram_is_selected (ConsoleDiagram *diagram, const char *id)
{
  return id && g_hash_table_contains (diagram->selection, id);
}

const char *const *
console_diagram_get_selection (ConsoleDiagram *diagram)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (diagram->selection_ids)
    return (const char *const *) diagram->selection_ids;
  ids = g_ptr_array_new ();
  for (guint i = 0; i < diagram->places->items->len; i++)
    if (console_diagram_is_selected (diagram, get_item (diagram, (int) i)->id))
      g_ptr_array_add (ids, g_strdup (get_item (diagram, (int) i)->id));
  g_ptr_array_add (ids, NULL);
  diagram->selection_ids = (char **) g_ptr_array_steal (ids, NULL);
  return (const char *const *) diagram->selection_ids;
}

const char *
console_diagram_get_selected (ConsoleDiagram *diagram)
{
  if (console_diagram_is_selected (diagram, diagram->lead))
    return diagram->lead;
  return console_diagram_get_selection (diagram)[0];
}

/* --- Changing it -------------------------------------------------------------------------------*/

static void
changed (ConsoleDiagram *diagram)
{
  g_clear_pointer (&diagram->selection_ids, g_strfreev);
  console_diagram_update_cards (diagram);
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  gtk_widget_queue_draw (GTK_WIDGET (diagram));
  console_diagram_notify_selected (diagram);
}

static void
open_way_to (ConsoleDiagram *diagram, int index)
{
  gboolean opened = FALSE;

  for (int at = diagram->places->nodes[index].parent; at >= 0;
       at = diagram->places->nodes[at].parent)
    opened |= g_hash_table_remove (diagram->places->collapsed, get_item (diagram, at)->id);
  if (opened)
    console_diagram_relayout (diagram);
}

static void
set_lead (ConsoleDiagram *diagram, const char *id)
{
  int index = console_diagram_places_find (diagram->places, id);
  char *lead = g_strdup (id);

  g_free (diagram->lead);
  diagram->lead = lead;
  if (index < 0)
    return;
  open_way_to (diagram, index);
  console_diagram_lay_out (diagram);
  diagram->show_lead = TRUE;
}

static void
set_anchor (ConsoleDiagram *diagram, const char *id)
{
  char *anchor = g_strdup (id);

  g_free (diagram->anchor);
  diagram->anchor = anchor;
}

/* The focus follows, where it is in here. */
static void
follow_with_focus (ConsoleDiagram *diagram)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (diagram)))
    console_diagram_focus_lead (diagram);
}

void
console_diagram_select (ConsoleDiagram *diagram, const char *id)
{
  int index = console_diagram_places_find (diagram->places, id);
  g_autofree char *own = g_strdup (id); /* it may be what goes */

  if (id && index < 0)
    return;
  if (g_hash_table_size (diagram->selection) == (id ? 1 : 0) &&
      g_strcmp0 (id, console_diagram_get_selected (diagram)) == 0 &&
      (!id || g_strcmp0 (id, diagram->lead) == 0))
    return;
  g_hash_table_remove_all (diagram->selection);
  if (own)
    g_hash_table_add (diagram->selection, g_strdup (own));
  if (own || !diagram->editable)
    set_lead (diagram, own);
  set_anchor (diagram, own);
  changed (diagram);
  follow_with_focus (diagram);
}

/* The ids that are there; without several, the first. */
static GHashTable *
list_known (ConsoleDiagram *diagram, const char *const *ids, const char **first)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  *first = NULL;
  for (; ids && *ids; ids++)
    {
      if (console_diagram_places_find (diagram->places, *ids) < 0 || (*first && !diagram->editable))
        continue;
      if (!*first)
        *first = *ids;
      g_hash_table_add (known, g_strdup (*ids));
    }
  return known;
}

static gboolean
is_same (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (b, id))
      return FALSE;
  return TRUE;
}

/* Takes @selection. */
static void
replace (ConsoleDiagram *diagram, GHashTable *selection)
{
  g_hash_table_unref (diagram->selection);
  diagram->selection = selection;
}

void
console_diagram_set_selection (ConsoleDiagram *diagram, const char *const *ids)
{
  const char *first;
  GHashTable *known = list_known (diagram, ids, &first);
  gboolean is_new = !diagram->lead || !g_hash_table_contains (known, diagram->lead);

  if (is_same (known, diagram->selection))
    {
      g_hash_table_unref (known);
      return;
    }
  if (is_new && (first || !diagram->editable))
    {
      set_lead (diagram, first);
      set_anchor (diagram, first);
    }
  replace (diagram, known);
  changed (diagram);
  follow_with_focus (diagram);
}

void
console_diagram_select_all (ConsoleDiagram *diagram)
{
  if (!diagram->editable)
    return;
  for (guint i = 0; i < diagram->places->items->len; i++)
    g_hash_table_add (diagram->selection, g_strdup (get_item (diagram, (int) i)->id));
  changed (diagram);
}

static void
find_lead (ConsoleDiagram *diagram, GPtrArray *above)
{
  if (console_diagram_places_find (diagram->places, diagram->lead) >= 0)
    return;
  g_clear_pointer (&diagram->lead, g_free);
  for (guint i = 0; i < above->len && diagram->editable && !diagram->lead; i++)
    if (console_diagram_places_find (diagram->places, g_ptr_array_index (above, i)) >= 0)
      diagram->lead = g_strdup (g_ptr_array_index (above, i));
}

/* What is not there any more is not selected any more. */
void
console_diagram_prune_selection (ConsoleDiagram *diagram, GPtrArray *above)
{
  GHashTableIter iter;
  gpointer id;
  gboolean pruned = FALSE;

  find_lead (diagram, above);
  g_hash_table_iter_init (&iter, diagram->selection);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (console_diagram_places_find (diagram->places, id) >= 0)
        continue;
      g_hash_table_iter_remove (&iter);
      pruned = TRUE;
    }
  g_clear_pointer (&diagram->selection_ids, g_strfreev);
  if (pruned)
    console_diagram_notify_selected (diagram);
}

/* --- Ranges ------------------------------------------------------------------------------------*/

static gboolean
is_above (ConsoleDiagramPlaces *places, int above, int index)
{
  for (; index >= 0; index = places->nodes[index].parent)
    if (index == above)
      return TRUE;
  return FALSE;
}

/* The next one that is shown, branch by branch; -1 behind the last. */
static int
get_next_shown (ConsoleDiagramPlaces *places, int index)
{
  if (!places->nodes[index].collapsed && places->first_child[index] >= 0)
    return places->first_child[index];
  while (index >= 0 && places->next[index] < 0)
    index = places->nodes[index].parent;
  return index >= 0 ? places->next[index] : -1;
}

static void
add_index (ConsoleDiagram *diagram, GHashTable *range, int index)
{
  g_hash_table_add (range, g_strdup (get_item (diagram, index)->id));
}

/* From the one to the other, whichever comes first. */
static void
add_branches (ConsoleDiagram *diagram, GHashTable *range, int from, int to)
{
  int end = -1;

  for (int i = diagram->places->first_root; i >= 0; i = get_next_shown (diagram->places, i))
    {
      if (end < 0 && i != from && i != to)
        continue;
      add_index (diagram, range, i);
      if (i == end)
        return;
      if (end < 0)
        end = i == from ? to : from;
    }
}

/* Of one level what stands between them; of one line the way from one to the other; else all that a
 * reader of the tree passes on the way. */
static GHashTable *
make_range (ConsoleDiagram *diagram, int from, int to)
{
  ConsoleDiagramPlaces *places = diagram->places;
  GHashTable *range = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int lower = places->nodes[from].level > places->nodes[to].level ? from : to;
  int upper = lower == from ? to : from;

  if (places->nodes[from].level == places->nodes[to].level)
    {
      for (int i = MIN (from, to); i <= MAX (from, to); i++)
        if (places->nodes[i].shown && places->nodes[i].level == places->nodes[from].level)
          add_index (diagram, range, i);
      return range;
    }
  if (!is_above (places, upper, lower))
    {
      add_branches (diagram, range, from, to);
      return range;
    }
  for (int i = lower; i != upper; i = places->nodes[i].parent)
    add_index (diagram, range, i);
  add_index (diagram, range, upper);
  return range;
}

/* --- Pointing ----------------------------------------------------------------------------------*/

static void
extend_to (ConsoleDiagram *diagram, int index)
{
  int anchor = console_diagram_places_find (diagram->places, diagram->anchor);

  if (anchor < 0 || !diagram->places->nodes[anchor].shown)
    anchor = console_diagram_places_find (diagram->places, diagram->lead);
  if (anchor < 0 || !diagram->places->nodes[anchor].shown)
    anchor = index;
  set_anchor (diagram, get_item (diagram, anchor)->id);
  set_lead (diagram, get_item (diagram, index)->id);
  replace (diagram, make_range (diagram, anchor, index));
  changed (diagram);
}

static void
toggle (ConsoleDiagram *diagram, int index)
{
  const char *id = get_item (diagram, index)->id;

  if (!g_hash_table_remove (diagram->selection, id))
    g_hash_table_add (diagram->selection, g_strdup (id));
  set_lead (diagram, id);
  set_anchor (diagram, id);
  changed (diagram);
}

void
console_diagram_point_at (ConsoleDiagram *diagram, int index, GdkModifierType state)
{
  if (diagram->editable && (state & GDK_SHIFT_MASK))
    extend_to (diagram, index);
  else if (diagram->editable && (state & GDK_CONTROL_MASK))
    toggle (diagram, index);
  else
    console_diagram_select (diagram, get_item (diagram, index)->id);
  console_diagram_focus_lead (diagram);
}

/* The lead goes there, and what is selected stays. */
void
console_diagram_lead_to (ConsoleDiagram *diagram, int index)
{
  set_lead (diagram, get_item (diagram, index)->id);
  console_diagram_update_cards (diagram);
  gtk_widget_queue_allocate (GTK_WIDGET (diagram));
  console_diagram_focus_lead (diagram);
}

/* --- Focus -------------------------------------------------------------------------------------*/

void
console_diagram_focus_lead (ConsoleDiagram *diagram)
{
  GtkWidget *card = diagram->lead ? g_hash_table_lookup (diagram->cards, diagram->lead) : NULL;

  if (!card || gtk_widget_is_focus (card))
    return;
  diagram->is_focusing = TRUE;
  gtk_widget_grab_focus (card);
  diagram->is_focusing = FALSE;
}

/* Somebody else gave a card the focus: a window that comes back, assistive technology. */
void
console_diagram_card_focused (ConsoleDiagram *diagram, const char *id)
{
  int index = console_diagram_places_find (diagram->places, id);

  if (diagram->is_focusing || index < 0 || g_strcmp0 (id, diagram->lead) == 0)
    return;
  if (console_diagram_is_selected (diagram, id))
    console_diagram_lead_to (diagram, index);
  else
    console_diagram_select (diagram, id);
}
