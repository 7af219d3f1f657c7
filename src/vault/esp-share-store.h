/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares, the organisation's own managed permissions, and what was asked for through a share "by request". Lists are
 * GPtrArrays that own their records; *_find returns NULL with *error unset when there is none.
 */
#pragma once

#include "esp-vault.h"
#include "model/esp-share.h"
#include "model/esp-signing-request.h"

G_BEGIN_DECLS

/* Shares: esp-share-store.c. Errors of inserting: NAME_TAKEN, VAULT_REFERENCE. */
gboolean   esp_share_store_insert        (EspVault *vault, const EspShare *share, GError **error);
/* Permission, signing, feature set, status and times; what it is of and for never changes. */
gboolean   esp_share_store_update        (EspVault *vault, const EspShare *share, GError **error);
gboolean   esp_share_store_put_tags      (EspVault *vault, const EspShare *share, GError **error);
/* By UUID or name; of several with one name the one that is PENDING or ACTIVE, else the newest. */
EspShare  *esp_share_store_find          (EspVault *vault, const char *id_or_name, GError **error);
/* By name, newest first. NULL: of all CAs; of all accounts. @account stands on either side. */
GPtrArray *esp_share_store_list          (EspVault *vault, const char *ca, const char *account, GError **error);
/* Those that are ACTIVE, of one CA or for one consumer's account (NULL: all), by name. */
GPtrArray *esp_share_store_list_active   (EspVault *vault, const char *ca, const char *consumer_account,
                                          GError **error);
/* Invitations of an account that wait for an answer; -1 on error. */
gint64     esp_share_store_count_pending (EspVault *vault, const char *owner_account, gint64 now, GError **error);
/* Shares that are PENDING or ACTIVE with this permission; @version 0: any. -1 on error. */
gint64     esp_share_store_count_uses    (EspVault *vault, const char *permission, gint64 version, GError **error);
/* Writes EXPIRED where the clock has said so: a name is free again. */
gboolean   esp_share_store_expire        (EspVault *vault, gint64 now, GError **error);

/* Own managed permissions: esp-managed-permission-store.c. Errors of inserting: NAME_TAKEN. */
gboolean   esp_own_permission_store_insert (EspVault *vault, const EspOwnPermission *permission, GError **error);
/* With its versions; deleted ones too: the caller looks. */
EspOwnPermission *esp_own_permission_store_find (EspVault *vault, const char *name, GError **error);
/* Without deleted ones, by name. */
GPtrArray *esp_own_permission_store_list (EspVault *vault, GError **error);
/* The number that a new version gets: above all that ever were attached; -1 on error. */
gint64     esp_own_permission_store_next_number (EspVault *vault, const char *name, GError **error);
gboolean   esp_own_permission_store_add_version (EspVault *vault, const char *name,
                                                 const EspOwnPermissionVersion *version, GError **error);
gboolean   esp_own_permission_store_delete_version (EspVault *vault, const char *name, gint64 number, GError **error);
/* Default version and time of deletion. */
gboolean   esp_own_permission_store_update (EspVault *vault, const EspOwnPermission *permission, GError **error);

/* Signing requests: esp-signing-request-store.c. */
gboolean   esp_signing_request_store_insert (EspVault *vault, const EspSigningRequest *request, GError **error);
/* Status, time, serial, problem and reason, of one that is WAITING still. Errors: VAULT_REFERENCE where it is not. */
gboolean   esp_signing_request_store_answer (EspVault *vault, const EspSigningRequest *request, GError **error);
EspSigningRequest *esp_signing_request_store_find (EspVault *vault, const char *id, GError **error);
/* Newest first. NULL: of all CAs; -1: in any status. */
GPtrArray *esp_signing_request_store_list   (EspVault *vault, const char *ca, int status, GError **error);
/* When the newest of those that wait was asked for; 0: none waits. -1 on error. */
gint64     esp_signing_request_store_last_time (EspVault *vault, GError **error);
/* The authorities that something waits for: GPtrArray of UUIDs. */
GPtrArray *esp_signing_request_store_list_cas (EspVault *vault, GError **error);
/* How many wait, of one requester (NULL: of all); -1 on error. */
gint64     esp_signing_request_store_count_waiting (EspVault *vault, const char *requester, GError **error);

G_END_DECLS
