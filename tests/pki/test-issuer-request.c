/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a certificate takes from a request, and what from the certificate of its issuer. */
#include "base/esp-error.h"
#include "pki/esp-key-private.h"

#include "issuer-fixture.h"

static const EspExtension *
find_row (GPtrArray *rows, const char *oid, gboolean ignored)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->oid, oid) && row->ignored == ignored)
        return row;
    }
  return NULL;
}

#define GREEDY                                                                                     \
  "-subj /CN=greedy -addext subjectAltName=DNS:greedy.example -addext keyUsage=critical,"          \
  "digitalSignature,keyAgreement -addext extendedKeyUsage=codeSigning -addext "                    \
  "basicConstraints=critical,CA:TRUE -addext crlDistributionPoints=URI:http://their.example/crl "  \
  "-addext certificatePolicies=1.3.6.1.4.1.99999.1 -addext "                                       \
  "authorityInfoAccess='OCSP;URI:http://their.example/ocsp' -addext subjectKeyIdentifier=0102"

static void
test_csr_ignored (void)
{
  static const struct
  {
    const char *oid;
    const char *why;
  } expected[] = {
    { "2.5.29.15", "template-fixes-it" },
    { "2.5.29.37", "template-fixes-it" },
    { "2.5.29.19", "template-fixes-it" },
    { "2.5.29.14", "derived-from-subject-key" },
    { "2.5.29.31", "template-takes-none-from-csr" },
    { "2.5.29.32", "template-takes-none-from-csr" },
    { "1.3.6.1.5.5.7.1.1", "ca-configuration-fixes-it" },
  };
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, GREEDY);
  EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  char ocsp_url[] = "http://ocsp.example/";
  const EspIssuerConfiguration configuration = { NULL, ocsp_url };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificatePlan) plan = NULL;
  GPtrArray *rows;

  issuance.configuration = &configuration;
  plan = esp_certificate_plan_new (&issuance, &error);
  g_assert_no_error (error);
  rows = esp_certificate_plan_get_extensions (plan);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const EspExtension *row = find_row (rows, expected[i].oid, TRUE);

      g_assert_nonnull (row);
      g_assert_cmpstr (row->ignored_why, ==, expected[i].why);
      g_assert_cmpint (row->source, ==, ESP_SOURCE_CSR);
    }
  /* Used: the template's four, the issuer's key, the alternative name, the address; then the seven.
   */
  g_assert_cmpuint (rows->len, ==, 7 + G_N_ELEMENTS (expected));
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpint (((EspExtension *) g_ptr_array_index (rows, i))->ignored, ==, i >= 7);
  g_assert_cmpint (find_row (rows, "2.5.29.17", FALSE)->source, ==, ESP_SOURCE_CSR);
  g_assert_cmpint (find_row (rows, "2.5.29.19", FALSE)->source, ==, ESP_SOURCE_TEMPLATE);
  g_assert_cmpint (find_row (rows, "2.5.29.14", FALSE)->source, ==, ESP_SOURCE_SUBJECT_KEY);
  g_assert_cmpint (find_row (rows, "2.5.29.35", FALSE)->source, ==, ESP_SOURCE_ISSUER);
  g_assert_cmpint (find_row (rows, "1.3.6.1.5.5.7.1.1", FALSE)->source, ==,
                   ESP_SOURCE_CA_CONFIGURATION);
}

