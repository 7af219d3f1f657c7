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

gboolean      esp_role_store_insert          (EspVault *vault, const EspRole *role, GError **error);
GPtrArray    *esp_role_store_list            (EspVault *vault, const char *account, GError **error); /* NULL: all */
/* Roles assigned to a principal, with their policies, by name. */
GPtrArray    *esp_role_store_list_for        (EspVault *vault, const char *principal, GError **error);
gboolean      esp_role_store_assign          (EspVault *vault, const char *role, const char *principal, GError **error);

G_END_DECLS
