/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and random bytes from OpenSSL. Other digests are the business of those who sign. */
#include "esp-digest.h"

#include "base/esp-hex.h"
#include "esp-openssl.h"

/* Fetched once: looking an algorithm up costs more than hashing a short text. */
static const EVP_MD *
get_sha256 (void)
{
  static gsize fetched = 0;

  if (g_once_init_enter (&fetched))
    g_once_init_leave (&fetched, (gsize) EVP_MD_fetch (NULL, "SHA256", NULL));
  return (const EVP_MD *) fetched;
}

/* Like memory that can't be had: whoever asks for a digest can't go on without one, and a wrong one
 * would be worse than an end. */
static void
insist (int result)
{
  if (result != 1)
    g_error ("OpenSSL can't compute SHA-256");
}

void
esp_sha256 (const guint8 *bytes, gsize len, guint8 digest[ESP_SHA256_LEN])
{
  insist (EVP_Digest (bytes, len, digest, NULL, get_sha256 (), NULL));
}

char *
esp_sha256_hex (const guint8 *bytes, gsize len)
{
  guint8 digest[ESP_SHA256_LEN];

  esp_sha256 (bytes, len, digest);
  return esp_hex_encode (digest, sizeof digest);
}

struct _EspSha256
{
  EVP_MD_CTX *context;
};

EspSha256 *
esp_sha256_new (void)
{
  EspSha256 *sha256 = g_new0 (EspSha256, 1);

  sha256->context = EVP_MD_CTX_new ();
  insist (EVP_DigestInit_ex2 (sha256->context, get_sha256 (), NULL));
  return sha256;
}

void
esp_sha256_free (EspSha256 *sha256)
{
  if (!sha256)
    return;
  EVP_MD_CTX_free (sha256->context);
  g_free (sha256);
}

void
esp_sha256_update (EspSha256 *sha256, const void *bytes, gsize len)
{
  insist (EVP_DigestUpdate (sha256->context, bytes, len));
}

char *
esp_sha256_finish (EspSha256 *sha256)
{
  guint8 digest[ESP_SHA256_LEN];

  insist (EVP_DigestFinal_ex (sha256->context, digest, NULL));
  return esp_hex_encode (digest, sizeof digest);
}

gboolean
esp_random_bytes (guint8 *bytes, gsize len, GError **error)
{
  if (RAND_bytes_ex (NULL, bytes, len, 0) == 1)
    return TRUE;
  esp_openssl_set_error (error, ESP_REASON_RANDOM, NULL);
  return FALSE;
}
