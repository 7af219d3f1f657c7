/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several processes on one vault, and one that is killed at any moment: nothing is lost that was
 * acknowledged, nothing is there by half, nobody is refused. */
#include "base/esp-error.h"
#include "vault-fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KILLS 40

/* In a child: no assertion here may print into the parent's protocol. */
static gboolean
issue_next (EspVault *vault, guint *number)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (EspMerkle) tree = transaction ? esp_event_store_load_tree (vault, NULL, NULL) : NULL;

  if (!tree)
    return FALSE;
  *number = (guint) esp_merkle_get_size (tree) + 1;
  return issue (vault, tree, *number, NULL) && esp_transaction_commit (transaction, NULL);
}

static void
issue_until_killed (const char *path, int acknowledge)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, NULL);
  guint number;

  while (vault && issue_next (vault, &number))
    if (write (acknowledge, &number, sizeof number) != sizeof number)
      break;
  _exit (1);
}

static guint
read_last (int fd, guint last)
{
  guint number;
  gssize got;

  while ((got = read (fd, &number, sizeof number)) == sizeof number || (got < 0 && errno == EINTR))
    last = got > 0 ? number : last;
  return last;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  guint acknowledged = 0, n_ahead = 0;

  g_clear_pointer (&fixture->vault, esp_vault_close);
  for (guint i = 0; i < N_KILLS; i++)
    {
      int ends[2], status;
      gint64 stored;
      pid_t child;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        {
          close (ends[0]);
          issue_until_killed (fixture->path, ends[1]);
        }
      close (ends[1]);
      g_usleep ((gulong) g_test_rand_int_range (2000, 120000));
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
      acknowledged = read_last (ends[0], acknowledged);
      close (ends[0]);
      stored = assert_consistent (fixture->path);
      /* At most the one that was committed and not yet told. */
      g_assert_cmpint (stored, >=, acknowledged);
      g_assert_cmpint (stored, <=, acknowledged + 1);
      n_ahead += stored > acknowledged ? 1 : 0;
      acknowledged = (guint) stored;
    }
  g_test_message ("%u kills, %u issued, %u times committed and not told", N_KILLS, acknowledged,
                  n_ahead);
  g_assert_cmpuint (acknowledged, >, N_KILLS / 4);
}

static void
issue_many (const char *path, guint n)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, NULL);
  guint number;

  for (guint i = 0; i < n; i++)
    if (!vault || !issue_next (vault, &number))
      _exit (1);
  g_clear_pointer (&vault, esp_vault_close);
  _exit (0);
}

/* Lists what there is while others write: each answer is whole. */
static void
read_many (const char *path, guint n)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, NULL);
  EspCertificateFilter all = { .status = -1 };

  for (guint i = 0; vault && i < n; i++)
    {
      g_autoptr (EspTransaction)
        scope = esp_transaction_begin_read (esp_vault_get_database (vault), NULL);
      g_autoptr (GArray) ids = scope ? esp_certificate_store_list_ids (vault, &all, NULL) : NULL;

      if (!ids || ids->len != esp_event_store_count (vault, NULL))
        _exit (1);
    }
  _exit (vault ? 0 : 1);
}

static pid_t
start (void (*work) (const char *path, guint n), const char *path, guint n)
{
  pid_t child = fork ();

  if (child == 0)
    work (path, n);
  g_assert_cmpint (child, >, 0);
  return child;
}

static void
test_together (Fixture *fixture, gconstpointer data)
{
  guint n = g_test_slow () ? 5000 : 300;
  pid_t children[4];
  gint64 began = g_get_monotonic_time ();

  g_clear_pointer (&fixture->vault, esp_vault_close);
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    children[i] = start (i < 2 ? issue_many : read_many, fixture->path, n);
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }
  g_assert_cmpint (assert_consistent (fixture->path), ==, 2 * n);
  g_test_message ("two writers of %u each and two readers: %.1f s", n,
                  (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/two-processes/killed", test_killed);
  FIXTURE_ADD ("/vault/two-processes/together", test_together);
  return g_test_run ();
}
