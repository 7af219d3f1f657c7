/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A golden certificate per template: the same request and the same passthrough, in which everything
 * is asked for that can be, through each of the 61 rows. What openssl prints of the certificate,
 * and what was left out and why, stands in tests/fixtures/golden/NAME.txt. After a change that is
 * meant, run this with ESPALIER_WRITE_GOLDEN=1 and read the difference.
 */
#include "base/esp-json.h"
#include "pki/esp-extension-values.h"

#include "issuer-fixture.h"

/* 2026-06-01T12:00:00Z, a year long. */
#define START G_GINT64_CONSTANT (1780315200)
#define END (START + 365 * DAY)

/* Everything that a request can ask for. */
#define REQUEST                                                                                    \
  "[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nC=DE\nO=Meridian\n"          \
  "CN=by request\n[ext]\nbasicConstraints=critical,CA:TRUE,pathlen:7\nsubjectKeyIdentifier=0102\n" \
  "subjectAltName=DNS:request.example,IP:192.0.2.7\n"                                              \
  "crlDistributionPoints=URI:http://request.example/crl\n"                                         \
  "authorityInfoAccess=OCSP;URI:http://request.example/ocsp\n"                                     \
  "certificatePolicies=1.3.6.1.4.1.99999.10\n1.3.6.1.4.1.99999.11=ASN1:UTF8String:request\n"

/* And everything that a call can, but for key usages; %s: those, and an authority key identifier.
 */
#define PASSTHROUGH                                                                                     \
  "{\"Subject\": {\"Country\": \"DE\", \"Organization\": \"Meridian\", \"CommonName\": \"by call\"},"   \
  "\"Extensions\": {%s"                                                                                 \
  "\"CertificatePolicies\": [{\"CertPolicyId\": \"1.3.6.1.4.1.99999.20\", \"PolicyQualifiers\": ["      \
  "{\"PolicyQualifierId\": \"CPS\", \"Qualifier\": {\"CpsUri\": \"http://call.example/cps\"}}]}],"      \
  "\"SubjectAlternativeNames\": [{\"DnsName\": \"call.example\"}],"                                     \
  "\"CustomExtensions\": ["                                                                             \
  "{\"ObjectIdentifier\": \"1.3.6.1.4.1.99999.21\", \"Value\": \"DARjYWxs\"},"                          \
  "{\"ObjectIdentifier\": \"2.5.29.31\", \"Value\": \"MB8wHaAboBmGF2h0dHA6Ly9jYWxsLmV4YW1wbGUvY3Js\"}," \
  "{\"ObjectIdentifier\": \"2.5.29.35\", \"Value\": \"%s\"}]}}"

typedef struct
{
  Scratch *scratch;
  Authority *root; /* issues what is not self-signed */
  Authority *self; /* owns the key of the request */
  EspRequest *device, *ca;
} World;

