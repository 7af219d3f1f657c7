/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's ApiPassthrough: what the caller of an issuance wants in the certificate beside what
 * the request says (section 4.5). Read and bounded here; whether a template lets any of it in is
 * decided by the plan (esp-issuer.h).
 */
#pragma once

#include "esp-name.h"

G_BEGIN_DECLS

#define ESP_PASSTHROUGH_MAX_SIZE 2097152 /* bytes of the document, for those who read it */

typedef struct _EspPassthrough EspPassthrough;

/* { Subject?: ASN1Subject, Extensions?: { CertificatePolicies?, ExtendedKeyUsage?, KeyUsage?,
 * SubjectAlternativeNames?, CustomExtensions? } }. A refusal's object is the path of the member:
 * "Extensions.SubjectAlternativeNames[3].IpAddress". Errors: MEMBER_*. */
EspPassthrough *esp_passthrough_from_json      (JsonObject *object, GError **error);
EspPassthrough *esp_passthrough_ref            (EspPassthrough *passthrough);
void            esp_passthrough_unref          (EspPassthrough *passthrough);
/* NULL where none is wanted; an empty name is wanted as that. */
EspName        *esp_passthrough_get_subject    (EspPassthrough *passthrough);
/* EspExtension rows with source API, no OID twice; owned. */
GPtrArray      *esp_passthrough_get_extensions (EspPassthrough *passthrough);

/* The service's CsrExtensions { KeyUsage?, SubjectInformationAccess? }: what a new CA's request asks for
 * beside its basic constraints. EspExtension rows; free with g_ptr_array_unref(). Errors: MEMBER_*. */
GPtrArray      *esp_csr_extensions_from_json   (JsonObject *object, const char *member, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPassthrough, esp_passthrough_unref)

G_END_DECLS
