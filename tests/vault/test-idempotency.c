/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembered answers: whose they are, how long they are kept, and that they outlive the process. */
#include "vault-fixture.h"

#include "vault/esp-idempotency-store.h"

#define OTHER "aaaaaaaa-0000-4000-8000-000000000002"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
remember (EspVault *vault, const char *operation, const char *token, gint64 now, const char *answer)
{
  EspIdempotency row = { (char *) FIXTURE_PRINCIPAL,
                         (char *) operation,
                         (char *) token,
                         (char *) DIGEST,
                         (char *) answer,
                         now };
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GError) error = NULL;

  esp_idempotency_store_insert (vault, &row, &error);
  g_assert_no_error (error);
  commit (transaction);
}

static char *
recall (EspVault *vault, const char *who, const char *operation, const char *token, gint64 now)
{
  g_autoptr (EspIdempotency) row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_idempotency_store_find (vault, who, operation, token, now, &row, &error));
  g_assert_no_error (error);
  if (row)
    g_assert_cmpstr (row->parameters, ==, DIGEST);
  return row ? g_steal_pointer (&row->answer) : NULL;
}

static void
assert_recall (EspVault *vault,
               const char *who,
               const char *operation,
               const char *token,
               gint64 now,
               const char *wanted)
{
  g_autofree char *answer = recall (vault, who, operation, token, now);

  g_assert_cmpstr (answer, ==, wanted);
}

static void
test_whose (Fixture *fixture, gconstpointer data)
{
  remember (fixture->vault, "Issue", "t", FIXTURE_NOW, "{}");
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "t", FIXTURE_NOW, "{}");
  assert_recall (fixture->vault, OTHER, "Issue", "t", FIXTURE_NOW, NULL);
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Create", "t", FIXTURE_NOW, NULL);
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "T", FIXTURE_NOW, NULL);
  fixture_reopen (fixture);
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "t", FIXTURE_NOW, "{}");
}

static void
test_how_long (Fixture *fixture, gconstpointer data)
{
  gint64 last = FIXTURE_NOW + ESP_IDEMPOTENCY_SECONDS - 1;
  g_autofree char *left = NULL;

  remember (fixture->vault, "Issue", "t", FIXTURE_NOW, "1");
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "t", last, "1");
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "t", last + 1, NULL);
  remember (fixture->vault, "Issue", "u", last, "2");
  left = ask_sqlite3 (fixture->path, "SELECT count(*) FROM idempotency");
  g_assert_cmpstr (g_strstrip (left), ==, "2");
  /* The token may be used anew, and what is too old is gone from the file. */
  remember (fixture->vault, "Issue", "t", last + 1, "3");
  assert_recall (fixture->vault, FIXTURE_PRINCIPAL, "Issue", "t", last + 1, "3");
  g_free (left);
  left = ask_sqlite3 (fixture->path,
                      "SELECT group_concat(answer) FROM (SELECT answer FROM idempotency"
                      " ORDER BY answer)");
  g_assert_cmpstr (g_strstrip (left), ==, "2,3");
}

/* The table's own bounds, whatever the program thinks. */
static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  EspIdempotency row = { (char *) FIXTURE_PRINCIPAL,
                         (char *) "Issue",
                         (char *) "1234567890123456789012345678901234567",
                         (char *) DIGEST,
                         (char *) "{}",
                         FIXTURE_NOW };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_idempotency_store_insert (fixture->vault, &row, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  row.token = (char *) "t";
  row.requester = (char *) OTHER;
  g_assert_false (esp_idempotency_store_insert (fixture->vault, &row, &error) &&
                  esp_transaction_commit (transaction, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/idempotency/whose", test_whose);
  FIXTURE_ADD ("/idempotency/how-long", test_how_long);
  FIXTURE_ADD ("/idempotency/bounds", test_bounds);
  return g_test_run ();
}
