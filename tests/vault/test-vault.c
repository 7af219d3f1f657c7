/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file: made whole or not at all, never somebody else's, readable by its owner alone. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-database-private.h"
#include "vault/esp-vault-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const EspVaultInfo info = {
  .id = (char *) "99999999-0000-4000-8000-000000000002",
  .organization = (char *) "Example Motors",
  .created_at = FIXTURE_NOW,
};

static guint
mode_of (const char *path)
{
  struct stat status;

  g_assert_cmpint (lstat (path, &status), ==, 0);
  return status.st_mode & 07777;
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
assert_refused (const char *path, EspDatabaseMode mode, EspReason reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspVault) vault = mode == ESP_DATABASE_CREATE ?
                                 esp_vault_create (path, &info, &error) :
                                 esp_vault_open (path, mode, &error);

  g_assert_null (vault);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

/* The version of a vault that is made now; the steps of the tests come after it. */
#define NEWEST 8
#define NEXT 9 /* the two after it, made up here */
#define LAST 10

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  const EspVaultInfo *read = esp_vault_get_info (fixture->vault);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (read->organization, ==, "Example Motors");
  g_assert_cmpint (read->created_at, ==, FIXTURE_NOW);
  g_assert_null (read->founder);
  g_assert_cmpint (esp_vault_get_schema_version (fixture->vault), ==, NEWEST);
  g_assert_false (esp_vault_is_read_only (fixture->vault));
  g_assert_null (esp_vault_get_read_only_reason (fixture->vault));
  g_assert_cmpint (esp_vault_get_access_revision (fixture->vault, NULL), ==, 0);
  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

    g_assert_true (esp_vault_bump_access_revision (fixture->vault, NULL));
    g_assert_false (esp_vault_set_founder (fixture->vault, "nobody", &error));
    assert_reason (error, VAULT_REFERENCE);
    g_clear_error (&error);
    g_assert_true (esp_vault_set_founder (fixture->vault, FIXTURE_PRINCIPAL, NULL));
    g_assert_false (esp_vault_set_founder (fixture->vault, FIXTURE_PRINCIPAL, &error));
    assert_reason (error, VAULT_FOUNDER);
    g_clear_error (&error);
    commit (transaction);
  }
  fixture_reopen (fixture);
  read = esp_vault_get_info (fixture->vault);
  g_assert_cmpstr (read->id, ==, "99999999-0000-4000-8000-000000000001");
  g_assert_cmpstr (read->founder, ==, FIXTURE_PRINCIPAL);
  g_assert_cmpint (esp_vault_get_access_revision (fixture->vault, NULL), ==, 1);
  g_assert_true (esp_vault_check (fixture->vault, FALSE, &error));
  g_assert_no_error (error);
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "deep/er/vault");
  g_autofree char *folder = fixture_file (fixture, "deep/er");
  g_autofree char *other = fixture_file (fixture, "other");
  mode_t before = umask (0);
  g_autoptr (EspVault) vault = esp_vault_create (path, &info, NULL);

  g_assert_nonnull (vault);
  g_assert_cmpuint (mode_of (path), ==, 0600);
  g_assert_cmpuint (mode_of (folder), ==, 0700);
  g_assert_cmpuint (count_files (folder), ==, 1);
  umask (0277);
  g_clear_pointer (&vault, esp_vault_close);
  vault = esp_vault_create (other, &info, NULL);
  g_assert_nonnull (vault);
  g_assert_cmpuint (mode_of (other), ==, 0600);
  umask (before);
}

/* The journal holds the same pages as the file. */
static void
test_journal_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *journal = fixture_file (fixture, "vault.espalier-journal");
  mode_t before = umask (0);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  g_assert_true (esp_vault_bump_access_revision (fixture->vault, NULL));
  g_assert_cmpuint (mode_of (journal), ==, 0600);
  commit (transaction);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  umask (before);
}

