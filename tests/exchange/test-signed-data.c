/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed texts: openssl verifies them, not one byte can change unnoticed, and keys for them are
 * what they should be. */
#include "base/esp-error.h"
#include "pki/esp-exchange-key.h"
#include "pki/esp-signed-data.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200)
#define VAULT "7c9f4a10-52b6-4f7c-9d3e-0f6a1b2c3d4e"
#define TEXT "{\"Say\":\"a little\"}"

typedef struct
{
  EspIdentity *identity;
  EspCertificate *certificate;
  GBytes *envelope;
  EspKey *key;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspSecret) password = esp_secret_new_copy ("0123456789abcdef", 16, NULL);
  g_autoptr (GError) error = NULL;
  EspSealedIdentity *sealed = NULL;

  fixture->identity = esp_identity_create ("Ada", password, ESP_UNLOCK_KEYRING, NOW, &sealed,
                                           &error);
  g_assert_no_error (error);
  esp_sealed_identity_free (sealed);
  g_assert_true (esp_exchange_key_create ("Ada", VAULT, fixture->identity, NOW,
                                          &fixture->certificate, &fixture->envelope, &error));
  g_assert_no_error (error);
  fixture->key = esp_exchange_key_open (fixture->envelope, fixture->certificate, fixture->identity,
                                        &error);
  g_assert_no_error (error);
  fixture->folder = g_dir_make_tmp ("espalier-signed-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  esp_identity_unref (fixture->identity);
  esp_certificate_unref (fixture->certificate);
  g_bytes_unref (fixture->envelope);
  esp_key_unref (fixture->key);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static char *
sign (Fixture *fixture)
{
  g_autoptr (GBytes) content = g_bytes_new_static (TEXT, strlen (TEXT));
  g_autoptr (GError) error = NULL;
  char *text = esp_signed_data_create (content, fixture->key, fixture->certificate, NOW, &error);

  g_assert_no_error (error);
  return text;
}

/* Read, and verified. */
static gboolean
accepts (Fixture *fixture, const char *text, gsize len, GError **error)
{
  g_autoptr (GBytes) file = g_bytes_new (text, len);
  g_autoptr (EspSignedData) data = esp_signed_data_read (file, error);

  return data && esp_signed_data_verify (data, fixture->certificate, error);
}

/* --- What it is -------------------------------------------------------------------------------*/

static void
test_round (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSignedData) data = esp_signed_data_read (file, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (data->content, NULL), g_bytes_get_size (data->content), TEXT,
                   strlen (TEXT));
  g_assert_true (esp_signed_data_names (data, fixture->certificate));
  g_assert_true (esp_signed_data_verify (data, fixture->certificate, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (data->digest), ==, 64);
}

static int
run (const char *command)
{
  g_autofree char *out = NULL;
  g_autofree char *said = NULL;
  int status = -1;

  g_assert_true (g_spawn_command_line_sync (command, &out, &said, &status, NULL));
  return status;
}

/* Another program says that it is what it says, and who signed it. */
static void
test_openssl (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  g_autofree char *pem = esp_certificate_to_pem (fixture->certificate);
  g_autofree char *file = g_build_filename (fixture->folder, "file.pem", NULL);
  g_autofree char *face = g_build_filename (fixture->folder, "face.pem", NULL);
  g_autofree char *out = g_build_filename (fixture->folder, "out.json", NULL);
  g_autofree char *command = g_strdup_printf ("openssl cms -verify -inform PEM -binary -nointern"
                                              " -in %s -certfile %s -CAfile %s -attime %d -out %s",
                                              file, face, face, (int) NOW, out);
  g_autofree char *content = NULL;
  char *at;

  g_assert_true (g_file_set_contents (face, pem, -1, NULL));
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_assert_cmpint (run (command), ==, 0);
  g_assert_true (g_file_get_contents (out, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, TEXT);
  at = strchr (text, '\n') + 200;
  *at = *at == 'A' ? 'B' : 'A';
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_assert_cmpint (run (command), !=, 0);
  g_unlink (file);
  g_unlink (face);
  g_unlink (out);
}

/* --- What it is not ---------------------------------------------------------------------------*/

/* Each bit of each byte, of the armour too. */
static void
test_each_byte (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  gsize len = strlen (text);
  g_autoptr (GError) first = NULL;

  g_assert_true (accepts (fixture, text, len, &first));
  g_assert_no_error (first);
  for (gsize i = 0; i < len; i++)
    for (int bit = 0; bit < 8; bit++)
      {
        g_autoptr (GError) error = NULL;

        text[i] ^= (char) (1 << bit);
        if (accepts (fixture, text, len, &error))
          g_error ("bit %d of byte %" G_GSIZE_FORMAT " could be changed", bit, i);
        g_assert_true (error->code == ESP_ERROR_VERIFICATION);
        text[i] ^= (char) (1 << bit);
      }
  g_assert_true (accepts (fixture, text, len, NULL));
}

/* The bytes inside, in an armour that is right: here it is the form and the signature that refuse.
 */
static void
test_each_inner_byte (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));
  g_autoptr (EspSignedData) data = esp_signed_data_read (file, NULL);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (data->der, &len);
  guint n_form = 0, n_signature = 0;

  for (gsize i = 0; i < len * 8; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, len);
      g_autofree char *base64 = NULL, *armoured = NULL;
      g_autoptr (GString) lines = g_string_new ("-----BEGIN CMS-----\n");
      g_autoptr (GError) error = NULL;

      copy[i / 8] ^= (guint8) (1 << (i % 8));
      base64 = g_base64_encode (copy, len);
      for (gsize at = 0; at < strlen (base64); at += 64)
        g_string_append_printf (lines, "%.64s\n", base64 + at);
      g_string_append (lines, "-----END CMS-----\n");
      if (accepts (fixture, lines->str, lines->len, &error))
        g_error ("bit %" G_GSIZE_FORMAT " could be changed", i);
      n_form += esp_error_has_reason (error, ESP_REASON_SIGNED_DATA_FORM);
      n_signature += esp_error_has_reason (error, ESP_REASON_SIGNED_DATA_SIGNATURE);
    }
  g_assert_cmpuint (n_form + n_signature, ==, len * 8);
  g_assert_cmpuint (n_form, >, 100);
  g_assert_cmpuint (n_signature, >, 100);
}

