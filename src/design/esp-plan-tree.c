/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who stands below whom in a plan. A plan in hand may hold circles and parents that are not there
 * (a reader refuses them, an editor may pass through them): every walk here ends all the same.
 */
#include "esp-plan.h"

#include "base/esp-error.h"
#include "pki/esp-hierarchy.h"

#include <string.h>

#define LEVELS_MAX 64 /* are counted; what is deeper, and a circle, is said to be so deep */
#define KEY_MAX 64
#define KEY_ROOM 6 /* for "-2000" */
#define KEY_FALLBACK "ca"

/* --- Look-up ----------------------------------------------------------------------------------*/

static EspPlanCa *
get_ca (const EspPlan *plan, guint index)
{
  return g_ptr_array_index (plan->cas, index);
}

EspPlanCa *
esp_plan_find_ca (const EspPlan *plan, const char *key)
{
  for (guint i = 0; key && i < plan->cas->len; i++)
    if (g_strcmp0 (get_ca (plan, i)->key, key) == 0)
      return get_ca (plan, i);
  return NULL;
}

const EspPlanAccount *
esp_plan_find_account (const EspPlan *plan, const char *number)
{
  for (guint i = 0; number && i < plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      if (g_strcmp0 (account->id, number) == 0)
        return account;
    }
  return NULL;
}

GPtrArray *
esp_plan_list_children (const EspPlan *plan, const char *key)
{
  GPtrArray *children = g_ptr_array_new ();

  for (guint i = 0; i < plan->cas->len; i++)
    if (g_strcmp0 (get_ca (plan, i)->parent, key) == 0)
      g_ptr_array_add (children, get_ca (plan, i));
  return children;
}

/* --- The whole tree in linear time ------------------------------------------------------------*/

/* Indices of first children and next siblings; -1: none. */
typedef struct
{
  const EspPlan *plan;
  GHashTable *indices; /* key -> index + 1 */
  int *first_child, *last_child, *next_sibling;
  gboolean *done;
  GPtrArray *ordered;
} Tree;

typedef struct
{
  int index;
  int level;
} Step;

static void
push (GArray *stack, int index, int level)
{
  Step step = { index, level };

  g_array_append_val (stack, step);
}

static int
find_index (const Tree *tree, const char *key)
{
  return key ? GPOINTER_TO_INT (g_hash_table_lookup (tree->indices, key)) - 1 : -1;
}

static void
link_child (Tree *tree, int parent, int child)
{
  if (tree->last_child[parent] < 0)
    tree->first_child[parent] = child;
  else
    tree->next_sibling[tree->last_child[parent]] = child;
  tree->last_child[parent] = child;
}

static void
tree_init (Tree *tree, const EspPlan *plan)
{
  guint n = plan->cas->len;

  tree->plan = plan;
  tree->indices = g_hash_table_new (g_str_hash, g_str_equal);
  tree->first_child = g_new (int, n);
  tree->last_child = g_new (int, n);
  tree->next_sibling = g_new (int, n);
  tree->done = g_new0 (gboolean, n);
  tree->ordered = g_ptr_array_sized_new (n);
  for (guint i = 0; i < n; i++)
    {
      tree->first_child[i] = tree->last_child[i] = tree->next_sibling[i] = -1;
      if (!g_hash_table_contains (tree->indices, get_ca (plan, i)->key))
        g_hash_table_insert (tree->indices, get_ca (plan, i)->key, GINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < n; i++)
    {
      int parent = find_index (tree, get_ca (plan, i)->parent);

      if (parent >= 0)
        link_child (tree, parent, (int) i);
    }
}

static void
tree_clear (Tree *tree)
{
  g_hash_table_unref (tree->indices);
  g_free (tree->first_child);
  g_free (tree->last_child);
  g_free (tree->next_sibling);
  g_free (tree->done);
}

/* Returns how many levels the branch has. With a stack of its own: a chain may be as deep as the
 * plan is long. */
static int
tree_add_branch (Tree *tree, int top)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Step));
  Step step = { top, 1 };
  int height = 0;

  g_array_append_val (stack, step);
  while (stack->len > 0)
    {
      step = g_array_index (stack, Step, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      if (step.index < 0 || tree->done[step.index])
        continue;
      tree->done[step.index] = TRUE;
      height = MAX (height, step.level);
      g_ptr_array_add (tree->ordered, get_ca (tree->plan, (guint) step.index));
      if (step.index != top)
        push (stack, tree->next_sibling[step.index], step.level);
      push (stack, tree->first_child[step.index], step.level + 1);
    }
  return height;
}

