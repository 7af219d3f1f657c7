/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as large as one may be, made in one go, and how long that takes. */
#include "provisioning-fixture.h"

#define N_ROOTS 4
#define N_MIDDLE 40 /* in all */

static EspPlanCa *
add_ca (EspPlan *plan, const char *key, const char *parent, const char *template, const char *years)
{
  EspPlanCa *ca = esp_plan_ca_new (key);

  g_free (ca->account);
  g_free (ca->subject);
  g_free (ca->template_name);
  g_free (ca->key_algorithm);
  g_free (ca->validity);
  ca->parent = g_strdup (parent);
  ca->account = g_strdup ("111122223333");
  ca->subject = g_strdup_printf ("CN=Plant %s,O=Example Organization", key);
  ca->template_name = g_strdup (template);
  ca->key_algorithm = g_strdup ("EC_prime256v1");
  ca->validity = g_strdup (years);
  ca->revocation.crl_enabled = TRUE;
  ca->revocation.crl_url = g_strdup ("http://crl.example/");
  g_ptr_array_add (ca->tags, esp_tag_new ("owner", "plant"));
  g_ptr_array_add (plan->cas, ca);
  return ca;
}

static EspPlan *
make_plan (guint n_cas)
{
  EspPlan *plan = load_preset ("development");

  g_ptr_array_set_size (plan->cas, 0);
  for (guint i = 0; i < n_cas; i++)
    {
      g_autofree char *key = g_strdup_printf ("ca-%u", i);
      g_autofree char *parent = NULL;

      if (i < N_ROOTS)
        {
          add_ca (plan, key, NULL, "RootCACertificate/V1", "20y");
          continue;
        }
      if (i < N_ROOTS + N_MIDDLE)
        {
          parent = g_strdup_printf ("ca-%u", i % N_ROOTS);
          add_ca (plan, key, parent, "SubordinateCACertificate_PathLen1/V1", "10y");
          continue;
        }
      parent = g_strdup_printf ("ca-%u", N_ROOTS + i % N_MIDDLE);
      add_ca (plan, key, parent, "SubordinateCACertificate_PathLen0/V1", "4y");
    }
  return plan;
}

static double
since (gint64 *moment)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (double) (now - *moment) / G_USEC_PER_SEC;

  *moment = now;
  return seconds;
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  const char *wanted = g_getenv ("ESPALIER_TEST_CAS");
  guint n_cas = wanted ? (guint) g_ascii_strtoull (wanted, NULL, 10) : ESP_PLAN_MAX_CAS;
  g_autoptr (EspPlan) plan = make_plan (n_cas);
  g_autoptr (JsonObject) preview = NULL;
  g_autoptr (JsonObject) result = NULL;
  gint64 moment = g_get_monotonic_time ();

  preview = call_with (fixture->engine, "PreviewProvisioning", with_plan (plan));
  g_test_message ("%u authorities: preview in %.2f s", n_cas, since (&moment));
  g_assert_true (json_object_get_boolean_member (preview, "Ready"));
  since (&moment);
  result = provision (fixture->engine, plan);
  g_test_message ("%u authorities: made in %.2f s", n_cas, since (&moment));
  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==, n_cas);
  assert_same (fixture->engine, plan);
  g_test_message ("%u authorities: compared in %.2f s", n_cas, since (&moment));
  assert_verified (fixture->engine);
  g_test_message ("%u authorities: verified in %.2f s", n_cas, since (&moment));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add ("/provisioning/many", Fixture, NULL, fixture_set_up, test_many, fixture_tear_down);
  return g_test_run ();
}
