/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The left side: filter, tree of CAs, places, and at the foot who is signed in
 * (console-sidebar-foot.c). What is selected is the session's; here it is shown. A change in the
 * tree may replace rows, and GTK then forgets their selection and whether they were expanded: both
 * are put back before the next frame. */
#include "console-alerts.h"
#include "console-ca-filter.h"
#include "console-ca-row.h"
#include "console-pages.h"
#include "console-sidebar-foot.h"
#include "console-sidebar.h"
#include "console-view-state.h"

#include <glib/gi18n.h>

struct _ConsoleSidebar
{
  AdwBin parent_instance;

  GtkSearchEntry *filter_entry;
  GtkStack *stack;
  GtkListView *list_view;
  GtkListBox *places;
  AdwBin *foot;

  ConsoleSession *session;
  GtkTreeListModel *model;
  GtkSingleSelection *selection;
  ConsoleWaiting *waiting;
  ConsoleViewState *state; /* which CAs a person has collapsed; the session's */
  gboolean restoring;      /* what changes now is not a person's doing */
  guint restore_source;
};

G_DEFINE_FINAL_TYPE (ConsoleSidebar, console_sidebar, ADW_TYPE_BIN)

static const char *
get_id (EspCaNode *node)
{
  return esp_ca_node_get_ca (node)->id;
}

/* --- Putting back ------------------------------------------------------------------------------*/

static void
restore_expansion (ConsoleSidebar *sidebar)
{
  /* Rows appear and go while this runs: the number is asked anew. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sidebar->model)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (sidebar->model, i);
      g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);
      gboolean expanded = !console_view_state_is_collapsed (sidebar->state, get_id (node));

      if (gtk_tree_list_row_is_expandable (row) && gtk_tree_list_row_get_expanded (row) != expanded)
        gtk_tree_list_row_set_expanded (row, expanded);
    }
}

static guint
find_position (ConsoleSidebar *sidebar, EspCaNode *wanted)
{
  guint n = wanted ? g_list_model_get_n_items (G_LIST_MODEL (sidebar->model)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (sidebar->model, i);
      g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);

      if (node == wanted)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* Only the place that is looked at is marked: the tree, or one of the list below it. */
static void
restore_selection (ConsoleSidebar *sidebar)
{
  gboolean in_tree = g_str_equal (console_session_get_place (sidebar->session), "ca");
  EspCaNode *node = in_tree ? console_session_get_selected_ca (sidebar->session) : NULL;
  guint position = find_position (sidebar, node);

  if (gtk_single_selection_get_selected (sidebar->selection) == position)
    return;
  gtk_single_selection_set_selected (sidebar->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (sidebar->list_view), "list.scroll-to-item", "u",
                                position);
}

static void
show_right_page (ConsoleSidebar *sidebar)
{
  EspCaTree *tree = console_session_get_tree (sidebar->session);
  const char *page = "tree";

  if (g_list_model_get_n_items (G_LIST_MODEL (sidebar->model)) == 0)
    page = esp_ca_tree_get_n_cas (tree) > 0 ? "no-match" : "nothing";
  if (!esp_ca_tree_is_loaded (tree))
    page = "tree";
  gtk_stack_set_visible_child_name (sidebar->stack, page);
}

static gboolean
restore_cb (gpointer data)
{
  ConsoleSidebar *sidebar = data;

  sidebar->restore_source = 0;
  sidebar->restoring = TRUE;
  restore_expansion (sidebar);
  restore_selection (sidebar);
  sidebar->restoring = FALSE;
  show_right_page (sidebar);
  return G_SOURCE_REMOVE;
}

static void
restore_soon (ConsoleSidebar *sidebar)
{
  if (!sidebar->restore_source)
    sidebar->restore_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, restore_cb, sidebar, NULL);
}

static void
items_changed_cb (ConsoleSidebar *sidebar)
{
  restore_soon (sidebar);
}

/* A CA that is selected from elsewhere must be seen: what is above it is opened. */
static void
selected_ca_cb (ConsoleSidebar *sidebar)
{
  EspCaNode *node = console_session_get_selected_ca (sidebar->session);

  for (EspCaNode *at = node ? esp_ca_node_get_parent (node) : NULL; at;
       at = esp_ca_node_get_parent (at))
    console_view_state_set_collapsed (sidebar->state, get_id (at), FALSE);
  restore_soon (sidebar);
}

/* --- What a person does ------------------------------------------------------------------------*/

