/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One light widget a cell. Sorting is the vault's: a column's sorter only notes that it was asked,
 * and comparing two dummies tells which header comes first and whether it is turned round (GTK 4.8
 * can't be asked). */
#include "console-certificate-columns.h"

#include "console-column-choice.h"
#include "console-format.h"
#include "console-settings.h"

#include <glib/gi18n.h>

typedef char *(*TextFunc) (const EspCertificateRow *row);

typedef struct
{
  const char *name; /* in the settings */
  const char *title;
  TextFunc text;
  int order; /* EspCertificateOrder, or -1: can't be sorted */
  guint chars;
  PangoEllipsizeMode ellipsize;
  gboolean numeric;
} ColumnRow;

/* --- Texts -------------------------------------------------------------------------------------*/

static char *
subject_text (const EspCertificateRow *row)
{
  return esp_text_escape (row->subject ? row->subject : "");
}

static char *
serial_text (const EspCertificateRow *row)
{
  return g_strdup (row->serial);
}

static char *
issuer_text (const EspCertificateRow *row)
{
  return esp_text_escape (row->ca_label ? row->ca_label : "");
}

static char *
template_text (const EspCertificateRow *row)
{
  return esp_text_escape (row->template_name ? row->template_name : "");
}

static char *
requester_text (const EspCertificateRow *row)
{
  return esp_text_escape (row->requester ? row->requester : "");
}

static char *
issued_text (const EspCertificateRow *row)
{
  return console_format_date (row->issued_at);
}

static char *
ends_text (const EspCertificateRow *row)
{
  return console_format_date (row->not_after);
}

#define STATE 1
#define ISSUER 3

/* Column STATE has cells of its own. */
static const ColumnRow rows[] = {
  { "subject", NC_ ("column", "Subject"), subject_text, ESP_CERTIFICATE_BY_SUBJECT, 34,
    PANGO_ELLIPSIZE_END, FALSE },
  { "state", NC_ ("column", "State"), NULL, ESP_CERTIFICATE_BY_STATUS, 9, PANGO_ELLIPSIZE_END,
    FALSE },
  { "serial", NC_ ("column", "Serial"), serial_text, ESP_CERTIFICATE_BY_SERIAL, 14,
    PANGO_ELLIPSIZE_MIDDLE, TRUE },
  { "issuer", NC_ ("column", "Issuer"), issuer_text, ESP_CERTIFICATE_BY_ISSUER, 18,
    PANGO_ELLIPSIZE_END, FALSE },
  { "template", NC_ ("column", "Template"), template_text, ESP_CERTIFICATE_BY_TEMPLATE, 24,
    PANGO_ELLIPSIZE_END, FALSE },
  { "requester", NC_ ("column", "Requested by"), requester_text, ESP_CERTIFICATE_BY_REQUESTER, 13,
    PANGO_ELLIPSIZE_END, FALSE },
  { "issued", NC_ ("column", "Issued"), issued_text, ESP_CERTIFICATE_BY_ISSUED, 12,
    PANGO_ELLIPSIZE_END, TRUE },
  { "ends", NC_ ("column", "Ends"), ends_text, ESP_CERTIFICATE_BY_NOT_AFTER, 12,
    PANGO_ELLIPSIZE_END, TRUE },
};
#define N_COLUMNS G_N_ELEMENTS (rows)
#define ISSUED 6
#define ALWAYS 2 /* ranks that are shown however narrow it is */

/* What the style puts around the text of a cell, and the icon of a state. */
#define CELL_PADDING 24
#define ICON_WIDTH 22

struct _ConsoleCertificateColumns
{
  GtkColumnView *view; /* not owned: this lives in it */
  GtkColumnViewColumn *columns[N_COLUMNS];
  ConsoleColumnChoice *choice;
  GObject *dummies[2];
  int asked; /* column whose sorter was called first, or -1 */
};

/* --- Cells -------------------------------------------------------------------------------------*/

/* The cell is named by what stands in it, its row by subject and state. */
static void
name_cell (GtkListItem *list_item, const char *text, const EspCertificateRow *row)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  GtkWidget *line = cell ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *subject = NULL;

  if (!line)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (!row)
    return;
  subject = subject_text (row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, subject,
                                  -1);
}

