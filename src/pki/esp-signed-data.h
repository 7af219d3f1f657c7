/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text with one signature in a standard container: CMS SignedData (RFC 5652, 5), the content inside, one signer
 * who is named by key identifier, ECDSA with SHA-256 (RFC 5753), the three signed attributes content type, message
 * digest and signing time, no certificates, nothing unsigned; in the armour of PEM, label CMS.
 *   openssl cms -verify -inform PEM -in FILE -certfile SIGNER.pem -CAfile SIGNER.pem -nointern
 *
 * There is one form of it, and reading accepts no other: of the bytes of a file none can change without being
 * noticed, be it in the armour, in a version number, or in what no signature covers.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

#define ESP_SIGNED_DATA_MAX_SIZE (8 * 1024 * 1024)

typedef struct
{
  GBytes *der;
  GBytes *content;
  GBytes *signer; /* subject key identifier */
  char *digest;   /* SHA-256 of the DER, hex */
} EspSignedData;

/* The armoured text of @content, signed by @key, whose certificate is @signer: P-256, with a key identifier. Errors:
 * SIGNED_DATA_CREATE. Free with g_free(). */
char          *esp_signed_data_create (GBytes *content, EspKey *key, EspCertificate *signer, gint64 now,
                                       GError **error);
/* The form alone: nothing of the content is to be believed before it was verified. Errors: SIGNED_DATA_SIZE,
 * SIGNED_DATA_FORM ("problem"). */
EspSignedData *esp_signed_data_read   (GBytes *file, GError **error);
/* Is it named as signed by @signer? */
gboolean       esp_signed_data_names  (const EspSignedData *data, EspCertificate *signer);
/* Errors: SIGNED_DATA_SIGNATURE. */
gboolean       esp_signed_data_verify (const EspSignedData *data, EspCertificate *signer, GError **error);
void           esp_signed_data_free   (EspSignedData *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSignedData, esp_signed_data_free)

G_END_DECLS