static EspCaNode *
dup_node_at (ConsoleSidebar *sidebar, guint position)
{
  g_autoptr (GtkTreeListRow)
    row = g_list_model_get_item (G_LIST_MODEL (sidebar->selection), position);

  return row ? gtk_tree_list_row_get_item (row) : NULL;
}

static void
selection_cb (ConsoleSidebar *sidebar)
{
  guint position = gtk_single_selection_get_selected (sidebar->selection);
  g_autoptr (EspCaNode) node = NULL;

  /* Lost together with its row: that is put back. */
  if (sidebar->restoring || position == GTK_INVALID_LIST_POSITION)
    return;
  node = dup_node_at (sidebar, position);
  console_session_select_ca (sidebar->session, node);
  console_session_set_place (sidebar->session, "ca");
}

/* Double click and Return: on a narrow window this leads to the page. */
static void
list_activate_cb (ConsoleSidebar *sidebar, guint position)
{
  g_autoptr (EspCaNode) node = dup_node_at (sidebar, position);

  if (node)
    gtk_widget_activate_action (GTK_WIDGET (sidebar), "win.show-ca", "s", get_id (node));
}

static void
row_released_cb (GtkGestureClick *gesture,
                 int n_press,
                 double x,
                 double y,
                 GtkTreeExpander *expander)
{
  g_autoptr (EspCaNode) node = gtk_tree_expander_get_item (expander);

  if (node)
    gtk_widget_activate_action (GTK_WIDGET (expander), "win.show-ca", "s", get_id (node));
}

static void
expanded_cb (GtkTreeListRow *row, GParamSpec *pspec, ConsoleSidebar *sidebar)
{
  g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);

  /* A row that goes away tells of it as well; then it has no item any more. */
  if (!node || sidebar->restoring)
    return;
  console_view_state_set_collapsed (sidebar->state, get_id (node),
                                    !gtk_tree_list_row_get_expanded (row));
}

static void
filter_changed_cb (ConsoleSidebar *sidebar)
{
  g_object_set (sidebar->session, "filter",
                gtk_editable_get_text (GTK_EDITABLE (sidebar->filter_entry)), NULL);
}

static void
session_filter_cb (ConsoleSidebar *sidebar)
{
  g_autofree char *filter = NULL;

  g_object_get (sidebar->session, "filter", &filter, NULL);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (sidebar->filter_entry)), filter))
    gtk_editable_set_text (GTK_EDITABLE (sidebar->filter_entry), filter);
  restore_soon (sidebar);
}

static void
stop_search_cb (ConsoleSidebar *sidebar)
{
  gtk_editable_set_text (GTK_EDITABLE (sidebar->filter_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (sidebar->list_view));
}

static void
place_activated_cb (ConsoleSidebar *sidebar, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (sidebar), "win.show-place", "s",
                              gtk_buildable_get_buildable_id (GTK_BUILDABLE (row)));
}

static void
place_cb (ConsoleSidebar *sidebar)
{
  const char *place = console_session_get_place (sidebar->session);
  GtkListBoxRow *row;

  gtk_list_box_unselect_all (sidebar->places);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (sidebar->places, i)); i++)
    if (g_str_equal (gtk_buildable_get_buildable_id (GTK_BUILDABLE (row)), place))
      gtk_list_box_select_row (sidebar->places, row);
  restore_soon (sidebar);
}

static void
choose_role_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_sidebar_foot_popup (adw_bin_get_child (CONSOLE_SIDEBAR (widget)->foot));
}

/* --- Rows --------------------------------------------------------------------------------------*/

/* What can be seen of a CA and what is read out of it change together: the tooltip has the words.
 */
