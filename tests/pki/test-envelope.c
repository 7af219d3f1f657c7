/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Envelopes: who can open them, what damage does, and what openssl makes of them. */
#include "base/esp-error.h"
#include "outside.h"
#include "pki/esp-envelope.h"
#include "pki/esp-identity.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)
#define N_FLIPS 200

static EspSecret *
secret_of (gsize len)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) len);
  EspSecret *secret = esp_secret_new (len, NULL);

  g_assert_nonnull (secret);
  for (gsize i = 0; i < len; i++)
    esp_secret_get_writable (secret)[i] = (guint8) g_rand_int (rand);
  return secret;
}

static EspIdentity *
person (const char *name, EspSecret *password, EspSealedIdentity **sealed)
{
  g_autoptr (EspSealedIdentity) made = NULL;
  GError *error = NULL;
  EspIdentity *identity = esp_identity_create (name, password, ESP_UNLOCK_KEYRING, NOW, &made,
                                               &error);

  g_assert_no_error (error);
  if (sealed)
    *sealed = g_steal_pointer (&made);
  return identity;
}

/* @n people; free with g_ptr_array_unref(). */
static GPtrArray *
people (guint n)
{
  g_autoptr (EspSecret) password = esp_secret_generate_hex (NULL);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_identity_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("person %u", i);

      g_ptr_array_add (all, person (name, password, NULL));
    }
  return all;
}

static GPtrArray *
certificates_of (GPtrArray *identities)
{
  GPtrArray *certificates = g_ptr_array_new ();

  for (guint i = 0; i < identities->len; i++)
    g_ptr_array_add (certificates,
                     esp_identity_get_agreement_certificate (g_ptr_array_index (identities, i)));
  return certificates;
}

static GBytes *
seal_to (EspSecret *content, GPtrArray *identities)
{
  g_autoptr (GPtrArray) certificates = certificates_of (identities);
  GError *error = NULL;
  GBytes *envelope = esp_envelope_seal (content, certificates, &error);

  g_assert_no_error (error);
  return envelope;
}

static EspSecret *
open_with (GBytes *envelope, EspIdentity *identity, GError **error)
{
  return esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                            esp_identity_get_agreement_certificate (identity), error);
}

static void
assert_refused (GBytes *envelope, EspIdentity *identity, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_with (envelope, identity, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_round_trip (void)
{
  static const guint counts[] = { 1, 2, 10 };
  g_autoptr (GPtrArray) strangers = people (1);

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    {
      g_autoptr (GPtrArray) identities = people (counts[c]);
      g_autoptr (EspSecret) content = secret_of (138);
      g_autoptr (GBytes) envelope = seal_to (content, identities);

      g_assert_cmpuint (esp_envelope_count_recipients (envelope), ==, counts[c]);
      for (guint i = 0; i < identities->len; i++)
        {
          GError *error = NULL;
          g_autoptr (EspSecret)
            opened = open_with (envelope, g_ptr_array_index (identities, i), &error);

          g_assert_no_error (error);
          g_assert_true (esp_secret_equal (opened, content));
        }
      assert_refused (envelope, g_ptr_array_index (strangers, 0),
                      ESP_REASON_ENVELOPE_NOT_RECIPIENT);
      g_test_message ("%u recipients: %" G_GSIZE_FORMAT " bytes", counts[c],
                      g_bytes_get_size (envelope));
    }
}

/* Around the sizes of OpenSSL's buffers, and up to the largest secret. */
static void
test_sizes (void)
{
  static const gsize sizes[] = { 1, 16, 4095, 4096, 4097, 8191, 8193, ESP_SECRET_MAX_LEN };
  g_autoptr (GPtrArray) identities = people (1);
  g_autoptr (GPtrArray) certificates = certificates_of (identities);
  g_autoptr (EspSecret) nothing = secret_of (0);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (EspSecret) content = secret_of (sizes[i]);
      g_autoptr (GBytes) envelope = seal_to (content, identities);
      g_autoptr (EspSecret)
        opened = open_with (envelope, g_ptr_array_index (identities, 0), &error);

      g_assert_no_error (error);
      g_assert_true (esp_secret_equal (opened, content));
    }
  g_assert_null (esp_envelope_seal (nothing, certificates, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_SEAL));
}

/* The same content twice: another content key, another nonce. */
static void
test_fresh_each_time (void)
{
  g_autoptr (GPtrArray) identities = people (1);
  g_autoptr (EspSecret) content = secret_of (64);
  g_autoptr (GBytes) first = seal_to (content, identities);
  g_autoptr (GBytes) second = seal_to (content, identities);
  gsize len;
  const guint8 *a = g_bytes_get_data (first, &len);
  const guint8 *b = g_bytes_get_data (second, NULL);

  /* Ciphertext and tag are the last 64 + 2 + 16 bytes. */
  g_assert_cmpint (memcmp (a + len - 82, b + g_bytes_get_size (second) - 82, 64), !=, 0);
}

static void
test_unfit_recipients (void)
{
  g_autoptr (GPtrArray) identities = people (2);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GPtrArray) signers = certificates_of (identities);
  g_autoptr (EspSecret) content = secret_of (32);
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_envelope_seal (content, nobody, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_SEAL));
  g_clear_error (&error);
  /* One who can't be sealed to fails the whole, instead of being left out. */
  g_ptr_array_add (signers,
                   esp_identity_get_signing_certificate (g_ptr_array_index (identities, 0)));
  g_assert_null (esp_envelope_seal (content, signers, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_SEAL));
}

