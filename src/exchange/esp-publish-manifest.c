/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a published folder: a line a file, fields apart by tabs. Which files there should
 * be is decided elsewhere. */
#include "esp-publish-manifest.h"

#include "base/esp-error.h"

#include <string.h>

#define FIRST_LINE "espalier-publish 1"
#define NONE "-"
#define N_FIELDS 9
#define DIGEST_LEN 64
#define FILES_MAX 4000000
#define NAME_LEN 255 /* of most file systems */
#define PATH_LEN 1024

static const char *const kind_names[] = {
  [ESP_PUBLISHED_CRL] = "CRL",
  [ESP_PUBLISHED_CERTIFICATE] = "CERTIFICATE",
  [ESP_PUBLISHED_OCSP] = "OCSP",
  [ESP_PUBLISHED_CONFIGURATION] = "CONFIGURATION",
};

struct _EspPublishManifest
{
  char *vault;
  GHashTable *files; /* path to EspPublishedFile; the key is the file's */
};

const char *
esp_published_kind_to_string (EspPublishedKind kind)
{
  return kind_names[kind];
}

gboolean
esp_publish_path_is_fit (const char *path)
{
  if (*path == '\0' || strlen (path) > PATH_LEN)
    return FALSE;
  for (;;)
    {
      gsize len = strcspn (path, "/");

      if (len == 0 || len > NAME_LEN || path[0] == '.')
        return FALSE;
      for (gsize i = 0; i < len; i++)
        if (!g_ascii_isgraph (path[i]))
          return FALSE;
      if (path[len] == '\0')
        return TRUE;
      path += len + 1;
    }
}

static void
file_free (gpointer data)
{
  EspPublishedFile *file = data;

  g_free (file->path);
  g_free (file->owner);
  g_free (file->digest);
  g_free (file->was);
  g_free (file->state);
  g_free (file);
}

EspPublishManifest *
esp_publish_manifest_new (const char *vault)
{
  EspPublishManifest *manifest = g_new0 (EspPublishManifest, 1);

  manifest->vault = g_strdup (vault);
  manifest->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, file_free);
  return manifest;
}

void
esp_publish_manifest_free (EspPublishManifest *manifest)
{
  if (!manifest)
    return;
  g_hash_table_unref (manifest->files);
  g_free (manifest->vault);
  g_free (manifest);
}

EspPublishedFile *
esp_publish_manifest_find (EspPublishManifest *manifest, const char *path)
{
  return g_hash_table_lookup (manifest->files, path);
}

EspPublishedFile *
esp_publish_manifest_take (EspPublishManifest *manifest, const char *path)
{
  EspPublishedFile *file = esp_publish_manifest_find (manifest, path);

  if (file)
    return file;
  file = g_new0 (EspPublishedFile, 1);
  file->path = g_strdup (path);
  file->owner = g_strdup (NONE);
  file->state = g_strdup (NONE);
  g_hash_table_insert (manifest->files, file->path, file);
  return file;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const EspPublishedFile *const *first = a;
  const EspPublishedFile *const *second = b;

  return strcmp ((*first)->path, (*second)->path);
}

GPtrArray *
esp_publish_manifest_list (EspPublishManifest *manifest)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, manifest->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    g_ptr_array_add (list, file);
  g_ptr_array_sort (list, compare_paths);
  return list;
}

char *
esp_publish_manifest_to_text (EspPublishManifest *manifest, gboolean after)
{
  g_autoptr (GPtrArray) list = esp_publish_manifest_list (manifest);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, FIRST_LINE "\t%s\n", manifest->vault);
  for (guint i = 0; i < list->len; i++)
    {
      const EspPublishedFile *file = g_ptr_array_index (list, i);

      if (after && file->removed)
        continue;
      g_string_append_printf (text,
                              "%s\t%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
                              "\t%" G_GINT64_FORMAT "\t%s\n",
                              file->digest, file->was && !after ? file->was : NONE,
                              kind_names[file->kind], file->owner, file->state, file->renew_at,
                              file->good_until, file->size, file->path);
    }
  return g_string_free (text, FALSE);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_LEN && strspn (text, "0123456789abcdef") == DIGEST_LEN;
}

static gboolean
read_kind (const char *text, EspPublishedKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_str_equal (text, kind_names[i]))
      {
        *kind = (EspPublishedKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (const char *text, gint64 *number)
{
  return g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, number, NULL);
}

static gboolean
read_line (EspPublishManifest *manifest, const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", N_FIELDS + 1);
  gint64 renew_at, good_until, size;
  EspPublishedKind kind;
  EspPublishedFile *file;

  if (g_strv_length (fields) != N_FIELDS || !is_digest (fields[0]) ||
      (!g_str_equal (fields[1], NONE) && !is_digest (fields[1])) || !read_kind (fields[2], &kind) ||
      !read_number (fields[5], &renew_at) || !read_number (fields[6], &good_until) ||
      !read_number (fields[7], &size) || !esp_publish_path_is_fit (fields[8]) ||
      esp_publish_manifest_find (manifest, fields[8]))
    return FALSE;
  file = esp_publish_manifest_take (manifest, fields[8]);
  g_free (file->owner);
  g_free (file->state);
  file->digest = g_strdup (fields[0]);
  file->was = g_str_equal (fields[1], NONE) ? NULL : g_strdup (fields[1]);
  file->kind = kind;
  file->owner = g_strdup (fields[3]);
  file->state = g_strdup (fields[4]);
  file->renew_at = renew_at;
  file->good_until = good_until;
  file->size = size;
  return TRUE;
}

static gboolean
refuse (GError **error, EspReason reason, const char *object)
{
  esp_error_set (error, reason, object, NULL);
  return FALSE;
}

static gboolean
read_first (const char *line, const char *vault, const char *object, GError **error)
{
  if (!g_str_has_prefix (line, FIRST_LINE "\t"))
    return refuse (error, ESP_REASON_PUBLISH_MANIFEST, object);
  if (!g_str_equal (line + strlen (FIRST_LINE "\t"), vault))
    return refuse (error, ESP_REASON_PUBLISH_OTHER_VAULT, object);
  return TRUE;
}

EspPublishManifest *
esp_publish_manifest_parse (const char *text, const char *vault, const char *object, GError **error)
{
  g_autoptr (EspPublishManifest) manifest = esp_publish_manifest_new (vault);
  gboolean first = TRUE;

  while (*text)
    {
      const char *end = strchr (text, '\n');
      g_autofree char *line = end ? g_strndup (text, (gsize) (end - text)) : NULL;

      if (first && line && !read_first (line, vault, object, error))
        return NULL;
      if (!line || g_hash_table_size (manifest->files) >= FILES_MAX ||
          (!first && !read_line (manifest, line)))
        break;
      first = FALSE;
      text = end + 1;
    }
  if (*text == '\0' && !first)
    return g_steal_pointer (&manifest);
  refuse (error, ESP_REASON_PUBLISH_MANIFEST, object);
  return NULL;
}
