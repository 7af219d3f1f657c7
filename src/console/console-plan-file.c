/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan's file, read and written on a thread. What is written takes the place of the old file when
 * all of it is on the disk, so that a full device or a crash leaves the old plan as it was.
 */
#include "console-file-write.h"
#include "console-plan-document-private.h"

#include <string.h>

#define ENDING ".espalier-plan"
#define BLOCK 65536

/* --- Names and errors --------------------------------------------------------------------------*/

static char *
get_display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base ? base : "");
}

char *
console_plan_file_get_name (GFile *file)
{
  char *name = get_display_name (file);

  if (g_str_has_suffix (name, ENDING) && strlen (name) > strlen (ENDING))
    name[strlen (name) - strlen (ENDING)] = '\0';
  return name;
}

/* As an error of ours that names the file; takes @cause. */
static GError *
make_error (GFile *file, EspReason reason, GError *cause)
{
  g_autofree char *name = get_display_name (file);
  GError *error = NULL;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return cause;
  esp_error_take_foreign (&error, reason, name, cause);
  esp_error_set_object (error, name);
  return error;
}

/* --- Reading -----------------------------------------------------------------------------------*/

static gboolean
refuse_large (gsize size, GError **error)
{
  g_autofree char *size_text = g_strdup_printf ("%" G_GSIZE_FORMAT, size);

  esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, NULL, "size", size_text, "limit",
                 G_STRINGIFY (ESP_PLAN_MAX_SIZE), NULL);
  return FALSE;
}

static gboolean
read_all (GInputStream *stream, GByteArray *text, GCancellable *cancellable, GError **error)
{
  guint8 block[BLOCK];
  gssize n;

  while ((n = g_input_stream_read (stream, block, sizeof block, cancellable, error)) > 0)
    {
      g_byte_array_append (text, block, (guint) n);
      if (text->len > ESP_PLAN_MAX_SIZE)
        return refuse_large (text->len, error);
    }
  return n == 0;
}

static EspPlan *
load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GFileInputStream) stream = NULL;

  if (!console_file_check_kind (file, cancellable, error))
    return NULL;
  stream = g_file_read (file, cancellable, error);
  if (!stream || !read_all (G_INPUT_STREAM (stream), text, cancellable, error))
    return NULL;
  return esp_plan_read (text->len > 0 ? (const char *) text->data : "", text->len, error);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EspPlan *plan = load (data, cancellable, &error);

  if (plan)
    g_task_return_pointer (task, plan, (GDestroyNotify) esp_plan_free);
  else
    g_task_return_error (task, make_error (data, ESP_REASON_FILE_READ, error));
}

void
console_plan_document_load_async (GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, console_plan_document_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

ConsolePlanDocument *
console_plan_document_load_finish (GAsyncResult *result, GError **error)
{
  EspPlan *plan = g_task_propagate_pointer (G_TASK (result), error);

  return plan ? console_plan_document_new (plan, g_task_get_task_data (G_TASK (result))) : NULL;
}

/* --- Writing -----------------------------------------------------------------------------------*/

typedef struct
{
  GFile *file;
  GBytes *text;
  guint serial;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->file);
  g_bytes_unref (saving->text);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (console_file_write (saving->file, saving->text, CONSOLE_FILE_SHARED, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, make_error (saving->file, ESP_REASON_FILE_WRITE, error));
}

void
console_plan_document_save_async (ConsolePlanDocument *document,
                                  GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (document, cancellable, callback, data);
  char *text = esp_plan_write (console_plan_document_get_plan (document));
  Saving *saving = g_new0 (Saving, 1);

  saving->file = g_object_ref (file);
  saving->text = g_bytes_new_take (text, strlen (text));
  saving->serial = console_plan_document_get_serial (document);
  g_task_set_source_tag (task, console_plan_document_save_async);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

gboolean
console_plan_document_save_finish (ConsolePlanDocument *document,
                                   GAsyncResult *result,
                                   GError **error)
{
  const Saving *saving = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  console_plan_document_saved (document, saving->file, saving->serial);
  return TRUE;
}
