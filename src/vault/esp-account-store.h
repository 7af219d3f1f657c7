/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, principals with their sealed identities, roles and assignments. */
#pragma once

#include "esp-vault.h"
#include "model/esp-account.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"
#include "pki/esp-identity.h"

G_BEGIN_DECLS

/* Lists are GPtrArrays that own their records; *_find returns NULL with *error unset when there is
 * none, so that the caller names what was looked for. */
gboolean      esp_account_store_insert       (EspVault *vault, const EspAccount *account, GError **error);
GPtrArray    *esp_account_store_list         (EspVault *vault, GError **error);
EspAccount   *esp_account_store_find         (EspVault *vault, const char *number_or_name, GError **error);

gboolean      esp_principal_store_insert     (EspVault *vault, const EspPrincipal *principal, GError **error);
GPtrArray    *esp_principal_store_list       (EspVault *vault, GError **error);
EspPrincipal *esp_principal_store_find       (EspVault *vault, const char *id_or_name, GError **error);
/* How it is unlocked: "passphrase", "keyring", or "both"; NULL where none is stored (recovery). */
gboolean      esp_principal_store_put_identity (EspVault *vault, const char *principal,
                                                const EspSealedIdentity *sealed, const char *unlock, GError **error);
gboolean      esp_principal_store_get_identity (EspVault *vault, const char *principal,
                                                EspSealedIdentity **sealed, char **unlock, GError **error);

/* Of a principal that exists: VAULT_REFERENCE where there is none. */
gboolean      esp_principal_store_set_status (EspVault *vault, const char *principal, EspPrincipalStatus status,
                                              GError **error);
gboolean      esp_principal_store_set_tags   (EspVault *vault, const char *principal, GPtrArray *tags, GError **error);
/* Its keys and certificates are gone; what they signed stays in the log. */
gboolean      esp_principal_store_clear_identity (EspVault *vault, const char *principal, GError **error);

/* Of an invited principal: what its one-time code hashes to. esp-invitation-store.c */
typedef struct
{
  char *principal;   /* UUID */
  char *code_digest; /* 64 hex digits */
  gint64 created_at;
  gint64 expires_at;
} EspInvitation;

void           esp_invitation_free           (EspInvitation *invitation);
/* Replaces an earlier one. */
gboolean       esp_invitation_store_put      (EspVault *vault, const EspInvitation *invitation, GError **error);
EspInvitation *esp_invitation_store_find     (EspVault *vault, const char *principal, GError **error);
/* Succeeds where there is none. */
gboolean       esp_invitation_store_delete   (EspVault *vault, const char *principal, GError **error);

gboolean      esp_role_store_insert          (EspVault *vault, const EspRole *role, GError **error);
GPtrArray    *esp_role_store_list            (EspVault *vault, const char *account, GError **error); /* NULL: all */
/* Roles assigned to a principal, with their policies, by name. */
GPtrArray    *esp_role_store_list_for        (EspVault *vault, const char *principal, GError **error);
gboolean      esp_role_store_assign          (EspVault *vault, const char *role, const char *principal, GError **error);
/* By UUID; with policies and tags. */
EspRole      *esp_role_store_find            (EspVault *vault, const char *id, GError **error);
gboolean      esp_role_store_unassign        (EspVault *vault, const char *role, const char *principal, GError **error);
/* Names of those who hold it, sorted: GPtrArray of texts. */
GPtrArray    *esp_role_store_list_holders    (EspVault *vault, const char *role, GError **error);
/* Set of ARNs: roles of organization scope, the principals who hold one, and the recovery identity. */
GHashTable   *esp_role_store_list_wide       (EspVault *vault, GError **error);
/* Replaces one of the same name. */
gboolean      esp_role_store_put_policy      (EspVault *vault, const char *role, const char *name,
                                              const char *document, GError **error);
/* VAULT_REFERENCE where there was none. */
gboolean      esp_role_store_delete_policy   (EspVault *vault, const char *role, const char *name, GError **error);
gboolean      esp_role_store_set_tags        (EspVault *vault, const char *role, GPtrArray *tags, GError **error);
/* With its policies and tags; VAULT_REFERENCE while anything kept names it. */
gboolean      esp_role_store_delete          (EspVault *vault, const char *role, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspInvitation, esp_invitation_free)

G_END_DECLS
