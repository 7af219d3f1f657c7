/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities: made, opened, refused, re-sealed, and what openssl and certtool make of their files.
 */
#include "base/esp-error.h"
#include "outside.h"
#include "pki/esp-envelope.h"
#include "pki/esp-identity.h"
#include "pki/esp-signer.h"

#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)
#define N_WRONG 100
#define N_FLIPS 200

typedef struct
{
  EspUnlock unlock;
  EspSecret *password;
  EspSealedIdentity *sealed;
  EspIdentity *identity;
  char *folder;
} Fixture;

static EspSecret *
secret_from (const char *text)
{
  EspSecret *secret = esp_secret_new_copy (text, strlen (text), NULL);

  g_assert_nonnull (secret);
  return secret;
}

static void
write_bytes (Fixture *fixture, const char *name, GBytes *bytes)
{
  outside_write (fixture->folder, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;
  gsize len;

  fixture->unlock = (EspUnlock) GPOINTER_TO_INT (data);
  if (fixture->unlock == ESP_UNLOCK_KEYRING)
    fixture->password = esp_secret_generate_hex (&error);
  else
    fixture->password = esp_secret_generate_passphrase (&error);
  g_assert_no_error (error);
  fixture->identity = esp_identity_create ("Ada Lovelace", fixture->password, fixture->unlock, NOW,
                                           &fixture->sealed, &error);
  g_assert_no_error (error);
  fixture->folder = outside_folder_new ();
  esp_secret_get_bytes (fixture->password, &len);
  outside_write (fixture->folder, "pass", esp_secret_get_bytes (fixture->password, NULL), len);
  write_bytes (fixture, "agreement.der", fixture->sealed->agreement_key);
  write_bytes (fixture, "signing.cms", fixture->sealed->signing_key);
  write_bytes (fixture, "agreement-cert.der", fixture->sealed->agreement_certificate);
  write_bytes (fixture, "signing-cert.der", fixture->sealed->signing_certificate);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  outside_folder_remove (fixture->folder);
  esp_identity_unref (fixture->identity);
  esp_sealed_identity_free (fixture->sealed);
  esp_secret_unref (fixture->password);
  g_free (fixture->folder);
}

static void
assert_reason (GError **error, EspReason reason)
{
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (*error)), ==,
                   esp_reason_get_id (reason));
  g_clear_error (error);
}

static void
assert_same_keys (EspIdentity *a, EspIdentity *b)
{
  g_autoptr (EspSecret)
    agreement_a = esp_key_encode_private (esp_identity_get_agreement_key (a), NULL);
  g_autoptr (EspSecret)
    agreement_b = esp_key_encode_private (esp_identity_get_agreement_key (b), NULL);
  g_autoptr (EspSecret) signing_a = esp_key_encode_private (esp_identity_get_signing_key (a), NULL);
  g_autoptr (EspSecret) signing_b = esp_key_encode_private (esp_identity_get_signing_key (b), NULL);

  g_assert_true (esp_secret_equal (agreement_a, agreement_b));
  g_assert_true (esp_secret_equal (signing_a, signing_b));
}

/* --- Opening ------------------------------------------------------------------------------------
 */

static void
test_open (Fixture *fixture, gconstpointer data)
{
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (EspIdentity) opened = esp_identity_open (fixture->sealed, fixture->password, &error);
  gint64 end = g_get_monotonic_time ();
  g_autoptr (GBytes) signature = NULL;

  g_assert_no_error (error);
  g_test_message ("opening with %s took %.1f ms",
                  fixture->unlock == ESP_UNLOCK_KEYRING ? "PBKDF2" : "scrypt",
                  (double) (end - start) / 1000);
  assert_same_keys (opened, fixture->identity);
  signature = esp_key_sign_bytes (esp_identity_get_signing_key (opened), (const guint8 *) "event",
                                  5, &error);
  g_assert_no_error (error);
  g_assert_true (esp_key_verify_bytes (
    esp_certificate_get_key (esp_identity_get_signing_certificate (fixture->identity)),
    (const guint8 *) "event", 5, signature));
}

static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  guint n = fixture->unlock == ESP_UNLOCK_KEYRING ? N_WRONG : 2;
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspSecret) wrong = esp_secret_generate_hex (NULL);

      g_assert_null (esp_identity_open (fixture->sealed, wrong, &error));
      assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
    }
}

