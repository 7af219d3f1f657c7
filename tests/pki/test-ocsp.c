/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCSP requests and answers, judged by openssl and ocsptool. */
#include "base/esp-error.h"
#include "pki/esp-ocsp.h"

#include "pki-fixture.h"

typedef struct
{
  Scratch *scratch;
  Authority *root;
  Authority *ca;
  Authority *responder;
  EspCertificate *leaf;
} Branch;

static EspCertificate *
make_leaf (Scratch *scratch, Authority *ca)
{
  g_autoptr (EspRequest) request = make_request (scratch, P256, "-subj /CN=leaf");
  EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", request, ca);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  EspCertificate *leaf = issue (&issuance, ca->signer, NULL, &error);

  g_assert_no_error (error);
  return leaf;
}

/* A delegate of @ca with its own key. */
static Authority *
make_responder (Authority *ca, const char *template)
{
  g_autoptr (GError) error = NULL;
  Authority *responder = g_new0 (Authority, 1);
  g_autoptr (EspName) name = esp_name_parse ("CN=OCSP signer", NULL);
  g_autoptr (EspRequest) request = NULL;
  g_autoptr (GBytes) serial = NULL;
  EspIssuance issuance;

  responder->key = make_key (esp_key_get_algorithm (ca->key)->name);
  responder->signer = esp_signer_new_from_key (responder->key);
  request = esp_ocsp_request_delegate (name, responder->signer, signing_for (responder->key),
                                       &error);
  g_assert_no_error (error);
  issuance = make_issuance (template, request, ca);
  serial = issuance.serial;
  responder->certificate = issue (&issuance, ca->signer, NULL, &error);
  g_assert_no_error (error);
  return responder;
}

static void
branch_init (Branch *branch, const char *algorithm)
{
  branch->scratch = scratch_new ();
  branch->root = make_authority ("RootCACertificate", algorithm, "CN=Root", NULL);
  branch->ca = make_authority ("SubordinateCACertificate_PathLen0", algorithm, "CN=Sub",
                               branch->root);
  branch->responder = make_responder (branch->ca, "OCSPSigningCertificate_CSRPassthrough");
  branch->leaf = make_leaf (branch->scratch, branch->ca);
  write_certificate (branch->scratch, "root.pem", branch->root->certificate);
  write_certificate (branch->scratch, "ca.pem", branch->ca->certificate);
  write_certificate (branch->scratch, "leaf.pem", branch->leaf);
}

static void
branch_clear (Branch *branch)
{
  authority_free (branch->root);
  authority_free (branch->ca);
  authority_free (branch->responder);
  esp_certificate_unref (branch->leaf);
  scratch_free (branch->scratch);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

static EspOcspContents
make_contents (Branch *branch)
{
  EspOcspContents contents = { 0 };

  contents.issuer = branch->ca->certificate;
  contents.responder = branch->responder->certificate;
  contents.algorithm = signing_for (branch->responder->key);
  contents.produced_at = contents.this_update = get_now () - 60;
  contents.next_update = contents.this_update + 7 * DAY;
  return contents;
}

static GBytes *
make_response (Branch *branch, EspOcspStatus status, int reason)
{
  EspOcspContents contents = make_contents (branch);
  EspOcspAnswer answer = { esp_certificate_get_serial (branch->leaf), status, get_now () - DAY,
                           reason };
  g_autoptr (GError) error = NULL;
  GBytes *der = esp_ocsp_make_response (&contents, &answer, branch->responder->signer, &error);
  gsize len;
  const char *bytes;

  g_assert_no_error (error);
  bytes = g_bytes_get_data (der, &len);
  scratch_write (branch->scratch, "response.der", bytes, (gssize) len);
  return der;
}

static char *
ask_openssl (Branch *branch)
{
  char *output = NULL;

  g_assert_true (run (branch->scratch, &output,
                      "openssl ocsp -respin response.der -no_nonce -issuer ca.pem -cert leaf.pem "
                      "-CAfile root.pem -verify_other ca.pem 2>&1"));
  return output;
}

/* Byte for byte what openssl asks: the name of the file is made from it. */
static void
test_request (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) own = NULL;
  g_autoptr (GBytes) theirs = NULL;

  branch_init (&branch, "EC_prime256v1");
  own = esp_ocsp_make_request (branch.ca->certificate, esp_certificate_get_serial (branch.leaf),
                               &error);
  g_assert_no_error (error);
  run_ok (branch.scratch,
          "openssl ocsp -no_nonce -issuer ca.pem -cert leaf.pem -reqout request.der 2>%s",
          "/dev/null");
  theirs = scratch_read (branch.scratch, "request.der");
  g_assert_true (g_bytes_equal (own, theirs));
  g_clear_pointer (&own, g_bytes_unref);
  own = esp_ocsp_make_request (branch.ca->certificate, "no hex", &error);
  g_assert_null (own);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_HEX_SYNTAX));
}

