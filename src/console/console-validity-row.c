/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long something is to be valid, and until when that is. What is allowed is judged by the core.
 */
#include "console-error.h"
#include "console-form.h"
#include "console-format.h"

#include <glib/gi18n.h>

struct _ConsoleValidityRow
{
  AdwActionRow parent_instance;

  GtkSpinButton *spin;
  GtkDropDown *unit;
  gint64 limit;
  char *problem;
};

G_DEFINE_FINAL_TYPE (ConsoleValidityRow, console_validity_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

/* In the order of the drop-down. */
static const EspValidityType units[] = { ESP_VALIDITY_DAYS, ESP_VALIDITY_MONTHS,
                                         ESP_VALIDITY_YEARS };

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* A parent made for ten years this morning can't have a child for ten years: the child is meant to
 * end with its parent. */
static gboolean
resolve (ConsoleValidityRow *row, EspValidity *validity, gint64 *end, GError **error)
{
  guint unit = gtk_drop_down_get_selected (row->unit);
  gint64 now = get_now ();

  validity->type = unit < G_N_ELEMENTS (units) ? units[unit] : ESP_VALIDITY_YEARS;
  validity->value = gtk_spin_button_get_value_as_int (row->spin);
  if (!esp_validity_end (validity, now, end, error))
    return FALSE;
  if (row->limit && ABS (*end - row->limit) <= ESP_TIME_DAY)
    {
      *validity = (EspValidity){ ESP_VALIDITY_ABSOLUTE, row->limit };
      *end = row->limit;
    }
  return !row->limit || esp_hierarchy_check_validity (0, row->limit, now, *end, error);
}

static void
show_end (ConsoleValidityRow *row, gint64 end)
{
  g_autofree char *date = end ? console_format_date (end) : g_strdup ("");
  g_autofree char *text = NULL;

  if (row->limit && end == row->limit)
    /* Translators: a date follows; it is the last day of the issuing CA too */
    text = g_strdup_printf (_ ("Ends with its issuer, on %s"), date);
  else if (end)
    /* Translators: a date follows */
    text = g_strdup_printf (_ ("Ends on %s"), date);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text ? text : "");
}

static void
changed_cb (ConsoleValidityRow *row)
{
  g_autoptr (GError) error = NULL;
  EspValidity validity;
  gint64 end = 0;
  gboolean fits = resolve (row, &validity, &end, &error);

  show_end (row, end);
  g_free (row->problem);
  row->problem = fits ? NULL : console_error_sentence (error);
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_PROBLEM]);
  g_signal_emit (row, changed_signal, 0);
}

static void
console_validity_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PROBLEM)
    g_value_set_string (value, CONSOLE_VALIDITY_ROW (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_validity_row_finalize (GObject *object)
{
  g_free (CONSOLE_VALIDITY_ROW (object)->problem);
  G_OBJECT_CLASS (console_validity_row_parent_class)->finalize (object);
}

static void
console_validity_row_class_init (ConsoleValidityRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_validity_row_get_property;
  object_class->finalize = console_validity_row_finalize;
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_VALIDITY_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/validity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidityRow, spin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidityRow, unit);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_validity_row_init (ConsoleValidityRow *row)
{
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (row));
  text = gtk_editable_get_delegate (GTK_EDITABLE (row->spin));
  gtk_text_set_activates_default (GTK_TEXT (text), TRUE);
  console_validity_row_set (row, ESP_VALIDITY_YEARS, 1);
}

void
console_validity_row_set (ConsoleValidityRow *row, EspValidityType unit, int value)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i] == unit)
      gtk_drop_down_set_selected (row->unit, i);
  gtk_spin_button_set_value (row->spin, value);
  changed_cb (row);
}

void
console_validity_row_set_default (ConsoleValidityRow *row,
                                  EspValidityType unit,
                                  int value,
                                  gint64 limit)
{
  static const struct
  {
    EspValidityType unit;
    int below; /* so many of it are less than one of the next */
  } finer[] = { { ESP_VALIDITY_YEARS, 1 }, { ESP_VALIDITY_MONTHS, 11 }, { ESP_VALIDITY_DAYS, 31 } };
  gboolean reached = FALSE;

  row->limit = limit;
  console_validity_row_set (row, unit, value);
  for (guint i = 0; row->problem && i < G_N_ELEMENTS (finer); i++)
    {
      int from = finer[i].unit == unit ? value - 1 : finer[i].below;

      reached |= finer[i].unit == unit;
      for (int n = from; reached && row->problem && n >= 1; n--)
        console_validity_row_set (row, finer[i].unit, n);
    }
}

const char *
console_validity_row_get_problem (ConsoleValidityRow *row)
{
  return row->problem;
}

JsonObject *
console_validity_row_to_json (ConsoleValidityRow *row)
{
  EspValidity validity;
  gint64 end = 0;

  resolve (row, &validity, &end, NULL);
  return esp_validity_to_json (&validity);
}
