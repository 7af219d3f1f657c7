/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of certificates as a chart with its table. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_FIGURES (console_figures_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleFigures, console_figures, CONSOLE, FIGURES, AdwBin)

GtkWidget *console_figures_new  (EspReportBy by);
/* @groups: as SummarizeCertificates has them. @accounts: number -> name, or NULL. */
void       console_figures_show (ConsoleFigures *figures, JsonArray *groups, GHashTable *accounts);
/* The same from esp_report_counts_list(). */
void       console_figures_show_groups (ConsoleFigures *figures, GPtrArray *groups, GHashTable *accounts);
/* An inscription of GTK 4.8 starts at the left, whichever way its table goes; text without a direction of its own,
 * such as digits, is turned round besides. To be called with each text. */
void       console_figures_align (GtkInscription *cell, const char *text);
GListModel *console_figures_get_rows (ConsoleFigures *figures); /* not owned */

G_END_DECLS