static void
test_tightened (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (chmod (fixture->path, 0664), ==, 0);
  fixture_reopen (fixture);
  g_assert_cmpuint (mode_of (fixture->path), ==, 0600);
  /* A folder that a group shares: its members keep the file, the rest of the world does not. */
  g_assert_cmpint (chmod (fixture->folder, 02770), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0664), ==, 0);
  fixture_reopen (fixture);
  g_assert_cmpuint (mode_of (fixture->path), ==, 0660);
  /* Not writable for the group means not shared. */
  g_assert_cmpint (chmod (fixture->path, 0644), ==, 0);
  fixture_reopen (fixture);
  g_assert_cmpuint (mode_of (fixture->path), ==, 0600);
}

static void
test_wrong_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = fixture_file (fixture, "missing");
  g_autofree char *missing_folder = fixture_file (fixture, "no/such/vault");
  g_autofree char *text = fixture_file (fixture, "text");
  g_autofree char *empty = fixture_file (fixture, "empty");
  g_autofree char *pipe = fixture_file (fixture, "pipe");
  g_autofree char *marked = fixture_file (fixture, "marked");
  g_autofree char *mark = g_strnfill (4096, 'x');
  g_autofree char *below = g_build_filename (text, "vault", NULL);
  EspDatabaseMode modes[] = { ESP_DATABASE_READ_WRITE, ESP_DATABASE_READ_ONLY };

  g_assert_true (
    g_file_set_contents (text, "Dear reader, this is a letter of some length.", -1, NULL));
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  /* Our mark where SQLite keeps it, in what is no database. */
  memcpy (mark + 68, "ESPV", 4);
  g_assert_true (g_file_set_contents (marked, mark, -1, NULL));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      assert_refused (missing, modes[i], ESP_REASON_VAULT_MISSING);
      assert_refused (missing_folder, modes[i], ESP_REASON_VAULT_MISSING);
      assert_refused (below, modes[i], ESP_REASON_VAULT_MISSING);
      assert_refused (text, modes[i], ESP_REASON_VAULT_NOT_A_VAULT);
      assert_refused (marked, modes[i], ESP_REASON_VAULT_NOT_A_VAULT);
      assert_refused (empty, modes[i], ESP_REASON_VAULT_NOT_A_VAULT);
      assert_refused (pipe, modes[i], ESP_REASON_VAULT_NOT_A_VAULT);
      assert_refused (fixture->folder, modes[i], ESP_REASON_VAULT_NOT_A_VAULT);
    }
  assert_refused (fixture->path, ESP_DATABASE_CREATE, ESP_REASON_VAULT_EXISTS);
  assert_refused (text, ESP_DATABASE_CREATE, ESP_REASON_VAULT_EXISTS);
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fixture->folder), ==, 5);
}

/* A database of another program, in the middle of a write that was cut off: not a byte changes. */
static void
test_foreign_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "foreign.db");
  g_autofree char *journal = fixture_file (fixture, "foreign.db-journal");
  g_autofree char *answer = ask_sqlite3 (
    path, "PRAGMA application_id=1; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize len, len_after;

  g_assert_true (g_file_get_contents (path, &before, &len, NULL));
  g_assert_true (
    g_file_set_contents (journal, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 journal", -1, NULL));
  assert_refused (path, ESP_DATABASE_READ_WRITE, ESP_REASON_VAULT_NOT_A_VAULT);
  assert_refused (path, ESP_DATABASE_READ_ONLY, ESP_REASON_VAULT_NOT_A_VAULT);
  g_assert_true (g_file_get_contents (path, &after, &len_after, NULL));
  g_assert_cmpmem (before, len, after, len_after);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));
}

static void
test_symlinks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = fixture_file (fixture, "link");
  g_autofree char *dangling = fixture_file (fixture, "dangling");
  g_autofree char *folder_link = g_strconcat (fixture->folder, "-link", NULL);
  g_autofree char *through = g_build_filename (folder_link, "vault.espalier", NULL);
  g_autofree char *created = g_build_filename (folder_link, "created", NULL);
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("vault.espalier", link), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (symlink (fixture->folder, folder_link), ==, 0);
  assert_refused (link, ESP_DATABASE_READ_WRITE, ESP_REASON_VAULT_SYMLINK);
  assert_refused (link, ESP_DATABASE_READ_ONLY, ESP_REASON_VAULT_SYMLINK);
  assert_refused (link, ESP_DATABASE_CREATE, ESP_REASON_VAULT_SYMLINK);
  assert_refused (dangling, ESP_DATABASE_CREATE, ESP_REASON_VAULT_SYMLINK);
  g_assert_cmpuint (count_files (fixture->folder), ==, 3);
  /* The folder may be reached through a link. */
  vault = esp_vault_open (through, ESP_DATABASE_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_database_get_path (esp_vault_get_database (vault)), ==, through);
  g_clear_pointer (&vault, esp_vault_close);
  vault = esp_vault_create (created, &info, &error);
  g_assert_no_error (error);
  g_unlink (folder_link);
}

