/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of loose files: each is told by its content. What hides behind a link is not looked at.
 */
#include "esp-foreign-private.h"

#include "esp-bounded-file.h"

#include <string.h>

/* --- Walking ---------------------------------------------------------------------------------- */

typedef struct
{
  EspForeignReading *reading;
  EspForeignSkip skip;
  EspForeignReader func;
  guint n_files;
} Walk;

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_names (Walk *walk, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GError *problem = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &problem);
  const char *name;

  if (!folder)
    {
      esp_error_take_foreign (error, ESP_REASON_FOLDER_READ, path, problem);
      return NULL;
    }
  while ((name = g_dir_read_name (folder)))
    {
      if (name[0] == '.')
        continue;
      if (++walk->n_files > ESP_FOREIGN_MAX_FILES)
        {
          esp_error_set (error, ESP_REASON_FOREIGN_TOO_MANY, path, "limit",
                         G_STRINGIFY (ESP_FOREIGN_MAX_FILES), NULL);
          return NULL;
        }
      g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_cb);
  return g_steal_pointer (&names);
}

static gboolean
walk_folder (Walk *walk, const char *path, const char *below, guint depth, GError **error);

static gboolean
walk_one (Walk *walk,
          const char *path,
          const char *below,
          const char *name,
          guint depth,
          GError **error)
{
  g_autofree char *whole = g_build_filename (path, name, NULL);
  g_autofree char *shown = *below ? g_strconcat (below, "/", name, NULL) : g_strdup (name);
  gboolean folder;

  if (g_file_test (whole, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  folder = g_file_test (whole, G_FILE_TEST_IS_DIR);
  if ((!folder && !g_file_test (whole, G_FILE_TEST_IS_REGULAR)) ||
      (walk->skip && walk->skip (shown, folder)))
    return TRUE;
  if (folder)
    return walk_folder (walk, whole, shown, depth + 1, error);
  return !esp_foreign_is_cancelled (walk->reading, error) &&
         walk->func (walk->reading, whole, shown, error);
}

static gboolean
walk_folder (Walk *walk, const char *path, const char *below, guint depth, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (depth > ESP_FOREIGN_MAX_DEPTH)
    {
      esp_error_set (error, ESP_REASON_FOREIGN_TOO_DEEP, path, "limit",
                     G_STRINGIFY (ESP_FOREIGN_MAX_DEPTH), NULL);
      return FALSE;
    }
  names = list_names (walk, path, error);
  for (guint i = 0; names && i < names->len; i++)
    if (!walk_one (walk, path, below, g_ptr_array_index (names, i), depth, error))
      return FALSE;
  return names != NULL;
}

gboolean
esp_foreign_walk (EspForeignReading *reading,
                  const char *path,
                  const char *name,
                  EspForeignSkip skip,
                  EspForeignReader func,
                  GError **error)
{
  Walk walk = { .reading = reading, .skip = skip, .func = func };

  return walk_folder (&walk, path, name, 0, error);
}

/* --- Loose files ------------------------------------------------------------------------------ */

/* One file that can't be read is a row with a problem; the folder goes on. */
static gboolean
read_one (EspForeignReading *reading, const char *path, const char *name, GError **error)
{
  EspForeignPlace place = { .file = name };
  GError *problem = NULL;

  if (esp_foreign_read_loose (reading, path, name, &problem))
    return TRUE;
  if (!esp_error_has_reason (problem, ESP_REASON_FILE_READ) &&
      !esp_error_has_reason (problem, ESP_REASON_FILE_TOO_LARGE))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  return esp_foreign_hand_problem (reading, ESP_FOREIGN_UNKNOWN, &place, problem, error);
}

gboolean
esp_foreign_read_folder (EspForeignReading *reading,
                         const char *path,
                         const char *name,
                         GError **error)
{
  return esp_foreign_walk (reading, path, "", NULL, read_one, error);
}

gboolean
esp_foreign_read_binary (EspForeignReading *reading,
                         const char *path,
                         const char *name,
                         GError **error)
{
  EspForeignPlace place = { .file = name };
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize len = 0;
  gboolean good;

  text = esp_bounded_file_read (path, ESP_FOREIGN_MAX_WHOLE, &len, error);
  if (!text)
    return FALSE;
  bytes = g_bytes_new_static (text, len);
  good = esp_foreign_take_der (reading, &place, bytes, error);
  /* It may have been a key. */
  esp_wipe (text, len);
  return good;
}
