/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a CA can't sign, and why, is asked of console-denial.c; here is only which one is offered
 * in its place. */
#include "console-parents.h"

#include "console-denial.h"

static void
collect (GListModel *nodes, GListStore *parents)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);

      g_list_store_append (parents, node);
      collect (esp_ca_node_get_children (node), parents);
    }
}

GListStore *
console_parents_list (ConsoleSession *session)
{
  GListStore *parents = g_list_store_new (ESP_TYPE_CA_NODE);

  collect (esp_ca_tree_get_roots (console_session_get_tree (session)), parents);
  return parents;
}

static gboolean
is_able (ConsoleSession *session, EspCaNode *node)
{
  g_autofree char *reason = console_denial_of_parent (session, esp_ca_node_get_ca (node));

  return reason == NULL;
}

EspCaNode *
console_parents_choose (ConsoleSession *session, EspCaNode *wanted)
{
  g_autoptr (GListStore) parents = console_parents_list (session);

  for (EspCaNode *node = wanted; node; node = esp_ca_node_get_parent (node))
    if (is_able (session, node))
      return node;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (parents)); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (G_LIST_MODEL (parents), i);

      /* The tree keeps it. */
      if (is_able (session, node))
        return node;
    }
  return NULL;
}
