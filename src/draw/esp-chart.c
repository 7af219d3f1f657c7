/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows, and how it is drawn. Lengths are multiples of the size of its letters. */
#include "esp-chart.h"

#include "base/esp-error.h"

#include <math.h>
#include <string.h>

#define LINE 1.5  /* of text */
#define PLOT 15.0 /* height of columns */
#define TICKS 4   /* lines above zero, at most about so many */
#define SWATCH 0.9
#define LEGEND_GAP 2.0 /* between its entries */
#define LABEL_GAP 0.8  /* between labels along the axis */
#define AXIS_GAP 0.6   /* between the axis and its numbers */
#define BAR 0.9        /* thickness of a bar that lies */
#define BAR_GAP 0.25   /* between the bars of one name */
#define NAME_GAP 0.9   /* below the bars of one name */
#define COLUMN_MAX 2.2 /* width of a standing one */
#define BARS_MAX 12

typedef struct
{
  char *label;
  gint64 values[ESP_CHART_SERIES];
} Bar;

struct _EspChart
{
  EspChartStyle style;
  char *texts[ESP_CHART_SERIES + 2]; /* what the style points to */
  GPtrArray *bars;
};

/* clang-format off */
/* Text has at least 4.5 to 1 against the surface, series 3 to 1 (the test computes it). */
static const EspChartColours palettes[ESP_DIAGRAM_N_PALETTES] = {
  [ESP_DIAGRAM_LIGHT] = { 0x241f31ff, 0x5e5c64ff, 0xd0cfd2ff, 0xffffffff, { 0x1c71d8ff, 0xc01c28ff } },
  [ESP_DIAGRAM_DARK] = { 0xffffffff, 0xc0bfbcff, 0x4f4f4fff, 0x303030ff, { 0x78aeedff, 0xff8a80ff } },
  [ESP_DIAGRAM_PRINT] = { 0x000000ff, 0x3d3846ff, 0xc0bfc4ff, 0xffffffff, { 0x1a5fb4ff, 0xa51d2dff } },
  [ESP_DIAGRAM_HIGH_CONTRAST] = { 0x000000ff, 0x000000ff, 0x777777ff, 0xffffffff, { 0x000000ff, 0x000000ff } },
};
/* clang-format on */

EspChartColours
esp_chart_colours_get (EspDiagramPalette palette)
{
  return palettes[palette < ESP_DIAGRAM_N_PALETTES ? palette : ESP_DIAGRAM_LIGHT];
}

/* --- Object -----------------------------------------------------------------------------------*/

static void
bar_free (gpointer data)
{
  Bar *bar = data;

  g_free (bar->label);
  g_free (bar);
}

EspChart *
esp_chart_new (const EspChartStyle *style)
{
  EspChart *chart = g_new0 (EspChart, 1);
  const char **texts[] = { &chart->style.series[0], &chart->style.series[1], &chart->style.others,
                           &chart->style.nothing };

  chart->style = *style;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = chart->texts[i] = g_strdup (*texts[i]);
  chart->bars = g_ptr_array_new_with_free_func (bar_free);
  return chart;
}

void
esp_chart_free (EspChart *chart)
{
  if (!chart)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (chart->texts); i++)
    g_free (chart->texts[i]);
  g_ptr_array_unref (chart->bars);
  g_free (chart);
}

static Bar *
bar_new (const char *label, gint64 first, gint64 second)
{
  Bar *bar = g_new0 (Bar, 1);

  bar->label = g_strdup (label);
  bar->values[0] = MAX (first, 0);
  bar->values[1] = MAX (second, 0);
  return bar;
}

void
esp_chart_add (EspChart *chart, const char *label, gint64 first, gint64 second)
{
  g_ptr_array_add (chart->bars, bar_new (label, first, chart->style.series[1] ? second : 0));
}

guint
esp_chart_get_n_bars (const EspChart *chart)
{
  return chart->bars->len;
}

void
esp_chart_set_colours (EspChart *chart, const EspChartColours *colours)
{
  chart->style.colours = *colours;
}

void
esp_chart_set_size (EspChart *chart, double size, gboolean right_to_left)
{
  chart->style.size = size;
  chart->style.right_to_left = right_to_left;
}

