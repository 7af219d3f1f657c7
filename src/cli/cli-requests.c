/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where requests come from. Cutting and reading is done in room exchange; here each gets a name,
 * and a file with a single block goes to the engine as it is, so that the engine says what is wrong
 * with it and leaves an event.
 */
#include "cli-requests.h"

#include "engine/espalier.h"

#define REQUEST_SUFFIX "CERTIFICATE REQUEST"

static void
request_free (CliRequest *request)
{
  g_free (request->name);
  g_free (request->stem);
  g_free (request->path);
  g_free (request->text);
  g_clear_error (&request->error);
  g_free (request);
}

/* "radio.csr" and "radio.csr.pem" become "radio". */
static char *
stem_of (const char *name)
{
  static const char *const endings[] = { ".pem", ".der", ".csr", ".req" };
  char *stem = g_strdup (name);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize len = strlen (stem), ending = strlen (endings[i]);

      if (len > ending && g_ascii_strcasecmp (stem + len - ending, endings[i]) == 0)
        stem[len - ending] = '\0';
    }
  return stem;
}

static CliRequest *
request_new_file (const char *path)
{
  CliRequest *request = g_new0 (CliRequest, 1);

  request->name = g_path_get_basename (path);
  request->stem = stem_of (request->name);
  request->path = g_strdup (path);
  return request;
}

static CliRequest *
request_new_block (const char *source, EspPemBlock *block)
{
  CliRequest *request = g_new0 (CliRequest, 1);
  g_autofree char *base = g_str_equal (source, "-") ? g_strdup ("-") : g_path_get_basename (source);

  request->name = g_strdup_printf ("%s:%u", base, block->line);
  request->text = g_steal_pointer (&block->text);
  request->error = g_steal_pointer (&block->error);
  return request;
}

/* Blocks that are no requests are passed over where there are requests: a key made together with
 * its request often stands in the same file. */
static GPtrArray *
keep_requests (GPtrArray *blocks, const char *source, GPtrArray *skipped)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);

  for (guint i = 0; i < blocks->len; i++)
    {
      EspPemBlock *block = g_ptr_array_index (blocks, i);

      if (g_str_has_suffix (block->label, REQUEST_SUFFIX))
        g_ptr_array_add (requests, request_new_block (source, block));
      else
        g_ptr_array_add (skipped, g_strdup_printf ("%s:%u: %s", source, block->line, block->label));
    }
  return requests;
}

static GPtrArray *
find_in_folder (const char *folder, GError **error)
{
  g_auto (GStrv) paths = esp_request_folder_list (folder, error);
  GPtrArray *requests;

  if (!paths)
    return NULL;
  requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  for (guint i = 0; paths[i]; i++)
    g_ptr_array_add (requests, request_new_file (paths[i]));
  return requests;
}

static GPtrArray *
find_in_file (const char *path, gboolean *many, GPtrArray *skipped, GError **error)
{
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_read (path, error);
  GPtrArray *requests;

  if (!blocks)
    return NULL;
  requests = keep_requests (blocks, path, skipped);
  *many = requests->len > 1;
  if (requests->len > 0 && (blocks->len > 1 || g_str_equal (path, "-")))
    return requests;
  /* One block alone, or none that is a request: the whole file goes to the engine. */
  g_ptr_array_set_size (skipped, 0);
  g_ptr_array_set_size (requests, 0);
  g_ptr_array_add (requests, g_str_equal (path, "-") ?
                               request_new_block (path, g_ptr_array_index (blocks, 0)) :
                               request_new_file (path));
  return requests;
}

GPtrArray *
cli_requests_find (const char *source, gboolean *many, GPtrArray *skipped, GError **error)
{
  *many = !g_str_equal (source, "-") && g_file_test (source, G_FILE_TEST_IS_DIR);
  if (*many)
    return find_in_folder (source, error);
  return find_in_file (source, many, skipped, error);
}

char *
cli_request_take_text (CliRequest *request, GError **error)
{
  g_autofree char *text = NULL;

  if (request->error)
    {
      g_propagate_error (error, g_steal_pointer (&request->error));
      return NULL;
    }
  if (request->path)
    text = esp_request_file_read (request->path, error);
  else
    text = g_steal_pointer (&request->text);
  /* Remarks around a block may be in any encoding; parameters are UTF-8. */
  return text ? g_utf8_make_valid (text, -1) : NULL;
}
