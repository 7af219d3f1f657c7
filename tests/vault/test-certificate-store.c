/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issued certificates: reserved, stored, listed in every order, revoked once, never removed. */
#include "base/esp-error.h"
#include "vault-fixture.h"
#include "vault/esp-certificate-search.h"

#include <string.h>

#define SUB "cccccccc-0000-4000-8000-000000000002"
#define BEACON "444455556666"
#define DAY G_GINT64_CONSTANT (86400)

static const EspCertificateFilter everything = { .status = -1, .now = FIXTURE_NOW };

static void
insert (EspVault *vault, EspCertificateRow *row)
{
  g_autoptr (GBytes) der = bytes_of (row->serial);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_certificate_store_insert (vault, row, der, &error));
  g_assert_no_error (error);
}

static void
test_reserve (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspCertificateRow) row = new_certificate (1);
  g_autofree char *other = serial_of (2);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (esp_certificate_store_count_reserved (vault, NULL), ==, 0);
  g_assert_true (esp_certificate_store_reserve (vault, FIXTURE_CA, row->serial, FIXTURE_PRINCIPAL,
                                                FIXTURE_NOW, &error));
  g_assert_true (esp_certificate_store_reserve (vault, FIXTURE_CA, other, FIXTURE_PRINCIPAL,
                                                FIXTURE_NOW, &error));
  g_assert_no_error (error);
  g_assert_cmpint (esp_certificate_store_count_reserved (vault, NULL), ==, 2);
  g_assert_false (esp_certificate_store_reserve (vault, FIXTURE_CA, other, FIXTURE_PRINCIPAL,
                                                 FIXTURE_NOW, &error));
  assert_reason (error, SERIAL_TAKEN);
  g_clear_error (&error);
  g_assert_false (
    esp_certificate_store_reserve (vault, SUB, other, FIXTURE_PRINCIPAL, FIXTURE_NOW, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  g_assert_false (esp_certificate_store_reserve (vault, FIXTURE_CA, "ABCD", FIXTURE_PRINCIPAL,
                                                 FIXTURE_NOW, &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  /* The certificate takes the place of its reservation. */
  insert (vault, row);
  g_assert_cmpint (esp_certificate_store_count_reserved (vault, NULL), ==, 1);
  g_assert_false (esp_certificate_store_reserve (vault, FIXTURE_CA, row->serial, FIXTURE_PRINCIPAL,
                                                 FIXTURE_NOW, &error));
  assert_reason (error, SERIAL_TAKEN);
  g_assert_cmpstr (esp_error_get_argument (error, "serial"), ==, row->serial);
  g_clear_error (&error);
  g_assert_true (esp_certificate_store_release (vault, FIXTURE_CA, other, &error));
  g_assert_no_error (error);
  g_assert_cmpint (esp_certificate_store_count_reserved (vault, NULL), ==, 0);
  commit (transaction);
}

static void
assert_same_row (const EspCertificateRow *a, const EspCertificateRow *b)
{
  g_assert_cmpint (a->row, ==, b->row);
  g_assert_cmpstr (a->ca, ==, b->ca);
  g_assert_cmpstr (a->serial, ==, b->serial);
  g_assert_cmpstr (a->subject, ==, b->subject);
  g_assert_cmpstr (a->report_subject, ==, b->report_subject);
  g_assert_cmpstr (a->alternative_names, ==, b->alternative_names);
  g_assert_cmpstr (a->template_name, ==, b->template_name);
  g_assert_cmpstr (a->requester, ==, b->requester);
  g_assert_cmpstr (a->requester_account, ==, b->requester_account);
  g_assert_cmpint (a->not_before, ==, b->not_before);
  g_assert_cmpint (a->not_after, ==, b->not_after);
  g_assert_cmpint (a->issued_at, ==, b->issued_at);
  g_assert_cmpint (a->revoked_at, ==, b->revoked_at);
  g_assert_cmpint (a->revocation_reason, ==, b->revocation_reason);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspCertificateRow) row = new_certificate (1);
  g_autoptr (EspCertificateRow) twin = new_certificate (1);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;
  const EspCertificateRow *read;

  g_clear_pointer (&row->alternative_names, g_free);
  insert (vault, row);
  g_assert_cmpint (row->row, ==, 1);
  der = bytes_of ("x");
  g_assert_false (esp_certificate_store_insert (vault, twin, der, &error));
  assert_reason (error, SERIAL_TAKEN);
  g_clear_error (&error);
  g_clear_pointer (&der, g_bytes_unref);
  found = esp_certificate_store_find (vault, FIXTURE_CA, row->serial, &error);
  g_assert_cmpuint (found->len, ==, 1);
  read = found->pdata[0];
  assert_same_row (read, row);
  g_assert_cmpstr (read->ca_account, ==, FIXTURE_ACCOUNT);
  g_assert_cmpstr (read->ca_label, ==, "Root");
  der = esp_certificate_store_get_der (vault, row->row, &error);
  assert_bytes (der, row->serial);
  g_assert_null (esp_certificate_store_get_der (vault, 2, &error));
  g_assert_no_error (error);
  commit (transaction);
}

/* One serial under two authorities, asked for in the form with colons and capitals. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspCa) sub = new_ca (SUB, "Sub", FIXTURE_CA);
  g_autoptr (EspCertificateRow) first = new_certificate (1);
  g_autoptr (EspCertificateRow) second = new_certificate (1);
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_ca_store_insert (vault, sub, NULL));
  set_text (&first->serial, "00ab12cd");
  set_text (&second->serial, "00ab12cd");
  set_text (&second->ca, SUB);
  insert (vault, first);
  insert (vault, second);
  commit (transaction);
  both = esp_certificate_store_find (vault, NULL, "00:AB:12:CD", &error);
  g_assert_cmpuint (both->len, ==, 2);
  one = esp_certificate_store_find (vault, SUB, "00:ab:12:cd", &error);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (((EspCertificateRow *) one->pdata[0])->ca_label, ==, "Sub");
  none = esp_certificate_store_find (vault, NULL, "00ab12", &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_no_error (error);
}

static void
test_revoke (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GPtrArray) revoked = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 4; i++)
    {
      g_autoptr (EspCertificateRow) row = new_certificate (i);

      row->not_after = FIXTURE_NOW + (i == 4 ? -1 : 1) * DAY;
      insert (vault, row);
      if (i != 2)
        g_assert_true (
          esp_certificate_store_revoke (vault, row->row, FIXTURE_NOW + i, (int) i, NULL));
    }
  g_assert_false (esp_certificate_store_revoke (vault, 1, FIXTURE_NOW, 5, &error));
  assert_reason (error, CERTIFICATE_REVOKED);
  g_clear_error (&error);
  g_assert_false (esp_certificate_store_revoke (vault, 99, FIXTURE_NOW, 5, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  g_assert_false (esp_certificate_store_revoke (vault, 2, FIXTURE_NOW, 77, &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  commit (transaction);

  revoked = esp_certificate_store_list_revoked (vault, FIXTURE_CA, FIXTURE_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (revoked->len, ==, 2);
  for (guint i = 0; i < revoked->len; i++)
    {
      const EspCertificateRow *row = revoked->pdata[i];
      g_autofree char *serial = serial_of ((guint) row->revocation_reason);

      g_assert_cmpstr (row->serial, ==, serial);
      g_assert_cmpint (row->revoked_at, ==, FIXTURE_NOW + row->revocation_reason);
      if (i > 0)
        g_assert_cmpstr (((EspCertificateRow *) revoked->pdata[i - 1])->serial, <, row->serial);
    }
  found = esp_certificate_store_list_revoked (vault, FIXTURE_CA, FIXTURE_NOW - DAY, &error);
  g_assert_cmpuint (found->len, ==, 3);
}

/* The rules hold for everybody who opens the file. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  static const char *const attempts[] = {
    "DELETE FROM certificate",
    "DELETE FROM certificate_der",
    "UPDATE certificate_der SET der = x'00'",
    "UPDATE certificate SET subject = 'CN=else'",
    "UPDATE certificate SET not_after = not_after + 1",
    "UPDATE certificate SET revoked_at = NULL, revocation_reason = NULL",
    "UPDATE certificate SET revoked_at = 5",
    "UPDATE certificate SET serial = 'ABCD'",
    "DELETE FROM ca",
    "UPDATE ca SET subject = 'CN=else'",
    "UPDATE vault SET id = 'aaaaaaaa-0000-4000-8000-000000000009'",
  };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
    g_autoptr (EspCertificateRow) row = new_certificate (1);

    insert (fixture->vault, row);
    g_assert_true (esp_certificate_store_revoke (fixture->vault, 1, FIXTURE_NOW, 1, NULL));
    commit (transaction);
  }
  before = ask_sqlite3 (fixture->path, ".dump");
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autofree char *answer = ask_sqlite3 (fixture->path, attempts[i]);

      g_test_message ("%s: %s", attempts[i], answer);
      g_assert_nonnull (strstr (answer, "rror"));
    }
  after = ask_sqlite3 (fixture->path, ".dump");
  g_assert_cmpstr (before, ==, after);
}

/* --- Lists -------------------------------------------------------------------------------- */

#define N_LISTED 60

/* Rows of two authorities in two accounts, some expired, some revoked, subjects in another order
 * than rows, with ties in notAfter. */
static void
fill (Fixture *fixture)
{
  EspAccount beacon = { (char *) BEACON, (char *) "Beacon Ltd", FIXTURE_NOW };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) sub = new_ca (SUB, "Sub", FIXTURE_CA);

  g_assert_true (esp_account_store_insert (fixture->vault, &beacon, NULL));
  set_text (&sub->account, BEACON);
  g_assert_true (esp_ca_store_insert (fixture->vault, sub, NULL));
  for (guint i = 1; i <= N_LISTED; i++)
    {
      g_autoptr (EspCertificateRow) row = new_certificate (i * 37 % 61);

      if (i % 3 == 0)
        set_text (&row->ca, SUB);
      if (i % 5 == 0)
        set_text (&row->template_name, "CodeSigningCertificate/V1");
      if (i % 7 == 0)
        set_text (&row->requester, "Bob_%\\");
      row->not_after = FIXTURE_NOW + ((gint64) (i % 4) - 2) * DAY;
      insert (fixture->vault, row);
      if (i % 6 == 0)
        g_assert_true (
          esp_certificate_store_revoke (fixture->vault, row->row, FIXTURE_NOW, 4, NULL));
    }
  commit (transaction);
}

static GPtrArray *
rows_of (Fixture *fixture, const EspCertificateFilter *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = esp_certificate_store_list_ids (fixture->vault, filter, &error);
  GPtrArray *rows;

  g_assert_no_error (error);
  rows = esp_certificate_store_get_rows (fixture->vault, (const guint32 *) (gpointer) ids->data,
                                         ids->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, ids->len);
  return rows;
}

/* What the filter means, said a second time without SQL. */
static gboolean
is_wanted (const EspCertificateRow *row, const EspCertificateFilter *filter)
{
  if (filter->ca && !g_str_equal (row->ca, filter->ca))
    return FALSE;
  if (filter->ca_account && !g_str_equal (row->ca_account, filter->ca_account))
    return FALSE;
  if (filter->template_name && !g_str_equal (row->template_name, filter->template_name))
    return FALSE;
  if (filter->up_to_row > 0 && row->row > filter->up_to_row)
    return FALSE;
  if ((filter->ends_from && row->not_after < filter->ends_from) ||
      (filter->ends_before && row->not_after >= filter->ends_before) ||
      (filter->issued_from && row->issued_at < filter->issued_from) ||
      (filter->issued_before && row->issued_at >= filter->issued_before))
    return FALSE;
  if (filter->status >= 0 &&
      (int) esp_certificate_row_get_status (row, filter->now) != filter->status)
    return FALSE;
  return !filter->search || strstr (row->subject, filter->search) ||
         strstr (row->alternative_names, filter->search) ||
         strstr (row->requester, filter->search) || g_str_has_prefix (row->serial, filter->search);
}

static int
compare (const EspCertificateRow *a, const EspCertificateRow *b, EspCertificateSort sort)
{
  int by_column = 0;

  if (sort == ESP_CERTIFICATE_SORT_SUBJECT)
    by_column = strcmp (a->subject, b->subject);
  else if (sort == ESP_CERTIFICATE_SORT_SERIAL)
    by_column = strcmp (a->serial, b->serial);
  else if (sort == ESP_CERTIFICATE_SORT_NOT_AFTER)
    by_column = a->not_after < b->not_after ? -1 : a->not_after > b->not_after;
  else if (sort == ESP_CERTIFICATE_SORT_STATUS)
    by_column = (int) esp_certificate_row_get_status (a, FIXTURE_NOW) -
                (int) esp_certificate_row_get_status (b, FIXTURE_NOW);
  else if (sort == ESP_CERTIFICATE_SORT_CA)
    by_column = strcmp (a->ca_label, b->ca_label);
  else if (sort == ESP_CERTIFICATE_SORT_TEMPLATE)
    by_column = strcmp (a->template_name, b->template_name);
  else if (sort == ESP_CERTIFICATE_SORT_REQUESTER)
    by_column = strcmp (a->requester, b->requester);
  return by_column ? by_column : a->row < b->row ? -1 : 1;
}

static void
assert_order (GPtrArray *rows, const EspCertificateFilter *filter)
{
  for (guint i = 1; i < rows->len; i++)
    {
      int order = compare (rows->pdata[i - 1], rows->pdata[i], filter->sort);

      g_assert_true (filter->descending ? order > 0 : order < 0);
    }
}

/* In steps, what is given early is what comes first; with a sieve that knows all of the rows, some
 * of them or none, the answer is the same. */
static void
judge_steps (Fixture *fixture, const EspCertificateFilter *filter, EspCertificateSieve *sieve)
{
  g_autoptr (GArray) whole = esp_certificate_store_list_ids (fixture->vault, filter, NULL);
  g_autoptr (EspCertificateSearch) search = esp_certificate_search_new (filter, sieve);
  g_autoptr (GArray) all = NULL;

  while (!esp_certificate_search_is_done (search))
    {
      g_autoptr (GArray) early = NULL;

      g_assert_true (esp_certificate_search_step (search, fixture->vault, NULL));
      early = esp_certificate_search_take_early (search);
      g_assert_true (!early || (early->len <= whole->len &&
                                memcmp (early->data, whole->data, early->len * 4) == 0));
    }
  all = esp_certificate_search_take_all (search);
  g_assert_cmpmem (all->data, all->len * 4, whole->data, whole->len * 4);
}

static void
judge_filter (Fixture *fixture,
              GPtrArray *all,
              EspCertificateFilter filter,
              EspCertificateSieve *sieve)
{
  guint n_wanted = 0;

  for (guint i = 0; i < all->len; i++)
    n_wanted += is_wanted (all->pdata[i], &filter) ? 1 : 0;
  g_assert_cmpint (esp_certificate_store_count (fixture->vault, &filter, NULL), ==, n_wanted);
  for (int sort = ESP_CERTIFICATE_SORT_ISSUED; sort <= ESP_CERTIFICATE_SORT_REQUESTER; sort++)
    for (int descending = 0; descending < 2; descending++)
      {
        g_autoptr (GPtrArray) rows = NULL;

        filter.sort = (EspCertificateSort) sort;
        filter.descending = descending;
        rows = rows_of (fixture, &filter);
        g_assert_cmpuint (rows->len, ==, n_wanted);
        for (guint i = 0; i < rows->len; i++)
          g_assert_true (is_wanted (rows->pdata[i], &filter));
        assert_order (rows, &filter);
        judge_steps (fixture, &filter, sieve);
      }
}

static void
judge_pages (Fixture *fixture, GPtrArray *all, EspCertificateFilter filter)
{
  guint seen = 0;
  gint64 after = 0;

  while (TRUE)
    {
      g_autoptr (GPtrArray)
        page = esp_certificate_store_list_page (fixture->vault, &filter, after, 7, NULL);

      g_assert_nonnull (page);
      g_assert_cmpuint (page->len, <=, 7);
      if (page->len == 0)
        break;
      for (guint i = 0; i < page->len; i++, seen++)
        {
          const EspCertificateRow *row = page->pdata[i];

          g_assert_cmpint (row->row, >, after);
          g_assert_true (is_wanted (row, &filter));
          after = row->row;
        }
    }
  for (guint i = 0; i < all->len; i++)
    seen -= is_wanted (all->pdata[i], &filter) ? 1 : 0;
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  static const char *const cas[] = { NULL, FIXTURE_CA, SUB };
  static const char *const accounts[] = { NULL, BEACON };
  static const char *const templates[] = { NULL, "CodeSigningCertificate/V1" };
  static const char *const searches[] = { NULL, "unit-00001", "Bob_%\\", "nobody" };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (EspCertificateSieve) sieve = esp_certificate_sieve_new ();
  gboolean complete;
  guint n_cases = 0;

  fill (fixture);
  all = rows_of (fixture, &everything);
  g_assert_cmpuint (all->len, ==, N_LISTED);
  for (guint i = 0; i < 3 * 2 * 2 * 4 * 4; i++, n_cases++)
    {
      EspCertificateFilter filter = { .now = FIXTURE_NOW };

      filter.ca = cas[i % 3];
      filter.ca_account = accounts[i / 3 % 2];
      filter.template_name = templates[i / 6 % 2];
      filter.search = searches[i / 12 % 4];
      filter.status = (int) (i / 48 % 4) - 1;
      filter.up_to_row = i % 2 ? 40 : 0;
      filter.ends_from = i % 5 == 1 ? FIXTURE_NOW : 0;
      filter.ends_before = i % 5 == 2 ? FIXTURE_NOW + DAY : 0;
      filter.issued_from = i % 7 == 1 ? FIXTURE_NOW : 0;
      filter.issued_before = i % 7 == 2 ? FIXTURE_NOW : 0;
      /* The second half asks a sieve that is full. */
      if (i == 3 * 2 * 2 * 4 * 2)
        g_assert_true (
          esp_certificate_sieve_grow (sieve, fixture->vault, N_LISTED, &complete, NULL));
      judge_filter (fixture, all, filter, sieve);
      judge_pages (fixture, all, filter);
    }
  g_test_message ("%u filters in 16 orders", n_cases);
}

static guint
n_found (Fixture *fixture, const char *search)
{
  EspCertificateFilter filter = everything;
  gint64 n;

  filter.search = search;
  n = esp_certificate_store_count (fixture->vault, &filter, NULL);
  g_assert_cmpint (n, >=, 0);
  return (guint) n;
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = serial_of (5);
  g_autofree char *capitals = g_ascii_strup (serial, -1);
  g_autofree char *with_colons = g_strdup_printf ("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", capitals,
                                                  capitals + 2, capitals + 4, capitals + 6,
                                                  capitals + 8, capitals + 10);
  g_autofree char *long_text = g_strnfill (100000, '%');

  fill (fixture);
  g_assert_cmpuint (n_found (fixture, ""), ==, N_LISTED);
  g_assert_cmpuint (n_found (fixture, "UNIT-000005"), ==, 1);
  g_assert_cmpuint (n_found (fixture, "%"), ==, 8); /* Bob_%\, not everybody */
  g_assert_cmpuint (n_found (fixture, "b_%\\"), ==, 8);
  g_assert_cmpuint (n_found (fixture, "o__"), ==, 0);
  g_assert_cmpuint (n_found (fixture, serial), ==, 1);
  g_assert_cmpuint (n_found (fixture, with_colons), ==, 1);
  g_assert_cmpuint (n_found (fixture, serial + 4), ==, 0); /* a prefix, not any part */
  g_assert_cmpuint (n_found (fixture, long_text), ==, 0);
  g_assert_cmpuint (n_found (fixture, "\xff\xfe' OR 1=1 --"), ==, 0);
}

static void
test_get_rows (Fixture *fixture, gconstpointer data)
{
  const guint32 wanted[] = { 9, 1, 400, 9, 60 };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  fill (fixture);
  rows = esp_certificate_store_get_rows (fixture->vault, wanted, G_N_ELEMENTS (wanted), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 4);
  g_assert_cmpint (((EspCertificateRow *) rows->pdata[0])->row, ==, 9);
  g_assert_cmpint (((EspCertificateRow *) rows->pdata[1])->row, ==, 1);
  g_assert_cmpint (((EspCertificateRow *) rows->pdata[2])->row, ==, 9);
  g_assert_cmpint (((EspCertificateRow *) rows->pdata[3])->row, ==, 60);
}

static void
test_reports (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = g_strnfill (64, 'a');
  EspReportRecord record = { (char *) "11111111-0000-4000-8000-000000000001",
                             (char *) FIXTURE_CA,
                             (char *) "CSV",
                             FIXTURE_NOW,
                             12345,
                             digest,
                             (char *) "Ada" };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  const EspReportRecord *read;

  g_assert_true (esp_report_store_insert (fixture->vault, &record, &error));
  record.id = (char *) "11111111-0000-4000-8000-000000000002";
  record.format = (char *) "JSON";
  record.created_at++;
  g_assert_true (esp_report_store_insert (fixture->vault, &record, &error));
  g_assert_no_error (error);
  record.digest = (char *) "too short";
  g_assert_false (esp_report_store_insert (fixture->vault, &record, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  commit (transaction);
  records = esp_report_store_list (fixture->vault, FIXTURE_CA, &error);
  g_assert_cmpuint (records->len, ==, 2);
  read = records->pdata[0];
  g_assert_cmpstr (read->format, ==, "JSON");
  read = records->pdata[1];
  g_assert_cmpstr (read->id, ==, "11111111-0000-4000-8000-000000000001");
  g_assert_cmpstr (read->ca, ==, FIXTURE_CA);
  g_assert_cmpint (read->n_rows, ==, 12345);
  g_assert_cmpstr (read->digest, ==, digest);
  g_assert_cmpstr (read->requester, ==, "Ada");
  none = esp_report_store_list (fixture->vault, SUB, &error);
  g_assert_cmpuint (none->len, ==, 0);
}

/* --- Size --------------------------------------------------------------------------------- */

static double
since (gint64 began)
{
  return (double) (g_get_monotonic_time () - began) / 1000;
}

static void
add_sub (Fixture *fixture)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) sub = new_ca (SUB, "Sub", FIXTURE_CA);

  g_assert_true (esp_ca_store_insert (fixture->vault, sub, NULL));
  commit (transaction);
}

static void
insert_many (Fixture *fixture, guint n)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 began = g_get_monotonic_time ();

  for (guint i = 1; i <= n; i++)
    {
      g_autoptr (EspCertificateRow) row = new_certificate (i);

      row->not_after += ((gint64) (i * 7919 % 800) - 400) * DAY;
      row->revoked_at = i % 50 == 0 ? FIXTURE_NOW : 0;
      set_text (&row->ca, i % 5 == 0 ? FIXTURE_CA : SUB);
      insert (fixture->vault, row);
    }
  commit (transaction);
  g_test_message ("%u certificates stored in one transaction: %.0f ms", n, since (began));
}

