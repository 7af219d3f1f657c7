/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one person may do in one role, as a table: an action each line, a CA each column. Each cell is a button behind
 * which the engine says why. Asked for while it is seen. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACCESS_GRID (console_access_grid_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccessGrid, console_access_grid, CONSOLE, ACCESS_GRID, AdwBin)

typedef enum
{
  CONSOLE_GRID_DENIED,
  CONSOLE_GRID_ALLOWED,
  CONSOLE_GRID_SOMETIMES, /* with some templates or tags */
  CONSOLE_GRID_APPROVED,  /* when a second person approves it */
  CONSOLE_GRID_N_STATES,
} ConsoleGridState;

GtkWidget       *console_access_grid_new       (ConsoleSession *session);
void             console_access_grid_refresh   (ConsoleAccessGrid *grid);
/* FALSE: nobody of that name holds that role. */
gboolean         console_access_grid_choose    (ConsoleAccessGrid *grid, const char *principal, const char *role);
/* What a cell shows; DENIED while nothing is known. */
ConsoleGridState console_access_grid_get_state (ConsoleAccessGrid *grid, const char *action, const char *ca_arn);

G_END_DECLS
