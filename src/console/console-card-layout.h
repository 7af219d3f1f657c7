/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of one width side by side, as many as there is room for; those of one line have one height. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_CARD_LAYOUT (console_card_layout_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCardLayout, console_card_layout, CONSOLE, CARD_LAYOUT, GtkLayoutManager)

/* Properties: "card-width": below which no card gets where the width is enough for one; "most": how many stand side by
 * side at most; "spacing" in pixels. */

G_END_DECLS
