/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS#8 (RFC 5958) of a key that was just made, written directly into locked memory: OpenSSL's
 * own encoders build it in ordinary memory first. */
#include "esp-der.h"
#include "esp-key-private.h"
#include "esp-key.h"
#include "esp-openssl-memory.h"

#include <string.h>

/* Names of OSSL_PARAM for the numbers of RSAPrivateKey (RFC 8017, A.1.2), in its order. */
static const char *const rsa_numbers[] = {
  OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
  OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
  OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
  OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

#define N_RSA_NUMBERS G_N_ELEMENTS (rsa_numbers)
/* Headers, version, algorithm and public key of everything that is not a private number. */
#define HEADROOM 1024
#define ED25519_LEN 32
#define ML_DSA_SEED "seed"
#define ML_DSA_SEED_LEN 32

/* OpenSSL gives numbers in the byte order of the machine, DER wants the most significant first. */
static void
to_big_endian (guint8 *bytes, gsize len)
{
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    return;
  for (gsize i = 0; i < len / 2; i++)
    {
      guint8 byte = bytes[i];

      bytes[i] = bytes[len - 1 - i];
      bytes[len - 1 - i] = byte;
    }
}

static gboolean
write_rsa (EVP_PKEY *evp, EspSecret *scratch, EspDerWriter *writer)
{
  gsize size = esp_secret_get_len (scratch) / N_RSA_NUMBERS;
  guint8 *numbers = esp_secret_get_writable (scratch);
  OSSL_PARAM params[N_RSA_NUMBERS + 1];
  static const guint8 version = 0;
  gsize end = writer->at;

  for (gsize i = 0; i < N_RSA_NUMBERS; i++)
    params[i] = OSSL_PARAM_construct_BN (rsa_numbers[i], numbers + i * size, size);
  params[N_RSA_NUMBERS] = OSSL_PARAM_construct_end ();
  if (EVP_PKEY_get_params (evp, params) != 1)
    return FALSE;
  for (gsize i = N_RSA_NUMBERS; i-- > 0;)
    {
      if (!OSSL_PARAM_modified (&params[i]))
        return FALSE;
      to_big_endian (numbers + i * size, size);
      esp_der_prepend_number (writer, numbers + i * size, size);
    }
  esp_der_prepend_number (writer, &version, 1);
  esp_der_prepend_header (writer, ESP_DER_SEQUENCE, end);
  return TRUE;
}

/* ECPrivateKey (RFC 5915) with the public point; the curve is in the algorithm already. */
static gboolean
write_ec (EVP_PKEY *evp, EspSecret *scratch, const EspDer *public_bits, EspDerWriter *writer)
{
  static const guint8 version = 1;
  guint8 *number = esp_secret_get_writable (scratch);
  gsize size = ((gsize) EVP_PKEY_get_bits (evp) + 7) / 8;
  OSSL_PARAM params[2] = { OSSL_PARAM_construct_BN (OSSL_PKEY_PARAM_PRIV_KEY, number, size),
                           OSSL_PARAM_construct_end () };
  gsize end = writer->at;
  gsize number_end;

  if (EVP_PKEY_get_params (evp, params) != 1 || !OSSL_PARAM_modified (&params[0]))
    return FALSE;
  to_big_endian (number, size);
  esp_der_prepend (writer, public_bits->bytes, public_bits->len);
  esp_der_prepend_header (writer, ESP_DER_BIT_STRING, end);
  esp_der_prepend_header (writer, ESP_DER_CONTEXT_CONSTRUCTED (1), end);
  number_end = writer->at;
  esp_der_prepend (writer, number, size);
  esp_der_prepend_header (writer, ESP_DER_OCTET_STRING, number_end);
  esp_der_prepend_number (writer, &version, 1);
  esp_der_prepend_header (writer, ESP_DER_SEQUENCE, end);
  return TRUE;
}

static gboolean
write_ed25519 (EVP_PKEY *evp, EspSecret *scratch, EspDerWriter *writer)
{
  guint8 *bytes = esp_secret_get_writable (scratch);
  size_t len = esp_secret_get_len (scratch);
  gsize end = writer->at;

  if (EVP_PKEY_get_raw_private_key (evp, bytes, &len) != 1 || len != ED25519_LEN)
    return FALSE;
  esp_der_prepend (writer, bytes, len);
  esp_der_prepend_header (writer, ESP_DER_OCTET_STRING, end);
  return TRUE;
}

/* The seed alone, from which the expanded key follows; or that, where a key came without its seed
 * (RFC 9881, 6). */
static gboolean
write_ml_dsa (EVP_PKEY *evp, EspSecret *scratch, EspDerWriter *writer)
{
  guint8 *bytes = esp_secret_get_writable (scratch);
  gsize capacity = esp_secret_get_len (scratch);
  guint8 tag = ESP_DER_CONTEXT (0);
  size_t len = 0;
  gsize end = writer->at;

  if (EVP_PKEY_get_octet_string_param (evp, ML_DSA_SEED, bytes, capacity, &len) != 1 ||
      len != ML_DSA_SEED_LEN)
    {
      tag = ESP_DER_OCTET_STRING;
      if (EVP_PKEY_get_octet_string_param (evp, OSSL_PKEY_PARAM_PRIV_KEY, bytes, capacity, &len) !=
          1)
        return FALSE;
    }
  ERR_clear_error ();
  esp_der_prepend (writer, bytes, len);
  esp_der_prepend_header (writer, tag, end);
  return TRUE;
}

static gboolean
write_private (EspKey *key, EspSecret *scratch, const EspDer *public_bits, EspDerWriter *writer)
{
  EVP_PKEY *evp = esp_key_get_evp (key);

  switch (esp_key_get_family (key))
    {
    case ESP_KEY_FAMILY_RSA:
      return write_rsa (evp, scratch, writer);
    case ESP_KEY_FAMILY_EC:
      return write_ec (evp, scratch, public_bits, writer);
    case ESP_KEY_FAMILY_ED25519:
      return write_ed25519 (evp, scratch, writer);
    case ESP_KEY_FAMILY_ML_DSA:
      return write_ml_dsa (evp, scratch, writer);
    case ESP_KEY_FAMILY_SM2:
    case ESP_KEY_FAMILY_OTHER:
    default:
      return FALSE;
    }
}

/* PrivateKeyInfo names the algorithm as SubjectPublicKeyInfo does, so it is copied from there. */
static gboolean
write_pkcs8 (EspKey *key, EspSecret *scratch, EspDerWriter *writer)
{
  static const guint8 version = 0;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (esp_key_get_spki (key), &len);
  EspDer der = { bytes, len };
  EspDer info, algorithm, public_bits;
  gsize end = writer->at;

  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &info) ||
      !esp_der_read_any (&info, NULL, NULL, &algorithm) ||
      !esp_der_read (&info, ESP_DER_BIT_STRING, &public_bits) ||
      !write_private (key, scratch, &public_bits, writer))
    return FALSE;
  esp_der_prepend_header (writer, ESP_DER_OCTET_STRING, end);
  esp_der_prepend (writer, algorithm.bytes, algorithm.len);
  esp_der_prepend_number (writer, &version, 1);
  esp_der_prepend_header (writer, ESP_DER_SEQUENCE, end);
  return !writer->full;
}

