/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table over the engine's list, below the search and the states of console-filter-view.c. The
 * vault searches and sorts; here is kept what was asked, what is selected, and where the table was
 * scrolled to when it is read again. Columns are in console-certificate-columns.c, what can be done
 * with a row in console-certificate-menu.c. */
#include "console-certificate-table.h"

#include "console-certificate-columns.h"
#include "console-certificate-filter.h"
#include "console-certificate-menu.h"
#include "console-dialogs.h"
#include "console-filter-view.h"
#include "console-pages.h"
#include "console-undo.h"

#include <glib/gi18n.h>

/* While certificates are issued by the hundred, the table is read at most so often. */
#define RELOAD_MS 1000

struct _ConsoleCertificateTable
{
  AdwBin parent_instance;

  ConsoleFilterView *filters;
  ConsoleCertificateFilter *restrictions;
  GtkMenuButton *columns_button;
  GtkScrolledWindow *scrolled;
  GtkColumnView *column_view;
  GtkLabel *count_label;
  GMenuModel *row_menu;
  GtkWidget *popover;

  ConsoleSession *session;
  EspCertificateList *list;
  GtkSingleSelection *selection;
  ConsoleCertificateColumns *columns;
  char *ca;
  gboolean stale; /* to be read when it is seen */
  GSignalGroup *selected_signals;
  gint64 selected;    /* number, across a reload */
  double scrolled_to; /* across a reload of the same query; or 0 */
  gint64 queried;     /* when, by the monotonic clock */
  gboolean focused;   /* the focus was on rows that went */
  const char *wanted; /* action that waits for the selected row; or NULL */
  guint reload_source;
  guint layout_source;
  guint settle_tick;
  int ticks;
};

G_DEFINE_FINAL_TYPE (ConsoleCertificateTable, console_certificate_table, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_CA,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Asking ------------------------------------------------------------------------------------*/

/* In the order of the choice. */
static const struct
{
  const char *id;
  const char *label;
} states[] = {
  { NULL, NC_ ("state of certificates", "All") },
  { "VALID", NC_ ("state of certificates", "Valid") },
  { "EXPIRED", NC_ ("state of certificates", "Expired") },
  { "REVOKED", NC_ ("state of certificates", "Revoked") },
};

static int
get_status (ConsoleCertificateTable *table)
{
  const char *choice = console_filter_view_get_choice (table->filters);
  EspCertificateStatus status;

  return choice && esp_certificate_status_from_string (choice, &status) ? (int) status : -1;
}

static const char *
get_search (ConsoleCertificateTable *table)
{
  return console_filter_view_get_search (table->filters);
}

EspCertificateItem *
console_certificate_table_get_selected (ConsoleCertificateTable *table)
{
  return table->selection ? gtk_single_selection_get_selected_item (table->selection) : NULL;
}

static void
query (ConsoleCertificateTable *table)
{
  EspCertificateItem *item = console_certificate_table_get_selected (table);
  EspCertificateQuestion question = { .ca = table->ca };

  g_clear_handle_id (&table->reload_source, g_source_remove);
  table->stale = !gtk_widget_get_mapped (GTK_WIDGET (table));
  if (table->stale || !table->session)
    return;
  if (item)
    table->selected = esp_certificate_item_get_number (item);
  table->queried = g_get_monotonic_time ();
  question.search = get_search (table);
  question.status = get_status (table);
  console_certificate_filter_fill (table->restrictions, &question,
                                   g_get_real_time () / G_USEC_PER_SEC);
  console_certificate_columns_sort (table->columns, &question.order, &question.descending);
  esp_certificate_list_ask (table->list, &question);
}

/* Another question: its answer is read from the top, and has nothing to do with what was wanted. */
static void
query_cb (ConsoleCertificateTable *table)
{
  table->scrolled_to = 0;
  table->wanted = NULL;
  query (table);
}

/* The same question again: the view stays where it is. */
static void
reload (ConsoleCertificateTable *table)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (table->scrolled);

  table->scrolled_to = gtk_adjustment_get_value (adjustment);
  query (table);
}

