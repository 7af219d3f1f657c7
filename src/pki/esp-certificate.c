/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading certificates, bounded, and answering what they say. Values that can't be decoded never
 * widen a right: a basic constraint that is damaged or stands twice makes no CA. What is shown of a
 * certificate is in esp-certificate-sections.c, what is wrong with one in esp-lint.c.
 */
#include "esp-certificate-private.h"

#include "base/esp-hex.h"
#include "esp-digest.h"
#include "esp-extension-values.h"
#include "esp-key-private.h"
#include "esp-pem.h"
#include "esp-signature-info.h"
#include "esp-template.h"

#define SERIAL_DIGITS 32

static const char *const pem_labels[] = { "CERTIFICATE", "X509 CERTIFICATE", NULL };

struct _EspCertificate
{
  gatomicrefcount ref_count;
  GBytes *der;
  EspSignedParts parts;
  EspTbsCertificate *fields;
  EspName *subject;
  EspName *issuer;
  EspKey *key;
  char *serial;
  gint64 not_before;
  gint64 not_after;
  gboolean ca;
  int path_length;
  GBytes *subject_key_identifier;
  GBytes *authority_key_identifier;
  char **alternative_names;
  char *signature_name;
  GPtrArray *extensions;
  char *fingerprint;
};

EspCertificate *
esp_certificate_ref (EspCertificate *certificate)
{
  g_atomic_ref_count_inc (&certificate->ref_count);
  return certificate;
}

void
esp_certificate_unref (EspCertificate *certificate)
{
  if (!certificate || !g_atomic_ref_count_dec (&certificate->ref_count))
    return;
  g_clear_pointer (&certificate->der, g_bytes_unref);
  esp_signed_parts_clear (&certificate->parts);
  g_clear_pointer (&certificate->fields, esp_tbs_certificate_free);
  g_clear_pointer (&certificate->subject, esp_name_unref);
  g_clear_pointer (&certificate->issuer, esp_name_unref);
  g_clear_pointer (&certificate->key, esp_key_unref);
  g_clear_pointer (&certificate->subject_key_identifier, g_bytes_unref);
  g_clear_pointer (&certificate->authority_key_identifier, g_bytes_unref);
  g_clear_pointer (&certificate->extensions, g_ptr_array_unref);
  g_strfreev (certificate->alternative_names);
  g_free (certificate->serial);
  g_free (certificate->signature_name);
  g_free (certificate->fingerprint);
  g_free (certificate);
}

