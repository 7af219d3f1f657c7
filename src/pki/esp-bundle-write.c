/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PKCS#12 by OpenSSL, every algorithm and count named here and none left to its version. The key is
 * one that its owner brought in a file; OpenSSL keeps copies of it in ordinary memory while the
 * file is made, and wipes them.
 */
#include "esp-bundle-write.h"

#include "esp-certificate-private.h"
#include "esp-key-private.h"
#include "esp-openssl.h"

#include <glib/gi18n.h>
#include <openssl/provider.h>
#include <string.h>

#define SALT_LEN 16
#define PEM_LINE 64
#define PEM_BEGIN "-----BEGIN PRIVATE KEY-----\n"
#define PEM_END "-----END PRIVATE KEY-----\n"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)

static const struct
{
  EspPkcs12LockInfo info;
  int encryption;
  const char *cipher; /* that it needs */
  const char *digest; /* of the MAC */
  int rounds;
} locks[] = {
  [ESP_PKCS12_MODERN] = { { "modern",
                            "AES-256-CBC, PBKDF2 with HMAC-SHA-256 and 100000 rounds, MAC with "
                            "HMAC-SHA-256",
                            N_ ("safe today, and read by current systems; take it where you can") },
                          NID_aes_256_cbc,
                          "AES-256-CBC",
                          "SHA256",
                          100000 },
  [ESP_PKCS12_COMPATIBLE] = { { "compatible",
                                "3DES with SHA-1 and 2048 rounds, MAC with HMAC-SHA-1",
                                N_ (
                                  "for programs that read nothing newer, like Windows Server 2012 or an "
                                  "old Android; it is weak: give it a long passphrase, and "
                                  "delete the file when it was imported") },
                              NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                              "DES-EDE3-CBC",
                              "SHA1",
                              2048 },
};

const EspPkcs12LockInfo *
esp_pkcs12_lock_get_info (EspPkcs12Lock lock)
{
  return &locks[lock].info;
}

gboolean
esp_pkcs12_lock_parse (const char *name, EspPkcs12Lock *lock)
{
  for (gsize i = 0; i < G_N_ELEMENTS (locks); i++)
    if (g_ascii_strcasecmp (locks[i].info.name, name) == 0)
      {
        *lock = (EspPkcs12Lock) i;
        return TRUE;
      }
  return FALSE;
}

/* --- Where the algorithms come from ------------------------------------------------------------*/

/* The default context, or, where that has an old cipher no more, one of its own with the legacy
 * provider. */
typedef struct
{
  OSSL_LIB_CTX *own;
  OSSL_PROVIDER *legacy, *usual;
} Home;

