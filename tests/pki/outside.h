/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs say: runs a command and returns its verdict. Files live in a folder of the
 * test's own, which is removed at the end. */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>

static inline char *
outside_folder_new (void)
{
  GError *error = NULL;
  char *path = g_dir_make_tmp ("esp-pki-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static inline void
outside_folder_remove (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static inline void
outside_write (const char *folder, const char *name, const void *bytes, gsize len)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GError *error = NULL;

  g_file_set_contents (path, bytes, (gssize) len, &error);
  g_assert_no_error (error);
}

static inline GBytes *
outside_read (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GError *error = NULL;
  char *bytes = NULL;
  gsize len = 0;

  g_file_get_contents (path, &bytes, &len, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, len);
}

/* Runs @command (words separated by blanks, as a shell would split them) in @folder. What it prints
 * goes to @output (text, NULL for nobody). TRUE when it ends with 0. */
static inline gboolean
outside_run (const char *folder, const char *command, char **output)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *said = NULL;
  g_autofree char *complained = NULL;
  GError *error = NULL;
  int status = -1;

  g_assert_true (g_shell_parse_argv (command, NULL, &words, NULL));
  g_spawn_sync (folder, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said, &complained, &status,
                &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_test_message ("%s: %s", command, complained);
      return FALSE;
    }
  if (output)
    *output = g_steal_pointer (&said);
  return TRUE;
}
