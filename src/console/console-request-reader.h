/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests out of files, folders and texts, read on a thread and told of as they come. What can't be read is told of
 * as well, with the reason: nothing that was given is left out in silence.
 */
#pragma once

#include "console-request-item.h"

G_BEGIN_DECLS

/* So many at a time: what a table of them can hold, and somebody look at. */
#define CONSOLE_REQUESTS_MAX 10000

/* @items: ConsoleRequestItem, in the order in which they were given; called in the main context. */
typedef void (*ConsoleRequestsRead) (gpointer owner, GPtrArray *items);

/* @owner is kept until the end, and is the source of the result. @limit: what is beyond is not read. */
void     console_request_reader_read_files  (GObject *owner, GSList *files, guint limit, GCancellable *cancellable,
                                             ConsoleRequestsRead read, GAsyncReadyCallback callback);
/* @name: what it is called, such as "Pasted". */
void     console_request_reader_read_text   (GObject *owner, const char *name, GBytes *text, guint limit,
                                             GCancellable *cancellable, ConsoleRequestsRead read,
                                             GAsyncReadyCallback callback);
/* FALSE: it was cancelled. @limited: there was more than @limit. */
gboolean console_request_reader_read_finish (GObject *owner, GAsyncResult *result, gboolean *limited);

/* Is there more than one block for a request in @content? */
gboolean console_request_reader_has_several (GBytes *content);

G_END_DECLS
