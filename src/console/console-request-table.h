/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many requests as a table: where each came from, what it says, and what becomes of it; beneath, the whole of what is
 * to be said of the selected one.
 */
#pragma once

#include <adwaita.h>

#include "console-request-list.h"

G_BEGIN_DECLS

/* Properties "only-problems": the others are not shown; "selected" (ConsoleRequestItem or NULL, read-only). Signal
 * "remove": the key for it was pressed on the selected one. */
#define CONSOLE_TYPE_REQUEST_TABLE (console_request_table_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestTable, console_request_table, CONSOLE, REQUEST_TABLE, AdwBin)

void                console_request_table_set_list     (ConsoleRequestTable *table, ConsoleRequestList *list);
/* NULL: none is; owned by the table. */
ConsoleRequestItem *console_request_table_get_selected (ConsoleRequestTable *table);
/* How many rows are shown. */
guint               console_request_table_count        (ConsoleRequestTable *table);

G_END_DECLS
