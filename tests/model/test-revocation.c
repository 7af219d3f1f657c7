/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses from settings, and the health of lists. */
#include "model/esp-revocation.h"

#include <string.h>

#define ID "0b0e6a6e-7a0f-4d3e-9b57-0d6c2f6f1a11"

static void
test_addresses (void)
{
  static const struct
  {
    EspRevocationSettings settings;
    const char *complete, *part, *ocsp;
  } cases[] = {
    { { 0 }, NULL, NULL, NULL },
    { { .crl_url = (char *) "http://a.example/x/root.crl" },
      "http://a.example/x/root.crl",
      "http://a.example/x/" ID ".crl",
      NULL },
    { { .crl_url = (char *) "http://a.example/x/" },
      "http://a.example/x/" ID ".crl",
      "http://a.example/x/" ID ".crl",
      NULL },
    { { .crl_url = (char *) "http://a.example" },
      "http://a.example",
      "http://a.example/" ID ".crl",
      NULL },
    { { .crl_cname = (char *) "b.example" },
      "http://b.example/crl/" ID ".crl",
      "http://b.example/crl/" ID ".crl",
      NULL },
    { { .crl_cname = (char *) "b.example",
        .crl_path = (char *) "x/y",
        .ocsp_cname = (char *) "c.example" },
      "http://b.example/x/y/" ID ".crl",
      "http://b.example/x/y/" ID ".crl",
      "http://c.example/ocsp" },
    { { .ocsp_url = (char *) "http://d.example/" }, NULL, NULL, "http://d.example/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *complete = esp_revocation_crl_url (&cases[i].settings, ID);
      g_autofree char *part = esp_revocation_part_url (&cases[i].settings, ID);
      g_autofree char *ocsp = esp_revocation_ocsp_url (&cases[i].settings);

      g_assert_cmpstr (complete, ==, cases[i].complete);
      g_assert_cmpstr (part, ==, cases[i].part);
      g_assert_cmpstr (ocsp, ==, cases[i].ocsp);
    }
}

static void
test_forms (void)
{
  static const char *const hosts[] = { "a", "crl.example", "A-1.example", "127.0.0.1" };
  static const char *const no_hosts[] = { "",     ".",   "a.",   ".a",  "a..b", "-a",
                                          "a-.b", "a/b", "a:80", "a b", "a_b",  "http://a" };
  static const char *const paths[] = { "crl", "a/b", "a.b~c_d-e" };
  static const char *const no_paths[] = { "",    "/a",  "a/",  "a//b", ".",     "..",
                                          "a/.", ".ab", "a b", "a%2f", "a/../b" };
  g_autofree char *long_label = g_strnfill (64, 'a');
  g_autofree char *long_path = g_strnfill (254, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    g_assert_true (esp_revocation_is_host (hosts[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no_hosts); i++)
    g_assert_false (esp_revocation_is_host (no_hosts[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_true (esp_revocation_is_path (paths[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no_paths); i++)
    g_assert_false (esp_revocation_is_path (no_paths[i]));
  g_assert_false (esp_revocation_is_host (long_label));
  g_assert_false (esp_revocation_is_path (long_path));
}

static void
test_health (void)
{
  g_autoptr (EspCa) ca = esp_ca_new ();

  ca->state = ESP_CA_ACTIVE;
  ca->not_after = 1000;
  ca->published.crl_renew_at = 50;
  ca->published.crl_next_update = 100;
  g_assert_cmpint (esp_revocation_crl_health (ca, 10), ==, ESP_REVOCATION_OFF);
  ca->revocation.crl_enabled = TRUE;
  g_assert_cmpint (esp_revocation_crl_health (ca, 50), ==, ESP_REVOCATION_CURRENT);
  g_assert_cmpint (esp_revocation_crl_health (ca, 51), ==, ESP_REVOCATION_DUE);
  g_assert_cmpint (esp_revocation_crl_health (ca, 100), ==, ESP_REVOCATION_DUE);
  g_assert_cmpint (esp_revocation_crl_health (ca, 101), ==, ESP_REVOCATION_OVERDUE);
  ca->published.incomplete = TRUE;
  g_assert_cmpint (esp_revocation_crl_health (ca, 10), ==, ESP_REVOCATION_DUE);
  ca->state = ESP_CA_DISABLED;
  g_assert_cmpint (esp_revocation_crl_health (ca, 10), ==, ESP_REVOCATION_DUE);
  g_assert_cmpint (esp_revocation_crl_health (ca, 1001), ==, ESP_REVOCATION_OFF); /* expired */
  ca->state = ESP_CA_PENDING_CERTIFICATE;
  g_assert_cmpint (esp_revocation_crl_health (ca, 10), ==, ESP_REVOCATION_OFF);
  ca->state = ESP_CA_ACTIVE;
  g_assert_cmpint (esp_revocation_ocsp_health (ca, 10), ==, ESP_REVOCATION_OFF);
  ca->revocation.ocsp_enabled = TRUE;
  g_assert_cmpint (esp_revocation_ocsp_health (ca, 10), ==, ESP_REVOCATION_OFF);
  ca->published.published_at = 5;
  ca->published.ocsp_next_update = 20;
  g_assert_cmpint (esp_revocation_ocsp_health (ca, 20), ==, ESP_REVOCATION_CURRENT);
  g_assert_cmpint (esp_revocation_ocsp_health (ca, 21), ==, ESP_REVOCATION_OVERDUE);
  ca->published.last_revoked_at = 6;
  g_assert_cmpint (esp_revocation_ocsp_health (ca, 20), ==, ESP_REVOCATION_DUE);
  g_assert_cmpstr (esp_revocation_health_to_string (ESP_REVOCATION_OVERDUE), ==, "OVERDUE");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/revocation/addresses", test_addresses);
  g_test_add_func ("/revocation/forms", test_forms);
  g_test_add_func ("/revocation/health", test_health);
  return g_test_run ();
}
