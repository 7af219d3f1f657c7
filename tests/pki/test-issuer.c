/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates as templates promise them, judged by openssl and certtool. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-key-private.h"
#include "pki/esp-lint.h"

#include "pki-fixture.h"

#include <json-glib/json-glib.h>

#define LEVELS 5

static const char *const level_templates[LEVELS] = {
  "RootCACertificate",
  "SubordinateCACertificate_PathLen3",
  "SubordinateCACertificate_PathLen2",
  "SubordinateCACertificate_PathLen1",
  "SubordinateCACertificate_PathLen0",
};

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

/* Five levels; free with g_ptr_array_unref(). */
static GPtrArray *
make_hierarchy (const char *algorithm)
{
  GPtrArray *levels = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);

  for (guint i = 0; i < LEVELS; i++)
    {
      g_autofree char *subject = g_strdup_printf ("CN=Level %u,O=Meridian,C=DE", i);
      Authority *issuer = i > 0 ? g_ptr_array_index (levels, i - 1) : NULL;

      g_ptr_array_add (levels, make_authority (level_templates[i], algorithm, subject, issuer));
    }
  return levels;
}

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
openssl_accepts (Scratch *scratch, const char *file, const char *purpose)
{
  g_autoptr (GBytes) between = scratch_read (scratch, "between.pem");

  return run (scratch, NULL, "openssl verify -x509_strict -CAfile root.pem %s -purpose %s %s",
              g_bytes_get_size (between) > 0 ? "-untrusted between.pem" : "", purpose, file);
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

/* --- Templates: the data of a row, in openssl's words --- */

static const struct
{
  const char *data;
  const char *openssl;
} words[] = {
  { "digitalSignature", "Digital Signature" },
  { "keyEncipherment", "Key Encipherment" },
  { "keyCertSign", "Certificate Sign" },
  { "cRLSign", "CRL Sign" },
  { "serverAuth", "TLS Web Server Authentication" },
  { "clientAuth", "TLS Web Client Authentication" },
  { "codeSigning", "Code Signing" },
  { "OCSPSigning", "OCSP Signing" },
};

static const char *
translate (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].data, word))
      return words[i].openssl;
  g_error ("no word for %s", word);
}

static void
expect_list (GString *text,
             JsonObject *row,
             const char *member,
             const char *list,
             const char *title)
{
  JsonObject *object;
  JsonArray *array;

  if (json_object_get_null_member (row, member))
    return;
  object = json_object_get_object_member (row, member);
  array = json_object_get_array_member (object, list);
  g_string_append_printf (text, "X509v3 %s:%s\n", title,
                          json_object_get_boolean_member (object, "critical") ? " critical" : "");
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            translate (json_array_get_string_element (array, i)));
  g_string_append_c (text, '\n');
}

static gboolean
has_source (JsonObject *row, const char *member, const char *source)
{
  JsonArray *array = json_object_get_array_member (row, member);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (g_str_equal (json_array_get_string_element (array, i), source))
      return TRUE;
  return FALSE;
}

/* What `openssl x509 -text` has to say between "X509v3 extensions" and the signature, without white
 * space at the ends of lines. */
static char *
expect_extensions (JsonObject *row, EspCertificate *issuer, EspKey *key)
{
  GString *text = g_string_new (NULL);
  JsonObject *constraints = json_object_get_object_member (row, "basicConstraints");
  g_autofree char *own = NULL;
  g_autofree char *authority = NULL;
  GBytes *identifier = esp_key_get_identifier (key);
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (identifier, &len);

  g_string_append_printf (text, "X509v3 Basic Constraints:%s\nCA:%s",
                          json_object_get_boolean_member (constraints, "critical") ? " critical" :
                                                                                     "",
                          json_object_get_boolean_member (constraints, "cA") ? "TRUE" : "FALSE");
  if (!json_object_get_null_member (constraints, "pathLen"))
    g_string_append_printf (text, ", pathlen:%d",
                            (int) json_object_get_int_member (constraints, "pathLen"));
  g_string_append_c (text, '\n');
  expect_list (text, row, "keyUsage", "bits", "Key Usage");
  expect_list (text, row, "extendedKeyUsage", "purposes", "Extended Key Usage");
  g_string_append (text, "X509v3 Subject Key Identifier:\n");
  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", bytes[i]);
  g_string_append_c (text, '\n');
  if (g_strcmp0 (json_object_get_string_member_with_default (row, "authorityKeyIdentifier", ""),
                 "SKI_OF_ISSUER") == 0)
    {
      bytes = g_bytes_get_data (esp_certificate_get_subject_key_identifier (issuer), &len);
      g_string_append (text, "X509v3 Authority Key Identifier:\n");
      for (gsize i = 0; i < len; i++)
        g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", bytes[i]);
      g_string_append_c (text, '\n');
    }
  g_string_append (text, "X509v3 Subject Alternative Name:\nDNS:radio-1.example\n");
  if (has_source (row, "crlDistributionPointSources", "CA_CONFIGURATION"))
    g_string_append (text, "X509v3 CRL Distribution Points:\nFull Name:\n"
                           "URI:http://pki.example/ca.crl\n");
  g_string_append (text, "Authority Information Access:\nOCSP - URI:http://ocsp.example/\n");
  return g_string_free (text, FALSE);
}

