/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: what we write the openssl command reads, what it writes we read, and what is broken is
 * refused. That nothing of them stays in memory: test-key-memory.c. */
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "outside.h"
#include "pki/esp-der.h"
#include "pki/esp-digest.h"
#include "pki/esp-key.h"
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

static EspKey *
generate (const char *name)
{
  g_autoptr (GError) error = NULL;
  EspKey *key = esp_key_generate (esp_key_algorithm_find (name, NULL), &error);

  g_assert_no_error (error);
  return key;
}

static EspSecret *
encode (EspKey *key)
{
  g_autoptr (GError) error = NULL;
  EspSecret *pkcs8 = esp_key_encode_private (key, &error);

  g_assert_no_error (error);
  return pkcs8;
}

static EspSecret *
secret_of (GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  return esp_secret_new_copy (data, len, NULL);
}

static void
write_secret (const char *folder, const char *name, EspSecret *secret)
{
  outside_write (folder, name, esp_secret_get_bytes (secret, NULL), esp_secret_get_len (secret));
}

static void
assert_refused (EspSecret *pkcs8, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_key_decode_private (pkcs8, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  g_assert_null (esp_key_decode_private (pkcs8, NULL));
}

/* --- Digest and random bytes --------------------------------------------------------------------
 */

static void
test_digest (void)
{
  g_autofree char *hex = esp_sha256_hex ((const guint8 *) "abc", 3);
  g_autofree char *empty = esp_sha256_hex (NULL, 0);
  g_autoptr (EspSha256) pieces = esp_sha256_new ();
  g_autofree char *joined = NULL;
  guint8 a[16] = { 0 }, b[16] = { 0 }, zero[16] = { 0 };

  esp_sha256_update (pieces, "a", 1);
  esp_sha256_update (pieces, NULL, 0);
  esp_sha256_update (pieces, "bc", 2);
  joined = esp_sha256_finish (pieces);
  g_assert_cmpstr (joined, ==, hex);
  g_assert_cmpstr (hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_true (esp_random_bytes (a, sizeof a, NULL));
  g_assert_true (esp_random_bytes (b, sizeof b, NULL));
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  g_assert_cmpint (memcmp (a, zero, sizeof a), !=, 0);
}

/* --- Tables -------------------------------------------------------------------------------------
 */

static void
test_tables (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  for (const EspKeyAlgorithm *row = esp_key_algorithms (); row->name; row++)
    {
      const EspSigningAlgorithm *signing = esp_signing_algorithm_find (row->default_signing,
                                                                       &error);

      g_assert_no_error (error);
      g_assert_true (esp_signing_algorithm_check (signing, row, &error));
      g_assert_no_error (error);
      g_assert_true (esp_key_algorithm_find (row->name, NULL) == row);
      g_assert_true (g_hash_table_add (seen, (gpointer) row->name));
      g_assert_cmpuint (row->strength, >=, 112);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 10);
  g_hash_table_remove_all (seen);
  for (const EspSigningAlgorithm *row = esp_signing_algorithms (); row->name; row++)
    {
      g_autoptr (GBytes) der = esp_signing_algorithm_to_der (row);

      g_assert_true (g_hash_table_add (seen, (gpointer) row->name));
      g_assert_cmpuint (g_bytes_get_size (der), >, 4);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 13);
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_key_algorithm_find ("RSA_1024", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_ALGORITHM_UNKNOWN));
  g_assert_nonnull (strstr (error->message, "EC_prime256v1"));
  g_clear_error (&error);
  g_assert_null (esp_signing_algorithm_find ("MD5WITHRSA", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNING_ALGORITHM_UNKNOWN));
  g_clear_error (&error);
  g_assert_false (esp_signing_algorithm_check (esp_signing_algorithm_find ("SHA256WITHRSA", NULL),
                                               esp_key_algorithm_find ("EC_secp384r1", NULL),
                                               &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNING_ALGORITHM_FAMILY));
  g_assert_cmpstr (esp_error_get_argument (error, "names"), ==,
                   "SHA256WITHECDSA, SHA384WITHECDSA, SHA512WITHECDSA");
  g_clear_error (&error);
  g_assert_false (esp_signing_algorithm_check (esp_signing_algorithm_find ("ML_DSA_44", NULL),
                                               esp_key_algorithm_find ("ML_DSA_65", NULL), &error));
  g_assert_cmpstr (esp_error_get_argument (error, "names"), ==, "ML_DSA_65");
}

/* What the OpenSSL at hand lacks is refused with its version, and not by a crash later. */
static void
test_unavailable (void)
{
  guint available = 0;

  for (const EspKeyAlgorithm *row = esp_key_algorithms (); row->name; row++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspKey) key = NULL;

      if (esp_key_algorithm_available (row))
        {
          available++;
          continue;
        }
      key = esp_key_generate (row, &error);
      g_assert_null (key);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_ALGORITHM_UNAVAILABLE));
      g_assert_cmpstr (esp_error_get_argument (error, "algorithm"), ==, row->name);
      g_assert_cmpuint (strlen (esp_error_get_argument (error, "version")), >, 0);
    }
  g_assert_cmpuint (available, >=, 6);
}

