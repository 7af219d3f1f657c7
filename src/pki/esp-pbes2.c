/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS8_encrypt() and PKCS8_decrypt() carry the private key through PKCS8_PRIV_KEY_INFO, which
 * copies it into ordinary memory; here the DER itself is encrypted and decrypted. What stands in
 * the file decides how long the derivation takes, so its parameters are bounded before it runs. */
#include "esp-pbes2.h"

#include "esp-config.h"
#include "esp-digest.h"
#include "esp-openssl.h"
#include "esp-openssl-memory.h"

/* Our own files have about 250 bytes. */
#define SEALED_MAX_SIZE 8192
#define SALT_LEN 16
#define IV_LEN 16
#define KEY_LEN 32
#define PBKDF2_ROUNDS 2048
#define SCRYPT_N (1 << 14)
#define SCRYPT_R 8
#define SCRYPT_P 5

#define PBKDF2_MAX_ROUNDS 10000000
#define SCRYPT_MAX_N (1 << 17)
#define SCRYPT_MAX_R 32
#define SCRYPT_MAX_P 16
/* What OpenSSL lends scrypt unless told otherwise, and through PKCS#5 nobody can tell it. */
#define SCRYPT_MAX_MEMORY (32 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBE2PARAM, PBE2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBKDF2PARAM, PBKDF2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SCRYPT_PARAMS, SCRYPT_PARAMS_free)

static gboolean
check_password (EspSecret *password, GError **error)
{
  if (esp_secret_get_len (password) > 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_SECRET_EMPTY, NULL, NULL);
  return FALSE;
}

/* --- Sealing ---------------------------------------------------------------------------------- */

struct _EspDerivedPassword
{
  EspUnlock unlock;
  guint8 salt[SALT_LEN];
  EspSecret *key;
};

/* Tests that make people by the dozen, and are not about what one guess costs, may say so; in a
 * program that is not built for testing nobody can. */
static guint64
scrypt_cost (void)
{
#if ESP_TEST_HOOKS
  if (g_getenv ("ESPALIER_TEST_CHEAP_SCRYPT"))
    return 16;
#endif
  return SCRYPT_N;
}

static gboolean
derive (EspDerivedPassword *derived, EspSecret *password)
{
  const char *text = (const char *) esp_secret_get_bytes (password, NULL);
  gsize len = esp_secret_get_len (password);
  guint8 *key = esp_secret_get_writable (derived->key);
  int done;

  if (derived->unlock == ESP_UNLOCK_PASSPHRASE)
    done = EVP_PBE_scrypt (text, len, derived->salt, SALT_LEN, scrypt_cost (), SCRYPT_R, SCRYPT_P,
                           0, key, KEY_LEN);
  else
    done = PKCS5_PBKDF2_HMAC (text, (int) len, derived->salt, SALT_LEN, PBKDF2_ROUNDS,
                              EVP_sha256 (), KEY_LEN, key);
  esp_openssl_burn_stack ();
  return done == 1;
}

EspDerivedPassword *
esp_derived_password_new (EspSecret *password, EspUnlock unlock, GError **error)
{
  g_autoptr (EspDerivedPassword) derived = NULL;

  if (!check_password (password, error))
    return NULL;
  derived = g_new0 (EspDerivedPassword, 1);
  derived->unlock = unlock;
  derived->key = esp_secret_new (KEY_LEN, error);
  if (!derived->key || !esp_random_bytes (derived->salt, SALT_LEN, error))
    return NULL;
  if (!derive (derived, password))
    {
      esp_openssl_set_error (error, ESP_REASON_IDENTITY_CREATE, NULL);
      return NULL;
    }
  return g_steal_pointer (&derived);
}

void
esp_derived_password_free (EspDerivedPassword *derived)
{
  if (!derived)
    return;
  g_clear_pointer (&derived->key, esp_secret_unref);
  g_free (derived);
}

