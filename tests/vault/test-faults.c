/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One issuance with a fault at each of its writes, cuts, syncs and removals in turn: afterwards it
 * is there whole or not at all, certificate and log agree, and what was acknowledged is there. */
#include "base/esp-error.h"
#include "fault-vfs.h"
#include "vault-fixture.h"
#include "vault/esp-database-private.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean
issue_once (const char *path, GError **error)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, error);
  g_autoptr (EspTransaction) transaction =
    vault ? esp_transaction_begin_write (esp_vault_get_database (vault), error) : NULL;
  g_autoptr (EspMerkle) tree = transaction ? esp_event_store_load_tree (vault, NULL, error) : NULL;

  return tree && issue (vault, tree, (guint) esp_merkle_get_size (tree) + 1, error) &&
         esp_transaction_commit (transaction, error);
}

/* In a process of its own; TRUE when it lived to the end. */
static gboolean
issue_in_child (const char *path, FaultKind kind, guint at)
{
  int status;
  pid_t child = fork ();

  if (child == 0)
    {
      fault_vfs_arm (kind, at);
      _exit (issue_once (path, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == FAULT_KILLED)
    return FALSE;
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return TRUE;
}

/* What one issuance does, and some more: it grows with the tables. */
static guint
count_operations (const char *path)
{
  fault_vfs_arm (FAULT_NONE, 0);
  g_assert_true (issue_once (path, NULL));
  return fault_vfs_disarm () + 5;
}

static void
kill_everywhere (Fixture *fixture, FaultKind kind)
{
  guint n = count_operations (fixture->path);
  guint n_killed = 0, n_kept = 0;

  for (guint at = 1; at <= n; at++)
    {
      gint64 before = assert_consistent (fixture->path);
      gboolean lived = issue_in_child (fixture->path, kind, at);
      gint64 after = assert_consistent (fixture->path);

      /* Acknowledged means there; killed means there or not. */
      g_assert_cmpint (after - before, >=, lived ? 1 : 0);
      g_assert_cmpint (after - before, <=, 1);
      n_killed += lived ? 0 : 1;
      n_kept += !lived && after > before ? 1 : 0;
    }
  g_test_message ("killed at %u places, at %u of them after the commit", n_killed, n_kept);
  g_assert_cmpuint (n_killed, >, 15);
  g_assert_cmpuint (n_kept, <, n_killed);
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  kill_everywhere (fixture, FAULT_KILL);
}

static void
test_kill_half_written (Fixture *fixture, gconstpointer data)
{
  kill_everywhere (fixture, FAULT_KILL_HALF);
}

static void
assert_fault_told (const GError *error, FaultKind kind)
{
  EspReason reason = esp_error_get_reason (error);

  if (kind == FAULT_FULL)
    g_assert_cmpstr (esp_reason_get_id (reason), ==, "VAULT_FULL");
  else
    g_assert_cmpstr (esp_reason_get_id (reason), ==, "VAULT_STORAGE");
  g_assert_nonnull (esp_error_get_detail (error));
}

static void
fail_everywhere (Fixture *fixture, FaultKind kind)
{
  guint at = 1, n_refused = 0;

  for (guint n = at; at <= n; at++)
    {
      g_autoptr (GError) error = NULL;
      gint64 before = assert_consistent (fixture->path);
      gboolean done;
      gint64 after;

      fault_vfs_arm (kind, at);
      done = issue_once (fixture->path, &error);
      n = MAX (fault_vfs_disarm (), at);
      after = assert_consistent (fixture->path);
      g_assert_cmpint (after - before, >=, done ? 1 : 0);
      g_assert_cmpint (after - before, <=, 1);
      if (done && n <= at)
        break;
      if (!done)
        {
          assert_fault_told (error, kind);
          n_refused++;
        }
    }
  g_test_message ("%u places, refused at %u", at - 1, n_refused);
  g_assert_cmpuint (n_refused, >, 5);
}

static void
test_io_error (Fixture *fixture, gconstpointer data)
{
  fail_everywhere (fixture, FAULT_IO);
}

static void
test_dead_disk (Fixture *fixture, gconstpointer data)
{
  fail_everywhere (fixture, FAULT_DEAD_DISK);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  fail_everywhere (fixture, FAULT_FULL);
}

/* A sync that failed once is not believed the next time: this connection writes no more, and says
 * so; a new one finds out by itself. */
static void
test_final (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspMerkle) tree = NULL;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;

  tree = esp_event_store_load_tree (vault, NULL, NULL);
  g_assert_true (issue (vault, tree, 1, NULL));
  fault_vfs_arm (FAULT_IO, 2);
  g_assert_false (esp_transaction_commit (transaction, &error));
  fault_vfs_disarm ();
  assert_reason (error, VAULT_STORAGE);
  g_clear_error (&error);
  g_clear_pointer (&transaction, esp_transaction_free);
  g_assert_null (esp_transaction_begin_write (esp_vault_get_database (vault), &error));
  assert_reason (error, VAULT_STORAGE);
  accounts = esp_account_store_list (vault, NULL);
  g_assert_cmpuint (accounts->len, ==, 1);
  fixture_reopen (fixture);
  g_clear_pointer (&transaction, esp_transaction_free);
  transaction = begin_write (fixture->vault);
}

/* Making a vault: a fault at each operation leaves no file at all, or a whole vault. */
static void
test_create (Fixture *fixture, gconstpointer data)
{
  static const EspVaultInfo info = { (char *) "99999999-0000-4000-8000-000000000003",
                                     (char *) "Example", 1, NULL };
  g_autofree char *path = fixture_file (fixture, "new/vault");
  g_autofree char *folder = fixture_file (fixture, "new");
  guint at = 1;

  for (;; at++)
    {
      g_autoptr (EspVault) vault = NULL;
      g_autoptr (GError) error = NULL;

      fault_vfs_arm (FAULT_DEAD_DISK, at);
      vault = esp_vault_create (path, &info, &error);
      fault_vfs_disarm ();
      if (vault)
        break;
      assert_fault_told (error, FAULT_DEAD_DISK);
      if (g_file_test (folder, G_FILE_TEST_EXISTS))
        g_error ("something stayed behind a failure at operation %u", at);
    }
  g_test_message ("%u places", at - 1);
  g_assert_cmpuint (at, >, 50);
}

/* Kills one at each place until a whole journal stands beside a vault that was half written. */
static void
leave_unfinished (Fixture *fixture)
{
  g_autofree char *journal = fixture_file (fixture, "vault.espalier-journal");
  g_autofree char *kept = NULL;
  gsize len = 0;

  for (guint at = 1; len < 4096; at++)
    {
      g_clear_pointer (&kept, g_free);
      assert_consistent (fixture->path);
      g_assert_cmpuint (at, <, 200);
      g_assert_false (issue_in_child (fixture->path, FAULT_KILL, at + 20));
      if (!g_file_get_contents (journal, &kept, &len, NULL) || kept[0] == 0)
        len = 0;
    }
}

static gboolean
judge_unfinished (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, &error);

  return !vault && esp_error_has_reason (error, ESP_REASON_VAULT_UNFINISHED);
}