/* What is refused half way leaves neither file nor folder. */
static void
test_create_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "new/folder/vault");
  g_autofree char *folder = fixture_file (fixture, "new");
  EspVaultInfo broken = { (char *) "no uuid", (char *) "Example", FIXTURE_NOW, NULL };
  static const char *const statements[] = { "CREATE TABLE a (b INTEGER) STRICT", "nonsense", NULL };
  const EspSchemaStep steps[] = { { 1, statements } };
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_vault_create (path, &broken, &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_null (esp_vault_create_with_steps (path, &info, steps, 1, &error));
  assert_reason (error, INTERNAL);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

/* --- For reading only --------------------------------------------------------------------- */

static gboolean
judge_read_only (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error);
  g_autoptr (EspTransaction) transaction =
    vault ? esp_transaction_begin_write (esp_vault_get_database (vault), &error) : NULL;
  g_autoptr (GPtrArray) accounts = vault ? esp_account_store_list (vault, NULL) : NULL;

  return vault && esp_vault_is_read_only (vault) &&
         g_strcmp0 (esp_vault_get_read_only_reason (vault), "file") == 0 && !transaction &&
         esp_error_has_reason (error, ESP_REASON_VAULT_READ_ONLY) && accounts && accounts->len == 1;
}

static void
test_read_only_file (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (chmod (fixture->folder, 0777), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0444), ==, 0);
  g_assert_true (as_somebody (judge_read_only, fixture->path));
}

static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (chmod (fixture->path, 0666), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0555), ==, 0);
  g_assert_true (as_somebody (judge_read_only, fixture->path));
  g_assert_cmpint (chmod (fixture->folder, 0700), ==, 0);
}