static gboolean
reload_cb (gpointer data)
{
  ConsoleCertificateTable *table = data;

  table->reload_source = 0;
  reload (table);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleCertificateTable *table, gint64 from, gint64 to, guint topics)
{
  gint64 passed = (g_get_monotonic_time () - table->queried) / 1000;

  if (!(topics & (ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS)) || table->reload_source)
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (table)))
    table->stale = TRUE;
  else if (passed >= RELOAD_MS && !esp_certificate_list_is_loading (table->list))
    reload (table);
  else
    table->reload_source = g_timeout_add ((guint) CLAMP (RELOAD_MS - passed, 50, RELOAD_MS),
                                          reload_cb, table);
}

/* --- Clearing ----------------------------------------------------------------------------------*/

typedef struct
{
  GWeakRef table;
  ConsoleCertificateChoice *restrictions;
  char *search;
  const char *choice;
} Cleared;

static void
cleared_free (gpointer data)
{
  Cleared *cleared = data;

  g_weak_ref_clear (&cleared->table);
  console_certificate_choice_free (cleared->restrictions);
  g_free (cleared->search);
  g_free (cleared);
}

static void
put_back (gpointer data)
{
  Cleared *cleared = data;
  g_autoptr (ConsoleCertificateTable) table = g_weak_ref_get (&cleared->table);

  if (!table)
    return;
  console_certificate_filter_put_back (table->restrictions, cleared->restrictions);
  console_filter_view_put_back (table->filters, cleared->search, cleared->choice);
}

static void
offer_undo (ConsoleCertificateTable *table)
{
  ConsoleUndo *undo = console_undo_new (NULL);
  Cleared *cleared = g_new0 (Cleared, 1);

  g_weak_ref_init (&cleared->table, table);
  cleared->restrictions = console_certificate_filter_copy (table->restrictions);
  cleared->search = g_strdup (get_search (table));
  cleared->choice = console_filter_view_get_choice (table->filters);
  console_undo_set_func (undo, put_back, cleared, cleared_free);
  console_undo_offer (undo, table->session, C_ ("toast", "The filters are cleared"));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleCertificateTable *table = CONSOLE_CERTIFICATE_TABLE (widget);

  offer_undo (table);
  console_certificate_filter_clear (table->restrictions);
  console_filter_view_clear (table->filters);
}

/* --- Empty -------------------------------------------------------------------------------------*/

/* The next step is offered only to who may take it; else the page says why not. */
static GtkWidget *
make_nothing_page (ConsoleCertificateTable *table)
{
  EspCaNode *node = table->ca ?
                      esp_ca_tree_find (console_session_get_tree (table->session), table->ca) :
                      NULL;
  g_autofree char *denial = node ? console_session_explain_denial (table->session,
                                                                   "acm-pca:IssueCertificate",
                                                                   esp_ca_node_get_ca (node)) :
                                   NULL;

  if (!node)
    return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("No Certificates Yet"),
                                   _ ("Certificates of all CAs will be listed here."), NULL, NULL);
  if (denial)
    return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("No Certificates Yet"), denial, NULL,
                                   NULL);
  return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("No Certificates Yet"),
                                 _ ("Issue the first one from a signing request (CSR)."),
                                 _ ("_Issue…"), "win.issue('')");
}

static gboolean
is_filtering (ConsoleCertificateTable *table)
{
  return console_filter_view_is_filtering (table->filters) ||
         console_certificate_filter_is_active (table->restrictions);
}

static GtkWidget *
make_no_match_page (ConsoleCertificateTable *table)
{
  if (!console_certificate_filter_is_active (table->restrictions))
    return console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ ("No Certificates Found"),
                                   _ ("No certificate matches the search and the state."),
                                   _ ("_Clear Search"), "table.clear");
  return console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ ("No Certificates Found"),
                                 _ ("No certificate matches all of the filters."),
                                 _ ("_Clear Filters"), "table.clear");
}