static void
time_list (Fixture *fixture, const char *what, EspCertificateFilter filter, guint n)
{
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GArray) ids = esp_certificate_store_list_ids (fixture->vault, &filter, NULL);

  g_assert_cmpuint (ids->len, ==, n);
  g_test_message ("ids %s: %u in %.1f ms", what, ids->len, since (began));
}

static void
time_lists (Fixture *fixture, guint n)
{
  EspCertificateFilter filter = everything;
  gint64 began, n_valid;

  time_list (fixture, "by row", filter, n);
  filter.sort = ESP_CERTIFICATE_SORT_SUBJECT;
  time_list (fixture, "by subject", filter, n);
  filter.descending = TRUE;
  time_list (fixture, "by subject, descending", filter, n);
  filter.status = ESP_CERTIFICATE_REVOKED;
  time_list (fixture, "revoked, by subject", filter, n / 50);
  filter.sort = ESP_CERTIFICATE_SORT_ISSUED;
  filter.status = ESP_CERTIFICATE_VALID;
  began = g_get_monotonic_time ();
  n_valid = esp_certificate_store_count (fixture->vault, &filter, NULL);
  g_assert_cmpint (n_valid, >, 0);
  g_test_message ("count of valid ones: %" G_GINT64_FORMAT " in %.1f ms", n_valid, since (began));
  filter.descending = FALSE;
  filter.status = -1;
  filter.ca = FIXTURE_CA;
  filter.sort = ESP_CERTIFICATE_SORT_NOT_AFTER;
  time_list (fixture, "of one authority, by notAfter", filter, n / 5);
  filter.ca = NULL;
  filter.search = "unit-000100";
  time_list (fixture, "found by a part of the subject", filter, 1);
}

