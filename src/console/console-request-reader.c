/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting and bounding is the exchange room's, reading what a request says the core's. Here they
 * are done file by file on a thread, and handed over a few at a time. */
#include "console-request-reader.h"

#include <glib/gi18n.h>

#define BATCH 64

typedef struct
{
  GObject *owner;
  ConsoleRequestsRead read;
  GPtrArray *files; /* GFile, or NULL: */
  char *name;
  GBytes *text;
  guint limit;
  guint n;
  gboolean limited;
  GPtrArray *batch;
  GCancellable *cancellable;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->files, g_ptr_array_unref);
  g_clear_pointer (&reading->text, g_bytes_unref);
  g_clear_object (&reading->cancellable);
  g_ptr_array_unref (reading->batch);
  g_free (reading->name);
  g_free (reading);
}

/* --- Handing over ------------------------------------------------------------------------------*/

typedef struct
{
  GObject *owner;
  ConsoleRequestsRead read;
  GPtrArray *items;
  GCancellable *cancellable;
} Batch;

static gboolean
hand_over_cb (gpointer data)
{
  Batch *batch = data;

  if (!g_cancellable_is_cancelled (batch->cancellable))
    batch->read (batch->owner, batch->items);
  return G_SOURCE_REMOVE;
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_object_unref (batch->owner);
  g_ptr_array_unref (batch->items);
  g_object_unref (batch->cancellable);
  g_free (batch);
}

static void
hand_over (Reading *reading)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->owner = g_object_ref (reading->owner);
  batch->read = reading->read;
  batch->items = g_steal_pointer (&reading->batch);
  batch->cancellable = g_object_ref (reading->cancellable);
  reading->batch = g_ptr_array_new_with_free_func (g_object_unref);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, hand_over_cb, batch, batch_free);
}

/* Takes @item. */
static void
add (Reading *reading, ConsoleRequestItem *item)
{
  g_ptr_array_add (reading->batch, item);
  reading->n++;
  if (reading->batch->len == BATCH)
    hand_over (reading);
}

/* FALSE: no more is to be read. */
static gboolean
has_room (Reading *reading)
{
  if (reading->n >= reading->limit)
    reading->limited = TRUE;
  return !reading->limited && !g_cancellable_is_cancelled (reading->cancellable);
}

/* --- Reading -----------------------------------------------------------------------------------*/

/* @line 0: it is alone in its file. */
static void
take_block (Reading *reading, const char *name, guint line, const EspPemBlock *block)
{
  g_autoptr (GBytes) bytes = block->text ? g_bytes_new_static (block->text, strlen (block->text)) :
                                           NULL;
  g_autoptr (GError) error = block->error ? g_error_copy (block->error) : NULL;
  g_autoptr (EspRequest) request = bytes ? esp_request_parse (bytes, &error) : NULL;

  add (reading, request ? console_request_item_new (name, line, request) :
                          console_request_item_new_unreadable (name, line, error));
}

/* Takes @blocks, which may be NULL: then @error says why, and is freed. */
static void
take_blocks (Reading *reading, const char *name, GPtrArray *blocks, GError *error)
{
  if (error)
    add (reading, console_request_item_new_unreadable (name, 0, error));
  g_clear_error (&error);
  for (guint i = 0; blocks && i < blocks->len && has_room (reading); i++)
    {
      const EspPemBlock *block = g_ptr_array_index (blocks, i);

      take_block (reading, name, blocks->len > 1 ? block->line : 0, block);
    }
  g_clear_pointer (&blocks, g_ptr_array_unref);
}

static void
read_file (Reading *reading, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  GError *error = NULL;
  GPtrArray *blocks = esp_pem_bundle_read (path, &error);

  take_blocks (reading, name, blocks, error);
}

static void
read_folder (Reading *reading, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  GError *error = NULL;
  g_auto (GStrv) paths = esp_request_folder_list (path, &error);

  if (error)
    take_blocks (reading, name, NULL, error);
  for (guint i = 0; paths && paths[i] && has_room (reading); i++)
    read_file (reading, paths[i]);
}

/* Paths are absolute: none of them stands for the standard input. */
static void
read_path (Reading *reading, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = path ? NULL : g_file_get_basename (file);
  g_autofree char *name = base ? g_filename_display_name (base) : NULL;
  GError *error = NULL;

  if (!path)
    {
      esp_error_set (&error, ESP_REASON_FILE_READ, name, NULL);
      take_blocks (reading, name ? name : "", NULL, error);
    }
  else if (g_file_test (path, G_FILE_TEST_IS_DIR))
    read_folder (reading, path);
  else
    read_file (reading, path);
}

static void
read_text (Reading *reading)
{
  gsize size;
  const char *text = g_bytes_get_data (reading->text, &size);
  GError *error = NULL;
  GPtrArray *blocks = esp_pem_bundle_split (text ? text : "", (gssize) size, &error);

  take_blocks (reading, reading->name, blocks, error);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;

  for (guint i = 0; reading->files && i < reading->files->len && has_room (reading); i++)
    read_path (reading, g_ptr_array_index (reading->files, i));
  if (reading->text)
    read_text (reading);
  hand_over (reading);
  g_task_return_boolean (task, !g_cancellable_is_cancelled (cancellable));
}

/* --- From outside ------------------------------------------------------------------------------*/

static Reading *
start (GObject *owner,
       guint limit,
       GCancellable *cancellable,
       ConsoleRequestsRead read,
       GAsyncReadyCallback callback,
       GTask **task)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->owner = owner; /* the task holds it */
  reading->read = read;
  reading->limit = limit;
  reading->batch = g_ptr_array_new_with_free_func (g_object_unref);
  reading->cancellable = g_object_ref (cancellable);
  *task = g_task_new (owner, cancellable, callback, NULL);
  g_task_set_check_cancellable (*task, FALSE);
  g_task_set_task_data (*task, reading, reading_free);
  return reading;
}

void
console_request_reader_read_files (GObject *owner,
                                   GSList *files,
                                   guint limit,
                                   GCancellable *cancellable,
                                   ConsoleRequestsRead read,
                                   GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = start (owner, limit, cancellable, read, callback, &task);

  reading->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (GSList *l = files; l; l = l->next)
    g_ptr_array_add (reading->files, g_object_ref (l->data));
  esp_task_run_in_thread (task, read_thread);
}

void
console_request_reader_read_text (GObject *owner,
                                  const char *name,
                                  GBytes *text,
                                  guint limit,
                                  GCancellable *cancellable,
                                  ConsoleRequestsRead read,
                                  GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading = start (owner, limit, cancellable, read, callback, &task);

  reading->name = g_strdup (name);
  reading->text = g_bytes_ref (text);
  esp_task_run_in_thread (task, read_thread);
}

gboolean
console_request_reader_read_finish (GObject *owner, GAsyncResult *result, gboolean *limited)
{
  Reading *reading = g_task_get_task_data (G_TASK (result));

  *limited = reading->limited;
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
console_request_reader_has_several (GBytes *content)
{
  gsize size;
  const char *text = g_bytes_get_data (content, &size);
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (text ? text : "", (gssize) size, NULL);
  guint n = 0;

  for (guint i = 0; blocks && i < blocks->len; i++)
    {
      const EspPemBlock *block = g_ptr_array_index (blocks, i);

      n += g_str_has_suffix (block->label, "CERTIFICATE REQUEST") ? 1 : 0;
    }
  return n > 1;
}
