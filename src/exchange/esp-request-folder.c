/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder of request files, as a factory or a script leaves them: which files count, in which
 * order, and one of them as text. What a request must look like is not known here.
 */
#include "esp-pem-bundle.h"

#include "base/esp-error.h"
#include "esp-bounded-file.h"
#include "esp-pem-armour.h"

#include <string.h>

static const char *const suffixes[] = { ".csr", ".pem", ".req", ".der" };

static gboolean
is_request_name (const char *name)
{
  gsize len = strlen (name);

  if (name[0] == '.')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      gsize suffix_len = strlen (suffixes[i]);

      if (len > suffix_len && g_ascii_strcasecmp (name + len - suffix_len, suffixes[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static int
compare_paths_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
refuse_folder (GError **error, EspReason reason, const char *path)
{
  esp_error_set (error, reason, path, "limit", G_STRINGIFY (ESP_REQUEST_FOLDER_MAX_FILES), NULL);
  return FALSE;
}

static gboolean
collect_paths (GDir *folder, const char *path, GPtrArray *paths, GError **error)
{
  const char *name;

  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = NULL;

      if (!is_request_name (name))
        continue;
      file = g_build_filename (path, name, NULL);
      if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
        continue;
      if (paths->len == ESP_REQUEST_FOLDER_MAX_FILES)
        return refuse_folder (error, ESP_REASON_FOLDER_TOO_MANY, path);
      g_ptr_array_add (paths, g_steal_pointer (&file));
    }
  if (paths->len == 0)
    return refuse_folder (error, ESP_REASON_FOLDER_EMPTY, path);
  return TRUE;
}

char **
esp_request_folder_list (const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GError *problem = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &problem);

  if (!folder)
    {
      esp_error_take_foreign (error, ESP_REASON_FOLDER_READ, path, problem);
      return NULL;
    }
  if (!collect_paths (folder, path, paths, error))
    return NULL;
  g_ptr_array_sort (paths, compare_paths_cb);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_steal (paths, NULL);
}

char *
esp_request_file_read (const char *path, GError **error)
{
  gsize len;
  g_autofree char *text = esp_bounded_file_read (path, ESP_PEM_BLOCK_MAX_SIZE, &len, error);

  if (!text)
    return NULL;
  if (esp_pem_has_block (text, len))
    return g_steal_pointer (&text);
  return esp_pem_armour_request (path, text, len, error);
}
