/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about many certificates in steps: what is given early, and what a sieve saves. That the
 * answers are right is judged in test-certificate-store.c. */
#include "vault-fixture.h"

#include "base/esp-error.h"
#include "vault/esp-certificate-search.h"
#include "vault/esp-certificate-warm-up.h"

#include <string.h>

#define N_EARLY 60000

static void
fill (Fixture *fixture)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  for (guint i = 1; i <= N_EARLY; i++)
    {
      g_autoptr (EspCertificateRow) row = new_certificate (i);
      g_autoptr (GBytes) der = bytes_of (row->serial);

      row->revoked_at = i % 50 == 0 ? FIXTURE_NOW : 0;
      g_assert_true (esp_certificate_store_insert (fixture->vault, row, der, NULL));
    }
  commit (transaction);
}

static GArray *
first_of (Fixture *fixture,
          const char *text,
          EspCertificateSort sort,
          EspCertificateSieve *sieve,
          GArray **all)
{
  const EspCertificateFilter filter = { .status = -1,
                                        .now = FIXTURE_NOW,
                                        .search = text,
                                        .sort = sort,
                                        .descending = TRUE };
  g_autoptr (EspCertificateSearch) search = esp_certificate_search_new (&filter, sieve);
  GArray *first = NULL;

  while (!esp_certificate_search_is_done (search))
    {
      GArray *early;

      g_assert_true (esp_certificate_search_step (search, fixture->vault, NULL));
      early = esp_certificate_search_take_early (search);
      g_assert_true (!early || !first);
      first = early ? early : first;
    }
  *all = esp_certificate_search_take_all (search);
  return first;
}

/* Where much matches, the first thousand are there before the last is known, in each order; where
 * little does, a sieve keeps it from being looked for in all rows. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspCertificateSieve) sieve = esp_certificate_sieve_new ();
  g_autofree guint8 *blocks = NULL;
  gboolean complete = FALSE;
  guint n_may = 0;

  fill (fixture);
  while (!complete)
    g_assert_true (esp_certificate_sieve_grow (sieve, fixture->vault, N_EARLY, &complete, NULL));
  for (int sort = ESP_CERTIFICATE_SORT_ISSUED; sort <= ESP_CERTIFICATE_SORT_REQUESTER; sort++)
    {
      g_autoptr (GArray) all = NULL;
      g_autoptr (GArray) first = first_of (fixture, "unit", (EspCertificateSort) sort, sieve, &all);

      g_assert_cmpuint (all->len, ==, N_EARLY);
      g_assert_nonnull (first);
      g_assert_cmpuint (first->len, <, all->len);
      g_assert_cmpmem (first->data, first->len * 4, all->data, first->len * 4);
    }
  blocks = esp_certificate_sieve_search (sieve, "unit-012345", N_EARLY);
  for (guint i = 0; i <= N_EARLY / ESP_SIEVE_BLOCK_ROWS; i++)
    n_may += blocks[i];
  g_assert_cmpuint (n_may, >=, 1);
  g_assert_cmpuint (n_may, <, N_EARLY / ESP_SIEVE_BLOCK_ROWS / 50);
}

/* Where all is known that matches, and only the order takes long: its beginning, then all of it,
 * and nothing early where the order came in time. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const EspCertificateSort sorts[] = { ESP_CERTIFICATE_SORT_SUBJECT,
                                              ESP_CERTIFICATE_SORT_NOT_AFTER,
                                              ESP_CERTIFICATE_SORT_SERIAL };
  static const int states[] = { -1, ESP_CERTIFICATE_VALID };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sorts) * G_N_ELEMENTS (states) * 2; i++)
    {
      const EspCertificateFilter filter = { .status = states[i / 2 % 2],
                                            .now = FIXTURE_NOW,
                                            .sort = sorts[i / 4] };
      gboolean hurried = i % 2 == 0;
      g_autoptr (EspCertificateSearch) search = esp_certificate_search_new (&filter, NULL);
      g_autoptr (GArray) first = NULL;
      g_autoptr (GArray) all = NULL;

      esp_certificate_search_set_order_time (search, hurried ? 0 : G_MAXINT64);
      while (!esp_certificate_search_is_done (search))
        {
          g_assert_true (esp_certificate_search_step (search, fixture->vault, NULL));
          if (!first)
            first = esp_certificate_search_take_early (search);
          else
            g_assert_null (esp_certificate_search_take_early (search));
        }
      all = esp_certificate_search_take_all (search);
      g_assert_cmpuint (all->len, >, N_EARLY / 2);
      g_assert_true (hurried == (first != NULL));
      if (!hurried)
        continue;
      g_assert_cmpuint (first->len, <, all->len);
      g_assert_cmpmem (first->data, first->len * 4, all->data, first->len * 4);
    }
}

static guint
warm_up (Fixture *fixture, EspCertificateSieve *sieve)
{
  g_autoptr (EspCertificateWarmUp) warm_up = esp_certificate_warm_up_new (sieve);
  gboolean done = FALSE;
  guint n = 0;

  for (; !done; n++)
    g_assert_true (esp_certificate_warm_up_step (warm_up, fixture->vault, &done, NULL));
  return n;
}

/* The sieve is full then, and the indexes are not read twice. */
static void
test_warm_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspCertificateSieve) sieve = esp_certificate_sieve_new ();
  g_autofree guint8 *blocks = NULL;
  gboolean any = FALSE;

  fill (fixture);
  g_assert_cmpuint (warm_up (fixture, sieve), >, 3);
  g_assert_cmpuint (warm_up (fixture, sieve), ==, 1);
  blocks = esp_certificate_sieve_search (sieve, "no such name", N_EARLY);
  for (guint i = 0; i < N_EARLY / ESP_SIEVE_BLOCK_ROWS; i++)
    any = any || blocks[i];
  g_assert_false (any);
}

/* A number that nobody gave a row must not become as much memory, nor other numbers when it is cut.
 */
static void
test_row_number (Fixture *fixture, gconstpointer data)
{
  const EspCertificateFilter filter = { .status = -1, .now = FIXTURE_NOW, .search = "unit" };
  g_autoptr (EspCertificateRow) row = new_certificate (1);
  g_autoptr (GBytes) der = bytes_of (row->serial);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCertificateSearch) search = esp_certificate_search_new (&filter, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  g_assert_true (esp_certificate_store_insert (fixture->vault, row, der, NULL));
  commit (transaction);
  answer = ask_sqlite3 (fixture->path,
                        "INSERT INTO certificate (row, ca_row, serial, subject, report_subject,"
                        " requester, requester_account, not_before, not_after, issued_at)"
                        " SELECT 1 << 60, ca_row, 'ff', subject, report_subject, requester,"
                        " requester_account, not_before, not_after, issued_at FROM certificate"
                        " LIMIT 1; SELECT max (row) FROM certificate");
  g_assert_cmpstr (answer, ==, "1152921504606846976");
  g_assert_false (esp_certificate_search_step (search, fixture->vault, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_VAULT_DAMAGED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/certificate-search/early", test_early);
  FIXTURE_ADD ("/vault/certificate-search/order", test_order);
  FIXTURE_ADD ("/vault/certificate-search/warm-up", test_warm_up);
  FIXTURE_ADD ("/vault/certificate-search/row-number", test_row_number);
  return g_test_run ();
}
