/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole where there is room for it, scrolled on a low window: for what stands above a list. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of a box whose only child is a GtkScrolledWindow: its natural height is that of what is scrolled, at its width. */
#define CONSOLE_TYPE_LOW_LAYOUT (console_low_layout_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleLowLayout, console_low_layout, CONSOLE, LOW_LAYOUT, GtkLayoutManager)

G_END_DECLS
