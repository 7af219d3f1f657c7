/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One light widget a cell; only rows that are seen exist, and they follow their requests. On a
 * narrow window the less important columns go, and what is left has two lines: the text beneath the
 * table says all of a row. */
#include "console-request-table.h"

#include <glib/gi18n.h>

typedef const char *(*TextFunc) (ConsoleRequestItem *item);

typedef struct
{
  const char *title;
  TextFunc text;
  guint chars;
  int width; /* from which on it is shown, with those before it */
} ColumnRow;

#define VERDICT 1
#define TALL_LINES 2

static const ColumnRow rows[] = {
  { NC_ ("column", "Subject"), console_request_item_get_subject, 24, 0 },
  { NC_ ("column", "Verdict"), console_request_item_get_summary, 34, 0 },
  { NC_ ("column", "Request"), console_request_item_get_source, 18, 600 },
  { NC_ ("column", "Alternative names"), console_request_item_get_names, 22, 780 },
  { NC_ ("column", "Key"), console_request_item_get_key, 12, 900 },
};
#define N_COLUMNS G_N_ELEMENTS (rows)

struct _ConsoleRequestTable
{
  AdwBin parent_instance;

  GtkWidget *width_area;
  GtkColumnView *view;
  GtkWidget *detail_scroller;
  GtkLabel *detail_label;

  GtkColumnViewColumn *columns[N_COLUMNS];
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
  ConsoleRequestItem *watched; /* the selected one */
  gboolean only_problems;
  gboolean tall;
  guint layout_source;
};

G_DEFINE_FINAL_TYPE (ConsoleRequestTable, console_request_table, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ONLY_PROBLEMS,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint remove_signal;

/* --- Cells -------------------------------------------------------------------------------------*/

/* The cell is named by what stands in it, its row by what it is and what becomes of it. */
static void
name_cell (GtkListItem *list_item, ConsoleRequestItem *item, const char *text)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  GtkWidget *line = cell ? gtk_widget_get_parent (cell) : NULL;
  const char *subject = console_request_item_get_subject (item);
  g_autofree char *whole = NULL;

  if (!line)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  whole = g_strdup_printf ("%s, %s", subject[0] ? subject : console_request_item_get_source (item),
                           console_request_item_get_summary (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
}

/* What is no request is known by where it came from. */
static const char *
find_text (ConsoleRequestItem *item, const ColumnRow *column)
{
  const char *text = column->text (item);

  return column == &rows[0] && !text[0] ? console_request_item_get_source (item) : text;
}

static void
show_icon (GtkWidget *icon, ConsoleRequestState state)
{
  static const char *const classes[] = { "success", "warning", "error", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (icon, classes[i]);
  gtk_widget_add_css_class (icon, console_request_state_get_class (state));
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), console_request_state_get_icon (state));
}

static void
fill (GtkListItem *list_item, const ColumnRow *column)
{
  ConsoleRequestItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const char *text = find_text (item, column);

  if (column == &rows[VERDICT])
    {
      show_icon (gtk_widget_get_first_child (cell), console_request_item_get_state (item));
      gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), text);
    }
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  name_cell (list_item, item, text);
}

/* Asked only when the pointer rests. */
static gboolean
query_tooltip_cb (GtkInscription *cell, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (cell);

  gtk_tooltip_set_text (tooltip, text);
  return text && text[0];
}

static GtkWidget *
make_inscription (const ColumnRow *column, guint lines)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), MIN (column->chars, 10));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), column->chars);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), lines);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (inscription), lines);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* An inscription of GTK 4.8 starts at the left, whichever way the table goes. */
  if (gtk_widget_get_direction (inscription) == GTK_TEXT_DIR_RTL)
    gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 1);
  gtk_widget_set_hexpand (inscription, TRUE);
  gtk_widget_set_has_tooltip (inscription, TRUE);
  g_signal_connect (inscription, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  return inscription;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  const ConsoleRequestTable *table = g_object_get_data (G_OBJECT (factory), "table");
  GtkWidget *text = make_inscription (column, table->tall ? TALL_LINES : 1);
  GtkWidget *box;

  if (column != &rows[VERDICT])
    {
      gtk_list_item_set_child (list_item, text);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (list_item, box);
}

static void
state_cb (ConsoleRequestItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  fill (list_item, g_object_get_data (G_OBJECT (list_item), "column"));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  g_object_set_data (G_OBJECT (list_item), "column", (gpointer) column);
  fill (list_item, column);
  g_signal_connect_object (gtk_list_item_get_item (list_item), "notify::state",
                           G_CALLBACK (state_cb), list_item, 0);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), state_cb, list_item);
}

