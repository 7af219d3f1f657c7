/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates as files of a folder, where something is there already. */
#include "dialogs-fixture.h"

#include "console/console-issued-files.h"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  gboolean is_done;
  guint n;
  GError *error;
} Written;

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Written *written = data;

  written->n = console_issued_files_look_finish (result);
  written->is_done = TRUE;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Written *written = data;

  g_assert_false (console_issued_files_write_finish (result, &written->n, &written->error));
  written->is_done = TRUE;
}

static gboolean
is_written (gpointer data)
{
  return ((const Written *) data)->is_done;
}

/* Who agrees to replace a file in a folder was not asked about one elsewhere. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("link-XXXXXX", NULL);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autofree char *link = g_build_filename (folder, "radio.pem", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (console_issued_file_free);
  ConsoleIssuedFile *file = g_new0 (ConsoleIssuedFile, 1);
  Written looked = { FALSE }, written = { FALSE };

  file->name = g_strdup ("radio.pem");
  file->content = g_bytes_new_static ("new", 3);
  g_ptr_array_add (files, file);
  g_assert_true (g_file_set_contents (other, "old", -1, NULL));
  g_assert_cmpint (symlink (other, link), ==, 0);
  console_issued_files_look_async (place, files, looked_cb, &looked);
  wait_for (is_written, &looked);
  g_assert_cmpuint (looked.n, ==, 1);
  console_issued_files_write_async (place, files, NULL, NULL, written_cb, &written);
  wait_for (is_written, &written);
  g_assert_true (esp_error_has_reason (written.error, ESP_REASON_FILE_EXISTS));
  g_assert_cmpuint (written.n, ==, 0);
  g_assert_true (g_file_get_contents (other, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "old");
  g_error_free (written.error);
  g_unlink (link);
  g_unlink (other);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/issued-files/link", test_link },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
