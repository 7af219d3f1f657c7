/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes between vaults as files. Lists are GPtrArrays that own their records; *_find returns NULL with *error
 * unset when there is none.
 */
#pragma once

#include "esp-vault.h"
#include "model/esp-exchange.h"

G_BEGIN_DECLS

/* In place of an earlier one of the same person. */
gboolean             esp_exchange_store_put_identity   (EspVault *vault, const EspExchangeIdentity *identity,
                                                        GError **error);
EspExchangeIdentity *esp_exchange_store_find_identity  (EspVault *vault, const char *principal, GError **error);

/* Errors: NAME_TAKEN. */
gboolean             esp_exchange_store_insert_partner (EspVault *vault, const EspExchangePartner *partner,
                                                        GError **error);
/* Errors: VAULT_REFERENCE where it is not known (any more). */
gboolean             esp_exchange_store_remove_partner (EspVault *vault, const char *id, gint64 now, GError **error);
/* By UUID, one that was removed too; or by name, of those that are known. */
EspExchangePartner  *esp_exchange_store_find_partner   (EspVault *vault, const char *id_or_name, GError **error);
/* Those that are known, by name. */
GPtrArray           *esp_exchange_store_list_partners  (EspVault *vault, GError **error);

/* Errors: VAULT_UNIQUE where there is one with this number. */
gboolean             esp_exchange_store_insert         (EspVault *vault, const EspExchange *exchange, GError **error);
/* Its response and the time of it, once. Errors: VAULT_REFERENCE where it has one already. */
gboolean             esp_exchange_store_answer         (EspVault *vault, const EspExchange *exchange, GError **error);
EspExchange         *esp_exchange_store_find           (EspVault *vault, EspExchangeDirection direction, const char *id,
                                                        GError **error);
/* Newest first, without the files; at most @limit. */
GPtrArray           *esp_exchange_store_list           (EspVault *vault, guint limit, GError **error);

G_END_DECLS