static void
test_shorter_and_longer (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  g_autofree char *longer = g_strconcat (text, "\n", NULL);
  g_autofree char *before = g_strconcat ("Hello\n", text, NULL);
  g_autofree char *twice = g_strconcat (text, text, NULL);
  g_autofree char *large = g_strnfill (ESP_SIGNED_DATA_MAX_SIZE + 1, 'A');
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) dos = g_string_new (text);

  for (gsize len = 0; len < strlen (text); len++)
    g_assert_false (accepts (fixture, text, len, NULL));
  g_assert_false (accepts (fixture, longer, strlen (longer), NULL));
  g_assert_false (accepts (fixture, before, strlen (before), NULL));
  g_assert_false (accepts (fixture, twice, strlen (twice), NULL));
  g_string_replace (dos, "\n", "\r\n", 0);
  g_assert_false (accepts (fixture, dos->str, dos->len, NULL));
  g_assert_false (accepts (fixture, large, strlen (large), &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNED_DATA_SIZE));
}

/* What openssl signs by itself has certificates and other attributes in it: another form. */
static void
test_other_form (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *key = g_build_filename (fixture->folder, "key.pem", NULL);
  g_autofree char *face = g_build_filename (fixture->folder, "face.pem", NULL);
  g_autofree char *file = g_build_filename (fixture->folder, "file.pem", NULL);
  g_autofree char *make = g_strdup_printf (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout %s -out %s"
    " -subj /CN=other",
    key, face);
  g_autofree char *with = g_strdup_printf ("openssl cms -sign -binary -nodetach -in %s -signer %s"
                                           " -inkey %s -outform PEM -out %s",
                                           face, face, key, file);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  g_assert_cmpint (run (make), ==, 0);
  g_assert_cmpint (run (with), ==, 0);
  g_assert_true (g_file_get_contents (file, &text, &len, NULL));
  g_assert_false (accepts (fixture, text, len, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNED_DATA_FORM));
  g_unlink (key);
  g_unlink (face);
  g_unlink (file);
}

static void
test_other_signer (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = sign (fixture);
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));
  g_autoptr (EspSignedData) data = esp_signed_data_read (file, NULL);
  g_autoptr (EspCertificate) other = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_exchange_key_create ("Ada", VAULT, fixture->identity, NOW, &other, &envelope, NULL));
  g_assert_false (esp_signed_data_names (data, other));
  g_assert_false (esp_signed_data_verify (data, other, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SIGNED_DATA_SIGNATURE));
  g_assert_null (esp_exchange_key_open (envelope, fixture->certificate, fixture->identity, NULL));
}

/* --- Certificates -----------------------------------------------------------------------------*/

static void
test_certificate (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) der = g_bytes_ref (esp_certificate_get_der (fixture->certificate));
  g_autoptr (GBytes) own = g_bytes_ref (
    esp_certificate_get_der (esp_identity_get_signing_certificate (fixture->identity)));
  g_autoptr (GBytes) agreement = g_bytes_ref (
    esp_certificate_get_der (esp_identity_get_agreement_certificate (fixture->identity)));
  g_autofree char *vault = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) read = esp_exchange_key_read_certificate (der, &vault, &error);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);

  g_assert_no_error (error);
  g_assert_nonnull (read);
  g_assert_cmpstr (vault, ==, VAULT);
  g_assert_null (esp_exchange_key_read_certificate (own, &vault, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_EXCHANGE_CERTIFICATE));
  g_assert_null (esp_exchange_key_read_certificate (agreement, &vault, NULL));
  for (gsize i = 0; i < len; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, len);
      g_autoptr (GBytes) changed = NULL;

      copy[i] ^= 1;
      changed = g_bytes_new (copy, len);
      g_assert_null (esp_exchange_key_read_certificate (changed, &vault, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/exchange/signed-data/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("round", test_round);
  ADD ("openssl", test_openssl);
  ADD ("each-byte", test_each_byte);
  ADD ("each-inner-byte", test_each_inner_byte);
  ADD ("shorter-and-longer", test_shorter_and_longer);
  ADD ("other-form", test_other_form);
  ADD ("other-signer", test_other_signer);
  ADD ("certificate", test_certificate);
  return g_test_run ();
}
