/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of partitioned lists and the counts that lists of authorities show. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-revocation-store.h"

#define DAY 86400
#define FOLDER "http://crl.example/"
#define PART "dddddddd-0000-4000-8000-000000000001"
#define PART_URL FOLDER PART ".crl"
#define OTHER_PART "dddddddd-0000-4000-8000-000000000002"

static gint64
bind (Fixture *fixture, const char *part, const char *url, gint64 not_after, gint64 limit)
{
  g_autoptr (GError) error = NULL;
  gint64 row = 0;

  esp_crl_part_store_bind (fixture->vault, FIXTURE_CA, part, url, not_after, FIXTURE_NOW, limit,
                           &row, &error);
  g_assert_no_error (error);
  return row;
}

static void
put_list (Fixture *fixture, gint64 part, gint64 number, gint64 this_update)
{
  g_autoptr (GBytes) der = bytes_of ("list");
  g_autoptr (GError) error = NULL;

  esp_crl_part_store_put_list (fixture->vault, part, number, this_update, this_update + 7 * DAY, 0,
                               der, &error);
  g_assert_no_error (error);
}

/* A certificate of the part that is good for a year; its row. */
static EspCertificateRow *
add_certificate (Fixture *fixture, guint number, gint64 part)
{
  EspCertificateRow *row = new_certificate (number);
  g_autoptr (GBytes) der = bytes_of ("certificate");
  g_autoptr (GError) error = NULL;

  row->crl_part = part;
  esp_certificate_store_insert (fixture->vault, row, der, &error);
  g_assert_no_error (error);
  return row;
}

static EspCa *
list_ca (Fixture *fixture)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (fixture->vault, NULL, FIXTURE_NOW, NULL);

  return esp_ca_copy (g_ptr_array_index (cas, 0));
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 first = bind (fixture, PART, PART_URL, FIXTURE_NOW + DAY, 3);
  gint64 again = bind (fixture, PART, PART_URL, FIXTURE_NOW + 3 * DAY, 3);
  gint64 second = bind (fixture, OTHER_PART, "http://old.example/x.crl", FIXTURE_NOW, 3);
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (EspCrlPart) open = NULL;
  g_autoptr (EspCrlPart) none = NULL;
  g_autoptr (GError) error = NULL;
  gint64 row;

  g_assert_cmpint (first, ==, again);
  g_assert_cmpint (first, !=, second);
  parts = esp_crl_part_store_list (fixture->vault, FIXTURE_CA, NULL);
  g_assert_cmpuint (parts->len, ==, 2);
  {
    const EspCrlPart *part = g_ptr_array_index (parts, 0);

    g_assert_cmpstr (part->id, ==, PART);
    g_assert_cmpstr (part->url, ==, PART_URL);
    g_assert_cmpint (part->n_certificates, ==, 2);
    g_assert_cmpint (part->last_not_after, ==, FIXTURE_NOW + 3 * DAY);
    g_assert_cmpint (part->number, ==, -1);
  }
  /* The newest with room, and only where its address is the one that is wanted. */
  open = esp_crl_part_store_find_open (fixture->vault, FIXTURE_CA, FOLDER, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (open->id, ==, PART);
  none = esp_crl_part_store_find_open (fixture->vault, FIXTURE_CA, FOLDER, 1, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  bind (fixture, PART, PART_URL, FIXTURE_NOW, 3);
  g_assert_false (esp_crl_part_store_bind (fixture->vault, FIXTURE_CA, PART, PART_URL, FIXTURE_NOW,
                                           FIXTURE_NOW, 3, &row, &error));
  assert_reason (error, CRL_PART_FULL);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 part = bind (fixture, PART, PART_URL, FIXTURE_NOW + DAY, 3);
  g_autoptr (GBytes) none = esp_crl_part_store_get_list (fixture->vault, part, NULL);
  g_autoptr (GBytes) der = bytes_of ("list");
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (none);
  put_list (fixture, part, 5, FIXTURE_NOW);
  put_list (fixture, part, 9, FIXTURE_NOW + 1);
  stored = esp_crl_part_store_get_list (fixture->vault, part, NULL);
  assert_bytes (stored, "list");
  g_assert_false (esp_crl_part_store_put_list (fixture->vault, part, 9, FIXTURE_NOW,
                                               FIXTURE_NOW + DAY, 0, der, &error));
  assert_reason (error, CRL_NUMBER);
}

/* What the file itself refuses, to whoever writes it. */
static void
test_frozen (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {
    "DELETE FROM crl_part",
    "UPDATE crl_part SET url = 'http://evil.example/x.crl'",
    "DELETE FROM crl_part_list",
    "UPDATE crl_part_list SET number = 4",
    "UPDATE certificate SET crl_part = NULL",
  };
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
    gint64 part = bind (fixture, PART, PART_URL, FIXTURE_NOW + DAY, 3);
    g_autoptr (EspCertificateRow) row = add_certificate (fixture, 1, part);

    put_list (fixture, part, 5, FIXTURE_NOW);
    commit (transaction);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

      g_assert_false (
        esp_database_execute (esp_vault_get_database (fixture->vault), wrong[i], &error));
      assert_reason (error, VAULT_KEPT);
      g_clear_error (&error);
    }
}

