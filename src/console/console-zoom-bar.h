/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buttons that zoom a diagram, and how large it is. Property "diagram". */
#pragma once

#include "console-diagram.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ZOOM_BAR (console_zoom_bar_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleZoomBar, console_zoom_bar, CONSOLE, ZOOM_BAR, AdwBin)

G_END_DECLS
