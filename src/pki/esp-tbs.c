/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ASN.1 of certificates and lists before their signature: templates, times, extensions, and the
 * signed shape around them. No rule of a profile lives here (esp-certificate-plan.c, esp-lint.c).
 */
#include "esp-tbs.h"

#include "base/esp-time.h"
#include "esp-der.h"

#include <openssl/asn1t.h>
#include <string.h>
#include <time.h>

#define VERSION_3 2 /* of a certificate */
#define VERSION_2 1 /* of a list */

typedef struct
{
  ASN1_INTEGER *version;
  ASN1_STRING *algorithm;
  ASN1_STRING *issuer;
  ASN1_TIME *this_update;
  ASN1_TIME *next_update;
  STACK_OF (X509_REVOKED) * revoked;
  STACK_OF (X509_EXTENSION) * extensions;
} TbsCrl;

typedef struct
{
  ASN1_STRING *tbs;
  ASN1_STRING *algorithm;
  ASN1_BIT_STRING *signature;
} SignedShape;

/* clang-format off */
ASN1_SEQUENCE (EspTbsValidity) = {
  ASN1_SIMPLE (EspTbsValidity, not_before, ASN1_TIME),
  ASN1_SIMPLE (EspTbsValidity, not_after, ASN1_TIME),
} static_ASN1_SEQUENCE_END (EspTbsValidity)

ASN1_SEQUENCE (EspTbsCertificate) = {
  ASN1_EXP_OPT (EspTbsCertificate, version, ASN1_INTEGER, 0),
  ASN1_SIMPLE (EspTbsCertificate, serial, ASN1_INTEGER),
  ASN1_SIMPLE (EspTbsCertificate, algorithm, ASN1_SEQUENCE),
  ASN1_SIMPLE (EspTbsCertificate, issuer, ASN1_SEQUENCE),
  ASN1_SIMPLE (EspTbsCertificate, validity, EspTbsValidity),
  ASN1_SIMPLE (EspTbsCertificate, subject, ASN1_SEQUENCE),
  ASN1_SIMPLE (EspTbsCertificate, key, ASN1_SEQUENCE),
  ASN1_IMP_OPT (EspTbsCertificate, issuer_unique_id, ASN1_BIT_STRING, 1),
  ASN1_IMP_OPT (EspTbsCertificate, subject_unique_id, ASN1_BIT_STRING, 2),
  ASN1_EXP_SEQUENCE_OF_OPT (EspTbsCertificate, extensions, X509_EXTENSION, 3),
} static_ASN1_SEQUENCE_END (EspTbsCertificate)

ASN1_SEQUENCE (TbsCrl) = {
  ASN1_SIMPLE (TbsCrl, version, ASN1_INTEGER),
  ASN1_SIMPLE (TbsCrl, algorithm, ASN1_SEQUENCE),
  ASN1_SIMPLE (TbsCrl, issuer, ASN1_SEQUENCE),
  ASN1_SIMPLE (TbsCrl, this_update, ASN1_TIME),
  ASN1_SIMPLE (TbsCrl, next_update, ASN1_TIME),
  ASN1_SEQUENCE_OF_OPT (TbsCrl, revoked, X509_REVOKED),
  ASN1_EXP_SEQUENCE_OF_OPT (TbsCrl, extensions, X509_EXTENSION, 0),
} static_ASN1_SEQUENCE_END (TbsCrl)

