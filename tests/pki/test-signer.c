/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures: each key with each algorithm that fits it, as a request that the openssl command
 * verifies; and a signer that lies. */
#include "base/esp-error.h"
#include "outside.h"
#include "pki/esp-request.h"
#include "pki/esp-signer.h"

#include <string.h>

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = outside_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  outside_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static const struct
{
  const char *signing;
  const char *printed; /* what openssl calls it */
} algorithms[] = {
  { "SHA256WITHRSA", "sha256WithRSAEncryption" },
  { "SHA384WITHRSA", "sha384WithRSAEncryption" },
  { "SHA512WITHRSA", "sha512WithRSAEncryption" },
  { "SHA256WITHRSA_PSS", "Hash Algorithm: sha256" },
  { "SHA384WITHRSA_PSS", "Hash Algorithm: sha384" },
  { "SHA512WITHRSA_PSS", "Hash Algorithm: sha512" },
  { "SHA256WITHECDSA", "ecdsa-with-SHA256" },
  { "SHA384WITHECDSA", "ecdsa-with-SHA384" },
  { "SHA512WITHECDSA", "ecdsa-with-SHA512" },
  { "ML_DSA_44", "ML-DSA-44" },
  { "ML_DSA_65", "ML-DSA-65" },
  { "ML_DSA_87", "ML-DSA-87" },
};

/* What a CA's request must say, in openssl's words. */
static void
judge (Fixture *fixture, EspRequest *request, const char *printed)
{
  g_autofree char *pem = esp_request_to_pem (request);
  g_autofree char *text = NULL;

  outside_write (fixture->folder, "ca.csr", pem, strlen (pem));
  g_assert_true (outside_run (
    fixture->folder, "openssl req -in ca.csr -noout -verify -text -nameopt RFC2253", &text));
  if (!strstr (text, printed))
    g_test_message ("%s not in: %s", printed, text);
  g_assert_nonnull (strstr (text, printed));
  g_assert_nonnull (strstr (text, "X509v3 Basic Constraints: critical"));
  g_assert_nonnull (strstr (text, "CA:TRUE"));
  g_assert_nonnull (strstr (text, "O=Meridian"));
}

static void
sign_with (Fixture *fixture, EspKey *key, gsize row)
{
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (EspName) subject = esp_name_parse ("CN=Root,O=Meridian,C=DE", NULL);
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_find (algorithms[row].signing, NULL);
  gboolean fits = esp_signing_algorithm_check (algorithm, esp_key_get_algorithm (key), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRequest) request = esp_request_create_ca (subject, signer, algorithm, &error);

  if (!fits)
    {
      g_assert_null (request);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNING_ALGORITHM_FAMILY));
      return;
    }
  g_assert_no_error (error);
  judge (fixture, request, algorithms[row].printed);
  g_assert_true (esp_key_equal_public (esp_request_get_key (request), key));
  g_assert_true (esp_name_equal (esp_request_get_subject (request), subject));
}

static void
test_algorithms (Fixture *fixture, gconstpointer data)
{
  const EspKeyAlgorithm *algorithm = esp_key_algorithm_find (data, NULL);
  g_autoptr (EspKey) key = NULL;

  if (!esp_key_algorithm_available (algorithm))
    {
      g_test_skip ("not in this OpenSSL");
      return;
    }
  key = esp_key_generate (algorithm, NULL);
  g_assert_nonnull (key);
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    sign_with (fixture, key, i);
}

/* The identifier as profiles of public roots want it, byte for byte (salt as long as the digest).
 */
static void
test_pss_identifier (void)
{
  static const guint8 expected[] = { 0x30, 0x41, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                     0x01, 0x01, 0x0a, 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06,
                                     0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
                                     0x05, 0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86,
                                     0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06,
                                     0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
                                     0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x20 };
  g_autoptr (GBytes)
    der = esp_signing_algorithm_to_der (esp_signing_algorithm_find ("SHA256WITHRSA_PSS", NULL));
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);

  g_assert_cmpmem (bytes, len, expected, sizeof expected);
}

/* --- Signers that are not a key ------------------------------------------------------------------
 */

typedef struct
{
  EspKey *key; /* NULL: fails */
  guint freed;
} Token;

static GBytes *
token_sign_cb (gpointer data,
               const EspSigningAlgorithm *algorithm,
               const guint8 *bytes,
               gsize len,
               GError **error)
{
  Token *token = data;

  if (token->key)
    return esp_key_sign_bytes (token->key, bytes, len, error);
  esp_error_set (error, ESP_REASON_SIGN_FAILED, "token", NULL);
  return NULL;
}

static void
token_free_cb (gpointer data)
{
  Token *token = data;

  token->freed++;
}

static const EspSignerMethods token_methods = { token_sign_cb, token_free_cb };

