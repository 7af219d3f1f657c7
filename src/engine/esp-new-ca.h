/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a certificate authority: key, request, certificate, sealed key, rows. In steps, so that the
 * key is made outside any transaction and everything is stored in one. Serves the operation and the
 * sample.
 */
#pragma once

#include "esp-issuing.h"

G_BEGIN_DECLS

typedef struct
{
  EspCa *ca;
  EspSecret *pkcs8;    /* until it was sealed */
  EspSigner *signer;
  EspRequest *request;
  EspIssued *issued;   /* NULL: it stays PENDING_CERTIFICATE */
  GPtrArray *approvers; /* EspPrincipal, where @ca is under dual control; or NULL */
} EspNewCa;

/* @ca carries id, account, type, label, subject, algorithms, usage mode, tags and revocation; it is taken.
 * Makes key and request. */
EspNewCa *esp_new_ca_make    (EspCa *ca, EspName *subject, GError **error);
/* The same with what its request asks for besides (esp_csr_extensions_from_json()); NULL: nothing. */
EspNewCa *esp_new_ca_make_with (EspCa *ca, EspName *subject, GPtrArray *extensions, GError **error);
/* Issues its certificate: @issuing->ca is the parent, or the CA itself for a root (then issuer and signer
 * are filled in here). Sets level, path length, times and the state ACTIVE. */
gboolean  esp_new_ca_certify (EspNewCa *made, EspIssuing *issuing, GBytes *serial, GError **error);
/* Inside the caller's transaction. Seals the key to those whose policies may let them sign with it. */
gboolean  esp_new_ca_store   (EspNewCa *made, EspVault *vault, gint64 now, GError **error);
void      esp_new_ca_free    (EspNewCa *made);
/* An empty record with its identity: UUID, ARN, times, default revocation settings of @type. */
EspCa    *esp_new_ca_record  (const char *account, EspCaType type, EspName *subject, const EspKeyAlgorithm *key,
                              const EspSigningAlgorithm *signing, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspNewCa, esp_new_ca_free)

G_END_DECLS
