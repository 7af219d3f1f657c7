/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of valid, expired and revoked certificates that are kept for each authority and day:
 * the same as when each row is looked at, at any time of day, whatever was done, and in a vault
 * that is older than they are. */
#include "base/esp-error.h"
#include "vault-fixture.h"

#include <string.h>

#define SUB "cccccccc-0000-4000-8000-000000000002"
#define DAY G_GINT64_CONSTANT (86400)
#define N_CERTIFICATES 600
#define N_DAYS 8

/* What there is, apart from the vault. */
typedef struct
{
  const char *ca;
  gint64 not_after;
  gboolean revoked;
} Made;

static void
add_sub (Fixture *fixture)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) sub = new_ca (SUB, "Sub", FIXTURE_CA);

  g_assert_true (esp_ca_store_insert (fixture->vault, sub, NULL));
  commit (transaction);
}

static void
insert (Fixture *fixture, guint number, const Made *made)
{
  g_autoptr (EspCertificateRow) row = new_certificate (number);
  g_autoptr (GBytes) der = bytes_of (row->serial);
  g_autoptr (GError) error = NULL;

  set_text (&row->ca, made->ca);
  row->not_before = made->not_after - 400 * DAY;
  row->not_after = made->not_after;
  row->revoked_at = made->revoked ? FIXTURE_NOW : 0;
  esp_certificate_store_insert (fixture->vault, row, der, &error);
  g_assert_no_error (error);
}

/* Every third ends at the beginning or the end of a day; ends of others lie anywhere. */
static void
make_some (Fixture *fixture, Made *made)
{
  static const gint64 edges[] = { -1, 0, 1 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (300000);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  gint64 first = FIXTURE_NOW / DAY * DAY - N_DAYS / 2 * DAY;

  for (guint i = 0; i < N_CERTIFICATES; i++)
    {
      gint64 day = first + g_rand_int_range (rand, 0, N_DAYS) * DAY;

      made[i].ca = g_rand_boolean (rand) ? FIXTURE_CA : SUB;
      made[i].not_after = i % 3 == 0 ? day + edges[i / 3 % 3] :
                                       day + g_rand_int_range (rand, 0, (gint32) DAY);
      made[i].revoked = g_rand_int_range (rand, 0, 5) == 0;
      insert (fixture, i + 1, &made[i]);
    }
  commit (transaction);
}

static void
assert_counts (Fixture *fixture, const Made *made, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cas = esp_ca_store_list (fixture->vault, NULL, now, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cas->len, ==, 2);
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      gint64 n_valid = 0, n_expired = 0, n_revoked = 0;

      for (guint j = 0; j < N_CERTIFICATES; j++)
        if (g_str_equal (made[j].ca, ca->id))
          {
            n_revoked += made[j].revoked;
            n_valid += !made[j].revoked && made[j].not_after >= now;
            n_expired += !made[j].revoked && made[j].not_after < now;
          }
      g_assert_cmpint (ca->n_valid, ==, n_valid);
      g_assert_cmpint (ca->n_expired, ==, n_expired);
      g_assert_cmpint (ca->n_revoked, ==, n_revoked);
    }
}

/* Before all, at each hour and on both sides of it, and after all. */
static void
assert_counts_always (Fixture *fixture, const Made *made)
{
  gint64 first = FIXTURE_NOW / DAY * DAY - (N_DAYS / 2 + 1) * DAY;

  for (gint64 hour = 0; hour < (N_DAYS + 2) * 24; hour++)
    for (gint64 edge = -1; edge <= 1; edge++)
      assert_counts (fixture, made, first + hour * 3600 + edge);
}

static void
revoke_some (Fixture *fixture, Made *made)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  for (guint i = 0; i < N_CERTIFICATES; i += 7)
    {
      g_autoptr (GError) error = NULL;
      gboolean done = esp_certificate_store_revoke (fixture->vault, i + 1, FIXTURE_NOW, 1, &error);

      /* A second revocation is refused, and counts for nothing. */
      g_assert_true (done != made[i].revoked);
      made[i].revoked = TRUE;
    }
  commit (transaction);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree Made *made = g_new0 (Made, N_CERTIFICATES);

  add_sub (fixture);
  make_some (fixture, made);
  assert_counts_always (fixture, made);
  revoke_some (fixture, made);
  assert_counts_always (fixture, made);
  {
    /* Not committed: none of it was. */
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
    const Made more = { SUB, FIXTURE_NOW, FALSE };

    insert (fixture, N_CERTIFICATES + 1, &more);
    for (guint i = 1; i < N_CERTIFICATES; i += 7)
      esp_certificate_store_revoke (fixture->vault, i + 1, FIXTURE_NOW, 1, NULL);
  }
  assert_counts (fixture, made, FIXTURE_NOW);
  fixture_reopen (fixture);
  assert_counts_always (fixture, made);
  g_assert_true (esp_vault_check (fixture->vault, TRUE, NULL));
}