static void
test_nearly_right_password (Fixture *fixture, gconstpointer data)
{
  gsize len = esp_secret_get_len (fixture->password);
  g_autoptr (EspSecret)
    shorter = esp_secret_new_copy (esp_secret_get_bytes (fixture->password, NULL), len - 1, NULL);
  g_autoptr (EspSecret) longer = esp_secret_new (len + 1, NULL);
  g_autoptr (EspSecret) nothing = esp_secret_new (0, NULL);
  GError *error = NULL;

  memcpy (esp_secret_get_writable (longer), esp_secret_get_bytes (fixture->password, NULL), len);
  g_assert_null (esp_identity_open (fixture->sealed, shorter, &error));
  assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
  esp_secret_get_writable (longer)[len] = ' ';
  g_assert_null (esp_identity_open (fixture->sealed, longer, &error));
  assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
  g_assert_null (esp_identity_open (fixture->sealed, nothing, &error));
  assert_reason (&error, ESP_REASON_SECRET_EMPTY);
}

static void
test_parts_of_another (void)
{
  g_autoptr (EspSecret) password = esp_secret_generate_hex (NULL);
  g_autoptr (EspSealedIdentity) one = NULL;
  g_autoptr (EspSealedIdentity) two = NULL;
  g_autoptr (EspIdentity)
    first = esp_identity_create ("One", password, ESP_UNLOCK_KEYRING, NOW, &one, NULL);
  g_autoptr (EspIdentity)
    second = esp_identity_create ("Two", password, ESP_UNLOCK_KEYRING, NOW, &two, NULL);
  const EspSealedIdentity mixed[] = {
    { two->agreement_key, one->signing_key, one->agreement_certificate, one->signing_certificate },
    { one->agreement_key, two->signing_key, one->agreement_certificate, one->signing_certificate },
    { one->agreement_key, one->signing_key, two->agreement_certificate, one->signing_certificate },
    { one->agreement_key, one->signing_key, one->agreement_certificate, two->signing_certificate },
    { one->agreement_key, one->signing_key, one->signing_certificate, one->agreement_certificate },
    { one->signing_key, one->agreement_key, one->agreement_certificate, one->signing_certificate },
    { one->agreement_key, one->signing_key, one->agreement_key, one->signing_certificate },
  };
  GError *error = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  for (guint i = 0; i < G_N_ELEMENTS (mixed); i++)
    {
      g_assert_null (esp_identity_open (&mixed[i], password, &error));
      assert_reason (&error, ESP_REASON_IDENTITY_MALFORMED);
    }
}

/* PBES2 has no authentication tag. What a flip may do: refuse, or nothing at all; never give other
 * keys than those of the certificates. */
static void
test_flips (Fixture *fixture, gconstpointer data)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (fixture->sealed->agreement_key, &len);
  guint n_opened = 0;

  for (guint i = 0; i < N_FLIPS; i++)
    {
      guint8 *copy = g_memdup2 (bytes, len);
      g_autoptr (GBytes) flipped = NULL;
      EspSealedIdentity sealed = *fixture->sealed;
      g_autoptr (EspIdentity) opened = NULL;
      GError *error = NULL;

      copy[i * len / N_FLIPS] ^= (guint8) (1 << (i % 8));
      flipped = g_bytes_new_take (copy, len);
      sealed.agreement_key = flipped;
      opened = esp_identity_open (&sealed, fixture->password, &error);
      if (opened)
        {
          assert_same_keys (opened, fixture->identity);
          n_opened++;
          continue;
        }
      g_assert_true (esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD) ||
                     esp_error_has_reason (error, ESP_REASON_IDENTITY_MALFORMED));
      g_clear_error (&error);
    }
  g_test_message ("%u of %u flips made no difference", n_opened, N_FLIPS);
  g_assert_cmpuint (n_opened, <, N_FLIPS / 20);
}

/* --- Files that ask for too much ----------------------------------------------------------------
 */

