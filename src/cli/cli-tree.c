/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a tree: with line drawing where the locale has it, else with what a typewriter has. */
#include "cli-tree.h"

#include "cli-table.h"
#include "engine/espalier.h"

typedef struct
{
  const char *child, *last, *below, *space;
} Branches;

static const Branches utf8_branches = { "├─ ", "└─ ", "│  ", "   " };
static const Branches ascii_branches = { "|- ", "`- ", "|  ", "   " };

typedef struct
{
  const char *id, *parent; /* names of members */
  GHashTable *children; /* id of the parent → GPtrArray of JsonObject; "" for those at the top */
  const Branches *branches;
  CliTreeFunc func;
  gpointer data;
} Tree;

static void
tree_add_child (Tree *tree, const char *parent, JsonObject *item)
{
  GPtrArray *list = g_hash_table_lookup (tree->children, parent);

  if (!list)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (tree->children, g_strdup (parent), list);
    }
  g_ptr_array_add (list, item);
}

static void
tree_collect (Tree *tree, JsonArray *items)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_items = json_array_get_length (items);

  for (guint i = 0; i < n_items; i++)
    g_hash_table_add (
      known, (char *) esp_json_get_string (json_array_get_object_element (items, i), tree->id));
  for (guint i = 0; i < n_items; i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      const char *parent = esp_json_get_string (item, tree->parent);

      tree_add_child (tree, parent && g_hash_table_contains (known, parent) ? parent : "", item);
    }
}

/* @trunk stands before the branches of this level; NULL at the top, where there are none. */
static void
tree_add_level (Tree *tree, const char *parent, const char *trunk)
{
  GPtrArray *list = g_hash_table_lookup (tree->children, parent);

  for (guint i = 0; list && i < list->len; i++)
    {
      JsonObject *item = g_ptr_array_index (list, i);
      gboolean last = i + 1 == list->len;
      const char *branch = last ? tree->branches->last : tree->branches->child;
      g_autofree char *before = trunk ? g_strconcat (trunk, branch, NULL) : g_strdup ("");
      g_autofree char *below =
        trunk ? g_strconcat (trunk, last ? tree->branches->space : tree->branches->below, NULL) :
                g_strdup ("");

      tree->func (item, before, tree->data);
      tree_add_level (tree, esp_json_get_string (item, tree->id), below);
    }
}

void
cli_tree_walk (JsonArray *items,
               const char *id,
               const char *parent,
               CliTreeFunc func,
               gpointer data)
{
  g_autoptr (GHashTable) children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           (GDestroyNotify) g_ptr_array_unref);
  Tree tree = { id,   parent, children, cli_text_is_utf8 () ? &utf8_branches : &ascii_branches,
                func, data };

  tree_collect (&tree, items);
  tree_add_level (&tree, "", NULL);
}
