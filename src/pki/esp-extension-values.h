/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the values inside the extensions of RFC 5280, written and read. Reading
 * takes all bytes of a value or nothing, and leaves OpenSSL's error queue empty. Which extension a
 * certificate gets is the plan's business, whether it should have it the lint's.
 */
#pragma once

#include "esp-extension.h"
#include "esp-general-name.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

#define ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES "2.5.29.9"
#define ESP_OID_SUBJECT_KEY_IDENTIFIER "2.5.29.14"
#define ESP_OID_KEY_USAGE "2.5.29.15"
#define ESP_OID_SUBJECT_ALTERNATIVE_NAME "2.5.29.17"
#define ESP_OID_ISSUER_ALTERNATIVE_NAME "2.5.29.18"
#define ESP_OID_BASIC_CONSTRAINTS "2.5.29.19"
#define ESP_OID_CRL_NUMBER "2.5.29.20"
#define ESP_OID_ISSUING_DISTRIBUTION_POINT "2.5.29.28"
#define ESP_OID_NAME_CONSTRAINTS "2.5.29.30"
#define ESP_OID_CRL_DISTRIBUTION_POINTS "2.5.29.31"
#define ESP_OID_CERTIFICATE_POLICIES "2.5.29.32"
#define ESP_OID_POLICY_MAPPINGS "2.5.29.33"
#define ESP_OID_AUTHORITY_KEY_IDENTIFIER "2.5.29.35"
#define ESP_OID_POLICY_CONSTRAINTS "2.5.29.36"
#define ESP_OID_EXTENDED_KEY_USAGE "2.5.29.37"
#define ESP_OID_FRESHEST_CRL "2.5.29.46"
#define ESP_OID_INHIBIT_ANY_POLICY "2.5.29.54"
#define ESP_OID_AUTHORITY_INFORMATION_ACCESS "1.3.6.1.5.5.7.1.1"
#define ESP_OID_SUBJECT_INFORMATION_ACCESS "1.3.6.1.5.5.7.1.11"
#define ESP_OID_TLS_FEATURE "1.3.6.1.5.5.7.1.24"
#define ESP_OID_OCSP_SIGNING "1.3.6.1.5.5.7.3.9"
#define ESP_OID_OCSP_NO_CHECK "1.3.6.1.5.5.7.48.1.5"
#define ESP_OID_ANY_POLICY "2.5.29.32.0"
#define ESP_OID_ANY_EXTENDED_KEY_USAGE "2.5.29.37.0"

/* Bits of KeyUsage in RFC 5280's numbering, as in EspTemplate. */
enum
{
  ESP_KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
  ESP_KEY_USAGE_NON_REPUDIATION = 1 << 1,
  ESP_KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
  ESP_KEY_USAGE_DATA_ENCIPHERMENT = 1 << 3,
  ESP_KEY_USAGE_KEY_AGREEMENT = 1 << 4,
  ESP_KEY_USAGE_KEY_CERT_SIGN = 1 << 5,
  ESP_KEY_USAGE_CRL_SIGN = 1 << 6,
  ESP_KEY_USAGE_ENCIPHER_ONLY = 1 << 7,
  ESP_KEY_USAGE_DECIPHER_ONLY = 1 << 8,
};
#define ESP_KEY_USAGE_BITS 9

/* The value as DER, or NULL when OpenSSL failed (its queue tells why). */
GBytes *esp_value_write                    (gconstpointer value, const ASN1_ITEM *item);
GBytes *esp_value_basic_constraints        (gboolean ca, int path_length);
GBytes *esp_value_key_usage                (guint usage);
GBytes *esp_value_extended_key_usage       (const char * const *oids);
GBytes *esp_value_subject_key_identifier   (GBytes *identifier);
GBytes *esp_value_authority_key_identifier (GBytes *identifier);
GBytes *esp_value_crl_distribution_point   (const char *url);
GBytes *esp_value_issuing_distribution_point (const char *url);
GBytes *esp_value_ocsp_access              (const char *url);
GBytes *esp_value_crl_number               (gint64 number);

/* Any value through its ASN.1 item; NULL where it can't be read to its last byte. */
gpointer            esp_value_read                          (GBytes *value, const ASN1_ITEM *item);
BASIC_CONSTRAINTS  *esp_value_read_basic_constraints        (GBytes *value);
/* The limit where there is one and it fits; ESP_PATH_LENGTH_NONE without one. */
gboolean            esp_value_read_path_length              (const BASIC_CONSTRAINTS *value,
                                                             int *path_length);
gboolean            esp_value_read_key_usage                (GBytes *value, guint *usage);
/* OIDs; free with g_ptr_array_unref(). */
GPtrArray          *esp_value_read_extended_key_usage       (GBytes *value);
GBytes             *esp_value_read_subject_key_identifier   (GBytes *value);
/* The key identifier alone; NULL where the extension has none. */
GBytes             *esp_value_read_authority_key_identifier (GBytes *value);
GENERAL_NAMES      *esp_value_read_general_names            (GBytes *value);

/* The dotted form. Free with g_free(). */
char   *esp_object_to_oid        (const ASN1_OBJECT *object);
GBytes *esp_asn1_string_to_bytes (const ASN1_STRING *string);
/* The extension of that OID, or NULL; @count (or NULL) tells how many there are. */
const EspExtension *esp_extensions_find (GPtrArray *extensions, const char *oid, guint *count);

G_END_DECLS