static GBytes *
sealed_with (X509_ALGOR *algorithm, const guint8 *bytes, int bytes_len)
{
  X509_SIG *sealed = X509_SIG_new ();
  X509_ALGOR *place;
  ASN1_OCTET_STRING *encrypted;
  guint8 *der = NULL;
  GBytes *result;
  int len;

  g_assert_nonnull (algorithm);
  X509_SIG_getm (sealed, &place, &encrypted);
  g_assert_cmpint (X509_ALGOR_copy (place, algorithm), ==, 1);
  g_assert_cmpint (ASN1_OCTET_STRING_set (encrypted, bytes, bytes_len), ==, 1);
  len = i2d_X509_SIG (sealed, &der);
  result = g_bytes_new (der, (gsize) len);
  OPENSSL_free (der);
  X509_SIG_free (sealed);
  X509_ALGOR_free (algorithm);
  return result;
}

static X509_ALGOR *
pbkdf2 (int rounds)
{
  return PKCS5_pbe2_set_iv (EVP_aes_256_cbc (), rounds, NULL, 16, NULL, NID_hmacWithSHA256);
}

/* OpenSSL refuses to write an scrypt that it would not run itself, so a good one is changed. */
static X509_ALGOR *
scrypt (guint64 n, guint64 r, guint64 p)
{
  X509_ALGOR *algorithm = PKCS5_pbe2_set_scrypt (EVP_aes_256_cbc (), NULL, 16, NULL, 16384, 8, 5);
  PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  SCRYPT_PARAMS *params = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS),
                                                     pbe2->keyfunc->parameter);

  ASN1_INTEGER_set_uint64 (params->costParameter, n);
  ASN1_INTEGER_set_uint64 (params->blockSize, r);
  ASN1_INTEGER_set_uint64 (params->parallelizationParameter, p);
  g_assert_nonnull (
    ASN1_TYPE_pack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS), params, &pbe2->keyfunc->parameter));
  g_assert_nonnull (
    ASN1_TYPE_pack_sequence (ASN1_ITEM_rptr (PBE2PARAM), pbe2, &algorithm->parameter));
  SCRYPT_PARAMS_free (params);
  PBE2PARAM_free (pbe2);
  return algorithm;
}

static void
assert_opens_as (Fixture *fixture, X509_ALGOR *algorithm, EspReason reason)
{
  static const guint8 zeros[160] = { 0 };
  EspSealedIdentity sealed = *fixture->sealed;
  g_autoptr (GBytes) key = sealed_with (algorithm, zeros, sizeof zeros);
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();

  sealed.agreement_key = key;
  g_assert_null (esp_identity_open (&sealed, fixture->password, &error));
  /* Refused before any round: the smallest of them would run for several seconds. */
  if (reason == ESP_REASON_IDENTITY_MALFORMED)
    g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  assert_reason (&error, reason);
}

static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  /* Within the limits the derivation runs, and finds that the password is wrong. */
  assert_opens_as (fixture, pbkdf2 (1), ESP_REASON_IDENTITY_PASSWORD);
  assert_opens_as (fixture, pbkdf2 (600000), ESP_REASON_IDENTITY_PASSWORD);
  assert_opens_as (fixture, scrypt (1024, 8, 1), ESP_REASON_IDENTITY_PASSWORD);
  assert_opens_as (fixture, scrypt (131072, 1, 1), ESP_REASON_IDENTITY_PASSWORD);
  assert_opens_as (fixture, pbkdf2 (10000001), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, pbkdf2 (G_MAXINT), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (262144, 1, 1), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (G_GUINT64_CONSTANT (1) << 62, 8, 1),
                   ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (16383, 8, 5), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (0, 8, 5), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (16384, 33, 1), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (16384, 8, 17), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (16384, 8, G_MAXUINT32), ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, scrypt (131072, 8, 1), ESP_REASON_IDENTITY_MALFORMED);
  /* Other ciphers, and what is not PBES2 at all. */
  assert_opens_as (fixture,
                   PKCS5_pbe2_set_iv (EVP_aes_128_cbc (), 2048, NULL, 16, NULL, NID_hmacWithSHA256),
                   ESP_REASON_IDENTITY_MALFORMED);
  assert_opens_as (fixture, PKCS5_pbe_set (NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, NULL, 8),
                   ESP_REASON_IDENTITY_MALFORMED);
}

