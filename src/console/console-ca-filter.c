/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filtering of a tree, level by level: every list of children has a filter model over it, and all
 * of them share one filter. Only what really appears or disappears is told, so rows keep their
 * state. */
#include "console-ca-filter.h"

/* --- Matching ----------------------------------------------------------------------------------*/

static char *
make_haystack (const EspCa *ca)
{
  GString *text = g_string_new (ca->label);
  g_autofree char *folded = NULL;

  g_string_append_printf (text, "\n%s\n%s", ca->arn, ca->subject ? ca->subject : "");
  for (guint i = 0; i < ca->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (ca->tags, i);

      g_string_append_printf (text, "\n%s %s", tag->key, tag->value ? tag->value : "");
    }
  folded = g_utf8_casefold (text->str, -1);
  g_string_free (text, TRUE);
  return g_steal_pointer (&folded);
}

static gboolean
matches_itself (EspCaNode *node, char **words)
{
  g_autofree char *haystack = make_haystack (esp_ca_node_get_ca (node));

  for (guint i = 0; words[i]; i++)
    if (!strstr (haystack, words[i]))
      return FALSE;
  return TRUE;
}

static gboolean
matches_above (EspCaNode *node, char **words)
{
  for (EspCaNode *at = node; at; at = esp_ca_node_get_parent (at))
    if (matches_itself (at, words))
      return TRUE;
  return FALSE;
}

static gboolean
matches_below (EspCaNode *node, char **words)
{
  GListModel *children = esp_ca_node_get_children (node);
  guint n = children ? g_list_model_get_n_items (children) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspCaNode) child = g_list_model_get_item (children, i);

      if (matches_itself (child, words) || matches_below (child, words))
        return TRUE;
    }
  return FALSE;
}

gboolean
console_ca_filter_matches (EspCaNode *node, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (g_strstrip (folded), " \t\n", -1);

  return matches_above (node, words) || matches_below (node, words);
}

/* --- The model ---------------------------------------------------------------------------------*/

static gboolean
match_cb (gpointer item, gpointer data)
{
  g_autofree char *text = NULL;

  g_object_get (data, "filter", &text, NULL);
  return console_ca_filter_matches (item, text);
}

static void
filter_changed_cb (GtkFilter *filter)
{
  gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static GListModel *
wrap (GListModel *model, GtkFilter *filter)
{
  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (model), g_object_ref (filter)));
}

static GListModel *
children_cb (gpointer item, gpointer filter)
{
  GListModel *children = esp_ca_node_get_children (item);

  return children ? wrap (children, filter) : NULL;
}

GtkTreeListModel *
console_ca_filter_new_model (ConsoleSession *session)
{
  EspCaTree *tree = console_session_get_tree (session);
  GtkFilter *filter = GTK_FILTER (
    gtk_custom_filter_new (match_cb, g_object_ref (session), g_object_unref));
  GtkTreeListModel *model;

  g_signal_connect_object (session, "notify::filter", G_CALLBACK (filter_changed_cb), filter,
                           G_CONNECT_SWAPPED);
  /* A name or a tag may have changed. */
  g_signal_connect_object (tree, "updated", G_CALLBACK (filter_changed_cb), filter,
                           G_CONNECT_SWAPPED);
  model = gtk_tree_list_model_new (wrap (esp_ca_tree_get_roots (tree), filter), FALSE, TRUE,
                                   children_cb, filter, g_object_unref);
  return model;
}
