/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heading, the chart, and below it the same figures to read, sort out and copy. A table may have
 * hundreds of rows: it makes widgets for those that are seen. */
#include "console-figures.h"

#include "console-chart.h"
#include "draw/esp-report-pages.h"

#include <glib/gi18n.h>

#define TABLE_HEIGHT 230
#define ROW_HEIGHT 36 /* about */
#define N_NUMBERS 4

/* --- A row of the table ------------------------------------------------------------------------*/

#define CONSOLE_TYPE_FIGURE (console_figure_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleFigure, console_figure, CONSOLE, FIGURE, GObject)

struct _ConsoleFigure
{
  GObject parent_instance;

  char *label;
  gint64 numbers[N_NUMBERS];
};

G_DEFINE_FINAL_TYPE (ConsoleFigure, console_figure, G_TYPE_OBJECT)

static void
console_figure_finalize (GObject *object)
{
  g_free (CONSOLE_FIGURE (object)->label);
  G_OBJECT_CLASS (console_figure_parent_class)->finalize (object);
}

static void
console_figure_class_init (ConsoleFigureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_figure_finalize;
}

static void
console_figure_init (ConsoleFigure *figure)
{
}

/* --- Kinds -------------------------------------------------------------------------------------*/

static const struct
{
  const char *title;
  const char *first; /* heading of the first column */
  guint n_numbers;
} kinds[ESP_REPORT_N_BY] = {
  [ESP_REPORT_BY_CA] = { NC_ ("heading of a chart", "Per Certificate Authority"),
                         NC_ ("column of figures", "Certificate authority"), 4 },
  [ESP_REPORT_BY_ACCOUNT] = { NC_ ("heading of a chart", "Per Account"),
                              NC_ ("column of figures", "Account"), 4 },
  [ESP_REPORT_BY_TEMPLATE] = { NC_ ("heading of a chart", "Per Template"),
                               NC_ ("column of figures", "Template"), 4 },
  [ESP_REPORT_BY_MONTH] = { NC_ ("heading of a chart", "Issued and Revoked per Month"),
                            NC_ ("column of figures", "Month"), 2 },
};

struct _ConsoleFigures
{
  AdwBin parent_instance;

  EspReportBy by;
  ConsoleChart *chart;
  GtkScrolledWindow *scrolled;
  GtkColumnView *table;
  GListStore *rows;
};

G_DEFINE_FINAL_TYPE (ConsoleFigures, console_figures, ADW_TYPE_BIN)

static const char *
get_title (const ConsoleFigures *figures)
{
  return g_dpgettext2 (NULL, "heading of a chart", kinds[figures->by].title);
}

/* Of a month the second number is what was revoked in it. */
static const char *
get_column (const ConsoleFigures *figures, int number)
{
  static const char *const titles[N_NUMBERS] = { NC_ ("column of figures", "Issued"),
                                                 NC_ ("column of figures", "Valid"),
                                                 NC_ ("column of figures", "Expired"),
                                                 NC_ ("column of figures", "Revoked") };

  if (number < 0)
    return g_dpgettext2 (NULL, "column of figures", kinds[figures->by].first);
  if (figures->by == ESP_REPORT_BY_MONTH && number == 1)
    number = 3;
  return g_dpgettext2 (NULL, "column of figures", titles[number]);
}

/* --- Cells -------------------------------------------------------------------------------------*/

static int
get_number (gpointer factory)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "number"));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  int number = get_number (factory);
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), number < 0 ? 9 : 6);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), number < 0 ? 30 : 9);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (cell, TRUE);
  if (number >= 0)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

void
console_figures_align (GtkInscription *cell, const char *text)
{
  gboolean right_to_left = gtk_widget_get_direction (GTK_WIDGET (cell)) == GTK_TEXT_DIR_RTL;
  gboolean is_neutral = TRUE;

  for (const char *c = text; *c && is_neutral; c = g_utf8_next_char (c))
    is_neutral = !g_unichar_isalpha (g_utf8_get_char (c));
  gtk_inscription_set_xalign (cell, right_to_left && !is_neutral ? 1 : 0);
}

/* The row is named by what its first cell says. */
static void
name_cell (GtkListItem *item, const char *column, const char *text, gboolean is_first)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (item));
  g_autofree char *name = g_strdup_printf ("%s: %s", column, text);

  if (!cell)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (gtk_widget_get_parent (cell) && is_first)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleFigures *figures)
{
  int number = get_number (factory);
  ConsoleFigure *figure = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = number < 0 ? g_strdup (figure->label) :
                                       esp_chart_count (figure->numbers[number]);

  console_figures_align (GTK_INSCRIPTION (cell), text);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, number < 0 ? text : NULL);
  name_cell (item, get_column (figures, number), text, number < 0);
}

static void
add_column (ConsoleFigures *figures, int number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_object_set_data (G_OBJECT (factory), "number", GINT_TO_POINTER (number));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), figures, 0);
  column = gtk_column_view_column_new (get_column (figures, number), factory);
  gtk_column_view_column_set_expand (column, number < 0);
  gtk_column_view_append_column (figures->table, column);
  g_object_unref (column);
}

/* --- What is shown -----------------------------------------------------------------------------*/

