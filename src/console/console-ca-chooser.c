/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list is a list view over the nodes of the tree, so that a vault with thousands of CAs is as
 * quick as one with three. What is chosen is kept by ARN: nodes come and go. */
#include "console-ca-chooser.h"

#include <glib/gi18n.h>

struct _ConsoleCaChooser
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkLabel *label;
  GtkSearchEntry *search;
  GtkListView *list;

  ConsoleSession *session;
  GListStore *store; /* EspCaNode, in the order of the tree */
  GtkFilter *filter;
  GHashTable *chosen; /* ARNs */
  gboolean touched;   /* somebody has chosen: no default any more */
};

G_DEFINE_FINAL_TYPE (ConsoleCaChooser, console_ca_chooser, ADW_TYPE_BIN)

static guint changed_signal;

/* --- What is chosen ----------------------------------------------------------------------------*/

static const EspCa *
get_ca (ConsoleCaChooser *chooser, guint position)
{
  g_autoptr (EspCaNode) node = g_list_model_get_item (G_LIST_MODEL (chooser->store), position);

  return node ? esp_ca_node_get_ca (node) : NULL;
}

static gboolean
is_chosen (ConsoleCaChooser *chooser, guint position)
{
  if (!chooser->touched)
    return position < CONSOLE_CA_CHOOSER_MAX;
  return g_hash_table_contains (chooser->chosen, get_ca (chooser, position)->arn);
}

GPtrArray *
console_ca_chooser_get_arns (ConsoleCaChooser *chooser)
{
  GPtrArray *arns = g_ptr_array_new_with_free_func (g_free);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chooser->store));

  for (guint i = 0; i < n && arns->len < CONSOLE_CA_CHOOSER_MAX; i++)
    if (is_chosen (chooser, i))
      g_ptr_array_add (arns, g_strdup (get_ca (chooser, i)->arn));
  return arns;
}

static void
show_count (ConsoleCaChooser *chooser)
{
  g_autoptr (GPtrArray) arns = console_ca_chooser_get_arns (chooser);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chooser->store));
  /* Translators: how many are chosen of how many */
  g_autofree char *text = g_strdup_printf (ngettext ("%u of %u CA", "%u of %u CAs", n), arns->len,
                                           n);
  g_autofree char *spoken = g_strdup_printf (C_ ("button", "Choose CAs: %s"), text);

  gtk_label_set_text (chooser->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (chooser->button), C_ ("button", "Choose CAs"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (chooser->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

/* The default becomes a choice like any other. */
static void
take_default (ConsoleCaChooser *chooser)
{
  g_autoptr (GPtrArray) arns = console_ca_chooser_get_arns (chooser);

  if (chooser->touched)
    return;
  for (guint i = 0; i < arns->len; i++)
    g_hash_table_add (chooser->chosen, g_strdup (g_ptr_array_index (arns, i)));
  chooser->touched = TRUE;
}

void
console_ca_chooser_choose (ConsoleCaChooser *chooser, const char *arn, gboolean chosen)
{
  take_default (chooser);
  if (chosen)
    g_hash_table_add (chooser->chosen, g_strdup (arn));
  else
    g_hash_table_remove (chooser->chosen, arn);
  show_count (chooser);
  g_signal_emit (chooser, changed_signal, 0);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static const char *
explain_full (ConsoleCaChooser *chooser, gboolean chosen)
{
  g_autoptr (GPtrArray) arns = console_ca_chooser_get_arns (chooser);

  if (chosen || arns->len < CONSOLE_CA_CHOOSER_MAX)
    return NULL;
  return C_ ("tooltip", "Six beside each other are the most. Take one away first.");
}

static void
update_row (GtkListItem *item, ConsoleCaChooser *chooser)
{
  GtkWidget *check = gtk_list_item_get_child (item);
  EspCaNode *node = gtk_list_item_get_item (item);
  guint position = GTK_INVALID_LIST_POSITION;
  const char *full;

  if (!node || !g_list_store_find (chooser->store, node, &position))
    return;
  full = explain_full (chooser, is_chosen (chooser, position));
  g_object_set_data (G_OBJECT (check), "filling", check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (chooser, position));
  g_object_set_data (G_OBJECT (check), "filling", NULL);
  gtk_widget_set_sensitive (check, full == NULL);
  gtk_widget_set_tooltip_text (check, full);
}

static void
toggled_cb (GtkCheckButton *check, GtkListItem *item)
{
  ConsoleCaChooser *chooser = g_object_get_data (G_OBJECT (check), "chooser");
  EspCaNode *node = gtk_list_item_get_item (item);

  if (node && !g_object_get_data (G_OBJECT (check), "filling"))
    console_ca_chooser_choose (chooser, esp_ca_node_get_ca (node)->arn,
                               gtk_check_button_get_active (check));
}

static void
setup_cb (ConsoleCaChooser *chooser, GtkListItem *item)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_list_item_set_child (item, check);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
  g_object_set_data (G_OBJECT (check), "chooser", chooser);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), item, 0);
  /* One that is full makes the others insensitive, and the other way round. */
  g_signal_connect_object (chooser, "changed", G_CALLBACK (update_row), item, G_CONNECT_SWAPPED);
}

static void
bind_cb (ConsoleCaChooser *chooser, GtkListItem *item)
{
  GtkWidget *check = gtk_list_item_get_child (item);
  EspCaNode *node = gtk_list_item_get_item (item);
  g_autofree char *safe = esp_text_escape (esp_ca_node_get_ca (node)->label);

  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), safe);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, safe, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (check)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, safe, -1);
  update_row (item, chooser);
}

