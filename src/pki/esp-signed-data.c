/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed texts: OpenSSL makes the container and judges the signature; that it has the one form that
 * it can have is seen here, element by element, because a signature does not cover all of it. */
#include "esp-signed-data.h"

#include "esp-der.h"
#include "esp-digest.h"
#include "esp-key-private.h"
#include "esp-openssl-memory.h"
#include "esp-openssl.h"
#include "esp-pem.h"

#include <string.h>

#define LABEL "CMS"
#define SET 0x31
#define VERSION 3

static const guint8 oid_signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2 };
static const guint8 oid_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1 };
static const guint8 oid_sha256[] = { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1 };
static const guint8 oid_ecdsa_sha256[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2 };
/* Content type, signing time, message digest: as DER sorts them. */
static const guint8 oid_attributes[][9] = {
  { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3 },
  { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5 },
  { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4 },
};

void
esp_signed_data_free (EspSignedData *data)
{
  if (!data)
    return;
  g_clear_pointer (&data->der, g_bytes_unref);
  g_clear_pointer (&data->content, g_bytes_unref);
  g_clear_pointer (&data->signer, g_bytes_unref);
  g_free (data->digest);
  g_free (data);
}

/* --- Making it --------------------------------------------------------------------------------*/

/* OpenSSL would take the clock of the machine. */
static gboolean
add_time (CMS_SignerInfo *signer, gint64 now)
{
  g_autoptr (ASN1_TIME) time = ASN1_TIME_adj (NULL, (time_t) now, 0, 0);

  return time && CMS_signed_add1_attr_by_NID (signer, NID_pkcs9_signingTime, time->type, time, -1);
}

static GBytes *
sign (GBytes *content, EspKey *key, X509 *x509, gint64 now)
{
  const unsigned int flags = CMS_BINARY | CMS_NOCERTS | CMS_NOSMIMECAP | CMS_USE_KEYID |
                             CMS_PARTIAL;
  g_autoptr (BIO)
    input = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));
  g_autoptr (CMS_ContentInfo) cms = input ? CMS_sign (NULL, NULL, NULL, NULL, flags) : NULL;
  CMS_SignerInfo *signer =
    cms ? CMS_add1_signer (cms, x509, esp_key_get_evp (key), EVP_sha256 (), flags) : NULL;
  guint8 *der = NULL;
  int len = 0;

  if (signer && add_time (signer, now) && CMS_final (cms, input, NULL, CMS_BINARY))
    len = i2d_CMS_ContentInfo (cms, &der);
  esp_openssl_burn_stack ();
  return esp_openssl_take_der (der, len);
}

char *
esp_signed_data_create (GBytes *content,
                        EspKey *key,
                        EspCertificate *signer,
                        gint64 now,
                        GError **error)
{
  g_autoptr (X509) x509 = NULL;
  g_autoptr (GBytes) der = NULL;
  GBytes *encoded = esp_certificate_get_der (signer);
  const guint8 *at = g_bytes_get_data (encoded, NULL);

  x509 = d2i_X509 (NULL, &at, (long) g_bytes_get_size (encoded));
  if (x509 && esp_key_has_private (key) &&
      g_bytes_get_size (content) < ESP_SIGNED_DATA_MAX_SIZE / 2)
    der = sign (content, key, x509, now);
  if (!der)
    {
      esp_openssl_set_error (error, ESP_REASON_SIGNED_DATA_CREATE, NULL);
      return NULL;
    }
  return esp_pem_write (LABEL, der);
}

/* --- The form ---------------------------------------------------------------------------------*/

static gboolean
read_oid (EspDer *der, const guint8 *oid, gsize len)
{
  EspDer found;

  return esp_der_read (der, ESP_DER_OID, &found) && esp_der_equal (&found, oid, len);
}

static gboolean
read_version (EspDer *der)
{
  static const guint8 version = VERSION;
  EspDer found;

  return esp_der_read_number (der, &found) && esp_der_equal (&found, &version, 1);
}

/* Without parameters, or (of digests alone) with the NULL that RFC 5754 lets stand there. */
static gboolean
read_algorithm (EspDer *der, const guint8 *oid, gsize len, gboolean may_have_null)
{
  EspDer inside, null;

  if (!esp_der_read (der, ESP_DER_SEQUENCE, &inside) || !read_oid (&inside, oid, len))
    return FALSE;
  if (inside.len == 0)
    return TRUE;
  return may_have_null && esp_der_read (&inside, ESP_DER_NULL, &null) && null.len == 0 &&
         inside.len == 0;
}

static gboolean
read_digests (EspDer *der)
{
  EspDer inside;

  return esp_der_read (der, SET, &inside) &&
         read_algorithm (&inside, oid_sha256, sizeof oid_sha256, TRUE) && inside.len == 0;
}

static gboolean
read_content (EspDer *der, EspDer *content)
{
  EspDer info, wrapped;

  return esp_der_read (der, ESP_DER_SEQUENCE, &info) &&
         read_oid (&info, oid_data, sizeof oid_data) &&
         esp_der_read (&info, ESP_DER_CONTEXT_CONSTRUCTED (0), &wrapped) && info.len == 0 &&
         esp_der_read (&wrapped, ESP_DER_OCTET_STRING, content) && wrapped.len == 0;
}

/* Their values the signature covers. */
static gboolean
read_attributes (EspDer *der)
{
  EspDer inside, attribute, value;

  if (!esp_der_read (der, ESP_DER_CONTEXT_CONSTRUCTED (0), &inside))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (oid_attributes); i++)
    if (!esp_der_read (&inside, ESP_DER_SEQUENCE, &attribute) ||
        !read_oid (&attribute, oid_attributes[i], sizeof oid_attributes[i]) ||
        !esp_der_read (&attribute, SET, &value) || attribute.len != 0)
      return FALSE;
  return inside.len == 0;
}