static GPtrArray *
read_groups (JsonArray *list)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *object = json_array_get_object_element (list, i);
      const char *name = esp_json_get_string (object, "Group");
      EspReportGroup *group = g_new0 (EspReportGroup, 1);

      /* Borrowed, for as long as the answer is there. */
      group->name = group->id = (char *) (g_strcmp0 (name, "-") == 0 ? "" : name);
      group->issued = esp_json_get_int (object, "Issued", 0);
      group->valid = esp_json_get_int (object, "Valid", 0);
      group->expired = esp_json_get_int (object, "Expired", 0);
      group->revoked = esp_json_get_int (object, "Revoked", 0);
      group->revocations = esp_json_get_int (object, "Revocations", 0);
      g_ptr_array_add (groups, group);
    }
  return groups;
}

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

static ConsoleFigure *
make_row (ConsoleFigures *figures, const EspReportGroup *group, GHashTable *accounts)
{
  ConsoleFigure *figure = g_object_new (CONSOLE_TYPE_FIGURE, NULL);
  g_autofree char *label = esp_report_pages_label (group, figures->by, accounts, translate);

  figure->label = esp_text_escape (label);
  figure->numbers[0] = group->issued;
  if (figures->by == ESP_REPORT_BY_MONTH)
    {
      figure->numbers[1] = group->revocations;
      return figure;
    }
  figure->numbers[1] = group->valid;
  figure->numbers[2] = group->expired;
  figure->numbers[3] = group->revoked;
  return figure;
}

/* The newest month first: the one that people look for. */
static void
fill_table (ConsoleFigures *figures, GPtrArray *groups, GHashTable *accounts)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < groups->len; i++)
    {
      guint place = figures->by == ESP_REPORT_BY_MONTH ? groups->len - 1 - i : i;

      g_ptr_array_add (rows, make_row (figures, g_ptr_array_index (groups, place), accounts));
    }
  /* A view would be content with one row. */
  gtk_scrolled_window_set_min_content_height (
    figures->scrolled, MIN (ROW_HEIGHT * ((int) rows->len + 1), TABLE_HEIGHT));
  g_list_store_splice (figures->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (figures->rows)),
                       rows->pdata, rows->len);
}

/* What a chart shows is its highest column, and how much there is altogether. */
static char *
describe (ConsoleFigures *figures, GPtrArray *groups, GHashTable *accounts)
{
  gint64 issued = 0, revoked = 0;
  const EspReportGroup *highest = NULL;
  g_autofree char *label = NULL;
  g_autofree char *all = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *most = NULL;

  for (guint i = 0; i < groups->len; i++)
    {
      const EspReportGroup *group = g_ptr_array_index (groups, i);

      issued += group->issued;
      revoked += group->revocations;
      if (!highest || group->issued > highest->issued)
        highest = group;
    }
  if (!highest)
    return g_strdup (_ ("No certificates"));
  label = esp_report_pages_label (highest, figures->by, accounts, translate);
  all = esp_chart_count (issued);
  gone = esp_chart_count (revoked);
  most = esp_chart_count (highest->issued);
  /* Translators: of a chart, for who can't see it */
  return esp_text_fill (
    _ ("{issued} issued, {revoked} revoked. Most were issued for {label}: "
       "{most}. All figures are in the table below."),
    (const char *[]){ "issued", all, "revoked", gone, "label", label, "most", most, NULL });
}

void
console_figures_show (ConsoleFigures *figures, JsonArray *list, GHashTable *accounts)
{
  g_autoptr (GPtrArray) groups = read_groups (list);

  console_figures_show_groups (figures, groups, accounts);
}

void
console_figures_show_groups (ConsoleFigures *figures, GPtrArray *groups, GHashTable *accounts)
{
  g_autofree char *description = describe (figures, groups, accounts);
  EspChart *chart = esp_report_pages_chart (groups, figures->by, accounts, translate, 0, FALSE);

  console_chart_set (figures->chart, chart, get_title (figures), description);
  fill_table (figures, groups, accounts);
}

GListModel *
console_figures_get_rows (ConsoleFigures *figures)
{
  return G_LIST_MODEL (figures->rows);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_figures_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_FIGURES (object)->rows);
  G_OBJECT_CLASS (console_figures_parent_class)->dispose (object);
}

static void
console_figures_class_init (ConsoleFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_figures_dispose;
}

static void
console_figures_init (ConsoleFigures *figures)
{
  figures->rows = g_list_store_new (CONSOLE_TYPE_FIGURE);
}

static GtkWidget *
make_table (ConsoleFigures *figures)
{
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (figures->rows)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autofree char *name = g_strdup_printf (_ ("Figures: %s"), get_title (figures));

  figures->table = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (selection)));
  gtk_column_view_set_reorderable (figures->table, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (figures->table), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (figures->table), "figures-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (figures->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  for (int number = -1; number < (int) kinds[figures->by].n_numbers; number++)
    add_column (figures, number);
  figures->scrolled = GTK_SCROLLED_WINDOW (scrolled);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (figures->table));
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), TABLE_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  return scrolled;
}

GtkWidget *
console_figures_new (EspReportBy by)
{
  ConsoleFigures *figures = g_object_new (CONSOLE_TYPE_FIGURES, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *chart = console_chart_new ();

  figures->by = by;
  figures->chart = CONSOLE_CHART (chart);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), get_title (figures));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "figures-card");
  gtk_widget_set_overflow (card, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (chart, "figures-chart");
  gtk_box_append (GTK_BOX (card), chart);
  gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (card), make_table (figures));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), card);
  adw_bin_set_child (ADW_BIN (figures), group);
  return GTK_WIDGET (figures);
}