static void
judge (const char *algorithm)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GBytes) good = NULL;
  g_autoptr (GBytes) revoked = NULL;
  g_autoptr (GBytes) unknown = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  branch_init (&branch, algorithm);
  good = make_response (&branch, ESP_OCSP_GOOD, 0);
  first = ask_openssl (&branch);
  g_assert_nonnull (strstr (first, "Response verify OK"));
  g_assert_nonnull (strstr (first, "leaf.pem: good"));
  run_ok (branch.scratch, "ocsptool --verify-response --load-response response.der --load-trust %s",
          "ca.pem > said.txt");
  revoked = make_response (&branch, ESP_OCSP_REVOKED, 1);
  second = ask_openssl (&branch);
  g_assert_nonnull (strstr (second, "Response verify OK"));
  g_assert_nonnull (strstr (second, "leaf.pem: revoked"));
  g_assert_nonnull (strstr (second, "Reason: keyCompromise"));
  run_ok (branch.scratch, "ocsptool --verify-response --load-response response.der --load-trust %s",
          "ca.pem > said.txt");
  unknown = make_response (&branch, ESP_OCSP_UNKNOWN, 0);
  third = ask_openssl (&branch);
  g_assert_nonnull (strstr (third, "leaf.pem: unknown"));
}

static void
test_judged (void)
{
  judge ("EC_prime256v1");
  judge ("RSA_2048");
}

static void
test_form (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GBytes) der = NULL;
  g_autofree char *output = NULL;
  g_autofree char *unspecified = NULL;

  branch_init (&branch, "EC_prime256v1");
  der = make_response (&branch, ESP_OCSP_GOOD, 0);
  g_assert_true (
    run (branch.scratch, &output, "openssl ocsp -respin response.der -resp_text -noverify"));
  g_assert_nonnull (strstr (output, "Hash Algorithm: sha1"));
  g_assert_nonnull (strstr (output, "OCSP No Check"));
  g_assert_nonnull (strstr (output, "Next Update:"));
  g_assert_null (strstr (output, "Nonce"));
  g_assert_cmpuint (g_bytes_get_size (der), <, 1200);
  g_clear_pointer (&der, g_bytes_unref);
  der = make_response (&branch, ESP_OCSP_REVOKED, 0);
  unspecified = ask_openssl (&branch);
  g_assert_nonnull (strstr (unspecified, "leaf.pem: revoked"));
  g_assert_null (strstr (unspecified, "Reason:"));
}

