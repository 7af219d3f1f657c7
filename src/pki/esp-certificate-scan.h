/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A quick look at a certificate where it lies, for who has a hundred thousand of them to sort: what links it to the
 * one above it, without decoding its key, which takes several times as long as checking its signature. Whoever needs
 * more than that parses it (esp-certificate.h).
 */
#pragma once

#include "esp-certificate.h"

G_BEGIN_DECLS

/* Views into the certificate's bytes; NULL and 0 where there is none. */
typedef struct
{
  const guint8 *bytes;
  gsize len;
} EspScanView;

typedef struct
{
  EspScanView whole;
  EspScanView tbs;       /* as it is signed */
  EspScanView algorithm; /* the OID's content */
  EspScanView parameters;
  EspScanView signature;
  EspScanView serial;    /* without its sign byte */
  EspScanView issuer;    /* Name, DER */
  EspScanView subject;
  EspScanView key;       /* SubjectPublicKeyInfo, DER */
  EspScanView subject_key_identifier;
  EspScanView authority_key_identifier;
  gboolean ca;           /* says so of itself */
} EspCertificateScan;

typedef enum
{
  ESP_SCAN_NO,
  ESP_SCAN_YES,
  ESP_SCAN_CANNOT_TELL, /* an algorithm that this does not know: esp_certificate_is_issued_by() does */
} EspScanAnswer;

/* FALSE: not of the plain shape; the parser may still take it, or says what is wrong. */
gboolean      esp_certificate_scan             (GBytes *der, EspCertificateScan *scan);
/* Key identifiers and signature; the names are for the caller to compare. */
EspScanAnswer esp_certificate_scan_is_signed   (const EspCertificateScan *scan, EspCertificate *issuer);
/* As esp_certificate_get_serial() has it; free with g_free(). */
char         *esp_certificate_scan_dup_serial  (const EspCertificateScan *scan);

G_END_DECLS
