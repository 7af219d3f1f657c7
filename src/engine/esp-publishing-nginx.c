/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few lines with which nginx serves a published folder as it is. */
#include "esp-publishing.h"

#define CACHE "add_header Cache-Control \"max-age=3600, public, no-transform, must-revalidate\";"

static const char head[] =
  "# For a server block of nginx (include %s/" ESP_PUBLISH_NGINX ";).\n"
  "# Written by espalier-cli publish; changes are lost at its next run.\n\n";

static const struct
{
  const char *suffix;
  const char *type;
} types[] = {
  { "crl", "application/pkix-crl" },
  { "cer", "application/pkix-cert" },
  { "pem", "application/x-pem-file" },
};

/* A dollar would be a variable, and nginx has no way to write one in a path. */
static void
add_root (GString *text, const char *path)
{
  if (strpbrk (path, "$\"\\\n"))
    g_string_append (text,
                     "# Give the root yourself: nginx can't write the name of this folder.\n");
  else
    g_string_append_printf (text, "root \"%s\";\n", path);
}

static void
add_answers (GString *text, const char *folder)
{
  g_string_append_printf (
    text,
    "location ^~ /%s {\n"
    "  types { }\n"
    "  default_type application/ocsp-response;\n"
    "  " CACHE "\n"
    "  # Of certificates that are not known here an answer says so (RFC 5019, 2.2.3).\n"
    "  error_page 404 =200 /%s" ESP_OCSP_UNAUTHORIZED ";\n"
    "}\n",
    folder, folder);
}

static gboolean
is_known (GPtrArray *folders, const char *folder)
{
  for (guint i = 0; i < folders->len; i++)
    if (g_str_equal (g_ptr_array_index (folders, i), folder))
      return TRUE;
  return FALSE;
}

/* Does an authority that is not in this run have answers below @folder? */
static gboolean
has_others (EspPublishing *publishing, GPtrArray *files, const char *folder)
{
  for (guint i = 0; i < files->len; i++)
    {
      const EspPublishedFile *file = g_ptr_array_index (files, i);

      if (file->kind == ESP_PUBLISHED_OCSP && !g_str_equal (file->owner, "-") &&
          !g_hash_table_contains (publishing->owners, file->owner) &&
          g_str_has_prefix (file->path, folder))
        return TRUE;
    }
  return FALSE;
}

/* A run for some of the authorities leaves the places of the others as they are. */
static void
keep_others (EspPublishing *publishing)
{
  g_autoptr (GPtrArray) files = esp_publish_folder_known (publishing->folder);

  for (guint i = 0; i < files->len; i++)
    {
      const EspPublishedFile *file = g_ptr_array_index (files, i);
      gsize len = strlen (file->path) - MIN (strlen (file->path), strlen (ESP_OCSP_UNAUTHORIZED));
      g_autofree char *folder = g_strndup (file->path, len);

      if (!g_str_equal (file->path + len, ESP_OCSP_UNAUTHORIZED) ||
          !g_str_equal (file->owner, "-") || is_known (publishing->answer_paths, folder) ||
          !has_others (publishing, files, folder))
        continue;
      esp_publish_folder_keep (publishing->folder, file->path);
      g_ptr_array_add (publishing->answer_paths, g_steal_pointer (&folder));
    }
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

gboolean
esp_publishing_configure (EspPublishing *publishing, GError **error)
{
  EspPublishedFile file = { .path = (char *) ESP_PUBLISH_NGINX, .owner = (char *) "-" };
  const char *folder = esp_publish_folder_get_path (publishing->folder);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) content = NULL;

  keep_others (publishing);
  g_ptr_array_sort (publishing->answer_paths, compare_texts);
  g_string_append_printf (text, head, folder);
  add_root (text, folder);
  g_string_append (text, "# Requests in base64 may have two slashes in a row.\n"
                         "merge_slashes off;\n");
  if (!g_str_equal (publishing->base.path, "/"))
    g_string_append_printf (text, "rewrite \"^%s(.*)$\" /$1;\n", publishing->base.path);
  g_string_append (text, "\nlocation ~ /\\. {\n  return 404;\n}\n"
                         "location = /" ESP_PUBLISH_NGINX " {\n  return 404;\n}\n");
  for (guint i = 0; i < publishing->answer_paths->len; i++)
    add_answers (text, g_ptr_array_index (publishing->answer_paths, i));
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_string_append_printf (
      text, "location ~ \\.%s$ {\n  types { }\n  default_type %s;\n  " CACHE "\n}\n",
      types[i].suffix, types[i].type);
  content = g_bytes_new (text->str, text->len);
  file.kind = ESP_PUBLISHED_CONFIGURATION;
  return esp_publish_folder_put (publishing->folder, &file, content, error);
}
