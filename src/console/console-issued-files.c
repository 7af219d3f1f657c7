/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names first, all of them, then a look at what is there, then writing: whoever agrees to write
 * over files knows how many. */
#include "console-issued-files.h"

#include "console-file-write.h"

#define NAME_MAX_BYTES 120 /* a suffix and a number have room behind it */
#define SUFFIX ".pem"
#define FALLBACK "certificate"

/* --- Names -------------------------------------------------------------------------------------*/

static gboolean
is_safe (gunichar c)
{
  return g_unichar_isgraph (c) ? c > 0x7f || !strchr ("/\\:*?\"<>|%'`$&;", (int) c) : c == ' ';
}

static gboolean
is_bad_start (char c)
{
  return c == '.' || c == '-' || c == ' ' || c == '~';
}

char *
console_issued_files_make_name (const char *text)
{
  g_autofree char *visible = esp_text_escape (text ? text : "");
  g_autoptr (GString) name = g_string_new (NULL);
  const char *begin;

  for (const char *p = visible; p[0]; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (name->len + 6 > NAME_MAX_BYTES)
        break;
      g_string_append_unichar (name, is_safe (c) ? c : '-');
    }
  while (name->len > 0 && strchr (". ", name->str[name->len - 1]))
    g_string_truncate (name, name->len - 1);
  for (begin = name->str; is_bad_start (begin[0]);)
    begin++;
  return g_strdup (begin[0] ? begin : FALLBACK);
}

static char *
get_stem (const char *file)
{
  const char *dot = strrchr (file, '.');

  return dot && dot > file ? g_strndup (file, (gsize) (dot - file)) : g_strdup (file);
}

/* What the certificate itself is called. */
static char *
find_label (ConsoleRequestItem *item)
{
  const char *pem = console_request_item_get_certificate (item);
  g_autoptr (GBytes) bytes = g_bytes_new_static (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  const char *label = certificate ? esp_name_get_label (esp_certificate_get_subject (certificate)) :
                                    NULL;
  const char *const *names = certificate ? esp_certificate_get_alternative_names (certificate) :
                                           NULL;

  if (!label && names)
    label = names[0];
  return g_strdup (label ? label : console_request_item_get_serial (item));
}

/* Also on file systems that see no difference between "Radio" and "radio". Of each name the last
 * number is kept: ten thousand of one name are not counted through for each of them. */
static char *
make_unique (GHashTable *used, const char *stem)
{
  g_autofree char *name = g_strconcat (stem, SUFFIX, NULL);
  gpointer *last = NULL;

  while (TRUE)
    {
      g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL);
      g_autofree char *folded = g_utf8_casefold (normal ? normal : name, -1);
      gpointer *known = g_hash_table_lookup (used, folded);

      if (!known)
        {
          g_hash_table_insert (used, g_steal_pointer (&folded), g_new0 (gpointer, 1));
          return g_steal_pointer (&name);
        }
      last = last ? last : known;
      *last = GUINT_TO_POINTER (MAX (GPOINTER_TO_UINT (*last), 1) + 1);
      g_free (name);
      name = g_strdup_printf ("%s-%u" SUFFIX, stem, GPOINTER_TO_UINT (*last));
    }
}

static ConsoleIssuedFile *
plan_one (ConsoleRequestItem *item, const char *chain, GHashTable *used)
{
  ConsoleIssuedFile *file = g_new0 (ConsoleIssuedFile, 1);
  g_autofree char *wanted = console_request_item_is_alone (item) ?
                              get_stem (console_request_item_get_file (item)) :
                              find_label (item);
  g_autofree char *stem = console_issued_files_make_name (wanted);
  char *text = g_strconcat (console_request_item_get_certificate (item), chain, NULL);

  file->name = make_unique (used, stem);
  file->content = g_bytes_new_take (text, strlen (text));
  return file;
}

void
console_issued_file_free (gpointer data)
{
  ConsoleIssuedFile *file = data;

  g_free (file->name);
  g_bytes_unref (file->content);
  g_free (file);
}

GPtrArray *
console_issued_files_plan (GPtrArray *items, const char *chain)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (console_issued_file_free);
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < items->len; i++)
    if (console_request_item_get_certificate (g_ptr_array_index (items, i)))
      g_ptr_array_add (files, plan_one (g_ptr_array_index (items, i), chain, used));
  return files;
}