static void
time_pages (Fixture *fixture, guint n)
{
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GPtrArray)
    page = esp_certificate_store_list_page (fixture->vault, &everything, n / 2, 100, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) cas = NULL;
  guint32 wanted[64];
  double took = since (began);

  g_assert_cmpuint (page->len, ==, 100);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    wanted[i] = (guint32) (i * 7919 % n + 1);
  began = g_get_monotonic_time ();
  rows = esp_certificate_store_get_rows (fixture->vault, wanted, G_N_ELEMENTS (wanted), NULL);
  g_assert_cmpuint (rows->len, ==, 64);
  g_test_message ("a page of 100: %.2f ms; 64 scattered rows: %.2f ms", took, since (began));
  began = g_get_monotonic_time ();
  cas = esp_ca_store_list (fixture->vault, NULL, FIXTURE_NOW, NULL);
  g_assert_cmpuint (cas->len, ==, 2);
  took = since (began);
  g_test_message ("authorities with their counts: %.1f ms", took);
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = cas->pdata[i];
      EspCertificateFilter filter = everything;

      filter.ca = ca->id;
      g_assert_cmpint (ca->n_valid + ca->n_expired + ca->n_revoked, ==,
                       esp_certificate_store_count (fixture->vault, &filter, NULL));
      filter.status = ESP_CERTIFICATE_EXPIRED;
      g_assert_cmpint (ca->n_expired, ==,
                       esp_certificate_store_count (fixture->vault, &filter, NULL));
    }
}

