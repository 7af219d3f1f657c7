/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation lists, judged by openssl and certtool. */
#include "base/esp-error.h"
#include "pki/esp-certificate-private.h"
#include "pki/esp-crl.h"
#include "pki/esp-extension-values.h"

#include "pki-fixture.h"

#define MANY 100000

typedef struct
{
  Scratch *scratch;
  Authority *root;
  Authority *ca;
  EspCertificate *good;
  EspCertificate *bad;
} Branch;

static EspCertificate *
make_leaf (Scratch *scratch, Authority *ca, const char *options)
{
  g_autoptr (EspRequest) request = make_request (scratch, P256, options);
  EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", request, ca);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  EspCertificate *leaf = issue (&issuance, ca->signer, NULL, &error);

  g_assert_no_error (error);
  return leaf;
}

static void
branch_init (Branch *branch)
{
  branch->scratch = scratch_new ();
  branch->root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  branch->ca = make_authority ("SubordinateCACertificate_PathLen0", "EC_prime256v1", "CN=Sub",
                               branch->root);
  branch->good = make_leaf (branch->scratch, branch->ca, "-subj /CN=good");
  branch->bad = make_leaf (branch->scratch, branch->ca, "-subj /CN=bad");
  write_certificate (branch->scratch, "root.pem", branch->root->certificate);
  write_certificate (branch->scratch, "ca.pem", branch->ca->certificate);
  write_certificate (branch->scratch, "good.pem", branch->good);
  write_certificate (branch->scratch, "bad.pem", branch->bad);
}