static gboolean
judge_unreadable (const char *path)
{
  g_autoptr (GError) error = NULL;

  return !esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error) &&
         esp_error_has_reason (error, ESP_REASON_VAULT_OPEN);
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (chmod (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (chmod (fixture->path, geteuid () == 0 ? 0600 : 0), ==, 0);
  g_assert_true (as_somebody (judge_unreadable, fixture->path));
}

/* --- Schemas ------------------------------------------------------------------------------ */

static void
test_newer_schema (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = ask_sqlite3 (fixture->path, "PRAGMA user_version=" G_STRINGIFY (NEXT));
  g_autoptr (GError) error = NULL;

  fixture_reopen (fixture);
  g_assert_true (esp_vault_is_read_only (fixture->vault));
  g_assert_cmpstr (esp_vault_get_read_only_reason (fixture->vault), ==, "newer-schema");
  g_assert_cmpint (esp_vault_get_schema_version (fixture->vault), ==, NEXT);
  g_assert_cmpstr (esp_vault_get_info (fixture->vault)->organization, ==, "Example Motors");
  g_assert_null (esp_transaction_begin_write (esp_vault_get_database (fixture->vault), &error));
  assert_reason (error, VAULT_READ_ONLY);
  g_clear_error (&error);
  {
    /* Nor by a statement outside a transaction. */
    g_autoptr (EspStatement) statement = esp_database_prepare (
      esp_vault_get_database (fixture->vault), "DELETE FROM account", NULL);

    g_assert_false (esp_statement_run (statement, NULL, &error));
    assert_reason (error, VAULT_READ_ONLY);
  }
}

static const char *const step_next[] = {
  "CREATE TABLE note (text TEXT NOT NULL) STRICT",
  "INSERT INTO note (text) SELECT organization FROM vault",
  NULL,
};
static const char *const step_last[] = {
  "CREATE INDEX note_by_text ON note (text)",
  NULL,
};
static const char *const step_last_broken[] = {
  "DELETE FROM note",
  "CREATE INDEX note_by_text ON note (no_such_column)",
  NULL,
};
/* A reference that leads nowhere is found when the step ends. */
static const char *const step_last_dangling[] = {
  "INSERT INTO assignment (role, principal) VALUES ('none', 'none')",
  NULL,
};

static EspVault *
open_with (const char *path, EspDatabaseMode mode, const char *const *third, GError **error)
{
  gsize n;
  const EspSchemaStep *present = esp_schema_steps (&n);
  EspSchemaStep steps[NEWEST + 2];

  g_assert_cmpuint (n, ==, NEWEST);
  memcpy (steps, present, n * sizeof steps[0]);
  steps[NEWEST] = (EspSchemaStep){ NEWEST + 1, step_next };
  steps[NEWEST + 1] = (EspSchemaStep){ NEWEST + 2, third };
  return esp_vault_open_with_steps (path, mode, steps, third ? NEWEST + 2 : NEWEST + 1, error);
}

static void
test_migration (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = fixture_file (fixture, "vault.espalier.backup-v" G_STRINGIFY (NEWEST));
  g_autoptr (EspVault) older = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *notes = NULL;

  g_clear_pointer (&fixture->vault, esp_vault_close);
  g_assert_null (open_with (fixture->path, ESP_DATABASE_READ_ONLY, step_last, &error));
  assert_reason (error, VAULT_OLDER);
  g_clear_error (&error);
  fixture->vault = open_with (fixture->path, ESP_DATABASE_READ_WRITE, step_last, &error);
  g_assert_no_error (error);
  g_assert_cmpint (esp_vault_get_schema_version (fixture->vault), ==, NEWEST + 2);
  notes = ask_sqlite3 (fixture->path, "SELECT text FROM note");
  g_assert_cmpstr (notes, ==, "Example Motors");
  /* One copy for both steps, from before the first, private. */
  g_assert_cmpuint (mode_of (copy), ==, 0600);
  older = esp_vault_open (copy, ESP_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (esp_vault_get_schema_version (older), ==, NEWEST);
  g_assert_cmpuint (count_files (fixture->folder), ==, 2);
}

static void
test_migration_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = fixture_file (fixture, "vault.espalier.backup-v" G_STRINGIFY (NEXT));
  const char *const *broken[] = { step_last_broken, step_last_dangling };
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->vault, esp_vault_close);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *notes = NULL;

      g_assert_null (open_with (fixture->path, ESP_DATABASE_READ_WRITE, broken[i], &error));
      assert_reason (error, VAULT_MIGRATION);
      g_assert_cmpstr (esp_error_get_argument (error, "from"), ==, G_STRINGIFY (NEXT));
      g_assert_cmpstr (esp_error_get_argument (error, "to"), ==, G_STRINGIFY (LAST));
      g_clear_error (&error);
      /* The step that was whole stays, of the other nothing. */
      notes = ask_sqlite3 (fixture->path, "SELECT count(*) FROM note; PRAGMA user_version");
      g_assert_cmpstr (notes, ==, "1\n" G_STRINGIFY (NEXT));
    }
  /* The second attempt began at the version after the first, and kept a copy of that; a third one
   * keeps both. */
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_null (open_with (fixture->path, ESP_DATABASE_READ_WRITE, step_last_broken, &error));
  g_assert_cmpuint (count_files (fixture->folder), ==, 4);
  fixture->vault = open_with (fixture->path, ESP_DATABASE_READ_WRITE, step_last, NULL);
  g_assert_nonnull (fixture->vault);
}

/* --- Judged from outside ------------------------------------------------------------------ */

