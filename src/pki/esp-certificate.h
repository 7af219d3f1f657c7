/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A parsed certificate: immutable, reference-counted. What it *shows* (sections and fields) is in
 * esp-certificate-sections.h; how it is made in esp-issuer.h.
 */
#pragma once

#include "esp-extension.h"
#include "esp-key.h"
#include "esp-name.h"

G_BEGIN_DECLS

#define ESP_CERTIFICATE_MAX_SIZE 32768
#define ESP_CHAIN_MAX_SIZE 2097152
#define ESP_CHAIN_MAX_CERTIFICATES 100

typedef struct _EspCertificate EspCertificate;

/* PEM or DER, exactly one. Errors (MALFORMED_CERTIFICATE): CERTIFICATE_TOO_LARGE,
 * CERTIFICATE_NOT_A_CERTIFICATE (argument "found"), CERTIFICATE_TRUNCATED, CERTIFICATE_SEVERAL,
 * CERTIFICATE_TRAILING, CERTIFICATE_MALFORMED (argument "problem"). */
EspCertificate *esp_certificate_parse            (GBytes *data, GError **error);
/* A PEM text with one or many; free with g_ptr_array_unref(). */
GPtrArray      *esp_certificate_parse_chain      (GBytes *data, GError **error);
/* DER, without its key, whose decoding takes longer than all the rest: for who looks at names, numbers and times of
 * a hundred thousand. esp_certificate_get_key() gives NULL, and esp_certificate_is_issued_by() must not be asked of it
 * as an issuer. @issuer: whose name as its issuer's is not decoded again where it has the same bytes; or NULL.
 * Errors: CERTIFICATE_MALFORMED. */
EspCertificate *esp_certificate_parse_keyless    (GBytes *der, EspCertificate *issuer, GError **error);
EspCertificate *esp_certificate_ref              (EspCertificate *certificate);
void            esp_certificate_unref            (EspCertificate *certificate);

GBytes         *esp_certificate_get_der          (EspCertificate *certificate);
char           *esp_certificate_to_pem           (EspCertificate *certificate);
EspName        *esp_certificate_get_subject      (EspCertificate *certificate);
EspName        *esp_certificate_get_issuer       (EspCertificate *certificate);
EspKey         *esp_certificate_get_key          (EspCertificate *certificate);
/* Lower-case hex, filled up with zeros to 32 digits, as our own serials have them; "-" before a
 * negative one; owned. */
const char     *esp_certificate_get_serial       (EspCertificate *certificate);
gint64          esp_certificate_get_not_before   (EspCertificate *certificate);
gint64          esp_certificate_get_not_after    (EspCertificate *certificate);
gboolean        esp_certificate_is_ca            (EspCertificate *certificate);
gboolean        esp_certificate_is_self_issued   (EspCertificate *certificate);
/* ESP_PATH_LENGTH_NONE where there is none. */
int             esp_certificate_get_path_length  (EspCertificate *certificate);
/* NULL where the extension is missing. */
GBytes         *esp_certificate_get_subject_key_identifier   (EspCertificate *certificate);
GBytes         *esp_certificate_get_authority_key_identifier (EspCertificate *certificate);
/* "DNS:a.example", "IP:10.0.0.1", …; owned; NULL-terminated, empty where there is none. */
const char * const *esp_certificate_get_alternative_names    (EspCertificate *certificate);
const char     *esp_certificate_get_signature_name           (EspCertificate *certificate);
GPtrArray      *esp_certificate_get_extensions   (EspCertificate *certificate);
/* SHA-256 of the DER, lower-case hex; owned. */
const char     *esp_certificate_get_fingerprint  (EspCertificate *certificate);
/* Names, key identifiers and signature: did @issuer sign @certificate? */
gboolean        esp_certificate_is_issued_by     (EspCertificate *certificate, EspCertificate *issuer);
GBytes         *esp_certificate_get_tbs          (EspCertificate *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificate, esp_certificate_unref)

G_END_DECLS
