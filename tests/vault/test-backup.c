/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups: whole, private, checked before they count, never over another file, and nothing left
 * where one was not made. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-database-private.h"
#include "vault/esp-vault-file.h"

#include <glib/gstdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void
issue_some (Fixture *fixture, guint from, guint n)
{
  g_autoptr (EspMerkle) tree = esp_event_store_load_tree (fixture->vault, NULL, NULL);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  for (guint i = from; i < from + n; i++)
    g_assert_true (issue (fixture->vault, tree, i, NULL));
  commit (transaction);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "copy");
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = NULL;
  g_autofree char *copied_dump = NULL;
  mode_t before = umask (0);
  struct stat status;

  issue_some (fixture, 1, 500);
  g_assert_true (esp_vault_backup (fixture->vault, path, &error));
  umask (before);
  g_assert_no_error (error);
  g_assert_cmpint (lstat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (assert_consistent (path), ==, 500);
  dump = ask_sqlite3 (fixture->path, ".dump");
  copied_dump = ask_sqlite3 (path, ".dump");
  g_assert_cmpstr (dump, ==, copied_dump);
  /* Vault and copy, no temporary name. */
  g_assert_cmpuint (count_files (fixture->folder), ==, 2);
  /* It is a vault of its own from now on. */
  issue_some (fixture, 1000, 1);
  g_assert_cmpint (assert_consistent (path), ==, 500);
}

static void
test_never_over_another (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "precious");
  g_autofree char *link = fixture_file (fixture, "dangling");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  g_assert_false (esp_vault_backup (fixture->vault, path, &error));
  assert_reason (error, FILE_EXISTS);
  g_clear_error (&error);
  g_assert_false (esp_vault_backup (fixture->vault, link, &error));
  assert_reason (error, FILE_EXISTS);
  g_clear_error (&error);
  g_assert_false (esp_vault_backup (fixture->vault, fixture->path, &error));
  assert_reason (error, FILE_EXISTS);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_assert_cmpuint (count_files (fixture->folder), ==, 3);
}

/* Also when the other one comes between the look and the naming. */
static void
test_name_taken_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *temporary = fixture_file (fixture, "temporary");
  g_autofree char *path = fixture_file (fixture, "precious");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (temporary, "new", -1, NULL));
  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  g_assert_false (esp_vault_file_publish (temporary, path, ESP_REASON_FILE_EXISTS, &error));
  assert_reason (error, FILE_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  g_clear_pointer (&content, g_free);
  g_assert_cmpint (unlink (path), ==, 0);
  g_assert_true (esp_vault_file_publish (temporary, path, ESP_REASON_FILE_EXISTS, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "new");
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));
}

static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "no/such/copy");
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_vault_backup (fixture->vault, path, &error));
  assert_reason (error, VAULT_BACKUP);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* A damaged vault is copied page by page, and the copy is found out before it gets its name. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "copy");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  issue_some (fixture, 1, 500);
  g_clear_pointer (&fixture->vault, esp_vault_close);
  g_assert_true (g_file_get_contents (fixture->path, &content, &len, NULL));
  memset (content + len - 3 * 4096, 0xaa, 4096);
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) len, NULL));
  fixture->vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_false (esp_vault_backup (fixture->vault, path, &error));
  assert_reason (error, VAULT_BACKUP);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

static void
test_other_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("esp-full-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "copy", NULL);
  g_autofree char *beside = fixture_file (fixture, "copy");
  g_autoptr (GError) error = NULL;

  if (mount ("none", folder, "tmpfs", 0, "size=100k") != 0)
    {
      g_test_skip ("no right to mount a small file system");
      g_rmdir (folder);
      return;
    }
  issue_some (fixture, 1, 500);
  g_assert_false (esp_vault_backup (fixture->vault, path, &error));
  assert_reason (error, VAULT_BACKUP);
  g_assert_nonnull (strstr (error->message, "space"));
  g_clear_error (&error);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_assert_cmpint (umount (folder), ==, 0);
  g_rmdir (folder);
  /* The vault itself is none the worse. */
  issue_some (fixture, 1000, 1);
  g_assert_true (esp_vault_backup (fixture->vault, beside, &error));
  g_assert_cmpint (assert_consistent (beside), ==, 501);
}

typedef struct
{
  const char *path;
  int stop;
  guint n_issued;
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;
  g_autoptr (EspVault) vault = esp_vault_open (writer->path, ESP_DATABASE_READ_WRITE, NULL);

  while (!g_atomic_int_get (&writer->stop))
    {
      g_autoptr (EspTransaction) transaction = begin_write (vault);
      g_autoptr (EspMerkle) tree = esp_event_store_load_tree (vault, NULL, NULL);

      g_assert_true (issue (vault, tree, 10000 + ++writer->n_issued, NULL));
      commit (transaction);
    }
  return NULL;
}

/* While another connection writes: the copy is one moment, not a mixture. */
static void
test_while_writing (Fixture *fixture, gconstpointer data)
{
  Writer writer = { fixture->path, 0, 0 };
  GThread *thread;

  issue_some (fixture, 1, 5000);
  thread = g_thread_new ("writer", write_on, &writer);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("copy-%u", i);
      g_autofree char *path = fixture_file (fixture, name);
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_vault_backup (fixture->vault, path, &error));
      g_assert_no_error (error);
      g_assert_cmpint (assert_consistent (path), >=, 5000);
    }
  g_atomic_int_set (&writer.stop, 1);
  g_thread_join (thread);
  g_test_message ("%u issued meanwhile", writer.n_issued);
  g_assert_cmpuint (writer.n_issued, >, 0);
  g_assert_cmpint (assert_consistent (fixture->path), ==, 5000 + writer.n_issued);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/backup/backup", test_backup);
  FIXTURE_ADD ("/vault/backup/never-over-another", test_never_over_another);
  FIXTURE_ADD ("/vault/backup/name-taken-meanwhile", test_name_taken_meanwhile);
  FIXTURE_ADD ("/vault/backup/missing-folder", test_missing_folder);
  FIXTURE_ADD ("/vault/backup/damaged", test_damaged);
  FIXTURE_ADD ("/vault/backup/other-disk-full", test_other_disk_full);
  FIXTURE_ADD ("/vault/backup/while-writing", test_while_writing);
  return g_test_run ();
}