/* --- The list ----------------------------------------------------------------------------------*/

static void
append_nodes (GPtrArray *nodes, GListModel *model)
{
  for (guint i = 0; model && i < g_list_model_get_n_items (model); i++)
    {
      EspCaNode *node = g_list_model_get_item (model, i);

      g_ptr_array_add (nodes, node);
      append_nodes (nodes, esp_ca_node_get_children (node));
    }
}

static gboolean
is_same (ConsoleCaChooser *chooser, GPtrArray *nodes)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (chooser->store));

  for (guint i = 0; n == nodes->len && i < n; i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (G_LIST_MODEL (chooser->store), i);

      if (node != g_ptr_array_index (nodes, i))
        return FALSE;
    }
  return n == nodes->len;
}

static void
updated_cb (ConsoleCaChooser *chooser)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = chooser->store ? g_list_model_get_n_items (G_LIST_MODEL (chooser->store)) : 0;

  if (!chooser->session)
    return;
  append_nodes (nodes, esp_ca_tree_get_roots (console_session_get_tree (chooser->session)));
  if (is_same (chooser, nodes))
    return;
  g_list_store_splice (chooser->store, 0, n, nodes->pdata, nodes->len);
  show_count (chooser);
  g_signal_emit (chooser, changed_signal, 0);
}

static gboolean
matches (gpointer item, gpointer data)
{
  ConsoleCaChooser *chooser = data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (chooser->search)),
                                             -1);
  g_autofree char *label = g_utf8_casefold (esp_ca_node_get_ca (item)->label, -1);

  return strstr (label, wanted) != NULL;
}

static void
search_cb (ConsoleCaChooser *chooser)
{
  gtk_filter_changed (chooser->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_ca_chooser_dispose (GObject *object)
{
  ConsoleCaChooser *chooser = CONSOLE_CA_CHOOSER (object);

  g_clear_object (&chooser->session);
  g_clear_object (&chooser->store);
  g_clear_object (&chooser->filter);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CA_CHOOSER);
  G_OBJECT_CLASS (console_ca_chooser_parent_class)->dispose (object);
}

static void
console_ca_chooser_finalize (GObject *object)
{
  g_hash_table_unref (CONSOLE_CA_CHOOSER (object)->chosen);
  G_OBJECT_CLASS (console_ca_chooser_parent_class)->finalize (object);
}

static void
console_ca_chooser_class_init (ConsoleCaChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_ca_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_ca_chooser_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/ca-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaChooser, button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaChooser, label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaChooser, search);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
}

static void
set_up_list (ConsoleCaChooser *chooser)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *store = G_LIST_MODEL (g_object_ref (chooser->store));
  GtkFilterListModel *found;
  GtkNoSelection *selection;

  chooser->filter = GTK_FILTER (gtk_custom_filter_new (matches, chooser, NULL));
  found = gtk_filter_list_model_new (store, g_object_ref (chooser->filter));
  selection = gtk_no_selection_new (G_LIST_MODEL (found));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), chooser, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), chooser, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (chooser->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (chooser->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

static void
console_ca_chooser_init (ConsoleCaChooser *chooser)
{
  chooser->store = g_list_store_new (ESP_TYPE_CA_NODE);
  chooser->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (chooser));
  set_up_list (chooser);
}

void
console_ca_chooser_set_session (ConsoleCaChooser *chooser, ConsoleSession *session)
{
  chooser->session = g_object_ref (session);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (updated_cb),
                           chooser, G_CONNECT_SWAPPED);
  updated_cb (chooser);
  show_count (chooser);
}
