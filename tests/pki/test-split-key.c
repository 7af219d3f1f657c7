/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that no single person opens: what two parts open, what one does not, and what openssl makes
 * of it. */
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "outside.h"
#include "pki/esp-envelope.h"
#include "pki/esp-identity.h"
#include "pki/esp-split-key.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)

typedef struct
{
  char *folder;
  GPtrArray *people; /* EspIdentity: Ada, Ben, and the recovery identity */
  EspSecret *pkcs8;
  EspSecret *secret;
  GBytes *envelope;
} Split;

static void
write_secret (Split *split, const char *name, EspSecret *secret)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (secret, &len);

  outside_write (split->folder, name, bytes, len);
}

static void
write_bytes (Split *split, const char *name, GBytes *bytes)
{
  outside_write (split->folder, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* NAME.key and NAME.pem: what anybody has who exports their own identity. */
static void
add_person (Split *split, const char *name)
{
  g_autoptr (EspSecret) password = esp_secret_generate_hex (NULL);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (GError) error = NULL;
  EspIdentity *identity = esp_identity_create (name, password, ESP_UNLOCK_KEYRING, NOW, &sealed,
                                               &error);
  g_autofree char *pem = NULL;
  g_autofree char *pem_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *command = g_strdup_printf (
    "openssl pkey -inform DER -in sealed -passin file:pass -out %s.key", name);

  g_assert_no_error (error);
  pem = esp_certificate_to_pem (esp_identity_get_agreement_certificate (identity));
  outside_write (split->folder, pem_name, pem, strlen (pem));
  write_secret (split, "pass", password);
  write_bytes (split, "sealed", sealed->agreement_key);
  g_assert_true (outside_run (split->folder, command, NULL));
  g_ptr_array_add (split->people, identity);
}

static GPtrArray *
certificate_of (Split *split, guint person)
{
  GPtrArray *one = g_ptr_array_new ();

  g_ptr_array_add (
    one, esp_identity_get_agreement_certificate (g_ptr_array_index (split->people, person)));
  return one;
}

static void
set_up (Split *split, gconstpointer data)
{
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), NULL);
  g_autoptr (GPtrArray) recovery = NULL;
  g_autoptr (GError) error = NULL;

  split->folder = outside_folder_new ();
  split->people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_identity_unref);
  add_person (split, "ada");
  add_person (split, "ben");
  add_person (split, "recovery");
  split->pkcs8 = esp_key_encode_private (key, &error);
  g_assert_no_error (error);
  recovery = certificate_of (split, 2);
  split->envelope = esp_split_key_seal (split->pkcs8, recovery, &split->secret, &error);
  g_assert_no_error (error);
  write_bytes (split, "E", split->envelope);
}

static void
tear_down (Split *split, gconstpointer data)
{
  outside_folder_remove (split->folder);
  g_free (split->folder);
  g_ptr_array_unref (split->people);
  esp_secret_unref (split->pkcs8);
  esp_secret_unref (split->secret);
  g_bytes_unref (split->envelope);
}

static void
parts_of (Split *split, EspSecret **first, EspSecret **second)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_split_key_split (split->secret, first, second, &error));
  g_assert_no_error (error);
}

/* --- Inside ------------------------------------------------------------------------------------*/

static void
test_two_open (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autoptr (EspSecret) joined = NULL;
  g_autoptr (EspSecret) opened = NULL;
  g_autoptr (GError) error = NULL;

  parts_of (split, &first, &second);
  joined = esp_split_key_join (first, second, &error);
  g_assert_no_error (error);
  opened = esp_split_key_open (split->envelope, joined, &error);
  g_assert_no_error (error);
  g_assert_true (esp_secret_equal (opened, split->pkcs8));
  g_assert_true (esp_split_key_is_split (split->envelope));
  g_assert_cmpuint (esp_envelope_count_recipients (split->envelope), ==, 2);
}

/* Each pair has parts of its own: those of two pairs do not fit together. */
static void
test_parts_of_two_pairs (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autoptr (EspSecret) third = NULL;
  g_autoptr (EspSecret) fourth = NULL;
  g_autoptr (EspSecret) joined = NULL;
  g_autoptr (GError) error = NULL;

  parts_of (split, &first, &second);
  parts_of (split, &third, &fourth);
  g_assert_false (esp_secret_equal (first, third));
  joined = esp_split_key_join (first, fourth, &error);
  g_assert_null (esp_split_key_open (split->envelope, joined, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SPLIT_SECRET));
}

static void
test_one_opens_nothing (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  EspSecret *alone[2];

  parts_of (split, &first, &second);
  alone[0] = first;
  alone[1] = second;
  for (gsize i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      EspIdentity *person = g_ptr_array_index (split->people, i);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_split_key_open (split->envelope, alone[i], &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_SPLIT_SECRET));
      g_clear_error (&error);
      g_assert_null (esp_envelope_open (split->envelope, esp_identity_get_agreement_key (person),
                                        esp_identity_get_agreement_certificate (person), &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT));
    }
}

static void
test_recovery_opens (Split *split, gconstpointer data)
{
  EspIdentity *recovery = g_ptr_array_index (split->people, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret)
    opened = esp_envelope_open (split->envelope, esp_identity_get_agreement_key (recovery),
                                esp_identity_get_agreement_certificate (recovery), &error);

  g_assert_no_error (error);
  g_assert_true (esp_secret_equal (opened, split->pkcs8));
}