/* One wrong password in 256 decrypts to something whose padding looks right. This is such a one. */
static void
test_padding_by_accident (Fixture *fixture, gconstpointer data)
{
  static const guint8 noise[138] = { 0x5e, 0x01, 0x17 };
  X509_ALGOR *algorithm = pbkdf2 (2048);
  EspSealedIdentity sealed = *fixture->sealed;
  g_autoptr (GBytes) key = NULL;
  guint8 *encrypted = NULL;
  GError *error = NULL;
  int len = 0;

  g_assert_nonnull (PKCS12_pbe_crypt (
    algorithm, (const char *) esp_secret_get_bytes (fixture->password, NULL),
    (int) esp_secret_get_len (fixture->password), noise, sizeof noise, &encrypted, &len, 1));
  key = sealed_with (algorithm, encrypted, len);
  OPENSSL_free (encrypted);
  sealed.agreement_key = key;
  g_assert_null (esp_identity_open (&sealed, fixture->password, &error));
  assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
}

/* --- Another password ---------------------------------------------------------------------------
 */

static void
test_reseal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSecret) new_password = secret_from ("a new one, with \xc3\xa9");
  g_autoptr (EspSecret) wrong = secret_from ("wrong");
  g_autoptr (EspSecret) nothing = esp_secret_new (0, NULL);
  g_autoptr (EspSealedIdentity) resealed = NULL;
  g_autoptr (EspIdentity) opened = NULL;
  GError *error = NULL;

  resealed = esp_identity_reseal (fixture->sealed, fixture->password, new_password,
                                  ESP_UNLOCK_KEYRING, &error);
  g_assert_no_error (error);
  opened = esp_identity_open (resealed, new_password, &error);
  g_assert_no_error (error);
  assert_same_keys (opened, fixture->identity);
  g_assert_true (g_bytes_equal (resealed->signing_key, fixture->sealed->signing_key));
  g_assert_true (
    g_bytes_equal (resealed->agreement_certificate, fixture->sealed->agreement_certificate));
  g_assert_true (
    g_bytes_equal (resealed->signing_certificate, fixture->sealed->signing_certificate));
  g_assert_null (esp_identity_open (resealed, fixture->password, &error));
  assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
  g_assert_null (
    esp_identity_reseal (fixture->sealed, wrong, new_password, ESP_UNLOCK_KEYRING, &error));
  assert_reason (&error, ESP_REASON_IDENTITY_PASSWORD);
  g_assert_null (
    esp_identity_reseal (fixture->sealed, fixture->password, nothing, ESP_UNLOCK_KEYRING, &error));
  assert_reason (&error, ESP_REASON_SECRET_EMPTY);
}

static void
test_empty_password (void)
{
  g_autoptr (EspSecret) nothing = esp_secret_new (0, NULL);
  EspSealedIdentity *sealed = NULL;
  GError *error = NULL;

  g_assert_null (
    esp_identity_create ("Nobody", nothing, ESP_UNLOCK_PASSPHRASE, NOW, &sealed, &error));
  assert_reason (&error, ESP_REASON_SECRET_EMPTY);
  g_assert_null (sealed);
}

/* --- With other programs ------------------------------------------------------------------------
 */

static void
test_openssl_opens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSecret)
    signing = esp_key_encode_private (esp_identity_get_signing_key (fixture->identity), NULL);
  g_autoptr (GBytes) public_agreement = NULL;
  g_autoptr (GBytes) opened_signing = NULL;

  g_assert_true (outside_run (fixture->folder,
                              "openssl pkey -inform DER -in agreement.der -passin file:pass"
                              " -out agreement.pem",
                              NULL));
  g_assert_true (outside_run (fixture->folder,
                              "openssl pkey -in agreement.pem -pubout -outform DER"
                              " -out agreement.spki",
                              NULL));
  g_assert_true (
    outside_run (fixture->folder, "openssl pkey -in agreement.pem -check -noout", NULL));
  public_agreement = outside_read (fixture->folder, "agreement.spki");
  g_assert_true (g_bytes_equal (
    public_agreement, esp_key_get_spki (esp_identity_get_agreement_key (fixture->identity))));
  g_assert_true (outside_run (fixture->folder,
                              "openssl cms -decrypt -binary -inform DER -in signing.cms -inkey"
                              " agreement.pem -recip agreement-cert.der -out signing.open",
                              NULL));
  opened_signing = outside_read (fixture->folder, "signing.open");
  g_assert_cmpmem (g_bytes_get_data (opened_signing, NULL), g_bytes_get_size (opened_signing),
                   esp_secret_get_bytes (signing, NULL), esp_secret_get_len (signing));
  g_assert_false (outside_run (fixture->folder,
                               "openssl pkey -inform DER -in agreement.der -passin pass:wrong"
                               " -noout",
                               NULL));
}

