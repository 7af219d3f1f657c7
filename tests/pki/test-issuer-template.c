/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template gives the extensions of its row and no other, in openssl's words. */
#include "issuer-fixture.h"

#include <json-glib/json-glib.h>

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/issuer/templates", test_templates);
  return g_test_run ();
}
