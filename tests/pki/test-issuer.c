/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What issuance refuses, the times it writes and the warnings it gives. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-key-private.h"
#include "pki/esp-lint.h"

#include "issuer-fixture.h"

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
