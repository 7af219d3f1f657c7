/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statement interface: parameters, cache, transactions, locks, and what a full disk does. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-database-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static EspDatabase *
database_of (Fixture *fixture)
{
  return esp_vault_get_database (fixture->vault);
}

static EspStatement *
prepare (EspDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  EspStatement *statement = esp_database_prepare (database, sql, &error);

  g_assert_no_error (error);
  return statement;
}

static gint64
ask (EspDatabase *database, const char *sql)
{
  g_autoptr (EspStatement) statement = prepare (database, sql);
  g_autoptr (GError) error = NULL;
  gboolean row;

  g_assert_true (esp_statement_step (statement, &row, &error));
  g_assert_no_error (error);
  g_assert_true (row);
  return esp_statement_get_int (statement, 0);
}

static gboolean
run (EspDatabase *database, const char *sql, GError **error)
{
  g_autoptr (EspStatement) statement = esp_database_prepare (database, sql, error);

  return statement && esp_statement_run (statement, NULL, error);
}

static void
make_table (EspDatabase *database)
{
  g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, NULL);

  g_assert_true (esp_database_execute (
    database, "CREATE TABLE thing (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c BLOB) STRICT", NULL));
  commit (transaction);
}

static void
insert_thing (EspDatabase *database, gint64 a, const char *b, GError **error)
{
  g_autoptr (EspStatement)
    statement = prepare (database, "INSERT INTO thing (a, b) VALUES ($1, $2)");

  esp_statement_bind_int (statement, 1, a);
  esp_statement_bind_text (statement, 2, b);
  esp_statement_run (statement, NULL, error);
}

static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  /* SQLite meets $3 first and $1 twice: numbers must win over places. */
  g_autoptr (EspStatement)
    statement = prepare (database, "SELECT $3, $1, $2, $1, $4, $5, length($5)");
  g_autoptr (GBytes) bytes = g_bytes_new ("a\0b", 3);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;
  gboolean row;

  esp_statement_bind_text (statement, 1, "'; DROP TABLE event; --");
  esp_statement_bind_int (statement, 2, G_MININT64);
  esp_statement_bind_bytes (statement, 3, bytes);
  esp_statement_bind_text (statement, 4, NULL);
  esp_statement_bind_bytes (statement, 5, empty);
  g_assert_true (esp_statement_step (statement, &row, &error));
  g_assert_no_error (error);
  back = esp_statement_get_bytes (statement, 0);
  g_assert_true (g_bytes_equal (back, bytes));
  g_assert_cmpstr (esp_statement_get_text (statement, 1), ==, "'; DROP TABLE event; --");
  g_assert_cmpint (esp_statement_get_int (statement, 2), ==, G_MININT64);
  g_assert_cmpstr (esp_statement_get_text (statement, 3), ==, "'; DROP TABLE event; --");
  g_assert_true (esp_statement_is_null (statement, 4));
  g_assert_null (esp_statement_get_text (statement, 4));
  g_assert_null (esp_statement_get_bytes (statement, 4));
  g_assert_false (esp_statement_is_null (statement, 5));
  g_assert_cmpint (esp_statement_get_int (statement, 6), ==, 0);
  g_assert_true (esp_statement_step (statement, &row, &error));
  g_assert_false (row);
}

static void
test_misuse (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStatement) statement = prepare (database, "SELECT $1");
  gboolean row;

  esp_statement_bind_int (statement, 2, 1);
  g_assert_false (esp_statement_step (statement, &row, &error));
  assert_reason (error, INTERNAL);
  g_clear_error (&error);
  g_assert_null (esp_database_prepare (database, "SELECT ?", &error));
  assert_reason (error, INTERNAL);
  g_clear_error (&error);
  g_assert_null (esp_database_prepare (database, "SELECT 1; SELECT 2", &error));
  assert_reason (error, INTERNAL);
  g_clear_error (&error);
  /* A word in double quotes is a name, never quietly a text. */
  g_assert_null (esp_database_prepare (database, "SELECT \"no such thing\"", &error));
  assert_reason (error, INTERNAL);
  g_assert_nonnull (strstr (esp_error_get_detail (error), "no such column"));
  g_clear_error (&error);
  g_assert_false (run (database, "SELECT load_extension('x')", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (run (database, "ATTACH '/tmp/other' AS other", &error));
  g_assert_nonnull (error);
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  EspStatement *first = prepare (database, "SELECT $1");
  EspStatement *second = prepare (database, "SELECT $1");
  EspStatement *again;
  guint n = esp_database_get_n_cached (database);
  gboolean row;

  /* In use twice at once: two statements, one of them kept. */
  g_assert_true (first != second);
  esp_statement_bind_int (first, 1, 1);
  esp_statement_bind_int (second, 1, 2);
  g_assert_true (esp_statement_step (first, &row, NULL) && row);
  g_assert_true (esp_statement_step (second, &row, NULL) && row);
  g_assert_cmpint (esp_statement_get_int (first, 0), ==, 1);
  g_assert_cmpint (esp_statement_get_int (second, 0), ==, 2);
  esp_statement_release (second);
  esp_statement_release (first);
  g_assert_cmpuint (esp_database_get_n_cached (database), ==, n);
  again = prepare (database, "SELECT $1");
  g_assert_true (again == first);
  /* Nothing of its last use is left. */
  g_assert_true (esp_statement_step (again, &row, NULL) && row);
  g_assert_true (esp_statement_is_null (again, 0));

  /* The cache has an end, and one in use survives it. */
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %u", i);

      g_assert_cmpint (ask (database, sql), ==, i);
    }
  g_assert_cmpuint (esp_database_get_n_cached (database), <=, 200);
  g_assert_true (esp_statement_is_null (again, 0));
  esp_statement_release (again);
}

