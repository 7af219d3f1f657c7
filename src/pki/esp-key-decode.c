/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS#8 (RFC 5958) back into a key. OpenSSL's decoders copy what they read through ordinary
 * memory, so the structure is taken apart where it lies, in locked memory, and the numbers are
 * handed to EVP_PKEY_fromdata() from there. */
#include "esp-der.h"
#include "esp-key-private.h"
#include "esp-key.h"
#include "esp-openssl-memory.h"

#include <string.h>

#define N_RSA_NUMBERS 8
#define RSA_NUMBER_LIMIT 2048 /* 16,384 bits */
#define EC_NUMBER_LIMIT 72    /* more than any named curve of OpenSSL needs */
#define POINT_LIMIT (2 * EC_NUMBER_LIMIT + 1)
#define ED25519_LEN 32
#define ML_DSA_SEED_LEN 32
#define CURVE_NAME_LEN 64

static const char *const rsa_numbers[N_RSA_NUMBERS] = {
  OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
  OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
  OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
  OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

/* The parts of a PrivateKeyInfo: views into the secret. */
typedef struct
{
  EspDer oid;
  EspDer parameters;  /* what follows the OID */
  EspDer private_key; /* inside the OCTET STRING */
  EspDer public_key;  /* key bits; empty where there are none */
} Parts;

typedef EVP_PKEY *(*DecodeFunc) (const Parts *parts, EspSecret *scratch);

static EVP_PKEY *
build (const char *type, OSSL_PARAM *params)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, type, NULL);
  EVP_PKEY *evp = NULL;

  if (!context || EVP_PKEY_fromdata_init (context) != 1 ||
      EVP_PKEY_fromdata (context, &evp, EVP_PKEY_KEYPAIR, params) != 1)
    return NULL;
  return evp;
}

/* A number in the byte order of this machine, as OSSL_PARAM wants it, at @place in @scratch. */
static OSSL_PARAM
number_param (const char *name, const EspDer *number, guint8 *place)
{
  for (gsize i = 0; i < number->len; i++)
    place[i] = number->bytes[G_BYTE_ORDER == G_BIG_ENDIAN ? i : number->len - 1 - i];
  return OSSL_PARAM_construct_BN (name, place, number->len);
}

/* RFC 8017, A.1.2; version 0 has two primes. */
static EVP_PKEY *
decode_rsa (const Parts *parts, EspSecret *scratch)
{
  guint8 *place = esp_secret_get_writable (scratch);
  OSSL_PARAM params[N_RSA_NUMBERS + 1];
  EspDer der = parts->private_key;
  EspDer content, number;

  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &content) || der.len > 0 ||
      !esp_der_read_number (&content, &number) || !esp_der_equal (&number, (guint8[]){ 0 }, 1))
    return NULL;
  for (gsize i = 0; i < N_RSA_NUMBERS; i++)
    {
      if (!esp_der_read_number (&content, &number) || number.len > RSA_NUMBER_LIMIT)
        return NULL;
      params[i] = number_param (rsa_numbers[i], &number, place);
      place += number.len;
    }
  params[N_RSA_NUMBERS] = OSSL_PARAM_construct_end ();
  return content.len == 0 ? build ("RSA", params) : NULL;
}

static int
find_curve (const EspDer *parameters)
{
  EspDer der = *parameters;
  const guint8 *bytes = parameters->bytes;
  g_autoptr (ASN1_OBJECT) object = NULL;
  EspDer oid;

  if (!esp_der_read (&der, ESP_DER_OID, &oid) || der.len > 0)
    return NID_undef;
  object = d2i_ASN1_OBJECT (NULL, &bytes, (long) parameters->len);
  return object ? OBJ_obj2nid (object) : NID_undef;
}

/* Some write the private number alone. */
static gsize
compute_point (int curve, const EspDer *number, guint8 point[POINT_LIMIT])
{
  g_autoptr (EC_GROUP) group = EC_GROUP_new_by_curve_name (curve);
  g_autoptr (EC_POINT) multiple = group ? EC_POINT_new (group) : NULL;
  g_autoptr (BIGNUM) factor = BN_secure_new ();
  g_autoptr (BN_CTX) context = BN_CTX_secure_new ();

  if (!multiple || !factor || !context || !BN_bin2bn (number->bytes, (int) number->len, factor))
    return 0;
  BN_set_flags (factor, BN_FLG_CONSTTIME);
  if (EC_POINT_mul (group, multiple, factor, NULL, NULL, context) != 1)
    return 0;
  return EC_POINT_point2oct (group, multiple, POINT_CONVERSION_UNCOMPRESSED, point, POINT_LIMIT,
                             context);
}

/* The public point: at the end of ECPrivateKey, else at the end of PrivateKeyInfo, else computed.
 * What stands between the number and the point is the curve once more. */