ASN1_SEQUENCE (SignedShape) = {
  ASN1_SIMPLE (SignedShape, tbs, ASN1_SEQUENCE),
  ASN1_SIMPLE (SignedShape, algorithm, ASN1_SEQUENCE),
  ASN1_SIMPLE (SignedShape, signature, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END (SignedShape)
/* clang-format on */

static GBytes *
encode (const void *value, const ASN1_ITEM *item)
{
  guint8 *der = NULL;
  int len = ASN1_item_i2d (value, &der, item);

  return esp_openssl_take_der (der, len);
}

void
esp_tbs_certificate_free (EspTbsCertificate *tbs)
{
  ASN1_item_free ((ASN1_VALUE *) tbs, ASN1_ITEM_rptr (EspTbsCertificate));
}

EspTbsCertificate *
esp_tbs_certificate_decode (GBytes *der)
{
  gsize len = 0;
  const guint8 *start = g_bytes_get_data (der, &len);
  const guint8 *p = start;
  g_autoptr (EspTbsCertificate) tbs = NULL;

  if (len == 0 || len > G_MAXINT)
    return NULL;
  tbs = (EspTbsCertificate *) ASN1_item_d2i (NULL, &p, (long) len,
                                             ASN1_ITEM_rptr (EspTbsCertificate));
  if (!tbs || p != start + len)
    return NULL;
  return g_steal_pointer (&tbs);
}

GBytes *
esp_tbs_certificate_encode (const EspTbsCertificate *tbs)
{
  return encode (tbs, ASN1_ITEM_rptr (EspTbsCertificate));
}

ASN1_TIME *
esp_tbs_time_new (gint64 time)
{
  static const gint64 first = -631152000; /* 1950-01-01, where UTCTime begins */

  if (time < first || time > ESP_TIME_MAX)
    return NULL;
  return ASN1_TIME_set (NULL, (time_t) time);
}

gboolean
esp_tbs_time_read (const ASN1_TIME *time, gint64 *unix_time)
{
  struct tm parts;

  if (!time || ASN1_TIME_to_tm (time, &parts) != 1)
    return FALSE;
  *unix_time = timegm (&parts);
  return TRUE;
}

X509_EXTENSION *
esp_tbs_extension_new (const EspExtension *extension)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (extension->oid, 1);
  g_autoptr (ASN1_OCTET_STRING) value = ASN1_OCTET_STRING_new ();
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (extension->value, &len);

  if (!object || !value || len > G_MAXINT || !ASN1_OCTET_STRING_set (value, bytes, (int) len))
    return NULL;
  return X509_EXTENSION_create_by_OBJ (NULL, object, extension->critical, value);
}

static gboolean
add_extensions (STACK_OF (X509_EXTENSION) * *stack, GPtrArray *extensions)
{
  for (guint i = 0; extensions && i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);
      g_autoptr (X509_EXTENSION) row = NULL;

      if (extension->ignored)
        continue;
      row = esp_tbs_extension_new (extension);
      if (!*stack)
        *stack = sk_X509_EXTENSION_new_null ();
      if (!row || !*stack || !sk_X509_EXTENSION_push (*stack, row))
        return FALSE;
      g_steal_pointer (&row);
    }
  return TRUE;
}

static gboolean
set_bytes (ASN1_STRING *string, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  return len <= G_MAXINT && ASN1_STRING_set (string, data, (int) len);
}

static gboolean
set_serial (ASN1_INTEGER *serial, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  g_autoptr (BIGNUM) number = len <= G_MAXINT ? BN_bin2bn (data, (int) len, NULL) : NULL;

  return number && BN_to_ASN1_INTEGER (number, serial);
}

/* Puts @time, made new, in the place of the empty one that the template allocated. */
static gboolean
set_time (ASN1_TIME **place, gint64 time)
{
  ASN1_TIME_free (*place);
  *place = esp_tbs_time_new (time);
  return *place != NULL;
}

static gboolean
set_version (ASN1_INTEGER **place, int version)
{
  if (!*place)
    *place = ASN1_INTEGER_new ();
  return *place && ASN1_INTEGER_set (*place, version);
}

GBytes *
esp_tbs_build_certificate (const EspTbsContents *contents, GError **error)
{
  g_autoptr (EspTbsCertificate)
    tbs = (EspTbsCertificate *) ASN1_item_new (ASN1_ITEM_rptr (EspTbsCertificate));
  GBytes *der = NULL;

  if (tbs && set_version (&tbs->version, VERSION_3) && set_serial (tbs->serial, contents->serial) &&
      set_bytes (tbs->algorithm, contents->algorithm) &&
      set_bytes (tbs->issuer, contents->issuer) &&
      set_time (&tbs->validity->not_before, contents->not_before) &&
      set_time (&tbs->validity->not_after, contents->not_after) &&
      set_bytes (tbs->subject, contents->subject) && set_bytes (tbs->key, contents->key) &&
      add_extensions (&tbs->extensions, contents->extensions))
    der = esp_tbs_certificate_encode (tbs);
  if (!der)
    esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return der;
}