static void
fill_text (GtkListItem *list_item, const ColumnRow *column)
{
  EspCertificateItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const EspCertificateRow *row = esp_certificate_item_get_row (item);
  g_autofree char *text = row ? column->text (row) : NULL;

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  name_cell (list_item, text ? text : "", column == &rows[0] ? row : NULL);
}

static void
fill_state (GtkListItem *list_item)
{
  EspCertificateItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  GtkWidget *icon = gtk_widget_get_first_child (cell);
  GtkWidget *word = gtk_widget_get_last_child (cell);
  g_autofree char *status = NULL;
  const char *text = "";

  g_object_get (item, "status", &status, NULL);
  gtk_widget_set_visible (icon, status && status[0]);
  if (status && status[0])
    {
      text = console_format_certificate_status (status);
      gtk_image_set_from_icon_name (GTK_IMAGE (icon), console_format_certificate_icon (status));
    }
  gtk_inscription_set_text (GTK_INSCRIPTION (word), text);
  for (const char *const *style = (const char *const[]){ "VALID", "EXPIRED", "REVOKED", NULL };
       *style; style++)
    {
      g_autofree char *name = g_ascii_strdown (*style, -1);

      if (g_strcmp0 (status, *style) == 0)
        gtk_widget_add_css_class (cell, name);
      else
        gtk_widget_remove_css_class (cell, name);
    }
  name_cell (list_item, text, NULL);
}

static void
fill (GtkListItem *list_item, const ColumnRow *column)
{
  if (column->text)
    fill_text (list_item, column);
  else
    fill_state (list_item);
}

/* Asked only when the pointer rests: to set a tooltip for each row that comes by would ask the
 * display server each time where the pointer is, and wait for the answer. */
static gboolean
query_tooltip_cb (GtkInscription *cell, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (cell);

  gtk_tooltip_set_text (tooltip, text);
  return text && text[0];
}

static gboolean
may_be_cut (const ColumnRow *column)
{
  return column == &rows[0] || column->ellipsize == PANGO_ELLIPSIZE_MIDDLE;
}

static GtkWidget *
make_inscription (const ColumnRow *column)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription),
                                 MIN (column->chars, column == &rows[0] ? 20 : 12));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), column->chars);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                     column->ellipsize == PANGO_ELLIPSIZE_MIDDLE ?
                                       GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE :
                                       GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  /* An inscription of GTK 4.8 starts at the left, whichever way the table goes. */
  if (gtk_widget_get_direction (inscription) == GTK_TEXT_DIR_RTL)
    gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 1);
  gtk_widget_set_hexpand (inscription, TRUE);
  gtk_widget_set_has_tooltip (inscription, may_be_cut (column));
  if (may_be_cut (column))
    g_signal_connect (inscription, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  if (column->numeric)
    gtk_widget_add_css_class (inscription, "numeric");
  return inscription;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  GtkWidget *cell = make_inscription (column);
  GtkWidget *icon, *box;

  if (column->text)
    {
      gtk_list_item_set_child (list_item, cell);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (box, "certificate-state");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), cell);
  gtk_list_item_set_child (list_item, box);
}

/* The row may arrive later than its number. */
static void
loaded_cb (EspCertificateItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  fill (list_item, g_object_get_data (G_OBJECT (list_item), "column"));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  g_object_set_data (G_OBJECT (list_item), "column", (gpointer) column);
  fill (list_item, column);
  g_signal_connect_object (gtk_list_item_get_item (list_item), "notify::loaded",
                           G_CALLBACK (loaded_cb), list_item, 0);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const ColumnRow *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), loaded_cb, list_item);
}

/* --- Sorting -----------------------------------------------------------------------------------*/

typedef struct
{
  ConsoleCertificateColumns *columns;
  int number;
} Probe;

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Probe *probe = data;

  if (probe->columns->asked < 0)
    probe->columns->asked = probe->number;
  return -1;
}