/* -m slow: 300,000; ESP_TEST_ROWS for any other number. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const char *wanted = g_getenv ("ESP_TEST_ROWS");
  guint n = wanted ? (guint) g_ascii_strtoull (wanted, NULL, 10) : g_test_slow () ? 300000 : 100000;
  gint64 began;

  add_sub (fixture);
  insert_many (fixture, n);
  time_lists (fixture, n);
  time_pages (fixture, n);
  began = g_get_monotonic_time ();
  g_assert_true (esp_vault_check (fixture->vault, FALSE, NULL));
  g_test_message ("quick check: %.0f ms", since (began));
}

/* --- Reports --------------------------------------------------------------------------------*/

static void
assert_same (const EspCertificateRow *row, const EspCertificateRow *listed)
{
  g_assert_cmpint (row->row, ==, listed->row);
  g_assert_cmpstr (row->ca, ==, listed->ca);
  g_assert_cmpstr (row->serial, ==, listed->serial);
  g_assert_cmpstr (row->report_subject, ==, listed->report_subject);
  g_assert_cmpstr (row->template_name, ==, listed->template_name);
  g_assert_cmpstr (row->requester_account, ==, listed->requester_account);
  g_assert_cmpint (row->not_before, ==, listed->not_before);
  g_assert_cmpint (row->not_after, ==, listed->not_after);
  g_assert_cmpint (row->issued_at, ==, listed->issued_at);
  g_assert_cmpint (row->revoked_at, ==, listed->revoked_at);
  g_assert_cmpint (row->revocation_reason, ==, listed->revocation_reason);
}