static void
home_clear (Home *home)
{
  g_clear_pointer (&home->legacy, OSSL_PROVIDER_unload);
  g_clear_pointer (&home->usual, OSSL_PROVIDER_unload);
  g_clear_pointer (&home->own, OSSL_LIB_CTX_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Home, home_clear)

static gboolean
has_algorithms (OSSL_LIB_CTX *context, EspPkcs12Lock lock)
{
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (context, locks[lock].cipher, NULL);
  g_autoptr (EVP_MD) digest = EVP_MD_fetch (context, locks[lock].digest, NULL);

  ERR_clear_error ();
  return cipher && digest;
}

static gboolean
home_init (Home *home, EspPkcs12Lock lock, GError **error)
{
  if (has_algorithms (NULL, lock))
    return TRUE;
  home->own = OSSL_LIB_CTX_new ();
  home->legacy = home->own ? OSSL_PROVIDER_load (home->own, "legacy") : NULL;
  home->usual = home->own ? OSSL_PROVIDER_load (home->own, "default") : NULL;
  if (home->own && has_algorithms (home->own, lock))
    return TRUE;
  esp_error_set (error, ESP_REASON_EXPORT_ALGORITHM, NULL, "choice", locks[lock].info.name,
                 "algorithm", locks[lock].cipher, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

/* --- PKCS#12 -----------------------------------------------------------------------------------*/

/* With a zero byte at the end, as OpenSSL wants it. */
static EspSecret *
terminate (EspSecret *passphrase, GError **error)
{
  gsize len = 0;
  const guint8 *bytes = esp_secret_get_bytes (passphrase, &len);
  EspSecret *copy;

  if (memchr (bytes, 0, len))
    {
      esp_error_set (error, ESP_REASON_EXPORT_PASSPHRASE, NULL, NULL);
      return NULL;
    }
  copy = esp_secret_new (len + 1, error);
  if (copy)
    memcpy (esp_secret_get_writable (copy), bytes, len);
  return copy;
}

static EspKey *
open_key (EspSecret *pkcs8, EspCertificate *certificate, GError **error)
{
  EspKey *key = esp_key_decode_private (pkcs8, error);

  if (!key || esp_key_equal_public (key, esp_certificate_get_key (certificate)))
    return key;
  esp_key_unref (key);
  esp_error_set (error, ESP_REASON_EXPORT_KEY_MISMATCH,
                 esp_name_get_text (esp_certificate_get_subject (certificate)), NULL);
  return NULL;
}

gboolean
esp_private_key_check (EspSecret *pkcs8, EspCertificate *certificate, GError **error)
{
  g_autoptr (EspKey) key = open_key (pkcs8, certificate, error);

  return key != NULL;
}

static EspX509Stack *
to_stack (GPtrArray *certificates)
{
  g_autoptr (EspX509Stack) stack = sk_X509_new_null ();

  for (guint i = 0; stack && certificates && i < certificates->len; i++)
    {
      X509 *x509 = esp_certificate_to_x509 (g_ptr_array_index (certificates, i));

      if (x509 && sk_X509_push (stack, x509) > 0)
        continue;
      X509_free (x509);
      return NULL;
    }
  return g_steal_pointer (&stack);
}

static GBytes *
fail (GError **error)
{
  esp_openssl_set_error (error, ESP_REASON_EXPORT_FAILED, NULL);
  return NULL;
}

static GBytes *
seal (const EspPkcs12Contents *contents,
      EspKey *key,
      EspSecret *passphrase,
      EspPkcs12Lock lock,
      OSSL_LIB_CTX *context,
      GError **error)
{
  g_autoptr (X509) x509 = esp_certificate_to_x509 (contents->certificate);
  g_autoptr (EspX509Stack) chain = to_stack (contents->chain);
  const char *text = (const char *) esp_secret_get_bytes (passphrase, NULL);
  int encryption = locks[lock].encryption, rounds = locks[lock].rounds;
  g_autoptr (EVP_MD) digest = EVP_MD_fetch (context, locks[lock].digest, NULL);
  g_autoptr (PKCS12) p12 = NULL;
  guint8 *der = NULL;
  GBytes *bytes;
  int len;

  if (!x509 || !chain || !digest)
    return fail (error);
  p12 = PKCS12_create_ex (text, contents->label, key ? esp_key_get_evp (key) : NULL, x509, chain,
                          encryption, encryption, rounds, -1, 0, context, NULL);
  if (!p12 || PKCS12_set_mac (p12, text, -1, NULL, SALT_LEN, rounds, digest) != 1)
    return fail (error);
  len = i2d_PKCS12 (p12, &der);
  bytes = esp_openssl_take_der (der, len);
  return bytes ? bytes : fail (error);
}

GBytes *
esp_pkcs12_write (const EspPkcs12Contents *contents,
                  EspSecret *passphrase,
                  EspPkcs12Lock lock,
                  GError **error)
{
  g_autoptr (EspSecret) terminated = terminate (passphrase, error);
  g_autoptr (EspKey) key = NULL;
  g_auto (Home) home = { 0 };

  if (!terminated || !home_init (&home, lock, error))
    return NULL;
  if (contents->key)
    {
      key = open_key (contents->key, contents->certificate, error);
      if (!key)
        return NULL;
    }
  return seal (contents, key, terminated, lock, home.own, error);
}

/* --- PKCS#7 ------------------------------------------------------------------------------------*/

GBytes *
esp_pkcs7_write (GPtrArray *certificates, GError **error)
{
  g_autoptr (EspX509Stack) stack = to_stack (certificates);
  g_autoptr (PKCS7) p7 = PKCS7_new ();
  guint8 *der = NULL;
  GBytes *bytes;
  int len;

  if (!stack || !p7 || PKCS7_set_type (p7, NID_pkcs7_signed) != 1 ||
      PKCS7_content_new (p7, NID_pkcs7_data) != 1 || PKCS7_set_detached (p7, 1) < 0)
    return fail (error);
  for (int i = 0; i < sk_X509_num (stack); i++)
    if (PKCS7_add_certificate (p7, sk_X509_value (stack, i)) != 1)
      return fail (error);
  len = i2d_PKCS7 (p7, &der);
  bytes = esp_openssl_take_der (der, len);
  return bytes ? bytes : fail (error);
}

/* --- PEM of a private key ----------------------------------------------------------------------*/

static gsize
add_text (guint8 *out, gsize at, const char *text)
{
  gsize len = strlen (text);

  memcpy (out + at, text, len);
  return at + len;
}

/* Lines of 64, each encoded where it stands. */
EspSecret *
esp_private_key_to_pem (EspSecret *pkcs8, GError **error)
{
  gsize len = 0, at = 0;
  const guint8 *bytes = esp_secret_get_bytes (pkcs8, &len);
  gsize lines = (len + PEM_LINE / 4 * 3 - 1) / (PEM_LINE / 4 * 3);
  gsize room = strlen (PEM_BEGIN) + strlen (PEM_END) + lines * (PEM_LINE + 1) + 1;
  EspSecret *pem = esp_secret_new (room, error);
  guint8 *out;

  if (!pem)
    return NULL;
  out = esp_secret_get_writable (pem);
  at = add_text (out, at, PEM_BEGIN);
  for (gsize from = 0; from < len; from += PEM_LINE / 4 * 3)
    {
      at += (gsize) EVP_EncodeBlock (out + at, bytes + from,
                                     (int) MIN (len - from, PEM_LINE / 4 * 3));
      out[at++] = '\n';
    }
  at = add_text (out, at, PEM_END);
  esp_secret_truncate (pem, at);
  return pem;
}
