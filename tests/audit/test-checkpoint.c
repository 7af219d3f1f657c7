/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints as text: what is written is read back, and nothing else is read. */
#include "audit/esp-checkpoint.h"
#include "base/esp-error.h"

#include <string.h>

#define VAULT "0a1b2c3d-1111-4222-8333-444455556666"
#define PERSON "9f8e7d6c-1111-4222-8333-444455556666"

static char *
write_note (gint64 size)
{
  g_autofree char *key = g_malloc0 (32);
  g_autoptr (GBytes) public_key = g_bytes_new (key, 32);
  guint8 zeros[64] = { 1, 2, 3 };
  g_autoptr (GBytes) signature = g_bytes_new (zeros, sizeof zeros);
  EspHash root = { { 0xde, 0xad } };
  g_autofree char *text = esp_checkpoint_text (VAULT, size, &root);

  return esp_checkpoint_write (text, VAULT, PERSON, public_key, signature);
}

static void
test_round_trip (void)
{
  g_autofree char *note = write_note (1234);
  g_autoptr (EspCheckpoint) checkpoint = esp_checkpoint_parse (note, NULL);

  g_assert_nonnull (checkpoint);
  g_assert_cmpint (checkpoint->size, ==, 1234);
  g_assert_cmpuint (checkpoint->root.bytes[0], ==, 0xde);
  g_assert_cmpstr (checkpoint->vault, ==, VAULT);
  g_assert_cmpstr (checkpoint->principal, ==, PERSON);
  g_assert_cmpstr (checkpoint->key_name, ==, "espalier/" VAULT "/" PERSON);
  g_assert_true (g_str_has_prefix (note, checkpoint->text));
  g_assert_cmpuint (g_bytes_get_size (checkpoint->signature), ==, 64);
}

/* Computed in one piece, as a verifier key of a signed note has it: its algorithm byte, then the
 * key. */
static void
test_key_id (void)
{
  static const char name[] = "example.com/foo";
  gsize len;
  g_autofree guchar *key = g_base64_decode ("AbHlOE0v33qHGUmeTMWXKwTFOnRNnZFQdKkRAqYVPTlG", &len);
  g_autoptr (GBytes) public_key = g_bytes_new (key + 1, len - 1);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize digest_len = sizeof digest;

  g_checksum_update (sum, (const guchar *) name, -1);
  g_checksum_update (sum, (const guchar *) "\n", 1);
  g_checksum_update (sum, key, (gssize) len);
  g_checksum_get_digest (sum, digest, &digest_len);
  g_assert_cmpuint (esp_checkpoint_key_id (name, public_key), ==,
                    (guint) digest[0] << 24 | (guint) digest[1] << 16 | (guint) digest[2] << 8 |
                      digest[3]);
}

static void
test_strict (void)
{
  static const char *const changes[][2] = {
    { "1234", "01234" },
    { "1234", "0" },
    { "1234", "-1" },
    { "1234", "1234 " },
    { "1234\n", "" },
    { "espalier/", "espalier:" },
    { "\n\n", "\n" },
    { "\n\n", "\nx\n" },
    { "3q0", "3q=" },
    { PERSON, "somebody" },
    { VAULT "\n", "x\n" },
    { "\xe2\x80\x94", "-" },
    { PERSON " ", PERSON "  " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *note = write_note (1234);
      g_autoptr (GString) changed = g_string_new (note);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_string_replace (changed, changes[i][0], changes[i][1], 1), ==, 1);
      g_assert_null (esp_checkpoint_parse (changed->str, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_CHECKPOINT_MALFORMED));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/checkpoint/round-trip", test_round_trip);
  g_test_add_func ("/audit/checkpoint/key-id", test_key_id);
  g_test_add_func ("/audit/checkpoint/strict", test_strict);
  return g_test_run ();
}
