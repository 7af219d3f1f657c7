/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tidy tree by what it promises, on forests made by a seeded generator; a slow and simple
 * layout of our own tells how wide a tree has to be.
 */
#include "design/esp-plan-layout.h"

#include <math.h>

#define NEAR 1e-6
#define FORESTS 400

static const EspLayoutStyle style = { 24, 56, 64, FALSE };

static EspLayoutNode *
make_forest (GRand *random, guint n, gboolean one_height)
{
  EspLayoutNode *nodes = g_new0 (EspLayoutNode, n);
  int reach = g_rand_int_range (random, 1, 12);

  for (guint i = 0; i < n; i++)
    {
      nodes[i].parent = i == 0 || g_rand_int_range (random, 0, 40) == 0 ?
                          -1 :
                          g_rand_int_range (random, MAX (0, (int) i - reach), (int) i);
      nodes[i].width = g_rand_int_range (random, 40, 300);
      nodes[i].height = one_height ? 100 : g_rand_int_range (random, 40, 160);
      nodes[i].collapsed = g_rand_int_range (random, 0, 20) == 0;
    }
  return nodes;
}

static double
centre (const EspLayoutNode *node)
{
  return node->x + node->width / 2;
}

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, NEAR);
}

static void
check_no_overlap (const EspLayoutNode *nodes, guint n, double width, double height)
{
  for (guint i = 0; i < n; i++)
    {
      if (!nodes[i].shown)
        continue;
      g_assert_cmpfloat (nodes[i].x, >=, -NEAR);
      g_assert_cmpfloat (nodes[i].y, >=, 0);
      g_assert_cmpfloat (nodes[i].x + nodes[i].width, <=, width + NEAR);
      g_assert_cmpfloat (nodes[i].y + nodes[i].height, <=, height + NEAR);
      for (guint j = 0; j < i; j++)
        if (nodes[j].shown && nodes[j].level == nodes[i].level)
          {
            gboolean left = nodes[i].x + nodes[i].width + style.sibling_gap <= nodes[j].x + NEAR;
            gboolean right = nodes[j].x + nodes[j].width + style.sibling_gap <= nodes[i].x + NEAR;

            g_assert_true (left || right);
          }
    }
}

static void
check_levels (const EspLayoutNode *nodes, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        if (!nodes[i].shown || !nodes[j].shown)
          continue;
        if (nodes[i].level == nodes[j].level)
          assert_near (nodes[i].y, nodes[j].y);
        else if (nodes[i].level > nodes[j].level)
          g_assert_cmpfloat (nodes[j].y + nodes[j].height + style.level_gap, <=, nodes[i].y + NEAR);
      }
}

/* Around the middle of its first and last child, which stand in their order. */
static void
check_centred (const EspLayoutNode *nodes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      int first = -1, last = -1;

      for (guint j = i + 1; j < n; j++)
        if (nodes[j].shown && nodes[j].parent == (int) i)
          {
            g_assert_true (last < 0 || centre (&nodes[last]) < centre (&nodes[j]));
            first = first < 0 ? (int) j : first;
            last = (int) j;
          }
      if (first >= 0)
        assert_near (centre (&nodes[i]), (centre (&nodes[first]) + centre (&nodes[last])) / 2);
    }
}

static void
check_counts (const EspLayoutNode *nodes, guint n)
{
  g_autofree int *below = g_new0 (int, n);

  for (guint i = 0; i < n; i++)
    {
      gboolean hidden = FALSE;

      for (int up = nodes[i].parent; up >= 0; up = nodes[up].parent)
        {
          below[up]++;
          hidden = hidden || nodes[up].collapsed;
        }
      g_assert_cmpint (nodes[i].shown, ==, !hidden);
    }
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (nodes[i].n_below, ==, below[i]);
}

static void
test_promises (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);

  for (int run = 0; run < FORESTS; run++)
    {
      guint n = (guint) g_rand_int_range (random, 1, 120);
      g_autofree EspLayoutNode *nodes = make_forest (random, n, FALSE);
      double width, height;

      g_assert_true (esp_layout_tree (nodes, n, &style, &width, &height));
      check_no_overlap (nodes, n, width, height);
      check_levels (nodes, n);
      check_centred (nodes, n);
      check_counts (nodes, n);
    }
}