/* To step once more than there are rows says so again, and never begins anew. */
static void
test_end (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  gboolean row;

  make_table (database);
  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
    g_autoptr (EspStatement) insert = prepare (database, "INSERT INTO thing (b) VALUES (NULL)");

    for (guint i = 0; i < 3; i++)
      {
        g_assert_true (esp_statement_step (insert, &row, NULL));
        g_assert_false (row);
      }
    g_assert_true (esp_statement_run (insert, NULL, NULL));
    commit (transaction);
  }
  g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 1);
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (GError) error = NULL;

  make_table (database);
  {
    g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, NULL);

    insert_thing (database, 1, "one", &error);
    g_assert_no_error (error);
    g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 1);
  }
  g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 0);
  {
    g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, NULL);

    g_assert_null (esp_transaction_begin_write (database, &error));
    assert_reason (error, INTERNAL);
    g_clear_error (&error);
    insert_thing (database, 1, "one", NULL);
    /* A refused row leaves the rest. */
    insert_thing (database, 2, "one", &error);
    assert_reason (error, VAULT_UNIQUE);
    g_clear_error (&error);
    commit (transaction);
    g_assert_false (esp_transaction_commit (transaction, &error));
    assert_reason (error, INTERNAL);
    g_clear_error (&error);
  }
  g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 1);
}

static void
test_write_needs_transaction (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (GError) error = NULL;

  make_table (database);
  insert_thing (database, 1, "one", &error);
  assert_reason (error, INTERNAL);
  g_clear_error (&error);
  {
    g_autoptr (EspTransaction) transaction = esp_transaction_begin_read (database, NULL);

    insert_thing (database, 1, "one", &error);
    assert_reason (error, INTERNAL);
  }
  g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 0);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspVault) other = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  EspDatabase *reader = esp_vault_get_database (other);
  gint64 version = esp_database_get_data_version (reader);
  gint64 own = esp_database_get_data_version (database);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_database_is_read_only (reader));
  g_assert_null (esp_transaction_begin_write (reader, &error));
  assert_reason (error, VAULT_READ_ONLY);
  g_clear_error (&error);
  make_table (database);
  g_assert_cmpint (esp_database_get_data_version (reader), !=, version);
  g_assert_cmpint (esp_database_get_data_version (database), ==, own);
  version = esp_database_get_data_version (reader);
  g_assert_cmpint (esp_database_get_data_version (reader), ==, version);
  {
    g_autoptr (EspTransaction) reading = esp_transaction_begin_read (reader, NULL);
    g_autoptr (EspTransaction) writing = esp_transaction_begin_write (database, NULL);

    /* The reader holds its snapshot, so the writer waits at COMMIT, and gives up in time. */
    insert_thing (database, 1, "one", NULL);
    esp_database_set_busy_limit (database, 200);
    g_assert_false (esp_transaction_commit (writing, &error));
    assert_reason (error, VAULT_BUSY);
    g_clear_error (&error);
    g_assert_cmpint (ask (reader, "SELECT count(*) FROM thing"), ==, 0);
  }
  g_assert_cmpint (ask (database, "SELECT count(*) FROM thing"), ==, 0);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspVault) other = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, NULL);
  g_autoptr (EspTransaction) held = begin_write (fixture->vault);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  gint64 waited;

  esp_database_set_busy_limit (esp_vault_get_database (other), 300);
  g_assert_null (esp_transaction_begin_write (esp_vault_get_database (other), &error));
  waited = (g_get_monotonic_time () - began) / 1000;
  assert_reason (error, VAULT_BUSY);
  g_assert_cmpint (esp_reason_get_code (ESP_REASON_VAULT_BUSY), ==, error->code);
  g_assert_cmpint (waited, >=, 300);
  g_assert_cmpint (waited, <, 5000);
  g_clear_pointer (&held, esp_transaction_free);
  held = begin_write (other);
}

