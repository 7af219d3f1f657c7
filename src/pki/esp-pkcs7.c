/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PKCS#7 as a bag of certificates. */
#include "esp-pkcs7.h"

#include "esp-openssl.h"

#include <openssl/pkcs7.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)

static gboolean
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_STRUCTURE, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

static void
take_certificates (STACK_OF (X509) * stack, GPtrArray *ders)
{
  for (int i = 0; i < sk_X509_num (stack); i++)
    {
      guint8 *der = NULL;
      int len = i2d_X509 (sk_X509_value (stack, i), &der);
      GBytes *bytes = esp_openssl_take_der (der, len);

      if (bytes)
        g_ptr_array_add (ders, bytes);
    }
}

static void
take_crls (STACK_OF (X509_CRL) * stack, GPtrArray *ders)
{
  for (int i = 0; i < sk_X509_CRL_num (stack); i++)
    {
      guint8 *der = NULL;
      int len = i2d_X509_CRL (sk_X509_CRL_value (stack, i), &der);
      GBytes *bytes = esp_openssl_take_der (der, len);

      if (bytes)
        g_ptr_array_add (ders, bytes);
    }
}

gboolean
esp_pkcs7_read (GBytes *der, GPtrArray **certificates, GPtrArray **crls, GError **error)
{
  gsize len;
  const guint8 *start = g_bytes_get_data (der, &len);
  const guint8 *end = start;
  g_autoptr (PKCS7) file = NULL;

  if (len > ESP_PKCS7_MAX_SIZE)
    return refuse ("it is too large for a PKCS#7 file", error);
  file = d2i_PKCS7 (NULL, &end, (long) len);
  if (!file || end != start + len)
    return refuse ("it is no PKCS#7 file, or it was cut off", error);
  if (!PKCS7_type_is_signed (file) || !file->d.sign)
    return refuse ("this PKCS#7 file holds no certificates", error);
  *certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  *crls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  take_certificates (file->d.sign->cert, *certificates);
  take_crls (file->d.sign->crl, *crls);
  ERR_clear_error ();
  return TRUE;
}
