/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity page as tests see it; made by console_activity_page_new(). */
#pragma once

#include "console-event-view.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACTIVITY_PAGE (console_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleActivityPage, console_activity_page, CONSOLE, ACTIVITY_PAGE, AdwBin)

/* Properties (read-only, with notify): "verified-up-to": the last event of the last proof that found
 * nothing, or 0; "verifying". */
ConsoleEventView *console_activity_page_get_view (ConsoleActivityPage *page);

G_END_DECLS
