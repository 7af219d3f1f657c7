/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children one after the other, broken into lines like words: paths, chips, figures. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_WRAP_LAYOUT (console_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleWrapLayout, console_wrap_layout, CONSOLE, WRAP_LAYOUT, GtkLayoutManager)

/* Properties "spacing" and "line-spacing" in pixels. */
GtkLayoutManager *console_wrap_layout_new (int spacing, int line_spacing);

G_END_DECLS
