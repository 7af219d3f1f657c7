/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the to-be-signed structures of RFC 5280 as OpenSSL ASN.1 templates, encoded
 * and decoded. Names, keys and algorithm identifiers are carried as the DER bytes that they are, so
 * that nothing between a request and a certificate is encoded anew, and no key has to be decoded to
 * read a certificate (which costs more than a P-256 signature). What the fields mean, and whether
 * they may be so, is not decided here.
 */
#pragma once

#include "esp-extension.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

typedef struct
{
  ASN1_TIME *not_before;
  ASN1_TIME *not_after;
} EspTbsValidity;

/* TBSCertificate (RFC 5280, 4.1). */
typedef struct
{
  ASN1_INTEGER *version; /* NULL: version 1 */
  ASN1_INTEGER *serial;
  ASN1_STRING *algorithm; /* AlgorithmIdentifier, DER */
  ASN1_STRING *issuer;    /* Name, DER */
  EspTbsValidity *validity;
  ASN1_STRING *subject;   /* Name, DER */
  ASN1_STRING *key;       /* SubjectPublicKeyInfo, DER */
  ASN1_BIT_STRING *issuer_unique_id;
  ASN1_BIT_STRING *subject_unique_id;
  STACK_OF (X509_EXTENSION) *extensions; /* NULL where there are none */
} EspTbsCertificate;

void               esp_tbs_certificate_free   (EspTbsCertificate *tbs);
/* All of @der or nothing. */
EspTbsCertificate *esp_tbs_certificate_decode (GBytes *der);
GBytes            *esp_tbs_certificate_encode (const EspTbsCertificate *tbs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTbsCertificate, esp_tbs_certificate_free)

/* What a certificate is made of. */
typedef struct
{
  GBytes *serial; /* big-endian, unsigned */
  GBytes *algorithm;
  GBytes *issuer;
  GBytes *subject;
  GBytes *key;
  gint64 not_before;
  gint64 not_after;
  GPtrArray *extensions; /* EspExtension; ignored ones are left out */
} EspTbsContents;

/* Version 3; UTCTime until 2049, GeneralizedTime from 2050. Errors: INTERNAL, with detail. */
GBytes         *esp_tbs_build_certificate (const EspTbsContents *contents, GError **error);

/* What a list is made of; extensions are a CRL's own. */
typedef struct
{
  GBytes *algorithm;
  GBytes *issuer;
  gint64 this_update;
  gint64 next_update;
  STACK_OF (X509_REVOKED) *revoked; /* borrowed; NULL where there are none */
  GPtrArray *extensions;
} EspTbsCrlContents;

/* Version 2. Errors: INTERNAL, with detail. */
GBytes         *esp_tbs_build_crl         (const EspTbsCrlContents *contents, GError **error);

X509_EXTENSION *esp_tbs_extension_new     (const EspExtension *extension);
/* NULL where the time is outside the years 1950 to 9999. */
ASN1_TIME      *esp_tbs_time_new          (gint64 time);
gboolean        esp_tbs_time_read         (const ASN1_TIME *time, gint64 *unix_time);

/* SEQUENCE { tbs, AlgorithmIdentifier, BIT STRING }: the shape of certificates and lists. The parts
 * are views into the whole; the signature is the content of the BIT STRING. */
typedef struct
{
  GBytes *tbs;
  GBytes *algorithm;
  GBytes *signature;
} EspSignedParts;

gboolean        esp_signed_split          (GBytes *der, EspSignedParts *parts);
void            esp_signed_parts_clear    (EspSignedParts *parts);
/* The same shape around @tbs with @signature_len bytes that sign nothing. */
GBytes         *esp_signed_placeholder    (GBytes *tbs, GBytes *algorithm, gsize signature_len);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspSignedParts, esp_signed_parts_clear)

G_END_DECLS
