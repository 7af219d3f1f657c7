/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A handful of counts as bars, without axes: how a number went over the last months. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_SPARKLINE (console_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSparkline, console_sparkline, CONSOLE, SPARKLINE, GtkWidget)

#define CONSOLE_SPARKLINE_MAX 24

GtkWidget *console_sparkline_new        (void);
/* @text says the same in words: for the tooltip and for who does not see the bars. */
void       console_sparkline_set_counts (ConsoleSparkline *sparkline, const gint64 *counts, guint n,
                                         const char *text);
/* Property "text" (read-only). */
const char *console_sparkline_get_text  (ConsoleSparkline *sparkline);

G_END_DECLS