static void
test_openssl_verifies_a_signature (Fixture *fixture, gconstpointer data)
{
  static const char event[] = "an event";
  g_autoptr (GBytes)
    signature = esp_key_sign_bytes (esp_identity_get_signing_key (fixture->identity),
                                    (const guint8 *) event, sizeof event - 1, NULL);

  g_assert_nonnull (signature);
  outside_write (fixture->folder, "event", event, sizeof event - 1);
  write_bytes (fixture, "signature", signature);
  g_assert_true (outside_run (fixture->folder,
                              "openssl pkeyutl -verify -rawin -certin -keyform DER -inkey"
                              " signing-cert.der -in event -sigfile signature",
                              NULL));
}

static void
test_openssl_shows_parameters (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[][6] = {
    [ESP_UNLOCK_PASSPHRASE] = { ":PBES2", "scrypt", ":4000", ":08", ":05", ":aes-256-cbc" },
    [ESP_UNLOCK_KEYRING] = { ":PBES2", ":PBKDF2", ":0800", ":hmacWithSHA256", ":aes-256-cbc",
                             ":aes-256-cbc" },
  };
  g_autofree char *parsed = NULL;
  const char *place;

  g_assert_true (
    outside_run (fixture->folder, "openssl asn1parse -inform DER -in agreement.der", &parsed));
  place = parsed;
  for (guint i = 0; i < G_N_ELEMENTS (expected[0]); i++)
    {
      place = strstr (place, expected[fixture->unlock][i]);
      if (!place)
        g_error ("%s is missing, or not in its place, in: %s", expected[fixture->unlock][i],
                 parsed);
    }
}

static void
test_certificates (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *file;
    const char *usage;
    const char *key;
  } faces[] = {
    { "agreement-cert.der", "X509v3 Key Usage: critical\n                Key Agreement\n",
      "ASN1 OID: prime256v1" },
    { "signing-cert.der", "X509v3 Key Usage: critical\n                Digital Signature\n",
      "Public Key Algorithm: ED25519" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faces); i++)
    {
      g_autofree char *show = g_strdup_printf (
        "openssl x509 -inform DER -noout -text -nameopt RFC2253 -in %s", faces[i].file);
      g_autofree char *to_pem = g_strdup_printf ("openssl x509 -inform DER -in %s -out face.pem",
                                                 faces[i].file);
      g_autofree char *parse = g_strdup_printf ("certtool --certificate-info --inder --infile %s",
                                                faces[i].file);
      g_autofree char *text = NULL;
      g_autofree char *info = NULL;

      g_assert_true (outside_run (fixture->folder, show, &text));
      g_assert_nonnull (strstr (text, "Subject: CN=Ada Lovelace"));
      g_assert_nonnull (strstr (text, "Issuer: CN=Ada Lovelace"));
      g_assert_nonnull (strstr (text, faces[i].usage));
      g_assert_nonnull (strstr (text, faces[i].key));
      g_assert_nonnull (strstr (text, "CA:FALSE"));
      g_assert_nonnull (strstr (text, "Not Before: May 28 19:26:40 2026 GMT"));
      g_assert_nonnull (strstr (text, "Not After : Dec 31 23:59:59 9999 GMT"));
      /* The signature is its own. */
      g_assert_true (outside_run (fixture->folder, to_pem, NULL));
      g_assert_true (outside_run (fixture->folder,
                                  "openssl verify -check_ss_sig -partial_chain -CAfile face.pem"
                                  " face.pem",
                                  NULL));
      g_assert_true (outside_run (fixture->folder, parse, &info));
      g_assert_nonnull (strstr (info, "Ada Lovelace"));
    }
}

