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

void
esp_sha256 (const guint8 *bytes, gsize len, guint8 digest[ESP_SHA256_LEN])
{
  /* Like memory that can't be had: whoever asks for a digest can't go on without one, and a wrong
   * one would be worse than an end. */
  if (EVP_Digest (bytes, len, digest, NULL, get_sha256 (), NULL) != 1)
    g_error ("OpenSSL can't compute SHA-256");
}

char *
esp_sha256_hex (const guint8 *bytes, gsize len)
{
  guint8 digest[ESP_SHA256_LEN];

  esp_sha256 (bytes, len, digest);
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
