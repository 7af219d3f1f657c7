/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is written on a thread. A full device or a crash leaves the old one as it was. */
#include "console-file-write.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define PERMISSIONS 0777u
#define NEW_FILE 0666 /* less what the person keeps from others */
#define PRIVATE_FILE 0600

/* A pipe would be waited for without end. */
gboolean
console_file_check_kind (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (!info)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "not a regular file");
  return FALSE;
}

/* A link stays one: what it points to is written. */
static GFile *
follow_links (GFile *file)
{
  const char *path = g_file_peek_path (file);
  g_autofree char *target = path ? realpath (path, NULL) : NULL;

  return target ? g_file_new_for_path (target) : g_object_ref (file);
}

/* Who could read it and write it still can; where that can't be set, it is saved all the same. */
static gboolean
write_path (const char *path, GBytes *bytes, ConsoleFilePrivacy privacy, GError **error)
{
  GStatBuf info;
  gboolean keeps = g_stat (path, &info) == 0 && privacy == CONSOLE_FILE_SHARED;
  int mode = keeps                           ? (int) (info.st_mode & PERMISSIONS) :
             privacy == CONSOLE_FILE_PRIVATE ? PRIVATE_FILE :
                                               NEW_FILE;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!g_file_set_contents_full (path, text ? text : "", (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                 error))
    return FALSE;
  if (keeps)
    (void) !g_chmod (path, mode);
  return TRUE;
}

/* Where GIO alone gets: a stream that was not written to its end is closed as cancelled, because
 * otherwise its beginning would take the place of the old file. */
static gboolean
write_stream (GFile *file,
              GBytes *bytes,
              ConsoleFilePrivacy privacy,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GFileOutputStream) stream = g_file_replace (
    file, NULL, FALSE, privacy == CONSOLE_FILE_PRIVATE ? G_FILE_CREATE_PRIVATE : G_FILE_CREATE_NONE,
    cancellable, error);
  gsize length;
  gconstpointer text = g_bytes_get_data (bytes, &length);

  if (!stream)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), text, length, NULL, cancellable, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
  g_cancellable_cancel (cancelled);
  g_output_stream_close (G_OUTPUT_STREAM (stream), cancelled, NULL);
  return FALSE;
}

gboolean
console_file_write (GFile *file,
                    GBytes *bytes,
                    ConsoleFilePrivacy privacy,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GFile) target = follow_links (file);
  const char *path = g_file_peek_path (target);

  if (g_file_query_exists (target, cancellable) &&
      !console_file_check_kind (target, cancellable, error))
    return FALSE;
  if (!path)
    return write_stream (target, bytes, privacy, cancellable, error);
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         write_path (path, bytes, privacy, error);
}

/* --- On a thread -------------------------------------------------------------------------------*/

typedef struct
{
  GFile *file;
  GBytes *bytes;
  ConsoleFilePrivacy privacy;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->file);
  g_bytes_unref (writing->bytes);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Writing *writing = data;
  GError *error = NULL;

  if (console_file_write (writing->file, writing->bytes, writing->privacy, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
console_file_write_async (GFile *file,
                          GBytes *bytes,
                          ConsoleFilePrivacy privacy,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, data);
  Writing *writing = g_new0 (Writing, 1);

  writing->file = g_object_ref (file);
  writing->bytes = g_bytes_ref (bytes);
  writing->privacy = privacy;
  g_task_set_source_tag (task, console_file_write_async);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
}

gboolean
console_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
