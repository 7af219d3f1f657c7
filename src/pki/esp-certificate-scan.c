/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 5280, 4.1, read from front to end without building anything. */
#include "esp-certificate-scan.h"

#include "base/esp-hex.h"
#include "esp-der.h"
#include "esp-key-private.h"

#include <string.h>

#define SERIAL_DIGITS 32
#define OID_LIMIT 9
#define BOOLEAN_TAG 0x01
#define MAX_EXTENSIONS 100

static const guint8 oid_subject_key[] = { 0x55, 0x1d, 0x0e };
static const guint8 oid_basic_constraints[] = { 0x55, 0x1d, 0x13 };
static const guint8 oid_authority_key[] = { 0x55, 0x1d, 0x23 };

/* Signatures whose parameters are none, or NULL: what nearly every certificate has. */
static const struct
{
  guint8 oid[OID_LIMIT];
  gsize len;
  const char *algorithm;
} signatures[] = {
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 }, 8, "SHA256WITHECDSA" },
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 }, 8, "SHA384WITHECDSA" },
  { { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04 }, 8, "SHA512WITHECDSA" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b }, 9, "SHA256WITHRSA" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c }, 9, "SHA384WITHRSA" },
  { { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d }, 9, "SHA512WITHRSA" },
};

static EspScanView
view_of (const EspDer *der)
{
  return (EspScanView){ der->bytes, der->len };
}

/* The next element with its header. */
static gboolean
read_element (EspDer *der, guint8 tag, EspScanView *element)
{
  EspDer whole, content;
  guint8 found;

  if (!esp_der_read_any (der, &found, &content, &whole) || found != tag)
    return FALSE;
  *element = view_of (&whole);
  return TRUE;
}

/* --- Extensions ------------------------------------------------------------------------------- */

/* In a form that only a laxer reader takes it is for the parser to say. */
static gboolean
take_basic_constraints (EspDer value, EspCertificateScan *scan)
{
  EspDer content, flag, length;

  if (!esp_der_read (&value, ESP_DER_SEQUENCE, &content) || value.len > 0)
    return FALSE;
  if (esp_der_read (&content, BOOLEAN_TAG, &flag))
    scan->ca = flag.len == 1 && flag.bytes[0] != 0;
  esp_der_read_number (&content, &length);
  return content.len == 0;
}

static void
take_authority_key (EspDer value, EspCertificateScan *scan)
{
  EspDer content, identifier;

  if (esp_der_read (&value, ESP_DER_SEQUENCE, &content) &&
      esp_der_read (&content, ESP_DER_CONTEXT (0), &identifier))
    scan->authority_key_identifier = view_of (&identifier);
}

static gboolean
read_extension (EspDer *list, EspCertificateScan *scan)
{
  EspDer extension, oid, critical, value, identifier;

  if (!esp_der_read (list, ESP_DER_SEQUENCE, &extension) ||
      !esp_der_read (&extension, ESP_DER_OID, &oid))
    return FALSE;
  esp_der_read (&extension, BOOLEAN_TAG, &critical);
  if (!esp_der_read (&extension, ESP_DER_OCTET_STRING, &value))
    return FALSE;
  if (esp_der_equal (&oid, oid_basic_constraints, sizeof oid_basic_constraints))
    return take_basic_constraints (value, scan);
  if (esp_der_equal (&oid, oid_authority_key, sizeof oid_authority_key))
    take_authority_key (value, scan);
  else if (esp_der_equal (&oid, oid_subject_key, sizeof oid_subject_key) &&
           esp_der_read (&value, ESP_DER_OCTET_STRING, &identifier))
    scan->subject_key_identifier = view_of (&identifier);
  return TRUE;
}

static gboolean
read_extensions (EspDer *tbs, EspCertificateScan *scan)
{
  EspDer wrapped, list;

  if (tbs->len == 0)
    return TRUE;
  if (!esp_der_read (tbs, ESP_DER_CONTEXT_CONSTRUCTED (3), &wrapped) || tbs->len > 0 ||
      !esp_der_read (&wrapped, ESP_DER_SEQUENCE, &list) || wrapped.len > 0)
    return FALSE;
  for (guint i = 0; list.len > 0; i++)
    if (i == MAX_EXTENSIONS || !read_extension (&list, scan))
      return FALSE;
  return TRUE;
}

/* --- The certificate -------------------------------------------------------------------------- */