char *
console_issued_files_join (GPtrArray *items, const char *chain)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const char *pem = console_request_item_get_certificate (g_ptr_array_index (items, i));

      g_string_append (text, pem ? pem : "");
    }
  g_string_append (text, chain ? chain : "");
  return g_string_free (text, FALSE);
}

/* --- Looking -----------------------------------------------------------------------------------*/

/* A link that leads nowhere is there too. */
static gboolean
is_there (GFile *place)
{
  return g_file_query_file_type (place, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) !=
         G_FILE_TYPE_UNKNOWN;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *files = data;
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    {
      ConsoleIssuedFile *file = g_ptr_array_index (files, i);
      g_autoptr (GFile) place = g_file_get_child (source, file->name);

      file->taken = is_there (place);
      n += file->taken ? 1 : 0;
    }
  g_task_return_int (task, n);
}

void
console_issued_files_look_async (GFile *folder,
                                 GPtrArray *files,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (folder, NULL, callback, data);

  g_task_set_task_data (task, g_ptr_array_ref (files), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, look_thread);
}

guint
console_issued_files_look_finish (GAsyncResult *result)
{
  return (guint) g_task_propagate_int (G_TASK (result), NULL);
}

/* --- Writing -----------------------------------------------------------------------------------*/

typedef struct
{
  GPtrArray *files;
  guint n_written; /* by the thread alone, until it returns */
  ConsoleIssuedProgress progress;
  gpointer data;
  GCancellable *told; /* cancelled when nobody wants to hear of progress any more */
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_ptr_array_unref (writing->files);
  g_object_unref (writing->told);
  g_free (writing);
}

typedef struct
{
  guint n_written;
  ConsoleIssuedProgress progress;
  gpointer data;
  GCancellable *told;
} Progress;

static gboolean
progress_cb (gpointer data)
{
  Progress *progress = data;

  if (!g_cancellable_is_cancelled (progress->told))
    progress->progress (progress->n_written, progress->data);
  return G_SOURCE_REMOVE;
}

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_object_unref (progress->told);
  g_free (progress);
}

static void
tell (const Writing *writing)
{
  Progress *progress;

  if (!writing->progress)
    return;
  progress = g_new0 (Progress, 1);
  progress->n_written = writing->n_written;
  progress->progress = writing->progress;
  progress->data = writing->data;
  progress->told = g_object_ref (writing->told);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, progress_cb, progress, progress_free);
}

static gboolean
is_link (GFile *place)
{
  return g_file_query_file_type (place, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) ==
         G_FILE_TYPE_SYMBOLIC_LINK;
}

/* What has come there since the look is nobody's to write over, and what a link leads to is not
 * what somebody was asked about. */
static gboolean
write_one (GFile *folder, const ConsoleIssuedFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) place = g_file_get_child (folder, file->name);
  GError *foreign = NULL;

  if (is_link (place) || (!file->taken && is_there (place)))
    {
      esp_error_set (error, ESP_REASON_FILE_EXISTS, file->name, NULL);
      return FALSE;
    }
  if (console_file_write (place, file->content, CONSOLE_FILE_SHARED, cancellable, &foreign))
    return TRUE;
  if (g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, foreign);
  else
    esp_error_take_foreign (error, ESP_REASON_FILE_WRITE, file->name, foreign);
  return FALSE;
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  GError *error = NULL;

  for (guint i = 0; i < writing->files->len && !error; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, &error) ||
          !write_one (source, g_ptr_array_index (writing->files, i), cancellable, &error))
        break;
      writing->n_written++;
      tell (writing);
    }
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
console_issued_files_write_async (GFile *folder,
                                  GPtrArray *files,
                                  GCancellable *cancellable,
                                  ConsoleIssuedProgress progress,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (folder, cancellable, callback, data);
  Writing *writing = g_new0 (Writing, 1);

  writing->files = g_ptr_array_ref (files);
  writing->progress = progress;
  writing->data = data;
  writing->told = g_cancellable_new ();
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
console_issued_files_write_finish (GAsyncResult *result, guint *n_written, GError **error)
{
  Writing *writing = g_task_get_task_data (G_TASK (result));

  g_cancellable_cancel (writing->told);
  *n_written = writing->n_written;
  return g_task_propagate_boolean (G_TASK (result), error);
}
