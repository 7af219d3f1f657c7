/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Issuing as the engine does it: what is the same for every certificate of one request is collected
 * once (EspIssuing), then each is made from its request without touching the database, so that many
 * can be made at the same time.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-certificate-row.h"
#include "pki/esp-issuer.h"
#include "pki/esp-lint.h"

G_BEGIN_DECLS

typedef struct
{
  const EspCa *ca;         /* the issuer; borrowed */
  EspCertificate *issuer;  /* NULL: a root signs itself */
  GPtrArray *constraining; /* EspCertificate: those above that have name constraints; NULL: none */
  EspSigner *signer;
  const EspTemplate *template;
  const EspSigningAlgorithm *algorithm;
  EspIssuerConfiguration configuration;
  char *part;              /* of a partitioned CRL: its UUID; NULL: the list is complete */
  EspPassthrough *passthrough; /* or NULL */
  gint64 not_before, not_after, issued_at;
  char *requester;
  char *requester_account;
} EspIssuing;

typedef struct
{
  EspCertificate *certificate;
  EspCertificateRow *row;
  GPtrArray *warnings; /* EspLintFinding */
  GPtrArray *ignored;  /* EspExtension */
  char *part;          /* the part of the CRL that it names, and where that is; NULL: none */
  char *part_url;
} EspIssued;

/* In steps for who only looks: everything that the call says of the certificate (TemplateArn, Validity,
 * ValidityNotBefore, SigningAlgorithm, ApiPassthrough) and the issuer's certificate; then whether @ca may
 * issue it now. Errors: those of the values; CA_STATE, SHORT_LIVED. */
gboolean   esp_issuing_read       (EspIssuing *issuing, EspOperationContext *context, const EspCa *ca,
                                   GError **error);
gboolean   esp_issuing_check      (const EspIssuing *issuing, GError **error);
/* Both, and opens the key of @ca. Errors: as above, those of the key. */
gboolean   esp_issuing_init       (EspIssuing *issuing, EspOperationContext *context, const EspCa *ca,
                                   GError **error);
void       esp_issuing_clear      (EspIssuing *issuing);
/* Any thread. */
EspIssued *esp_issuing_run        (const EspIssuing *issuing, EspRequest *request, GBytes *serial,
                                   GError **error);
void       esp_issued_free        (EspIssued *issued);
gboolean   esp_issued_store       (EspIssued *issued, EspVault *vault, GError **error);

/* What pki makes one certificate of; borrows everything. */
EspIssuance esp_issuing_describe  (const EspIssuing *issuing, EspRequest *request, GBytes *serial);

/* Parts of the above, for who issues in another way: esp-issuing-read.c. */
gboolean   esp_issuing_read_parameters  (EspIssuing *issuing, EspOperationContext *context,
                                         GError **error);
/* ApiPassthrough of the call; *@passthrough NULL where there is none. */
gboolean   esp_issuing_read_passthrough (EspOperationContext *context, EspPassthrough **passthrough,
                                         GError **error);
/* Seven days at most under a CA for short-lived certificates, but for a root's own. Errors: SHORT_LIVED. */
gboolean   esp_issuing_check_usage_mode (const EspIssuing *issuing, GError **error);
/* "Validity": "10y" or {Type, Value}; FALSE with @found FALSE and no error where it is missing. */
gboolean   esp_issuing_read_validity (JsonObject *parameters, gint64 now, gboolean *found,
                                      gint64 *not_after, GError **error);
/* "ValidityNotBefore", or a little before @now where it is missing. */
gboolean   esp_issuing_read_start    (JsonObject *parameters, gint64 now, gint64 *not_before, GError **error);
/* Fills the addresses of the configuration in, as the settings of @issuing->ca say; a part with room for
 * @n certificates. esp_issuing_read() does this by itself, for one. esp-issuing-places.c */
gboolean   esp_issuing_choose_places (EspIssuing *issuing, EspVault *vault, gsize n, GError **error);
/* What a certificate made by @plan has of it, and its binding when it is stored. */
void       esp_issued_note_part      (EspIssued *issued, const EspIssuing *issuing, EspCertificatePlan *plan);
gboolean   esp_issued_bind_part      (EspIssued *issued, EspVault *vault, GError **error);
/* The certificate of a CA. Errors: CA_STATE where it has none. */
EspCertificate *esp_issuing_load_issuer (EspVault *vault, const EspCa *ca, GError **error);
/* The certificates from @issuing->ca up that have name constraints (service, section 4.6): what
 * esp_issuing_run() holds names against. esp_issuing_init() does this by itself. */
gboolean   esp_issuing_load_constraints (EspIssuing *issuing, EspVault *vault, GError **error);
/* PEM of @ca's own certificate (@with_own) and those above it, up to and including the root. */
char      *esp_issuing_chain      (EspVault *vault, const EspCa *ca, gboolean with_own, GError **error);
/* Members "Warnings" and "Ignored" of a result. */
void       esp_issued_add_notes   (const EspIssued *issued, JsonObject *result);
/* { Rule, Citation, Severity, Sentence } and [ { Oid?, Extension, Value, Source, Reason, Sentence } ] of the
 * ignored ones among @extensions. */
JsonObject *esp_issuing_view_finding (const EspLintFinding *finding);
JsonArray  *esp_issuing_view_ignored (GPtrArray *extensions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIssued, esp_issued_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspIssuing, esp_issuing_clear)

G_END_DECLS