/* What reports read is what lists have, over pages, up to a row, and of one authority each. */
static void
test_reader (Fixture *fixture, gconstpointer data)
{
  const char *const cas[] = { FIXTURE_CA, SUB };
  guint n_seen = 0;

  add_sub (fixture);
  insert_many (fixture, 4000);
  for (gsize i = 0; i < G_N_ELEMENTS (cas); i++)
    {
      const EspCa ca = { .id = (char *) cas[i], .label = (char *) "Label" };
      const EspCertificateFilter filter = { .ca = cas[i], .status = -1, .up_to_row = 3900 };
      g_autoptr (EspCertificateReader)
        reader = esp_certificate_reader_new (fixture->vault, &ca, 3900);
      g_autoptr (GPtrArray)
        listed = esp_certificate_store_list_page (fixture->vault, &filter, 0, 5000, NULL);
      guint n = 1, at = 0;

      while (n > 0)
        {
          const EspCertificateRow *rows = esp_certificate_reader_next (reader, &n, NULL);

          g_assert_nonnull (rows);
          for (guint k = 0; k < n; k++, at++)
            {
              g_assert_cmpuint (at, <, listed->len);
              g_assert_cmpstr (rows[k].ca_label, ==, "Label");
              assert_same (&rows[k], listed->pdata[at]);
            }
        }
      g_assert_cmpuint (at, ==, listed->len);
      n_seen += at;
    }
  g_assert_cmpuint (n_seen, ==, 3900);
}