static void
test_who_is_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 part = bind (fixture, PART, PART_URL, FIXTURE_NOW + 365 * DAY, 3);
  g_autoptr (EspCertificateRow) bound = add_certificate (fixture, 1, part);
  g_autoptr (EspCertificateRow) free_one = add_certificate (fixture, 2, 0);
  g_autoptr (GPtrArray) in_part = NULL, complete = NULL, page = NULL, rest = NULL;

  g_assert_true (esp_certificate_store_revoke (fixture->vault, bound->row, FIXTURE_NOW, 1, NULL));
  g_assert_true (
    esp_certificate_store_revoke (fixture->vault, free_one->row, FIXTURE_NOW, 4, NULL));
  in_part = esp_revocation_store_list_part (fixture->vault, part, FIXTURE_NOW, NULL);
  g_assert_cmpuint (in_part->len, ==, 1);
  g_assert_cmpstr (((EspCertificateRow *) g_ptr_array_index (in_part, 0))->serial, ==,
                   bound->serial);
  /* The complete list is complete. */
  complete = esp_certificate_store_list_revoked (fixture->vault, FIXTURE_CA, FIXTURE_NOW, NULL);
  g_assert_cmpuint (complete->len, ==, 2);
  g_assert_cmpint (
    esp_revocation_store_needs_complete (fixture->vault, FIXTURE_CA, FIXTURE_NOW, NULL), ==, 1);
  g_assert_cmpint (esp_revocation_store_needs_complete (fixture->vault, FIXTURE_CA,
                                                        FIXTURE_NOW + 1000 * DAY, NULL),
                   ==, 0);
  page = esp_revocation_store_list_page (fixture->vault, FIXTURE_CA, FIXTURE_NOW, 0, 1, NULL);
  g_assert_cmpuint (page->len, ==, 1);
  rest = esp_revocation_store_list_page (fixture->vault, FIXTURE_CA, FIXTURE_NOW, bound->row, 10,
                                         NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpint (((EspCertificateRow *) g_ptr_array_index (rest, 0))->revocation_reason, ==, 4);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) empty = list_ca (fixture);
  gint64 part = bind (fixture, PART, PART_URL, FIXTURE_NOW + 365 * DAY, 3);
  g_autoptr (EspCertificateRow) bound = add_certificate (fixture, 1, part);
  g_autoptr (EspCa) waiting = list_ca (fixture);
  g_autoptr (EspCa) listed = NULL, revoked = NULL, finished = NULL;

  g_assert_true (empty->published.known);
  g_assert_false (empty->published.incomplete);
  g_assert_true (waiting->published.incomplete);
  g_assert_cmpint (waiting->published.n_parts, ==, 1);
  put_list (fixture, part, 5, FIXTURE_NOW);
  listed = list_ca (fixture);
  g_assert_false (listed->published.incomplete);
  g_assert_cmpint (listed->published.crl_next_update, ==, FIXTURE_NOW + 7 * DAY);
  g_assert_cmpint (listed->published.crl_renew_at, ==, FIXTURE_NOW + 7 * DAY / 2);
  g_assert_true (
    esp_certificate_store_revoke (fixture->vault, bound->row, FIXTURE_NOW + 1, 1, NULL));
  g_assert_true (esp_revocation_store_put_publication (fixture->vault, FIXTURE_CA, "/srv/old",
                                                       FIXTURE_NOW - DAY, FIXTURE_NOW, NULL));
  g_assert_true (esp_revocation_store_put_publication (fixture->vault, FIXTURE_CA, "/srv/new",
                                                       FIXTURE_NOW, FIXTURE_NOW + DAY, NULL));
  revoked = list_ca (fixture);
  g_assert_true (revoked->published.incomplete);
  g_assert_cmpint (revoked->published.last_revoked_at, ==, FIXTURE_NOW + 1);
  g_assert_cmpint (revoked->published.published_at, ==, FIXTURE_NOW);
  g_assert_cmpint (revoked->published.ocsp_next_update, ==, FIXTURE_NOW + DAY);
  /* Signed after the end of its last certificate, a part is nobody's business any more. */
  put_list (fixture, part, 6, FIXTURE_NOW + 366 * DAY);
  finished = list_ca (fixture);
  g_assert_false (finished->published.incomplete);
  g_assert_cmpint (finished->published.n_parts, ==, 0);
  g_assert_cmpint (finished->published.crl_next_update, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/revocation-store/parts", test_parts);
  FIXTURE_ADD ("/revocation-store/lists", test_lists);
  FIXTURE_ADD ("/revocation-store/frozen", test_frozen);
  FIXTURE_ADD ("/revocation-store/who-is-listed", test_who_is_listed);
  FIXTURE_ADD ("/revocation-store/counts", test_counts);
  return g_test_run ();
}
