/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares as results show them, and what their operations have in common. */
#pragma once

#include "esp-sharing.h"

G_BEGIN_DECLS

/* SHARE of esp-operations.h. */
JsonObject *esp_view_share            (EspOperationContext *context, const EspShare *share, GError **error);
/* Puts it into the result as ResourceShare. */
gboolean    esp_ops_show_share        (EspOperationContext *context, const EspShare *share, GError **error);
/* What the event tells of a share. */
void        esp_ops_tell_share        (EspOperationContext *context, const EspShare *share);

/* Whom a text means: an account's number or name, a principal's name or ARN, a role's name, ACCOUNT/ROLE or ARN. Fills
 * kind, consumer and its account in. Errors: SHARE_CONSUMER_UNKNOWN, SHARE_CONSUMER_WHICH (candidates),
 * SHARE_CONSUMER_RECOVERY, SHARE_OWN_ACCOUNT (it is @share->owner_account). */
gboolean    esp_share_read_consumer   (EspVault *vault, const char *text, EspShare *share, GError **error);
/* The permission to attach: NULL is the service's default; @version 0 the default version, which is the only one that
 * can be attached. Fills permission and its version in. Errors: MANAGED_PERMISSION_*. */
gboolean    esp_share_read_permission (EspVault *vault, const char *name, gint64 version, EspShare *share,
                                       GError **error);

G_END_DECLS