/* All of one tree is left of all of the next. */
static void
test_trees_apart (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int run = 0; run < FORESTS; run++)
    {
      guint n = (guint) g_rand_int_range (random, 2, 120);
      g_autofree EspLayoutNode *nodes = make_forest (random, n, FALSE);
      g_autofree int *roots = g_new0 (int, n);

      esp_layout_tree (nodes, n, &style, NULL, NULL);
      for (guint i = 0; i < n; i++)
        roots[i] = nodes[i].parent < 0 ? (int) i : roots[nodes[i].parent];
      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
          if (nodes[i].shown && nodes[j].shown && roots[i] < roots[j])
            g_assert_cmpfloat (nodes[i].x + nodes[i].width + style.tree_gap, <=, nodes[j].x + NEAR);
    }
}

/* @branch of @nodes, as a tree of its own. */
static EspLayoutNode *
cut_out (const EspLayoutNode *nodes, guint n, guint branch, int *places, guint *n_cut)
{
  EspLayoutNode *cut = g_new0 (EspLayoutNode, n);

  *n_cut = 0;
  for (guint i = 0; i < n; i++)
    {
      gboolean inside = i == branch || (nodes[i].parent >= 0 && places[nodes[i].parent] >= 0);

      places[i] = inside ? (int) (*n_cut)++ : -1;
      if (!inside)
        continue;
      cut[places[i]] = nodes[i];
      cut[places[i]].parent = i == branch ? -1 : places[nodes[i].parent];
    }
  return cut;
}

static void
test_same_anywhere (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (int run = 0; run < FORESTS; run++)
    {
      guint n = (guint) g_rand_int_range (random, 2, 120), n_cut;
      guint branch = (guint) g_rand_int_range (random, 0, (int) n);
      g_autofree EspLayoutNode *nodes = make_forest (random, n, TRUE);
      g_autofree int *places = g_new0 (int, n);
      g_autofree EspLayoutNode *cut = cut_out (nodes, n, branch, places, &n_cut);

      esp_layout_tree (nodes, n, &style, NULL, NULL);
      esp_layout_tree (cut, n_cut, &style, NULL, NULL);
      for (guint i = 0; i < n; i++)
        if (places[i] >= 0 && nodes[i].shown)
          {
            assert_near (nodes[i].x - nodes[branch].x, cut[places[i]].x - cut[0].x);
            assert_near (nodes[i].y - nodes[branch].y, cut[places[i]].y - cut[0].y);
          }
    }
}

static void
test_right_to_left (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  EspLayoutStyle mirrored = style;

  mirrored.right_to_left = TRUE;
  for (int run = 0; run < 50; run++)
    {
      guint n = (guint) g_rand_int_range (random, 1, 120);
      g_autofree EspLayoutNode *nodes = make_forest (random, n, FALSE);
      g_autofree EspLayoutNode *other = g_memdup2 (nodes, n * sizeof *nodes);
      double width, other_width;

      esp_layout_tree (nodes, n, &style, &width, NULL);
      esp_layout_tree (other, n, &mirrored, &other_width, NULL);
      assert_near (width, other_width);
      for (guint i = 0; i < n; i++)
        if (nodes[i].shown)
          assert_near (other[i].x, width - nodes[i].x - nodes[i].width);
    }
}

/* --- How wide it has to be ----------------------------------------------------------------------
 */

#define DEEP 16

/* The borders of a branch at each level, seen from the centre of its root; level 0 is the root's
 * own. */
typedef struct
{
  int depth;
  double left[DEEP], right[DEEP];
} Outline;

/* Children next to each other as near as they go, the parent over the middle: quadratic and plain.
 */
static Outline
reference (const EspLayoutNode *nodes, guint n, guint at)
{
  Outline all = { 1, { -nodes[at].width / 2 }, { nodes[at].width / 2 } };
  Outline below = { 0 };
  double last = 0;

  for (guint i = at + 1; i < n; i++)
    {
      Outline child;
      double shift = 0;

      if (nodes[i].parent != (int) at)
        continue;
      child = reference (nodes, n, i);
      for (int level = 0; level < MIN (below.depth, child.depth); level++)
        shift = MAX (shift, below.right[level] + style.sibling_gap - child.left[level]);
      last = below.depth > 0 ? shift : 0;
      for (int level = 0; level < child.depth; level++)
        {
          if (level >= below.depth)
            below.left[level] = child.left[level] + last;
          below.right[level] = child.right[level] + last;
        }
      below.depth = MAX (below.depth, child.depth);
    }
  g_assert_cmpint (below.depth, <, DEEP);
  for (int level = 0; level < below.depth; level++)
    {
      all.left[level + 1] = below.left[level] - last / 2;
      all.right[level + 1] = below.right[level] - last / 2;
    }
  all.depth = below.depth + 1;
  return all;
}