static gsize
find_point (const Parts *parts,
            EspDer *rest,
            int curve,
            const EspDer *number,
            guint8 point[POINT_LIMIT])
{
  EspDer bits = parts->public_key;
  EspDer ignored, wrapped;

  esp_der_read (rest, ESP_DER_CONTEXT_CONSTRUCTED (0), &ignored);
  if (esp_der_read (rest, ESP_DER_CONTEXT_CONSTRUCTED (1), &wrapped))
    {
      if (!esp_der_read (&wrapped, ESP_DER_BIT_STRING, &bits) || wrapped.len > 0 || bits.len < 2)
        return 0;
      bits = (EspDer){ bits.bytes + 1, bits.len - 1 };
    }
  if (rest->len > 0 || bits.len > POINT_LIMIT)
    return 0;
  if (bits.len == 0)
    return compute_point (curve, number, point);
  memcpy (point, bits.bytes, bits.len);
  return bits.len;
}

/* RFC 5915 */
static EVP_PKEY *
decode_ec (const Parts *parts, EspSecret *scratch)
{
  int curve = find_curve (&parts->parameters);
  char curve_name[CURVE_NAME_LEN];
  guint8 point[POINT_LIMIT];
  EspDer der = parts->private_key;
  EspDer content, version, number;
  OSSL_PARAM params[4];
  gsize point_len;

  if (curve == NID_undef || !esp_der_read (&der, ESP_DER_SEQUENCE, &content) || der.len > 0 ||
      !esp_der_read_number (&content, &version) || !esp_der_equal (&version, (guint8[]){ 1 }, 1) ||
      !esp_der_read (&content, ESP_DER_OCTET_STRING, &number) || number.len == 0 ||
      number.len > EC_NUMBER_LIMIT)
    return NULL;
  point_len = find_point (parts, &content, curve, &number, point);
  if (point_len == 0)
    return NULL;
  g_strlcpy (curve_name, OBJ_nid2sn (curve), sizeof curve_name);
  params[0] = OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, curve_name, 0);
  params[1] = OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, point, point_len);
  params[2] = number_param (OSSL_PKEY_PARAM_PRIV_KEY, &number, esp_secret_get_writable (scratch));
  params[3] = OSSL_PARAM_construct_end ();
  return build ("EC", params);
}

/* A public half in PrivateKeyInfo is optional; where it stands it must be the right one. */
static gboolean
agrees (EVP_PKEY *evp, const EspDer *public_key)
{
  guint8 derived[ED25519_LEN];
  size_t len = sizeof derived;

  if (public_key->len == 0)
    return TRUE;
  return EVP_PKEY_get_raw_public_key (evp, derived, &len) == 1 &&
         esp_der_equal (public_key, derived, len);
}

/* RFC 8410, 7. What is read comes to lie in ordinary memory (OSSL_PARAM_get_octet_string), its
 * duplicate in the secure heap. */
static EVP_PKEY *
decode_ed25519 (const Parts *parts, EspSecret *scratch)
{
  EspDer der = parts->private_key;
  g_autoptr (EVP_PKEY) evp = NULL;
  EspDer number;

  if (!esp_der_read (&der, ESP_DER_OCTET_STRING, &number) || der.len > 0 ||
      number.len != ED25519_LEN)
    return NULL;
  evp = EVP_PKEY_new_raw_private_key_ex (NULL, "ED25519", NULL, number.bytes, number.len);
  return evp && agrees (evp, &parts->public_key) ? EVP_PKEY_dup (evp) : NULL;
}

/* RFC 9881, 6: the seed, the expanded key, or both. OpenSSL takes them as they lie here. */
static EVP_PKEY *
decode_ml_dsa (const Parts *parts, const char *type)
{
  EspDer der = parts->private_key;
  EspDer seed = { 0 }, expanded = { 0 }, both;
  OSSL_PARAM params[3];
  gsize n = 0;

  if (esp_der_read (&der, ESP_DER_SEQUENCE, &both))
    {
      if (!esp_der_read (&both, ESP_DER_OCTET_STRING, &seed) ||
          !esp_der_read (&both, ESP_DER_OCTET_STRING, &expanded) || both.len > 0)
        return NULL;
    }
  else if (!esp_der_read (&der, ESP_DER_CONTEXT (0), &seed) &&
           !esp_der_read (&der, ESP_DER_OCTET_STRING, &expanded))
    return NULL;
  if (der.len > 0 || (seed.len > 0 && seed.len != ML_DSA_SEED_LEN))
    return NULL;
  if (seed.len > 0)
    params[n++] = OSSL_PARAM_construct_octet_string ("seed", (guint8 *) seed.bytes, seed.len);
  if (expanded.len > 0)
    params[n++] = OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PRIV_KEY,
                                                     (guint8 *) expanded.bytes, expanded.len);
  params[n] = OSSL_PARAM_construct_end ();
  return n > 0 ? build (type, params) : NULL;
}