static void
test_digest_finds_false_parts (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autoptr (EspSecret) shorter = esp_secret_new (31, NULL);
  g_autofree char *digest = NULL;
  g_autofree char *same = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  parts_of (split, &first, &second);
  digest = esp_split_key_digest (first);
  same = esp_split_key_digest (first);
  other = esp_split_key_digest (second);
  g_assert_cmpstr (digest, ==, same);
  g_assert_cmpstr (digest, !=, other);
  g_assert_null (esp_split_key_join (first, shorter, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SPLIT_PART));
}

/* Each byte of the envelope: a changed one never opens as something else. */
static void
test_flips (Split *split, gconstpointer data)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (split->envelope, &len);
  guint n_refused = 0;

  for (gsize i = 0; i < len; i++)
    {
      guint8 *copy = g_memdup2 (bytes, len);
      g_autoptr (GBytes) flipped = g_bytes_new_take (copy, len);
      g_autoptr (EspSecret) opened = NULL;

      copy[i] ^= 1;
      opened = esp_split_key_open (flipped, split->secret, NULL);
      /* What belongs to the recovery identity alone is nothing to this one. */
      g_assert_true (!opened || esp_secret_equal (opened, split->pkcs8));
      n_refused += opened ? 0 : 1;
    }
  g_assert_cmpuint (n_refused, >, len / 2);
}

static void
test_ordinary_is_not_split (Split *split, gconstpointer data)
{
  g_autoptr (GPtrArray) ada = certificate_of (split, 0);
  g_autoptr (GBytes) envelope = esp_envelope_seal (split->pkcs8, ada, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_split_key_is_split (envelope));
  g_assert_null (esp_split_key_open (envelope, split->secret, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SPLIT_SECRET));
}

/* --- With openssl ------------------------------------------------------------------------------*/

static void
seal_part (Split *split, guint person, EspSecret *part, const char *name)
{
  g_autoptr (GPtrArray) one = certificate_of (split, person);
  g_autoptr (GBytes) envelope = esp_envelope_seal (part, one, NULL);

  g_assert_nonnull (envelope);
  write_bytes (split, name, envelope);
}

/* The whole way without this program: two people open their parts, join them, open the key. */
static void
test_openssl_opens (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autoptr (GBytes) a = NULL;
  g_autoptr (GBytes) b = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GBytes) opened = NULL;
  guint8 joined[ESP_SPLIT_SECRET_LEN];

  parts_of (split, &first, &second);
  seal_part (split, 0, first, "A");
  seal_part (split, 1, second, "B");
  g_assert_true (outside_run (
    split->folder,
    "openssl cms -decrypt -binary -inform DER -in A -inkey ada.key -recip ada.pem -out a", NULL));
  g_assert_true (outside_run (
    split->folder,
    "openssl cms -decrypt -binary -inform DER -in B -inkey ben.key -recip ben.pem -out b", NULL));
  a = outside_read (split->folder, "a");
  b = outside_read (split->folder, "b");
  g_assert_cmpuint (g_bytes_get_size (a), ==, ESP_SPLIT_SECRET_LEN);
  g_assert_cmpuint (g_bytes_get_size (b), ==, ESP_SPLIT_SECRET_LEN);
  for (gsize i = 0; i < ESP_SPLIT_SECRET_LEN; i++)
    joined[i] = ((const guint8 *) g_bytes_get_data (a, NULL))[i] ^
                ((const guint8 *) g_bytes_get_data (b, NULL))[i];
  hex = esp_hex_encode (joined, sizeof joined);
  command = g_strdup_printf (
    "openssl cms -decrypt -binary -inform DER -in E -secretkey %s -out opened", hex);
  g_assert_true (outside_run (split->folder, command, NULL));
  opened = outside_read (split->folder, "opened");
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened),
                   esp_secret_get_bytes (split->pkcs8, NULL), esp_secret_get_len (split->pkcs8));
  g_assert_true (
    outside_run (split->folder, "openssl pkey -inform DER -in opened -check -noout", NULL));
}

/* Nobody alone, by any way that openssl knows; the recovery identity does. */
static void
test_openssl_refuses_one (Split *split, gconstpointer data)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *command = NULL;
  gsize len;
  const guint8 *bytes;

  g_assert_false (outside_run (
    split->folder,
    "openssl cms -decrypt -binary -inform DER -in E -inkey ada.key -recip ada.pem -out x", NULL));
  g_assert_false (outside_run (
    split->folder, "openssl cms -decrypt -binary -inform DER -in E -inkey ben.key -out x", NULL));
  parts_of (split, &first, &second);
  bytes = esp_secret_get_bytes (first, &len);
  hex = esp_hex_encode (bytes, len);
  command = g_strdup_printf ("openssl cms -decrypt -binary -inform DER -in E -secretkey %s -out x",
                             hex);
  g_assert_false (outside_run (split->folder, command, NULL));
  g_assert_true (outside_run (split->folder,
                              "openssl cms -decrypt -binary -inform DER -in E -inkey recovery.key"
                              " -recip recovery.pem -out y",
                              NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
#define ADD(path, test) g_test_add ("/pki/split-key/" path, Split, NULL, set_up, test, tear_down)
  ADD ("two-open", test_two_open);
  ADD ("parts-of-two-pairs", test_parts_of_two_pairs);
  ADD ("one-opens-nothing", test_one_opens_nothing);
  ADD ("recovery-opens", test_recovery_opens);
  ADD ("digest-finds-false-parts", test_digest_finds_false_parts);
  ADD ("flips", test_flips);
  ADD ("ordinary-is-not-split", test_ordinary_is_not_split);
  ADD ("openssl-opens", test_openssl_opens);
  ADD ("openssl-refuses-one", test_openssl_refuses_one);
  return g_test_run ();
}
