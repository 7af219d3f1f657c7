/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of private keys that are not our own. A key is taken apart and put together in locked
 * memory alone; OpenSSL's decoders, which would copy it, never see it. */
#include "esp-foreign-key.h"

#include "base/esp-hex.h"
#include "esp-der.h"
#include "esp-key.h"
#include "esp-pbe.h"

#include <string.h>

#define IV_LIMIT 16
#define WRAP_LEN 64 /* what PrivateKeyInfo adds to a traditional key */
#define OID_LIMIT 32
#define GNOMINT_KEY_LEN 32
#define GNOMINT_IV_LEN 16
#define GNOMINT_MARK "gCP"

static const guint8 rsa_algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                        0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
static const guint8 ec_oid[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };

static EspSecret *
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_STRUCTURE, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return NULL;
}

static EspSecret *
refuse_kind (const char *kind, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_KEY_KIND, NULL, "kind", kind, NULL);
  return NULL;
}

/* --- Traditional forms ------------------------------------------------------------------------ */

/* PrivateKeyInfo around @key, with @algorithm, both as they are. */
static EspSecret *
wrap (const guint8 *algorithm, gsize algorithm_len, const EspDer *key, GError **error)
{
  g_autoptr (EspSecret) buffer = esp_secret_new (key->len + algorithm_len + WRAP_LEN, error);
  EspDerWriter writer = { 0 };
  gsize end;

  if (!buffer)
    return NULL;
  writer.bytes = esp_secret_get_writable (buffer);
  writer.at = end = esp_secret_get_len (buffer);
  esp_der_prepend (&writer, key->bytes, key->len);
  esp_der_prepend_header (&writer, ESP_DER_OCTET_STRING, end);
  esp_der_prepend (&writer, algorithm, algorithm_len);
  esp_der_prepend_number (&writer, (const guint8 *) "\0", 1);
  esp_der_prepend_header (&writer, ESP_DER_SEQUENCE, end);
  if (writer.full)
    return refuse ("it is too long", error);
  return esp_secret_new_copy (writer.bytes + writer.at, end - writer.at, error);
}

/* ECPrivateKey names its curve inside; PrivateKeyInfo wants it outside too. */
static EspSecret *
wrap_ec (const EspDer *key, EspDer content, GError **error)
{
  guint8 algorithm[sizeof ec_oid + OID_LIMIT + 4];
  EspDerWriter writer = { algorithm, sizeof algorithm, FALSE };
  EspDer number, parameters;

  if (!esp_der_read (&content, ESP_DER_OCTET_STRING, &number))
    return refuse ("it is no EC private key", error);
  if (!esp_der_read (&content, ESP_DER_CONTEXT_CONSTRUCTED (0), &parameters))
    return refuse ("it does not name its curve", error);
  if (parameters.len > OID_LIMIT || parameters.bytes[0] != ESP_DER_OID)
    return refuse_kind ("EC with a curve that has no name", error);
  esp_der_prepend (&writer, parameters.bytes, parameters.len);
  esp_der_prepend (&writer, ec_oid, sizeof ec_oid);
  esp_der_prepend_header (&writer, ESP_DER_SEQUENCE, sizeof algorithm);
  return wrap (algorithm + writer.at, sizeof algorithm - writer.at, key, error);
}

static EspSecret *open_encrypted (EspSecret *der, GPtrArray *passphrases, GError **error);

/* Told by what stands at the front: a version and then an algorithm, a modulus or a number. */
static EspSecret *
open_any (EspSecret *der, GPtrArray *passphrases, GError **error)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (der, &len);
  EspDer whole = { bytes, len };
  EspDer rest = whole, content, version;

  if (!esp_der_read (&rest, ESP_DER_SEQUENCE, &content) || rest.len > 0 || content.len == 0)
    return refuse ("it is no private key, or it was cut off", error);
  if (content.bytes[0] == ESP_DER_SEQUENCE)
    return open_encrypted (der, passphrases, error);
  if (!esp_der_read_number (&content, &version) || content.len == 0)
    return refuse ("it is no private key", error);
  if (content.bytes[0] == ESP_DER_SEQUENCE)
    return esp_secret_ref (der);
  if (content.bytes[0] == ESP_DER_OCTET_STRING)
    return wrap_ec (&whole, content, error);
  if (content.bytes[0] != ESP_DER_INTEGER)
    return refuse ("it is no private key", error);
  return wrap (rsa_algorithm, sizeof rsa_algorithm, &whole, error);
}

