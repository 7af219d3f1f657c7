/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a form that stands for a file which is there already, with a button that chooses it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties "chooser-title" (what a screen reader says of the button too), "filter-name" and "patterns"
 * (the files that it shows first: "*.pem *.key"; NULL: all). Signal "changed". */
#define CONSOLE_TYPE_FILE_ROW (console_file_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleFileRow, console_file_row, CONSOLE, FILE_ROW, AdwActionRow)

/* NULL while none is chosen. */
const char *console_file_row_get_path (ConsoleFileRow *row);
void        console_file_row_set_path (ConsoleFileRow *row, const char *path);

G_END_DECLS
