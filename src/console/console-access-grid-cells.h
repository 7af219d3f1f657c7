/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns and cells of the access grid (console-access-grid.h), and the pictures of its states. */
#pragma once

#include "console-access-grid.h"

G_BEGIN_DECLS

/* All columns anew: actions, then one for each of @arns. Who presses a cell is told why. */
void console_access_grid_make_columns (ConsoleAccessGrid *grid, GtkColumnView *table, GPtrArray *arns);
/* What the pictures mean, for who does not point at them. */
void console_access_grid_fill_legend  (GtkBox *legend);
/* The grid's own: shows why @action is so on the CA. */
void console_access_grid_explain      (ConsoleAccessGrid *grid, const char *action, const char *arn);
ConsoleSession *console_access_grid_get_session (ConsoleAccessGrid *grid);

G_END_DECLS
