/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests and answers of OCSP, written. They are put together as DER from the inside out:
 * OpenSSL's own functions for it take the time from the machine and the key from memory, and here a
 * clock and the Signer seam bring them. Reading is in esp-ocsp.c, by OpenSSL, so that each judges
 * the other.
 */
#include "esp-ocsp.h"

#include "base/esp-time.h"
#include "esp-crl-private.h"
#include "esp-der.h"
#include "esp-extension-values.h"
#include "esp-key-private.h"
#include "esp-name-private.h"
#include "esp-tbs.h"

#define TAG_ENUMERATED 0x0a
#define SUCCESSFUL 0
#define UNAUTHORIZED 6

/* AlgorithmIdentifier of SHA-1 with NULL parameters, and id-pkix-ocsp-basic: as every client has
 * them, byte for byte, because the name of a static answer is made from the request. */
static const guint8 sha1_algorithm[] = {
  0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00,
};
static const guint8 basic_type[] = {
  0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01,
};

/* --- DER from the inside out -------------------------------------------------------------------*/

static void
append_length (GByteArray *der, gsize len)
{
  guint8 bytes[sizeof len];
  guint8 first;
  guint n = 0;

  for (gsize rest = len; rest > 0; rest >>= 8)
    n++;
  first = len < 0x80 ? (guint8) len : (guint8) (0x80 | n);
  g_byte_array_append (der, &first, 1);
  if (len < 0x80)
    return;
  for (guint i = 0; i < n; i++)
    bytes[i] = (guint8) (len >> (8 * (n - 1 - i)));
  g_byte_array_append (der, bytes, n);
}

/* @tag around the parts, which are taken; NULL where one of them is. The list ends with a part that
 * no caller has. */
static char end_of_parts;

#define END ((GBytes *) (gpointer) &end_of_parts)

static GBytes *
wrap (guint tag, ...)
{
  const guint8 first = (guint8) tag;
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  GByteArray *der;
  gboolean whole = TRUE;
  GBytes *part;
  va_list parts;

  va_start (parts, tag);
  while ((part = va_arg (parts, GBytes *)) != END)
    {
      gsize len = 0;
      const guint8 *bytes = part ? g_bytes_get_data (part, &len) : NULL;

      whole = whole && part;
      if (len > 0)
        g_byte_array_append (inside, bytes, (guint) len);
      g_clear_pointer (&part, g_bytes_unref);
    }
  va_end (parts);
  if (!whole)
    return NULL;
  der = g_byte_array_new ();
  g_byte_array_append (der, &first, 1);
  append_length (der, inside->len);
  g_byte_array_append (der, inside->data, inside->len);
  return g_byte_array_free_to_bytes (der);
}

static GBytes *
fixed (const guint8 *bytes, gsize len)
{
  return g_bytes_new_static (bytes, len);
}

static GBytes *
encode (const void *value, const ASN1_ITEM *item)
{
  guint8 *der = NULL;
  int len = value ? ASN1_item_i2d (value, &der, item) : 0;

  return esp_openssl_take_der (der, len);
}

static GBytes *
time_der (gint64 time)
{
  g_autoptr (ASN1_GENERALIZEDTIME) value = NULL;

  if (time < 0 || time > ESP_TIME_MAX)
    return NULL;
  value = ASN1_GENERALIZEDTIME_set (NULL, (time_t) time);
  return encode (value, ASN1_ITEM_rptr (ASN1_GENERALIZEDTIME));
}

static GBytes *
small (guint8 tag, int number)
{
  guint8 byte = (guint8) number;

  return wrap (tag, g_bytes_new (&byte, 1), END);
}

/* --- The identifier ----------------------------------------------------------------------------*/

static GBytes *
sha1 (GBytes *data)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint digest_len = 0;
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (data, &len);

  if (!EVP_Digest (bytes, len, digest, &digest_len, EVP_sha1 (), NULL))
    return NULL;
  return g_bytes_new (digest, digest_len);
}

