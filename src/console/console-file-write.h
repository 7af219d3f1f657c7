/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a file whole or not at all: what is written takes the place of the old file when all of it is on the disk.
 * (g_file_replace_contents() of GLib 2.74 puts the beginning of a text over the old file where a write fails.)
 * Dialogs and toasts about it are in console-files.h.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_FILE_SHARED,  /* a new file: as the person's umask has it */
  CONSOLE_FILE_PRIVATE, /* 0600: for nobody else */
} ConsoleFilePrivacy;

/* Waits: for threads. A link stays one; an old file keeps who may read it, unless it is to be private. Errors: of
 * GIO, G_IO_ERROR_NOT_REGULAR_FILE. */
gboolean console_file_write        (GFile *file, GBytes *bytes, ConsoleFilePrivacy privacy, GCancellable *cancellable,
                                    GError **error);
/* On a thread. */
void     console_file_write_async  (GFile *file, GBytes *bytes, ConsoleFilePrivacy privacy, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
gboolean console_file_write_finish (GAsyncResult *result, GError **error);
/* Is it a file, and no pipe that would be waited for without end? */
gboolean console_file_check_kind   (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
