/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: appended in sequence, never changed, its tree restored from what is stored. */
#include "base/esp-error.h"
#include "vault-fixture.h"

#include <string.h>

static EspMerkle *
load (EspVault *vault)
{
  g_autoptr (GError) error = NULL;
  EspMerkle *tree = esp_event_store_load_tree (vault, NULL, &error);

  g_assert_no_error (error);
  return tree;
}

static void
append (EspVault *vault, EspMerkle *tree, const char *action, EspOutcome outcome)
{
  g_autoptr (GError) error = NULL;

  append_event (vault, tree, outcome == ESP_OUTCOME_DENIED ? "Bob" : "Ada", action,
                outcome == ESP_OUTCOME_FAILED ? "arn:b/1" : "arn:a/1", outcome, &error);
  g_assert_no_error (error);
}

/* After each event the stored nodes give the root that counting from the beginning gives. */
static void
test_tree (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspMerkle) growing = load (fixture->vault);
  gint64 newest = -1;

  g_assert_cmpuint (esp_merkle_get_size (growing), ==, 0);
  for (guint i = 1; i <= 70; i++)
    {
      g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
      g_autoptr (EspMerkle) restored = NULL;
      g_autofree char *root = NULL;
      g_autofree char *restored_root = NULL;

      append (fixture->vault, growing, "acm-pca:IssueCertificate", ESP_OUTCOME_ALLOWED);
      restored = esp_event_store_load_tree (fixture->vault, &newest, NULL);
      g_assert_cmpint (newest, ==, FIXTURE_NOW + i);
      root = esp_merkle_get_root_hex (growing);
      restored_root = esp_merkle_get_root_hex (restored);
      g_assert_cmpstr (root, ==, restored_root);
      commit (transaction);
    }
  g_assert_cmpint (esp_event_store_count (fixture->vault, NULL), ==, 70);
}

static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspMerkle) tree = load (fixture->vault);
  g_autoptr (EspMerkle) stale = load (fixture->vault);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  append (fixture->vault, tree, "a:b", ESP_OUTCOME_ALLOWED);
  /* A tree from before somebody else's event. */
  g_assert_false (
    append_event (fixture->vault, stale, "Ada", "a:b", "*", ESP_OUTCOME_ALLOWED, &error));
  assert_reason (error, EVENT_SEQUENCE);
  g_assert_cmpuint (esp_merkle_get_size (stale), ==, 0);
  g_clear_error (&error);
  commit (transaction);
  g_clear_pointer (&transaction, esp_transaction_free);

  /* Outside a transaction nothing is written, and the tree stays as it was. */
  before = esp_merkle_get_root_hex (tree);
  g_assert_false (
    append_event (fixture->vault, tree, "Ada", "a:b", "*", ESP_OUTCOME_ALLOWED, &error));
  assert_reason (error, INTERNAL);
  g_clear_error (&error);
  after = esp_merkle_get_root_hex (tree);
  g_assert_cmpstr (before, ==, after);

  /* Nor after a rollback: the next one needs the tree of what is stored. */
  transaction = begin_write (fixture->vault);
  append (fixture->vault, tree, "a:b", ESP_OUTCOME_ALLOWED);
  g_clear_pointer (&transaction, esp_transaction_free);
  transaction = begin_write (fixture->vault);
  g_assert_false (
    append_event (fixture->vault, tree, "Ada", "a:b", "*", ESP_OUTCOME_ALLOWED, &error));
  assert_reason (error, EVENT_SEQUENCE);
  g_clear_pointer (&tree, esp_merkle_free);
  tree = load (fixture->vault);
  append (fixture->vault, tree, "a:b", ESP_OUTCOME_ALLOWED);
  commit (transaction);
  g_assert_cmpint (esp_event_store_count (fixture->vault, NULL), ==, 2);
}

static void
fill (Fixture *fixture)
{
  g_autoptr (EspMerkle) tree = load (fixture->vault);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  for (guint i = 1; i <= 30; i++)
    append (fixture->vault, tree, i % 2 ? "acm-pca:IssueCertificate" : "acm-pca:RevokeCertificate",
            i % 10 == 0 ? ESP_OUTCOME_DENIED :
            i % 15 == 1 ? ESP_OUTCOME_FAILED :
                          ESP_OUTCOME_ALLOWED);
  commit (transaction);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspStoredEvent) event = NULL;
  g_autoptr (GPtrArray) range = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  event = esp_event_store_get (fixture->vault, 7, &error);
  g_assert_cmpstr (event->canonical, ==,
                   "{\"action\":\"acm-pca:IssueCertificate\",\"sequence\":7}");
  g_assert_cmpuint (g_bytes_get_size (event->signature), ==, 64);
  g_assert_null (esp_event_store_get (fixture->vault, 31, &error));
  g_assert_no_error (error);
  range = esp_event_store_range (fixture->vault, 11, 5, &error);
  g_assert_cmpuint (range->len, ==, 5);
  for (guint i = 0; i < range->len; i++)
    {
      g_autofree char *ending = g_strdup_printf (":%u}", 11 + i);

      g_assert_true (g_str_has_suffix (((EspStoredEvent *) range->pdata[i])->canonical, ending));
    }
  rest = esp_event_store_range (fixture->vault, 29, 100, &error);
  g_assert_cmpuint (rest->len, ==, 2);
}