static void
test_key_and_certificate_belong_together (void)
{
  g_autoptr (GPtrArray) identities = people (2);
  EspIdentity *one = g_ptr_array_index (identities, 0);
  EspIdentity *other = g_ptr_array_index (identities, 1);
  EspCertificate *certificate = esp_identity_get_agreement_certificate (one);
  g_autoptr (EspSecret) content = secret_of (32);
  g_autoptr (GBytes) envelope = seal_to (content, identities);
  g_autoptr (GError) error = NULL;

  g_assert_null (
    esp_envelope_open (envelope, esp_identity_get_agreement_key (other), certificate, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT));
  g_clear_error (&error);
  g_assert_null (
    esp_envelope_open (envelope, esp_certificate_get_key (certificate), certificate, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT));
}

static GBytes *
with_flip (GBytes *envelope, gsize position, guint8 mask)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (envelope, &len);
  guint8 *copy = g_memdup2 (bytes, len);

  copy[position] ^= mask;
  return g_bytes_new_take (copy, len);
}

typedef void (*FlipFunc) (GBytes *flipped, gsize position, gpointer data);

/* Flips bits all over the envelope: 200 places, or each bit of it with "-m slow". */
static void
for_each_flip (GBytes *envelope, FlipFunc func, gpointer data)
{
  gsize len = g_bytes_get_size (envelope);
  gsize step = g_test_slow () ? 1 : MAX (len / N_FLIPS, 1);

  for (gsize position = 0; position < len; position += step)
    for (guint bit = 0; bit < 8; bit += g_test_slow () ? 1 : 3)
      {
        g_autoptr (GBytes) flipped = with_flip (envelope, position, (guint8) (1 << bit));

        func (flipped, position, data);
      }
}

typedef struct
{
  EspIdentity *identity;
  EspSecret *content;
  guint refusals[ESP_N_REASONS];
  guint unchanged;
} Flips;

static void
expect_refusal_cb (GBytes *flipped, gsize position, gpointer data)
{
  Flips *flips = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) opened = open_with (flipped, flips->identity, &error);

  if (opened)
    g_test_message ("a flip in byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " makes no difference",
                    position, g_bytes_get_size (flipped));
  g_assert_null (opened);
  g_assert_cmpint (error->domain, ==, ESP_ERROR);
  flips->refusals[esp_error_get_reason (error)]++;
}