/* What stands in the file about the derivation and the cipher. */
static X509_ALGOR *
new_algorithm (EspDerivedPassword *derived, guint8 *iv)
{
  if (derived->unlock == ESP_UNLOCK_PASSPHRASE)
    return PKCS5_pbe2_set_scrypt (EVP_aes_256_cbc (), derived->salt, SALT_LEN, iv,
                                  (int) scrypt_cost (), SCRYPT_R, SCRYPT_P);
  return PKCS5_pbe2_set_iv (EVP_aes_256_cbc (), PBKDF2_ROUNDS, derived->salt, SALT_LEN, iv,
                            NID_hmacWithSHA256);
}

/* @out has room for a block more than @len. */
static int
encrypt (EspDerivedPassword *derived, const guint8 *iv, const guint8 *bytes, gsize len, guint8 *out)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  const guint8 *key = esp_secret_get_bytes (derived->key, NULL);
  int done = 0, rest = 0;

  if (!context || EVP_EncryptInit_ex (context, EVP_aes_256_cbc (), NULL, key, iv) != 1 ||
      EVP_EncryptUpdate (context, out, &done, bytes, (int) len) != 1 ||
      EVP_EncryptFinal_ex (context, out + done, &rest) != 1)
    return 0;
  return done + rest;
}

static GBytes *
build_sealed (const X509_ALGOR *algorithm, const guint8 *bytes, int len)
{
  g_autoptr (X509_SIG) sealed = X509_SIG_new ();
  X509_ALGOR *algorithm_place;
  ASN1_OCTET_STRING *bytes_place;
  guint8 *der = NULL;
  int der_len;

  if (!sealed)
    return NULL;
  X509_SIG_getm (sealed, &algorithm_place, &bytes_place);
  if (!X509_ALGOR_copy (algorithm_place, algorithm) ||
      !ASN1_OCTET_STRING_set (bytes_place, bytes, len))
    return NULL;
  der_len = i2d_X509_SIG (sealed, &der);
  return esp_openssl_take_der (der, der_len);
}

GBytes *
esp_pbes2_seal (EspSecret *pkcs8, EspDerivedPassword *derived, GError **error)
{
  g_autoptr (X509_ALGOR) algorithm = NULL;
  g_autofree guint8 *encrypted = NULL;
  guint8 iv[IV_LEN];
  GBytes *sealed = NULL;
  const guint8 *plain;
  gsize plain_len;
  int len;

  if (!esp_random_bytes (iv, sizeof iv, error))
    return NULL;
  plain = esp_secret_get_bytes (pkcs8, &plain_len);
  encrypted = g_malloc (plain_len + IV_LEN);
  algorithm = new_algorithm (derived, iv);
  len = algorithm ? encrypt (derived, iv, plain, plain_len, encrypted) : 0;
  if (len > 0)
    sealed = build_sealed (algorithm, encrypted, len);
  if (!sealed)
    esp_openssl_set_error (error, ESP_REASON_IDENTITY_CREATE, NULL);
  return sealed;
}

/* --- Opening ---------------------------------------------------------------------------------- */

/* 0 for what is no number from 1 to @limit. */
static guint64
bounded_number (const ASN1_INTEGER *number, guint64 limit)
{
  guint64 value = 0;

  if (!number || !ASN1_INTEGER_get_uint64 (&value, number) || value > limit)
    return 0;
  return value;
}

static const char *
check_scrypt (const ASN1_TYPE *parameter)
{
  g_autoptr (SCRYPT_PARAMS)
    scrypt = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (SCRYPT_PARAMS), parameter);

  guint64 n, r, p;

  if (!scrypt)
    return "the parameters of scrypt can't be read";
  n = bounded_number (scrypt->costParameter, SCRYPT_MAX_N);
  r = bounded_number (scrypt->blockSize, SCRYPT_MAX_R);
  p = bounded_number (scrypt->parallelizationParameter, SCRYPT_MAX_P);
  if (n < 2 || (n & (n - 1)) != 0 || r == 0 || p == 0)
    return "scrypt is to run with other than N=2...131072 (a power of two), r=1...32, p=1...16";
  if (128 * r * (n + p + 2) > SCRYPT_MAX_MEMORY)
    return "scrypt is to use more than 32 MiB";
  return NULL;
}

