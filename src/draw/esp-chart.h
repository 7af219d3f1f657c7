/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bar charts of one or two series of counts: columns along an axis of time, or bars one below another for names of
 * any length. One drawing serves the screen and paper. It is no replacement for a table of the same numbers, which
 * stands beside it wherever it is shown.
 *
 * The first series is filled, the second hollow, so that they are told apart without colour. No text overlaps
 * another: of labels that would, only every second (third, …) is written.
 */
#pragma once

#include "esp-diagram.h"
#include "esp-ink.h"

G_BEGIN_DECLS

#define ESP_CHART_SERIES 2

typedef enum
{
  ESP_CHART_COLUMNS, /* in the order in which they are added */
  ESP_CHART_BARS,    /* the highest first; what is more than a chart can hold is added up */
} EspChartForm;

typedef struct
{
  EspColour text, dim, grid;
  EspColour surface;                  /* what it stands on */
  EspColour series[ESP_CHART_SERIES];
} EspChartColours;

/* Texts may come from anywhere. */
typedef struct
{
  EspChartForm form;
  const char *series[ESP_CHART_SERIES]; /* what is counted; the second may be NULL */
  const char *others;  /* "Others ({n})" */
  const char *nothing; /* instead of a chart without bars */
  double size;         /* of letters */
  gboolean right_to_left;
  EspChartColours colours;
} EspChartStyle;

typedef struct _EspChart EspChart;

EspChartColours esp_chart_colours_get (EspDiagramPalette palette);

EspChart *esp_chart_new         (const EspChartStyle *style); /* copies the texts */
void      esp_chart_free        (EspChart *chart);
/* @second is ignored where there is one series. Negative counts are zero. */
void      esp_chart_add         (EspChart *chart, const char *label, gint64 first, gint64 second);
guint     esp_chart_get_n_bars  (const EspChart *chart);
/* The same chart for a screen whose colours and letters are others. */
void      esp_chart_set_colours (EspChart *chart, const EspChartColours *colours);
void      esp_chart_set_size    (EspChart *chart, double size, gboolean right_to_left);

/* How high it is where it is @width wide. */
double    esp_chart_get_height  (const EspChart *chart, EspInk *ruler, double width);
void      esp_chart_draw        (const EspChart *chart, EspInk *ink, double x, double y, double width);

/* "1 234 567", with narrow spaces that don't break. Free with g_free(). */
char     *esp_chart_count       (gint64 count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChart, esp_chart_free)

G_END_DECLS
