/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checks of plans and their fixes, over plans that nobody would draw: random ones from seeds,
 * and large ones, for how long it takes.
 */
#include "plan-fixture.h"

#include <time.h>

/* --- Random plans -----------------------------------------------------------------------------*/

typedef struct
{
  GRand *rand;
  EspPlan *plan;
} Maker;

static const char *
pick (Maker *maker, const char *const *words)
{
  return words[g_rand_int_range (maker->rand, 0, (gint32) g_strv_length ((char **) words))];
}

static gboolean
chance (Maker *maker, int percent)
{
  return g_rand_int_range (maker->rand, 0, 100) < percent;
}

static const char *const accounts[] = { "111122223333", "222233334444", "333344445555",
                                        "444455556666", "999999999999", NULL };
static const char *const templates[] = {
  "SubordinateCACertificate_PathLen0/V1",
  "SubordinateCACertificate_PathLen1/V1",
  "SubordinateCACertificate_PathLen2/V1",
  "SubordinateCACertificate_PathLen3/V1",
  "SubordinateCACertificate_PathLen0/V1",
  "SubordinateCACertificate_PathLen1_APIPassthrough/V1",
  "BlankSubordinateCACertificate_PathLen1_CSRPassthrough/V1",
  "RootCACertificate/V1",
  "EndEntityCertificate/V1",
  "Unknown",
  NULL,
};
static const char *const root_templates[] = {
  "RootCACertificate/V1",
  "RootCACertificate/V1",
  "RootCACertificate_APIPassthrough/V1",
  "BlankRootCACertificate_PathLen0_APIPassthrough/V1",
  "BlankRootCACertificate_PathLen2_APIPassthrough/V1",
  NULL,
};
static const char *const keys[] = { "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",  "RSA_2048",
                                    "RSA_3072",      "RSA_4096",     "SM2",           "ROT13",
                                    "EC_prime256v1", "EC_secp384r1", "EC_prime256v1", NULL };
static const char *const signings[] = { "SHA256WITHECDSA", "SHA256WITHRSA", "MD5", NULL };
static const char *const validities[] = { "20y", "10y",  "10y",     "5y", "5y",  "3y", "2y",
                                          "18m", "400d", "forever", "1d", "60y", NULL };
static const char *const use_templates[] = {
  "EndEntityCertificate/V1",
  "EndEntityClientAuthCertificate/V1",
  "EndEntityServerAuthCertificate/V1",
  "CodeSigningCertificate/V1",
  "SubordinateCACertificate_PathLen0/V1",
  "BlankEndEntityCertificate_APICSRPassthrough/V1",
  "OCSPSigningCertificate/V1",
  "Nothing",
  NULL,
};
static const char *const permissions[] = {
  "AWSRAMDefaultPermissionCertificateAuthority",
  "AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority",
  "AWSRAMBlankEndEntityCertificateAPICSRPassthroughIssuanceCertificateAuthority",
  "AWSRAMSubordinateCACertificatePathLen0IssuanceCertificateAuthority",
  "AWSRAMRevokeCertificateCertificateAuthority",
  "Mine",
  NULL,
};
static const char *const subjects[] = { "CN=Alpha,O=M",
                                        "CN=Beta,O=M",
                                        "CN=Gamma,OU=1,OU=2,O=M",
                                        "O=M",
                                        "nonsense",
                                        "CN=Aurelia Radio CA,O=M",
                                        NULL };
static const char *const urls[] = { "http://a.example/x.crl", "http://a.example/",
                                    "https://a.example/", "a.example", NULL };
static const char *const hosts[] = { "crl.example", "http://crl.example/pki", "not a host", NULL };

static void
make_revocation (Maker *maker, EspRevocationSettings *settings)
{
  settings->crl_enabled = chance (maker, 70);
  if (chance (maker, 30))
    set (&settings->crl_url, pick (maker, urls));
  else if (chance (maker, 60))
    set (&settings->crl_cname, pick (maker, hosts));
  if (chance (maker, 10))
    set (&settings->crl_path, chance (maker, 50) ? "pki" : "../up");
  settings->crl_omitted = chance (maker, 10);
  settings->crl_partitioned = chance (maker, 10);
  settings->ocsp_enabled = chance (maker, 20);
  if (settings->ocsp_enabled && chance (maker, 50))
    set (&settings->ocsp_cname, "ocsp.example");
}

static void
make_uses (Maker *maker, EspPlanCa *ca)
{
  for (int i = g_rand_int_range (maker->rand, 0, 3); i > 0; i--)
    {
      EspPlanUse *use = g_new0 (EspPlanUse, 1);

      use->template_name = g_strdup (pick (maker, use_templates));
      use->validity = chance (maker, 70) ? g_strdup (pick (maker, validities)) : NULL;
      g_ptr_array_add (ca->uses, use);
    }
}

static void
make_name_constraints (Maker *maker, EspPlanCa *ca)
{
  if (chance (maker, 15))
    ca->name_constraints = json_from_string ("{\"Permitted\":[{\"DnsName\":\"m.example\"}]}", NULL);
}