static void
test_names (void)
{
  static const char *const names[] = {
    "x", "Zo\xc3\xab \xe2\x80\x9cO'Hara\xe2\x80\x9d, CN=Root/O=Else", "\xff\xfe",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl\xc3\xa9mnopqrstuvwxyz"
  };
  g_autoptr (EspSecret) password = esp_secret_generate_hex (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspSealedIdentity) sealed = NULL;
      GError *error = NULL;
      g_autoptr (EspIdentity) identity = esp_identity_create (
        names[i], password, ESP_UNLOCK_KEYRING, NOW, &sealed, &error);

      g_assert_no_error (error);
      g_assert_nonnull (identity);
    }
}

/* --- Secrets ------------------------------------------------------------------------------------
 */

static void
test_generate_hex (void)
{
  g_autoptr (EspSecret) first = esp_secret_generate_hex (NULL);
  g_autoptr (EspSecret) second = esp_secret_generate_hex (NULL);
  const guint8 *text = esp_secret_get_bytes (first, NULL);

  g_assert_cmpuint (esp_secret_get_len (first), ==, 64);
  for (guint i = 0; i < 64; i++)
    g_assert_true (g_ascii_isxdigit (text[i]) && !g_ascii_isupper (text[i]));
  g_assert_false (esp_secret_equal (first, second));
}

/* Six groups of five from 21 letters (131.7 bits), each letter equally often: within 10 % of the
 * expected 2,857 among 60,000, which is more than five standard deviations. */
static void
test_generate_passphrase (void)
{
  guint counts[256] = { 0 };
  guint n_letters = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (EspSecret) passphrase = esp_secret_generate_passphrase (NULL);
      gsize len;
      const guint8 *text = esp_secret_get_bytes (passphrase, &len);

      g_assert_cmpuint (len, ==, 35);
      for (gsize j = 0; j < len; j++)
        if (j % 6 == 5)
          g_assert_cmpint (text[j], ==, '-');
        else
          counts[text[j]]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      {
        g_assert_true (i >= 'a' && i <= 'z' && !strchr ("ilomw", (int) i));
        g_assert_cmpuint (counts[i], >, 2571);
        g_assert_cmpuint (counts[i], <, 3143);
        n_letters++;
      }
  g_assert_cmpuint (n_letters, ==, 21);
}

#define ADD(path, unlock, func)                                                                    \
  g_test_add ("/pki/identity/" path, Fixture, GINT_TO_POINTER (unlock), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!esp_pki_init ())
    return 1;
  g_test_init (&argc, &argv, NULL);
  ADD ("open/passphrase", ESP_UNLOCK_PASSPHRASE, test_open);
  ADD ("open/keyring", ESP_UNLOCK_KEYRING, test_open);
  ADD ("wrong-password/passphrase", ESP_UNLOCK_PASSPHRASE, test_wrong_password);
  ADD ("wrong-password/keyring", ESP_UNLOCK_KEYRING, test_wrong_password);
  ADD ("nearly-right-password", ESP_UNLOCK_KEYRING, test_nearly_right_password);
  ADD ("flips", ESP_UNLOCK_KEYRING, test_flips);
  ADD ("parameters", ESP_UNLOCK_KEYRING, test_parameters);
  ADD ("padding-by-accident", ESP_UNLOCK_KEYRING, test_padding_by_accident);
  ADD ("reseal", ESP_UNLOCK_PASSPHRASE, test_reseal);
  ADD ("openssl-opens/passphrase", ESP_UNLOCK_PASSPHRASE, test_openssl_opens);
  ADD ("openssl-opens/keyring", ESP_UNLOCK_KEYRING, test_openssl_opens);
  ADD ("openssl-verifies-a-signature", ESP_UNLOCK_KEYRING, test_openssl_verifies_a_signature);
  ADD ("openssl-shows-parameters/passphrase", ESP_UNLOCK_PASSPHRASE, test_openssl_shows_parameters);
  ADD ("openssl-shows-parameters/keyring", ESP_UNLOCK_KEYRING, test_openssl_shows_parameters);
  ADD ("certificates", ESP_UNLOCK_KEYRING, test_certificates);
  g_test_add_func ("/pki/identity/parts-of-another", test_parts_of_another);
  g_test_add_func ("/pki/identity/empty-password", test_empty_password);
  g_test_add_func ("/pki/identity/names", test_names);
  g_test_add_func ("/pki/identity/generate-hex", test_generate_hex);
  g_test_add_func ("/pki/identity/generate-passphrase", test_generate_passphrase);
  return g_test_run ();
}
