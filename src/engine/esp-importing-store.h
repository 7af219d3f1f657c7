/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the import: what comes goes into the vault, inside the transaction of the operation. Authorities first,
 * from the top down, then the rest as it streams by; revocations and numbers of lists last, when all certificates are
 * there. Nothing is decided here but what concerns authorities that the vault has already.
 */
#pragma once

#include "audit/esp-merkle.h"
#include "esp-importing.h"

G_BEGIN_DECLS

typedef struct _EspImportStore EspImportStore;

/* @account: who will own the authorities. */
EspImportStore *esp_import_store_new            (EspOperationContext *context, EspImportedAuthorities *all,
                                                 const char *account);
void            esp_import_store_free           (EspImportStore *store);
/* The rows of what is new. */
gboolean        esp_import_store_begin          (EspImportStore *store, GError **error);
/* @leaf: the hash of its DER as a leaf. @verdict is set, and nothing stored, where it has to stay out. */
gboolean        esp_import_store_certificate    (EspImportStore *store, EspImportedAuthority *issuer,
                                                 EspCertificate *certificate, const EspHash *leaf,
                                                 GError **verdict, GError **error);
/* Sealed to whom policy names, if it is the key of an authority that came; else nothing happens. */
gboolean        esp_import_store_key            (EspImportStore *store, EspSecret *pkcs8, GError **error);
/* @reason: a name of the service. */
void            esp_import_store_add_revocation (EspImportStore *store, EspImportedAuthority *authority,
                                                 const char *serial, gint64 time, const char *reason);
/* What the list revokes. */
void            esp_import_store_add_crl        (EspImportStore *store, EspImportedAuthority *authority, EspCrl *crl);
/* Revocations, lists, numbers; "Imported" of the result, and what the event says. Errors: IMPORT_NOTHING. */
gboolean        esp_import_store_end            (EspImportStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportStore, esp_import_store_free)

G_END_DECLS