static void
test_flips (void)
{
  g_autoptr (GPtrArray) identities = people (1);
  g_autoptr (EspSecret) content = secret_of (138);
  g_autoptr (GBytes) envelope = seal_to (content, identities);
  Flips flips = { .identity = g_ptr_array_index (identities, 0) };

  for_each_flip (envelope, expect_refusal_cb, &flips);
  /* Each of the three answers is among them, and no other. */
  for (guint i = 0; i < ESP_N_REASONS; i++)
    if (i == ESP_REASON_ENVELOPE_MALFORMED || i == ESP_REASON_ENVELOPE_DAMAGED ||
        i == ESP_REASON_ENVELOPE_NOT_RECIPIENT)
      g_assert_cmpuint (flips.refusals[i], >, 0);
    else
      g_assert_cmpuint (flips.refusals[i], ==, 0);
}

static void
expect_refusal_or_content_cb (GBytes *flipped, gsize position, gpointer data)
{
  Flips *flips = data;
  g_autoptr (EspSecret) opened = open_with (flipped, flips->identity, NULL);

  if (!opened)
    return;
  g_assert_true (esp_secret_equal (opened, flips->content));
  flips->unchanged++;
}

/* What is damaged in one recipient's part (about 200 bytes) is nothing to the other. */
static void
test_flips_in_anothers_part (void)
{
  g_autoptr (GPtrArray) identities = people (2);
  g_autoptr (EspSecret) content = secret_of (138);
  g_autoptr (GBytes) envelope = seal_to (content, identities);
  Flips flips = { .identity = g_ptr_array_index (identities, 0), .content = content };

  for_each_flip (envelope, expect_refusal_or_content_cb, &flips);
  g_assert_cmpuint (flips.unchanged, >, 0);
}

static void
test_truncated_and_extended (void)
{
  g_autoptr (GPtrArray) identities = people (1);
  EspIdentity *identity = g_ptr_array_index (identities, 0);
  g_autoptr (EspSecret) content = secret_of (138);
  g_autoptr (GBytes) envelope = seal_to (content, identities);
  gsize len = g_bytes_get_size (envelope);
  g_autofree guint8 *longer = g_malloc0 (len + 1);
  g_autofree guint8 *huge = g_malloc0 (1048577);
  g_autoptr (GBytes) extended = NULL;
  g_autoptr (GBytes) too_large = NULL;

  for (gsize cut = 0; cut < len; cut++)
    {
      g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (envelope, 0, cut);

      assert_refused (shorter, identity, ESP_REASON_ENVELOPE_MALFORMED);
    }
  memcpy (longer, g_bytes_get_data (envelope, NULL), len);
  extended = g_bytes_new (longer, len + 1);
  assert_refused (extended, identity, ESP_REASON_ENVELOPE_MALFORMED);
  memcpy (huge, g_bytes_get_data (envelope, NULL), len);
  too_large = g_bytes_new (huge, 1048577);
  assert_refused (too_large, identity, ESP_REASON_ENVELOPE_MALFORMED);
  g_assert_cmpuint (esp_envelope_count_recipients (too_large), ==, 0);
}

/* --- With openssl -------------------------------------------------------------------------------
 */

typedef struct
{
  char *folder;
  EspIdentity *identity;
  EspSecret *password;
} Outside;

/* The person's own files, as anybody has them who exports an identity: key.pem and cert.pem. */
static void
set_up (Outside *outside, gconstpointer data)
{
  EspSealedIdentity *sealed = NULL;
  EspCertificate *certificate;
  g_autofree char *pem = NULL;
  gsize len;

  outside->folder = outside_folder_new ();
  outside->password = esp_secret_generate_hex (NULL);
  outside->identity = person ("Ada", outside->password, &sealed);
  certificate = esp_identity_get_agreement_certificate (outside->identity);
  pem = esp_certificate_to_pem (certificate);
  outside_write (outside->folder, "cert.pem", pem, strlen (pem));
  outside_write (outside->folder, "pass", esp_secret_get_bytes (outside->password, &len), 64);
  outside_write (outside->folder, "key.der", g_bytes_get_data (sealed->agreement_key, NULL),
                 g_bytes_get_size (sealed->agreement_key));
  g_assert_true (outside_run (
    outside->folder, "openssl pkey -inform DER -in key.der -passin file:pass -out key.pem", NULL));
  esp_sealed_identity_free (sealed);
}

