/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What shares amount to: the resource policies that let other accounts in, and who of them holds the
 * key. Only ACTIVE shares count; an invitation gives nothing. Operations are in esp-op-share*.c.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-share.h"

G_BEGIN_DECLS

/* CA id -> GPtrArray of EspPolicy, from every ACTIVE share that names @principal, its account, or the role that it
 * acts in; never NULL but on error. The second: of those alone whose people sign here, so that the key is sealed to
 * them. */
GHashTable *esp_shares_load_policies      (EspVault *vault, const EspPrincipal *principal, const char *role_id,
                                           GError **error);
GHashTable *esp_shares_load_policies_here (EspVault *vault, const EspPrincipal *principal, const char *role_id,
                                           GError **error);
/* Does somebody who is allowed to @question do it with the key itself: in the own account, in a role of the
 * organization, or through a share "here"? FALSE: by request, or not at all. */
gboolean    esp_share_signs_here          (const EspRights *rights, const EspQuestion *question);

/* The policy template of a managed permission; @version 0: the service's. Errors: MANAGED_PERMISSION_UNKNOWN. */
char       *esp_sharing_find_template     (EspVault *vault, const char *permission, gint64 version, GError **error);
/* What a resource policy calls the consumer: its account number, or its ARN. NULL with *error unset where the role or
 * principal is no more. */
char       *esp_share_find_consumer       (EspVault *vault, const EspShare *share, char **name, GError **error);
/* All ACTIVE shares of @ca as one policy, canonical; NULL with *error unset where there is none. */
char       *esp_sharing_get_policy        (EspVault *vault, const EspCa *ca, GError **error);

/* Across accounts a denial says which managed permission would have given it: replaces *@problem. */
void        esp_sharing_explain_denial    (EspOperationContext *context, const EspDecision *decision, GError **problem);

G_END_DECLS
