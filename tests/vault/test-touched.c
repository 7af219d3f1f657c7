/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes of touched rows: one for each row, in the order in which they are signed, whatever the
 * statement says about conflicts; gone with the transaction; and no commit while one stands. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-database-private.h"

#define MANY 20000

static EspDatabase *
database_of (Fixture *fixture)
{
  return esp_vault_get_database (fixture->vault);
}

static void
run (EspDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStatement) statement = esp_database_prepare (database, sql, &error);

  g_assert_no_error (error);
  esp_statement_run (statement, NULL, &error);
  g_assert_no_error (error);
}

/* Two tables: one by a number, one by two texts. */
static void
make_tables (EspDatabase *database)
{
  static const char *const numbers[] = { "a", NULL };
  static const char *const texts[] = { "x", "y", NULL };
  g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, NULL);

  run (database, "CREATE TABLE thing (a INTEGER PRIMARY KEY, b TEXT UNIQUE) STRICT");
  run (database, "CREATE TABLE pair (x TEXT, y TEXT, z TEXT, PRIMARY KEY (x, y)) STRICT");
  commit (transaction);
  g_assert_true (esp_database_watch (database, "thing", "thing", numbers, NULL));
  g_assert_true (esp_database_watch (database, "pair", "pair", texts, NULL));
}

/* "name key_1,key_2,key_3" in lines. */
static char *
notes (EspDatabase *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStatement)
    statement = esp_database_prepare (database,
                                      "SELECT name || ' ' || key_1 || ',' || key_2 || ',' || key_3"
                                      " FROM touched ORDER BY name, key_1, key_2, key_3",
                                      &error);
  GString *text = g_string_new (NULL);
  gboolean row = TRUE;

  while (row)
    {
      g_assert_true (esp_statement_step (statement, &row, &error));
      if (row)
        g_string_append_printf (text, "%s\n", esp_statement_get_text (statement, 0));
    }
  return g_string_free (text, FALSE);
}

static void
assert_notes (EspDatabase *database, const char *expected)
{
  g_autofree char *found = notes (database);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = NULL;

  make_tables (database);
  transaction = esp_transaction_begin_write (database, NULL);
  run (database, "INSERT INTO thing VALUES (10, 'ten'), (9, 'nine')");
  run (database, "UPDATE thing SET b = b || '!'");
  run (database, "UPDATE thing SET b = 'other' WHERE a = 9");
  run (database, "INSERT INTO pair VALUES ('p', 'q', '1')");
  run (database, "DELETE FROM pair");
  run (database, "INSERT INTO pair VALUES ('p', 'q', '2')");
  assert_notes (database, "pair p,q,\nthing 9,,\nthing 10,,\n");
  /* A row that takes another key was touched under both. */
  run (database, "UPDATE thing SET a = 11 WHERE a = 10");
  assert_notes (database, "pair p,q,\nthing 9,,\nthing 10,,\nthing 11,,\n");
}

/* What a statement says of conflicts holds for what its triggers do as well. */
static void
test_conflicts (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "ABORT", "FAIL", "ROLLBACK", "IGNORE", "REPLACE" };
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = NULL;

  make_tables (database);
  transaction = esp_transaction_begin_write (database, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *insert = g_strdup_printf ("INSERT OR %s INTO thing VALUES (%u, 't%u')",
                                                 words[i], (guint) i, (guint) i);
      g_autofree char *update = g_strdup_printf ("UPDATE OR %s thing SET b = b || 'x' WHERE a = %u",
                                                 words[i], (guint) i);

      run (database, insert);
      run (database, update);
    }
  run (database, "INSERT OR REPLACE INTO thing VALUES (0, 'anew')");
  run (database, "INSERT INTO thing VALUES (1, 'more')"
                 " ON CONFLICT (a) DO UPDATE SET b = excluded.b");
  assert_notes (database, "thing 0,,\nthing 1,,\nthing 2,,\nthing 3,,\nthing 4,,\n");
}

static void
test_transaction (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = NULL, next = NULL;
  g_autoptr (GError) error = NULL;

  make_tables (database);
  transaction = esp_transaction_begin_write (database, NULL);
  run (database, "INSERT INTO thing VALUES (1, 'one')");
  g_assert_false (esp_transaction_commit (transaction, &error));
  g_assert_nonnull (error);
  assert_notes (database, "");
  /* Once they are taken away, as they are when an event was signed over them. */
  next = esp_transaction_begin_write (database, NULL);
  run (database, "INSERT INTO thing VALUES (2, 'two')");
  run (database, "DELETE FROM touched");
  commit (next);
  assert_notes (database, "");
}

/* As many as an import brings: a note that is looked for among all of them would take minutes. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  EspDatabase *database = database_of (fixture);
  g_autoptr (EspTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStatement) count = NULL;
  gboolean row;

  make_tables (database);
  transaction = esp_transaction_begin_write (database, NULL);
  run (database,
       "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " G_STRINGIFY (
         MANY) ") INSERT INTO thing SELECT i, i FROM n");
  run (database, "UPDATE thing SET b = b || '!'");
  count = esp_database_prepare (database,
                                "SELECT count(*), min(key_1), max(key_1), count(DISTINCT key_1)"
                                " FROM touched",
                                &error);
  g_assert_no_error (error);
  g_assert_true (esp_statement_step (count, &row, &error));
  g_assert_cmpint (esp_statement_get_int (count, 0), ==, MANY);
  g_assert_cmpint (esp_statement_get_int (count, 1), ==, 1);
  g_assert_cmpint (esp_statement_get_int (count, 2), ==, MANY);
  g_assert_cmpint (esp_statement_get_int (count, 3), ==, MANY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/touched/once", test_once);
  FIXTURE_ADD ("/vault/touched/conflicts", test_conflicts);
  FIXTURE_ADD ("/vault/touched/transaction", test_transaction);
  FIXTURE_ADD ("/vault/touched/many", test_many);
  return g_test_run ();
}
