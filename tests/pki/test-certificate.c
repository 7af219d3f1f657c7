/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates of others and our own: read, refused, shown. openssl makes them and is the judge. */
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "pki/esp-certificate-sections.h"
#include "pki/esp-extension-values.h"

#include "pki-fixture.h"

#define CONFIG                                                                                     \
  "[req]\nprompt=no\nutf8=yes\nstring_mask=utf8only\ndistinguished_name=dn\nx509_extensions=ext\n" \
  "[dn]\nC=DE\nO=Meridian & Söhne\nOU=Werk 1\nCN=radio\xe2\x80\xae"                               \
  "1\n0.1.3.6.1.4.1.99999.5=own\n"                                                                 \
  "[ext]\nbasicConstraints=critical,CA:TRUE,pathlen:2\n"                                           \
  "keyUsage=critical,keyCertSign,cRLSign\nextendedKeyUsage=serverAuth,1.3.6.1.4.1.99999.6\n"       \
  "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n"                               \
  "subjectAltName=DNS:a.example,IP:10.0.0.1,IP:2001:db8::1,email:a@b.example,"                     \
  "URI:https://a.example/,RID:1.2.3,dirName:other\n"                                               \
  "crlDistributionPoints=URI:http://pki.example/a.crl\n"                                           \
  "authorityInfoAccess=OCSP;URI:http://ocsp.example/\n"                                            \
  "certificatePolicies=1.2.3.4,@policy\n"                                                          \
  "nameConstraints=critical,permitted;DNS:example,excluded;IP:10.0.0.0/255.0.0.0,"                 \
  "excluded;IP:2001:db8::/ffff:ffff::\n"                                                           \
  "1.3.6.1.4.1.99999.7=DER:0403010203\n"                                                           \
  "[other]\nCN=Other\n[policy]\npolicyIdentifier=1.2.3.5\nCPS.1=http://cps.example/\n"

/* A certificate by openssl from a configuration, as rich.pem. */
static EspCertificate *
make_rich (Scratch *scratch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = NULL;
  EspCertificate *certificate;

  scratch_write (scratch, "rich.cnf", CONFIG, -1);
  run_ok (scratch, "openssl genpkey %s -out key.pem", P256);
  run_ok (scratch, "openssl req -x509 -new -key key.pem -config rich.cnf -days 30 -set_serial "
                   "0x0a1b -sha384 -out rich.pem");
  pem = scratch_read (scratch, "rich.pem");
  certificate = esp_certificate_parse (pem, &error);
  g_assert_no_error (error);
  return certificate;
}

static const char *
find_value (GPtrArray *sections, const char *title, const char *label)
{
  for (guint i = 0; i < sections->len; i++)
    {
      const EspSection *section = g_ptr_array_index (sections, i);

      if (!g_str_equal (section->title, title))
        continue;
      for (guint f = 0; f < section->fields->len; f++)
        {
          const EspField *field = g_ptr_array_index (section->fields, f);

          if (g_str_equal (field->label, label))
            return field->value;
        }
    }
  return NULL;
}

static GBytes *
read_der (Scratch *scratch, const char *name)
{
  run_ok (scratch, "openssl x509 -in %s -outform DER -out out.der", name);
  return scratch_read (scratch, "out.der");
}

