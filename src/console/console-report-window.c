/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report that was read: what it is, as far as the history knows it, and its rows. */
#include "console-reports.h"

#include "console-figures.h"
#include "console-format.h"
#include "console-pages.h"

#include "draw/esp-chart.h"

#include <glib/gi18n.h>

#define ALWAYS 2 /* columns that are shown however narrow it is */
#define CELL_PADDING 24

#define CONSOLE_TYPE_REPORT_WINDOW (console_report_window_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReportWindow, console_report_window, CONSOLE, REPORT_WINDOW, AdwWindow)

struct _ConsoleReportWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkToggleButton *search_button;
  GtkToggleButton *figures_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkImage *verdict_icon;
  GtkLabel *verdict_label;
  GtkStack *stack;
  GtkColumnView *table;
  GtkBox *figures_box;
  GtkLabel *count_label;

  ConsoleSession *session;
  ConsoleReportRows *rows;
};

G_DEFINE_FINAL_TYPE (ConsoleReportWindow, console_report_window, ADW_TYPE_WINDOW)

/* --- Columns -----------------------------------------------------------------------------------*/

static char *
subject_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return esp_text_escape (console_report_row_get_subject (row));
}

static const char *
get_state (ConsoleReportRow *row)
{
  if (console_report_row_get_revoked (row))
    return "REVOKED";
  return console_report_row_get_end (row) < g_get_real_time () / G_USEC_PER_SEC ? "EXPIRED" :
                                                                                  "VALID";
}

/* With what is known of a revocation. */
static char *
state_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  const char *word = console_format_certificate_status (get_state (row));
  const char *reason = console_report_row_get_reason (row);
  g_autofree char *date = NULL;

  if (!console_report_row_get_revoked (row))
    return g_strdup (word);
  date = console_format_date (console_report_row_get_revoked (row));
  return g_strjoin (" · ", word, date, *reason ? console_format_revocation_reason (reason) : NULL,
                    NULL);
}

static char *
serial_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return g_strdup (console_report_row_get_serial (row));
}

/* The name of an authority that is here; else its UUID. */
static const char *
label_of (ConsoleReportWindow *window, const char *arn)
{
  const char *slash = strrchr (arn, '/');
  const char *id = slash ? slash + 1 : arn;
  EspCaNode *node = esp_ca_tree_find (console_session_get_tree (window->session), id);

  return node ? esp_ca_node_get_ca (node)->label : id;
}

static char *
issuer_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return esp_text_escape (label_of (window, console_report_row_get_issuer (row)));
}

static char *
account_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return g_strdup (console_report_row_get_account (row));
}

static char *
template_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return esp_text_escape (console_report_row_get_template (row));
}

static char *
issued_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return console_format_date (console_report_row_get_issued (row));
}

static char *
ends_text (ConsoleReportWindow *window, ConsoleReportRow *row)
{
  return console_format_date (console_report_row_get_end (row));
}

static const struct
{
  const char *title;
  char *(*text) (ConsoleReportWindow *window, ConsoleReportRow *row);
  guint chars;
  gboolean numeric;
} columns[] = {
  { NC_ ("column", "Subject"), subject_text, 34, FALSE },
  { NC_ ("column", "State"), state_text, 21, FALSE },
  { NC_ ("column", "Issued"), issued_text, 12, TRUE },
  { NC_ ("column", "Ends"), ends_text, 12, TRUE },
  { NC_ ("column", "Serial"), serial_text, 14, TRUE },
  { NC_ ("column", "Issuer"), issuer_text, 18, FALSE },
  { NC_ ("column", "Account"), account_text, 13, TRUE },
  { NC_ ("column", "Template"), template_text, 24, FALSE },
};

static guint
get_index (gpointer factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

static gboolean
query_tooltip_cb (GtkInscription *cell, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (cell);

  gtk_tooltip_set_text (tooltip, text);
  return text && text[0];
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  guint index = get_index (factory);
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell),
                                 MIN (columns[index].chars, index == 0 ? 20 : 12));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), columns[index].chars);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (columns[index].numeric)
    gtk_widget_add_css_class (cell, "numeric");
  gtk_widget_set_has_tooltip (cell, TRUE);
  g_signal_connect (cell, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleReportWindow *window)
{
  guint index = get_index (factory);
  GtkWidget *inscription = gtk_list_item_get_child (item);
  GtkWidget *cell = gtk_widget_get_parent (inscription);
  g_autofree char *text = columns[index].text (window, gtk_list_item_get_item (item));
  g_autofree char *name = g_strdup_printf (
    "%s: %s", g_dpgettext2 (NULL, "column", columns[index].title), text);

  console_figures_align (GTK_INSCRIPTION (inscription), text);
  gtk_inscription_set_text (GTK_INSCRIPTION (inscription), text);
  if (!cell)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  /* The row is named by its subject. */
  if (index == 0 && gtk_widget_get_parent (cell))
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
add_columns (ConsoleReportWindow *window)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), window, 0);
      column = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", columns[i].title),
                                           factory);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (window->table, column);
      g_object_unref (column);
    }
}

