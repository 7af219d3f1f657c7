/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type behind console_sidebar_new() (console-pages.h). */
#pragma once

#include "console-alerts.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_SIDEBAR (console_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSidebar, console_sidebar, CONSOLE, SIDEBAR, AdwBin)

/* What waits for who is signed in. */
ConsoleWaiting *console_sidebar_get_waiting (ConsoleSidebar *sidebar);

G_END_DECLS
