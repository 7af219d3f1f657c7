/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests of one job: read, counted, looked at by the engine and issued from. A model for a table, which may be
 * given more at any time but while it issues.
 */
#pragma once

#include "console-request-reader.h"

G_BEGIN_DECLS

/* Signal "changed": the counts, or whether it reads. Property "reading" (read-only). */
#define CONSOLE_TYPE_REQUEST_LIST (console_request_list_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestList, console_request_list, CONSOLE, REQUEST_LIST, GObject)

typedef struct
{
  guint total;
  guint by_state[CONSOLE_REQUEST_N_STATES];
  guint issuable; /* would be issued */
  guint problems;
  guint repeated; /* the same requests once more: taken once */
  gboolean limited; /* more than CONSOLE_REQUESTS_MAX: the rest was not read */
} ConsoleRequestCounts;

ConsoleRequestList *console_request_list_new          (void);
/* GListModel of ConsoleRequestItem; owned by the list. */
GListModel         *console_request_list_get_model    (ConsoleRequestList *list);
/* Files and folders (GFile). */
void                console_request_list_add_files    (ConsoleRequestList *list, GSList *files);
/* @name: what it is called in the table. */
void                console_request_list_add_text     (ConsoleRequestList *list, const char *name, GBytes *text);
void                console_request_list_remove       (ConsoleRequestList *list, ConsoleRequestItem *item);
/* All that would not be issued. */
void                console_request_list_remove_problems (ConsoleRequestList *list);
gboolean            console_request_list_is_reading   (ConsoleRequestList *list);
/* What is read stays. */
void                console_request_list_stop_reading (ConsoleRequestList *list);
void                console_request_list_count        (ConsoleRequestList *list, ConsoleRequestCounts *counts);
/* Those in @states (bits of 1 << state), in their order; each with a reference. */
GPtrArray          *console_request_list_pick         (ConsoleRequestList *list, guint states);

G_END_DECLS