static EspSecret *
open_encrypted (EspSecret *der, GPtrArray *passphrases, GError **error)
{
  gsize len, plain_len = 0;
  const guint8 *start = esp_secret_get_bytes (der, &len);
  const guint8 *end = start;
  g_autoptr (X509_SIG) sealed = d2i_X509_SIG (NULL, &end, (long) len);
  const X509_ALGOR *algorithm;
  const ASN1_OCTET_STRING *encrypted;
  EspSecret *key;
  guint8 *plain;

  if (!sealed || end != start + len)
    return refuse ("it is no encrypted private key", error);
  X509_SIG_get0 (sealed, &algorithm, &encrypted);
  plain = esp_pbe_decrypt (algorithm, encrypted, passphrases, esp_pbe_accept_key, &plain_len,
                           error);
  if (!plain)
    return NULL;
  key = esp_secret_new_take (plain, plain_len, error);
  OPENSSL_free (plain);
  return key;
}

EspSecret *
esp_foreign_key_open (const char *label, EspSecret *der, GPtrArray *passphrases, GError **error)
{
  if (label && g_str_has_prefix (label, "OPENSSH "))
    return refuse_kind ("OpenSSH", error);
  if (label && g_str_has_prefix (label, "DSA "))
    return refuse_kind ("DSA", error);
  if (!esp_pki_init ())
    return refuse ("no memory for keys could be had", error);
  return open_any (der, passphrases, error);
}

/* --- Armour with a passphrase of its own ------------------------------------------------------ */

static gboolean
read_dek_info (const char *dek_info, char **cipher, guint8 iv[IV_LIMIT], gsize *iv_len)
{
  g_auto (GStrv) parts = g_strsplit (dek_info, ",", 2);
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;

  if (g_strv_length (parts) != 2)
    return FALSE;
  bytes = esp_hex_decode (g_strstrip (parts[1]), NULL);
  if (!bytes || g_bytes_get_size (bytes) > IV_LIMIT)
    return FALSE;
  data = g_bytes_get_data (bytes, iv_len);
  memcpy (iv, data, *iv_len);
  *cipher = g_strdup (g_strstrip (parts[0]));
  return TRUE;
}

/* Noise that looks like a key by chance is told by the second look, at its first members. */
static EspSecret *
open_traditional (const char *label,
                  const char *cipher,
                  const char *digest,
                  const guint8 *iv,
                  gsize iv_len,
                  const EspDer *encrypted,
                  GPtrArray *passphrases,
                  GError **error)
{
  g_autoptr (GPtrArray) all = esp_pbe_with_empty (passphrases);

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (EspSecret)
        plain = esp_pbe_decrypt_traditional (cipher, digest, iv, iv_len, g_ptr_array_index (all, i),
                                             encrypted->bytes, encrypted->len, &problem);
      g_autoptr (EspSecret) key = plain ? esp_foreign_key_open (label, plain, NULL, NULL) : NULL;

      if (key)
        return g_steal_pointer (&key);
      if (!plain && !esp_error_has_reason (problem, ESP_REASON_FOREIGN_PASSPHRASE))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  esp_error_set (error, ESP_REASON_FOREIGN_PASSPHRASE, NULL, NULL);
  return NULL;
}

EspSecret *
esp_foreign_key_open_armour (const char *label,
                             const char *dek_info,
                             EspSecret *encrypted,
                             GPtrArray *passphrases,
                             GError **error)
{
  g_autofree char *cipher = NULL;
  guint8 iv[IV_LIMIT];
  gsize iv_len = 0;
  EspDer view;

  if (!esp_pki_init () || !read_dek_info (dek_info, &cipher, iv, &iv_len))
    return refuse ("the line DEK-Info can't be read", error);
  view.bytes = esp_secret_get_bytes (encrypted, &view.len);
  return open_traditional (label, cipher, "MD5", iv, iv_len, &view, passphrases, error);
}

/* --- Databases -------------------------------------------------------------------------------- */

#define XCA_IV_LEN 8

EspSecret *
esp_foreign_key_open_xca (EspSecret *encrypted, GPtrArray *passphrases, GError **error)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (encrypted, &len);
  EspDer rest = { bytes + XCA_IV_LEN, len - XCA_IV_LEN };

  if (!esp_pki_init () || len <= XCA_IV_LEN)
    return refuse ("it is no key of a database of XCA", error);
  return open_traditional (NULL, "DES-EDE3-CBC", "SHA1", bytes, XCA_IV_LEN, &rest, passphrases,
                           error);
}

