/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two persons: requests that wait for a second one, who may approve for a CA, and the parts of keys
 * under split control. */
#pragma once

#include "esp-vault.h"
#include "model/esp-approval.h"

G_BEGIN_DECLS

/* --- Requests: esp-approval-store.c -----------------------------------------------------------*/

gboolean     esp_approval_store_insert  (EspVault *vault, const EspApproval *approval, GError **error);
/* By UUID, or the beginning of one of 8 characters or more that fits no other. NULL, no error: none. */
EspApproval *esp_approval_store_find    (EspVault *vault, const char *id, GError **error);
/* GPtrArray of EspApproval, the newest first, 1,000 at most. @ca NULL: of all; @open: WAITING or APPROVED
 * only, whatever the clock says. */
GPtrArray   *esp_approval_store_list    (EspVault *vault, const char *ca, gboolean open, GError **error);
/* Those of @ca, or of several, that disabled or replaced something and are DONE; all of them, the newest first. */
GPtrArray   *esp_approval_store_list_done (EspVault *vault, const char *ca, GError **error);
/* Those WAITING or APPROVED that @principal asked for or approved; all of them. */
GPtrArray   *esp_approval_store_list_open_of (EspVault *vault, const char *principal, GError **error);
/* Writes what is not frozen: status, who decided, when, signature, reason, result and key part. Only where
 * the status is still @from: VAULT_REFERENCE where it is not. */
gboolean     esp_approval_store_update  (EspVault *vault, const EspApproval *approval,
                                         EspApprovalStatus from, GError **error);
/* How many of @requester are APPROVED and wait for their key; -1 on error. */
gint64       esp_approval_store_count_approved (EspVault *vault, const char *requester, gint64 now,
                                                GError **error);

/* --- Approvers: esp-approver-store.c ----------------------------------------------------------*/

/* FALSE and VAULT_UNIQUE where it is one already. */
gboolean     esp_approver_store_insert  (EspVault *vault, const char *ca, const char *principal,
                                         gint64 added_at, GError **error);
/* FALSE and VAULT_REFERENCE where it is none. */
gboolean     esp_approver_store_delete  (EspVault *vault, const char *ca, const char *principal, GError **error);
/* GPtrArray of EspApprover, the eldest first. */
GPtrArray   *esp_approver_store_list    (EspVault *vault, const char *ca, GError **error);

/* --- Parts of keys: esp-key-part-store.c ------------------------------------------------------*/

gboolean     esp_key_part_store_insert  (EspVault *vault, const char *ca, const EspKeyPart *part, GError **error);
/* All parts of a key. */
gboolean     esp_key_part_store_clear   (EspVault *vault, const char *ca, GError **error);
/* Those that @principal holds, and those that are good together with them alone. */
gboolean     esp_key_part_store_drop    (EspVault *vault, const char *ca, const char *principal, GError **error);
/* NULL, no error: there is none. */
EspKeyPart  *esp_key_part_store_find    (EspVault *vault, const char *ca, const char *holder,
                                         const char *partner, GError **error);
/* Number of parts; @holder NULL: of all. -1 on error. */
gint64       esp_key_part_store_count   (EspVault *vault, const char *ca, const char *holder, GError **error);

G_END_DECLS