static void
test_getters (void)
{
  static const char *const names[] = { "DNS:a.example",          "IP:10.0.0.1",
                                       "IP:2001:db8::1",         "email:a@b.example",
                                       "URI:https://a.example/", "RID:1.2.3",
                                       "DirName:CN=Other",       NULL };
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspCertificate) certificate = make_rich (scratch);
  g_autoptr (GBytes) der = read_der (scratch, "rich.pem");
  g_autoptr (EspCertificate) again = esp_certificate_parse (der, NULL);
  g_autofree char *pem = esp_certificate_to_pem (certificate);
  g_autofree char *output = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *line = NULL;

  g_assert_true (g_bytes_equal (esp_certificate_get_der (certificate), der));
  g_assert_true (g_bytes_equal (esp_certificate_get_der (again), der));
  scratch_write (scratch, "ours.pem", pem, -1);
  run_ok (scratch, "cmp ours.pem rich.pem");
  g_assert_cmpstr (esp_certificate_get_serial (certificate), ==,
                   "00000000000000000000000000000a1b");
  g_assert_cmpstr (esp_certificate_get_signature_name (certificate), ==, "SHA384WITHECDSA");
  g_assert_true (esp_certificate_is_ca (certificate));
  g_assert_true (esp_certificate_is_self_issued (certificate));
  g_assert_true (esp_certificate_is_issued_by (certificate, certificate));
  g_assert_cmpint (esp_certificate_get_path_length (certificate), ==, 2);
  g_assert_cmpint (esp_certificate_get_not_after (certificate) -
                     esp_certificate_get_not_before (certificate),
                   ==, 30 * DAY);
  g_assert_true (g_bytes_equal (esp_certificate_get_subject_key_identifier (certificate),
                                esp_key_get_identifier (esp_certificate_get_key (certificate))));
  g_assert_true (g_bytes_equal (esp_certificate_get_subject_key_identifier (certificate),
                                esp_certificate_get_authority_key_identifier (certificate)));
  g_assert_cmpstrv ((char **) esp_certificate_get_alternative_names (certificate), (char **) names);
  g_assert_cmpuint (esp_certificate_get_extensions (certificate)->len, ==, 11);
  g_assert_true (run (scratch, &output, "openssl x509 -in rich.pem -noout -fingerprint -sha256"));
  fingerprint = esp_hex_with_colons (esp_certificate_get_fingerprint (certificate));
  line = g_ascii_strup (fingerprint, -1);
  g_assert_nonnull (strstr (output, line));
}

/* The to-be-signed part is what the signature is over: openssl verifies it as bare bytes. */
static void
test_tbs (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  GBytes *tbs = esp_certificate_get_tbs (root->certificate);

  scratch_write (scratch, "tbs.der", g_bytes_get_data (tbs, NULL), (gssize) g_bytes_get_size (tbs));
  write_certificate (scratch, "root.pem", root->certificate);
  run_ok (scratch, "openssl x509 -in root.pem -noout -pubkey > pub.pem");
  run_ok (scratch,
          "openssl asn1parse -in root.pem -strparse $(openssl asn1parse -in root.pem | "
          "awk -F: '/BIT STRING/ {at = $1} END {print at + 0}') -out signature.der -noout");
  run_ok (scratch, "openssl dgst -sha256 -verify pub.pem -signature signature.der tbs.der");
}

static void
test_issued_by (void)
{
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (Authority)
    twin = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (Authority) other = make_authority ("RootCACertificate", "EC_prime256v1", "CN=B", NULL);
  g_autoptr (Authority)
    child = make_authority ("SubordinateCACertificate_PathLen0", "EC_prime256v1", "CN=Child", root);

  g_assert_true (esp_certificate_is_issued_by (child->certificate, root->certificate));
  g_assert_false (esp_certificate_is_issued_by (child->certificate, twin->certificate));
  g_assert_false (esp_certificate_is_issued_by (child->certificate, other->certificate));
  g_assert_false (esp_certificate_is_issued_by (root->certificate, child->certificate));
}

/* --- Refusals --- */

static void
refuse (GBytes *data, EspReason reason, const char *found)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_certificate_parse (data, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  if (found)
    g_assert_cmpstr (esp_error_get_argument (error, "found"), ==, found);
}

static void
refuse_text (const char *text, EspReason reason, const char *found)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  refuse (data, reason, found);
}

