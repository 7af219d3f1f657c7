/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tidy tree: each branch is laid out by itself, then pushed against its left neighbour until
 * nothing overlaps at any level. Contours are followed through threads, so that a level is looked
 * at only where both neighbours have it; shifts of branches that stand between the two are shared
 * out when all children are placed. Parents stand before their children in the array: walking it
 * backwards is bottom-up and forwards is top-down, and a chain of any depth needs no stack. What a
 * card shows, and how big it is, is for the caller to know.
 */
#include "esp-plan-layout.h"

#define NOBODY (-1)

/* Positions are of centres. @place and @offset are relative: a card stands at its place plus the
 * offsets of all that are above it. */
typedef struct
{
  int first, last; /* children */
  int left, right; /* siblings beside it */
  int number;      /* among its siblings */
  int thread;      /* the next one of the contour, where there is no child */
  int ancestor;    /* of a card on a contour: the sibling in whose branch it is */
  double middle;   /* of its children */
  double place, offset;
  double shift, change; /* still to be shared out among those to its left */
  double centre;
} Knot;

typedef struct
{
  const EspLayoutNode *nodes;
  const EspLayoutStyle *style;
  Knot *knots;
} Layout;

/* A walk along one side of a branch; @sum is what the cards above contribute. */
typedef struct
{
  int at;
  double sum;
} Contour;

static gboolean
is_in_order (const EspLayoutNode *nodes, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].parent < NOBODY || nodes[i].parent >= (int) i)
      return FALSE;
  return TRUE;
}

/* Levels, what is shown, and how many are below. */
static void
look_around (EspLayoutNode *nodes, guint n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    {
      EspLayoutNode *node = &nodes[i];
      const EspLayoutNode *parent = node->parent == NOBODY ? NULL : &nodes[node->parent];

      node->n_below = 0;
      node->level = parent ? parent->level + 1 : 1;
      node->shown = !parent || (parent->shown && !parent->collapsed);
      node->x = node->y = 0;
    }
  for (guint i = n_nodes; i-- > 0;)
    if (nodes[i].parent != NOBODY)
      nodes[nodes[i].parent].n_below += nodes[i].n_below + 1;
}

static Knot *
make_knots (const EspLayoutNode *nodes, guint n_nodes)
{
  Knot *knots = g_new0 (Knot, n_nodes);

  for (guint i = 0; i < n_nodes; i++)
    knots[i] =
      (Knot){ .first = NOBODY, .last = NOBODY, .left = NOBODY, .right = NOBODY, .thread = NOBODY };
  for (guint i = 0; i < n_nodes; i++)
    {
      Knot *parent = nodes[i].parent == NOBODY ? NULL : &knots[nodes[i].parent];

      knots[i].ancestor = (int) i;
      if (!parent || !nodes[i].shown)
        continue;
      knots[i].left = parent->last;
      knots[i].number = parent->last == NOBODY ? 0 : knots[parent->last].number + 1;
      if (parent->first == NOBODY)
        parent->first = (int) i;
      else
        knots[parent->last].right = (int) i;
      parent->last = (int) i;
    }
  return knots;
}

static int
next_left (const Layout *layout, int at)
{
  const Knot *knot = &layout->knots[at];

  return knot->first == NOBODY ? knot->thread : knot->first;
}

static int
next_right (const Layout *layout, int at)
{
  const Knot *knot = &layout->knots[at];

  return knot->last == NOBODY ? knot->thread : knot->last;
}

static double
distance (const Layout *layout, int left, int right)
{
  return (layout->nodes[left].width + layout->nodes[right].width) / 2 + layout->style->sibling_gap;
}

/* @right moves away from @left; those in between follow, each by its part, when shifts are shared
 * out. */
static void
move_branch (Layout *layout, int left, int right, double shift)
{
  Knot *a = &layout->knots[left], *b = &layout->knots[right];
  double part = shift / (b->number - a->number);

  b->change -= part;
  b->shift += shift;
  a->change += part;
  b->place += shift;
  b->offset += shift;
}

static void
share_out_shifts (Layout *layout, int parent)
{
  double shift = 0, change = 0;

  for (int at = layout->knots[parent].last; at != NOBODY; at = layout->knots[at].left)
    {
      Knot *knot = &layout->knots[at];

      knot->place += shift;
      knot->offset += shift;
      change += knot->change;
      shift += knot->shift + change;
    }
}

static void
step (const Layout *layout, Contour *contour, int next)
{
  contour->at = next;
  contour->sum += layout->knots[next].offset;
}

/* The longer of two contours goes on below the shorter one. */
static void
sew (Layout *layout, const Contour *end, int next, double sum)
{
  layout->knots[end->at].thread = next;
  layout->knots[end->at].offset += sum - end->sum;
}

/* Pushes @branch to the right until it is free of all siblings at its left. @fallback is the
 * sibling that a contour belongs to where its ancestor is out of date; the one for the next branch
 * is returned. */