static void
add_columns (ConsoleRequestTable *table)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

      g_object_set_data (G_OBJECT (factory), "table", table);
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) &rows[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) &rows[i]);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) &rows[i]);
      table->columns[i] = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", rows[i].title),
                                                      factory);
      gtk_column_view_column_set_resizable (table->columns[i], TRUE);
      gtk_column_view_column_set_expand (table->columns[i], i <= VERDICT);
      gtk_column_view_column_set_visible (table->columns[i], rows[i].width == 0);
      gtk_column_view_append_column (table->view, table->columns[i]);
      g_object_unref (table->columns[i]);
    }
}

/* --- Width -------------------------------------------------------------------------------------*/

/* Large text has fewer columns. */
static double
get_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (double) dpi / (96 * 1024) : 1;
}

static void
set_lines (GtkWidget *widget, guint lines)
{
  if (GTK_IS_INSCRIPTION (widget))
    {
      gtk_inscription_set_min_lines (GTK_INSCRIPTION (widget), lines);
      gtk_inscription_set_nat_lines (GTK_INSCRIPTION (widget), lines);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    set_lines (child, lines);
}

/* Those that there are; a column of GTK 4.8 keeps its cells when its factory is another. */
static void
set_tall (ConsoleRequestTable *table, gboolean tall)
{
  if (table->tall == tall)
    return;
  table->tall = tall;
  set_lines (GTK_WIDGET (table->view), tall ? TALL_LINES : 1);
}

static gboolean
lay_out_cb (gpointer data)
{
  ConsoleRequestTable *table = data;
  int width = (int) (gtk_widget_get_width (table->width_area) / get_scale (GTK_WIDGET (table)));

  table->layout_source = 0;
  for (guint i = 0; i < N_COLUMNS; i++)
    gtk_column_view_column_set_visible (table->columns[i], rows[i].width <= width);
  set_tall (table, width < rows[VERDICT + 1].width);
  return G_SOURCE_REMOVE;
}

/* Nothing may change its size while sizes are given. */
static void
width_changed_cb (ConsoleRequestTable *table)
{
  if (!table->layout_source)
    table->layout_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, lay_out_cb, table, NULL);
}

/* --- The selected one --------------------------------------------------------------------------*/

static void
show_detail (ConsoleRequestTable *table)
{
  ConsoleRequestItem *item = table->watched;
  g_autoptr (GString) text = g_string_new (NULL);
  const char *names = item ? console_request_item_get_names (item) : "";
  const char *key = item ? console_request_item_get_key (item) : "";

  gtk_widget_set_visible (table->detail_scroller, item != NULL);
  if (!item)
    return;
  g_string_append (text, console_request_item_get_source (item));
  if (console_request_item_get_subject (item)[0])
    g_string_append_printf (text, "\n%s", console_request_item_get_subject (item));
  if (names[0] || key[0])
    g_string_append_printf (text, "\n%s%s%s", names, names[0] && key[0] ? " · " : "", key);
  g_string_append_printf (text, "\n%s", console_request_item_get_detail (item));
  gtk_label_set_text (table->detail_label, text->str);
}

static void
selected_cb (ConsoleRequestTable *table)
{
  ConsoleRequestItem *item = gtk_single_selection_get_selected_item (table->selection);

  if (table->watched == item)
    return;
  if (table->watched)
    g_signal_handlers_disconnect_by_func (table->watched, show_detail, table);
  g_set_object (&table->watched, item);
  if (item)
    g_signal_connect_object (item, "notify::state", G_CALLBACK (show_detail), table,
                             G_CONNECT_SWAPPED);
  show_detail (table);
  g_object_notify_by_pspec (G_OBJECT (table), properties[PROP_SELECTED]);
}

