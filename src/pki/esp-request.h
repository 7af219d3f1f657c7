/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate signing request (PKCS#10): parsed, bounded, its own signature verified.
 */
#pragma once

#include "esp-extension.h"
#include "esp-key.h"
#include "esp-name.h"
#include "esp-signer.h"

G_BEGIN_DECLS

#define ESP_REQUEST_MAX_SIZE 32768 /* service, section 1.2 */

typedef struct _EspRequest EspRequest;

/* @data is PEM or DER. Errors (all MALFORMED_CSR): CSR_TOO_LARGE, CSR_NOT_A_CSR (it is a picture, a
 * certificate, …: argument "found"), CSR_TRUNCATED, CSR_SEVERAL, CSR_SIGNATURE, CSR_KEY,
 * CSR_NO_NAME (neither subject nor SAN), CSR_EMPTY_SUBJECT_SAN (SAN not critical). */
EspRequest *esp_request_parse              (GBytes *data, GError **error);
/* A request for a CA key: subject, CA:TRUE as the service writes it, signed with @signer. */
EspRequest *esp_request_create_ca          (EspName *subject, EspSigner *signer,
                                            const EspSigningAlgorithm *algorithm, GError **error);
/* The same with further EspExtension rows (esp_csr_extensions_from_json()); NULL: none. */
EspRequest *esp_request_create_ca_with     (EspName *subject, GPtrArray *extensions, EspSigner *signer,
                                            const EspSigningAlgorithm *algorithm, GError **error);
/* A request for an end entity; @alternative_name like "DNS:a.example,IP:10.0.0.1", or NULL. */
EspRequest *esp_request_create             (EspName *subject, const char *alternative_name, EspSigner *signer,
                                            const EspSigningAlgorithm *algorithm, GError **error);
EspRequest *esp_request_ref                (EspRequest *request);
void        esp_request_unref              (EspRequest *request);
GBytes     *esp_request_get_der            (EspRequest *request);
char       *esp_request_to_pem             (EspRequest *request);
EspName    *esp_request_get_subject        (EspRequest *request);
EspKey     *esp_request_get_key            (EspRequest *request);
/* EspExtension rows with source CSR, in the order of the request; owned by the request. */
GPtrArray  *esp_request_get_extensions     (EspRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRequest, esp_request_unref)

G_END_DECLS
