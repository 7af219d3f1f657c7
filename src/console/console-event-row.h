/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One event in a list: outcome as icon and word, what, on which CA, who and when. */
#pragma once

#include "console-event-list.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_EVENT_ROW (console_event_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEventRow, console_event_row, CONSOLE, EVENT_ROW, AdwBin)

GtkWidget  *console_event_row_new       (void);
/* Property "event". The row keeps nothing of it but its texts. */
void        console_event_row_set_event (ConsoleEventRow *row, ConsoleEvent *event);
/* Everything in the row as one sentence, for who hears it. */
const char *console_event_row_get_text  (ConsoleEventRow *row);
/* Icon for "ALLOWED", "DENIED", "FAILED". */
const char *console_event_outcome_icon  (const char *outcome);

G_END_DECLS