/* --- Our keys, judged by openssl -----------------------------------------------------------------
 */

static void
check_round_trip (Fixture *fixture, EspKey *key)
{
  g_autoptr (EspSecret) pkcs8 = encode (key);
  g_autoptr (EspSecret) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspKey) decoded = esp_key_decode_private (pkcs8, &error);
  g_autoptr (GBytes) spki = NULL;

  g_assert_no_error (error);
  g_assert_true (esp_key_has_private (decoded));
  g_assert_true (esp_key_equal_public (key, decoded));
  g_assert_true (esp_key_get_algorithm (decoded) == esp_key_get_algorithm (key));
  g_assert_cmpstr (esp_key_get_label (decoded), ==, esp_key_get_label (key));
  g_assert_true (g_bytes_equal (esp_key_get_identifier (decoded), esp_key_get_identifier (key)));
  again = encode (decoded);
  g_assert_true (esp_secret_equal (pkcs8, again));

  write_secret (fixture->folder, "key.der", pkcs8);
  g_assert_true (
    outside_run (fixture->folder, "openssl pkey -inform DER -in key.der -check -noout", NULL));
  g_assert_true (
    outside_run (fixture->folder,
                 "openssl pkey -inform DER -in key.der -pubout -outform DER -out pub.der", NULL));
  spki = outside_read (fixture->folder, "pub.der");
  g_assert_true (g_bytes_equal (spki, esp_key_get_spki (key)));
}

static void
test_generate (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "RSA_2048",     "EC_prime256v1", "EC_secp384r1",
                                       "EC_secp521r1", "ML_DSA_44",     "ML_DSA_87" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const EspKeyAlgorithm *algorithm = esp_key_algorithm_find (names[i], NULL);
      g_autoptr (EspKey) key = NULL;

      if (!esp_key_algorithm_available (algorithm))
        {
          g_test_message ("%s: not in this OpenSSL", names[i]);
          continue;
        }
      key = generate (names[i]);
      g_assert_true (esp_key_get_algorithm (key) == algorithm);
      g_assert_cmpstr (esp_key_get_label (key), ==, algorithm->label);
      g_assert_cmpint (esp_key_get_family (key), ==, algorithm->family);
      check_round_trip (fixture, key);
    }
}

static void
test_generate_ed25519 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_ed25519 (), &error);

  g_assert_no_error (error);
  g_assert_null (esp_key_get_algorithm (key));
  g_assert_cmpint (esp_key_get_family (key), ==, ESP_KEY_FAMILY_ED25519);
  g_assert_cmpstr (esp_key_get_label (key), ==, "Ed25519");
  check_round_trip (fixture, key);
}

static void
test_identifier (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspKey) key = generate ("EC_prime256v1");
  g_autoptr (EspSecret) pkcs8 = encode (key);
  g_autofree char *printed = NULL;
  g_autofree char *ours = NULL;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (esp_key_get_identifier (key), &len);

  ours = esp_hex_encode_colons (bytes, len);
  write_secret (fixture->folder, "key.der", pkcs8);
  g_assert_true (outside_run (fixture->folder,
                              "openssl req -x509 -new -keyform DER -key key.der -subj /CN=x "
                              "-out cert.pem",
                              NULL));
  g_assert_true (outside_run (
    fixture->folder, "openssl x509 -in cert.pem -noout -ext subjectKeyIdentifier", &printed));
  for (char *c = printed; *c; c++)
    *c = g_ascii_tolower (*c);
  g_assert_nonnull (strstr (printed, ours));
}

/* --- openssl's keys, read by us ------------------------------------------------------------------
 */