static char *
read_extensions (Scratch *scratch, const char *file)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  GString *text = g_string_new (NULL);
  gboolean inside = FALSE;

  g_assert_true (run (scratch, &output, "openssl x509 -in %s -noout -text", file));
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, "Signature Algorithm:"))
        inside = FALSE;
      if (inside && *line)
        g_string_append_printf (text, "%s\n", line);
      if (g_str_equal (line, "X509v3 extensions:"))
        inside = TRUE;
    }
  return g_string_free (text, FALSE);
}

static JsonArray *
load_templates (JsonParser *parser)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "templates.json", NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "templates");
}

/* Every template, with nothing passed through, gives the extensions of its row and no other. */
static void
test_templates (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (Authority) ca = make_authority ("RootCACertificate", "EC_prime256v1", "CN=New", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *rows = load_templates (parser);
  char crl_url[] = "http://pki.example/ca.crl";
  char ocsp_url[] = "http://ocsp.example/";
  const EspIssuerConfiguration configuration = { crl_url, ocsp_url };
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (EspRequest) request = NULL;
  g_autofree char *key = NULL;
  g_autoptr (EspSecret) secret = esp_key_encode_private (ca->key, NULL);
  gsize len = 0;

  /* openssl makes the request, so that it holds a name and nothing that a template must ignore. */
  scratch_write (scratch, "leaf-key.der", (const char *) esp_secret_get_bytes (secret, &len),
                 (gssize) esp_secret_get_len (secret));
  run_ok (scratch, "openssl req -new -key leaf-key.der -keyform DER -subj /CN=radio-1 -addext "
                   "subjectAltName=DNS:radio-1.example -out leaf.csr");
  pem = scratch_read (scratch, "leaf.csr");
  request = esp_request_parse (pem, NULL);
  g_assert_nonnull (request);
  g_assert_cmpuint (json_array_get_length (rows), ==, 61);
  g_assert_cmpuint (esp_templates ()->len, ==, 61);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *name = json_object_get_string_member (row, "name");
      Authority *issuer = find_template (name)->kind == ESP_TEMPLATE_ROOT ? NULL : root;
      EspIssuance issuance = make_issuance (name, request, issuer);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspCertificate) certificate = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *actual = NULL;

      issuance.configuration = &configuration;
      issuance.algorithm = signing_for (ca->key);
      certificate = issue (&issuance, issuer ? issuer->signer : ca->signer, NULL, &error);
      g_assert_no_error (error);
      write_certificate (scratch, "certificate.pem", certificate);
      expected = expect_extensions (row, root->certificate, ca->key);
      actual = read_extensions (scratch, "certificate.pem");
      g_assert_cmpstr (actual, ==, expected);
    }
}

/* --- Requests that ask for more --- */

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

/* --- The issuer's key identifier --- */

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

/* --- Refusals --- */

static GError *
refuse_ca (Authority *issuer, const char *template, gint64 not_after)
{
  g_autoptr (EspKey) key = make_key ("EC_prime256v1");
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (EspName) name = esp_name_parse ("CN=Sub", NULL);
  g_autoptr (EspRequest) request = esp_request_create_ca (name, signer, signing_for (key), NULL);
  EspIssuance issuance = make_issuance (template, request, issuer);
  g_autoptr (GBytes) serial = issuance.serial;
  GError *error = NULL;

  issuance.not_after = not_after;
  g_assert_null (esp_certificate_plan_new (&issuance, &error));
  g_assert_nonnull (error);
  return error;
}