static void
assert_listed (Fixture *fixture, EspEventFilter filter, guint n, guint newest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = esp_event_store_list (fixture->vault, &filter, &error);
  g_autofree char *ending = g_strdup_printf (":%u}", newest);

  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, n);
  if (n > 0)
    g_assert_true (g_str_has_suffix (((EspStoredEvent *) events->pdata[0])->canonical, ending));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1 }, 30, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .limit = 4 }, 4, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .before = 10 }, 9, 9);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .since = FIXTURE_NOW + 28 }, 3, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .actor = "Bob" }, 3, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .actor = "Bo" }, 0, 0);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .action = "acm-pca:IssueCertificate" },
                 15, 29);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .action = "IssueCertificate" }, 15, 29);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .action = "Certificate" }, 0, 0);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .resource = "arn:b/1" }, 2, 16);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .resource = "arn:" }, 30, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .resource = "rn:" }, 0, 0);
  assert_listed (fixture, (EspEventFilter){ .outcome = ESP_OUTCOME_DENIED }, 3, 30);
  assert_listed (fixture, (EspEventFilter){ .outcome = ESP_OUTCOME_FAILED }, 2, 16);
  assert_listed (fixture, (EspEventFilter){ .outcome = ESP_OUTCOME_ALLOWED, .before = 17 }, 13, 15);
}

/* A clock that went back: what is asked for by time is found by time. */
static void
test_time_goes_back (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 100, 300, 200, 120 };
  g_autoptr (EspMerkle) tree = load (fixture->vault);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autofree char *text = g_strnfill (64, 's');
  g_autoptr (GBytes) signature = bytes_of (text);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *canonical = g_strdup_printf ("{\"sequence\":%u}", i + 1);
      EspEvent event = {
        .sequence = i + 1,
        .time = times[i],
        .actor_name = (char *) "Ada",
        .action = (char *) "a:b",
        .resource = (char *) "*",
        .outcome = ESP_OUTCOME_ALLOWED,
      };

      g_assert_true (
        esp_event_store_append (fixture->vault, &event, canonical, signature, tree, NULL));
    }
  commit (transaction);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .since = 100 }, 4, 4);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .since = 150 }, 2, 3);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .since = 250 }, 1, 2);
  assert_listed (fixture, (EspEventFilter){ .outcome = -1, .since = 301 }, 0, 0);
}