static void
branch_clear (Branch *branch)
{
  authority_free (branch->root);
  authority_free (branch->ca);
  esp_certificate_unref (branch->good);
  esp_certificate_unref (branch->bad);
  scratch_free (branch->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

static EspCrlContents
make_contents (Authority *issuer, const EspCrlEntry *entries, gsize n_entries)
{
  EspCrlContents contents = { 0 };

  contents.issuer = issuer->certificate;
  contents.algorithm = signing_for (issuer->key);
  contents.number = 42;
  contents.this_update = get_now () - 60;
  contents.next_update = contents.this_update + 7 * DAY;
  contents.entries = entries;
  contents.n_entries = n_entries;
  return contents;
}

static EspCrl *
make_crl (Authority *issuer, const EspCrlEntry *entries, gsize n_entries)
{
  EspCrlContents contents = make_contents (issuer, entries, n_entries);
  g_autoptr (GError) error = NULL;
  EspCrl *crl = esp_crl_create (&contents, issuer->signer, &error);

  g_assert_no_error (error);
  return crl;
}

/* crls.pem: an empty list of the root and @crl. */
static void
write_crls (Branch *branch, EspCrl *crl)
{
  g_autoptr (EspCrl) root_crl = make_crl (branch->root, NULL, 0);
  g_autofree char *first = esp_crl_to_pem (root_crl);
  g_autofree char *second = esp_crl_to_pem (crl);
  g_autofree char *both = g_strconcat (first, second, NULL);

  scratch_write (branch->scratch, "crls.pem", both, -1);
  scratch_write (branch->scratch, "crl.pem", second, -1);
}

static gboolean
openssl_accepts (Scratch *scratch, const char *file, char **output)
{
  return run (scratch, output,
              "openssl verify -x509_strict -CAfile root.pem -untrusted ca.pem -CRLfile crls.pem "
              "-crl_check_all -purpose sslserver %s",
              file);
}

static gboolean
certtool_accepts (Scratch *scratch, const char *file, char **output)
{
  run_ok (scratch, "cat %s ca.pem > chain.pem", file);
  return run (scratch, output,
              "certtool --verify --verify-profile=medium --load-ca-certificate=root.pem "
              "--load-crl=crls.pem --infile=chain.pem");
}

static void
test_judged (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (EspCrl) crl = NULL;
  g_autofree char *openssl = NULL;
  g_autofree char *certtool = NULL;

  branch_init (&branch);
  {
    const EspCrlEntry entries[] = {
      { "0badcafe", get_now () - DAY, 0 },
      { esp_certificate_get_serial (branch.bad), get_now () - 3600, 1 },
    };

    crl = make_crl (branch.ca, entries, G_N_ELEMENTS (entries));
  }
  write_crls (&branch, crl);
  g_assert_true (openssl_accepts (branch.scratch, "good.pem", NULL));
  g_assert_true (certtool_accepts (branch.scratch, "good.pem", NULL));
  g_assert_false (openssl_accepts (branch.scratch, "bad.pem", &openssl));
  g_assert_nonnull (strstr (openssl, "certificate revoked"));
  g_assert_false (certtool_accepts (branch.scratch, "bad.pem", &certtool));
  g_assert_nonnull (strstr (certtool, "revoked"));
  g_assert_true (esp_crl_is_revoked (crl, esp_certificate_get_serial (branch.bad)));
  g_assert_false (esp_crl_is_revoked (crl, esp_certificate_get_serial (branch.good)));
  g_assert_true (esp_crl_is_issued_by (crl, branch.ca->certificate));
  g_assert_false (esp_crl_is_issued_by (crl, branch.root->certificate));
}

/* The lines of openssl between the version and the signature, white space aside. */
static void
test_form (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (EspCrl) crl = NULL;
  g_autofree char *output = NULL;
  g_autofree char *squeezed = NULL;
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  static const EspCrlEntry entries[] = {
    { "00000000000000000000000000000100", 1767225600, 0 },
    { "7f", 1767225601, 10 },
    { "7fffffffffffffffffffffffffffffff", 2524608000, 9 },
    { "0101", 1767225602, 5 },
  };

  branch_init (&branch);
  crl = make_crl (branch.ca, entries, G_N_ELEMENTS (entries));
  write_crls (&branch, crl);
  g_assert_true (
    run (branch.scratch, &output, "openssl crl -in crl.pem -noout -text -nameopt RFC2253"));
  squeezed = g_regex_replace_literal (blanks, output, -1, 0, " ", 0, NULL);
  g_assert_nonnull (strstr (squeezed, "Version 2 (0x1) Signature Algorithm: ecdsa-with-SHA256 "
                                      "Issuer: CN=Sub"));
  g_assert_nonnull (strstr (squeezed, "CRL extensions: X509v3 Authority Key Identifier: "));
  g_assert_nonnull (strstr (squeezed, " X509v3 CRL Number: 42 Revoked Certificates: "));
  /* In the order of their numbers; no reason is no extension; a date of 2050 is readable. */
  g_assert_nonnull (strstr (
    squeezed, "Serial Number: 7F Revocation Date: Jan 1 00:00:01 2026 GMT CRL entry extensions: "
              "X509v3 CRL Reason Code: "));
  g_assert_nonnull (strstr (squeezed,
                            "Serial Number: 0100 Revocation Date: Jan 1 00:00:00 2026 GMT "
                            "Serial Number: 0101 Revocation Date: Jan 1 00:00:02 2026 "
                            "GMT CRL entry extensions: X509v3 CRL Reason Code: "
                            "Cessation Of Operation Serial Number: 7FFF"));
  g_assert_nonnull (strstr (squeezed, "Revocation Date: Jan 1 00:00:00 2050 GMT CRL entry "
                                      "extensions: X509v3 CRL Reason Code: Privilege Withdrawn"));
  g_assert_null (strstr (squeezed, "Issuing Distribution Point"));
  g_assert_null (strstr (squeezed, "Unspecified"));
}

#define PART "http://crl.example/crl/0b0e6a6e-7a0f-4d3e-9b57-0d6c2f6f1a11.crl"

/* A part: the certificate names it and no other, and openssl holds one against the other. */
static void
test_part (void)
{
  g_auto (Branch) branch = { 0 };
  EspIssuerConfiguration configuration = { (char *) PART, NULL };
  g_autoptr (EspRequest) request = NULL;
  g_autoptr (EspCertificate) bound = NULL;
  g_autoptr (EspCrl) part = NULL;
  g_autoptr (EspCrl) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *point = NULL;
  g_autofree char *output = NULL;
  EspIssuance issuance;
  EspCrlContents contents;

  branch_init (&branch);
  request = make_request (branch.scratch, P256, "-subj /CN=bound");
  issuance = make_issuance ("EndEntityServerAuthCertificate", request, branch.ca);
  issuance.configuration = &configuration;
  bound = issue (&issuance, branch.ca->signer, NULL, &error);
  g_bytes_unref (issuance.serial);
  g_assert_no_error (error);
  write_certificate (branch.scratch, "bound.pem", bound);
  contents = make_contents (branch.ca, NULL, 0);
  contents.distribution_point = PART;
  part = esp_crl_create (&contents, branch.ca->signer, &error);
  g_assert_no_error (error);
  point = esp_crl_get_distribution_point (part);
  g_assert_cmpstr (point, ==, PART);
  write_crls (&branch, part);
  g_assert_true (openssl_accepts (branch.scratch, "bound.pem", NULL));
  g_assert_true (certtool_accepts (branch.scratch, "bound.pem", NULL));
  /* Nothing is said of a certificate that names no part, nor by the part of others. */
  g_assert_false (openssl_accepts (branch.scratch, "good.pem", NULL));
  g_assert_true (run (branch.scratch, &output, "openssl crl -in crl.pem -noout -text"));
  g_assert_nonnull (strstr (output, "X509v3 Issuing Distribution Point: critical"));
  contents.distribution_point = "http://crl.example/crl/other.crl";
  other = esp_crl_create (&contents, branch.ca->signer, NULL);
  write_crls (&branch, other);
  g_assert_false (openssl_accepts (branch.scratch, "bound.pem", NULL));
}

static void
test_empty (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (EspCrl) crl = NULL;
  g_autofree char *output = NULL;

  branch_init (&branch);
  crl = make_crl (branch.ca, NULL, 0);
  write_crls (&branch, crl);
  g_assert_cmpuint (esp_crl_get_n_entries (crl), ==, 0);
  g_assert_false (esp_crl_is_revoked (crl, "01"));
  g_assert_true (run (branch.scratch, &output, "openssl crl -in crl.pem -noout -text"));
  g_assert_nonnull (strstr (output, "No Revoked Certificates."));
  g_assert_true (openssl_accepts (branch.scratch, "good.pem", NULL));
  g_assert_true (certtool_accepts (branch.scratch, "good.pem", NULL));
}

static void
test_parse (void)
{
  g_auto (Branch) branch = { 0 };
  static const EspCrlEntry entries[] = { { "0a", 1767225600, 4 } };
  g_autoptr (EspCrl) crl = NULL;
  g_autoptr (EspCrl) from_pem = NULL;
  g_autoptr (EspCrl) from_der = NULL;
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;

  branch_init (&branch);
  crl = make_crl (branch.ca, entries, 1);
  write_crls (&branch, crl);
  run_ok (branch.scratch, "openssl crl -in crl.pem -outform DER -out crl.der");
  pem = scratch_read (branch.scratch, "crl.pem");
  der = scratch_read (branch.scratch, "crl.der");
  g_assert_true (g_bytes_equal (der, esp_crl_get_der (crl)));
  from_pem = esp_crl_parse (pem, &error);
  g_assert_no_error (error);
  from_der = esp_crl_parse (der, &error);
  g_assert_no_error (error);
  g_assert_cmpint (esp_crl_get_number (from_pem), ==, 42);
  g_assert_cmpint (esp_crl_get_this_update (from_pem), ==, esp_crl_get_this_update (crl));
  g_assert_cmpint (esp_crl_get_next_update (from_der), ==, esp_crl_get_next_update (crl));
  g_assert_cmpuint (esp_crl_get_n_entries (from_der), ==, 1);
  g_assert_true (esp_crl_is_revoked (from_der, "0000000000000000000000000000000a"));
  g_assert_true (esp_crl_is_revoked (from_der, "0A"));
  g_assert_false (esp_crl_is_revoked (from_der, "0b"));
  g_assert_false (esp_crl_is_revoked (from_der, "no hex"));
}

static void
refuse_parse (GBytes *data, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_crl_parse (data, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_parse_refused (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (EspCrl) crl = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) both = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes)
    large = g_bytes_new_take (g_malloc0 (ESP_CRL_MAX_SIZE + 1), ESP_CRL_MAX_SIZE + 1);

  branch_init (&branch);
  crl = make_crl (branch.ca, NULL, 0);
  write_crls (&branch, crl);
  certificate = scratch_read (branch.scratch, "ca.pem");
  both = scratch_read (branch.scratch, "crls.pem");
  cut = g_bytes_new_from_bytes (esp_crl_get_der (crl), 0,
                                g_bytes_get_size (esp_crl_get_der (crl)) - 1);
  refuse_parse (certificate, ESP_REASON_CRL_NOT_A_CRL);
  refuse_parse (esp_certificate_get_der (branch.good), ESP_REASON_CRL_NOT_A_CRL);
  refuse_parse (both, ESP_REASON_CRL_SEVERAL);
  refuse_parse (cut, ESP_REASON_CRL_TRUNCATED);
  refuse_parse (large, ESP_REASON_CRL_TOO_LARGE);
}

static void
refuse_create (const EspCrlContents *contents, EspSigner *signer, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_crl_create (contents, signer, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_create_refused (void)
{
  g_auto (Branch) branch = { 0 };
  static const EspCrlEntry twice[] = { { "0a", 1767225600, 4 }, { "000A", 1767225601, 0 } };
  static const EspCrlEntry wrong[] = { { "0x0a", 1767225600, 4 } };
  static const EspCrlEntry early[] = { { "0a", -1767225600, 4 } };
  Authority leaf = { 0 };
  EspCrlContents contents;

  branch_init (&branch);
  contents = make_contents (branch.ca, NULL, 0);
  refuse_create (&contents, branch.root->signer, ESP_REASON_SIGNER_NOT_ISSUER);
  contents.next_update = contents.this_update;
  refuse_create (&contents, branch.ca->signer, ESP_REASON_CRL_ORDER);
  contents = make_contents (branch.ca, twice, 2);
  refuse_create (&contents, branch.ca->signer, ESP_REASON_CRL_DUPLICATE);
  contents = make_contents (branch.ca, wrong, 1);
  refuse_create (&contents, branch.ca->signer, ESP_REASON_HEX_SYNTAX);
  contents = make_contents (branch.ca, early, 1);
  refuse_create (&contents, branch.ca->signer, ESP_REASON_CRL_SIGN);
  /* The key of an end entity may sign none. */
  contents = make_contents (branch.ca, NULL, 0);
  contents.issuer = branch.good;
  leaf.signer = esp_signer_new_from_key (esp_certificate_get_key (branch.good));
  refuse_create (&contents, leaf.signer, ESP_REASON_CRL_ISSUER_USAGE);
  esp_signer_unref (leaf.signer);
}

static void
test_reasons (void)
{
  static const int codes[] = { 0, 1, 2, 3, 4, 5, 9, 10 };
  const EspRevocationReason *reasons = esp_revocation_reasons ();
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  for (; reasons[n].name; n++)
    {
      g_assert_cmpint (reasons[n].code, ==, codes[n]);
      g_assert_true (esp_revocation_reason_find (reasons[n].name, NULL) == &reasons[n]);
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (codes));
  g_assert_null (esp_revocation_reason_find ("CERTIFICATE_HOLD", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_REVOCATION_REASON_UNKNOWN));
  g_assert_nonnull (strstr (error->message, "A_A_COMPROMISE"));
}

/* A hundred thousand entries, given in the worst order: openssl finds the one that was revoked, and
 * nobody waits. */
static void
test_many (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GPtrArray) serials = g_ptr_array_new_with_free_func (g_free);
  g_autofree EspCrlEntry *entries = g_new0 (EspCrlEntry, MANY);
  g_autoptr (EspCrl) crl = NULL;
  g_autofree char *output = NULL;
  gint64 start;
  gint64 spent;

  branch_init (&branch);
  for (guint i = 0; i < MANY; i++)
    {
      g_ptr_array_add (serials, g_strdup_printf ("7%030x%x", MANY - i, 1));
      entries[i].serial = g_ptr_array_index (serials, i);
      entries[i].revoked_at = 1767225600 + i;
      entries[i].reason = (int) (i % 6);
    }
  entries[MANY / 2].serial = esp_certificate_get_serial (branch.bad);
  start = g_get_monotonic_time ();
  crl = make_crl (branch.ca, entries, MANY);
  spent = g_get_monotonic_time () - start;
  g_test_message ("%d entries: %" G_GINT64_FORMAT " ms", MANY, spent / 1000);
  g_assert_cmpuint (esp_crl_get_n_entries (crl), ==, MANY);
  g_assert_true (esp_crl_is_revoked (crl, entries[MANY - 1].serial));
  g_assert_false (esp_crl_is_revoked (crl, esp_certificate_get_serial (branch.good)));
  write_crls (&branch, crl);
  g_assert_true (openssl_accepts (branch.scratch, "good.pem", NULL));
  g_assert_false (openssl_accepts (branch.scratch, "bad.pem", &output));
  g_assert_nonnull (strstr (output, "certificate revoked"));
  g_assert_cmpint (spent, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/crl/judged", test_judged);
  g_test_add_func ("/crl/form", test_form);
  g_test_add_func ("/crl/part", test_part);
  g_test_add_func ("/crl/empty", test_empty);
  g_test_add_func ("/crl/parse", test_parse);
  g_test_add_func ("/crl/parse-refused", test_parse_refused);
  g_test_add_func ("/crl/create-refused", test_create_refused);
  g_test_add_func ("/crl/reasons", test_reasons);
  g_test_add_func ("/crl/many", test_many);
  return g_test_run ();
}