static void
test_path_length (void)
{
  g_autoptr (GPtrArray) levels = make_hierarchy ("EC_prime256v1");
  Authority *last = g_ptr_array_index (levels, LEVELS - 1);
  Authority *second = g_ptr_array_index (levels, 2);
  gint64 end = get_now () + DAY;
  g_autoptr (GError) zero = refuse_ca (last, "SubordinateCACertificate_PathLen0", end);
  g_autoptr (GError) same = refuse_ca (second, "SubordinateCACertificate_PathLen2", end);
  g_autoptr (GError) higher = refuse_ca (second, "SubordinateCACertificate_PathLen3", end);

  g_assert_true (esp_error_has_reason (zero, ESP_REASON_PATH_LENGTH_ZERO));
  g_assert_true (esp_error_has_reason (same, ESP_REASON_PATH_LENGTH_NOT_BELOW));
  g_assert_true (esp_error_has_reason (higher, ESP_REASON_PATH_LENGTH_NOT_BELOW));
  g_assert_cmpstr (esp_error_get_argument (higher, "issuer"), ==, "2");
  g_assert_cmpstr (esp_error_get_argument (higher, "wanted"), ==, "3");
}

static void
test_outlives (void)
{
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  gint64 end = esp_certificate_get_not_after (root->certificate);
  g_autofree char *issuer_end = esp_time_to_rfc3339 (end);
  g_autofree char *wanted = esp_time_to_rfc3339 (end + 1);
  g_autoptr (GError) error = refuse_ca (root, "SubordinateCACertificate_PathLen0", end + 1);

  g_assert_true (esp_error_has_reason (error, ESP_REASON_OUTLIVES_ISSUER));
  g_assert_nonnull (strstr (error->message, issuer_end));
  g_assert_nonnull (strstr (error->message, wanted));
}

static void
test_kinds (void)
{
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (GError) under = refuse_ca (root, "RootCACertificate", get_now () + DAY);
  g_autoptr (GError) alone = refuse_ca (NULL, "EndEntityCertificate", get_now () + DAY);
  g_autoptr (GError)
    order = refuse_ca (root, "SubordinateCACertificate_PathLen0", get_now () - 2 * DAY);

  g_assert_true (esp_error_has_reason (under, ESP_REASON_TEMPLATE_NOT_SUBORDINATE));
  g_assert_true (esp_error_has_reason (alone, ESP_REASON_TEMPLATE_NOT_ROOT));
  g_assert_true (esp_error_has_reason (order, ESP_REASON_VALIDITY_ORDER));
}

static void
test_issuer_not_ca (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (EspCertificate) leaf = issue (&issuance, root->signer, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (leaf);
  issuance.issuer = leaf;
  issuance.not_after = esp_certificate_get_not_after (leaf) - 1;
  g_assert_null (esp_certificate_plan_new (&issuance, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ISSUER_NOT_CA));
}

static void
test_serials (void)
{
  static const guint8 zero[16] = { 0 };
  static const guint8 negative[16] = { 0x80, 1 };
  static const guint8 small[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x80 };
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) made = issuance.serial;
  static const struct
  {
    const guint8 *bytes;
    gsize len;
  } wrong[] = { { zero, 16 }, { negative, 16 }, { small, 15 } };
  g_autoptr (EspCertificate) certificate = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < 1000; i++)
    {
      g_autoptr (GBytes) serial = esp_serial_generate (NULL);

      g_assert_cmpuint (g_bytes_get_size (serial), ==, 16);
      g_assert_cmpint (((const guint8 *) g_bytes_get_data (serial, NULL))[0] & 0x80, ==, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) refusal = NULL;

      issuance.serial = g_bytes_new_static (wrong[i].bytes, wrong[i].len);
      g_assert_null (esp_certificate_plan_new (&issuance, &refusal));
      g_assert_true (esp_error_has_reason (refusal, ESP_REASON_SERIAL_FORM));
      g_bytes_unref (issuance.serial);
    }
  /* Leading zeros go away in DER and come back in the text. */
  issuance.serial = g_bytes_new_static (small, 16);
  certificate = issue (&issuance, root->signer, NULL, &error);
  g_bytes_unref (issuance.serial);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_certificate_get_serial (certificate), ==,
                   "00000000000000000000000000000180");
  write_certificate (scratch, "leaf.pem", certificate);
  g_assert_true (run (scratch, &output, "openssl x509 -in leaf.pem -noout -serial"));
  g_assert_cmpstr (output, ==, "serial=0180\n");
}

static void
test_wrong_signer (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (Authority)
    other = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;

  g_assert_null (issue (&issuance, other->signer, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNER_NOT_ISSUER));
}

