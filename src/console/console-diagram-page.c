/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of the tree of CAs. The tree says what changes; all cards are made anew then, and the
 * diagram keeps what is selected, collapsed and seen. */
#include "console-diagram-page.h"

#include "console-diagram-legend.h"
#include "console-diagram-save.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-wrap-layout.h"
#include "console-zoom-bar.h"

#include <glib/gi18n.h>

struct _ConsoleDiagramPage
{
  AdwBin parent_instance;

  ConsoleDiagram *diagram;
  GtkBox *legend;

  ConsoleSession *session;
  GHashTable *accounts; /* number -> name */
  guint pending;        /* source */
};

G_DEFINE_FINAL_TYPE (ConsoleDiagramPage, console_diagram_page, ADW_TYPE_BIN)

/* --- Cards -------------------------------------------------------------------------------------*/

static char *
describe_state (const EspCa *ca, const char *status)
{
  g_autofree char *until = console_format_date (ca->not_after);

  if (!ca->not_after)
    return g_strdup (console_format_ca_status (status));
  /* Translators: state of a CA, and the day until which its certificate is valid */
  return g_strdup_printf (C_ ("card of a CA", "%s · until %s"), console_format_ca_status (status),
                          until);
}

static ConsoleDiagramItem *
make_item (ConsoleDiagramPage *page, EspCaNode *node, GHashTable *colours)
{
  const EspCa *ca = esp_ca_node_get_ca (node);
  EspCaNode *parent = esp_ca_node_get_parent (node);
  ConsoleDiagramItem *item = console_diagram_item_new (
    ca->id, parent ? esp_ca_node_get_ca (parent)->id : NULL, ca->label);
  const char *name = g_hash_table_lookup (page->accounts, ca->account);
  g_autofree char *status = NULL;

  g_object_get (node, "status", &status, NULL);
  item->subtitle = console_diagram_describe_kind (ca->level != 0, ca->path_length, NULL,
                                                  ca->key_algorithm);
  item->detail = describe_state (ca, status);
  item->account = g_strdup (name ? name : ca->account);
  item->colour = console_diagram_get_colour (colours, ca->account);
  item->icon_name = console_format_ca_icon (status);
  item->inactive = g_strcmp0 (status, "ACTIVE") != 0;
  return item;
}

static void
add_items (ConsoleDiagramPage *page, GListModel *nodes, GHashTable *colours, GPtrArray *items)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);

      g_ptr_array_add (items, make_item (page, node, colours));
      add_items (page, esp_ca_node_get_children (node), colours, items);
    }
}

/* --- Reading -----------------------------------------------------------------------------------*/

/* At first: what is selected in the sidebar. */
static void
select_something (ConsoleDiagramPage *page)
{
  EspCaNode *node = console_session_get_selected_ca (page->session);

  if (!console_diagram_get_selected (page->diagram) && node)
    console_diagram_select (page->diagram, esp_ca_node_get_ca (node)->id);
}

static gboolean
show_cb (gpointer data)
{
  ConsoleDiagramPage *page = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) colours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  page->pending = 0;
  add_items (page, esp_ca_tree_get_roots (console_session_get_tree (page->session)), colours,
             items);
  console_diagram_set_items (page->diagram, items);
  select_something (page);
  console_diagram_legend_show (page->legend, items);
  return G_SOURCE_REMOVE;
}

/* Many nodes report themselves in one turn of the main loop. */
static void
show_soon (ConsoleDiagramPage *page)
{
  if (!page->pending)
    page->pending = g_idle_add (show_cb, page);
}

static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleDiagramPage *page = CONSOLE_DIAGRAM_PAGE (owner);
  JsonArray *accounts = result ? esp_json_get_array (result, "Accounts") : NULL;

  /* Who may not read their names sees their numbers. */
  g_hash_table_remove_all (page->accounts);
  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      g_hash_table_insert (page->accounts, g_strdup (esp_json_get_string (account, "Id")),
                           g_strdup (esp_json_get_string (account, "Name")));
    }
  show_soon (page);
}

static void
read_anew (ConsoleDiagramPage *page)
{
  g_autofree char *denial = console_session_explain_denial (page->session,
                                                            "organizations:ListAccounts", NULL);

  /* A refusal would be an entry in the log. */
  if (denial)
    accounts_cb (GTK_WIDGET (page), NULL, NULL, NULL);
  else
    console_session_call (page->session, GTK_WIDGET (page), "ListAccounts", NULL, accounts_cb,
                          NULL);
}

static void
engine_changed_cb (ConsoleDiagramPage *page, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS)
    read_anew (page);
}

/* --- Page --------------------------------------------------------------------------------------*/

static void
activate_cb (ConsoleDiagramPage *page, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "win.show-ca", "s", id);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  read_anew (CONSOLE_DIAGRAM_PAGE (widget));
}

static void
fold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action_variant (
    GTK_WIDGET (CONSOLE_DIAGRAM_PAGE (widget)->diagram),
    g_variant_get_boolean (parameter) ? "diagram.collapse-all" : "diagram.expand-all", NULL);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleDiagramPage *page = CONSOLE_DIAGRAM_PAGE (widget);

  console_diagram_save (widget, page->session, page->accounts,
                        g_variant_get_string (parameter, NULL));
}

static void
console_diagram_page_dispose (GObject *object)
{
  ConsoleDiagramPage *page = CONSOLE_DIAGRAM_PAGE (object);

  g_clear_handle_id (&page->pending, g_source_remove);
  g_clear_object (&page->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_DIAGRAM_PAGE);
  G_OBJECT_CLASS (console_diagram_page_parent_class)->dispose (object);
}

static void
console_diagram_page_finalize (GObject *object)
{
  g_hash_table_unref (CONSOLE_DIAGRAM_PAGE (object)->accounts);
  G_OBJECT_CLASS (console_diagram_page_parent_class)->finalize (object);
}

static void
console_diagram_page_class_init (ConsoleDiagramPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_diagram_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_diagram_page_finalize;
  g_type_ensure (CONSOLE_TYPE_DIAGRAM);
  g_type_ensure (CONSOLE_TYPE_ZOOM_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/diagram-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramPage, diagram);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramPage, legend);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "diagram-page.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "diagram-page.fold", "b", fold_action);
}

static void
console_diagram_page_init (ConsoleDiagramPage *page)
{
  page->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (page));
  gtk_widget_set_layout_manager (GTK_WIDGET (page->legend), console_wrap_layout_new (12, 4));
}

GtkWidget *
console_diagram_page_new (ConsoleSession *session)
{
  ConsoleDiagramPage *page = g_object_new (CONSOLE_TYPE_DIAGRAM_PAGE, NULL);

  page->session = g_object_ref (session);
  g_signal_connect_object (console_session_get_engine (session), "changed",
                           G_CALLBACK (engine_changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (show_soon),
                           page, G_CONNECT_SWAPPED);
  read_anew (page);
  return GTK_WIDGET (page);
}

ConsoleDiagram *
console_diagram_page_get_diagram (ConsoleDiagramPage *page)
{
  return page->diagram;
}
