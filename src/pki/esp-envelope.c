/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing and opening with OpenSSL's CMS. Its convenience calls (CMS_encrypt with data, CMS_final,
 * CMS_decrypt) carry the content through buffers that they do not wipe; here it goes directly from
 * locked memory into the cipher and from the cipher into locked memory. What the envelope may look
 * like is checked in esp-envelope-form.c. */
#include "esp-envelope.h"

#include "esp-certificate-private.h"
#include "esp-envelope-form.h"
#include "esp-envelope-private.h"
#include "esp-key-private.h"
#include "esp-openssl-memory.h"

typedef STACK_OF (CMS_RecipientInfo) RecipientInfos;
typedef STACK_OF (CMS_RecipientEncryptedKey) RecipientKeys;

static gboolean
is_p256 (EspCertificate *certificate)
{
  const EspKeyAlgorithm *algorithm = esp_key_get_algorithm (esp_certificate_get_key (certificate));

  return algorithm && g_strcmp0 (algorithm->group, "P-256") == 0;
}

/* --- Sealing ---------------------------------------------------------------------------------- */

static gboolean
add_recipient (CMS_ContentInfo *cms, EspCertificate *certificate)
{
  g_autoptr (X509) x509 = NULL;
  CMS_RecipientInfo *info;
  EVP_PKEY_CTX *context;

  if (!is_p256 (certificate))
    return FALSE;
  x509 = esp_certificate_to_x509 (certificate);
  if (!x509)
    return FALSE;
  /* Named by the key identifier: names are compared loosely, and need not stand in an envelope. */
  info = CMS_add1_recipient_cert (cms, x509, CMS_KEY_PARAM | CMS_USE_KEYID);
  if (!info)
    return FALSE;
  /* Without this the key derivation would use SHA-1. The wrap follows from the cipher: AES-256. */
  context = CMS_RecipientInfo_get0_pkey_ctx (info);
  return context && EVP_PKEY_CTX_set_ecdh_kdf_md (context, EVP_sha256 ()) > 0;
}

gboolean
esp_envelope_add_recipients (CMS_ContentInfo *cms, GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    if (!add_recipient (cms, g_ptr_array_index (recipients, i)))
      return FALSE;
  return TRUE;
}

static gboolean
write_content (CMS_ContentInfo *cms, EspSecret *content)
{
  g_autoptr (BIO) chain = CMS_dataInit (cms, NULL);
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (content, &len);

  return chain && len > 0 && BIO_write (chain, bytes, (int) len) == (int) len &&
         BIO_flush (chain) == 1 && CMS_dataFinal (cms, chain) == 1;
}

CMS_ContentInfo *
esp_envelope_begin (void)
{
  return CMS_encrypt (NULL, NULL, EVP_aes_256_gcm (), CMS_PARTIAL | CMS_BINARY);
}

GBytes *
esp_envelope_end (CMS_ContentInfo *cms, EspSecret *content, GError **error)
{
  g_autoptr (GBytes) envelope = NULL;
  const char *problem = NULL;
  guint8 *der = NULL;
  int len = 0;

  if (cms && write_content (cms, content))
    len = i2d_CMS_ContentInfo (cms, &der);
  envelope = esp_openssl_take_der (der, len);
  esp_openssl_burn_stack ();
  if (!envelope || !esp_envelope_form_check (envelope, NULL, NULL, &problem))
    {
      esp_openssl_set_error (error, ESP_REASON_ENVELOPE_SEAL, NULL);
      return NULL;
    }
  return g_steal_pointer (&envelope);
}

GBytes *
esp_envelope_seal (EspSecret *content, GPtrArray *recipients, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = esp_envelope_begin ();
  gboolean ready = cms && recipients->len > 0 && esp_envelope_add_recipients (cms, recipients);

  return esp_envelope_end (ready ? cms : NULL, content, error);
}

guint
esp_envelope_count_recipients (GBytes *envelope)
{
  const char *problem;
  guint n_recipients = 0;

  if (!esp_envelope_form_check (envelope, NULL, &n_recipients, &problem))
    ERR_clear_error ();
  return n_recipients;
}

gboolean
esp_envelope_names (GBytes *envelope, EspCertificate *certificate)
{
  GBytes *id = esp_certificate_get_subject_key_identifier (certificate);
  gboolean named = id && esp_envelope_form_names (envelope, id);

  ERR_clear_error ();
  return named;
}