static void
make_ca (Maker *maker, guint index)
{
  static const char *const people[] = { "ann", "ben", "nobody", NULL };
  g_autofree char *key = g_strdup_printf ("ca-%u", index);
  g_autofree char *own = g_strdup_printf ("CN=Authority %u,O=M", index);
  EspPlanCa *ca = esp_plan_ca_new (key);
  gboolean root = index == 0 || chance (maker, 12);

  if (!root && chance (maker, 95))
    ca->parent = g_strdup_printf ("ca-%d", g_rand_int_range (maker->rand, 0, (gint32) index));
  else if (!root)
    ca->parent_arn = g_strdup (chance (maker, 50) ?
                                 "arn:aws:acm-pca:local:111122223333:certificate-"
                                 "authority/11111111-2222-3333-4444-555555555555" :
                                 "somewhere");
  set (&ca->account, pick (maker, accounts));
  set (&ca->subject, chance (maker, 75) ? own : pick (maker, subjects));
  set (&ca->template_name, pick (maker, root ? root_templates : templates));
  ca->path_length = chance (maker, 15) ? g_rand_int_range (maker->rand, 0, 5) : -1;
  set (&ca->key_algorithm, pick (maker, keys));
  if (chance (maker, 15))
    ca->signing_algorithm = g_strdup (pick (maker, signings));
  set (&ca->validity, pick (maker, validities));
  ca->usage_mode = chance (maker, 10) ? ESP_USAGE_SHORT_LIVED_CERTIFICATE :
                                        ESP_USAGE_GENERAL_PURPOSE;
  ca->dual_control = chance (maker, root ? 60 : 10);
  ca->development = chance (maker, 10);
  if (chance (maker, 20))
    {
      const char *names[] = { pick (maker, people), NULL };

      g_strfreev (ca->approvers);
      ca->approvers = g_strdupv ((char **) names);
    }
  if (chance (maker, 70))
    esp_tags_set (ca->tags, "owner", chance (maker, 50) ? "pki" : "Aurelia Radio", NULL);
  make_revocation (maker, &ca->revocation);
  make_uses (maker, ca);
  make_name_constraints (maker, ca);
  g_ptr_array_add (maker->plan->cas, ca);
}

static void
make_share (Maker *maker, guint index)
{
  EspPlanShare *share = g_new0 (EspPlanShare, 1);

  share->name = g_strdup_printf ("share-%u", chance (maker, 90) ? index : 0);
  share->ca = g_strdup_printf (
    "ca-%d", g_rand_int_range (maker->rand, 0, (gint32) maker->plan->cas->len + 1));
  share->account = g_strdup (pick (maker, accounts));
  share->permission = g_strdup (pick (maker, permissions));
  share->tags = esp_tags_new ();
  g_ptr_array_add (maker->plan->shares, share);
}

static void
make_person (Maker *maker, const char *name)
{
  static const char *const roles[] = { "Disabler", "Deleter", "Reader", "Stranger", NULL };
  EspPlanPerson *person = g_new0 (EspPlanPerson, 1);
  const char *names[] = { pick (maker, roles), chance (maker, 40) ? pick (maker, roles) : NULL,
                          NULL };

  person->name = g_strdup (name);
  person->account = g_strdup ("111122223333");
  person->roles = g_strdupv ((char **) names);
  person->tags = esp_tags_new ();
  g_ptr_array_add (maker->plan->people, person);
}

/* People, roles and accounts are those of the sound plan, in other hands. */
static EspPlan *
make_plan (guint32 seed)
{
  Maker maker = { g_rand_new_with_seed (seed), read_plan ("sound.espalier-plan") };
  int n = g_rand_int_range (maker.rand, 1, 14);

  g_ptr_array_set_size (maker.plan->cas, 0);
  g_ptr_array_set_size (maker.plan->shares, 0);
  g_ptr_array_set_size (maker.plan->people, 0);
  for (guint i = 0; i < (guint) n; i++)
    make_ca (&maker, i);
  for (int i = g_rand_int_range (maker.rand, 0, 6); i > 0; i--)
    make_share (&maker, (guint) i);
  make_person (&maker, "ann");
  make_person (&maker, "ben");
  make_person (&maker, "cleo");
  g_rand_free (maker.rand);
  return maker.plan;
}

/* Each fix that is done takes its finding away and brings no other; each that is not leaves the
 * plan as it was. */