/* The tool's own way from a text to a key: repeated where it is short, folded where it is long. */
static void
derive_gnomint (const guint8 *text, gsize len, guint8 key[GNOMINT_KEY_LEN])
{
  memset (key, 0, GNOMINT_KEY_LEN);
  if (len > GNOMINT_KEY_LEN)
    {
      for (gsize i = 0; i < len; i++)
        key[i % GNOMINT_KEY_LEN] ^= text[i];
      return;
    }
  for (gsize i = 0; i + 1 < GNOMINT_KEY_LEN; i++)
    key[i] = text[i % len];
}

/* "gnoMintPrivateKey", the passphrase, the subject. */
static EspSecret *
join_gnomint (EspSecret *passphrase, const char *name, GError **error)
{
  static const char prefix[] = "gnoMintPrivateKey";
  gsize len, prefix_len = strlen (prefix), name_len = strlen (name);
  const guint8 *bytes = esp_secret_get_bytes (passphrase, &len);
  EspSecret *joined = esp_secret_new (prefix_len + len + name_len, error);
  guint8 *place = joined ? esp_secret_get_writable (joined) : NULL;

  if (!joined)
    return NULL;
  memcpy (place, prefix, prefix_len);
  if (len > 0)
    memcpy (place + prefix_len, bytes, len);
  memcpy (place + prefix_len + len, name, name_len);
  return joined;
}

EspSecret *
esp_foreign_key_open_gnomint (const char *text,
                              EspSecret *passphrase,
                              const char *name,
                              GError **error)
{
  /* Files of gnoMint before 0.5 have this counter and say nothing of it. */
  static const guint8 old_counter[] = "dg4eJ53lc-!GzAz=";
  gboolean marked = g_str_has_prefix (text, GNOMINT_MARK);
  g_autoptr (GBytes) hex = esp_hex_decode (marked ? text + strlen (GNOMINT_MARK) : text, NULL);
  g_autoptr (EspSecret) joined = join_gnomint (passphrase, name, error);
  guint8 key[GNOMINT_KEY_LEN];
  const guint8 *bytes, *counter = old_counter;
  EspSecret *plain;
  gsize len = 0;

  if (!joined)
    return NULL;
  bytes = hex ? g_bytes_get_data (hex, &len) : NULL;
  if (!esp_pki_init () || (marked && len <= 2 * GNOMINT_IV_LEN) || len == 0)
    return refuse ("it is no key of a database of gnoMint", error);
  if (marked)
    {
      counter = bytes + GNOMINT_IV_LEN;
      bytes += 2 * GNOMINT_IV_LEN;
      len -= 2 * GNOMINT_IV_LEN;
    }
  derive_gnomint (esp_secret_get_bytes (joined, NULL), esp_secret_get_len (joined), key);
  plain = esp_pbe_decrypt_with ("AES-256-CTR", key, counter, bytes, len, error);
  esp_wipe (key, sizeof key);
  return plain;
}

/* --- Armour ----------------------------------------------------------------------------------- */

gboolean
esp_foreign_key_is_label (const char *label)
{
  return g_str_has_suffix (label, "PRIVATE KEY");
}

static int
base64_value (char character)
{
  if (character >= 'A' && character <= 'Z')
    return character - 'A';
  if (character >= 'a' && character <= 'z')
    return character - 'a' + 26;
  if (character >= '0' && character <= '9')
    return character - '0' + 52;
  return character == '+' ? 62 : character == '/' ? 63 : -1;
}

EspSecret *
esp_foreign_key_decode_base64 (const char *text, gsize len)
{
  g_autoptr (EspSecret) secret = NULL;
  guint8 *place;
  guint32 bits = 0;
  gsize n = 0, out = 0, padding = 0;

  if (len / 4 * 3 > ESP_SECRET_MAX_LEN || !(secret = esp_secret_new (len / 4 * 3 + 3, NULL)))
    return NULL;
  place = esp_secret_get_writable (secret);
  for (gsize i = 0; i < len; i++)
    {
      int value = base64_value (text[i]);

      if (g_ascii_isspace (text[i]))
        continue;
      if (text[i] == '=')
        value = (padding++, 0);
      else if (value < 0 || padding > 0)
        return NULL;
      bits = bits << 6 | (guint32) value;
      if (++n % 4 != 0)
        continue;
      place[out++] = (guint8) (bits >> 16);
      place[out++] = (guint8) (bits >> 8);
      place[out++] = (guint8) bits;
    }
  if (n == 0 || n % 4 != 0 || padding > 2)
    return NULL;
  esp_secret_truncate (secret, out - padding);
  return g_steal_pointer (&secret);
}