static void
test_judged_by_sqlite3 (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    const char *answer;
  } cases[] = {
    { "PRAGMA integrity_check", "ok" },
    { "PRAGMA foreign_key_check", "" },
    { "PRAGMA application_id", "1163087958" }, /* "ESPV" */
    { "PRAGMA user_version", G_STRINGIFY (NEWEST) },
    { "PRAGMA journal_mode", "delete" },
    { "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
      " AND name NOT LIKE 'sqlite%'",
      "" },
    { "SELECT count(*) > 15 FROM pragma_table_list WHERE strict = 1", "1" },
    { "SELECT organization FROM vault", "Example Motors" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = ask_sqlite3 (fixture->path, cases[i].sql);

      g_assert_cmpstr (answer, ==, cases[i].answer);
    }
}

static void
test_other_journal_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = NULL;

  g_clear_pointer (&fixture->vault, esp_vault_close);
  answer = ask_sqlite3 (fixture->path, "PRAGMA journal_mode=WAL");
  g_assert_cmpstr (answer, ==, "wal");
  fixture_reopen (fixture);
  g_free (answer);
  answer = ask_sqlite3 (fixture->path, "PRAGMA journal_mode");
  g_assert_cmpstr (answer, ==, "delete");
}

/* Each page zeroed in turn: found by the check, or by opening, and never a crash. */
static void
test_damage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "damaged");
  g_autofree char *content = NULL;
  guint n_pages, n_found = 0;
  gsize len;

  g_assert_true (g_file_get_contents (fixture->path, &content, &len, NULL));
  n_pages = (guint) (len / 4096);
  for (guint i = 1; i < n_pages; i++)
    {
      g_autofree char *damaged = g_memdup2 (content, len);
      g_autoptr (EspVault) vault = NULL;
      g_autoptr (GError) error = NULL;

      memset (damaged + i * 4096, 0, 4096);
      g_assert_true (g_file_set_contents (path, damaged, (gssize) len, NULL));
      vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error);
      if (vault && esp_vault_check (vault, TRUE, &error))
        continue;
      assert_reason (error, VAULT_DAMAGED);
      g_assert_nonnull (esp_error_get_detail (error));
      n_found++;
    }
  g_test_message ("%u of %u zeroed pages were found", n_found, n_pages - 1);
  g_assert_cmpuint (n_found, ==, n_pages - 1);
}

/* A reference that leads nowhere, made with the sqlite3 command, which looks at none by itself. */
static void
test_check_references (Fixture *fixture, gconstpointer data)
{
  g_autofree char *answer = ask_sqlite3 (fixture->path,
                                         "INSERT INTO assignment VALUES ('none', 'none')");
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_vault_check (fixture->vault, FALSE, &error));
  assert_reason (error, VAULT_DAMAGED);
  g_assert_nonnull (strstr (esp_error_get_detail (error), "assignment"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/vault/round-trip", test_round_trip);
  FIXTURE_ADD ("/vault/vault/mode", test_mode);
  FIXTURE_ADD ("/vault/vault/journal-mode", test_journal_mode);
  FIXTURE_ADD ("/vault/vault/tightened", test_tightened);
  FIXTURE_ADD ("/vault/vault/wrong-files", test_wrong_files);
  FIXTURE_ADD ("/vault/vault/foreign-database", test_foreign_database);
  FIXTURE_ADD ("/vault/vault/symlinks", test_symlinks);
  FIXTURE_ADD ("/vault/vault/create-leaves-nothing", test_create_leaves_nothing);
  FIXTURE_ADD ("/vault/vault/read-only-file", test_read_only_file);
  FIXTURE_ADD ("/vault/vault/read-only-folder", test_read_only_folder);
  FIXTURE_ADD ("/vault/vault/unreadable", test_unreadable);
  FIXTURE_ADD ("/vault/vault/newer-schema", test_newer_schema);
  FIXTURE_ADD ("/vault/vault/migration", test_migration);
  FIXTURE_ADD ("/vault/vault/migration-fails", test_migration_fails);
  FIXTURE_ADD ("/vault/vault/judged-by-sqlite3", test_judged_by_sqlite3);
  FIXTURE_ADD ("/vault/vault/other-journal-mode", test_other_journal_mode);
  FIXTURE_ADD ("/vault/vault/damage", test_damage);
  FIXTURE_ADD ("/vault/vault/check-references", test_check_references);
  return g_test_run ();
}