static void
test_reader_of_nobody (Fixture *fixture, gconstpointer data)
{
  const EspCa ca = { .id = (char *) "11111111-0000-4000-8000-00000000ffff" };
  g_autoptr (EspCertificateReader) reader = esp_certificate_reader_new (fixture->vault, &ca, 10);
  g_autoptr (GError) error = NULL;
  guint n = 1;

  g_assert_null (esp_certificate_reader_next (reader, &n, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_VAULT_REFERENCE));
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/certificate-store/reserve", test_reserve);
  FIXTURE_ADD ("/vault/certificate-store/round-trip", test_round_trip);
  FIXTURE_ADD ("/vault/certificate-store/find", test_find);
  FIXTURE_ADD ("/vault/certificate-store/revoke", test_revoke);
  FIXTURE_ADD ("/vault/certificate-store/kept", test_kept);
  FIXTURE_ADD ("/vault/certificate-store/lists", test_lists);
  FIXTURE_ADD ("/vault/certificate-store/search", test_search);
  FIXTURE_ADD ("/vault/certificate-store/get-rows", test_get_rows);
  FIXTURE_ADD ("/vault/certificate-store/reports", test_reports);
  FIXTURE_ADD ("/vault/certificate-store/many", test_many);
  FIXTURE_ADD ("/vault/certificate-store/reader", test_reader);
  FIXTURE_ADD ("/vault/certificate-store/reader-of-nobody", test_reader_of_nobody);
  return g_test_run ();
}
