/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing secret bytes to people: CMS AuthEnvelopedData (RFC 5083), AES-256-GCM, one
 * KeyAgreeRecipientInfo per recipient (ephemeral-static ECDH, X9.63 KDF with SHA-256, AES-256 wrap).
 * Opens with: openssl cms -decrypt -inform DER -in FILE -inkey KEY -recip CERTIFICATE
 */
#pragma once

#include "base/esp-secret.h"
#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

/* @recipients: EspCertificate with P-256 keys and a subject key identifier, by which the envelope
 * names them, at least one. Result: DER. Errors: ENVELOPE_SEAL. */
GBytes    *esp_envelope_seal           (EspSecret *content, GPtrArray *recipients, GError **error);
/* The content goes straight into locked memory; the authentication tag is checked before anything is
 * returned. Errors: ENVELOPE_NOT_RECIPIENT, ENVELOPE_DAMAGED, ENVELOPE_MALFORMED. */
EspSecret *esp_envelope_open           (GBytes *envelope, EspKey *key, EspCertificate *certificate, GError **error);
guint      esp_envelope_count_recipients (GBytes *envelope);
/* Is @envelope sealed to @certificate? Nothing is opened. */
gboolean   esp_envelope_names          (GBytes *envelope, EspCertificate *certificate);
/* The same content for nobody but those of @certificates (EspCertificate) that it is sealed to, without opening
 * anything: the content key stays, so who had read it before still knows it. Errors: ENVELOPE_LAST where nobody
 * would be left, ENVELOPE_MALFORMED. */
GBytes    *esp_envelope_keep           (GBytes *envelope, GPtrArray *certificates, GError **error);

G_END_DECLS
