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

G_BEGIN_DECLS

typedef struct
{
  const EspCa *ca;         /* the issuer; borrowed */
  EspCertificate *issuer;  /* NULL: a root signs itself */
  EspSigner *signer;
  const EspTemplate *template;
  const EspSigningAlgorithm *algorithm;
  EspIssuerConfiguration configuration;
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
} EspIssued;

/* Reads TemplateArn, Validity, ValidityNotBefore and SigningAlgorithm of the call, checks the state of
 * @ca and opens its key. Errors: CA_STATE, those of the values, of the key. */
gboolean   esp_issuing_init       (EspIssuing *issuing, EspOperationContext *context, const EspCa *ca,
                                   GError **error);
void       esp_issuing_clear      (EspIssuing *issuing);
/* Any thread. */
EspIssued *esp_issuing_run        (const EspIssuing *issuing, EspRequest *request, GBytes *serial,
                                   GError **error);
void       esp_issued_free        (EspIssued *issued);
gboolean   esp_issued_store       (EspIssued *issued, EspVault *vault, GError **error);

/* "Validity": "10y" or {Type, Value}; FALSE with @found FALSE and no error where it is missing. */
gboolean   esp_issuing_read_validity (JsonObject *parameters, gint64 now, gboolean *found,
                                      gint64 *not_after, GError **error);
/* The certificate of a CA. Errors: CA_STATE where it has none. */
EspCertificate *esp_issuing_load_issuer (EspVault *vault, const EspCa *ca, GError **error);
/* PEM of @ca's own certificate (@with_own) and those above it, up to and including the root. */
char      *esp_issuing_chain      (EspVault *vault, const EspCa *ca, gboolean with_own, GError **error);
/* Members "Warnings" and "Ignored" of a result. */
void       esp_issued_add_notes   (const EspIssued *issued, JsonObject *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIssued, esp_issued_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspIssuing, esp_issuing_clear)

G_END_DECLS