static gpointer
release_later (gpointer data)
{
  g_usleep (400000);
  esp_transaction_free (data);
  return NULL;
}

/* Waiting ends when the other one is done, not when the time is up. */
static void
test_busy_is_patient (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspVault) other = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, NULL);
  EspTransaction *held = begin_write (fixture->vault);
  gint64 began = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("holder", release_later, held);
  g_autoptr (EspTransaction) transaction = begin_write (other);
  gint64 waited = (g_get_monotonic_time () - began) / 1000;

  g_thread_join (thread);
  g_assert_cmpint (waited, >=, 350);
  g_assert_cmpint (waited, <, 10000);
}

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GError) error = NULL;

  g_assert_false (run (database,
                       "INSERT INTO principal (id, account, name, kind, status, created_at) VALUES"
                       " ('bbbbbbbb-0000-4000-8000-000000000001', '999999999999', 'x', 'PERSON',"
                       " 'ACTIVE', 1)",
                       &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  g_assert_false (
    run (database, "INSERT INTO account (number, name, created_at) VALUES ('12', 'x', 1)", &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  /* STRICT: a text is no number. */
  g_assert_false (run (database,
                       "INSERT INTO account (number, name, created_at)"
                       " VALUES ('123456789012', 'x', 'yesterday')",
                       &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  g_assert_false (run (database, "DELETE FROM vault", &error));
  assert_reason (error, VAULT_KEPT);
  g_clear_error (&error);
  commit (transaction);
}

/* --- A full disk -------------------------------------------------------------------------- */

static guint
issue_until_error (EspVault *vault, guint from, GError **error)
{
  for (guint i = from; i < from + 100000; i++)
    {
      g_autoptr (EspTransaction)
        transaction = esp_transaction_begin_write (esp_vault_get_database (vault), error);
      g_autoptr (EspMerkle) tree = transaction ? esp_event_store_load_tree (vault, NULL, error) :
                                                 NULL;

      if (!tree || !issue (vault, tree, i, error) || !esp_transaction_commit (transaction, error))
        return i - from;
    }
  g_assert_not_reached ();
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_true (esp_database_set_max_pages (database, 120, NULL));
  n = issue_until_error (fixture->vault, 1, &error);
  assert_reason (error, VAULT_FULL);
  g_assert_cmpint (assert_consistent (fixture->path), ==, n);
  g_clear_error (&error);
  /* The connection goes on when there is space again. */
  g_assert_true (esp_database_set_max_pages (database, 1000, NULL));
  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
    g_autoptr (EspMerkle) tree = esp_event_store_load_tree (fixture->vault, NULL, NULL);

    g_assert_true (issue (fixture->vault, tree, n + 1, &error));
    commit (transaction);
  }
  g_assert_cmpint (assert_consistent (fixture->path), ==, n + 1);
}

/* What failed in the middle is not kept by a commit that nobody should have tried. */
static void
test_full_dooms (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspMerkle) tree = esp_event_store_load_tree (fixture->vault, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint i = 1;

  g_assert_true (esp_database_set_max_pages (database, 100, NULL));
  while (issue (fixture->vault, tree, i, &error))
    i++;
  assert_reason (error, VAULT_FULL);
  g_clear_error (&error);
  g_assert_false (issue (fixture->vault, tree, i + 1, &error));
  g_clear_error (&error);
  g_assert_false (esp_transaction_commit (transaction, &error));
  assert_reason (error, VAULT_STORAGE);
  g_assert_cmpint (assert_consistent (fixture->path), ==, 0);
}

/* A file system that is really full: journal, data and folder compete for the same space. */
static void
test_full_disk (void)
{
  g_autofree char *folder = g_dir_make_tmp ("esp-full-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "vault.espalier", NULL);
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *filler = g_strnfill (300000, 'x');
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  guint n, more;

  if (mount ("none", folder, "tmpfs", 0, "size=1500k") != 0)
    {
      g_test_skip ("no right to mount a small file system");
      g_rmdir (folder);
      return;
    }
  g_assert_true (g_file_set_contents (ballast, filler, -1, NULL));
  fixture_set_up (&fixture, NULL);
  g_assert_true (esp_vault_backup (fixture.vault, path, &error));
  g_assert_no_error (error);
  fixture_tear_down (&fixture, NULL);
  {
    g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error);

    g_assert_no_error (error);
    n = issue_until_error (vault, 1, &error);
    assert_reason (error, VAULT_FULL);
    g_test_message ("%u certificates, then: %s", n, error->message);
    g_clear_error (&error);
    g_assert_cmpint (unlink (ballast), ==, 0);
    more = issue_until_error (vault, n + 1, &error);
    assert_reason (error, VAULT_FULL);
    g_assert_cmpuint (more, >, 0);
  }
  g_assert_cmpint (assert_consistent (path), ==, n + more);
  g_assert_cmpint (umount (folder), ==, 0);
  g_rmdir (folder);
}

/* --- The check of a file -----------------------------------------------------------------------*/

/* Another program in the middle of a commit, when nobody else may even read. */
static GSubprocess *
hold_file (const char *path, GInputStream **answers)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *program = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "sqlite3", path, NULL);
  const char *wish = "BEGIN EXCLUSIVE;\nSELECT 'held';\n";
  char answer[5] = "";

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (program), wish,
                                            strlen (wish), NULL, NULL, NULL));
  *answers = g_subprocess_get_stdout_pipe (program);
  g_assert_true (g_input_stream_read_all (*answers, answer, 4, NULL, NULL, NULL));
  g_assert_cmpstr (answer, ==, "held");
  return program;
}