static void
test_refused (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspCertificate) certificate = make_rich (scratch);
  g_autofree char *pem = esp_certificate_to_pem (certificate);
  g_autofree char *twice = g_strconcat (pem, pem, NULL);
  g_autofree char *half = g_strndup (pem, strlen (pem) / 2);
  g_autofree char *large = g_strnfill (ESP_CERTIFICATE_MAX_SIZE + 1, ' ');
  g_autofree char *behind = g_strconcat (pem, "more", NULL);
  GBytes *der = esp_certificate_get_der (certificate);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (der, 0, g_bytes_get_size (der) - 1);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) trailing = NULL;
  g_autoptr (GBytes) csr = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) wrong = NULL;

  refuse_text (twice, ESP_REASON_CERTIFICATE_SEVERAL, NULL);
  refuse_text (half, ESP_REASON_CERTIFICATE_TRUNCATED, NULL);
  refuse_text (large, ESP_REASON_CERTIFICATE_TOO_LARGE, NULL);
  refuse_text (behind, ESP_REASON_CERTIFICATE_TRAILING, NULL);
  refuse_text ("", ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE, NULL);
  refuse_text ("\x89PNG\r\n\x1a\n....", ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE, "a PNG picture");
  refuse (cut, ESP_REASON_CERTIFICATE_TRUNCATED, NULL);
  g_byte_array_append (longer, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  g_byte_array_append (longer, (const guint8 *) "x", 1);
  trailing = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  refuse (trailing, ESP_REASON_CERTIFICATE_TRAILING, NULL);
  run_ok (scratch, "openssl req -new -key key.pem -subj /CN=x -out a.csr");
  run_ok (scratch, "openssl req -in a.csr -outform DER -out a.der");
  run_ok (scratch, "sed 's/CERTIFICATE REQUEST/CERTIFICATE/' a.csr > wrong.pem");
  csr = scratch_read (scratch, "a.der");
  key = scratch_read (scratch, "key.pem");
  wrong = scratch_read (scratch, "wrong.pem");
  refuse (csr, ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE, "a certificate signing request");
  refuse (key, ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE, "a private key");
  refuse (wrong, ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE, "a certificate signing request");
}

/* Every single byte of a certificate changed: read or refused, never worse, and a refusal always
 * has a reason of ours. */
static void
test_damaged (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspCertificate) certificate = make_rich (scratch);
  GBytes *der = esp_certificate_get_der (certificate);
  gsize len = g_bytes_get_size (der);
  guint refused = 0;

  for (gsize i = 0; i < len; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (der, NULL), len);
      g_autoptr (GBytes) data = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspCertificate) read = NULL;
      g_autoptr (GPtrArray) sections = NULL;

      bytes[i] ^= 0xff;
      data = g_bytes_new_take (g_steal_pointer (&bytes), len);
      read = esp_certificate_parse (data, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      refused += read == NULL;
      if (!read)
        g_assert_cmpint (esp_error_get_reason (error), !=, ESP_REASON_NONE);
      else
        sections = esp_certificate_to_sections (read);
      if (read)
        g_assert_false (esp_certificate_is_issued_by (read, certificate));
    }
  g_assert_cmpuint (refused, >, 0);
  g_assert_cmpuint (refused, <, len);
}

/* Basic constraints that can't be read, or stand twice, must not make a CA. */
static void
test_doubtful_constraints (void)
{
  static const char *const extensions[] = {
    "2.5.29.19=DER:30030101ff00",             /* a byte too many */
    "2.5.29.19=DER:30060101ff020180",         /* path length -128 */
    "2.5.29.19=DER:300a0101ff02050100000000", /* path length 2^32 */
    "2.5.29.19=DER:0101ff",                   /* no SEQUENCE */
  };
  g_autoptr (Scratch) scratch = scratch_new ();

  run_ok (scratch, "openssl genpkey %s -out key.pem", P256);
  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    {
      g_autoptr (GBytes) pem = NULL;
      g_autoptr (EspCertificate) certificate = NULL;
      g_autoptr (GPtrArray) sections = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *config = g_strconcat (
        "[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\nCN=x\n[ext]\n",
        extensions[i], "\n", NULL);

      scratch_write (scratch, "x.cnf", config, -1);
      run_ok (scratch, "openssl req -x509 -new -key key.pem -config x.cnf -days 1 -out x.pem");
      pem = scratch_read (scratch, "x.pem");
      certificate = esp_certificate_parse (pem, &error);
      g_assert_no_error (error);
      g_assert_false (esp_certificate_is_ca (certificate));
      sections = esp_certificate_to_sections (certificate);
      g_assert_null (find_value (sections, "Basic constraints", "Certificate authority"));
      g_assert_nonnull (find_value (sections, "Basic constraints", "Value"));
    }
}

