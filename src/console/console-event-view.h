/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log with its filters, as the pages hold it; made by console_event_view_new(). */
#pragma once

#include "console-event-list.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_EVENT_VIEW (console_event_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEventView, console_event_view, CONSOLE, EVENT_VIEW, AdwBin)

/* Property "ca" (read-only). */
void              console_event_view_refresh  (ConsoleEventView *view);
/* Puts the cursor into the search. */
void              console_event_view_search   (ConsoleEventView *view);
ConsoleEventList *console_event_view_get_list (ConsoleEventView *view);

G_END_DECLS
