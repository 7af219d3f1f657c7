/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of algorithms. How a key is made is in esp-key.c, how one signs in esp-signer.c. */
#include "esp-algorithm.h"

#include "esp-openssl.h"

/* Strengths are those of SP 800-57 part 1, table 2; for RSA 4096 of SP 800-56B, table 4. */
static const EspKeyAlgorithm key_algorithms[] = {
  { "RSA_2048", "RSA 2048", ESP_KEY_FAMILY_RSA, "RSA", NULL, 2048, 112, "SHA256WITHRSA" },
  { "RSA_3072", "RSA 3072", ESP_KEY_FAMILY_RSA, "RSA", NULL, 3072, 128, "SHA256WITHRSA" },
  { "RSA_4096", "RSA 4096", ESP_KEY_FAMILY_RSA, "RSA", NULL, 4096, 152, "SHA512WITHRSA" },
  { "EC_prime256v1", "EC P-256", ESP_KEY_FAMILY_EC, "EC", "P-256", 256, 128, "SHA256WITHECDSA" },
  { "EC_secp384r1", "EC P-384", ESP_KEY_FAMILY_EC, "EC", "P-384", 384, 192, "SHA384WITHECDSA" },
  { "EC_secp521r1", "EC P-521", ESP_KEY_FAMILY_EC, "EC", "P-521", 521, 256, "SHA512WITHECDSA" },
  { "ML_DSA_44", "ML-DSA-44", ESP_KEY_FAMILY_ML_DSA, "ML-DSA-44", NULL, 0, 128, "ML_DSA_44" },
  { "ML_DSA_65", "ML-DSA-65", ESP_KEY_FAMILY_ML_DSA, "ML-DSA-65", NULL, 0, 192, "ML_DSA_65" },
  { "ML_DSA_87", "ML-DSA-87", ESP_KEY_FAMILY_ML_DSA, "ML-DSA-87", NULL, 0, 256, "ML_DSA_87" },
  { "SM2", "SM2", ESP_KEY_FAMILY_SM2, "SM2", "SM2", 256, 128, "SM3WITHSM2" },
  { NULL },
};

static const EspSigningAlgorithm signing_algorithms[] = {
  { "SHA256WITHRSA", ESP_KEY_FAMILY_RSA, "SHA256", FALSE },
  { "SHA384WITHRSA", ESP_KEY_FAMILY_RSA, "SHA384", FALSE },
  { "SHA512WITHRSA", ESP_KEY_FAMILY_RSA, "SHA512", FALSE },
  { "SHA256WITHRSA_PSS", ESP_KEY_FAMILY_RSA, "SHA256", TRUE },
  { "SHA384WITHRSA_PSS", ESP_KEY_FAMILY_RSA, "SHA384", TRUE },
  { "SHA512WITHRSA_PSS", ESP_KEY_FAMILY_RSA, "SHA512", TRUE },
  { "SHA256WITHECDSA", ESP_KEY_FAMILY_EC, "SHA256", FALSE },
  { "SHA384WITHECDSA", ESP_KEY_FAMILY_EC, "SHA384", FALSE },
  { "SHA512WITHECDSA", ESP_KEY_FAMILY_EC, "SHA512", FALSE },
  { "ML_DSA_44", ESP_KEY_FAMILY_ML_DSA, NULL, FALSE },
  { "ML_DSA_65", ESP_KEY_FAMILY_ML_DSA, NULL, FALSE },
  { "ML_DSA_87", ESP_KEY_FAMILY_ML_DSA, NULL, FALSE },
  { "SM3WITHSM2", ESP_KEY_FAMILY_SM2, "SM3", FALSE },
  { NULL },
};

static const EspKeyAlgorithm ed25519_key = { "ED25519", "Ed25519", ESP_KEY_FAMILY_ED25519,
                                             "ED25519", NULL,      0,
                                             128,       "ED25519" };
static const EspSigningAlgorithm ed25519_signing = { "ED25519", ESP_KEY_FAMILY_ED25519, NULL,
                                                     FALSE };

