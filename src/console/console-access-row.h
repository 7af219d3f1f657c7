/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the lists of people, roles and guardrails and permissions. */
#pragma once

#include "console-access-item.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACCESS_ROW (console_access_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccessRow, console_access_row, CONSOLE, ACCESS_ROW, AdwBin)

GtkWidget  *console_access_row_new      (void);
/* NULL: nothing is shown, and nothing kept. */
void        console_access_row_set_item (ConsoleAccessRow *row, ConsoleAccessItem *item);
/* All of it in words, to be read out. */
const char *console_access_row_get_text (ConsoleAccessRow *row);

G_END_DECLS