static EspRequest *
make_greedy_request (World *world, const char *usages)
{
  g_autofree char *config = g_strconcat (REQUEST, usages, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = NULL;
  EspRequest *request;

  scratch_write (world->scratch, "request.cnf", config, -1);
  run_ok (world->scratch,
          "openssl req -new -key key.der -keyform DER -config request.cnf -out request.csr");
  pem = scratch_read (world->scratch, "request.csr");
  request = esp_request_parse (pem, &error);
  g_assert_no_error (error);
  return request;
}

static void
world_init (World *world)
{
  g_autoptr (EspSecret) secret = NULL;
  gsize len = 0;

  world->scratch = scratch_new ();
  world->root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Golden root", NULL);
  world->self = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Golden self", NULL);
  secret = esp_key_encode_private (world->self->key, NULL);
  scratch_write (world->scratch, "key.der", (const char *) esp_secret_get_bytes (secret, &len),
                 (gssize) esp_secret_get_len (secret));
  world->device = make_greedy_request (world, "keyUsage=critical,digitalSignature,nonRepudiation\n"
                                              "extendedKeyUsage=emailProtection\n");
  world->ca = make_greedy_request (world, "keyUsage=critical,keyCertSign,cRLSign\n"
                                          "extendedKeyUsage=emailProtection\n");
}

static void
world_clear (World *world)
{
  esp_request_unref (world->device);
  esp_request_unref (world->ca);
  authority_free (world->root);
  authority_free (world->self);
  scratch_free (world->scratch);
}

static EspPassthrough *
make_passthrough (World *world, gboolean ca)
{
  static const char device_usages[] =
    "\"KeyUsage\": {\"DigitalSignature\": true, \"KeyAgreement\": true},"
    "\"ExtendedKeyUsage\": [{\"ExtendedKeyUsageType\": \"CLIENT_AUTH\"},"
    "{\"ExtendedKeyUsageObjectIdentifier\": \"1.3.6.1.4.1.99999.22\"}],";
  static const char ca_usages[] =
    "\"KeyUsage\": {\"KeyCertSign\": true, \"CRLSign\": true, \"DigitalSignature\": true},"
    "\"ExtendedKeyUsage\": [{\"ExtendedKeyUsageType\": \"CLIENT_AUTH\"}],";
  g_autoptr (GBytes)
    identifier = esp_value_authority_key_identifier (esp_key_get_identifier (world->self->key));
  gsize len;
  const guint8 *bytes = g_bytes_get_data (identifier, &len);
  g_autofree char *base64 = g_base64_encode (bytes, len);
  g_autofree char *json = g_strdup_printf (PASSTHROUGH, ca ? ca_usages : device_usages, base64);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (json, -1, ESP_PASSTHROUGH_MAX_SIZE, &error);
  EspPassthrough *passthrough;

  g_assert_no_error (error);
  passthrough = esp_passthrough_from_json (json_node_get_object (node), &error);
  g_assert_no_error (error);
  return passthrough;
}

static char *
to_hex (GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", data[i]);
  return g_string_free (text, FALSE);
}

/* Keys are new each time; openssl 3.2 writes "C=DE" where 3.0 wrote "C = DE". */
static void
mask (World *world, GString *text)
{
  g_autofree char *subject = to_hex (esp_key_get_identifier (world->self->key));
  g_autofree char *issuer = to_hex (esp_key_get_identifier (world->root->key));
  g_autofree char *lower = g_ascii_strdown (subject, -1);

  g_string_replace (text, subject, "<subject key>", 0);
  g_string_replace (text, lower, "<subject key>", 0);
  g_string_replace (text, issuer, "<issuer key>", 0);
  g_string_replace (text, " = ", "=", 0);
  g_string_replace (text, " \n", "\n", 0);
  /* Some versions of openssl print an empty line after each place of a revocation list. */
  while (g_string_replace (text, "\n\n", "\n", 0) > 0)
    ;
}

static void
append_ignored (GString *text, EspCertificatePlan *plan)
{
  GPtrArray *rows = esp_certificate_plan_get_extensions (plan);

  g_string_append (text, "Left out:\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (rows, i);
      g_autofree char *value = g_strdelimit (esp_extension_to_text (row), "\n", ';');

      if (row->ignored)
        g_string_append_printf (text, "    %s, %s: %s: %s\n", esp_source_get_name (row->source),
                                esp_extension_get_label (row), row->ignored_why, value);
    }
}

/* The certificate by @template in openssl's words, and what was left out of it. */
static char *
describe (World *world, const EspTemplate *template)
{
  static char crl_url[] = "http://pki.example/ca.crl", ocsp_url[] = "http://ocsp.example/";
  const EspIssuerConfiguration configuration = { crl_url, ocsp_url };
  Authority *issuer = template->kind == ESP_TEMPLATE_ROOT ? NULL : world->root;
  EspIssuance issuance = make_issuance (template->name, template->ca ? world->ca : world->device,
                                        issuer);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (EspPassthrough) passthrough = make_passthrough (world, template->ca);
  g_autoptr (EspCertificatePlan) plan = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  GString *text;

  issuance.configuration = &configuration;
  issuance.algorithm = signing_for (world->root->key);
  issuance.passthrough = passthrough;
  issuance.not_before = START;
  issuance.not_after = END;
  plan = esp_certificate_plan_new (&issuance, &error);
  g_assert_no_error (error);
  certificate = esp_certificate_plan_sign (plan, issuer ? issuer->signer : world->self->signer,
                                           NULL, &error);
  g_assert_no_error (error);
  write_certificate (world->scratch, "certificate.pem", certificate);
  run_ok (world->scratch, "openssl x509 -in certificate.pem -outform DER -out a.der && "
                          "openssl x509 -in a.der -inform DER -outform DER -out b.der && "
                          "cmp a.der b.der && certtool -i --infile certificate.pem >/dev/null");
  g_assert_true (run (world->scratch, &said,
                      "openssl x509 -in certificate.pem -noout -text -certopt "
                      "no_header,no_serial,no_pubkey,no_sigdump"));
  text = g_string_new (said);
  append_ignored (text, plan);
  mask (world, text);
  return g_string_free (text, FALSE);
}

static char *
golden_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".txt", NULL);

  return g_test_build_filename (G_TEST_DIST, "fixtures", "golden", file, NULL);
}

static void
test_golden (void)
{
  gboolean write = g_getenv ("ESPALIER_WRITE_GOLDEN") != NULL;
  GPtrArray *templates = esp_templates ();
  World world;

  world_init (&world);
  g_assert_cmpuint (templates->len, ==, 61);
  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);
      g_autofree char *path = golden_path (template->name);
      g_autofree char *actual = describe (&world, template);
      g_autofree char *expected = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", template->name);
      if (write)
        g_file_set_contents (path, actual, -1, &error);
      else
        g_file_get_contents (path, &expected, NULL, &error);
      g_assert_no_error (error);
      if (!write)
        g_assert_cmpstr (actual, ==, expected);
    }
  world_clear (&world);
}

/* No file that no template stands for. */
static void
test_no_other (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "golden", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".txt"));

      g_assert_true (g_str_has_suffix (name, ".txt"));
      g_assert_cmpstr (find_template (stem)->name, ==, stem);
      count++;
    }
  g_assert_cmpuint (count, ==, esp_templates ()->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/golden/templates", test_golden);
  g_test_add_func ("/golden/no-other", test_no_other);
  return g_test_run ();
}