/* Those that have room, from the first on; all that a narrow window hides stands in the file. */
static void
width_changed_cb (ConsoleReportWindow *window, int width)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (window));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int letter = pango_font_metrics_get_approximate_char_width (metrics) / PANGO_SCALE + 1;
  GListModel *all = gtk_column_view_get_columns (window->table);
  int taken = 0;

  pango_font_metrics_unref (metrics);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (all, i);

      taken += (int) columns[i].chars * letter + CELL_PADDING;
      gtk_column_view_column_set_visible (column, i < ALWAYS || taken <= width);
    }
}

/* --- What is shown -----------------------------------------------------------------------------*/

static void
show_count (ConsoleReportWindow *window)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (window->rows));
  guint n_all = console_report_rows_get_n_all (window->rows);
  g_autofree char *shown = esp_chart_count (n);
  g_autofree char *all = esp_chart_count (n_all);
  g_autofree char *text = NULL;

  if (n == n_all)
    text = esp_text_fill (ngettext ("{n} certificate", "{n} certificates", n_all),
                          (const char *[]){ "n", all, NULL });
  else
    /* Translators: {n} and {all} are numbers of certificates */
    text = esp_text_fill (_ ("{n} of {all} certificates"),
                          (const char *[]){ "n", shown, "all", all, NULL });
  gtk_label_set_text (window->count_label, text);
  gtk_stack_set_visible_child_name (
    window->stack, gtk_toggle_button_get_active (window->figures_button) ? "figures" :
                   n > 0                                                 ? "table" :
                   n_all > 0                                             ? "no-match" :
                                                                           "nothing");
}

/* --- Figures -----------------------------------------------------------------------------------*/

/* Authorities that are here are called by their names. */
static void
name_authorities (ConsoleReportWindow *window, GPtrArray *groups)
{
  for (guint i = 0; i < groups->len; i++)
    {
      EspReportGroup *group = g_ptr_array_index (groups, i);
      char *label = g_strdup (label_of (window, group->name));

      g_free (group->name);
      group->name = label;
    }
}

static void
fill_figures (ConsoleReportWindow *window)
{
  static const EspReportBy order[] = { ESP_REPORT_BY_MONTH, ESP_REPORT_BY_TEMPLATE,
                                       ESP_REPORT_BY_ACCOUNT, ESP_REPORT_BY_CA };
  const EspReportCounts *counts = console_report_rows_get_counts (window->rows);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *figures = console_figures_new (order[i]);
      g_autoptr (GPtrArray) groups = esp_report_counts_list (counts, order[i]);

      if (order[i] == ESP_REPORT_BY_CA)
        name_authorities (window, groups);
      console_figures_show_groups (CONSOLE_FIGURES (figures), groups, NULL);
      gtk_box_append (window->figures_box, figures);
    }
}

static void
figures_cb (ConsoleReportWindow *window)
{
  gboolean active = gtk_toggle_button_get_active (window->figures_button);

  if (active && !gtk_widget_get_first_child (GTK_WIDGET (window->figures_box)))
    fill_figures (window);
  if (active)
    gtk_search_bar_set_search_mode (window->search_bar, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (window->search_button), !active);
  show_count (window);
}

static void
search_cb (ConsoleReportWindow *window)
{
  console_report_rows_search (window->rows,
                              gtk_editable_get_text (GTK_EDITABLE (window->search_entry)));
}

static char *
tell_made (JsonObject *record)
{
  g_autofree char *when = console_format_time (console_format_read_time (record, "CreatedAt"));
  g_autofree char *scope = console_report_scope_text (record);

  /* Translators: {when}: a time; {name} of a person; {what} the report is of */
  return esp_text_fill (
    _ ("This is, byte for byte, the report of {what} that was made here on {when} by {name}."),
    (const char *[]){ "when", when, "name", esp_json_get_string (record, "RequestedBy"), "what",
                      scope, NULL });
}

static char *
tell_other (JsonObject *expected)
{
  g_autofree char *when = console_format_time (console_format_read_time (expected, "CreatedAt"));

  return esp_text_fill (
    _ ("This is not the report that was made here on {when}: it is another file, "
       "or it was changed since."),
    (const char *[]){ "when", when, NULL });
}

