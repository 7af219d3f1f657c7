/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures by a key in memory and their check. What is signed, and around what, is decided in
 * esp-signer.c and above. */
#include "esp-key-private.h"
#include "esp-openssl-memory.h"
#include "esp-signer.h"

static gboolean
check_algorithm (EspKey *key, const EspSigningAlgorithm *algorithm, GError **error)
{
  const EspKeyAlgorithm *row = esp_key_get_algorithm (key);
  EspKeyAlgorithm unnamed = { .name = esp_key_get_label (key), .family = esp_key_get_family (key) };

  return esp_signing_algorithm_check (algorithm, row ? row : &unnamed, error);
}

/* PSS with a salt as long as the digest and the mask of the same digest (RFC 4055, 3.1). */
static void
set_padding (const EspSigningAlgorithm *algorithm, OSSL_PARAM params[3])
{
  params[0] = OSSL_PARAM_construct_end ();
  if (!algorithm->pss)
    return;
  params[0] = OSSL_PARAM_construct_utf8_string (OSSL_SIGNATURE_PARAM_PAD_MODE,
                                                (char *) OSSL_PKEY_RSA_PAD_MODE_PSS, 0);
  params[1] = OSSL_PARAM_construct_utf8_string (OSSL_SIGNATURE_PARAM_PSS_SALTLEN,
                                                (char *) OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST, 0);
  params[2] = OSSL_PARAM_construct_end ();
}

static GBytes *
sign (EVP_PKEY *evp, const EspSigningAlgorithm *algorithm, const guint8 *bytes, gsize len)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *signature = NULL;
  OSSL_PARAM params[3];
  size_t size = 0;

  set_padding (algorithm, params);
  if (!context ||
      EVP_DigestSignInit_ex (context, NULL, algorithm->digest, NULL, NULL, evp, params) != 1 ||
      EVP_DigestSign (context, NULL, &size, bytes, len) != 1)
    return NULL;
  signature = g_malloc (size);
  if (EVP_DigestSign (context, signature, &size, bytes, len) != 1)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&signature), size);
}

GBytes *
esp_key_sign (EspKey *key,
              const EspSigningAlgorithm *algorithm,
              const guint8 *bytes,
              gsize len,
              GError **error)
{
  GBytes *signature;

  if (!check_algorithm (key, algorithm, error))
    return NULL;
  if (!esp_key_has_private (key))
    {
      esp_error_set (error, ESP_REASON_KEY_NO_PRIVATE, NULL, NULL);
      return NULL;
    }
  signature = sign (esp_key_get_evp (key), algorithm, bytes, len);
  esp_openssl_burn_stack ();
  if (!signature)
    esp_openssl_set_error (error, ESP_REASON_SIGN_FAILED, NULL);
  return signature;
}

gboolean
esp_key_verify (EspKey *key,
                const EspSigningAlgorithm *algorithm,
                const guint8 *bytes,
                gsize len,
                const guint8 *signature,
                gsize signature_len)
{
  g_autoptr (EVP_MD_CTX) context = NULL;
  EVP_PKEY *evp = esp_key_get_evp (key);
  OSSL_PARAM params[3];
  gboolean verified;

  if (!evp || !check_algorithm (key, algorithm, NULL))
    return FALSE;
  set_padding (algorithm, params);
  context = EVP_MD_CTX_new ();
  verified = context &&
             EVP_DigestVerifyInit_ex (context, NULL, algorithm->digest, NULL, NULL, evp, params) ==
               1 &&
             EVP_DigestVerify (context, signature, signature_len, bytes, len) == 1;
  ERR_clear_error ();
  return verified;
}

GBytes *
esp_key_sign_bytes (EspKey *key, const guint8 *bytes, gsize len, GError **error)
{
  return esp_key_sign (key, esp_signing_algorithm_ed25519 (), bytes, len, error);
}

gboolean
esp_key_verify_bytes (EspKey *key, const guint8 *bytes, gsize len, GBytes *signature)
{
  gsize signature_len;
  const guint8 *signature_bytes = g_bytes_get_data (signature, &signature_len);

  return esp_key_verify (key, esp_signing_algorithm_ed25519 (), bytes, len, signature_bytes,
                         signature_len);
}
