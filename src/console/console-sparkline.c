/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars in the colour of the text around them, so that dark and high contrast follow, on a line that
 * is zero. They share the width that there is. */
#include "console-sparkline.h"

#include <glib/gi18n.h>

#define BAR_WIDTH 10
#define GAP 4
#define HEIGHT 44
#define BASELINE 1

struct _ConsoleSparkline
{
  GtkWidget parent_instance;

  gint64 counts[CONSOLE_SPARKLINE_MAX];
  guint n;
  char *text;
};

G_DEFINE_FINAL_TYPE (ConsoleSparkline, console_sparkline, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
console_sparkline_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  int n = (int) CONSOLE_SPARKLINE (widget)->n;

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ?
                          HEIGHT :
                          MAX (n * (BAR_WIDTH + GAP) - GAP, 0);
}

static gint64
find_highest (ConsoleSparkline *sparkline)
{
  gint64 highest = 1;

  for (guint i = 0; i < sparkline->n; i++)
    highest = MAX (highest, sparkline->counts[i]);
  return highest;
}

static void
append_bar (GtkSnapshot *snapshot, const GdkRGBA *color, const graphene_rect_t *bounds)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, bounds, MIN (2, bounds->size.height / 2));
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The zero from which the bars rise; without any bar it is all that there is. */
static void
append_baseline (GtkSnapshot *snapshot, GdkRGBA color, float width, float height)
{
  color.alpha *= 0.35F;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (0, height - BASELINE, width, BASELINE));
}

static void
console_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ConsoleSparkline *sparkline = CONSOLE_SPARKLINE (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float highest = (float) find_highest (sparkline);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float step = (width + GAP) / (float) MAX (sparkline->n, 1);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  append_baseline (snapshot, color, width, height);
  for (guint i = 0; i < sparkline->n; i++)
    {
      guint place = mirrored ? sparkline->n - 1 - i : i;
      float bar = MAX (2, (height - BASELINE) * (float) sparkline->counts[i] / highest);

      if (sparkline->counts[i])
        append_bar (
          snapshot, &color,
          &GRAPHENE_RECT_INIT ((float) place * step, height - BASELINE - bar, step - GAP, bar));
    }
}

static void
console_sparkline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TEXT)
    g_value_set_string (value, CONSOLE_SPARKLINE (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_sparkline_finalize (GObject *object)
{
  g_free (CONSOLE_SPARKLINE (object)->text);
  G_OBJECT_CLASS (console_sparkline_parent_class)->finalize (object);
}

static void
console_sparkline_class_init (ConsoleSparklineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_sparkline_get_property;
  object_class->finalize = console_sparkline_finalize;
  widget_class->measure = console_sparkline_measure;
  widget_class->snapshot = console_sparkline_snapshot;
  properties[PROP_TEXT] = g_param_spec_string (
    "text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
console_sparkline_init (ConsoleSparkline *sparkline)
{
  sparkline->text = g_strdup ("");
}

GtkWidget *
console_sparkline_new (void)
{
  return g_object_new (CONSOLE_TYPE_SPARKLINE, NULL);
}

void
console_sparkline_set_counts (ConsoleSparkline *sparkline,
                              const gint64 *counts,
                              guint n,
                              const char *text)
{
  sparkline->n = MIN (n, CONSOLE_SPARKLINE_MAX);
  for (guint i = 0; i < sparkline->n; i++)
    sparkline->counts[i] = MAX (counts[i], 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sparkline), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *text ? text : C_ ("chart", "Not counted yet"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (sparkline), text);
  gtk_widget_queue_resize (GTK_WIDGET (sparkline));
  if (g_strcmp0 (sparkline->text, text) == 0)
    return;
  g_free (sparkline->text);
  sparkline->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (sparkline), properties[PROP_TEXT]);
}

const char *
console_sparkline_get_text (ConsoleSparkline *sparkline)
{
  return sparkline->text;
}