const EspKeyAlgorithm *
esp_key_algorithms (void)
{
  return key_algorithms;
}

const EspSigningAlgorithm *
esp_signing_algorithms (void)
{
  return signing_algorithms;
}

const EspKeyAlgorithm *
esp_key_algorithm_ed25519 (void)
{
  return &ed25519_key;
}

const EspSigningAlgorithm *
esp_signing_algorithm_ed25519 (void)
{
  return &ed25519_signing;
}

static void
append_name (GString *names, const char *name)
{
  if (names->len > 0)
    g_string_append (names, ", ");
  g_string_append (names, name);
}

const EspKeyAlgorithm *
esp_key_algorithm_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const EspKeyAlgorithm *row = key_algorithms; row->name; row++)
    {
      if (g_strcmp0 (row->name, name) == 0)
        return row;
      if (esp_key_algorithm_available (row))
        append_name (names, row->name);
    }
  esp_error_set (error, ESP_REASON_KEY_ALGORITHM_UNKNOWN, NULL, "name", name, "names", names->str,
                 NULL);
  return NULL;
}

const EspSigningAlgorithm *
esp_signing_algorithm_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const EspSigningAlgorithm *row = signing_algorithms; row->name; row++)
    {
      if (g_strcmp0 (row->name, name) == 0)
        return row;
      append_name (names, row->name);
    }
  esp_error_set (error, ESP_REASON_SIGNING_ALGORITHM_UNKNOWN, NULL, "name", name, "names",
                 names->str, NULL);
  return NULL;
}

static gboolean
probe (const EspKeyAlgorithm *algorithm)
{
  g_autoptr (EVP_PKEY_CTX) context = NULL;
  gboolean made;

  /* Validators do not agree on the identity string that an SM2 signature in a certificate is made
   * over, so what one makes another refuses: shown and read, but not offered. */
  if (algorithm->family == ESP_KEY_FAMILY_SM2)
    return FALSE;
  context = EVP_PKEY_CTX_new_from_name (NULL, algorithm->openssl_type, NULL);
  made = context && EVP_PKEY_keygen_init (context) == 1;
  ERR_clear_error ();
  return made;
}

static gpointer
probe_all (gpointer data)
{
  static gboolean available[G_N_ELEMENTS (key_algorithms)];

  for (gsize i = 0; key_algorithms[i].name; i++)
    available[i] = probe (&key_algorithms[i]);
  return available;
}

gboolean
esp_key_algorithm_available (const EspKeyAlgorithm *algorithm)
{
  static GOnce once = G_ONCE_INIT;
  const gboolean *available = g_once (&once, probe_all, NULL);

  for (gsize i = 0; key_algorithms[i].name; i++)
    if (algorithm == &key_algorithms[i])
      return available[i];
  return algorithm == &ed25519_key;
}

/* The name of an ML-DSA key and of its signature are one; elsewhere any of the family will do. */
static gboolean
signing_fits (const EspSigningAlgorithm *signing, const EspKeyAlgorithm *key)
{
  if (signing->family != key->family)
    return FALSE;
  return key->family != ESP_KEY_FAMILY_ML_DSA || g_str_equal (signing->name, key->name);
}

gboolean
esp_signing_algorithm_check (const EspSigningAlgorithm *signing,
                             const EspKeyAlgorithm *key,
                             GError **error)
{
  g_autoptr (GString) names = NULL;

  if (signing_fits (signing, key))
    return TRUE;
  names = g_string_new (NULL);
  for (const EspSigningAlgorithm *row = signing_algorithms; row->name; row++)
    if (signing_fits (row, key))
      append_name (names, row->name);
  esp_error_set (error, ESP_REASON_SIGNING_ALGORITHM_FAMILY, NULL, "signing", signing->name, "key",
                 key->name, "names", names->str, NULL);
  return FALSE;
}

const char *
esp_openssl_version (void)
{
  return OpenSSL_version (OPENSSL_VERSION_STRING);
}
