/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that only one reader opens: CMS AuthEnvelopedData (RFC 5083), AES-256-GCM, to one certificate with a P-256
 * key. Its content is in ordinary memory: what is secret in it has to be sealed by itself (esp-envelope.h). Opens with:
 * openssl cms -decrypt -inform DER -in FILE -inkey KEY -recip CERTIFICATE -binary
 */
#pragma once

#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

#define ESP_SEALED_FILE_MAX_SIZE 536870912

/* FALSE and SEALED_FILE_RECIPIENT where nothing can be sealed to it. */
gboolean esp_sealed_file_check_recipient (EspCertificate *recipient, GError **error);
/* DER. Errors: SEALED_FILE_RECIPIENT (no P-256 key, or no subject key identifier), ENVELOPE_SEAL. */
GBytes *esp_sealed_file_seal (GBytes *content, EspCertificate *recipient, GError **error);
/* Nothing is returned before the tag over all of it was compared. Errors: FILE_TOO_LARGE, ENVELOPE_NOT_RECIPIENT,
 * SEALED_FILE_MALFORMED (no such file, or another cipher), SEALED_FILE_DAMAGED. */
GBytes *esp_sealed_file_open (GBytes *file, EspKey *key, EspCertificate *recipient, GError **error);

G_END_DECLS
