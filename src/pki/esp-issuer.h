/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Building certificates: template, request, issuer and CA configuration in, a plan of the whole
 * certificate out (every extension with its source, what was ignored and why), then the
 * to-be-signed bytes, then the lint, then the signature. Nothing here decides who may.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-extension.h"
#include "esp-passthrough.h"
#include "esp-request.h"
#include "esp-signer.h"
#include "esp-template.h"

G_BEGIN_DECLS

/* What the issuing CA puts into what it signs. */
typedef struct
{
  char *crl_url; /* NULL: no distribution point */
  char *ocsp_url;
} EspIssuerConfiguration;

typedef struct
{
  const EspTemplate *template;
  EspRequest *request;
  EspCertificate *issuer;    /* NULL: self-signed root */
  const EspIssuerConfiguration *configuration; /* or NULL */
  const EspSigningAlgorithm *algorithm;
  EspPassthrough *passthrough; /* what the caller wants in it, or NULL */
  gint64 not_before;
  gint64 not_after;
  GBytes *serial;            /* 16 bytes from esp_serial_generate() */
} EspIssuance;

typedef struct _EspCertificatePlan EspCertificatePlan;

/* 128 random bits, top bit 0, never 0 (domain.md). */
GBytes             *esp_serial_generate              (GError **error);

/* Applies the template. Errors: those of esp-hierarchy.h, TEMPLATE_NOT_ROOT, TEMPLATE_NOT_SUBORDINATE
 * (an issuer is given or missing against the template's kind). */
EspCertificatePlan *esp_certificate_plan_new         (const EspIssuance *issuance, GError **error);
/* The same for somebody who wants to see what would be: what esp_certificate_plan_new() would have
 * refused it for becomes *@problem, and the plan is made all the same. */
EspCertificatePlan *esp_certificate_plan_preview     (const EspIssuance *issuance, GError **problem,
                                                      GError **error);
void                esp_certificate_plan_free        (EspCertificatePlan *plan);
EspName            *esp_certificate_plan_get_subject (EspCertificatePlan *plan, EspSource *source);
/* EspExtension rows: those in the certificate first, then the ignored ones. */
GPtrArray          *esp_certificate_plan_get_extensions (EspCertificatePlan *plan);
GBytes             *esp_certificate_plan_get_tbs     (EspCertificatePlan *plan, GError **error);
/* EspLintFinding rows (esp-lint.h) of the certificate as it would be, errors among them. */
GPtrArray          *esp_certificate_plan_lint        (EspCertificatePlan *plan, GError **error);
/* Lint (esp-lint.h), sign, compare the to-be-signed bytes with the linted ones, verify the signature
 * with the signer's public key and that it is the issuer's. Errors: LINT (arguments "rule",
 * "citation"), SIGNER_NOT_ISSUER, SIGN_FAILED. @warnings may be NULL; else EspLintFinding rows. */
EspCertificate     *esp_certificate_plan_sign        (EspCertificatePlan *plan, EspSigner *signer,
                                                      GPtrArray **warnings, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificatePlan, esp_certificate_plan_free)

G_END_DECLS