/* A write that was cut off must be undone before anything is read. Who may write does so, even for
 * reading; who may not is told. */
static void
test_unfinished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *journal = fixture_file (fixture, "vault.espalier-journal");
  g_autoptr (EspVault) reader = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->vault, esp_vault_close);
  leave_unfinished (fixture);
  g_assert_cmpint (chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (chmod (journal, 0444), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0555), ==, 0);
  g_assert_true (as_somebody (judge_unfinished, fixture->path));
  g_assert_cmpint (chmod (fixture->folder, 0700), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0600), ==, 0);
  g_assert_cmpint (chmod (journal, 0600), ==, 0);
  reader = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (esp_vault_is_read_only (reader));
  accounts = esp_account_store_list (reader, &error);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  assert_consistent (fixture->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  FIXTURE_ADD ("/vault/faults/kill", test_kill);
  FIXTURE_ADD ("/vault/faults/kill-half-written", test_kill_half_written);
  FIXTURE_ADD ("/vault/faults/io-error", test_io_error);
  FIXTURE_ADD ("/vault/faults/dead-disk", test_dead_disk);
  FIXTURE_ADD ("/vault/faults/full", test_full);
  FIXTURE_ADD ("/vault/faults/final", test_final);
  FIXTURE_ADD ("/vault/faults/create", test_create);
  FIXTURE_ADD ("/vault/faults/unfinished", test_unfinished);
  return g_test_run ();
}
