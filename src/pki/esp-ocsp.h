/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCSP in the profile for high volumes (RFC 6960, RFC 5019): one certificate a request, SHA-1 in its
 * identifier, no nonce, so that an answer can be made before it is asked for and served as a file.
 * Answers are signed by a delegate of the authority, whose certificate is in each of them.
 */
#pragma once

#include "esp-crl.h"
#include "esp-request.h"

G_BEGIN_DECLS

#define ESP_OCSP_MAX_SIZE 65536

typedef enum
{
  ESP_OCSP_GOOD,
  ESP_OCSP_REVOKED,
  ESP_OCSP_UNKNOWN,
} EspOcspStatus;

typedef struct
{
  const char *serial; /* hex */
  EspOcspStatus status;
  gint64 revoked_at;  /* revoked only */
  int reason;         /* X.509 code, revoked only; 0 is left out */
} EspOcspAnswer;

typedef struct
{
  EspCertificate *issuer;    /* of the certificate that is asked about */
  EspCertificate *responder; /* issued by @issuer, for OCSP signing; its signature is not looked at */
  const EspSigningAlgorithm *algorithm; /* of @responder's key */
  gint64 produced_at;
  gint64 this_update;
  gint64 next_update;
} EspOcspContents;

/* The request for a delegate's certificate: with id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1), because
 * its key lives too short to be revoked. For a template with CSR passthrough. */
EspRequest *esp_ocsp_request_delegate (EspName *subject, EspSigner *signer,
                                       const EspSigningAlgorithm *algorithm, GError **error);

/* What a client asks, DER. Errors: HEX_SYNTAX, OCSP_SIGN. */
GBytes     *esp_ocsp_make_request     (EspCertificate *issuer, const char *serial, GError **error);
/* The whole response, DER. Errors: OCSP_RESPONDER (not issued by @issuer for this), SIGNER_NOT_ISSUER
 * (@signer is not the responder's), CRL_ORDER, HEX_SYNTAX, OCSP_SIGN. */
GBytes     *esp_ocsp_make_response    (const EspOcspContents *contents, const EspOcspAnswer *answer,
                                       EspSigner *signer, GError **error);
/* "unauthorized" (RFC 5019, 2.2.3): nothing is known of what was asked. The same for everybody. */
GBytes     *esp_ocsp_make_unauthorized (void);

/* --- Reading --- */

typedef struct _EspOcspResponse EspOcspResponse;

/* DER. Errors: OCSP_TOO_LARGE, OCSP_MALFORMED. */
EspOcspResponse *esp_ocsp_parse              (GBytes *data, GError **error);
void             esp_ocsp_response_free      (EspOcspResponse *response);
/* "successful", "unauthorized", …; static. */
const char      *esp_ocsp_response_get_status (EspOcspResponse *response);
/* What it says of the certificate with @serial that @issuer signed; FALSE where it says nothing. The
 * times may be NULL; @next_update is 0 where the answer names none. */
gboolean         esp_ocsp_response_find      (EspOcspResponse *response, EspCertificate *issuer,
                                              const char *serial, EspOcspAnswer *answer,
                                              gint64 *this_update, gint64 *next_update);
/* Signed by @issuer, or by a delegate whom @issuer certified for it (at @time). */
gboolean         esp_ocsp_response_is_from   (EspOcspResponse *response, EspCertificate *issuer, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOcspResponse, esp_ocsp_response_free)

G_END_DECLS
