/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at the beginning of each file, and no further: whether it is good is for whoever reads it.
 */
#include "console-given-files.h"

#include "engine/espalier.h"

#include <string.h>

#define BEGINNING 65536
#define PLAN_SUFFIX ".espalier-plan"

/* How every vault begins, and no text. */
static const char vault_magic[16] = "SQLite format 3";

typedef struct
{
  GPtrArray *files;
  ConsoleGiven given;
  ConsoleGivenDone done;
  gpointer data;
} Sorting;

static void
sorting_free (gpointer data)
{
  Sorting *sorting = data;

  g_ptr_array_unref (sorting->files);
  for (guint kind = 0; kind < CONSOLE_GIVEN_N_KINDS; kind++)
    g_ptr_array_unref (sorting->given.files[kind]);
  g_free (sorting);
}

/* --- One file ----------------------------------------------------------------------------------*/

/* What the first PEM block that is one of ours says it is. */
static ConsoleGivenKind
look_at_labels (const char *text)
{
  static const struct
  {
    const char *begin;
    ConsoleGivenKind kind;
  } labels[] = {
    { "CERTIFICATE REQUEST-----", CONSOLE_GIVEN_KIND_REQUEST },
    { "NEW CERTIFICATE REQUEST-----", CONSOLE_GIVEN_KIND_REQUEST },
    { "CERTIFICATE-----", CONSOLE_GIVEN_KIND_CERTIFICATE },
    { "X509 CERTIFICATE-----", CONSOLE_GIVEN_KIND_CERTIFICATE },
    { "TRUSTED CERTIFICATE-----", CONSOLE_GIVEN_KIND_CERTIFICATE },
  };
  static const char begin[] = "-----BEGIN ";

  for (const char *p = strstr (text, begin); p; p = strstr (p + 1, begin))
    for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
      if (g_str_has_prefix (p + strlen (begin), labels[i].begin))
        return labels[i].kind;
  return CONSOLE_GIVEN_KIND_OTHER;
}

static ConsoleGivenKind
look_at_der (GBytes *bytes)
{
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  g_autoptr (EspRequest) request = certificate ? NULL : esp_request_parse (bytes, NULL);

  if (certificate)
    return CONSOLE_GIVEN_KIND_CERTIFICATE;
  return request ? CONSOLE_GIVEN_KIND_REQUEST : CONSOLE_GIVEN_KIND_OTHER;
}

static gboolean
begins_as_object (const char *text)
{
  while (g_ascii_isspace (text[0]))
    text++;
  return text[0] == '{';
}

static gboolean
has_name (GFile *file, const char *suffix)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *small = name ? g_ascii_strdown (name, -1) : NULL;

  return small && g_str_has_suffix (small, suffix);
}

/* What tells nothing about itself is what its name says, so that somebody says what is wrong. */
static ConsoleGivenKind
look_at_name (GFile *file, ConsoleGivenKind otherwise)
{
  if (has_name (file, PLAN_SUFFIX))
    return CONSOLE_GIVEN_KIND_PLAN;
  if (has_name (file, ".csr") || has_name (file, ".req") || has_name (file, ".p10"))
    return CONSOLE_GIVEN_KIND_REQUEST;
  if (has_name (file, ".crt") || has_name (file, ".cer"))
    return CONSOLE_GIVEN_KIND_CERTIFICATE;
  return otherwise;
}

static ConsoleGivenKind
look_at_content (GFile *file, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, length);
  ConsoleGivenKind kind = look_at_labels (text);

  if (length >= sizeof vault_magic && memcmp (text, vault_magic, sizeof vault_magic) == 0)
    return CONSOLE_GIVEN_KIND_VAULT;
  if (kind == CONSOLE_GIVEN_KIND_OTHER && length > 0 && text[0] == 0x30)
    kind = look_at_der (bytes);
  if (kind == CONSOLE_GIVEN_KIND_OTHER && begins_as_object (text))
    kind = CONSOLE_GIVEN_KIND_PLAN;
  return kind == CONSOLE_GIVEN_KIND_OTHER ? look_at_name (file, kind) : kind;
}

static ConsoleGivenKind
read_beginning (GFile *file)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *text = g_malloc (BEGINNING + 1);
  gsize length = 0;

  if (!stream ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), text, BEGINNING, &length, NULL, NULL))
    return look_at_name (file, CONSOLE_GIVEN_KIND_UNREADABLE);
  text[length] = '\0';
  return look_at_content (file, text, length);
}

/* A pipe would be waited for without end. */
static ConsoleGivenKind
look_at (GFile *file)
{
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL);

  if (type == G_FILE_TYPE_DIRECTORY)
    return CONSOLE_GIVEN_KIND_FOLDER;
  if (type != G_FILE_TYPE_REGULAR)
    return look_at_name (file, CONSOLE_GIVEN_KIND_UNREADABLE);
  return read_beginning (file);
}

/* --- All of them -------------------------------------------------------------------------------*/

static void
sort_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sorting *sorting = data;

  for (guint i = 0; i < sorting->files->len; i++)
    {
      GFile *file = g_ptr_array_index (sorting->files, i);

      g_ptr_array_add (sorting->given.files[look_at (file)], g_object_ref (file));
    }
  g_task_return_boolean (task, TRUE);
}

static void
sorted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Sorting *sorting = g_task_get_task_data (G_TASK (result));

  sorting->done (&sorting->given, sorting->data);
}

void
console_given_files_sort (GFile **files, int n_files, ConsoleGivenDone done, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, sorted_cb, NULL);
  Sorting *sorting = g_new0 (Sorting, 1);

  sorting->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (sorting->files, g_object_ref (files[i]));
  for (guint kind = 0; kind < CONSOLE_GIVEN_N_KINDS; kind++)
    sorting->given.files[kind] = g_ptr_array_new_with_free_func (g_object_unref);
  sorting->done = done;
  sorting->data = data;
  g_task_set_task_data (task, sorting, sorting_free);
  esp_task_run_in_thread (task, sort_thread);
}

GFile *
console_given_get_first (const ConsoleGiven *given, ConsoleGivenKind kind)
{
  return given->files[kind]->len > 0 ? g_ptr_array_index (given->files[kind], 0) : NULL;
}

guint
console_given_count (const ConsoleGiven *given, ConsoleGivenKind kind)
{
  return given->files[kind]->len;
}