static const struct
{
  const char *options;
  const char *label;
  const char *algorithm;
} foreign[] = {
  { "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "RSA 2048", "RSA_2048" },
  { "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "RSA 1024", NULL },
  { "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "EC P-256", "EC_prime256v1" },
  { "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "EC P-384", "EC_secp384r1" },
  { "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "EC P-521", "EC_secp521r1" },
  { "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "EC secp256k1", NULL },
  { "-algorithm ED25519", "Ed25519", NULL },
  { "-algorithm ML-DSA-44", "ML-DSA-44", "ML_DSA_44" },
  { "-algorithm ML-DSA-65", "ML-DSA-65", "ML_DSA_65" },
};

/* PKCS#8, because openssl writes older forms in DER. */
static EspSecret *
make_foreign (Fixture *fixture, const char *options)
{
  g_autofree char *command = g_strdup_printf ("openssl genpkey %s -out key.pem", options);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (outside_run (fixture->folder, command, NULL));
  g_assert_true (outside_run (
    fixture->folder, "openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der", NULL));
  bytes = outside_read (fixture->folder, "key.der");
  return secret_of (bytes);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      const char *name = foreign[i].algorithm;
      g_autoptr (EspSecret) pkcs8 = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspKey) key = NULL;
      const EspKeyAlgorithm *algorithm;

      if (name && !esp_key_algorithm_available (esp_key_algorithm_find (name, NULL)))
        {
          g_test_message ("%s: not in this OpenSSL", name);
          continue;
        }
      pkcs8 = make_foreign (fixture, foreign[i].options);
      key = esp_key_decode_private (pkcs8, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (esp_key_get_label (key), ==, foreign[i].label);
      algorithm = esp_key_get_algorithm (key);
      g_assert_cmpstr (algorithm ? algorithm->name : NULL, ==, name);
      check_round_trip (fixture, key);
    }
}

#define ML_DSA_44_EXPANDED 2560

/* A key that comes without its seed leaves without it. */
static void
test_foreign_expanded (Fixture *fixture, gconstpointer data)
{
  static const guint8 expanded[] = { ESP_DER_OCTET_STRING, 0x82, 0x0a, 0x00 };
  const guint8 version = 0;
  g_autoptr (EspSecret) both = NULL;
  g_autoptr (EspSecret) alone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspKey) key = NULL;
  EspDerWriter writer = { 0 };
  const guint8 *bytes, *at;
  gsize len, end;

  if (!esp_key_algorithm_available (esp_key_algorithm_find ("ML_DSA_44", NULL)))
    {
      g_test_skip ("not in this OpenSSL");
      return;
    }
  both = make_foreign (fixture, "-algorithm ML-DSA-44");
  bytes = esp_secret_get_bytes (both, &len);
  at = memmem (bytes, len, expanded, sizeof expanded);
  g_assert_nonnull (at);
  alone = esp_secret_new (len, NULL);
  writer = (EspDerWriter){ esp_secret_get_writable (alone), len, FALSE };
  end = len;
  esp_der_prepend (&writer, at, sizeof expanded + ML_DSA_44_EXPANDED);
  esp_der_prepend_header (&writer, ESP_DER_OCTET_STRING, end);
  esp_der_prepend (&writer, bytes + 7, 13); /* the algorithm, behind header and version */
  esp_der_prepend_number (&writer, &version, 1);
  esp_der_prepend_header (&writer, ESP_DER_SEQUENCE, end);
  memmove (writer.bytes, writer.bytes + writer.at, len - writer.at);
  esp_secret_truncate (alone, len - writer.at);
  key = esp_key_decode_private (alone, &error);
  g_assert_no_error (error);
  check_round_trip (fixture, key);
}

/* Kinds that are not used as private keys here. */
static void
test_foreign_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const options[] = { "-algorithm X25519", "-algorithm ED448",
                                         "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
                                         "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 "
                                         "-pkeyopt rsa_keygen_primes:3" };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (EspSecret) pkcs8 = make_foreign (fixture, options[i]);

      assert_refused (pkcs8, ESP_REASON_KEY_MALFORMED);
    }
}

/* --- Broken private keys -------------------------------------------------------------------------
 */

/* Where the numbers of a P-256 key lie in what we write. */
#define P256_LEN 138
#define P256_NUMBER 36
#define P256_POINT 73

static void
test_point_missing (void)
{
  static const char *const head =
    "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420";
  g_autoptr (EspKey) key = generate ("EC_prime256v1");
  g_autoptr (EspSecret) pkcs8 = encode (key);
  g_autoptr (GBytes) start = esp_hex_decode (head, NULL);
  gsize start_len;
  const guint8 *start_bytes = g_bytes_get_data (start, &start_len);
  g_autoptr (EspSecret) bare = esp_secret_new (start_len + 32, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspKey) decoded = NULL;

  g_assert_cmpuint (esp_secret_get_len (pkcs8), ==, P256_LEN);
  memcpy (esp_secret_get_writable (bare), start_bytes, start_len);
  memcpy (esp_secret_get_writable (bare) + start_len,
          esp_secret_get_bytes (pkcs8, NULL) + P256_NUMBER, 32);
  decoded = esp_key_decode_private (bare, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (esp_key_get_spki (decoded), esp_key_get_spki (key)));
}

static void
test_mismatch (void)
{
  g_autoptr (EspKey) a = generate ("EC_prime256v1");
  g_autoptr (EspKey) b = generate ("EC_prime256v1");
  g_autoptr (EspSecret) mixed = encode (a);
  g_autoptr (EspSecret) other = encode (b);

  g_assert_false (esp_key_equal_public (a, b));
  memcpy (esp_secret_get_writable (mixed) + P256_POINT,
          esp_secret_get_bytes (other, NULL) + P256_POINT, 65);
  assert_refused (mixed, ESP_REASON_KEY_MISMATCH);
}

static void
test_rsa_mismatch (void)
{
  g_autoptr (EspKey) a = generate ("RSA_2048");
  g_autoptr (EspKey) b = generate ("RSA_2048");
  g_autoptr (EspSecret) mixed = encode (a);
  g_autoptr (EspSecret) other = encode (b);
  gsize modulus = 38; /* after PKCS#8, RSAPrivateKey, its version, and the header of n */

  g_assert_cmpuint (esp_secret_get_bytes (mixed, NULL)[modulus - 1], ==, 0);
  memcpy (esp_secret_get_writable (mixed) + modulus, esp_secret_get_bytes (other, NULL) + modulus,
          256);
  assert_refused (mixed, ESP_REASON_KEY_MISMATCH);
}

static void
test_cut_off (void)
{
  g_autoptr (EspKey) key = generate ("EC_prime256v1");
  g_autoptr (EspSecret) whole = encode (key);
  gsize len = esp_secret_get_len (whole);
  g_autoptr (EspSecret) longer = esp_secret_new (len + 1, NULL);

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (EspSecret)
        part = esp_secret_new_copy (esp_secret_get_bytes (whole, NULL), i, NULL);

      assert_refused (part, ESP_REASON_KEY_MALFORMED);
    }
  memcpy (esp_secret_get_writable (longer), esp_secret_get_bytes (whole, NULL), len);
  assert_refused (longer, ESP_REASON_KEY_MALFORMED);
}

/* Each byte of each kind once with another value: refused, or a key that still fits together. */
static void
test_flipped (gconstpointer data)
{
  g_autoptr (EspKey) key = data ? generate (data) :
                                  esp_key_generate (esp_key_algorithm_ed25519 (), NULL);
  g_autoptr (EspSecret) pkcs8 = encode (key);
  guint8 *bytes = esp_secret_get_writable (pkcs8);
  gsize len = esp_secret_get_len (pkcs8);
  guint refused = 0;

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspKey) decoded = NULL;

      bytes[i] ^= 0x41;
      decoded = esp_key_decode_private (pkcs8, &error);
      bytes[i] ^= 0x41;
      g_assert_true ((decoded != NULL) == (error == NULL));
      refused += decoded == NULL;
    }
  g_assert_cmpuint (refused, >=, data ? len - 1 : len - 32);
}