/* RFC 6960, 4.1.1: hashes of the issuer's name and of the bits of its public key. */
static GBytes *
make_identifier (EspCertificate *issuer, const char *serial, GError **error)
{
  g_autoptr (ASN1_INTEGER) number = esp_serial_to_integer (serial, error);
  GBytes *key = esp_key_get_identifier (esp_certificate_get_key (issuer));

  if (!number)
    return NULL;
  return wrap (ESP_DER_SEQUENCE, fixed (sha1_algorithm, sizeof sha1_algorithm),
               wrap (ESP_DER_OCTET_STRING,
                     sha1 (esp_name_get_der (esp_certificate_get_subject (issuer))), END),
               wrap (ESP_DER_OCTET_STRING, g_bytes_ref (key), END),
               encode (number, ASN1_ITEM_rptr (ASN1_INTEGER)), END);
}

/* FALSE with @error set, whatever was missing. */
static gboolean
is_made (GBytes *der, GError **error)
{
  if (der)
    return TRUE;
  if (error && *error)
    esp_openssl_move_queue (NULL);
  else
    esp_openssl_set_error (error, ESP_REASON_OCSP_SIGN, NULL);
  return FALSE;
}

GBytes *
esp_ocsp_make_request (EspCertificate *issuer, const char *serial, GError **error)
{
  GBytes *identifier = make_identifier (issuer, serial, error);
  GBytes *list;
  GBytes *der;

  /* SEQUENCE { Request } in SEQUENCE { TBSRequest } in the whole. */
  list = wrap (ESP_DER_SEQUENCE, wrap (ESP_DER_SEQUENCE, identifier, END), END);
  der = wrap (ESP_DER_SEQUENCE, wrap (ESP_DER_SEQUENCE, list, END), END);
  return is_made (der, error) ? der : NULL;
}

/* --- The answer --------------------------------------------------------------------------------*/

static GBytes *
make_status (const EspOcspAnswer *answer)
{
  switch (answer->status)
    {
    case ESP_OCSP_GOOD:
      return wrap (ESP_DER_CONTEXT (0), END);
    case ESP_OCSP_REVOKED:
      /* A reason that says nothing is left out, as in a list. */
      if (answer->reason == 0)
        return wrap (ESP_DER_CONTEXT_CONSTRUCTED (1), time_der (answer->revoked_at), END);
      return wrap (
        ESP_DER_CONTEXT_CONSTRUCTED (1), time_der (answer->revoked_at),
        wrap (ESP_DER_CONTEXT_CONSTRUCTED (0), small (TAG_ENUMERATED, answer->reason), END), END);
    case ESP_OCSP_UNKNOWN:
    default:
      return wrap (ESP_DER_CONTEXT (2), END);
    }
}

static GBytes *
make_tbs (const EspOcspContents *contents, const EspOcspAnswer *answer, GError **error)
{
  GBytes *key = esp_key_get_identifier (esp_certificate_get_key (contents->responder));
  GBytes *identifier = make_identifier (contents->issuer, answer->serial, error);
  GBytes *single;

  single = wrap (
    ESP_DER_SEQUENCE, identifier, make_status (answer), time_der (contents->this_update),
    wrap (ESP_DER_CONTEXT_CONSTRUCTED (0), time_der (contents->next_update), END), END);
  /* The responder by the hash of its key: shorter than its name. */
  return wrap (ESP_DER_SEQUENCE,
               wrap (ESP_DER_CONTEXT_CONSTRUCTED (2),
                     wrap (ESP_DER_OCTET_STRING, g_bytes_ref (key), END), END),
               time_der (contents->produced_at), wrap (ESP_DER_SEQUENCE, single, END), END);
}

/* By names and key identifiers: the signature under it was verified when it was issued, and would
 * cost here as much as the answer's own. */
static gboolean
is_below (EspCertificate *responder, EspCertificate *issuer)
{
  GBytes *above = esp_certificate_get_subject_key_identifier (issuer);
  GBytes *named = esp_certificate_get_authority_key_identifier (responder);

  if (!above)
    above = esp_key_get_identifier (esp_certificate_get_key (issuer));
  return named && g_bytes_equal (above, named) &&
         esp_name_equal (esp_certificate_get_issuer (responder),
                         esp_certificate_get_subject (issuer));
}

/* RFC 6960, 4.2.2.2: certified for it by the very issuer, and by name. */
static gboolean
check_responder (const EspOcspContents *contents, GError **error)
{
  const EspExtension *usage = esp_extensions_find (
    esp_certificate_get_extensions (contents->responder), ESP_OID_EXTENDED_KEY_USAGE, NULL);
  g_autoptr (GPtrArray) oids = usage ? esp_value_read_extended_key_usage (usage->value) : NULL;

  for (guint i = 0; oids && i < oids->len; i++)
    if (g_str_equal (g_ptr_array_index (oids, i), ESP_OID_OCSP_SIGNING) &&
        is_below (contents->responder, contents->issuer))
      return TRUE;
  esp_error_set (error, ESP_REASON_OCSP_RESPONDER, NULL, NULL);
  return FALSE;
}