static void
test_token (void)
{
  static const guint8 tbs_bytes[] = { 0x30, 0x03, 0x02, 0x01, 0x07 };
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_ed25519 (), NULL);
  g_autoptr (EspKey) other = esp_key_generate (esp_key_algorithm_ed25519 (), NULL);
  g_autoptr (GBytes) tbs = g_bytes_new_static (tbs_bytes, sizeof tbs_bytes);
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_ed25519 ();
  Token token = { key, 0 };
  EspSigner *signer = esp_signer_new (key, &token_methods, &token);
  g_autoptr (GBytes) good = NULL;
  g_autoptr (GError) error = NULL;

  good = esp_signer_sign_structure (signer, algorithm, tbs, &error);
  g_assert_no_error (error);
  g_assert_nonnull (good);
  token.key = other;
  g_assert_null (esp_signer_sign_structure (signer, algorithm, tbs, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNATURE_WRONG));
  g_clear_error (&error);
  token.key = NULL;
  g_assert_null (esp_signer_sign_structure (signer, algorithm, tbs, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGN_FAILED));
  g_assert_cmpstr (esp_error_get_object (error), ==, "token");
  g_assert_true (esp_signer_get_public_key (signer) == key);
  esp_signer_unref (esp_signer_ref (signer));
  g_assert_cmpuint (token.freed, ==, 0);
  esp_signer_unref (signer);
  g_assert_cmpuint (token.freed, ==, 1);
}

/* --- Ed25519 over any bytes
 * ----------------------------------------------------------------------- */

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  static const guint8 message[] = "an event";
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_ed25519 (), NULL);
  g_autoptr (EspKey) public_key = esp_key_new_from_public (esp_key_get_spki (key), NULL);
  g_autoptr (GBytes) signature = esp_key_sign_bytes (key, message, sizeof message, NULL);
  g_autoptr (GBytes) shorter = NULL;
  gsize len;
  const void *bytes = g_bytes_get_data (esp_key_get_spki (key), &len);

  g_assert_true (esp_key_verify_bytes (public_key, message, sizeof message, signature));
  g_assert_false (esp_key_verify_bytes (public_key, message, sizeof message - 1, signature));
  shorter = g_bytes_new_from_bytes (signature, 0, 63);
  g_assert_false (esp_key_verify_bytes (public_key, message, sizeof message, shorter));

  outside_write (fixture->folder, "pub.der", bytes, len);
  outside_write (fixture->folder, "message", message, sizeof message);
  bytes = g_bytes_get_data (signature, &len);
  outside_write (fixture->folder, "signature", bytes, len);
  g_assert_true (outside_run (fixture->folder,
                              "openssl pkeyutl -verify -rawin -pubin -inkey pub.der -keyform DER "
                              "-in message -sigfile signature",
                              NULL));
  outside_write (fixture->folder, "message", message, sizeof message - 1);
  g_assert_false (outside_run (fixture->folder,
                               "openssl pkeyutl -verify -rawin -pubin -inkey pub.der -keyform DER "
                               "-in message -sigfile signature",
                               NULL));
}

/* --- One key, several threads
 * --------------------------------------------------------------------- */

#define N_THREADS 4
#define N_SIGNATURES 25

static gpointer
sign_many (gpointer data)
{
  static const guint8 tbs_bytes[] = { 0x30, 0x03, 0x02, 0x01, 0x07 };
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_find ("SHA256WITHECDSA", NULL);
  g_autoptr (GBytes) tbs = g_bytes_new_static (tbs_bytes, sizeof tbs_bytes);
  guint done = 0;

  for (guint i = 0; i < N_SIGNATURES; i++)
    {
      g_autoptr (GBytes) structure = esp_signer_sign_structure (data, algorithm, tbs, NULL);

      done += structure != NULL;
    }
  return GUINT_TO_POINTER (done);
}

static void
test_threads (void)
{
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), NULL);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  GThread *threads[N_THREADS];
  guint done = 0;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sign", sign_many, signer);
  for (guint i = 0; i < N_THREADS; i++)
    done += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (done, ==, N_THREADS * N_SIGNATURES);
}

int
main (int argc, char **argv)
{
  static const char *const keys[] = { "RSA_2048",  "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",
                                      "ML_DSA_44", "ML_DSA_65",     "ML_DSA_87" };

  g_assert_true (esp_pki_init ());
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *path = g_strconcat ("/pki/signer/", keys[i], NULL);

      g_test_add (path, Fixture, keys[i], set_up, test_algorithms, tear_down);
    }
  g_test_add_func ("/pki/signer/pss-identifier", test_pss_identifier);
  g_test_add_func ("/pki/signer/token", test_token);
  g_test_add ("/pki/signer/bytes", Fixture, NULL, set_up, test_bytes, tear_down);
  g_test_add_func ("/pki/signer/threads", test_threads);
  return g_test_run ();
}