EspSecret *
esp_key_encode_private (EspKey *key, GError **error)
{
  g_autoptr (EspSecret) scratch = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  EspDerWriter writer = { 0 };
  gsize capacity, number_size;
  gboolean written;

  if (!esp_key_has_private (key))
    {
      esp_error_set (error, ESP_REASON_KEY_NO_PRIVATE, NULL, NULL);
      return NULL;
    }
  /* No number of an RSA key is longer than its modulus; elsewhere this is more than enough. */
  number_size = ((gsize) EVP_PKEY_get_bits (esp_key_get_evp (key)) + 7) / 8 + 1;
  scratch = esp_secret_new (N_RSA_NUMBERS * number_size, error);
  capacity = N_RSA_NUMBERS * number_size + HEADROOM;
  pkcs8 = scratch ? esp_secret_new (capacity, error) : NULL;
  if (!pkcs8)
    return NULL;
  writer.bytes = esp_secret_get_writable (pkcs8);
  writer.at = capacity;
  written = write_pkcs8 (key, scratch, &writer);
  esp_openssl_burn_stack ();
  if (!written)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return NULL;
    }
  memmove (writer.bytes, writer.bytes + writer.at, capacity - writer.at);
  esp_secret_truncate (pkcs8, capacity - writer.at);
  return g_steal_pointer (&pkcs8);
}
