/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of the tree of CAs. The tree says what changes; all cards are made anew then, and the
 * diagram keeps what is selected, collapsed and seen. */
#include "console-diagram-page.h"

#include "console-diagram-save.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

struct _ConsoleDiagramPage
{
  AdwBin parent_instance;

  ConsoleDiagram *diagram;
  GtkBox *legend;
  GtkLabel *zoom_label;

  ConsoleSession *session;
  GHashTable *accounts; /* number -> name */
  guint pending;        /* source */
};

G_DEFINE_FINAL_TYPE (ConsoleDiagramPage, console_diagram_page, ADW_TYPE_BIN)

/* --- Cards -------------------------------------------------------------------------------------*/

static char *
describe_kind (const EspCa *ca)
{
  g_autofree char *length = console_format_path_length (ca->path_length);
  const EspKeyAlgorithm *key = ca->key_algorithm ?
                                 esp_key_algorithm_find (ca->key_algorithm, NULL) :
                                 NULL;
  const char *label = key ? key->label : ca->key_algorithm;

  if (ca->level == 0)
    return g_strdup (label);
  /* Translators: path length and key algorithm of a CA: "Path length 1 · EC P-256" */
  return g_strdup_printf (C_ ("card of a CA", "Path length %s · %s"), length, label);
}

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

/* In the order of the tree, each account gets the next colour. */
static int
get_colour (GHashTable *colours, const char *account)
{
  gpointer found = g_hash_table_lookup (colours, account);

  if (!found)
    {
      found = GINT_TO_POINTER (g_hash_table_size (colours) + 1);
      g_hash_table_insert (colours, g_strdup (account), found);
    }
  return (GPOINTER_TO_INT (found) - 1) % CONSOLE_DIAGRAM_COLOURS;
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
  item->subtitle = describe_kind (ca);
  item->detail = describe_state (ca, status);
  item->account = g_strdup (name ? name : ca->account);
  item->colour = get_colour (colours, ca->account);
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

/* --- Legend ------------------------------------------------------------------------------------*/

static void
add_account (ConsoleDiagramPage *page, ConsoleDiagramItem *item)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *band = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *safe = esp_text_escape (item->account);
  g_autofree char *class = g_strdup_printf ("account-%d", item->colour);
  GtkWidget *label = gtk_label_new (safe);

  gtk_widget_add_css_class (band, "account-band");
  gtk_widget_add_css_class (band, class);
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (entry), band);
  gtk_box_append (GTK_BOX (entry), label);
  gtk_box_append (page->legend, entry);
}

/* Of one account there is nothing to tell apart. */
static void
show_legend (ConsoleDiagramPage *page, GPtrArray *items)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page->legend))))
    gtk_box_remove (page->legend, child);
  for (guint i = 0; i < items->len; i++)
    {
      ConsoleDiagramItem *item = g_ptr_array_index (items, i);

      if (g_hash_table_add (shown, item->account))
        add_account (page, item);
    }
  gtk_widget_set_visible (GTK_WIDGET (page->legend), g_hash_table_size (shown) > 1);
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
  show_legend (page, items);
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
  console_session_call (page->session, GTK_WIDGET (page), "ListAccounts", NULL, accounts_cb, NULL);
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
zoom_cb (ConsoleDiagramPage *page)
{
  g_autofree char *text = g_strdup_printf (
    /* Translators: the zoom of a diagram: "80 %" */
    C_ ("zoom", "%d %%"), (int) (console_diagram_get_zoom (page->diagram) * 100 + 0.5));

  gtk_label_set_text (page->zoom_label, text);
}

/* The buttons stand outside of the diagram whose actions they name. */
static void
button_cb (ConsoleDiagramPage *page, GtkWidget *button)
{
  g_autofree char *action = g_strconcat (
    "diagram.", gtk_buildable_get_buildable_id (GTK_BUILDABLE (button)), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (page->diagram), action, NULL);
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
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/diagram-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramPage, diagram);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramPage, legend);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramPage, zoom_label);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_cb);
  gtk_widget_class_bind_template_callback (widget_class, button_cb);
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
  zoom_cb (page);
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