/* Goes back step by step until it is complete; what it looked at has neither gap nor overlap. */
static guint
search_all (Fixture *fixture, const char *text, const char *action, int outcome, guint limit)
{
  const char *const actions[] = { action, NULL };
  EspEventFilter filter = { .outcome = outcome, .limit = limit };
  gint64 next = 30, before = 31;
  guint n = 0;

  for (gboolean complete = FALSE; !complete;)
    {
      EspEventSearch search = { .text = text, .actions = action ? actions : NULL, .look_at = 8 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray)
        found = esp_event_store_search (fixture->vault, &filter, &search, &error);

      g_assert_no_error (error);
      g_assert_cmpint (search.looked_from, ==, next);
      g_assert_cmpint (search.looked_to, >=, MAX (search.looked_from - 7, 1));
      g_assert_cmpuint (found->len, <=, limit);
      for (guint i = 0; i < found->len; i++, n++)
        {
          const EspStoredEvent *event = g_ptr_array_index (found, i);
          gint64 sequence = g_ascii_strtoll (strrchr (event->canonical, ':') + 1, NULL, 10);

          g_assert_cmpint (sequence, <, before);
          g_assert_cmpint (sequence, >=, search.looked_to);
          before = sequence;
        }
      complete = search.complete;
      g_assert_true (complete == (search.looked_to == 1));
      filter.before = search.looked_to;
      next = search.looked_to - 1;
    }
  return n;
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  EspEventSearch search = { .text = "ada", .look_at = 8 };
  const EspEventFilter beyond = { .outcome = -1, .before = 1 };
  g_autoptr (GPtrArray) none = NULL;

  fill (fixture);
  g_assert_cmpuint (search_all (fixture, "bob", NULL, -1, 100), ==, 3);
  g_assert_cmpuint (search_all (fixture, "ob", NULL, -1, 1), ==, 3);
  g_assert_cmpuint (search_all (fixture, "a", NULL, -1, 3), ==, 30);
  g_assert_cmpuint (search_all (fixture, "bob", NULL, ESP_OUTCOME_DENIED, 100), ==, 3);
  g_assert_cmpuint (search_all (fixture, "bob", NULL, ESP_OUTCOME_FAILED, 100), ==, 0);
  g_assert_cmpuint (search_all (fixture, "pca:issue", NULL, -1, 100), ==, 15);
  g_assert_cmpuint (search_all (fixture, "nobody", "acm-pca:IssueCertificate", -1, 2), ==, 15);
  g_assert_cmpuint (search_all (fixture, "nobody", NULL, -1, 2), ==, 0);
  none = esp_event_store_search (fixture->vault, &beyond, &search, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (search.complete);
}

/* Append-only for whoever opens the file, and a node that is gone is noticed. */
static void
test_append_only (Fixture *fixture, gconstpointer data)
{
  static const char *const attempts[] = {
    "DELETE FROM event WHERE sequence = 30",
    "UPDATE event SET canonical = '{}'",
    "UPDATE event SET outcome = 'ALLOWED'",
    "DELETE FROM event_node",
    "UPDATE event_node SET hash = zeroblob(32)",
    "INSERT INTO event_node VALUES (0, 0, zeroblob(32))",
    "INSERT INTO event VALUES (0, 1, 'a', 'a', 'a', 'ALLOWED', 'a', zeroblob(64), zeroblob(32))",
    "INSERT INTO event VALUES (31, 1, 'a', 'a', 'a', 'ALLOWED', 'a', zeroblob(63), zeroblob(32))",
  };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  before = ask_sqlite3 (fixture->path, ".dump");
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autofree char *refusal = ask_sqlite3 (fixture->path, attempts[i]);

      g_assert_nonnull (strstr (refusal, "rror"));
    }
  after = ask_sqlite3 (fixture->path, ".dump");
  g_assert_cmpstr (before, ==, after);
  answer = ask_sqlite3 (fixture->path, "DROP TRIGGER event_node_is_kept;"
                                       "DELETE FROM event_node WHERE level = 4");
  g_assert_cmpstr (answer, ==, "");
  g_assert_null (esp_event_store_load_tree (fixture->vault, NULL, &error));
  assert_reason (error, VAULT_DAMAGED);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspMerkle) tree = load (fixture->vault);
  g_autoptr (EspMerkle) restored = NULL;
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 began = g_get_monotonic_time ();
  guint n = 50000;

  for (guint i = 1; i <= n; i++)
    append_event (fixture->vault, tree, "Ada", "acm-pca:IssueCertificate",
                  i % 2 ? "arn:aws:acm-pca:local:222222222222:ca/1" : "arn:a/1",
                  ESP_OUTCOME_ALLOWED, NULL);
  commit (transaction);
  g_test_message ("%u events in one transaction: %.0f ms", n,
                  (double) (g_get_monotonic_time () - began) / 1000);
  began = g_get_monotonic_time ();
  restored = load (fixture->vault);
  g_test_message ("tree loaded in %.2f ms", (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpuint (esp_merkle_get_size (restored), ==, n);
  g_assert_cmpint (assert_consistent_log (fixture->path), ==, n);
  /* More than would be sorted, and less. */
  for (gint64 before = n + 1; before > 0; before -= n / 4)
    {
      EspEventFilter filter = { .outcome = -1, .before = before, .limit = 10 };
      guint n_before = (guint) MIN (before - 1, 10);

      filter.resource = "arn:a/";
      assert_listed (fixture, filter, n_before, (guint) (before - 1) / 2 * 2);
      filter.resource = "arn:b/";
      assert_listed (fixture, filter, 0, 0);
      filter.resource = NULL;
      filter.account = "222222222222";
      assert_listed (fixture, filter, n_before, (guint) before / 2 * 2 - 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/event-store/tree", test_tree);
  FIXTURE_ADD ("/vault/event-store/sequence", test_sequence);
  FIXTURE_ADD ("/vault/event-store/read", test_read);
  FIXTURE_ADD ("/vault/event-store/list", test_list);
  FIXTURE_ADD ("/vault/event-store/time-goes-back", test_time_goes_back);
  FIXTURE_ADD ("/vault/event-store/search", test_search);
  FIXTURE_ADD ("/vault/event-store/append-only", test_append_only);
  FIXTURE_ADD ("/vault/event-store/many", test_many);
  return g_test_run ();
}