static void
test_negative_serial (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (GBytes) pem = NULL;
  g_autoptr (EspCertificate) certificate = NULL;

  run_ok (scratch, "openssl genpkey %s -out key.pem", P256);
  run_ok (scratch, "openssl req -x509 -new -key key.pem -subj /CN=x -set_serial -5 -out x.pem");
  pem = scratch_read (scratch, "x.pem");
  certificate = esp_certificate_parse (pem, NULL);
  g_assert_nonnull (certificate);
  g_assert_cmpstr (esp_certificate_get_serial (certificate), ==,
                   "-00000000000000000000000000000005");
}

/* --- Chains --- */

static void
test_chain (void)
{
  g_autoptr (Authority)
    root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  g_autoptr (Authority)
    child = make_authority ("SubordinateCACertificate_PathLen0", "EC_prime256v1", "CN=Child", root);
  g_autoptr (GString) text = g_string_new ("a chain\n");
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GBytes) many = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) error = NULL;
  EspCertificate *second;

  append_certificate (text, child->certificate);
  append_certificate (text, root->certificate);
  data = g_bytes_new (text->str, text->len);
  chain = esp_certificate_parse_chain (data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (chain->len, ==, 2);
  second = g_ptr_array_index (chain, 1);
  g_assert_true (
    g_bytes_equal (esp_certificate_get_der (second), esp_certificate_get_der (root->certificate)));
  for (guint i = 2; i <= ESP_CHAIN_MAX_CERTIFICATES; i++)
    append_certificate (text, root->certificate);
  many = g_bytes_new (text->str, text->len);
  g_assert_null (esp_certificate_parse_chain (many, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CERTIFICATE_SEVERAL));
}

static void
test_chain_refused (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspCertificate) certificate = make_rich (scratch);
  g_autofree char *large = g_strnfill (ESP_CHAIN_MAX_SIZE + 1, '\n');
  g_autoptr (GBytes) mixed = NULL;
  g_autoptr (GBytes) huge = g_bytes_new (large, ESP_CHAIN_MAX_SIZE + 1);
  g_autoptr (GError) key = NULL;
  g_autoptr (GError) size = NULL;

  run_ok (scratch, "cat rich.pem key.pem > mixed.pem");
  mixed = scratch_read (scratch, "mixed.pem");
  g_assert_null (esp_certificate_parse_chain (mixed, &key));
  g_assert_true (esp_error_has_reason (key, ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE));
  g_assert_cmpstr (esp_error_get_argument (key, "found"), ==, "a private key");
  g_assert_null (esp_certificate_parse_chain (huge, &size));
  g_assert_true (esp_error_has_reason (size, ESP_REASON_CERTIFICATE_TOO_LARGE));
}

/* --- What is shown --- */

static gboolean
is_critical (GPtrArray *sections, const char *title)
{
  for (guint i = 0; i < sections->len; i++)
    if (g_str_equal (((EspSection *) g_ptr_array_index (sections, i))->title, title))
      return ((EspSection *) g_ptr_array_index (sections, i))->critical;
  g_error ("no section %s", title);
}