static gboolean
read_tbs (EspDer tbs, const EspScanView *outer, EspCertificateScan *scan)
{
  EspScanView inner, validity;
  EspDer version, serial;

  esp_der_read (&tbs, ESP_DER_CONTEXT_CONSTRUCTED (0), &version);
  if (!esp_der_read_number (&tbs, &serial) || !read_element (&tbs, ESP_DER_SEQUENCE, &inner) ||
      !read_element (&tbs, ESP_DER_SEQUENCE, &scan->issuer) ||
      !read_element (&tbs, ESP_DER_SEQUENCE, &validity) ||
      !read_element (&tbs, ESP_DER_SEQUENCE, &scan->subject) ||
      !read_element (&tbs, ESP_DER_SEQUENCE, &scan->key))
    return FALSE;
  scan->serial = view_of (&serial);
  /* Both name the algorithm, and must name the same (RFC 5280, 4.1.1.2). */
  return inner.len == outer->len && memcmp (inner.bytes, outer->bytes, inner.len) == 0 &&
         read_extensions (&tbs, scan);
}

gboolean
esp_certificate_scan (GBytes *bytes, EspCertificateScan *scan)
{
  gsize len;
  const guint8 *start = g_bytes_get_data (bytes, &len);
  EspDer der = { start, len }, whole, tbs, algorithm, oid, bits;
  EspScanView outer;

  memset (scan, 0, sizeof *scan);
  scan->whole = (EspScanView){ start, len };
  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &whole) || der.len > 0)
    return FALSE;
  tbs = whole;
  if (!read_element (&whole, ESP_DER_SEQUENCE, &scan->tbs) ||
      !read_element (&whole, ESP_DER_SEQUENCE, &outer) ||
      !esp_der_read (&whole, ESP_DER_BIT_STRING, &bits) || whole.len > 0 || bits.len < 2 ||
      bits.bytes[0] != 0)
    return FALSE;
  scan->signature = (EspScanView){ bits.bytes + 1, bits.len - 1 };
  der = (EspDer){ outer.bytes, outer.len };
  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &algorithm) ||
      !esp_der_read (&algorithm, ESP_DER_OID, &oid))
    return FALSE;
  scan->algorithm = view_of (&oid);
  scan->parameters = view_of (&algorithm);
  der = tbs;
  return esp_der_read (&der, ESP_DER_SEQUENCE, &tbs) && read_tbs (tbs, &outer, scan);
}

static gboolean
is_same (const EspScanView *view, GBytes *bytes)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  return view->len == len && memcmp (view->bytes, data, len) == 0;
}

static const EspSigningAlgorithm *
find_algorithm (const EspCertificateScan *scan)
{
  static const guint8 null[] = { ESP_DER_NULL, 0 };
  EspDer oid = { scan->algorithm.bytes, scan->algorithm.len };

  if (scan->parameters.len > 0 && (scan->parameters.len != sizeof null ||
                                   memcmp (scan->parameters.bytes, null, sizeof null) != 0))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (esp_der_equal (&oid, signatures[i].oid, signatures[i].len))
      return esp_signing_algorithm_find (signatures[i].algorithm, NULL);
  return NULL;
}

EspScanAnswer
esp_certificate_scan_is_signed (const EspCertificateScan *scan, EspCertificate *issuer)
{
  const EspSigningAlgorithm *algorithm = find_algorithm (scan);
  GBytes *identifier = esp_certificate_get_subject_key_identifier (issuer);

  if (identifier && scan->authority_key_identifier.bytes &&
      !is_same (&scan->authority_key_identifier, identifier))
    return ESP_SCAN_NO;
  if (!algorithm)
    return ESP_SCAN_CANNOT_TELL;
  return esp_key_verify (esp_certificate_get_key (issuer), algorithm, scan->tbs.bytes,
                         scan->tbs.len, scan->signature.bytes, scan->signature.len) ?
           ESP_SCAN_YES :
           ESP_SCAN_NO;
}

char *
esp_certificate_scan_dup_serial (const EspCertificateScan *scan)
{
  g_autofree char *hex = esp_hex_encode (scan->serial.bytes, scan->serial.len);
  gsize len = strlen (hex);
  GString *text = g_string_new (NULL);

  for (gsize i = len; i < SERIAL_DIGITS; i++)
    g_string_append_c (text, '0');
  g_string_append (text, hex);
  return g_string_free (text, FALSE);
}