/* A token that signs something else than it was given. */
static GBytes *
lie (gpointer data,
     const EspSigningAlgorithm *algorithm,
     const guint8 *bytes,
     gsize len,
     GError **error)
{
  g_autofree guint8 *changed = g_memdup2 (bytes, len);

  changed[len / 2] ^= 1;
  return esp_key_sign (data, algorithm, changed, len, error);
}

static void
test_lying_signer (void)
{
  static const EspSignerMethods methods = { lie, NULL };
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspSigner) liar = esp_signer_new (root->key, &methods, root->key);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;

  g_assert_null (issue (&issuance, liar, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNATURE_WRONG));
}

static void
test_urls (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  char *const urls[] = { (char[]){ "" }, (char[]){ "http://a b/" },
                         (char[]){ "http://\xc3\xa4/" } };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      const EspIssuerConfiguration crl = { urls[i], NULL };
      const EspIssuerConfiguration ocsp = { NULL, urls[i] };
      g_autoptr (GError) first = NULL;
      g_autoptr (GError) second = NULL;

      issuance.configuration = &crl;
      g_assert_null (esp_certificate_plan_new (&issuance, &first));
      g_assert_true (esp_error_has_reason (first, ESP_REASON_ISSUER_URL));
      issuance.configuration = &ocsp;
      g_assert_null (esp_certificate_plan_new (&issuance, &second));
      g_assert_true (esp_error_has_reason (second, ESP_REASON_ISSUER_URL));
    }
}

/* UTCTime until 2049, GeneralizedTime from 2050, on both sides of the border. */
static void
test_times (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspKey) key = make_key ("EC_prime256v1");
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (EspName) name = esp_name_parse ("CN=Root", NULL);
  g_autoptr (EspRequest) request = esp_request_create_ca (name, signer, signing_for (key), NULL);
  EspIssuance issuance = make_issuance ("RootCACertificate", request, NULL);
  g_autoptr (GBytes) serial = issuance.serial;
  static const struct
  {
    gint64 end;
    const char *line;
  } rows[] = {
    { 2524607999, "UTCTIME           :491231235959Z" },
    { 2524608000, "GENERALIZEDTIME   :20500101000000Z" },
    { ESP_TIME_MAX, "GENERALIZEDTIME   :99991231235959Z" },
  };

  issuance.algorithm = signing_for (key);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspCertificate) root = NULL;
      g_autofree char *output = NULL;

      issuance.not_after = rows[i].end;
      root = issue (&issuance, signer, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (esp_certificate_get_not_after (root), ==, rows[i].end);
      write_certificate (scratch, "root.pem", root);
      g_assert_true (run (scratch, &output, "openssl asn1parse -in root.pem"));
      g_assert_nonnull (strstr (output, rows[i].line));
    }
}

static gboolean
has_finding (GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((const EspLintFinding *) g_ptr_array_index (findings, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
test_warnings (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityCertificate", request, root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = NULL;

  issuance.not_after = esp_certificate_get_not_after (root->certificate);
  certificate = issue (&issuance, root->signer, &warnings, &error);
  g_assert_no_error (error);
  g_assert_true (has_finding (warnings, "ec-key-encipherment-template"));
  g_assert_true (has_finding (warnings, "issuer-same-end"));
  g_assert_cmpuint (warnings->len, ==, 2);
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
  g_test_add_func ("/issuer/templates", test_templates);
  g_test_add_func ("/issuer/csr/ignored", test_csr_ignored);
  g_test_add_func ("/issuer/csr/passthrough", test_csr_passthrough);
  g_test_add_func ("/issuer/csr/passthrough-lint", test_csr_passthrough_lint);
  g_test_add_func ("/issuer/csr/empty-subject", test_empty_subject);
  g_test_add_func ("/issuer/authority-key", test_authority_key);
  g_test_add_func ("/issuer/refusals/path-length", test_path_length);
  g_test_add_func ("/issuer/refusals/outlives", test_outlives);
  g_test_add_func ("/issuer/refusals/kinds", test_kinds);
  g_test_add_func ("/issuer/refusals/issuer-not-ca", test_issuer_not_ca);
  g_test_add_func ("/issuer/refusals/serials", test_serials);
  g_test_add_func ("/issuer/refusals/wrong-signer", test_wrong_signer);
  g_test_add_func ("/issuer/refusals/lying-signer", test_lying_signer);
  g_test_add_func ("/issuer/refusals/urls", test_urls);
  g_test_add_func ("/issuer/times", test_times);
  g_test_add_func ("/issuer/warnings", test_warnings);
  return g_test_run ();
}