GBytes *
esp_envelope_keep (GBytes *envelope, GPtrArray *certificates, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GBytes) fewer = NULL;
  const char *problem = NULL;

  for (guint i = 0; i < certificates->len; i++)
    {
      GBytes *id = esp_certificate_get_subject_key_identifier (g_ptr_array_index (certificates, i));

      if (id)
        g_ptr_array_add (ids, id);
    }
  fewer = esp_envelope_form_keep (envelope, ids);
  ERR_clear_error ();
  if (fewer)
    return g_steal_pointer (&fewer);
  if (esp_envelope_form_check (envelope, NULL, NULL, &problem))
    esp_error_set (error, ESP_REASON_ENVELOPE_LAST, NULL, NULL);
  else
    esp_openssl_set_error (error, ESP_REASON_ENVELOPE_MALFORMED, NULL);
  return NULL;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static gboolean
names_certificate (CMS_RecipientInfo *info, X509 *x509)
{
  RecipientKeys *keys;

  if (CMS_RecipientInfo_type (info) != CMS_RECIPINFO_AGREE)
    return FALSE;
  keys = CMS_RecipientInfo_kari_get0_reks (info);
  for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num (keys); i++)
    if (CMS_RecipientEncryptedKey_cert_cmp (sk_CMS_RecipientEncryptedKey_value (keys, i), x509) ==
        0)
      return TRUE;
  return FALSE;
}

gboolean
esp_envelope_is_recipient (CMS_ContentInfo *cms, X509 *x509)
{
  RecipientInfos *infos = CMS_get0_RecipientInfos (cms);

  for (int i = 0; i < sk_CMS_RecipientInfo_num (infos); i++)
    if (names_certificate (sk_CMS_RecipientInfo_value (infos, i), x509))
      return TRUE;
  return FALSE;
}

gboolean
esp_envelope_read_content (CMS_ContentInfo *cms, EspSecret *content)
{
  g_autoptr (BIO) chain = CMS_dataInit (cms, NULL);
  gsize len = esp_secret_get_len (content);
  guint8 *bytes = esp_secret_get_writable (content);
  guint8 beyond;
  gsize done = 0;

  while (chain && done < len)
    {
      int got = BIO_read (chain, bytes + done, (int) (len - done));

      if (got <= 0)
        return FALSE;
      done += (gsize) got;
    }
  return chain && BIO_read (chain, &beyond, 1) <= 0 && BIO_get_cipher_status (chain) == 1;
}

static EspSecret *
damaged (GError **error)
{
  esp_openssl_set_error (error, ESP_REASON_ENVELOPE_DAMAGED, NULL);
  return NULL;
}

static EspSecret *
open_cms (CMS_ContentInfo *cms,
          gsize content_len,
          EspKey *key,
          EspCertificate *certificate,
          GError **error)
{
  g_autoptr (X509) x509 = esp_certificate_to_x509 (certificate);
  g_autoptr (EspSecret) content = NULL;
  gboolean opened;

  if (!x509 || !esp_envelope_is_recipient (cms, x509))
    {
      esp_openssl_set_error (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT, NULL);
      return NULL;
    }
  content = esp_secret_new (content_len, error);
  if (!content)
    return NULL;
  opened = CMS_decrypt_set1_pkey (cms, esp_key_get_evp (key), x509) == 1 &&
           esp_envelope_read_content (cms, content);
  esp_openssl_burn_stack ();
  return opened ? g_steal_pointer (&content) : damaged (error);
}

EspSecret *
esp_envelope_open (GBytes *envelope, EspKey *key, EspCertificate *certificate, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  const guint8 *bytes = g_bytes_get_data (envelope, NULL);
  const char *problem = NULL;
  gsize content_len = 0;

  if (!esp_envelope_form_check (envelope, &content_len, NULL, &problem))
    {
      esp_openssl_set_error (error, ESP_REASON_ENVELOPE_MALFORMED, NULL);
      if (error)
        esp_error_set_detail (*error, problem);
      return NULL;
    }
  if (!esp_key_has_private (key) ||
      !esp_key_equal_public (key, esp_certificate_get_key (certificate)))
    {
      esp_error_set (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT, NULL, NULL);
      return NULL;
    }
  cms = d2i_CMS_ContentInfo (NULL, &bytes, (long) g_bytes_get_size (envelope));
  return cms ? open_cms (cms, content_len, key, certificate, error) : damaged (error);
}