/* Written past the program, they are found by the full check. */
static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  static const char *const attempts[] = {
    "UPDATE certificate_count SET n_issued = n_issued + 1",
    "UPDATE certificate_count SET n_issued = n_issued - 1, n_revoked = n_revoked + 1",
    "UPDATE certificate_count SET last_revoked_at = 5",
    "INSERT INTO certificate_count VALUES (1, 5, 1, 0, NULL)",
  };
  const Made made = { FIXTURE_CA, FIXTURE_NOW, FALSE };
  g_autofree char *removal = NULL;

  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

    insert (fixture, 1, &made);
    insert (fixture, 2, &made);
    commit (transaction);
  }
  removal = ask_sqlite3 (fixture->path, "DELETE FROM certificate_count");
  g_assert_nonnull (strstr (removal, "never removed"));
  g_assert_true (esp_vault_check (fixture->vault, TRUE, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autofree char *changed = ask_sqlite3 (fixture->path, attempts[i]);
      g_autofree char *restored = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_vault_check (fixture->vault, FALSE, NULL));
      g_assert_false (esp_vault_check (fixture->vault, TRUE, &error));
      assert_reason (error, VAULT_DAMAGED);
      restored = ask_sqlite3 (
        fixture->path, "DROP TRIGGER certificate_count_is_kept;"
                       "DELETE FROM certificate_count WHERE day = 5;"
                       "UPDATE certificate_count SET n_issued = 2, n_revoked = 0,"
                       " last_revoked_at = NULL;"
                       "CREATE TRIGGER certificate_count_is_kept BEFORE DELETE ON"
                       " certificate_count BEGIN SELECT RAISE (ABORT, 'never removed'); END");
      g_assert_cmpstr (restored, ==, "");
      g_assert_true (esp_vault_check (fixture->vault, TRUE, NULL));
    }
}

/* A vault of the first version, made by the program of that time: Root with two certificates, Radio
 * with five that end ten days apart, the second of them revoked. */
static void
test_older_vault (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 now;
    gint64 root[3], radio[3]; /* valid, expired, revoked */
  } moments[] = {
    { 1795400000, { 2, 0, 0 }, { 4, 0, 1 } }, { 1797500000, { 2, 0, 0 }, { 3, 1, 1 } },
    { 1797904067, { 2, 0, 0 }, { 3, 1, 1 } }, { 1797904068, { 2, 0, 0 }, { 2, 2, 1 } },
    { 2300000000, { 1, 1, 0 }, { 0, 4, 1 } },
  };
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "fixtures", "vaults", "v1.espalier",
                                                   NULL);
  g_autofree char *path = fixture_file (fixture, "older.espalier");
  g_autofree char *text = NULL;
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (source, &text, &len, NULL));
  g_assert_true (
    g_file_set_contents_full (path, text, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (esp_vault_check (vault, TRUE, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (GPtrArray) cas = esp_ca_store_list (vault, NULL, moments[i].now, NULL);

      g_assert_cmpuint (cas->len, ==, 2);
      for (guint j = 0; j < cas->len; j++)
        {
          const EspCa *ca = g_ptr_array_index (cas, j);
          const gint64 *wanted = j == 0 ? moments[i].root : moments[i].radio;

          g_assert_cmpstr (ca->label, ==, j == 0 ? "Root" : "Radio");
          g_assert_cmpint (ca->n_valid, ==, wanted[0]);
          g_assert_cmpint (ca->n_expired, ==, wanted[1]);
          g_assert_cmpint (ca->n_revoked, ==, wanted[2]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/counts/kept", test_kept);
  FIXTURE_ADD ("/vault/counts/tampered", test_tampered);
  FIXTURE_ADD ("/vault/counts/older-vault", test_older_vault);
  return g_test_run ();
}