static void
show_empty (ConsoleCertificateTable *table)
{
  const GError *error = esp_certificate_list_get_error (table->list);
  GtkWidget *page;

  if (error)
    {
      console_filter_view_show_error (table->filters, _ ("Certificates Can’t Be Read"), error);
      return;
    }
  page = is_filtering (table) ? make_no_match_page (table) : make_nothing_page (table);
  console_filter_view_show_empty (table->filters, page);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static gboolean
is_early (ConsoleCertificateTable *table)
{
  return esp_certificate_list_is_loading (table->list) &&
         !esp_certificate_list_get_error (table->list);
}

/* The first rows of an answer of which the rest is on its way. */
static void
show_early (ConsoleCertificateTable *table)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (table->list));
  g_autofree char *text = g_strdup_printf (
    ngettext ("%'u certificate, and counting…", "%'u certificates, and counting…", n), n);

  console_filter_view_show_content (table->filters);
  gtk_label_set_text (table->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (table->count_label), TRUE);
}

/* Told before the view hears of it, which has the rows still. */
static void
items_changed_cb (ConsoleCertificateTable *table, guint position, guint removed)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (table));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (removed == 0 && is_early (table))
    show_early (table);
  if (removed > 0)
    table->focused = focus && gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) &&
                     gtk_widget_is_ancestor (focus, GTK_WIDGET (table->column_view));
}

/* Another answer comes, and the first rows become others: what was selected is looked for in it
 * when it is complete, and it is read from the top unless it is the same question again. */
static void
replacing_cb (ConsoleCertificateTable *table)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (table->scrolled);

  gtk_single_selection_set_selected (table->selection, GTK_INVALID_LIST_POSITION);
  gtk_adjustment_set_value (adjustment, 0);
}

static void
go_to_rows (ConsoleCertificateTable *table)
{
  if (!console_certificate_table_get_selected (table))
    gtk_single_selection_set_selected (table->selection, 0);
  gtk_widget_grab_focus (GTK_WIDGET (table->column_view));
}

/* The first frame lays the rows out: in the second one there is something to scroll. */
static gboolean
settle_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ConsoleCertificateTable *table = data;

  if (++table->ticks < 2)
    return G_SOURCE_CONTINUE;
  table->settle_tick = 0;
  if (table->scrolled_to >= 1)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (table->scrolled),
                              table->scrolled_to);
  return G_SOURCE_REMOVE;
}

static void
restore_position (ConsoleCertificateTable *table)
{
  guint position = table->selected ? esp_certificate_list_find (table->list, table->selected) :
                                     GTK_INVALID_LIST_POSITION;

  gtk_single_selection_set_selected (table->selection, position);
  if (table->settle_tick || table->scrolled_to < 1)
    return;
  table->ticks = 0;
  table->settle_tick = gtk_widget_add_tick_callback (GTK_WIDGET (table->column_view), settle_cb,
                                                     table, NULL);
}

static void
show_count (ConsoleCertificateTable *table, guint n)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%'u certificate", "%'u certificates", n), n);

  gtk_label_set_text (table->count_label, n ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (table->count_label), n > 0);
}

static void
loading_cb (ConsoleCertificateTable *table)
{
  gboolean loading = esp_certificate_list_is_loading (table->list);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (table->list));
  gboolean entered;

  console_filter_view_set_busy (table->filters, loading);
  if (loading)
    return;
  if (esp_certificate_list_get_error (table->list))
    n = 0;
  entered = console_filter_view_take_entered (table->filters);
  if (n == 0)
    show_empty (table);
  else
    {
      restore_position (table);
      console_filter_view_show_content (table->filters);
      if (entered)
        go_to_rows (table);
      else if (table->focused)
        gtk_widget_grab_focus (GTK_WIDGET (table->column_view));
    }
  table->focused = FALSE;
  show_count (table, n);
}

/* --- Rows --------------------------------------------------------------------------------------*/

/* What a key asks of a row that is still on its way is done when it is there. */
static void
act (ConsoleCertificateTable *table, const char *action)
{
  EspCertificateItem *item = console_certificate_table_get_selected (table);

  table->wanted = NULL;
  if (item && !console_certificate_menu_act (table->session, GTK_WIDGET (table), item, action))
    table->wanted = g_intern_string (action);
}