static guint
assert_fix_holds (const EspPlan *plan, const EspPlanFinding *finding, GHashTable *before)
{
  g_autoptr (EspPlan) mended = esp_plan_copy (plan);
  g_autoptr (GPtrArray) left = NULL;
  g_autofree char *gone = make_key (finding);

  if (!esp_plan_fix (mended, finding))
    {
      g_assert_true (esp_plan_equal (mended, plan));
      return 0;
    }
  left = esp_plan_check (mended, NOW);
  for (guint i = 0; i < left->len; i++)
    {
      EspPlanFinding *other = g_ptr_array_index (left, i);
      g_autofree char *key = make_key (other);

      g_assert_cmpstr (key, !=, gone);
      /* An authority that was added may share the faults of those that it was made like. */
      if (!g_hash_table_contains (before, key) && g_strcmp0 (other->check->id, "one-person") != 0 &&
          (!other->nodes[0] || esp_plan_find_ca (plan, other->nodes[0])))
        g_error ("%s brought %s", gone, key);
    }
  return 1;
}

static void
test_random (void)
{
  guint n_plans = g_test_slow () ? 1000 : 40, n_offered = 0, n_fixed = 0;

  for (guint32 seed = 1; seed <= n_plans; seed++)
    {
      g_autoptr (EspPlan) plan = make_plan (seed);
      g_autoptr (EspPlan) copy = esp_plan_copy (plan);
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
      g_autoptr (GPtrArray) again = esp_plan_check (copy, NOW);
      g_autofree char *told = describe (findings);
      g_autofree char *told_again = describe (again);
      g_autoptr (GHashTable) before = list_keys (findings);

      g_assert_cmpstr (told, ==, told_again);
      g_assert_true (esp_plan_equal (plan, copy));
      for (guint i = 0; i < findings->len; i++)
        {
          const EspPlanFinding *finding = g_ptr_array_index (findings, i);

          assert_filled (finding);
          if (i > 0)
            g_assert_cmpint (((EspPlanFinding *) g_ptr_array_index (findings, i - 1))->severity, <=,
                             finding->severity);
          n_offered += finding->check->fix != NULL;
          n_fixed += assert_fix_holds (plan, finding, before);
        }
    }
  g_test_message ("%u of %u findings of random plans could be mended alone", n_fixed, n_offered);
  g_assert_cmpuint (n_fixed * 4, >, n_offered * 3);
}

/* One after the other, until nothing more is offered: it ends, and little is left. */
static void
test_random_to_the_end (void)
{
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (EspPlan) plan = make_plan (seed);
      guint n_rounds = 0;
      gboolean fixed = TRUE;

      while (fixed && n_rounds++ < 400)
        {
          g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);

          fixed = FALSE;
          for (guint i = 0; i < findings->len && !fixed; i++)
            fixed = esp_plan_fix (plan, g_ptr_array_index (findings, i));
        }
      g_assert_cmpuint (n_rounds, <, 400);
    }
}

/* --- Large plans ------------------------------------------------------------------------------*/

/* Of this thread alone, so that others at work do not count. */
static gint64
get_cpu_time (void)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time), ==, 0);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint64
measure (const EspPlan *plan)
{
  gint64 best = G_MAXINT64;

  for (int i = 0; i < 5; i++)
    {
      gint64 start = get_cpu_time ();
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);

      best = MIN (best, get_cpu_time () - start);
    }
  return best;
}

/* Twice the plan takes about twice the time; four times would be a loop in a loop. */
static void
test_large (void)
{
  g_autoptr (EspPlan) half = read_plan ("sound.espalier-plan");
  g_autoptr (EspPlan) whole = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) findings = NULL;
  gint64 of_half, of_whole;

  add_many_cas (half, 900);
  add_many_cas (whole, 1900);
  findings = esp_plan_check (whole, NOW);
  g_assert_cmpuint (findings->len, ==, 1);
  of_half = measure (half);
  of_whole = measure (whole);
  g_test_message ("%u CAs: %.1f ms; %u CAs: %.1f ms", half->cas->len, (double) of_half / 1000,
                  whole->cas->len, (double) of_whole / 1000);
  g_assert_cmpint (of_whole, <, 4 * of_half + 2000);
}

/* A fix looks at the whole plan again, and a few times where it has consequences. */
static void
test_large_fix (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GPtrArray) left = NULL;
  gint64 start;

  add_many_cas (plan, 1900);
  set (&esp_plan_find_ca (plan, "many-0")->validity, "30y");
  findings = esp_plan_check (plan, NOW);
  g_assert_cmpstr (((EspPlanFinding *) g_ptr_array_index (findings, 0))->check->id, ==,
                   "outlives-parent");
  start = get_cpu_time ();
  g_assert_true (esp_plan_fix (plan, g_ptr_array_index (findings, 0)));
  g_test_message ("%u CAs: mended in %.1f ms", plan->cas->len,
                  (double) (get_cpu_time () - start) / 1000);
  left = esp_plan_check (plan, NOW);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((EspPlanFinding *) g_ptr_array_index (left, 0))->check->id, ==, "account-many");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/design/plan-check-random/one-by-one", test_random);
  g_test_add_func ("/design/plan-check-random/to-the-end", test_random_to_the_end);
  g_test_add_func ("/design/plan-check-random/large", test_large);
  g_test_add_func ("/design/plan-check-random/large-fix", test_large_fix);
  return g_test_run ();
}
