/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing and opening a whole file. An envelope without authentication (EnvelopedData, which
 * OpenSSL would open just as well) is refused: what it says could be changed on the way. */
#include "esp-sealed-file.h"

#include "base/esp-error.h"
#include "esp-certificate-private.h"
#include "esp-envelope-private.h"
#include "esp-key-private.h"
#include "esp-openssl-memory.h"
#include "esp-openssl.h"

static gboolean
can_receive (EspCertificate *certificate)
{
  const EspKeyAlgorithm *algorithm = esp_key_get_algorithm (esp_certificate_get_key (certificate));

  return algorithm && g_strcmp0 (algorithm->group, "P-256") == 0 &&
         esp_certificate_get_subject_key_identifier (certificate) != NULL;
}

gboolean
esp_sealed_file_check_recipient (EspCertificate *recipient, GError **error)
{
  if (can_receive (recipient))
    return TRUE;
  esp_error_set (error, ESP_REASON_SEALED_FILE_RECIPIENT, NULL, NULL);
  return FALSE;
}

static gboolean
write_content (CMS_ContentInfo *cms, GBytes *content)
{
  g_autoptr (BIO) chain = CMS_dataInit (cms, NULL);
  gsize len, done = 0;
  const guint8 *bytes = g_bytes_get_data (content, &len);

  while (chain && done < len)
    {
      int n = BIO_write (chain, bytes + done, (int) MIN (len - done, 1u << 20));

      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return chain && BIO_flush (chain) == 1 && CMS_dataFinal (cms, chain) == 1;
}

GBytes *
esp_sealed_file_seal (GBytes *content, EspCertificate *recipient, GError **error)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (CMS_ContentInfo) cms = NULL;
  GBytes *file = NULL;
  guint8 *der = NULL;
  int len = 0;

  if (!esp_sealed_file_check_recipient (recipient, error))
    return NULL;
  g_ptr_array_add (recipients, recipient);
  cms = esp_envelope_begin ();
  if (cms && esp_envelope_add_recipients (cms, recipients) && write_content (cms, content))
    len = i2d_CMS_ContentInfo (cms, &der);
  file = esp_openssl_take_der (der, len);
  esp_openssl_burn_stack ();
  if (!file)
    esp_openssl_set_error (error, ESP_REASON_ENVELOPE_SEAL, NULL);
  return file;
}

static CMS_ContentInfo *
parse (GBytes *file)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (file, &len), *end = bytes + len;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &bytes, (long) len);

  if (cms && bytes == end && OBJ_obj2nid (CMS_get0_type (cms)) == NID_id_smime_ct_authEnvelopedData)
    return cms;
  CMS_ContentInfo_free (cms);
  return NULL;
}

static GBytes *
decrypt (CMS_ContentInfo *cms, EspKey *key, X509 *x509)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  GBytes *content = NULL;
  char *bytes;
  long len;

  if (out && CMS_decrypt (cms, esp_key_get_evp (key), x509, NULL, out, CMS_BINARY) == 1)
    {
      len = BIO_get_mem_data (out, &bytes);
      content = len >= 0 ? g_bytes_new (bytes, (gsize) len) : NULL;
    }
  esp_openssl_burn_stack ();
  return content;
}

static GBytes *
refuse (EspReason reason, GError **error)
{
  esp_openssl_set_error (error, reason, NULL);
  return NULL;
}

GBytes *
esp_sealed_file_open (GBytes *file, EspKey *key, EspCertificate *recipient, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autoptr (X509) x509 = NULL;
  GBytes *content;

  if (g_bytes_get_size (file) == 0 || g_bytes_get_size (file) > ESP_SEALED_FILE_MAX_SIZE)
    return refuse (ESP_REASON_SEALED_FILE_MALFORMED, error);
  cms = parse (file);
  if (!cms)
    return refuse (ESP_REASON_SEALED_FILE_MALFORMED, error);
  x509 = esp_certificate_to_x509 (recipient);
  if (!x509 || !esp_key_has_private (key) ||
      !esp_key_equal_public (key, esp_certificate_get_key (recipient)) ||
      !esp_envelope_is_recipient (cms, x509))
    return refuse (ESP_REASON_ENVELOPE_NOT_RECIPIENT, error);
  content = decrypt (cms, key, x509);
  return content ? content : refuse (ESP_REASON_SEALED_FILE_DAMAGED, error);
}
