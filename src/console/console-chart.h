/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chart of draw/esp-chart.h in the window: with the colours and letters of the theme, as high as it needs to be for
 * its width. What it shows stands in the table beside it; a screen reader gets a name and a sentence.
 */
#pragma once

#include <adwaita.h>

#include "draw/esp-chart.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CHART (console_chart_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleChart, console_chart, CONSOLE, CHART, GtkWidget)

GtkWidget *console_chart_new (void);
/* Takes @chart. @description says the figures in words. */
void       console_chart_set (ConsoleChart *widget, EspChart *chart, const char *name, const char *description);

/* As they are in @widget now, by scheme and contrast. */
EspChartColours console_chart_read_colours (GtkWidget *widget);

G_END_DECLS
