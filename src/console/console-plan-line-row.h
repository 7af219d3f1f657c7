/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shows a ConsolePlanLine. */
#pragma once

#include <adwaita.h>

#include "console-plan-line.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_LINE_ROW (console_plan_line_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanLineRow, console_plan_line_row, CONSOLE, PLAN_LINE_ROW, AdwBin)

/* Signals: "pressed": its button; "copied": the other one. */
GtkWidget       *console_plan_line_row_new      (void);
/* NULL: nothing is shown, and nothing kept. */
void             console_plan_line_row_set_line (ConsolePlanLineRow *row, ConsolePlanLine *line);
ConsolePlanLine *console_plan_line_row_get_line (ConsolePlanLineRow *row);

G_END_DECLS