static EVP_PKEY *
decode_ml_dsa_44 (const Parts *parts, EspSecret *scratch)
{
  return decode_ml_dsa (parts, "ML-DSA-44");
}

static EVP_PKEY *
decode_ml_dsa_65 (const Parts *parts, EspSecret *scratch)
{
  return decode_ml_dsa (parts, "ML-DSA-65");
}

static EVP_PKEY *
decode_ml_dsa_87 (const Parts *parts, EspSecret *scratch)
{
  return decode_ml_dsa (parts, "ML-DSA-87");
}

#define OID_LIMIT 9

static const struct
{
  guint8 oid[OID_LIMIT];
  gsize oid_len;
  const char *check; /* the signature with which both halves are compared */
  DecodeFunc decode;
} decoders[] = {
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 }, 9, "SHA256WITHRSA", decode_rsa },
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 }, 7, "SHA256WITHECDSA", decode_ec },
  { { 0x2b, 0x65, 0x70 }, 3, NULL, decode_ed25519 },
  { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11 }, 9, "ML_DSA_44", decode_ml_dsa_44 },
  { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12 }, 9, "ML_DSA_65", decode_ml_dsa_65 },
  { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13 }, 9, "ML_DSA_87", decode_ml_dsa_87 },
};

static gboolean
split (EspSecret *pkcs8, Parts *parts)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (pkcs8, &len);
  EspDer der = { bytes, len };
  EspDer info, version, algorithm, attributes;

  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &info) || der.len > 0 ||
      !esp_der_read_number (&info, &version) || version.len != 1 || version.bytes[0] > 1 ||
      !esp_der_read (&info, ESP_DER_SEQUENCE, &algorithm) ||
      !esp_der_read (&algorithm, ESP_DER_OID, &parts->oid) ||
      !esp_der_read (&info, ESP_DER_OCTET_STRING, &parts->private_key))
    return FALSE;
  parts->parameters = algorithm;
  parts->public_key = (EspDer){ NULL, 0 };
  esp_der_read (&info, ESP_DER_CONTEXT_CONSTRUCTED (0), &attributes);
  if (esp_der_read (&info, ESP_DER_CONTEXT (1), &parts->public_key))
    {
      if (parts->public_key.len < 2 || parts->public_key.bytes[0] != 0)
        return FALSE;
      parts->public_key = (EspDer){ parts->public_key.bytes + 1, parts->public_key.len - 1 };
    }
  return info.len == 0;
}

/* Both halves belong together when the public one accepts what the private one signs. */
static gboolean
check_pair (EspKey *key, const char *algorithm_name, GError **error)
{
  static const guint8 message[] = "Both halves of a key";
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_ed25519 ();
  g_autoptr (GBytes) signature = NULL;
  const guint8 *bytes = NULL;
  gsize len = 0;

  if (algorithm_name)
    algorithm = esp_signing_algorithm_find (algorithm_name, NULL);
  signature = esp_key_sign (key, algorithm, message, sizeof message, NULL);
  if (signature)
    bytes = g_bytes_get_data (signature, &len);
  if (signature && esp_key_verify (key, algorithm, message, sizeof message, bytes, len))
    return TRUE;
  esp_error_set (error, ESP_REASON_KEY_MISMATCH, NULL, NULL);
  return FALSE;
}

static void
set_malformed (GError **error, const char *problem)
{
  esp_error_set (error, ESP_REASON_KEY_MALFORMED, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
}

EspKey *
esp_key_decode_private (EspSecret *pkcs8, GError **error)
{
  g_autoptr (EspSecret) scratch = NULL;
  g_autoptr (EspKey) key = NULL;
  EVP_PKEY *evp = NULL;
  Parts parts;
  gsize row;

  if (!esp_pki_init () || !split (pkcs8, &parts))
    {
      set_malformed (error, "it is no PKCS#8 PrivateKeyInfo");
      return NULL;
    }
  for (row = 0; row < G_N_ELEMENTS (decoders); row++)
    if (esp_der_equal (&parts.oid, decoders[row].oid, decoders[row].oid_len))
      break;
  if (row == G_N_ELEMENTS (decoders))
    {
      set_malformed (error, "its algorithm is not one that is used here");
      return NULL;
    }
  /* The numbers of a key are never longer together than the structure they came in. */
  scratch = esp_secret_new (esp_secret_get_len (pkcs8), error);
  if (!scratch)
    return NULL;
  evp = decoders[row].decode (&parts, scratch);
  esp_openssl_burn_stack ();
  if (!evp)
    {
      set_malformed (error, "its numbers are missing, too long or not valid");
      return NULL;
    }
  key = esp_key_new_take_evp (evp, TRUE, error);
  if (!key || !check_pair (key, decoders[row].check, error))
    return NULL;
  return g_steal_pointer (&key);
}
