/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of request files: which count, their order, DER among PEM, and what can't be read. */
#include "base/esp-error.h"
#include "exchange/esp-pem-bundle.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PEM "-----BEGIN CERTIFICATE REQUEST-----\nQUJD\n-----END CERTIFICATE REQUEST-----\n"

typedef struct
{
  char *path;
} Folder;

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->path = g_dir_make_tmp ("espalier-requests-XXXXXX", NULL);
  g_assert_nonnull (folder->path);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_all (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  remove_all (folder->path);
  g_free (folder->path);
}

static void
put (Folder *folder, const char *name, const char *text, gssize len)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);

  g_assert_true (g_file_set_contents (path, text, len, NULL));
}

static void
test_list (Folder *folder, gconstpointer data)
{
  static const char *const expected[] = { "B.PEM", "a.csr", "c.der", "d.req" };
  g_autofree char *pipe_path = g_build_filename (folder->path, "pipe.csr", NULL);
  g_autofree char *child = g_build_filename (folder->path, "folder.csr", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;

  put (folder, "d.req", PEM, -1);
  put (folder, "a.csr", PEM, -1);
  put (folder, "c.der", "\x30", 1);
  put (folder, "B.PEM", PEM, -1);
  put (folder, ".hidden.csr", PEM, -1);
  put (folder, "notes.txt", PEM, -1);
  put (folder, "csr", PEM, -1);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (child, 0700), ==, 0);

  paths = esp_request_folder_list (folder->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (paths), ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *name = g_path_get_basename (paths[i]);

      g_assert_cmpstr (name, ==, expected[i]);
    }
}

static void
test_refused_folders (Folder *folder, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (folder->path, "missing", NULL);
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) unread = NULL;

  put (folder, "notes.txt", PEM, -1);
  g_assert_null (esp_request_folder_list (folder->path, &empty));
  g_assert_true (esp_error_has_reason (empty, ESP_REASON_FOLDER_EMPTY));
  g_assert_null (esp_request_folder_list (missing, &unread));
  g_assert_true (esp_error_has_reason (unread, ESP_REASON_FOLDER_READ));
  g_assert_cmpstr (esp_error_get_object (unread), ==, missing);
}

static void
test_read (Folder *folder, gconstpointer data)
{
  g_autofree char *pem_path = g_build_filename (folder->path, "a.csr", NULL);
  g_autofree char *der_path = g_build_filename (folder->path, "b.der", NULL);
  g_autofree char *der = g_malloc0 (100);
  g_autofree char *pem = NULL;
  g_autofree char *armoured = NULL;
  g_auto (GStrv) lines = NULL;

  put (folder, "a.csr", "issued for line 4\n" PEM, -1);
  put (folder, "b.der", der, 100);
  pem = esp_request_file_read (pem_path, NULL);
  g_assert_cmpstr (pem, ==, "issued for line 4\n" PEM);
  armoured = esp_request_file_read (der_path, NULL);
  g_assert_nonnull (armoured);
  lines = g_strsplit (armoured, "\n", -1);
  /* 136 characters of base64: two full lines and one of eight. */
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_cmpuint (strlen (lines[1]), ==, 64);
  g_assert_cmpuint (strlen (lines[3]), ==, 8);
  g_assert_cmpstr (lines[4], ==, "-----END CERTIFICATE REQUEST-----");
}

static void
test_refused_files (Folder *folder, gconstpointer data)
{
  g_autofree char *pipe_path = g_build_filename (folder->path, "pipe.csr", NULL);
  g_autofree char *large_path = g_build_filename (folder->path, "large.csr", NULL);
  g_autofree char *binary_path = g_build_filename (folder->path, "large.der", NULL);
  g_autofree char *large = g_strnfill (ESP_PEM_BLOCK_MAX_SIZE + 1, 'A');
  const struct
  {
    const char *path;
    EspReason reason;
  } rows[] = {
    { pipe_path, ESP_REASON_FILE_READ },
    { folder->path, ESP_REASON_FILE_READ },
    { large_path, ESP_REASON_FILE_TOO_LARGE },
    { binary_path, ESP_REASON_FILE_TOO_LARGE },
  };

  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  put (folder, "large.csr", large, -1);
  put (folder, "large.der", large, ESP_PEM_BLOCK_MAX_SIZE);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_request_file_read (rows[i].path, &error));
      g_assert_true (esp_error_has_reason (error, rows[i].reason));
      g_assert_cmpstr (esp_error_get_object (error), ==, rows[i].path);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/exchange/request-folder/list", Folder, NULL, set_up, test_list, tear_down);
  g_test_add ("/exchange/request-folder/refused", Folder, NULL, set_up, test_refused_folders,
              tear_down);
  g_test_add ("/exchange/request-folder/read", Folder, NULL, set_up, test_read, tear_down);
  g_test_add ("/exchange/request-folder/refused-files", Folder, NULL, set_up, test_refused_files,
              tear_down);
  return g_test_run ();
}