static void
tear_down (Outside *outside, gconstpointer data)
{
  outside_folder_remove (outside->folder);
  esp_identity_unref (outside->identity);
  esp_secret_unref (outside->password);
  g_free (outside->folder);
}

static GPtrArray *
only (EspIdentity *identity)
{
  GPtrArray *identities = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_identity_unref);

  g_ptr_array_add (identities, esp_identity_ref (identity));
  return identities;
}

static void
test_openssl_opens (Outside *outside, gconstpointer data)
{
  g_autoptr (GPtrArray) others = people (2);
  g_autoptr (EspKey) key = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GBytes) opened = NULL;
  GError *error = NULL;

  key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), &error);
  g_assert_no_error (error);
  pkcs8 = esp_key_encode_private (key, &error);
  g_assert_no_error (error);
  g_ptr_array_add (others, esp_identity_ref (outside->identity));
  envelope = seal_to (pkcs8, others);
  outside_write (outside->folder, "E", g_bytes_get_data (envelope, NULL),
                 g_bytes_get_size (envelope));
  g_assert_true (outside_run (outside->folder,
                              "openssl cms -decrypt -binary -inform DER -in E -inkey key.pem"
                              " -recip cert.pem -out opened",
                              NULL));
  opened = outside_read (outside->folder, "opened");
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened),
                   esp_secret_get_bytes (pkcs8, NULL), esp_secret_get_len (pkcs8));
  g_assert_true (
    outside_run (outside->folder, "openssl pkey -inform DER -in opened -check -noout", NULL));
}

static void
test_openssl_names_the_algorithms (Outside *outside, gconstpointer data)
{
  static const char *const expected[] = { "authEnvelopedData", "aes-256-gcm",
                                          "dhSinglePass-stdDH-sha256kdf-scheme", "id-aes256-wrap",
                                          "d.kari" };
  g_autoptr (GPtrArray) identities = only (outside->identity);
  g_autoptr (EspSecret) content = secret_of (100);
  g_autoptr (GBytes) envelope = seal_to (content, identities);
  g_autofree char *printed = NULL;
  g_autofree char *parsed = NULL;

  outside_write (outside->folder, "E", g_bytes_get_data (envelope, NULL),
                 g_bytes_get_size (envelope));
  g_assert_true (
    outside_run (outside->folder, "openssl cms -cmsout -print -noout -inform DER -in E", &printed));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (!strstr (printed, expected[i]))
      g_error ("%s is missing in: %s", expected[i], printed);
  g_assert_true (outside_run (outside->folder, "openssl asn1parse -inform DER -in E", &parsed));
  g_assert_nonnull (strstr (parsed, ":id-smime-ct-authEnvelopedData"));
  g_assert_nonnull (strstr (parsed, ":aes-256-gcm"));
  g_assert_nonnull (strstr (parsed, ":dhSinglePass-stdDH-sha256kdf-scheme"));
  g_assert_nonnull (strstr (parsed, ":id-aes256-wrap"));
}

/* What other tools seal in our form is opened; what they seal in another form is not even tried. */
static void
test_openssl_seals (Outside *outside, gconstpointer data)
{
  static const struct
  {
    const char *options;
    EspReason reason;
  } cases[] = {
    { "-aes-256-gcm -recip cert.pem -keyopt ecdh_kdf_md:sha256", ESP_REASON_NONE },
    { "-aes-256-gcm -keyid -recip cert.pem -keyopt ecdh_kdf_md:sha256", ESP_REASON_NONE },
    { "-aes-256-gcm -recip cert.pem", ESP_REASON_ENVELOPE_MALFORMED },
    { "-aes-128-gcm -recip cert.pem -keyopt ecdh_kdf_md:sha256", ESP_REASON_ENVELOPE_MALFORMED },
    { "-aes-256-cbc -recip cert.pem -keyopt ecdh_kdf_md:sha256", ESP_REASON_ENVELOPE_MALFORMED },
    { "-aes-256-gcm -secretkeyid 01 -secretkey "
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      ESP_REASON_ENVELOPE_NOT_RECIPIENT }, /* a split key (esp-split-key.h): not for one person */
  };

  outside_write (outside->folder, "content", "sealed elsewhere", 16);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *command = g_strdup_printf (
        "openssl cms -encrypt -binary -in content -outform DER -out E %s", cases[i].options);
      g_autoptr (GBytes) envelope = NULL;

      g_assert_true (outside_run (outside->folder, command, NULL));
      envelope = outside_read (outside->folder, "E");
      if (cases[i].reason == ESP_REASON_NONE)
        {
          g_autoptr (EspSecret) opened = open_with (envelope, outside->identity, NULL);

          g_assert_nonnull (opened);
          g_assert_cmpmem (esp_secret_get_bytes (opened, NULL), esp_secret_get_len (opened),
                           "sealed elsewhere", 16);
        }
      else
        assert_refused (envelope, outside->identity, cases[i].reason);
    }
}

