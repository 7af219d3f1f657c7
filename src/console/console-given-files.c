/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the beginnings of the files, one after the other. */
#include "console-given-files.h"

/* How every vault begins, and no text. */
static const char vault_magic[16] = "SQLite format 3";

typedef struct
{
  GPtrArray *files;
  guint next;
  GFile *vault, *plan; /* borrowed */
  guint n_others;
  ConsoleGivenDone done;
  gpointer data;
} Sorting;

static void
sorting_free (Sorting *sorting)
{
  g_ptr_array_unref (sorting->files);
  g_free (sorting);
}

static void look_at_next (Sorting *sorting);

static void
take (Sorting *sorting, gboolean is_vault)
{
  GFile **place = is_vault ? &sorting->vault : &sorting->plan;

  if (*place)
    sorting->n_others++;
  else
    *place = g_ptr_array_index (sorting->files, sorting->next);
  sorting->next++;
  look_at_next (sorting);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes)
    begin = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  gsize length = 0;
  const char *bytes = begin ? g_bytes_get_data (begin, &length) : NULL;

  take (data, length == sizeof vault_magic && memcmp (bytes, vault_magic, length) == 0);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, NULL);

  if (stream)
    g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), sizeof vault_magic,
                                     G_PRIORITY_DEFAULT, NULL, read_cb, data);
  else
    take (data, FALSE);
}

/* A pipe would be waited for without end. */
static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (info && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    g_file_read_async (G_FILE (source), G_PRIORITY_DEFAULT, NULL, opened_cb, data);
  else
    take (data, FALSE);
}

static void
look_at_next (Sorting *sorting)
{
  if (sorting->next < sorting->files->len)
    {
      g_file_query_info_async (g_ptr_array_index (sorting->files, sorting->next),
                               G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                               G_PRIORITY_DEFAULT, NULL, asked_cb, sorting);
      return;
    }
  sorting->done (sorting->vault, sorting->plan, sorting->n_others, sorting->data);
  sorting_free (sorting);
}

void
console_given_files_sort (GFile **files, int n_files, ConsoleGivenDone done, gpointer data)
{
  Sorting *sorting = g_new0 (Sorting, 1);

  sorting->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (sorting->files, g_object_ref (files[i]));
  sorting->done = done;
  sorting->data = data;
  look_at_next (sorting);
}