/* The check of a large file lasts seconds. It waits for nobody, and so nobody waits for it. */
static void
test_check_takes_no_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspDatabase) reader = NULL;
  g_autoptr (GSubprocess) program = NULL;
  g_autoptr (GError) error = NULL;
  GInputStream *answers;

  make_table (database_of (fixture));
  reader = esp_database_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  program = hold_file (fixture->path, &answers);
  esp_database_set_busy_limit (reader, 100);
  g_assert_null (esp_transaction_begin_read (reader, &error));
  g_clear_error (&error);
  g_assert_true (esp_database_check (reader, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (esp_database_check (reader, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (program), NULL, NULL));
  g_assert_true (g_subprocess_wait (program, NULL, NULL));
}

/* Locks of a process go with the first file of that name that it closes, if it is not careful. */
static void
test_check_keeps_locks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspDatabase) reader = NULL;
  g_autoptr (EspTransaction) transaction = NULL;
  const char *argv[] = { "sqlite3", fixture->path, "BEGIN IMMEDIATE", NULL };
  int status;

  reader = esp_database_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  transaction = esp_transaction_begin_write (database_of (fixture), NULL);
  g_assert_true (esp_database_check (reader, FALSE, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_false (g_spawn_check_wait_status (status, NULL));
}

static gpointer
write_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (EspDatabase)
    database = esp_database_open (fixture->path, ESP_DATABASE_READ_WRITE, NULL);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, NULL);
      g_autofree char *sql = g_strdup_printf (
        "INSERT INTO thing (b, c) VALUES ('%d', zeroblob(%d))", i, 100 * i);

      g_assert_true (run (database, sql, NULL));
      commit (transaction);
    }
  return NULL;
}

/* What is half written while it looks is no damage. */
static void
test_check_beside_a_writer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspDatabase) reader = NULL;
  GThread *thread;
  g_autoptr (GError) error = NULL;

  make_table (database_of (fixture));
  reader = esp_database_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  thread = g_thread_new ("writer", write_thread, fixture);
  for (int i = 0; i < 100; i++)
    {
      g_assert_true (esp_database_check (reader, i % 2, &error));
      g_assert_no_error (error);
    }
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/database/parameters", test_parameters);
  FIXTURE_ADD ("/vault/database/misuse", test_misuse);
  FIXTURE_ADD ("/vault/database/cache", test_cache);
  FIXTURE_ADD ("/vault/database/end", test_end);
  FIXTURE_ADD ("/vault/database/rollback", test_rollback);
  FIXTURE_ADD ("/vault/database/write-needs-transaction", test_write_needs_transaction);
  FIXTURE_ADD ("/vault/database/snapshot", test_snapshot);
  FIXTURE_ADD ("/vault/database/busy", test_busy);
  FIXTURE_ADD ("/vault/database/busy-is-patient", test_busy_is_patient);
  FIXTURE_ADD ("/vault/database/reasons", test_reasons);
  FIXTURE_ADD ("/vault/database/full", test_full);
  FIXTURE_ADD ("/vault/database/full-dooms", test_full_dooms);
  FIXTURE_ADD ("/vault/database/check-takes-no-lock", test_check_takes_no_lock);
  FIXTURE_ADD ("/vault/database/check-keeps-locks", test_check_keeps_locks);
  FIXTURE_ADD ("/vault/database/check-beside-a-writer", test_check_beside_a_writer);
  g_test_add_func ("/vault/database/full-disk", test_full_disk);
  return g_test_run ();
}