/* Without opening anything: who is left opens it, who is not does not, and the form stays. */
static void
test_keep (void)
{
  g_autoptr (GPtrArray) all = people (4);
  g_autoptr (GPtrArray) certificates = certificates_of (all);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (EspSecret) content = secret_of (138);
  g_autoptr (GBytes) envelope = seal_to (content, all);
  g_autoptr (GBytes) fewer = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (kept, g_ptr_array_index (certificates, 1));
  g_ptr_array_add (kept, g_ptr_array_index (certificates, 3));
  fewer = esp_envelope_keep (envelope, kept, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (esp_envelope_count_recipients (fewer), ==, 2);
  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (EspSecret) opened = open_with (fewer, g_ptr_array_index (all, i), NULL);

      g_assert_true (esp_envelope_names (envelope, g_ptr_array_index (certificates, i)));
      g_assert_cmpint (esp_envelope_names (fewer, g_ptr_array_index (certificates, i)), ==, i % 2);
      g_assert_cmpint (opened != NULL, ==, i % 2);
      g_assert_true (!opened || esp_secret_equal (opened, content));
    }
}

static void
test_keep_nobody (void)
{
  g_autoptr (GPtrArray) all = people (2);
  g_autoptr (GPtrArray) others = people (1);
  g_autoptr (GPtrArray) strangers = certificates_of (others);
  g_autoptr (EspSecret) content = secret_of (32);
  g_autoptr (GBytes) envelope = seal_to (content, all);
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  GError *error = NULL;

  g_assert_null (esp_envelope_keep (envelope, strangers, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_LAST));
  g_clear_error (&error);
  g_assert_null (esp_envelope_keep (nonsense, strangers, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_MALFORMED));
  g_clear_error (&error);
  g_assert_false (esp_envelope_names (nonsense, g_ptr_array_index (strangers, 0)));
}

int
main (int argc, char **argv)
{
  if (!esp_pki_init ())
    return 1;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/envelope/round-trip", test_round_trip);
  g_test_add_func ("/pki/envelope/sizes", test_sizes);
  g_test_add_func ("/pki/envelope/fresh-each-time", test_fresh_each_time);
  g_test_add_func ("/pki/envelope/unfit-recipients", test_unfit_recipients);
  g_test_add_func ("/pki/envelope/key-and-certificate-belong-together",
                   test_key_and_certificate_belong_together);
  g_test_add_func ("/pki/envelope/flips", test_flips);
  g_test_add_func ("/pki/envelope/flips-in-anothers-part", test_flips_in_anothers_part);
  g_test_add_func ("/pki/envelope/truncated-and-extended", test_truncated_and_extended);
  g_test_add_func ("/pki/envelope/keep", test_keep);
  g_test_add_func ("/pki/envelope/keep-nobody", test_keep_nobody);
  g_test_add ("/pki/envelope/openssl-opens", Outside, NULL, set_up, test_openssl_opens, tear_down);
  g_test_add ("/pki/envelope/openssl-names-the-algorithms", Outside, NULL, set_up,
              test_openssl_names_the_algorithms, tear_down);
  g_test_add ("/pki/envelope/openssl-seals", Outside, NULL, set_up, test_openssl_seals, tear_down);
  return g_test_run ();
}