static void
activate_cb (ConsoleCertificateTable *table, guint position)
{
  gtk_single_selection_set_selected (table->selection, position);
  act (table, "table.open");
}

/* Enter in the search goes to what is found: now, or with the answer that is on its way. */
static void
search_activate_cb (ConsoleCertificateTable *table)
{
  if (table->stale || esp_certificate_list_is_loading (table->list))
    return;
  if (esp_certificate_list_get_error (table->list))
    query_cb (table);
  else if (console_filter_view_take_entered (table->filters) &&
           g_list_model_get_n_items (G_LIST_MODEL (table->list)) > 0)
    go_to_rows (table);
}

static void
update_menu (ConsoleCertificateTable *table)
{
  console_certificate_menu_update (table->session, GTK_WIDGET (table),
                                   console_certificate_table_get_selected (table),
                                   table->ca != NULL);
}

/* What can be done with a row is known when it has arrived. */
static void
loaded_cb (ConsoleCertificateTable *table)
{
  update_menu (table);
  if (table->wanted)
    act (table, table->wanted);
}

/* Between two answers nothing is selected: what is wanted of a row, is of the same after it. */
static void
selection_changed_cb (ConsoleCertificateTable *table)
{
  EspCertificateItem *item = console_certificate_table_get_selected (table);
  gint64 number = item ? esp_certificate_item_get_number (item) : table->selected;

  g_signal_group_set_target (table->selected_signals, item);
  if (number != table->selected)
    table->wanted = NULL;
  table->selected = number;
  update_menu (table);
}

static void
row_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (CONSOLE_CERTIFICATE_TABLE (widget), name);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_certificate_table_map (GtkWidget *widget)
{
  ConsoleCertificateTable *table = CONSOLE_CERTIFICATE_TABLE (widget);

  GTK_WIDGET_CLASS (console_certificate_table_parent_class)->map (widget);
  if (table->stale)
    query (table);
}

static gboolean
lay_out_cb (gpointer data)
{
  ConsoleCertificateTable *table = data;
  int width = gtk_widget_get_width (GTK_WIDGET (table));

  table->layout_source = 0;
  console_certificate_columns_fit (table->columns, width, table->ca == NULL);
  return G_SOURCE_REMOVE;
}

/* A drawing area without height tells the width. Nothing may change its size while sizes are given:
 * what follows from the width waits a moment. */
static void
width_changed_cb (ConsoleCertificateTable *table)
{
  if (!table->layout_source)
    table->layout_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out_cb, table, NULL);
}

static void
console_certificate_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CA)
    g_value_set_string (value, CONSOLE_CERTIFICATE_TABLE (object)->ca);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_certificate_table_dispose (GObject *object)
{
  ConsoleCertificateTable *table = CONSOLE_CERTIFICATE_TABLE (object);

  g_clear_handle_id (&table->reload_source, g_source_remove);
  g_clear_handle_id (&table->layout_source, g_source_remove);
  if (table->column_view && table->settle_tick)
    gtk_widget_remove_tick_callback (GTK_WIDGET (table->column_view), table->settle_tick);
  table->settle_tick = 0;
  g_clear_pointer (&table->popover, gtk_widget_unparent);
  g_clear_object (&table->selected_signals);
  g_clear_object (&table->session);
  g_clear_object (&table->selection);
  g_clear_object (&table->list);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CERTIFICATE_TABLE);
  G_OBJECT_CLASS (console_certificate_table_parent_class)->dispose (object);
}

static void
console_certificate_table_finalize (GObject *object)
{
  g_free (CONSOLE_CERTIFICATE_TABLE (object)->ca);
  G_OBJECT_CLASS (console_certificate_table_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  g_type_ensure (CONSOLE_TYPE_CERTIFICATE_FILTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/certificate-table.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, filters);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, restrictions);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, columns_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, column_view);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, count_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateTable, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, query_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
}

