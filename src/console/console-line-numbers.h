/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of the lines at the side of a text view, made its left gutter. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_LINE_NUMBERS (console_line_numbers_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleLineNumbers, console_line_numbers, CONSOLE, LINE_NUMBERS, GtkWidget)

void console_line_numbers_attach (GtkTextView *view);

G_END_DECLS