static void
test_sections (void)
{
  static const struct
  {
    const char *title;
    const char *label;
    const char *value;
  } expected[] = {
    { "Subject", "Organization", "Meridian & Söhne" },
    { "Subject", "Common name", "radio\\u202e1" },
    { "Subject", "Other attribute", "1.3.6.1.4.1.99999.5: own" },
    { "Issuer", "Country", "DE" },
    { "Serial number", "Serial number", "00:00:00:00:00:00:00:00:00:00:00:00:00:00:0a:1b" },
    { "Public key", "Algorithm", "EC P-256" },
    { "Signature", "Algorithm", "SHA384WITHECDSA" },
    { "Basic constraints", "Certificate authority", "Yes" },
    { "Basic constraints", "Path length", "2" },
    { "Key usage", "Usages", "Certificate signing\nCRL signing" },
    { "Extended key usage", "Purposes",
      "TLS Web Server Authentication (1.3.6.1.5.5.7.3.1)\n1.3.6.1.4.1.99999.6" },
    { "Subject alternative name", "Names",
      "DNS:a.example\nIP:10.0.0.1\nIP:2001:db8::1\nemail:a@b.example\nURI:https://a.example/\n"
      "RID:1.2.3\nDirName:CN=Other" },
    { "CRL distribution points", "Places", "URI:http://pki.example/a.crl" },
    { "Authority information access", "Places",
      "OCSP (1.3.6.1.5.5.7.48.1): URI:http://ocsp.example/" },
    { "Certificate policies", "Policies", "1.2.3.4\n1.2.3.5 http://cps.example/" },
    { "Name constraints", "Permitted", "DNS:example" },
    { "Name constraints", "Excluded",
      "IP:10.0.0.0/255.0.0.0\n"
      "IP:2001:0db8:0000:0000:0000:0000:0000:0000/ffff:ffff:0000:0000:0000:0000:0000:0000" },
    { "1.3.6.1.4.1.99999.7", "OID", "1.3.6.1.4.1.99999.7" },
    { "1.3.6.1.4.1.99999.7", "Value", "04:03:01:02:03" },
  };
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspCertificate) certificate = make_rich (scratch);
  g_autoptr (GPtrArray) sections = esp_certificate_to_sections (certificate);
  g_autofree char *fingerprint = esp_hex_with_colons (
    esp_certificate_get_fingerprint (certificate));

  /* Sections outlive what they were made from. */
  g_clear_pointer (&certificate, esp_certificate_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (find_value (sections, expected[i].title, expected[i].label), ==,
                     expected[i].value);
  g_assert_cmpstr (find_value (sections, "Fingerprints", "SHA-256"), ==, fingerprint);
  g_assert_true (is_critical (sections, "Name constraints"));
  g_assert_false (is_critical (sections, "Extended key usage"));
  g_assert_nonnull (find_value (sections, "Subject key identifier", "Key identifier"));
  g_assert_nonnull (find_value (sections, "Authority key identifier", "Key identifier"));
}

static void
test_request_sections (void)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autoptr (EspRequest) request = make_request (
    scratch, P256, "-subj /CN=radio-1 -addext subjectAltName=DNS:radio-1.example");
  g_autoptr (GPtrArray) sections = esp_request_to_sections (request);

  g_assert_cmpstr (find_value (sections, "Subject", "Common name"), ==, "radio-1");
  g_assert_cmpstr (find_value (sections, "Public key", "Algorithm"), ==, "EC P-256");
  g_assert_cmpstr (find_value (sections, "Subject alternative name", "Names"), ==,
                   "DNS:radio-1.example");
  g_assert_nonnull (find_value (sections, "Fingerprints", "SHA-256"));
}

/* A NUL or a line end inside a name must show, and must not end or split it. */
static void
test_hostile_names (void)
{
  g_autoptr (GENERAL_NAME) name = GENERAL_NAME_new ();
  g_autoptr (ASN1_STRING) string = ASN1_STRING_type_new (V_ASN1_IA5STRING);
  g_autofree char *text = NULL;

  ASN1_STRING_set (string, "a.example\0.evil\n", 16);
  GENERAL_NAME_set0_value (name, GEN_DNS, g_steal_pointer (&string));
  text = esp_general_name_to_text (name);
  g_assert_cmpstr (text, ==, "DNS:a.example\\x00.evil\\x0a");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/certificate/getters", test_getters);
  g_test_add_func ("/certificate/tbs", test_tbs);
  g_test_add_func ("/certificate/issued-by", test_issued_by);
  g_test_add_func ("/certificate/refused", test_refused);
  g_test_add_func ("/certificate/damaged", test_damaged);
  g_test_add_func ("/certificate/doubtful-constraints", test_doubtful_constraints);
  g_test_add_func ("/certificate/negative-serial", test_negative_serial);
  g_test_add_func ("/certificate/chain", test_chain);
  g_test_add_func ("/certificate/chain-refused", test_chain_refused);
  g_test_add_func ("/certificate/sections", test_sections);
  g_test_add_func ("/certificate/request-sections", test_request_sections);
  g_test_add_func ("/certificate/hostile-names", test_hostile_names);
  return g_test_run ();
}