static void
test_csr_passthrough (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (
    scratch, P256, GREEDY " -addext 1.3.6.1.4.1.99999.2=ASN1:UTF8String:own");
  EspIssuance issuance = make_issuance ("BlankEndEntityCertificate_CSRPassthrough", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = issue (&issuance, root->signer, NULL, &error);
  g_autofree char *actual = NULL;
  static const char *const lines[] = {
    "X509v3 Basic Constraints:\nCA:FALSE\n",
    "X509v3 Key Usage: critical\nDigital Signature, Key Agreement\n",
    "X509v3 Extended Key Usage:\nCode Signing\n",
    "URI:http://their.example/crl\n",
    "OCSP - URI:http://their.example/ocsp\n",
    "Policy: 1.3.6.1.4.1.99999.1\n",
    "1.3.6.1.4.1.99999.2:\n..own\n",
  };

  g_assert_no_error (error);
  write_certificate (scratch, "certificate.pem", certificate);
  actual = read_extensions (scratch, "certificate.pem");
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_nonnull (strstr (actual, lines[i]));
  g_assert_null (strstr (actual, "CA:TRUE"));
  g_assert_null (strstr (actual, "\n01:02\n"));
}

/* A request may bring what breaks the certificate; the lint stops it before the key signs. */
static void
test_csr_passthrough_lint (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest)
    request = make_request (scratch, P256, "-subj /CN=x -addext keyUsage=critical,keyCertSign");
  EspIssuance issuance = make_issuance ("BlankEndEntityCertificate_CSRPassthrough", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;

  g_assert_null (issue (&issuance, root->signer, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_LINT));
  g_assert_cmpstr (esp_error_get_argument (error, "rule"), ==, "cert-sign-without-ca");
  g_assert_cmpstr (esp_error_get_argument (error, "citation"), ==, "RFC 5280, 4.2.1.3");
}

static void
test_empty_subject (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest)
    request = make_request (scratch, P256, "-subj / -addext subjectAltName=critical,DNS:a.example");
  EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = issue (&issuance, root->signer, NULL, &error);
  g_autofree char *actual = NULL;

  g_assert_no_error (error);
  write_certificate (scratch, "leaf.pem", certificate);
  actual = read_extensions (scratch, "leaf.pem");
  g_assert_nonnull (strstr (actual, "X509v3 Subject Alternative Name: critical\nDNS:a.example\n"));
  write_certificate (scratch, "root.pem", root->certificate);
  scratch_write (scratch, "between.pem", "", 0);
  g_assert_true (openssl_accepts (scratch, "leaf.pem", "sslserver"));
}

/* A root by openssl, whose subject key identifier is what @option says. */
static Authority *
make_foreign_root (Scratch *scratch, const char *option)
{
  g_autofree char *config = g_strdup_printf (
    "[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n"
    "CN=Foreign\n[ext]\nbasicConstraints=critical,CA:TRUE\n"
    "keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=%s\n",
    option);
  Authority *authority = g_new0 (Authority, 1);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  scratch_write (scratch, "foreign.cnf", config, -1);
  run_ok (scratch, "openssl genpkey %s -out root-key.pem", P256);
  run_ok (scratch, "openssl pkcs8 -topk8 -nocrypt -in root-key.pem -outform DER -out root-key.der");
  run_ok (scratch, "openssl req -x509 -new -key root-key.pem -config foreign.cnf "
                   "-days 30 -out root.pem");
  der = scratch_read (scratch, "root-key.der");
  pem = scratch_read (scratch, "root.pem");
  secret = esp_secret_new_copy (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &error);
  g_assert_no_error (error);
  authority->key = esp_key_decode_private (secret, &error);
  g_assert_no_error (error);
  authority->signer = esp_signer_new_from_key (authority->key);
  authority->certificate = esp_certificate_parse (pem, &error);
  g_assert_no_error (error);
  return authority;
}

static void
check_authority_key (const char *option, const guint8 *wanted, gsize len)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority) root = make_foreign_root (scratch, option);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GBytes) expected = wanted ? g_bytes_new (wanted, len) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) leaf = NULL;

  issuance.not_before = get_now ();
  leaf = issue (&issuance, root->signer, NULL, &error);
  g_assert_no_error (error);
  if (!expected)
    expected = g_bytes_ref (esp_key_get_identifier (root->key));
  g_assert_true (g_bytes_equal (esp_certificate_get_authority_key_identifier (leaf), expected));
  write_certificate (scratch, "leaf.pem", leaf);
  g_assert_true (run (scratch, NULL, "openssl verify -CAfile root.pem leaf.pem"));
}

/* What the issuer's certificate says, however it was made; the SHA-1 of its key where it is silent.
 */
static void
test_authority_key (void)
{
  static const guint8 own[] = { 1, 2, 3, 4, 5 };

  check_authority_key ("0102030405", own, sizeof own);
  check_authority_key ("none", NULL, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/issuer/csr/ignored", test_csr_ignored);
  g_test_add_func ("/issuer/csr/passthrough", test_csr_passthrough);
  g_test_add_func ("/issuer/csr/passthrough-lint", test_csr_passthrough_lint);
  g_test_add_func ("/issuer/csr/empty-subject", test_empty_subject);
  g_test_add_func ("/issuer/authority-key", test_authority_key);
  return g_test_run ();
}
