/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of every depth under every end-entity template, judged by openssl and certtool. */
#include "issuer-fixture.h"

/* The end-entity base templates with the purpose that they serve, as the judges name it. */
static const struct
{
  const char *template;
  const char *openssl_purpose;
  const char *certtool_purpose;
} leaf_templates[] = {
  { "EndEntityCertificate", "sslserver", "1.3.6.1.5.5.7.3.1" },
  { "EndEntityCertificate", "sslclient", "1.3.6.1.5.5.7.3.2" },
  { "EndEntityServerAuthCertificate", "sslserver", "1.3.6.1.5.5.7.3.1" },
  { "EndEntityClientAuthCertificate", "sslclient", "1.3.6.1.5.5.7.3.2" },
  { "CodeSigningCertificate", "any", "1.3.6.1.5.5.7.3.3" },
  { "OCSPSigningCertificate", "ocsphelper", "1.3.6.1.5.5.7.3.9" },
};

/* root.pem, and in between.pem the CAs from level 1 to @deepest. */
static void
write_hierarchy (Scratch *scratch, GPtrArray *levels, guint deepest)
{
  g_autoptr (GString) between = g_string_new (NULL);

  write_certificate (scratch, "root.pem",
                     ((Authority *) g_ptr_array_index (levels, 0))->certificate);
  for (guint i = deepest; i > 0; i--)
    append_certificate (between, ((Authority *) g_ptr_array_index (levels, i))->certificate);
  scratch_write (scratch, "between.pem", between->str, -1);
}

static gboolean
certtool_accepts (Scratch *scratch, const char *file, const char *purpose)
{
  g_autofree char *output = NULL;
  g_autofree char *option = purpose ? g_strdup_printf ("--verify-purpose=%s", purpose) :
                                      g_strdup ("");

  run_ok (scratch, "cat %s between.pem > chain.pem", file);
  return run (scratch, &output,
              "certtool --verify --verify-profile=medium %s --load-ca-certificate=root.pem "
              "--infile=chain.pem",
              option) &&
         strstr (output, "Chain verification output: Verified.");
}

static void
check_leaf (Scratch *scratch, Authority *issuer, EspRequest *request, gsize row)
{
  EspIssuance issuance = make_issuance (leaf_templates[row].template, request, issuer);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) leaf = issue (&issuance, issuer->signer, NULL, &error);

  g_assert_no_error (error);
  write_certificate (scratch, "leaf.pem", leaf);
  g_assert_true (openssl_accepts (scratch, "leaf.pem", leaf_templates[row].openssl_purpose));
  g_assert_true (certtool_accepts (scratch, "leaf.pem", leaf_templates[row].certtool_purpose));
  g_assert_true (esp_certificate_is_issued_by (leaf, issuer->certificate));
}

static void
check_chains (const char *algorithm, const char *key_options)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (GPtrArray) levels = make_hierarchy (algorithm);
  g_autoptr (EspRequest) request = make_request (
    scratch, key_options,
    "-subj /C=DE/O=Meridian/CN=radio-1 -addext subjectAltName=DNS:radio-1.example");

  for (guint deepest = 0; deepest < LEVELS; deepest++)
    {
      Authority *issuer = g_ptr_array_index (levels, deepest);

      write_hierarchy (scratch, levels, deepest);
      for (gsize row = 0; row < G_N_ELEMENTS (leaf_templates); row++)
        check_leaf (scratch, issuer, request, row);
      write_hierarchy (scratch, levels, deepest > 0 ? deepest - 1 : 0);
      write_certificate (scratch, "ca.pem", issuer->certificate);
      g_assert_true (openssl_accepts (scratch, "ca.pem", "crlsign"));
      g_assert_true (certtool_accepts (scratch, "ca.pem", NULL));
    }
}

static void
test_chains_p256 (void)
{
  check_chains ("EC_prime256v1", P256);
}

static void
test_chains_rsa (void)
{
  check_chains ("RSA_2048", RSA);
}

/* The judges must be able to say no: a leaf for clients is none for servers, and without the CAs in
 * between there is no chain. */
static void
test_judges_refuse (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (GPtrArray) levels = make_hierarchy ("EC_prime256v1");
  Authority *issuer = g_ptr_array_index (levels, LEVELS - 1);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=client");
  EspIssuance issuance = make_issuance ("EndEntityClientAuthCertificate", request, issuer);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) leaf = issue (&issuance, issuer->signer, NULL, &error);

  g_assert_no_error (error);
  write_certificate (scratch, "leaf.pem", leaf);
  write_hierarchy (scratch, levels, LEVELS - 1);
  g_assert_true (openssl_accepts (scratch, "leaf.pem", "sslclient"));
  g_assert_false (openssl_accepts (scratch, "leaf.pem", "sslserver"));
  g_assert_false (certtool_accepts (scratch, "leaf.pem", "1.3.6.1.5.5.7.3.1"));
  write_hierarchy (scratch, levels, LEVELS - 2);
  g_assert_false (openssl_accepts (scratch, "leaf.pem", "sslclient"));
  g_assert_false (certtool_accepts (scratch, "leaf.pem", "1.3.6.1.5.5.7.3.2"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/issuer/chains/p256", test_chains_p256);
  g_test_add_func ("/issuer/chains/rsa", test_chains_rsa);
  g_test_add_func ("/issuer/chains/judges-refuse", test_judges_refuse);
  return g_test_run ();
}
