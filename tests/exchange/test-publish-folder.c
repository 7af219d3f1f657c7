/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published folder: staged, placed, kept, removed; never anything of somebody else. */
#include "base/esp-error.h"
#include "exchange/esp-publish-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VAULT "99999999-0000-4000-8000-000000000001"
#define OTHER_VAULT "99999999-0000-4000-8000-000000000002"
#define CA "11111111-0000-4000-8000-000000000001"
#define OTHER_CA "11111111-0000-4000-8000-000000000002"

typedef struct
{
  char *scratch;
  char *path;
  EspPublishFolder *folder;
  GHashTable *owners;
} Fixture;

static void
run_rm (const char *path)
{
  const char *argv[] = { "rm", "-rf", path, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->folder, esp_publish_folder_close);
  fixture->folder = esp_publish_folder_open (fixture->path, VAULT, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = g_dir_make_tmp ("esp-publish-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->scratch, "www", NULL);
  fixture->owners = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (fixture->owners, (gpointer) CA);
  reopen (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  esp_publish_folder_close (fixture->folder);
  g_hash_table_unref (fixture->owners);
  run_rm (fixture->scratch);
  g_free (fixture->path);
  g_free (fixture->scratch);
}

static gboolean
put (Fixture *fixture, const char *path, const char *owner, const char *text, GError **error)
{
  EspPublishedFile file = { .path = (char *) path, .owner = (char *) owner, .state = (char *) "x" };
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return esp_publish_folder_put (fixture->folder, &file, content, error);
}

static void
must_put (Fixture *fixture, const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  put (fixture, path, CA, text, &error);
  g_assert_no_error (error);
}

static void
seal_and_place (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  esp_publish_folder_seal (fixture->folder, fixture->owners, &error);
  g_assert_no_error (error);
  esp_publish_folder_place (fixture->folder, &error);
  g_assert_no_error (error);
}

static char *
read_file (Fixture *fixture, const char *path)
{
  g_autofree char *name = g_build_filename (fixture->path, path, NULL);
  char *text = NULL;

  g_file_get_contents (name, &text, NULL, NULL);
  return text;
}

static void
assert_file (Fixture *fixture, const char *path, const char *expected)
{
  g_autofree char *text = read_file (fixture, path);

  g_assert_cmpstr (text, ==, expected);
}

static void
write_file (Fixture *fixture, const char *path, const char *text)
{
  g_autofree char *name = g_build_filename (fixture->path, path, NULL);
  g_autofree char *folder = g_path_get_dirname (name);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (name, text, -1, NULL));
}

static void
assert_refused (Fixture *fixture, const char *path, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (put (fixture, path, CA, "x", &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
assert_not_opened (const char *path, const char *vault, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_publish_folder_open (path, vault, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = NULL;
  const EspPublishedFile *file;

  must_put (fixture, "crl/a.crl", "one");
  must_put (fixture, "ocsp/a/b/c", "two");
  assert_file (fixture, "crl/a.crl", NULL); /* staged, and out of sight */
  seal_and_place (fixture);
  assert_file (fixture, "crl/a.crl", "one");
  assert_file (fixture, "ocsp/a/b/c", "two");
  g_assert_cmpuint (esp_publish_folder_get_n_fresh (fixture->folder), ==, 2);
  digest = g_strdup (esp_publish_folder_get_digest (fixture->folder));
  {
    g_autofree char *record = read_file (fixture, ".espalier/manifest");
    g_autofree char *actual = g_compute_checksum_for_string (G_CHECKSUM_SHA256, record, -1);

    g_assert_cmpstr (actual, ==, digest);
  }
  reopen (fixture);
  file = esp_publish_folder_intact (fixture->folder, "crl/a.crl");
  g_assert_nonnull (file);
  g_assert_cmpstr (file->state, ==, "x");
  g_assert_null (esp_publish_folder_intact (fixture->folder, "crl/b.crl"));
  /* The same bytes again, another answer new, and one that nobody wants any more. */
  must_put (fixture, "crl/a.crl", "one");
  must_put (fixture, "ocsp/d", "three");
  seal_and_place (fixture);
  g_assert_cmpuint (esp_publish_folder_get_n_fresh (fixture->folder), ==, 1);
  g_assert_cmpuint (esp_publish_folder_get_n_removed (fixture->folder), ==, 1);
  assert_file (fixture, "ocsp/a/b/c", NULL);
  {
    g_autofree char *gone = g_build_filename (fixture->path, "ocsp/a", NULL);

    g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS)); /* no empty folders stay */
  }
  assert_file (fixture, "ocsp/d", "three");
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  mode_t before = umask (0077);
  const char *const names[] = { "", "crl", "crl/a.crl", ".espalier" };
  const guint modes[] = { 0755, 0755, 0644, 0700 };

  run_rm (fixture->path);
  reopen (fixture);
  must_put (fixture, "crl/a.crl", "one");
  seal_and_place (fixture);
  umask (before);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_build_filename (fixture->path, names[i], NULL);
      struct stat status;

      g_assert_cmpint (stat (name, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 07777, ==, modes[i]);
    }
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (256, 'a');
  g_autofree char *longest = g_strnfill (255, 'a');
  const char *const wrong[] = {
    "",          "/a",  "a/",   "a//b", "../a",     "a/../b", "./a", "a/.", ".espalier/manifest",
    "a/.hidden", "a b", "a\nb", "a\tb", "\xc3\xa4", name,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (esp_publish_path_is_fit (wrong[i]));
      assert_refused (fixture, wrong[i], ESP_REASON_PUBLISH_PATH);
    }
  g_assert_true (esp_publish_path_is_fit (longest));
  g_assert_true (esp_publish_path_is_fit ("ocsp/MFE+/a=="));
}

static void
test_foreign_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->path, "link", NULL);
  g_autofree char *target = g_build_filename (fixture->scratch, "target", NULL);

  must_put (fixture, "crl/a.crl", "one");
  must_put (fixture, "crl/b.crl", "two");
  seal_and_place (fixture);
  write_file (fixture, "mine.crl", "mine");
  write_file (fixture, "crl/mine", "mine");
  g_assert_cmpint (g_mkdir (target, 0755), ==, 0);
  g_assert_cmpint (symlink (target, link), ==, 0);
  reopen (fixture);
  assert_refused (fixture, "mine.crl", ESP_REASON_PUBLISH_OCCUPIED);
  assert_refused (fixture, "mine.crl/a", ESP_REASON_PUBLISH_OCCUPIED);
  assert_refused (fixture, "crl", ESP_REASON_PUBLISH_OCCUPIED);
  assert_refused (fixture, "link", ESP_REASON_PUBLISH_OCCUPIED);
  assert_refused (fixture, "link/a", ESP_REASON_PUBLISH_OCCUPIED);
  /* What somebody has put in the place of ours is not ours to remove. */
  write_file (fixture, "crl/b.crl", "altered");
  seal_and_place (fixture);
  assert_file (fixture, "crl/a.crl", NULL);
  assert_file (fixture, "crl/b.crl", "altered");
  assert_file (fixture, "crl/mine", "mine");
  assert_file (fixture, "mine.crl", "mine");
  g_assert_cmpint (g_rmdir (target), ==, 0); /* nothing was put through the link */
}

/* Of ours that somebody altered, the right bytes come back. */
static void
test_mended (Fixture *fixture, gconstpointer data)
{
  must_put (fixture, "crl/a.crl", "one");
  seal_and_place (fixture);
  write_file (fixture, "crl/a.crl", "altered");
  reopen (fixture);
  g_assert_null (esp_publish_folder_intact (fixture->folder, "crl/a.crl"));
  must_put (fixture, "crl/a.crl", "one");
  seal_and_place (fixture);
  assert_file (fixture, "crl/a.crl", "one");
}

static void
test_owners (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  must_put (fixture, "crl/a.crl", "one");
  g_assert_true (put (fixture, "crl/b.crl", OTHER_CA, "two", NULL));
  seal_and_place (fixture);
  reopen (fixture);
  /* A run for one authority leaves the files of the others, and does not take their places. */
  g_assert_false (put (fixture, "crl/b.crl", CA, "three", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PUBLISH_OCCUPIED));
  seal_and_place (fixture);
  assert_file (fixture, "crl/a.crl", NULL);
  assert_file (fixture, "crl/b.crl", "two");
  reopen (fixture);
  esp_publish_folder_keep_owner (fixture->folder, OTHER_CA);
  g_hash_table_add (fixture->owners, (gpointer) OTHER_CA);
  seal_and_place (fixture);
  assert_file (fixture, "crl/b.crl", "two");
}

static void
test_not_placed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stage = g_build_filename (fixture->path, ".espalier", "stage", NULL);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  must_put (fixture, "crl/a.crl", "one");
  seal_and_place (fixture);
  reopen (fixture);
  must_put (fixture, "crl/a.crl", "two");
  must_put (fixture, "crl/b.crl", "three");
  g_assert_true (esp_publish_folder_seal (fixture->folder, fixture->owners, &error));
  reopen (fixture);
  assert_file (fixture, "crl/a.crl", "one");
  assert_file (fixture, "crl/b.crl", NULL);
  dir = g_dir_open (stage, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
}

/* As a run leaves it that was killed between two files: the record knows both states. */
static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *crl = g_build_filename (fixture->path, "crl", NULL);
  g_autofree char *aside = g_build_filename (fixture->scratch, "aside", NULL);
  g_autoptr (GError) error = NULL;

  must_put (fixture, "a.crl", "one");
  must_put (fixture, "crl/a.crl", "one");
  seal_and_place (fixture);
  reopen (fixture);
  must_put (fixture, "a.crl", "two");
  must_put (fixture, "crl/a.crl", "two");
  g_assert_true (esp_publish_folder_seal (fixture->folder, fixture->owners, &error));
  /* The folder of the second file is gone for a moment. */
  g_assert_cmpint (g_rename (crl, aside), ==, 0);
  g_assert_true (g_file_set_contents (crl, "in the way", -1, NULL));
  g_assert_false (esp_publish_folder_place (fixture->folder, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
  g_assert_cmpint (g_unlink (crl), ==, 0);
  g_assert_cmpint (g_rename (aside, crl), ==, 0);
  assert_file (fixture, "a.crl", "two");
  assert_file (fixture, "crl/a.crl", "one");
  reopen (fixture);
  g_assert_nonnull (esp_publish_folder_intact (fixture->folder, "a.crl"));
  g_assert_null (esp_publish_folder_intact (fixture->folder, "crl/a.crl"));
  /* Nobody wants either any more: the old bytes are ours as well as the new ones. */
  seal_and_place (fixture);
  assert_file (fixture, "a.crl", NULL);
  assert_file (fixture, "crl/a.crl", NULL);
}

static void
test_opening (Fixture *fixture, gconstpointer data)
{
  g_autofree char *foreign = g_build_filename (fixture->scratch, "foreign", NULL);
  g_autofree char *file = g_build_filename (foreign, "page.html", NULL);
  g_autofree char *record = g_build_filename (foreign, ".espalier", NULL);

  assert_not_opened (fixture->path, VAULT, ESP_REASON_PUBLISH_BUSY);
  must_put (fixture, "a.crl", "one");
  seal_and_place (fixture);
  g_clear_pointer (&fixture->folder, esp_publish_folder_close);
  assert_not_opened (fixture->path, OTHER_VAULT, ESP_REASON_PUBLISH_OTHER_VAULT);
  g_assert_cmpint (g_mkdir (foreign, 0755), ==, 0);
  g_assert_true (g_file_set_contents (file, "mine", -1, NULL));
  assert_not_opened (foreign, VAULT, ESP_REASON_PUBLISH_FOREIGN);
  g_assert_false (g_file_test (record, G_FILE_TEST_EXISTS));
  assert_not_opened (file, VAULT, ESP_REASON_PUBLISH_FOLDER);
}

static void
test_damaged_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = g_strnfill (64, 'a');
  g_autofree char *good = g_strdup_printf ("%s\t-\tCRL\t" CA "\tx\t0\t0\t3\ta.crl\n", digest);
  g_autofree char *twice = g_strconcat (good, good, NULL);
  g_autofree char *root = g_strdup_printf ("%s\t-\tCRL\t" CA "\tx\t0\t0\t3\t/etc/passwd\n", digest);
  g_autofree char *upwards = g_strdup_printf ("%s\t-\tCRL\t" CA "\tx\t0\t0\t3\t../a.crl\n", digest);
  const char *const wrong[] = {
    "",
    "no record\n",
    "espalier-publish 2\t" VAULT "\n",
    "espalier-publish 1\t" VAULT,
    "espalier-publish 1\t" VAULT "\nx\n",
    NULL,
    NULL,
    NULL,
  };
  const char *const lines[] = { twice, root, upwards };

  must_put (fixture, "a.crl", "one");
  seal_and_place (fixture);
  g_clear_pointer (&fixture->folder, esp_publish_folder_close);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *text = wrong[i] ?
                                g_strdup (wrong[i]) :
                                g_strconcat ("espalier-publish 1\t" VAULT "\n", lines[i - 5], NULL);

      write_file (fixture, ".espalier/manifest", text);
      assert_not_opened (fixture->path, VAULT, ESP_REASON_PUBLISH_MANIFEST);
    }
  assert_file (fixture, "a.crl", "one");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/publish-folder/round-trip", test_round_trip);
  ADD ("/publish-folder/modes", test_modes);
  ADD ("/publish-folder/paths", test_paths);
  ADD ("/publish-folder/foreign-files", test_foreign_files);
  ADD ("/publish-folder/mended", test_mended);
  ADD ("/publish-folder/owners", test_owners);
  ADD ("/publish-folder/not-placed", test_not_placed);
  ADD ("/publish-folder/cut-off", test_cut_off);
  ADD ("/publish-folder/opening", test_opening);
  ADD ("/publish-folder/damaged-record", test_damaged_record);
  return g_test_run ();
}