void
console_certificate_columns_sort (ConsoleCertificateColumns *columns,
                                  EspCertificateOrder *order,
                                  gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (columns->view);
  GtkOrdering ordering;

  columns->asked = -1;
  ordering = gtk_sorter_compare (sorter, columns->dummies[0], columns->dummies[1]);
  if (columns->asked < 0)
    {
      *order = ESP_CERTIFICATE_BY_ISSUED;
      *descending = TRUE;
      return;
    }
  *order = (EspCertificateOrder) rows[columns->asked].order;
  *descending = ordering == GTK_ORDERING_LARGER;
}

/* --- Columns -----------------------------------------------------------------------------------*/

static void
add_sorter (ConsoleCertificateColumns *columns, int number)
{
  Probe *probe = g_new0 (Probe, 1);
  GtkCustomSorter *sorter = gtk_custom_sorter_new (probe_cb, probe, g_free);

  probe->columns = columns;
  probe->number = number;
  gtk_column_view_column_set_sorter (columns->columns[number], GTK_SORTER (sorter));
  g_object_unref (sorter);
}

static void
add_column (ConsoleCertificateColumns *columns, int number)
{
  const ColumnRow *row = &rows[number];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) row);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) row);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) row);
  column = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", row->title), factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, number == 0);
  gtk_column_view_append_column (columns->view, column);
  columns->columns[number] = column;
  g_object_unref (column);
  if (row->order >= 0)
    add_sorter (columns, number);
}

/* As wide as its letters would like to be, so that large text has fewer columns. */
static int
measure (ConsoleCertificateColumns *columns, int number)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (columns->view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  /* As an inscription counts: the wider of the two. */
  int letter = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_approximate_char_width (metrics),
                                       pango_font_metrics_get_approximate_digit_width (metrics)));

  pango_font_metrics_unref (metrics);
  return letter * (int) rows[number].chars + CELL_PADDING + (rows[number].text ? 0 : ICON_WIDTH);
}

/* The most important first: of those that are wanted, those at the end go when there is no room. */
static const int by_rank[N_COLUMNS] = { 0, STATE, 7, ISSUER, ISSUED, 5, 2, 4 };

gboolean
console_certificate_columns_fit (ConsoleCertificateColumns *columns, int width, gboolean has_issuer)
{
  gboolean changed = FALSE, room = TRUE;
  int used = 0;

  for (int rank = 0; rank < (int) N_COLUMNS; rank++)
    {
      int number = by_rank[rank];
      gboolean wanted = (number != ISSUER || has_issuer) &&
                        console_column_choice_is_wanted (columns->choice, columns->columns[number]);
      gboolean visible;

      used += wanted ? measure (columns, number) : 0;
      room = room && (rank < ALWAYS || used <= width);
      visible = wanted && room;
      if (gtk_column_view_column_get_visible (columns->columns[number]) == visible)
        continue;
      gtk_column_view_column_set_visible (columns->columns[number], visible);
      changed = TRUE;
    }
  return changed;
}

static void
columns_free (gpointer data)
{
  ConsoleCertificateColumns *columns = data;

  g_clear_object (&columns->dummies[0]);
  g_clear_object (&columns->dummies[1]);
  g_clear_object (&columns->choice);
  g_free (columns);
}

ConsoleCertificateColumns *
console_certificate_columns_new (GtkColumnView *view, GtkWidget *holder)
{
  ConsoleCertificateColumns *columns = g_new0 (ConsoleCertificateColumns, 1);
  g_autoptr (GSettings) settings = console_settings_new ();

  columns->view = view;
  for (int i = 0; i < 2; i++)
    columns->dummies[i] = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data_full (G_OBJECT (view), "console-columns", columns, columns_free);
  columns->choice = console_column_choice_new (view, settings, "certificate-columns");
  for (int i = 0; i < (int) N_COLUMNS; i++)
    {
      add_column (columns, i);
      console_column_choice_add (columns->choice, columns->columns[i], rows[i].name, i == 0);
    }
  console_column_choice_start (columns->choice, holder);
  gtk_column_view_sort_by_column (view, columns->columns[ISSUED], GTK_SORT_DESCENDING);
  /* Until the width is known there is no more than fits everywhere: nothing jumps from too much. */
  console_certificate_columns_fit (columns, 0, FALSE);
  return columns;
}

ConsoleColumnChoice *
console_certificate_columns_get_choice (ConsoleCertificateColumns *columns)
{
  return columns->choice;
}