GBytes *
esp_tbs_build_crl (const EspTbsCrlContents *contents, GError **error)
{
  TbsCrl *tbs = (TbsCrl *) ASN1_item_new (ASN1_ITEM_rptr (TbsCrl));
  GBytes *der = NULL;

  if (tbs && set_version (&tbs->version, VERSION_2) &&
      set_bytes (tbs->algorithm, contents->algorithm) &&
      set_bytes (tbs->issuer, contents->issuer) &&
      set_time (&tbs->this_update, contents->this_update) &&
      set_time (&tbs->next_update, contents->next_update) &&
      add_extensions (&tbs->extensions, contents->extensions))
    {
      tbs->revoked = contents->revoked;
      der = encode (tbs, ASN1_ITEM_rptr (TbsCrl));
      tbs->revoked = NULL; /* the caller's */
    }
  ASN1_item_free ((ASN1_VALUE *) tbs, ASN1_ITEM_rptr (TbsCrl));
  if (!der)
    esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return der;
}

void
esp_signed_parts_clear (EspSignedParts *parts)
{
  g_clear_pointer (&parts->tbs, g_bytes_unref);
  g_clear_pointer (&parts->algorithm, g_bytes_unref);
  g_clear_pointer (&parts->signature, g_bytes_unref);
}

static GBytes *
slice (GBytes *whole, const EspDer *part)
{
  const guint8 *start = g_bytes_get_data (whole, NULL);

  return g_bytes_new_from_bytes (whole, (gsize) (part->bytes - start), part->len);
}

gboolean
esp_signed_split (GBytes *der, EspSignedParts *parts)
{
  EspDer rest = { NULL, 0 };
  EspDer inner;
  EspDer tbs;
  EspDer algorithm;
  EspDer bits;
  guint8 tag[2] = { 0, 0 };

  memset (parts, 0, sizeof *parts);
  rest.bytes = g_bytes_get_data (der, &rest.len);
  if (!esp_der_read (&rest, ESP_DER_SEQUENCE, &inner) || rest.len > 0 ||
      !esp_der_read_any (&inner, &tag[0], NULL, &tbs) ||
      !esp_der_read_any (&inner, &tag[1], NULL, &algorithm) ||
      !esp_der_read (&inner, ESP_DER_BIT_STRING, &bits) || inner.len > 0)
    return FALSE;
  /* A signature is whole bytes: its first byte counts the unused bits and has to be 0. */
  if (tag[0] != ESP_DER_SEQUENCE || tag[1] != ESP_DER_SEQUENCE || bits.len < 1 ||
      bits.bytes[0] != 0)
    return FALSE;
  bits.bytes++;
  bits.len--;
  parts->tbs = slice (der, &tbs);
  parts->algorithm = slice (der, &algorithm);
  parts->signature = slice (der, &bits);
  return TRUE;
}

GBytes *
esp_signed_placeholder (GBytes *tbs, GBytes *algorithm, gsize signature_len)
{
  SignedShape *shape = (SignedShape *) ASN1_item_new (ASN1_ITEM_rptr (SignedShape));
  g_autofree guint8 *filler = g_malloc (signature_len);
  GBytes *der = NULL;

  /* The last bit is set: trailing zero bits of a named bit string would be left out. */
  memset (filler, 0x55, signature_len);
  if (shape && signature_len <= G_MAXINT && set_bytes (shape->tbs, tbs) &&
      set_bytes (shape->algorithm, algorithm) &&
      ASN1_BIT_STRING_set (shape->signature, filler, (int) signature_len))
    der = encode (shape, ASN1_ITEM_rptr (SignedShape));
  ASN1_item_free ((ASN1_VALUE *) shape, ASN1_ITEM_rptr (SignedShape));
  return der;
}