static gboolean
set_malformed (GError **error, const char *problem)
{
  esp_error_set (error, ESP_REASON_CERTIFICATE_MALFORMED, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

/* Own serials have 16 bytes, and their text has 32 digits even where the first byte is zero: the
 * ARN and the audit report count on it. */
static char *
serial_to_text (const ASN1_INTEGER *serial)
{
  g_autofree char *hex = esp_hex_encode (ASN1_STRING_get0_data (serial),
                                         (gsize) ASN1_STRING_length (serial));
  gsize len = strlen (hex);
  GString *text = g_string_new (ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER ? "-" : "");

  for (gsize i = len; i < SERIAL_DIGITS; i++)
    g_string_append_c (text, '0');
  g_string_append (text, hex);
  return g_string_free (text, FALSE);
}

/* The same for an error from a part: only its problem, since its advice is for that part alone. */
static void
set_malformed_part (GError **error, const GError *part)
{
  const char *problem = esp_error_get_argument (part, "problem");

  set_malformed (error, problem ? problem : part->message);
}

static EspName *
read_name (const ASN1_STRING *field, EspName *known, GError **error)
{
  g_autoptr (GBytes) der = esp_asn1_string_to_bytes (field);
  g_autoptr (GError) problem = NULL;
  EspName *name;

  if (known && g_bytes_equal (der, esp_name_get_der (known)))
    return esp_name_ref (known);
  name = esp_name_new_from_der (der, &problem);
  if (!name)
    set_malformed_part (error, problem);
  return name;
}

static EspKey *
read_key (const ASN1_STRING *field, EspKey *known, GError **error)
{
  g_autoptr (GBytes) spki = esp_asn1_string_to_bytes (field);
  g_autoptr (GError) problem = NULL;
  EspKey *key;

  if (known && g_bytes_equal (spki, esp_key_get_spki (known)))
    return esp_key_ref (known);
  key = esp_key_new_from_public (spki, &problem);
  if (!key)
    set_malformed_part (error, problem);
  return key;
}

static GPtrArray *
read_extensions (const EspTbsCertificate *fields)
{
  GPtrArray *extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);

  for (int i = 0; i < sk_X509_EXTENSION_num (fields->extensions); i++)
    {
      X509_EXTENSION *row = sk_X509_EXTENSION_value (fields->extensions, i);
      g_autofree char *oid = esp_object_to_oid (X509_EXTENSION_get_object (row));
      g_autoptr (GBytes) value = esp_asn1_string_to_bytes (X509_EXTENSION_get_data (row));

      g_ptr_array_add (extensions, esp_extension_new (oid, X509_EXTENSION_get_critical (row) != 0,
                                                      value, ESP_SOURCE_TEMPLATE));
    }
  return extensions;
}

/* The value of the only extension of that kind. */
static GBytes *
find_value (EspCertificate *certificate, const char *oid)
{
  guint count = 0;
  const EspExtension *extension = esp_extensions_find (certificate->extensions, oid, &count);

  return count == 1 ? extension->value : NULL;
}

static void
read_basic_constraints (EspCertificate *certificate)
{
  GBytes *value = find_value (certificate, ESP_OID_BASIC_CONSTRAINTS);
  g_autoptr (BASIC_CONSTRAINTS) constraints = value ? esp_value_read_basic_constraints (value) :
                                                      NULL;
  int path_length;

  certificate->path_length = ESP_PATH_LENGTH_NONE;
  if (!constraints || !esp_value_read_path_length (constraints, &path_length))
    return;
  certificate->ca = constraints->ca != 0;
  certificate->path_length = path_length;
}

static char **
read_alternative_names (EspCertificate *certificate)
{
  GBytes *value = find_value (certificate, ESP_OID_SUBJECT_ALTERNATIVE_NAME);
  g_autoptr (GENERAL_NAMES) names = value ? esp_value_read_general_names (value) : NULL;
  GPtrArray *texts = g_ptr_array_new ();

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    g_ptr_array_add (texts, esp_general_name_to_text (sk_GENERAL_NAME_value (names, i)));
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

static void
read_known_extensions (EspCertificate *certificate)
{
  GBytes *subject_key = find_value (certificate, ESP_OID_SUBJECT_KEY_IDENTIFIER);
  GBytes *authority_key = find_value (certificate, ESP_OID_AUTHORITY_KEY_IDENTIFIER);

  read_basic_constraints (certificate);
  if (subject_key)
    certificate->subject_key_identifier = esp_value_read_subject_key_identifier (subject_key);
  if (authority_key)
    certificate->authority_key_identifier = esp_value_read_authority_key_identifier (authority_key);
  certificate->alternative_names = read_alternative_names (certificate);
}

/* What the certificate may have in common with others, so that it is decoded once. */
typedef struct
{
  EspKey *key;
  EspName *issuer;
  gboolean without_key;
} Known;

static gboolean
read_fields (EspCertificate *certificate, const Known *known, GError **error)
{
  const EspTbsCertificate *fields = certificate->fields;
  const guint8 *der;
  gsize len = 0;

  if (!esp_tbs_time_read (fields->validity->not_before, &certificate->not_before) ||
      !esp_tbs_time_read (fields->validity->not_after, &certificate->not_after))
    return set_malformed (error, "its validity has a time that does not exist");
  if (!(certificate->subject = read_name (fields->subject, NULL, error)) ||
      !(certificate->issuer = read_name (fields->issuer, known->issuer, error)))
    return FALSE;
  if (!known->without_key && !(certificate->key = read_key (fields->key, known->key, error)))
    return FALSE;
  certificate->serial = serial_to_text (fields->serial);
  certificate->signature_name = esp_signature_info_get_name (certificate->parts.algorithm);
  certificate->extensions = read_extensions (fields);
  read_known_extensions (certificate);
  der = g_bytes_get_data (certificate->der, &len);
  certificate->fingerprint = esp_sha256_hex (der, len);
  return TRUE;
}

static EspCertificate *
decode (GBytes *der, const Known *known, GError **error)
{
  g_autoptr (EspCertificate) certificate = g_new0 (EspCertificate, 1);

  g_atomic_ref_count_init (&certificate->ref_count);
  certificate->der = g_bytes_ref (der);
  if (!esp_signed_split (der, &certificate->parts) ||
      !(certificate->fields = esp_tbs_certificate_decode (certificate->parts.tbs)))
    {
      set_malformed (error, "its structure is damaged");
      return NULL;
    }
  if (!read_fields (certificate, known, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

EspCertificate *
esp_certificate_new_from_der (GBytes *der, EspKey *key, GError **error)
{
  const Known known = { .key = key };

  return decode (der, &known, error);
}

EspCertificate *
esp_certificate_parse_keyless (GBytes *der, EspCertificate *issuer, GError **error)
{
  const Known known = { .issuer = issuer ? issuer->subject : NULL, .without_key = TRUE };

  return decode (der, &known, error);
}

static gboolean
check_size (GBytes *data, gsize limit, GError **error)
{
  g_autofree char *size = NULL;
  g_autofree char *most = NULL;

  if (g_bytes_get_size (data) <= limit)
    return TRUE;
  size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (data));
  most = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);
  esp_error_set (error, ESP_REASON_CERTIFICATE_TOO_LARGE, NULL, "size", size, "limit", most, NULL);
  return FALSE;
}

static gboolean
check_pem (EspPemResult result, const char *found, GError **error)
{
  static const EspReason reasons[] = {
    [ESP_PEM_OK] = ESP_REASON_NONE,
    [ESP_PEM_OTHER] = ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE,
    [ESP_PEM_TRUNCATED] = ESP_REASON_CERTIFICATE_TRUNCATED,
    [ESP_PEM_TRAILING] = ESP_REASON_CERTIFICATE_TRAILING,
    [ESP_PEM_SEVERAL] = ESP_REASON_CERTIFICATE_SEVERAL,
  };

  if (result == ESP_PEM_OK)
    return TRUE;
  esp_error_set (error, reasons[result], NULL, "found", found ? found : "something else", NULL);
  return FALSE;
}

/* A DER SEQUENCE that is no certificate may well be something else with a name. */
static EspCertificate *
read_or_describe (GBytes *der, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EspCertificate *certificate = esp_certificate_new_from_der (der, NULL, &problem);
  const char *found;

  if (certificate)
    return certificate;
  found = esp_pem_describe (der);
  if (strcmp (found, "a certificate") == 0)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    check_pem (ESP_PEM_OTHER, found, error);
  return NULL;
}

EspCertificate *
esp_certificate_parse (GBytes *data, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  const char *found = NULL;
  EspPemResult result;

  if (!check_size (data, ESP_CERTIFICATE_MAX_SIZE, error))
    return NULL;
  result = esp_pem_read_one (data, pem_labels, &der, &found);
  if (!check_pem (result, found, error))
    return NULL;
  return read_or_describe (der, error);
}

GPtrArray *
esp_certificate_parse_chain (GBytes *data, GError **error)
{
  g_autoptr (GPtrArray) ders = NULL;
  g_autoptr (GPtrArray)
    chain = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  const char *found = NULL;
  EspPemResult result;

  if (!check_size (data, ESP_CHAIN_MAX_SIZE, error))
    return NULL;
  result = esp_pem_read_all (data, pem_labels, ESP_CHAIN_MAX_CERTIFICATES, &ders, &found);
  if (!check_pem (result, found, error))
    return NULL;
  for (guint i = 0; i < ders->len; i++)
    {
      GBytes *der = g_ptr_array_index (ders, i);
      EspCertificate *certificate;

      if (!check_size (der, ESP_CERTIFICATE_MAX_SIZE, error) ||
          !(certificate = read_or_describe (der, error)))
        return NULL;
      g_ptr_array_add (chain, certificate);
    }
  return g_steal_pointer (&chain);
}

GBytes *
esp_certificate_get_der (EspCertificate *certificate)
{
  return certificate->der;
}

char *
esp_certificate_to_pem (EspCertificate *certificate)
{
  return esp_pem_write (pem_labels[0], certificate->der);
}

EspName *
esp_certificate_get_subject (EspCertificate *certificate)
{
  return certificate->subject;
}

EspName *
esp_certificate_get_issuer (EspCertificate *certificate)
{
  return certificate->issuer;
}

EspKey *
esp_certificate_get_key (EspCertificate *certificate)
{
  return certificate->key;
}

const char *
esp_certificate_get_serial (EspCertificate *certificate)
{
  return certificate->serial;
}

gint64
esp_certificate_get_not_before (EspCertificate *certificate)
{
  return certificate->not_before;
}

gint64
esp_certificate_get_not_after (EspCertificate *certificate)
{
  return certificate->not_after;
}

gboolean
esp_certificate_is_ca (EspCertificate *certificate)
{
  return certificate->ca;
}

gboolean
esp_certificate_is_self_issued (EspCertificate *certificate)
{
  return esp_name_equal (certificate->subject, certificate->issuer);
}

int
esp_certificate_get_path_length (EspCertificate *certificate)
{
  return certificate->path_length;
}

GBytes *
esp_certificate_get_subject_key_identifier (EspCertificate *certificate)
{
  return certificate->subject_key_identifier;
}

GBytes *
esp_certificate_get_authority_key_identifier (EspCertificate *certificate)
{
  return certificate->authority_key_identifier;
}

const char *const *
esp_certificate_get_alternative_names (EspCertificate *certificate)
{
  return (const char *const *) certificate->alternative_names;
}

const char *
esp_certificate_get_signature_name (EspCertificate *certificate)
{
  return certificate->signature_name;
}

GPtrArray *
esp_certificate_get_extensions (EspCertificate *certificate)
{
  return certificate->extensions;
}

const char *
esp_certificate_get_fingerprint (EspCertificate *certificate)
{
  return certificate->fingerprint;
}

GBytes *
esp_certificate_get_tbs (EspCertificate *certificate)
{
  return certificate->parts.tbs;
}

const EspTbsCertificate *
esp_certificate_get_fields (EspCertificate *certificate)
{
  return certificate->fields;
}

GBytes *
esp_certificate_get_algorithm (EspCertificate *certificate)
{
  return certificate->parts.algorithm;
}

X509 *
esp_certificate_to_x509 (EspCertificate *certificate)
{
  gsize len = 0;
  const guint8 *p = g_bytes_get_data (certificate->der, &len);
  X509 *x509 = len <= G_MAXINT ? d2i_X509 (NULL, &p, (long) len) : NULL;

  /* Decodes the extensions: until then name constraints, for one, see no alternative names. */
  if (x509)
    X509_check_purpose (x509, -1, 0);
  ERR_clear_error ();
  return x509;
}

gboolean
esp_certificate_is_issued_by (EspCertificate *certificate, EspCertificate *issuer)
{
  GBytes *wanted = certificate->authority_key_identifier;
  GBytes *given = issuer->subject_key_identifier;
  g_autoptr (X509) x509 = NULL;
  EVP_PKEY *key = esp_key_get_evp (issuer->key);
  gboolean signed_by;

  if (!esp_name_equal (certificate->issuer, issuer->subject) || !key)
    return FALSE;
  if (wanted && given && !g_bytes_equal (wanted, given))
    return FALSE;
  x509 = esp_certificate_to_x509 (certificate);
  signed_by = x509 && X509_verify (x509, key) == 1;
  ERR_clear_error ();
  return signed_by;
}