GPtrArray *
esp_plan_list_ordered (const EspPlan *plan)
{
  Tree tree;

  tree_init (&tree, plan);
  for (guint i = 0; i < plan->cas->len; i++)
    if (find_index (&tree, get_ca (plan, i)->parent) < 0)
      tree_add_branch (&tree, (int) i);
  for (guint i = 0; i < plan->cas->len; i++)
    if (!tree.done[i])
      g_ptr_array_add (tree.ordered, get_ca (plan, i));
  tree_clear (&tree);
  return tree.ordered;
}

/* --- Levels and moves -------------------------------------------------------------------------*/

int
esp_plan_get_level (const EspPlan *plan, const EspPlanCa *ca)
{
  int level = 1;

  while (ca->parent && level < LEVELS_MAX)
    {
      const EspPlanCa *parent = esp_plan_find_ca (plan, ca->parent);

      if (!parent)
        break;
      ca = parent;
      level++;
    }
  return ca->parent_arn ? level + 1 : level;
}

/* Does @ca stand at or below @key? */
static gboolean
is_within (const EspPlan *plan, const EspPlanCa *ca, const char *key)
{
  for (guint steps = 0; ca && steps <= plan->cas->len; steps++)
    {
      if (g_strcmp0 (ca->key, key) == 0)
        return TRUE;
      ca = esp_plan_find_ca (plan, ca->parent);
    }
  return FALSE;
}

/* Levels of the branch whose top is @top. */
static int
get_height (const EspPlan *plan, const EspPlanCa *top)
{
  Tree tree;
  int height;

  tree_init (&tree, plan);
  height = tree_add_branch (&tree, find_index (&tree, top->key));
  g_ptr_array_unref (tree.ordered);
  tree_clear (&tree);
  return height;
}

static gboolean
refuse_unknown (const char *key, GError **error)
{
  esp_error_set (error, ESP_REASON_PLAN_CA_UNKNOWN, NULL, "key", key ? key : "", NULL);
  return FALSE;
}

gboolean
esp_plan_can_move (const EspPlan *plan, const char *key, const char *parent, GError **error)
{
  const EspPlanCa *ca = esp_plan_find_ca (plan, key);
  const EspPlanCa *above = esp_plan_find_ca (plan, parent);
  g_autofree char *label = NULL;
  g_autofree char *above_label = NULL;

  if (!ca)
    return refuse_unknown (key, error);
  if (!parent)
    return esp_hierarchy_check_depth (get_height (plan, ca) - 1, error);
  if (!above)
    return refuse_unknown (parent, error);
  if (!is_within (plan, above, key))
    return esp_hierarchy_check_depth (esp_plan_get_level (plan, above) + get_height (plan, ca) - 1,
                                      error);
  label = esp_plan_ca_get_label (ca);
  above_label = esp_plan_ca_get_label (above);
  esp_error_set (error, ESP_REASON_PLAN_MOVE_CIRCLE, label, "parent", above_label, NULL);
  return FALSE;
}

/* --- Keys -------------------------------------------------------------------------------------*/

/* Lower case letters and digits, everything else as one hyphen between them. */
static char *
simplify (const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  GString *key = g_string_new (NULL);

  for (const char *at = ascii; *at && key->len < KEY_MAX - KEY_ROOM; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (key, g_ascii_tolower (*at));
    else if (key->len > 0 && key->str[key->len - 1] != '-' && *at != '?')
      g_string_append_c (key, '-');
  while (key->len > 0 && key->str[key->len - 1] == '-')
    g_string_truncate (key, key->len - 1);
  if (key->len == 0)
    g_string_append (key, KEY_FALLBACK);
  return g_string_free (key, FALSE);
}

char *
esp_plan_make_key (const EspPlan *plan, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name ? name : "", -1);
  g_autofree char *base = simplify (valid);
  char *key = g_strdup (base);

  for (guint n = 2; esp_plan_find_ca (plan, key); n++)
    {
      g_free (key);
      key = g_strdup_printf ("%s-%u", base, n);
    }
  return key;
}