char *
esp_chart_count (gint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  gsize len = strlen (digits);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    {
      if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
        g_string_append (text, "\u202f");
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/* --- What all charts have ---------------------------------------------------------------------*/

/* A chart at its place. */
typedef struct
{
  const EspChart *chart;
  EspInk *ink;
  double x, y, width;
  double size;
  guint n_series;
} Place;

static Place
place_at (const EspChart *chart, EspInk *ink, double x, double y, double width)
{
  return (Place){ .chart = chart,
                  .ink = ink,
                  .x = x,
                  .y = y,
                  .width = width,
                  .size = chart->style.size,
                  .n_series = chart->style.series[1] ? 2 : 1 };
}

/* The left side of something @width wide, @start from where reading begins. */
static double
mirror (const Place *place, double start, double width)
{
  return place->chart->style.right_to_left ? place->x + place->width - start - width :
                                             place->x + start;
}

/* @far: it ends @start from where reading begins; else it begins there. */
static void
write_text (const Place *place,
            const char *text,
            double start,
            double baseline,
            double room,
            gboolean far,
            EspColour colour)
{
  gboolean at_right = far != place->chart->style.right_to_left;
  EspInkText shown = { .text = text,
                       .x = mirror (place, start, 0),
                       .baseline = baseline,
                       .room = room,
                       .size = place->size,
                       .align = at_right ? ESP_INK_RIGHT : ESP_INK_LEFT,
                       .colour = colour };

  esp_ink_text (place->ink, &shown);
}

/* The second series is hollow: its outline stays within the box. */
static void
draw_box (const Place *place, guint series, double x, double y, double width, double height)
{
  const EspChartColours *colours = &place->chart->style.colours;
  double line = MIN (MAX (place->size / 7, 0.8), MIN (width, height) / 2);

  if (width <= 0 || height <= 0)
    return;
  if (series == 0)
    esp_ink_box (place->ink, x, y, width, height, 0, colours->series[0], 0, 0);
  else
    esp_ink_box (place->ink, x + line / 2, y + line / 2, width - line, height - line, 0,
                 colours->surface, colours->series[1], line);
}

static gint64
find_highest (GPtrArray *bars)
{
  gint64 highest = 0;

  for (guint i = 0; i < bars->len; i++)
    for (guint s = 0; s < ESP_CHART_SERIES; s++)
      highest = MAX (highest, ((const Bar *) g_ptr_array_index (bars, i))->values[s]);
  return highest;
}

/* Returns its height; @drawn: not only measured. */
static double
do_legend (const Place *place, gboolean drawn)
{
  double swatch = place->size * SWATCH, line = place->size * LINE, start = 0, y = place->y;

  for (guint s = 0; s < place->n_series; s++)
    {
      const char *name = place->chart->style.series[s];
      double room = place->width - swatch - place->size / 2;
      double text = MIN (esp_ink_measure (place->ink, name, place->size, FALSE), room);
      double all = swatch + place->size / 2 + text;

      if (start > 0 && start + all > place->width)
        {
          start = 0;
          y += line;
        }
      if (drawn)
        {
          draw_box (place, s, mirror (place, start, swatch), y + (line - swatch) / 2, swatch,
                    swatch);
          write_text (place, name, start + swatch + place->size / 2, y + place->size * 1.1,
                      text + 0.5, FALSE, place->chart->style.colours.text);
        }
      start += all + place->size * LEGEND_GAP;
    }
  return y + line - place->y + place->size * 0.5;
}

/* --- Columns ----------------------------------------------------------------------------------*/

/* 1, 2 or 5 times a power of ten: what between lines is easy to read. */
static gint64
choose_step (gint64 highest)
{
  gint64 step = 1;

  for (;;)
    {
      static const int factors[] = { 1, 2, 5 };

      for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
        if (highest / (step * factors[i]) <= TICKS)
          return step * factors[i];
      if (step > G_MAXINT64 / 100)
        return step;
      step *= 10;
    }
}

typedef struct
{
  gint64 step, top;    /* between lines, and of the uppermost */
  double axis;         /* room for their numbers */
  double plot, height; /* where columns begin from above, and how high the highest may be */
  double group;        /* of each label */
} Grid;

/* Digits are not all as wide. */
static double
measure_axis (const Place *place, const Grid *grid)
{
  double widest = 0;

  for (gint64 value = 0; value <= grid->top; value += grid->step)
    {
      g_autofree char *number = esp_chart_count (value);

      widest = MAX (widest, esp_ink_measure (place->ink, number, place->size, FALSE));
    }
  return widest + place->size * AXIS_GAP;
}

static Grid
make_grid (const Place *place)
{
  gint64 highest = MAX (find_highest (place->chart->bars), 1);
  Grid grid = { .step = choose_step (highest) };

  grid.top = (highest + grid.step - 1) / grid.step * grid.step;
  grid.axis = measure_axis (place, &grid);
  grid.plot = place->y + do_legend (place, FALSE) + place->size * 0.5;
  grid.height = place->size * PLOT;
  grid.group = MAX (place->width - grid.axis, 1) / place->chart->bars->len;
  return grid;
}

static void
draw_lines (const Place *place, const Grid *grid)
{
  const EspChartColours *colours = &place->chart->style.colours;

  for (gint64 value = 0; value <= grid->top; value += grid->step)
    {
      double y = grid->plot + grid->height * (1 - (double) value / (double) grid->top);
      double x = mirror (place, grid->axis, place->width - grid->axis);
      const EspInkPoint line[] = { { x, y }, { x + place->width - grid->axis, y } };
      g_autofree char *number = esp_chart_count (value);

      place->ink->line (place->ink, line, 2, 0, value == 0 ? colours->dim : colours->grid,
                        place->size / 12);
      write_text (place, number, grid->axis - place->size * AXIS_GAP, y + place->size * 0.35, 0,
                  TRUE, colours->dim);
    }
}

static void
draw_group (const Place *place, const Grid *grid, guint index)
{
  const Bar *bar = g_ptr_array_index (place->chart->bars, index);
  double width = MIN (grid->group * 0.8 / place->n_series, place->size * COLUMN_MAX);
  double start = grid->axis + grid->group * (index + 0.5) - width * place->n_series / 2;

  for (guint s = 0; s < place->n_series; s++)
    {
      double height = grid->height * (double) bar->values[s] / (double) grid->top;

      /* One of a million is still something. */
      height = bar->values[s] > 0 ? MAX (height, place->size / 10) : 0;
      draw_box (place, s, mirror (place, start + width * s, width),
                grid->plot + grid->height - height, width, height);
    }
}

/* From the first on, each that leaves room to the one before it. */
static void
draw_labels (const Place *place, const Grid *grid)
{
  double y = grid->plot + grid->height + place->size * 1.4, end = 0;

  for (guint i = 0; i < place->chart->bars->len; i++)
    {
      const Bar *bar = g_ptr_array_index (place->chart->bars, i);
      double middle = grid->axis + grid->group * (i + 0.5);
      double width = esp_ink_measure (place->ink, bar->label, place->size, FALSE);
      double start = CLAMP (middle - width / 2, 0, MAX (place->width - width, 0));

      if (i > 0 && start < end + place->size * LABEL_GAP)
        continue;
      write_text (place, bar->label, start, y, MAX (place->width - start, 1), FALSE,
                  place->chart->style.colours.dim);
      end = start + width;
    }
}

static double
measure_columns (const Place *place)
{
  return do_legend (place, FALSE) + place->size * (0.5 + PLOT + 2);
}

static void
draw_columns (const Place *place)
{
  Grid grid = make_grid (place);

  do_legend (place, TRUE);
  draw_lines (place, &grid);
  for (guint i = 0; i < place->chart->bars->len; i++)
    draw_group (place, &grid, i);
  draw_labels (place, &grid);
}

/* --- Bars -------------------------------------------------------------------------------------*/

static int
compare_bars (gconstpointer a, gconstpointer b)
{
  const Bar *one = *(Bar *const *) a, *other = *(Bar *const *) b;

  for (guint s = 0; s < ESP_CHART_SERIES; s++)
    if (one->values[s] != other->values[s])
      return one->values[s] < other->values[s] ? 1 : -1;
  return strcmp (one->label, other->label);
}

static Bar *
add_up (const EspChart *chart, GPtrArray *bars)
{
  g_autofree char *n = g_strdup_printf ("%u", bars->len - (BARS_MAX - 1));
  g_autofree char *label = esp_text_fill (chart->style.others, (const char *[]){ "n", n, NULL });
  Bar *sum = bar_new (label, 0, 0);

  for (guint i = BARS_MAX - 1; i < bars->len; i++)
    for (guint s = 0; s < ESP_CHART_SERIES; s++)
      sum->values[s] += ((const Bar *) g_ptr_array_index (bars, i))->values[s];
  return sum;
}

/* Those that are drawn: copies. */
static GPtrArray *
choose_bars (const EspChart *chart)
{
  GPtrArray *bars = g_ptr_array_new_with_free_func (bar_free);

  for (guint i = 0; i < chart->bars->len; i++)
    {
      const Bar *bar = g_ptr_array_index (chart->bars, i);

      g_ptr_array_add (bars, bar_new (bar->label, bar->values[0], bar->values[1]));
    }
  g_ptr_array_sort (bars, compare_bars);
  if (bars->len > BARS_MAX)
    {
      Bar *sum = add_up (chart, bars);

      g_ptr_array_set_size (bars, BARS_MAX - 1);
      g_ptr_array_add (bars, sum);
    }
  return bars;
}

static double
bar_height (const Place *place)
{
  return place->size * (LINE + place->n_series * (BAR + BAR_GAP) + NAME_GAP);
}

static double
measure_bars (const Place *place)
{
  return do_legend (place, FALSE) + bar_height (place) * MIN (place->chart->bars->len, BARS_MAX);
}

static double
measure_numbers (const Place *place, gint64 highest)
{
  g_autofree char *widest = esp_chart_count (highest);

  return esp_ink_measure (place->ink, widest, place->size, FALSE) + place->size;
}

static void
draw_bar (const Place *place, const Bar *bar, gint64 highest, double room, double y)
{
  const EspChartColours *colours = &place->chart->style.colours;

  write_text (place, bar->label, 0, y + place->size * 1.1, place->width - place->size / 2, FALSE,
              colours->text);
  y += place->size * LINE;
  for (guint s = 0; s < place->n_series; s++)
    {
      double length = bar->values[s] == 0 ?
                        0 :
                        MAX (room * (double) bar->values[s] / (double) highest, place->size / 10);
      g_autofree char *number = esp_chart_count (bar->values[s]);

      draw_box (place, s, mirror (place, 0, length), y, length, place->size * BAR);
      write_text (place, number, length + place->size * 0.4, y + place->size * 0.8, 0, FALSE,
                  colours->dim);
      y += place->size * (BAR + BAR_GAP);
    }
}

static void
draw_bars (const Place *place)
{
  g_autoptr (GPtrArray) bars = choose_bars (place->chart);
  gint64 highest = MAX (find_highest (bars), 1);
  double room = MAX (place->width - measure_numbers (place, highest), 1);
  double y = place->y + do_legend (place, TRUE);

  for (guint i = 0; i < bars->len; i++)
    {
      draw_bar (place, g_ptr_array_index (bars, i), highest, room, y);
      y += bar_height (place);
    }
}

/* --- Public -----------------------------------------------------------------------------------*/

double
esp_chart_get_height (const EspChart *chart, EspInk *ruler, double width)
{
  Place place = place_at (chart, ruler, 0, 0, width);

  if (chart->bars->len == 0)
    return place.size * LINE;
  return chart->style.form == ESP_CHART_COLUMNS ? measure_columns (&place) : measure_bars (&place);
}

void
esp_chart_draw (const EspChart *chart, EspInk *ink, double x, double y, double width)
{
  Place place = place_at (chart, ink, x, y, width);

  if (chart->bars->len == 0)
    write_text (&place, chart->style.nothing, 0, y + place.size * 1.1, width, FALSE,
                chart->style.colours.dim);
  else if (chart->style.form == ESP_CHART_COLUMNS)
    draw_columns (&place);
  else
    draw_bars (&place);
}