static gboolean
read_signer (EspDer *der, EspDer *signer)
{
  EspDer all, one, signature;

  return esp_der_read (der, SET, &all) && esp_der_read (&all, ESP_DER_SEQUENCE, &one) &&
         all.len == 0 && read_version (&one) && esp_der_read (&one, ESP_DER_CONTEXT (0), signer) &&
         signer->len > 0 && read_algorithm (&one, oid_sha256, sizeof oid_sha256, TRUE) &&
         read_attributes (&one) &&
         read_algorithm (&one, oid_ecdsa_sha256, sizeof oid_ecdsa_sha256, FALSE) &&
         esp_der_read (&one, ESP_DER_OCTET_STRING, &signature) && one.len == 0;
}

static gboolean
read_form (GBytes *bytes, EspDer *content, EspDer *signer)
{
  gsize len;
  const guint8 *start = g_bytes_get_data (bytes, &len);
  EspDer der = { start, len };
  EspDer info, wrapped, data;

  return esp_der_read (&der, ESP_DER_SEQUENCE, &info) && der.len == 0 &&
         read_oid (&info, oid_signed_data, sizeof oid_signed_data) &&
         esp_der_read (&info, ESP_DER_CONTEXT_CONSTRUCTED (0), &wrapped) && info.len == 0 &&
         esp_der_read (&wrapped, ESP_DER_SEQUENCE, &data) && wrapped.len == 0 &&
         read_version (&data) && read_digests (&data) && read_content (&data, content) &&
         read_signer (&data, signer) && data.len == 0;
}

static EspSignedData *
refuse (GError **error, const char *problem)
{
  esp_error_set (error, ESP_REASON_SIGNED_DATA_FORM, NULL, "problem", problem, NULL);
  return NULL;
}

/* The armour is what it would be if it were written now. */
static gboolean
is_armour_of (GBytes *file, GBytes *der)
{
  g_autofree char *armoured = esp_pem_write (LABEL, der);
  g_autoptr (GBytes) wanted = g_bytes_new_static (armoured, strlen (armoured));

  return g_bytes_equal (file, wanted);
}

EspSignedData *
esp_signed_data_read (GBytes *file, GError **error)
{
  static const char *const labels[] = { LABEL, NULL };
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspSignedData) data = NULL;
  EspDer content, signer;
  const char *found = NULL;
  gsize len;

  if (g_bytes_get_size (file) > ESP_SIGNED_DATA_MAX_SIZE)
    {
      esp_error_set (error, ESP_REASON_SIGNED_DATA_SIZE, NULL, NULL);
      return NULL;
    }
  if (esp_pem_read_one (file, labels, &der, &found) != ESP_PEM_OK)
    return refuse (error, "it is no armoured CMS file, or not a whole one");
  if (!is_armour_of (file, der))
    return refuse (error, "characters of its armour were changed");
  if (!read_form (der, &content, &signer))
    return refuse (error, "what is in it has another form");
  data = g_new0 (EspSignedData, 1);
  data->content = g_bytes_new (content.bytes, content.len);
  data->signer = g_bytes_new (signer.bytes, signer.len);
  data->digest = esp_sha256_hex (g_bytes_get_data (der, &len), g_bytes_get_size (der));
  data->der = g_steal_pointer (&der);
  return g_steal_pointer (&data);
}

/* --- The signature ----------------------------------------------------------------------------*/

gboolean
esp_signed_data_names (const EspSignedData *data, EspCertificate *signer)
{
  GBytes *identifier = esp_certificate_get_subject_key_identifier (signer);

  return identifier && g_bytes_equal (identifier, data->signer);
}

/* What OpenSSL read is what was there: of a form that DER would write otherwise nothing is taken.
 */
static gboolean
is_same_again (CMS_ContentInfo *cms, GBytes *der)
{
  guint8 *bytes = NULL;
  int len = i2d_CMS_ContentInfo (cms, &bytes);
  g_autoptr (GBytes) again = esp_openssl_take_der (bytes, len);

  return again && g_bytes_equal (again, der);
}

static gboolean
verify (GBytes *der, X509 *x509)
{
  const unsigned int flags = CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY;
  const guint8 *at = g_bytes_get_data (der, NULL);
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &at, (long) g_bytes_get_size (der));
  g_autoptr (EspX509Stack) signers = sk_X509_new_null ();
  g_autoptr (BIO) sink = BIO_new (BIO_s_null ());

  if (!cms || !signers || !sink || !is_same_again (cms, der) || !X509_up_ref (x509))
    return FALSE;
  if (!sk_X509_push (signers, x509))
    {
      X509_free (x509);
      return FALSE;
    }
  return CMS_verify (cms, signers, NULL, NULL, sink, flags) == 1;
}

gboolean
esp_signed_data_verify (const EspSignedData *data, EspCertificate *signer, GError **error)
{
  GBytes *encoded = esp_certificate_get_der (signer);
  const guint8 *at = g_bytes_get_data (encoded, NULL);
  g_autoptr (X509) x509 = d2i_X509 (NULL, &at, (long) g_bytes_get_size (encoded));

  if (x509 && esp_signed_data_names (data, signer) && verify (data->der, x509))
    {
      ERR_clear_error ();
      return TRUE;
    }
  esp_openssl_set_error (error, ESP_REASON_SIGNED_DATA_SIGNATURE, NULL);
  return FALSE;
}