/* --- Public keys ---------------------------------------------------------------------------------
 */

static GBytes *
make_public (Fixture *fixture, const char *genpkey)
{
  g_autofree char *command = g_strdup_printf ("openssl genpkey %s -out key.pem", genpkey);

  g_assert_true (outside_run (fixture->folder, command, NULL));
  g_assert_true (outside_run (fixture->folder,
                              "openssl pkey -in key.pem -pubout -outform DER -out pub.der", NULL));
  return outside_read (fixture->folder, "pub.der");
}

static void
test_public (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) spki = make_public (fixture, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspKey) key = esp_key_new_from_public (spki, &error);

  g_assert_no_error (error);
  g_assert_false (esp_key_has_private (key));
  g_assert_true (g_bytes_equal (esp_key_get_spki (key), spki));
  g_assert_null (esp_key_encode_private (key, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_NO_PRIVATE));
  g_clear_error (&error);
  g_assert_null (esp_key_sign_bytes (key, (const guint8 *) "x", 1, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNING_ALGORITHM_FAMILY));
}

static void
test_public_other (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) spki = make_public (fixture, "-algorithm ED448");
  g_autoptr (EspKey) key = esp_key_new_from_public (spki, NULL);
  g_autoptr (GBytes) ed25519 = make_public (fixture, "-algorithm ED25519");
  gsize len;
  g_autofree guint8 *unknown = g_memdup2 (g_bytes_get_data (ed25519, &len),
                                          g_bytes_get_size (ed25519));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (EspKey) stranger = NULL;

  g_assert_cmpint (esp_key_get_family (key), ==, ESP_KEY_FAMILY_OTHER);
  g_assert_cmpstr (esp_key_get_label (key), ==, "Ed448");
  unknown[8] = 0x7f; /* the last part of 1.3.101.112 */
  bytes = g_bytes_new (unknown, len);
  stranger = esp_key_new_from_public (bytes, NULL);
  g_assert_nonnull (stranger);
  g_assert_cmpint (esp_key_get_family (stranger), ==, ESP_KEY_FAMILY_OTHER);
  g_assert_cmpstr (esp_key_get_label (stranger), ==, "OID 1.3.101.127");
  g_assert_false (esp_key_verify_bytes (stranger, (const guint8 *) "x", 1, bytes));
}

