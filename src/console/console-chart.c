/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing is the one of paper; only colours, letters and direction are the window's. */
#include "console-chart.h"

#define WIDTH_MIN 200
#define WIDTH_NATURAL 560
#define SMALLER 0.86 /* its letters beside those around it */

struct _ConsoleChart
{
  GtkWidget parent_instance;

  EspChart *chart; /* or NULL */
  cairo_surface_t *scratch;
  cairo_t *scratch_cairo;
  EspInk *ruler;
};

G_DEFINE_FINAL_TYPE (ConsoleChart, console_chart, GTK_TYPE_WIDGET)

static EspColour
to_colour (const GdkRGBA *rgba, double alpha)
{
  return (EspColour) (rgba->red * 255 + 0.5) << 24 | (EspColour) (rgba->green * 255 + 0.5) << 16 |
         (EspColour) (rgba->blue * 255 + 0.5) << 8 | (EspColour) (rgba->alpha * alpha * 255 + 0.5);
}

/* In high contrast all is of the colour of the text: what is filled and what is hollow differ. */
EspChartColours
console_chart_read_colours (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  gboolean high = adw_style_manager_get_high_contrast (manager);
  EspChartColours colours = esp_chart_colours_get (
    adw_style_manager_get_dark (manager) ? ESP_DIAGRAM_DARK : ESP_DIAGRAM_LIGHT);
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  colours.text = to_colour (&text, 1);
  colours.dim = to_colour (&text, high ? 1 : 0.75);
  colours.grid = to_colour (&text, high ? 0.5 : 0.15);
  colours.surface = 0;
  if (high)
    colours.series[0] = colours.series[1] = colours.text;
  return colours;
}

static double
choose_size (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size = size * pango_cairo_context_get_resolution (context) / 72;
  return MAX (size * SMALLER, 7);
}

static void
fit (ConsoleChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  esp_chart_set_size (self->chart, choose_size (widget),
                      gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
}

static GtkSizeRequestMode
console_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
console_chart_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  ConsoleChart *self = CONSOLE_CHART (widget);

  *minimum = *natural = 0;
  if (!self->chart)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = WIDTH_MIN;
      *natural = WIDTH_NATURAL;
      return;
    }
  fit (self);
  *minimum = *natural =
    (int) (esp_chart_get_height (self->chart, self->ruler, for_size > 0 ? for_size : WIDTH_MIN) +
           1);
}

static void
console_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ConsoleChart *self = CONSOLE_CHART (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  EspChartColours colours = console_chart_read_colours (widget);
  cairo_t *cairo;
  EspInk *ink;

  if (!self->chart || width < 1 || height < 1)
    return;
  fit (self);
  esp_chart_set_colours (self->chart, &colours);
  cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  ink = esp_ink_cairo_new (cairo);
  esp_chart_draw (self->chart, ink, 0, 0, width);
  esp_ink_cairo_free (ink);
  cairo_destroy (cairo);
}

static void
console_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (console_chart_parent_class)->css_changed (widget, change);
  gtk_widget_queue_resize (widget);
}

static void
console_chart_finalize (GObject *object)
{
  ConsoleChart *self = CONSOLE_CHART (object);

  esp_chart_free (self->chart);
  esp_ink_cairo_free (self->ruler);
  cairo_destroy (self->scratch_cairo);
  cairo_surface_destroy (self->scratch);
  G_OBJECT_CLASS (console_chart_parent_class)->finalize (object);
}

static void
console_chart_class_init (ConsoleChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_chart_finalize;
  widget_class->get_request_mode = console_chart_get_request_mode;
  widget_class->measure = console_chart_measure;
  widget_class->snapshot = console_chart_snapshot;
  widget_class->css_changed = console_chart_css_changed;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
console_chart_init (ConsoleChart *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->scratch = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  self->scratch_cairo = cairo_create (self->scratch);
  self->ruler = esp_ink_cairo_new (self->scratch_cairo);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
console_chart_new (void)
{
  return g_object_new (CONSOLE_TYPE_CHART, NULL);
}

void
console_chart_set (ConsoleChart *widget, EspChart *chart, const char *name, const char *description)
{
  esp_chart_free (widget->chart);
  widget->chart = chart;
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_widget_queue_resize (GTK_WIDGET (widget));
}