static int
push (Layout *layout, int branch, int fallback)
{
  const Knot *knots = layout->knots;
  int leftmost = knots[layout->nodes[branch].parent].first;
  Contour inner_right = { branch, knots[branch].offset }, outer_right = inner_right;
  Contour inner_left = { knots[branch].left, knots[knots[branch].left].offset };
  Contour outer_left = { leftmost, knots[leftmost].offset };
  int left = next_right (layout, inner_left.at), right = next_left (layout, branch);

  while (left != NOBODY && right != NOBODY)
    {
      double shift;
      int rival;

      outer_left.at = next_left (layout, outer_left.at);
      outer_right.at = next_right (layout, outer_right.at);
      inner_left.at = left;
      inner_right.at = right;
      layout->knots[outer_right.at].ancestor = branch;
      rival = knots[left].ancestor;
      if (layout->nodes[rival].parent != layout->nodes[branch].parent)
        rival = fallback;
      shift = knots[left].place + inner_left.sum - knots[right].place - inner_right.sum +
              distance (layout, left, right);
      if (shift > 0)
        {
          move_branch (layout, rival, branch, shift);
          inner_right.sum += shift;
          outer_right.sum += shift;
        }
      step (layout, &inner_left, left);
      step (layout, &inner_right, right);
      step (layout, &outer_left, outer_left.at);
      step (layout, &outer_right, outer_right.at);
      left = next_right (layout, left);
      right = next_left (layout, right);
    }
  if (left != NOBODY && next_right (layout, outer_right.at) == NOBODY)
    sew (layout, &outer_right, left, inner_left.sum);
  if (right == NOBODY || next_left (layout, outer_left.at) != NOBODY)
    return fallback;
  sew (layout, &outer_left, right, inner_right.sum);
  return branch;
}

/* All below @parent are placed already, each branch for itself. */
static void
place_children (Layout *layout, int parent)
{
  Knot *knots = layout->knots;
  int first = knots[parent].first, last = knots[parent].last, fallback = first;

  if (first == NOBODY)
    return;
  knots[first].place = knots[first].middle;
  for (int at = knots[first].right; at != NOBODY; at = knots[at].right)
    {
      int left = knots[at].left;

      knots[at].place = knots[left].place + distance (layout, left, at);
      if (knots[at].first != NOBODY)
        knots[at].offset = knots[at].place - knots[at].middle;
      fallback = push (layout, at, fallback);
    }
  share_out_shifts (layout, parent);
  knots[parent].middle = (knots[first].place + knots[last].place) / 2;
}

/* Centres, and for each root the borders of its tree. */
static void
find_centres (Layout *layout,
              guint n_nodes,
              double *offsets,
              int *roots,
              double *lefts,
              double *rights)
{
  for (guint i = 0; i < n_nodes; i++)
    {
      const EspLayoutNode *node = &layout->nodes[i];
      Knot *knot = &layout->knots[i];
      double half = node->width / 2, above = 0;

      if (!node->shown)
        continue;
      if (node->parent == NOBODY)
        knot->place = knot->middle;
      else
        above = offsets[node->parent];
      roots[i] = node->parent == NOBODY ? (int) i : roots[node->parent];
      knot->centre = knot->place + above;
      offsets[i] = above + knot->offset;
      lefts[i] = rights[i] = knot->centre;
      lefts[roots[i]] = MIN (lefts[roots[i]], knot->centre - half);
      rights[roots[i]] = MAX (rights[roots[i]], knot->centre + half);
    }
}

/* Trees stand side by side. Returns the width of all. */
static double
place_trees (EspLayoutNode *nodes, guint n_nodes, Layout *layout)
{
  g_autofree double *offsets = g_new0 (double, n_nodes);
  g_autofree double *lefts = g_new0 (double, n_nodes);
  g_autofree double *rights = g_new0 (double, n_nodes);
  g_autofree int *roots = g_new0 (int, n_nodes);
  double end = 0;

  find_centres (layout, n_nodes, offsets, roots, lefts, rights);
  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].parent == NOBODY)
      {
        double start = end > 0 ? end + layout->style->tree_gap : 0;

        end = start + rights[i] - lefts[i];
        lefts[i] -= start;
      }
  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].shown)
      nodes[i].x = layout->knots[i].centre - nodes[i].width / 2 - lefts[roots[i]];
  return end;
}

/* Returns the height of all. */
static double
place_levels (EspLayoutNode *nodes, guint n_nodes, double gap)
{
  g_autofree double *tops = g_new0 (double, (gsize) n_nodes + 2);
  int deepest = 0;

  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].shown)
      {
        deepest = MAX (deepest, nodes[i].level);
        tops[nodes[i].level + 1] = MAX (tops[nodes[i].level + 1], nodes[i].height);
      }
  for (int level = 2; level <= deepest + 1; level++)
    tops[level] += tops[level - 1] + gap;
  for (guint i = 0; i < n_nodes; i++)
    if (nodes[i].shown)
      nodes[i].y = tops[nodes[i].level];
  return deepest > 0 ? tops[deepest + 1] - gap : 0;
}

gboolean
esp_layout_tree (EspLayoutNode *nodes,
                 guint n_nodes,
                 const EspLayoutStyle *style,
                 double *width,
                 double *height)
{
  g_autofree Knot *knots = NULL;
  Layout layout = { nodes, style, NULL };
  double all_width, all_height;

  if (!is_in_order (nodes, n_nodes))
    return FALSE;
  look_around (nodes, n_nodes);
  layout.knots = knots = make_knots (nodes, n_nodes);
  for (guint i = n_nodes; i-- > 0;)
    place_children (&layout, (int) i);
  all_width = place_trees (nodes, n_nodes, &layout);
  all_height = place_levels (nodes, n_nodes, style->level_gap);
  for (guint i = 0; style->right_to_left && i < n_nodes; i++)
    if (nodes[i].shown)
      nodes[i].x = all_width - nodes[i].x - nodes[i].width;
  if (width)
    *width = all_width;
  if (height)
    *height = all_height;
  return TRUE;
}