static void
test_public_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) spki = make_public (fixture, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
  g_autoptr (GBytes) spelt = make_public (
    fixture, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit");
  gsize len = g_bytes_get_size (spki);
  g_autofree guint8 *off_curve = g_memdup2 (g_bytes_get_data (spki, NULL), len);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (spki, 0, i);

      g_assert_null (esp_key_new_from_public (part, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_MALFORMED));
      g_clear_error (&error);
    }
  off_curve[len - 1] ^= 1;
  bytes = g_bytes_new (off_curve, len);
  g_assert_null (esp_key_new_from_public (bytes, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_MALFORMED));
  g_clear_error (&error);
  g_assert_null (esp_key_new_from_public (spelt, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_MALFORMED));
}

/* The same point, written shorter, is the same key. */
static void
test_public_compressed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) spki = make_public (fixture, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
  g_autoptr (GBytes) compressed = NULL;
  g_autoptr (EspKey) a = esp_key_new_from_public (spki, NULL);
  g_autoptr (EspKey) b = NULL;

  g_assert_true (outside_run (fixture->folder,
                              "openssl ec -in key.pem -pubout -conv_form compressed -outform DER "
                              "-out short.der",
                              NULL));
  compressed = outside_read (fixture->folder, "short.der");
  b = esp_key_new_from_public (compressed, NULL);
  g_assert_nonnull (b);
  g_assert_false (g_bytes_equal (esp_key_get_spki (a), esp_key_get_spki (b)));
  g_assert_true (esp_key_equal_public (a, b));
}

int
main (int argc, char **argv)
{
  static const char *const flipped[] = { "EC_prime256v1", NULL };

  g_assert_true (esp_pki_init ());
  g_assert_true (esp_pki_init ());
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/digest", test_digest);
  g_test_add_func ("/pki/key/tables", test_tables);
  g_test_add_func ("/pki/key/unknown", test_unknown);
  g_test_add_func ("/pki/key/unavailable", test_unavailable);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/pki/key/generate", test_generate);
  ADD ("/pki/key/generate-ed25519", test_generate_ed25519);
  ADD ("/pki/key/identifier", test_identifier);
  ADD ("/pki/key/foreign", test_foreign);
  ADD ("/pki/key/foreign-expanded", test_foreign_expanded);
  ADD ("/pki/key/foreign-refused", test_foreign_refused);
  ADD ("/pki/key/public", test_public);
  ADD ("/pki/key/public-other", test_public_other);
  ADD ("/pki/key/public-broken", test_public_broken);
  ADD ("/pki/key/public-compressed", test_public_compressed);
  g_test_add_func ("/pki/key/point-missing", test_point_missing);
  g_test_add_func ("/pki/key/mismatch", test_mismatch);
  g_test_add_func ("/pki/key/rsa-mismatch", test_rsa_mismatch);
  g_test_add_func ("/pki/key/cut-off", test_cut_off);
  g_test_add_data_func ("/pki/key/flipped-ec", flipped[0], test_flipped);
  g_test_add_data_func ("/pki/key/flipped-ed25519", flipped[1], test_flipped);
  return g_test_run ();
}