static void
test_parse (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspOcspResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  EspOcspAnswer answer;
  gint64 this_update, next_update;
  const char *serial;

  branch_init (&branch, "EC_prime256v1");
  serial = esp_certificate_get_serial (branch.leaf);
  der = make_response (&branch, ESP_OCSP_REVOKED, 4);
  response = esp_ocsp_parse (der, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (esp_ocsp_response_get_status (response), ==, "successful");
  g_assert_true (esp_ocsp_response_find (response, branch.ca->certificate, serial, &answer,
                                         &this_update, &next_update));
  g_assert_cmpint (answer.status, ==, ESP_OCSP_REVOKED);
  g_assert_cmpint (answer.reason, ==, 4);
  g_assert_cmpint (next_update - this_update, ==, 7 * DAY);
  g_assert_false (
    esp_ocsp_response_find (response, branch.ca->certificate, "01", &answer, NULL, NULL));
  g_assert_false (
    esp_ocsp_response_find (response, branch.root->certificate, serial, &answer, NULL, NULL));
  g_assert_true (esp_ocsp_response_is_from (response, branch.ca->certificate, get_now ()));
  g_assert_false (esp_ocsp_response_is_from (response, branch.root->certificate, get_now ()));
  g_assert_false (esp_ocsp_response_is_from (response, branch.ca->certificate, 4102444800));
}

static void
refuse_parse (GBytes *data, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_ocsp_parse (data, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

/* Cut anywhere it is no response, and with one bit turned it is not the delegate's. */
static void
test_damaged (void)
{
  g_auto (Branch) branch = { 0 };
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes)
    large = g_bytes_new_take (g_malloc0 (ESP_OCSP_MAX_SIZE + 1), ESP_OCSP_MAX_SIZE + 1);
  gsize len;
  const guint8 *bytes;

  branch_init (&branch, "EC_prime256v1");
  der = make_response (&branch, ESP_OCSP_GOOD, 0);
  bytes = g_bytes_get_data (der, &len);
  refuse_parse (empty, ESP_REASON_OCSP_MALFORMED);
  refuse_parse (large, ESP_REASON_OCSP_TOO_LARGE);
  refuse_parse (esp_certificate_get_der (branch.leaf), ESP_REASON_OCSP_MALFORMED);
  for (gsize i = 1; i < len; i += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (der, 0, i);

      refuse_parse (cut, ESP_REASON_OCSP_MALFORMED);
    }
  for (gsize i = 0; i < len; i += 5)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, len);
      g_autoptr (GBytes) turned = NULL;
      g_autoptr (EspOcspResponse) response = NULL;
      EspOcspAnswer answer;

      copy[i] ^= 0x04;
      turned = g_bytes_new_take (g_steal_pointer (&copy), len);
      response = esp_ocsp_parse (turned, NULL);
      if (response &&
          esp_ocsp_response_find (response, branch.ca->certificate,
                                  esp_certificate_get_serial (branch.leaf), &answer, NULL, NULL))
        g_assert_false (esp_ocsp_response_is_from (response, branch.ca->certificate, get_now ()));
    }
}

static void
refuse_create (const EspOcspContents *contents,
               Branch *branch,
               const char *serial,
               EspReason reason)
{
  EspOcspAnswer answer = { serial, ESP_OCSP_GOOD, 0, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_ocsp_make_response (contents, &answer, branch->responder->signer, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_create_refused (void)
{
  g_auto (Branch) branch = { 0 };
  EspOcspContents contents;
  Authority *other;

  branch_init (&branch, "EC_prime256v1");
  contents = make_contents (&branch);
  refuse_create (&contents, &branch, "no hex", ESP_REASON_HEX_SYNTAX);
  contents.next_update = contents.this_update;
  refuse_create (&contents, &branch, "01", ESP_REASON_CRL_ORDER);
  contents = make_contents (&branch);
  contents.issuer = branch.root->certificate;
  refuse_create (&contents, &branch, "01", ESP_REASON_OCSP_RESPONDER);
  contents = make_contents (&branch);
  contents.responder = branch.leaf;
  refuse_create (&contents, &branch, "01", ESP_REASON_SIGNER_NOT_ISSUER);
  contents = make_contents (&branch);
  contents.this_update = contents.produced_at = -1;
  refuse_create (&contents, &branch, "01", ESP_REASON_OCSP_SIGN);
  /* A certificate of the authority that is for something else. */
  other = branch.responder;
  branch.responder = make_responder (branch.ca, "EndEntityCertificate_CSRPassthrough");
  contents = make_contents (&branch);
  refuse_create (&contents, &branch, "01", ESP_REASON_OCSP_RESPONDER);
  authority_free (other);
}

static void
test_unauthorized (void)
{
  g_autoptr (GBytes) der = esp_ocsp_make_unauthorized ();
  g_autoptr (EspOcspResponse) response = esp_ocsp_parse (der, NULL);
  static const guint8 expected[] = { 0x30, 0x03, 0x0a, 0x01, 0x06 };

  g_assert_cmpmem (g_bytes_get_data (der, NULL), g_bytes_get_size (der), expected, sizeof expected);
  g_assert_cmpstr (esp_ocsp_response_get_status (response), ==, "unauthorized");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  g_test_add_func ("/ocsp/request", test_request);
  g_test_add_func ("/ocsp/judged", test_judged);
  g_test_add_func ("/ocsp/form", test_form);
  g_test_add_func ("/ocsp/parse", test_parse);
  g_test_add_func ("/ocsp/damaged", test_damaged);
  g_test_add_func ("/ocsp/create-refused", test_create_refused);
  g_test_add_func ("/ocsp/unauthorized", test_unauthorized);
  return g_test_run ();
}