static gboolean
is_same (JsonObject *a, JsonObject *b)
{
  return a && b &&
         g_strcmp0 (esp_json_get_string (a, "Digest"), esp_json_get_string (b, "Digest")) == 0;
}

static void
show_verdict (ConsoleReportWindow *window, JsonObject *record, JsonObject *expected)
{
  gboolean good = record && (!expected || is_same (record, expected));
  g_autofree char *text = good ? tell_made (record) :
                          expected ?
                                 tell_other (expected) :
                                 g_strdup (_ ("No report that was made here has this digest: it "
                                              "comes from elsewhere, or it was changed since."));
  g_autofree char *safe = esp_text_escape (text);

  gtk_label_set_text (window->verdict_label, safe);
  gtk_image_set_from_icon_name (window->verdict_icon, good     ? "certificate-valid-symbolic" :
                                                      expected ? "ca-failed-symbolic" :
                                                                 "dialog-information-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (window->verdict_icon), good     ? "success" :
                                                               expected ? "error" :
                                                                          "dim-label");
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleReportWindow *window = CONSOLE_REPORT_WINDOW (widget);

  gtk_toggle_button_set_active (window->figures_button, FALSE);
  gtk_search_bar_set_search_mode (window->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (window->search_entry));
}

static void
figures_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkToggleButton *button = CONSOLE_REPORT_WINDOW (widget)->figures_button;

  if (gtk_widget_get_visible (GTK_WIDGET (button)) &&
      gtk_widget_get_sensitive (GTK_WIDGET (button)))
    gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

static void
console_report_window_dispose (GObject *object)
{
  ConsoleReportWindow *window = CONSOLE_REPORT_WINDOW (object);

  if (window->table)
    gtk_column_view_set_model (window->table, NULL);
  g_clear_object (&window->rows);
  g_clear_object (&window->session);
  G_OBJECT_CLASS (console_report_window_parent_class)->dispose (object);
}

static void
console_report_window_class_init (ConsoleReportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_report_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/report-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, figures_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, figures_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, table);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportWindow, count_label);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, figures_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_changed_cb);
  gtk_widget_class_install_action (widget_class, "window.close-report", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.figures", NULL, figures_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close-report",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "page.search",
                                       NULL);
}

static void
console_report_window_init (ConsoleReportWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
  gtk_search_bar_connect_entry (window->search_bar, GTK_EDITABLE (window->search_entry));
  g_object_bind_property (window->search_button, "active", window->search_bar,
                          "search-mode-enabled", G_BINDING_BIDIRECTIONAL);
}

static void
show_rows (ConsoleReportWindow *window)
{
  GtkNoSelection *selection;

  if (g_str_equal (console_report_rows_get_format (window->rows), "PDF"))
    {
      gtk_stack_set_visible_child_name (window->stack, "paper");
      gtk_widget_set_visible (GTK_WIDGET (window->search_button), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (window->figures_button), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (window->count_label), FALSE);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (window->figures_button),
                            console_report_rows_get_n_all (window->rows) > 0);
  add_columns (window);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (window->rows)));
  gtk_column_view_set_model (window->table, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  g_signal_connect_object (window->rows, "items-changed", G_CALLBACK (show_count), window,
                           G_CONNECT_SWAPPED);
  show_count (window);
}

GtkWindow *
console_report_window_new (ConsoleSession *session,
                           ConsoleReportRows *rows,
                           const char *name,
                           const char *digest,
                           JsonObject *record,
                           JsonObject *expected)
{
  ConsoleReportWindow *window = g_object_new (CONSOLE_TYPE_REPORT_WINDOW, NULL);
  g_autofree char *safe = esp_text_escape (name);
  /* Translators: %s is a digest */
  g_autofree char *subtitle = g_strdup_printf (_ ("SHA-256 %s"), digest);

  window->session = g_object_ref (session);
  window->rows = rows;
  adw_window_title_set_title (window->window_title, safe);
  adw_window_title_set_subtitle (window->window_title, subtitle);
  show_verdict (window, record, expected);
  show_rows (window);
  return GTK_WINDOW (window);
}

ConsoleReportRows *
console_report_window_get_rows (GtkWindow *window)
{
  return CONSOLE_REPORT_WINDOW (window)->rows;
}

const char *
console_report_window_get_verdict (GtkWindow *window)
{
  return gtk_label_get_text (CONSOLE_REPORT_WINDOW (window)->verdict_label);
}
