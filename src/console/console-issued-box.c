/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three figures, and how they came about in the last year. */
#include "console-issued-box.h"

#include "console-format.h"
#include "console-sparkline.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define MONTHS 12
#define SPACING 30
#define LINE_SPACING 12

typedef enum
{
  COUNT_VALID,
  COUNT_EXPIRED,
  COUNT_REVOKED,
  N_COUNTS
} Count;

struct _ConsoleIssuedBox
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkLabel *counts[N_COUNTS];
  ConsoleSparkline *sparkline;
};

G_DEFINE_FINAL_TYPE (ConsoleIssuedBox, console_issued_box, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_MONTHS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const count_states[N_COUNTS] = {
  [COUNT_VALID] = "VALID",
  [COUNT_EXPIRED] = "EXPIRED",
  [COUNT_REVOKED] = "REVOKED",
};

/* The number, and below it icon and word of the state. */
static void
add_figure (ConsoleIssuedBox *box, Count count)
{
  GtkWidget *figure = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *number = gtk_label_new (NULL);
  GtkWidget *state = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (
    console_format_certificate_icon (count_states[count]));
  GtkWidget *word = gtk_label_new (console_format_certificate_status (count_states[count]));

  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_widget_add_css_class (number, "title-2");
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (word, "caption");
  gtk_box_append (GTK_BOX (state), icon);
  gtk_box_append (GTK_BOX (state), word);
  gtk_widget_add_css_class (state, "dim-label");
  gtk_box_append (GTK_BOX (figure), number);
  gtk_box_append (GTK_BOX (figure), state);
  gtk_box_append (GTK_BOX (box->box), figure);
  box->counts[count] = GTK_LABEL (number);
}

static void
add_issued (ConsoleIssuedBox *box)
{
  GtkWidget *chart = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *caption = gtk_label_new (_ ("Issued in the last 12 months"));

  for (int i = 0; i < N_COUNTS; i++)
    add_figure (box, (Count) i);
  box->sparkline = CONSOLE_SPARKLINE (console_sparkline_new ());
  gtk_widget_add_css_class (GTK_WIDGET (box->sparkline), "accent");
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_set_hexpand (chart, TRUE);
  gtk_box_append (GTK_BOX (chart), GTK_WIDGET (box->sparkline));
  gtk_box_append (GTK_BOX (chart), caption);
  gtk_box_append (GTK_BOX (box->box), chart);
}

void
console_issued_box_show (ConsoleIssuedBox *box, const EspCa *ca)
{
  const gint64 counts[N_COUNTS] = { ca->n_valid, ca->n_expired, ca->n_revoked };

  for (int i = 0; i < N_COUNTS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, counts[i]);

      gtk_label_set_text (box->counts[i], text);
    }
}

static gint64
count_of_month (JsonArray *groups, const char *month)
{
  for (guint i = 0; groups && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);

      if (g_strcmp0 (esp_json_get_string (group, "Group"), month) == 0)
        return esp_json_get_int (group, "Issued", 0);
    }
  return 0;
}

void
console_issued_box_set_months (ConsoleIssuedBox *box, JsonArray *groups)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) first = g_date_time_new_utc (g_date_time_get_year (now),
                                                     g_date_time_get_month (now), 1, 0, 0, 0);
  g_autoptr (GString) text = g_string_new (_ ("Issued by month:"));
  gint64 counts[MONTHS];

  for (int i = 0; i < MONTHS; i++)
    {
      g_autoptr (GDateTime) month = g_date_time_add_months (first, i - MONTHS + 1);
      g_autofree char *key = g_date_time_format (month, "%Y-%m");
      /* Translators: a month by g_date_time_format(), like Jan 2031 */
      g_autofree char *name = g_date_time_format (month, C_ ("month", "%b %Y"));

      counts[i] = count_of_month (groups, key);
      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT, i ? "," : "", name, counts[i]);
    }
  console_sparkline_set_counts (box->sparkline, counts, MONTHS, text->str);
  g_object_notify_by_pspec (G_OBJECT (box), properties[PROP_MONTHS]);
}

void
console_issued_box_forget (ConsoleIssuedBox *box)
{
  static const gint64 none[MONTHS] = { 0 };

  console_sparkline_set_counts (box->sparkline, none, MONTHS, "");
}

const char *
console_issued_box_get_months (ConsoleIssuedBox *box)
{
  return console_sparkline_get_text (box->sparkline);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_issued_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MONTHS)
    g_value_set_string (value, console_issued_box_get_months (CONSOLE_ISSUED_BOX (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_issued_box_class_init (ConsoleIssuedBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_issued_box_get_property;
  properties[PROP_MONTHS] = g_param_spec_string (
    "months", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_issued_box_init (ConsoleIssuedBox *box)
{
  box->box = g_object_new (GTK_TYPE_BOX, NULL);
  gtk_widget_set_layout_manager (box->box, console_wrap_layout_new (SPACING, LINE_SPACING));
  gtk_widget_add_css_class (box->box, "row-content");
  adw_bin_set_child (ADW_BIN (box), box->box);
  add_issued (box);
}