static void
test_no_wider_than_needed (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (int run = 0; run < FORESTS * 5; run++)
    {
      guint n = (guint) g_rand_int_range (random, 1, 14);
      g_autofree EspLayoutNode *nodes = make_forest (random, n, FALSE);
      double width, left = 0, right = 0;
      Outline outline;

      for (guint i = 0; i < n; i++)
        {
          nodes[i].collapsed = FALSE;
          nodes[i].parent = i > 0 ? MAX (nodes[i].parent, 0) : -1;
        }
      outline = reference (nodes, n, 0);
      for (int level = 0; level < outline.depth; level++)
        {
          left = MIN (left, outline.left[level]);
          right = MAX (right, outline.right[level]);
        }
      esp_layout_tree (nodes, n, &style, &width, NULL);
      assert_near (width, right - left);
    }
}

/* A low branch between two high ones stands in the middle of its room, not at one side. */
static void
test_shared_out (void)
{
  EspLayoutNode nodes[] = {
    { .parent = -1 }, { .parent = 0 }, { .parent = 0 }, { .parent = 0 }, { .parent = 1 },
    { .parent = 1 },  { .parent = 1 }, { .parent = 3 }, { .parent = 3 }, { .parent = 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    nodes[i].width = nodes[i].height = 100;
  g_assert_true (esp_layout_tree (nodes, G_N_ELEMENTS (nodes), &style, NULL, NULL));
  g_assert_cmpfloat (nodes[3].x - nodes[1].x, >, 2 * (100 + style.sibling_gap) + NEAR);
  assert_near (nodes[2].x - nodes[1].x, nodes[3].x - nodes[2].x);
}

static void
test_refused (void)
{
  EspLayoutNode late[] = { { .parent = 1, .x = 5 }, { .parent = -1 } };
  EspLayoutNode own[] = { { .parent = 0 } };
  EspLayoutNode wild[] = { { .parent = -2 } };
  double width = 1, height = 1;

  g_assert_false (esp_layout_tree (late, 2, &style, NULL, NULL));
  assert_near (late[0].x, 5);
  g_assert_false (esp_layout_tree (own, 1, &style, NULL, NULL));
  g_assert_false (esp_layout_tree (wild, 1, &style, NULL, NULL));
  g_assert_true (esp_layout_tree (NULL, 0, &style, &width, &height));
  assert_near (width, 0);
  assert_near (height, 0);
}

static void
test_deep_chain (void)
{
  guint n = 200000;
  g_autofree EspLayoutNode *nodes = g_new0 (EspLayoutNode, n);
  double width, height;

  for (guint i = 0; i < n; i++)
    nodes[i] = (EspLayoutNode){ .parent = (int) i - 1, .width = 100, .height = 10 };
  g_assert_true (esp_layout_tree (nodes, n, &style, &width, &height));
  assert_near (width, 100);
  assert_near (height, n * 10.0 + (n - 1) * style.level_gap);
  g_assert_cmpint (nodes[0].n_below, ==, (int) n - 1);
}

/* Printed, not judged: how quick it is says something about the machine too. */
static void
test_time (void)
{
  guint sizes[] = { 2000, 4000, 8000 };

  for (gsize size = 0; size < G_N_ELEMENTS (sizes); size++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (2000);
      guint n = sizes[size];
      g_autofree EspLayoutNode *nodes = g_new0 (EspLayoutNode, n);
      gint64 begin, best = G_MAXINT64;
      double width, height;

      for (guint i = 0; i < n; i++)
        nodes[i] = (EspLayoutNode){ .parent = i == 0 ? -1 : g_rand_int_range (random, 0, (int) i),
                                    .width = 236,
                                    .height = 104 };
      for (int run = 0; run < 5; run++)
        {
          begin = g_get_monotonic_time ();
          g_assert_true (esp_layout_tree (nodes, n, &style, &width, &height));
          best = MIN (best, g_get_monotonic_time () - begin);
        }
      g_test_message ("%u cards: %.2f ms", n, (double) best / 1000);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/promises", test_promises);
  g_test_add_func ("/layout/trees-apart", test_trees_apart);
  g_test_add_func ("/layout/same-anywhere", test_same_anywhere);
  g_test_add_func ("/layout/right-to-left", test_right_to_left);
  g_test_add_func ("/layout/no-wider-than-needed", test_no_wider_than_needed);
  g_test_add_func ("/layout/shared-out", test_shared_out);
  g_test_add_func ("/layout/refused", test_refused);
  g_test_add_func ("/layout/deep-chain", test_deep_chain);
  g_test_add_func ("/layout/time", test_time);
  return g_test_run ();
}
