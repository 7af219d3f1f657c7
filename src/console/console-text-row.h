/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a form for text of several lines. Signal "changed". */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_TEXT_ROW (console_text_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTextRow, console_text_row, CONSOLE, TEXT_ROW, AdwPreferencesRow)

GtkWidget *console_text_row_new       (const char *title);
void       console_text_row_set_title (ConsoleTextRow *row, const char *title);
/* NULL: empty. What is there already is not set again. */
void       console_text_row_set_text  (ConsoleTextRow *row, const char *text);
/* Free with g_free(). */
char      *console_text_row_get_text  (ConsoleTextRow *row);

G_END_DECLS