static void
console_certificate_table_class_init (ConsoleCertificateTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_certificate_table_get_property;
  object_class->dispose = console_certificate_table_dispose;
  object_class->finalize = console_certificate_table_finalize;
  widget_class->map = console_certificate_table_map;
  properties[PROP_CA] = g_param_spec_string (
    "ca", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "table.clear", NULL, clear_action);
  for (const char *const *name = console_certificate_menu_actions (); *name; name++)
    gtk_widget_class_install_action (widget_class, *name, NULL, row_action);
}

static void
console_certificate_table_init (ConsoleCertificateTable *table)
{
  table->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (table));
  g_object_set (table->filters, "below", console_certificate_filter_get_chips (table->restrictions),
                NULL);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    console_filter_view_add_choice (table->filters, states[i].id,
                                    g_dpgettext2 (NULL, "state of certificates", states[i].label));
  table->selected_signals = g_signal_group_new (ESP_TYPE_CERTIFICATE_ITEM);
  g_signal_group_connect_swapped (table->selected_signals, "notify::loaded", G_CALLBACK (loaded_cb),
                                  table);
}

GtkWidget *
console_certificate_table_new (ConsoleSession *session)
{
  ConsoleCertificateTable *table = g_object_new (CONSOLE_TYPE_CERTIFICATE_TABLE, NULL);
  EspEngine *engine = console_session_get_engine (session);
  ConsoleColumnChoice *choice;
  GtkSorter *sorter;

  table->session = g_object_ref (session);
  table->list = esp_certificate_list_new (engine);
  g_signal_connect_object (table->list, "items-changed", G_CALLBACK (items_changed_cb), table,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (table->list, "replacing", G_CALLBACK (replacing_cb), table,
                           G_CONNECT_SWAPPED);
  table->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (table->list)));
  gtk_single_selection_set_autoselect (table->selection, FALSE);
  gtk_single_selection_set_can_unselect (table->selection, TRUE);
  console_certificate_filter_set_session (table->restrictions, session);
  table->columns = console_certificate_columns_new (table->column_view, GTK_WIDGET (table));
  choice = console_certificate_columns_get_choice (table->columns);
  gtk_menu_button_set_menu_model (table->columns_button, console_column_choice_get_menu (choice));
  g_signal_connect_object (choice, "changed", G_CALLBACK (width_changed_cb), table,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (table->column_view, GTK_SELECTION_MODEL (table->selection));
  table->popover = console_certificate_menu_attach (
    GTK_WIDGET (table), GTK_WIDGET (table->column_view), table->row_menu);
  sorter = gtk_column_view_get_sorter (table->column_view);
  g_signal_connect_object (sorter, "changed", G_CALLBACK (query_cb), table, G_CONNECT_SWAPPED);
  g_signal_connect_object (table->selection, "notify::selected-item",
                           G_CALLBACK (selection_changed_cb), table, G_CONNECT_SWAPPED);
  g_signal_connect_object (table->list, "notify::loading", G_CALLBACK (loading_cb), table,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), table, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (query_cb), table,
                           G_CONNECT_SWAPPED);
  selection_changed_cb (table);
  return GTK_WIDGET (table);
}

void
console_certificate_table_set_ca (GtkWidget *widget, const char *ca_id)
{
  ConsoleCertificateTable *table = CONSOLE_CERTIFICATE_TABLE (widget);

  if (g_strcmp0 (table->ca, ca_id) == 0)
    return;
  g_free (table->ca);
  table->ca = g_strdup (ca_id);
  table->selected = 0;
  g_object_set (table->restrictions, "one-ca", ca_id != NULL, NULL);
  gtk_single_selection_set_selected (table->selection, GTK_INVALID_LIST_POSITION);
  width_changed_cb (table);
  query_cb (table);
  g_object_notify_by_pspec (G_OBJECT (table), properties[PROP_CA]);
}

void
console_certificate_table_search (ConsoleCertificateTable *table)
{
  gtk_widget_grab_focus (GTK_WIDGET (table->filters));
}

void
console_certificate_table_refresh (ConsoleCertificateTable *table)
{
  reload (table);
}

EspCertificateList *
console_certificate_table_get_list (ConsoleCertificateTable *table)
{
  return table->list;
}
