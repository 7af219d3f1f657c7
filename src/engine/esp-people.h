/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the operations on accounts, people, roles and guardrails have in common: finding what a call
 * names, and showing it.
 */
#pragma once

#include "base/esp-error.h"
#include "esp-operation.h"
#include "pki/esp-certificate.h"
#include "vault/esp-account-store.h"

G_BEGIN_DECLS

/* Errors: ACCOUNT_UNKNOWN. */
EspAccount   *esp_people_find_account   (EspVault *vault, const char *number_or_name, GError **error);
/* By name or UUID. Errors: PRINCIPAL_UNKNOWN. */
EspPrincipal *esp_people_find_principal (EspVault *vault, const char *name, GError **error);
/* By name in @account (number or name; NULL: any), ACCOUNT/NAME, ARN or UUID. Errors: ROLE_NOT_FOUND, ROLE_AMBIGUOUS
 * (candidates), ACCOUNT_UNKNOWN. */
EspRole      *esp_people_find_role      (EspVault *vault, const char *name, const char *account, GError **error);

/* PRINCIPAL and ROLE of esp-operations.h; @documents: with PolicyDocuments. NULL on error. */
JsonObject   *esp_people_view_principal (EspVault *vault, const EspPrincipal *principal, GError **error);
JsonObject   *esp_people_view_role      (EspVault *vault, const EspRole *role, gboolean documents, GError **error);
JsonObject   *esp_people_view_account   (const EspAccount *account);
/* GPtrArray of texts as an array. */
JsonArray    *esp_people_view_names     (GPtrArray *names);
/* [ FINDING ] of what is suspicious in @document. */
JsonArray    *esp_people_view_findings  (EspPolicyKind kind, const char *document);
/* "ab:cd:…" of lower-case hex digits; free with g_free(). */
char         *esp_people_write_fingerprint (const char *hex);
/* Did somebody type the one of @certificate, in whatever groups? Errors: FINGERPRINT_SYNTAX, @differs. */
gboolean      esp_people_check_fingerprint (const char *typed, EspCertificate *certificate, EspReason differs,
                                            GError **error);
/* The number of the account in which the vault was founded: what belongs to the organisation as a whole (accounts,
 * guardrails, the recovery identity) belongs to it, so that nobody of another account changes it, whatever their
 * role says. NULL with *error set where there is none. Free with g_free(). */
char         *esp_people_find_organization (EspVault *vault, GError **error);
/* Does the session see the people, roles and permissions of @account? A role of the organization sees those of all; any
 * other those of its own account, and of another one the number and the name, because shares need these. */
gboolean      esp_people_sees           (const EspOperationContext *context, const char *account);
/* A resource of the operation: ARN and tags of a principal or role. */
void          esp_people_set_principal  (EspOperationContext *context, const EspPrincipal *principal);
void          esp_people_set_role       (EspOperationContext *context, const EspRole *role);

G_END_DECLS