static const char *
check_pbkdf2 (const ASN1_TYPE *parameter)
{
  g_autoptr (PBKDF2PARAM)
    pbkdf2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), parameter);

  if (!pbkdf2)
    return "the parameters of PBKDF2 can't be read";
  if (bounded_number (pbkdf2->iter, PBKDF2_MAX_ROUNDS) == 0)
    return "PBKDF2 is to run other than 1 to 10,000,000 rounds";
  return NULL;
}

static const struct
{
  int nid;
  const char *(*check) (const ASN1_TYPE *parameter);
} derivations[] = {
  { NID_id_scrypt, check_scrypt },
  { NID_id_pbkdf2, check_pbkdf2 },
};

static const char *
check_algorithm (const X509_ALGOR *algorithm)
{
  g_autoptr (PBE2PARAM) pbe2 = NULL;
  const ASN1_OBJECT *oid;

  if (OBJ_obj2nid (algorithm->algorithm) != NID_pbes2)
    return "not encrypted with PBES2";
  pbe2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  if (!pbe2)
    return "the parameters of PBES2 can't be read";
  X509_ALGOR_get0 (&oid, NULL, NULL, pbe2->encryption);
  if (OBJ_obj2nid (oid) != NID_aes_256_cbc)
    return "not encrypted with AES-256-CBC";
  X509_ALGOR_get0 (&oid, NULL, NULL, pbe2->keyfunc);
  for (guint i = 0; i < G_N_ELEMENTS (derivations); i++)
    if (OBJ_obj2nid (oid) == derivations[i].nid)
      return derivations[i].check (pbe2->keyfunc->parameter);
  return "neither scrypt nor PBKDF2";
}

static X509_SIG *
parse_sealed (GBytes *bytes, const char **problem)
{
  g_autoptr (X509_SIG) sealed = NULL;
  const X509_ALGOR *algorithm;
  gsize len;
  const guint8 *start = g_bytes_get_data (bytes, &len);
  const guint8 *end = start;

  *problem = "not an encrypted private key";
  if (len > 0 && len <= SEALED_MAX_SIZE)
    sealed = d2i_X509_SIG (NULL, &end, (long) len);
  if (!sealed || end != start + len)
    return NULL;
  X509_SIG_get0 (sealed, &algorithm, NULL);
  *problem = check_algorithm (algorithm);
  return *problem ? NULL : g_steal_pointer (&sealed);
}

/* The result is OpenSSL's memory, to be wiped by the caller. */
static guint8 *
decrypt (const X509_ALGOR *algorithm,
         EspSecret *password,
         const ASN1_OCTET_STRING *encrypted,
         int *len)
{
  const char *text = (const char *) esp_secret_get_bytes (password, NULL);
  guint8 *plain = NULL;

  if (!PKCS12_pbe_crypt (algorithm, text, (int) esp_secret_get_len (password),
                         ASN1_STRING_get0_data (encrypted), ASN1_STRING_length (encrypted), &plain,
                         len, 0))
    plain = NULL;
  esp_openssl_burn_stack ();
  return plain;
}

EspSecret *
esp_pbes2_open (GBytes *bytes, EspSecret *password, GError **error)
{
  g_autoptr (X509_SIG) sealed = NULL;
  const X509_ALGOR *algorithm;
  const ASN1_OCTET_STRING *encrypted;
  const char *problem = NULL;
  EspSecret *pkcs8;
  guint8 *plain;
  int len = 0;

  if (!check_password (password, error))
    return NULL;
  sealed = parse_sealed (bytes, &problem);
  if (!sealed)
    {
      esp_openssl_set_error (error, ESP_REASON_IDENTITY_MALFORMED, NULL);
      if (error)
        esp_error_set_detail (*error, problem);
      return NULL;
    }
  X509_SIG_get0 (sealed, &algorithm, &encrypted);
  plain = decrypt (algorithm, password, encrypted, &len);
  if (!plain)
    {
      esp_openssl_set_error (error, ESP_REASON_IDENTITY_PASSWORD, NULL);
      return NULL;
    }
  pkcs8 = esp_secret_new_take (plain, (gsize) len, error);
  OPENSSL_free (plain);
  return pkcs8;
}