ConsoleRequestItem *
console_request_table_get_selected (ConsoleRequestTable *table)
{
  return table->watched;
}

static void
remove_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, remove_signal, 0);
}

/* --- Which are shown ---------------------------------------------------------------------------*/

static gboolean
is_wanted (gpointer item, gpointer data)
{
  return !CONSOLE_REQUEST_TABLE (data)->only_problems ||
         console_request_item_has_problem (CONSOLE_REQUEST_ITEM (item));
}

static void
changed_cb (ConsoleRequestTable *table)
{
  if (table->only_problems)
    gtk_filter_changed (GTK_FILTER (table->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
set_only_problems (ConsoleRequestTable *table, gboolean only)
{
  if (table->only_problems == only)
    return;
  table->only_problems = only;
  gtk_filter_changed (GTK_FILTER (table->filter), GTK_FILTER_CHANGE_DIFFERENT);
  g_object_notify_by_pspec (G_OBJECT (table), properties[PROP_ONLY_PROBLEMS]);
}

void
console_request_table_set_list (ConsoleRequestTable *table, ConsoleRequestList *list)
{
  gtk_filter_list_model_set_model (table->filtered, console_request_list_get_model (list));
  g_signal_connect_object (list, "changed", G_CALLBACK (changed_cb), table, G_CONNECT_SWAPPED);
}

guint
console_request_table_count (ConsoleRequestTable *table)
{
  return g_list_model_get_n_items (G_LIST_MODEL (table->filtered));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_request_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleRequestTable *table = CONSOLE_REQUEST_TABLE (object);

  if (id == PROP_ONLY_PROBLEMS)
    g_value_set_boolean (value, table->only_problems);
  else if (id == PROP_SELECTED)
    g_value_set_object (value, table->watched);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_table_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_ONLY_PROBLEMS)
    set_only_problems (CONSOLE_REQUEST_TABLE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_table_dispose (GObject *object)
{
  ConsoleRequestTable *table = CONSOLE_REQUEST_TABLE (object);

  g_clear_handle_id (&table->layout_source, g_source_remove);
  if (table->selection)
    g_signal_handlers_disconnect_by_data (table->selection, table);
  g_clear_object (&table->watched);
  g_clear_object (&table->selection);
  G_OBJECT_CLASS (console_request_table_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_ONLY_PROBLEMS] = g_param_spec_boolean (
    "only-problems", NULL, NULL, FALSE,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SELECTED] = g_param_spec_object (
    "selected", NULL, NULL, CONSOLE_TYPE_REQUEST_ITEM,
    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_request_table_class_init (ConsoleRequestTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_request_table_get_property;
  object_class->set_property = console_request_table_set_property;
  object_class->dispose = console_request_table_dispose;
  install_properties (object_class);
  remove_signal = g_signal_new ("remove", CONSOLE_TYPE_REQUEST_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/request-table.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestTable, width_area);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestTable, view);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestTable, detail_scroller);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestTable, detail_label);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
  gtk_widget_class_install_action (widget_class, "requests.remove-selected", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "requests.remove-selected",
                                       NULL);
}

static void
console_request_table_init (ConsoleRequestTable *table)
{
  gtk_widget_init_template (GTK_WIDGET (table));
  table->filter = gtk_custom_filter_new (is_wanted, table, NULL);
  table->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (table->filter));
  table->selection = gtk_single_selection_new (G_LIST_MODEL (table->filtered));
  gtk_single_selection_set_autoselect (table->selection, FALSE);
  gtk_single_selection_set_can_unselect (table->selection, TRUE);
  g_signal_connect_swapped (table->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            table);
  gtk_column_view_set_model (table->view, GTK_SELECTION_MODEL (table->selection));
  add_columns (table);
}