static void
name_line (GtkTreeExpander *expander)
{
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (expander));
  GtkWidget *child = gtk_tree_expander_get_child (expander);
  const char *words = gtk_widget_get_tooltip_text (child);

  if (!line || !words)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  /* What has the focus is the row, or what is in it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = console_ca_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "released", G_CALLBACK (row_released_cb), expander);
  g_signal_connect_object (row, "notify::tooltip-text", G_CALLBACK (name_line), expander,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleSidebar *sidebar)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (EspCaNode) node = gtk_tree_list_row_get_item (row);

  gtk_tree_expander_set_list_row (expander, row);
  console_ca_row_set_node (CONSOLE_CA_ROW (gtk_tree_expander_get_child (expander)), node);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), sidebar, 0);
  name_line (expander);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleSidebar *sidebar)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), expanded_cb, sidebar);
  console_ca_row_set_node (CONSOLE_CA_ROW (gtk_tree_expander_get_child (expander)), NULL);
  gtk_tree_expander_set_list_row (expander, NULL);
}

static GtkListItemFactory *
make_factory (ConsoleSidebar *sidebar)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), sidebar, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), sidebar, 0);
  return factory;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_sidebar_dispose (GObject *object)
{
  ConsoleSidebar *sidebar = CONSOLE_SIDEBAR (object);

  g_clear_handle_id (&sidebar->restore_source, g_source_remove);
  if (sidebar->list_view)
    gtk_list_view_set_model (sidebar->list_view, NULL);
  g_clear_object (&sidebar->selection);
  g_clear_object (&sidebar->model);
  g_clear_object (&sidebar->waiting);
  g_clear_object (&sidebar->session);
  G_OBJECT_CLASS (console_sidebar_parent_class)->dispose (object);
}

static void
console_sidebar_class_init (ConsoleSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_sidebar_dispose;
  g_type_ensure (CONSOLE_TYPE_PLACE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebar, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebar, list_view);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebar, foot);
  gtk_widget_class_install_action (widget_class, "sidebar.choose-role", NULL, choose_role_action);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_activated_cb);
}

static void
console_sidebar_init (ConsoleSidebar *sidebar)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  gtk_widget_init_template (GTK_WIDGET (sidebar));
  factory = make_factory (sidebar);
  gtk_list_view_set_factory (sidebar->list_view, factory);
  gtk_search_entry_set_key_capture_widget (sidebar->filter_entry, GTK_WIDGET (sidebar->list_view));
}

static void
connect_session (ConsoleSidebar *sidebar)
{
  ConsoleSession *session = sidebar->session;

  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (selected_ca_cb), sidebar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::place", G_CALLBACK (place_cb), sidebar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::filter", G_CALLBACK (session_filter_cb), sidebar,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (restore_soon),
                           sidebar, G_CONNECT_SWAPPED);
  g_signal_connect_object (sidebar->state, "read", G_CALLBACK (restore_soon), sidebar,
                           G_CONNECT_SWAPPED);
}

/* GtkSingleSelection would select another row by itself where the selected one goes. */
static void
make_models (ConsoleSidebar *sidebar)
{
  sidebar->model = console_ca_filter_new_model (sidebar->session);
  /* Before the selection model hears of a change, so that it is known not to be a person's. */
  g_signal_connect_object (sidebar->model, "items-changed", G_CALLBACK (items_changed_cb), sidebar,
                           G_CONNECT_SWAPPED);
  sidebar->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (sidebar->selection, FALSE);
  gtk_single_selection_set_can_unselect (sidebar->selection, TRUE);
  gtk_single_selection_set_model (sidebar->selection, G_LIST_MODEL (sidebar->model));
  gtk_single_selection_set_selected (sidebar->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (sidebar->selection, "notify::selected", G_CALLBACK (selection_cb),
                           sidebar, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (sidebar->list_view, GTK_SELECTION_MODEL (sidebar->selection));
}

/* Places where something can wait say how much: they are named as what is counted. */
static void
count_waiting (ConsoleSidebar *sidebar)
{
  GtkListBoxRow *row;

  sidebar->waiting = console_waiting_new (sidebar->session);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (sidebar->places, i)); i++)
    {
      const char *place = gtk_buildable_get_buildable_id (GTK_BUILDABLE (row));

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (sidebar->waiting), place))
        g_object_bind_property (sidebar->waiting, place, row, "count", G_BINDING_SYNC_CREATE);
    }
  console_alert_notices_watch (sidebar->waiting, sidebar->session, GTK_WIDGET (sidebar));
}

ConsoleWaiting *
console_sidebar_get_waiting (ConsoleSidebar *sidebar)
{
  return sidebar->waiting;
}

GtkWidget *
console_sidebar_new (ConsoleSession *session)
{
  ConsoleSidebar *sidebar = g_object_new (CONSOLE_TYPE_SIDEBAR, NULL);

  sidebar->session = g_object_ref (session);
  sidebar->state = console_view_state_get (session);
  count_waiting (sidebar);
  make_models (sidebar);
  connect_session (sidebar);
  adw_bin_set_child (sidebar->foot, console_sidebar_foot_new (session));
  place_cb (sidebar);
  return GTK_WIDGET (sidebar);
}