static gboolean
check_signer (const EspOcspContents *contents, EspSigner *signer, GError **error)
{
  if (esp_key_equal_public (esp_signer_get_public_key (signer),
                            esp_certificate_get_key (contents->responder)))
    return TRUE;
  esp_error_set (error, ESP_REASON_SIGNER_NOT_ISSUER, NULL, NULL);
  return FALSE;
}

/* BasicOCSPResponse: what was signed, and the certificate of whoever signed it. */
static GBytes *
make_basic (EspCertificate *responder, GBytes *structure)
{
  gsize len = 0;
  EspDer rest = { g_bytes_get_data (structure, &len), 0 };
  EspDer inside;

  rest.len = len;
  if (!esp_der_read (&rest, ESP_DER_SEQUENCE, &inside))
    return NULL;
  return wrap (
    ESP_DER_SEQUENCE, g_bytes_new (inside.bytes, inside.len),
    wrap (ESP_DER_CONTEXT_CONSTRUCTED (0),
          wrap (ESP_DER_SEQUENCE, g_bytes_ref (esp_certificate_get_der (responder)), END), END),
    END);
}

GBytes *
esp_ocsp_make_response (const EspOcspContents *contents,
                        const EspOcspAnswer *answer,
                        EspSigner *signer,
                        GError **error)
{
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) structure = NULL;
  GBytes *bytes;
  GBytes *der;

  if (!esp_updates_check_order (contents->this_update, contents->next_update, error) ||
      !check_signer (contents, signer, error) || !check_responder (contents, error))
    return NULL;
  tbs = make_tbs (contents, answer, error);
  if (!is_made (tbs, error))
    return NULL;
  structure = esp_signer_sign_structure (signer, contents->algorithm, tbs, error);
  if (!structure)
    return NULL;
  bytes = wrap (ESP_DER_SEQUENCE, fixed (basic_type, sizeof basic_type),
                wrap (ESP_DER_OCTET_STRING, make_basic (contents->responder, structure), END), END);
  der = wrap (ESP_DER_SEQUENCE, small (TAG_ENUMERATED, SUCCESSFUL),
              wrap (ESP_DER_CONTEXT_CONSTRUCTED (0), bytes, END), END);
  return is_made (der, error) ? der : NULL;
}

GBytes *
esp_ocsp_make_unauthorized (void)
{
  return wrap (ESP_DER_SEQUENCE, small (TAG_ENUMERATED, UNAUTHORIZED), END);
}

/* --- The delegate ------------------------------------------------------------------------------*/

static gboolean
add_no_check (X509_REQ *req)
{
  g_autoptr (EspX509ExtensionStack) extensions = sk_X509_EXTENSION_new_null ();
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_id_pkix_OCSP_noCheck, "ignored");

  if (!extensions || !extension || sk_X509_EXTENSION_push (extensions, extension) <= 0)
    {
      X509_EXTENSION_free (extension);
      return FALSE;
    }
  return X509_REQ_add_extensions (req, extensions) == 1;
}

EspRequest *
esp_ocsp_request_delegate (EspName *subject,
                           EspSigner *signer,
                           const EspSigningAlgorithm *algorithm,
                           GError **error)
{
  g_autoptr (X509_REQ) req = X509_REQ_new ();
  EspKey *key = esp_signer_get_public_key (signer);
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;
  guint8 *bytes = NULL;
  int len = 0;

  if (req && X509_REQ_set_version (req, X509_REQ_VERSION_1) == 1 &&
      X509_REQ_set_subject_name (req, esp_name_get_x509 (subject)) == 1 &&
      X509_REQ_set_pubkey (req, esp_key_get_evp (key)) == 1 && add_no_check (req))
    len = i2d_re_X509_REQ_tbs (req, &bytes);
  tbs = esp_openssl_take_der (bytes, len);
  if (!is_made (tbs, error))
    return NULL;
  der = esp_signer_sign_structure (signer, algorithm, tbs, error);
  return der ? esp_request_parse (der, error) : NULL;
}
