/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a call names and the session does not see is to it as if it were not there: the same refusal as for a name that
 * nothing has (CA_UNKNOWN, PRINCIPAL_UNKNOWN, …), found by the same way, with the same entry in the log
 * (esp-dispatcher.c). Else whoever may not look at something could still learn that it exists, by asking.
 *
 * These functions stand where operations find what their parameters name. They decide nothing: what is seen may
 * still be denied, and then the denial says why.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-share.h"
#include "vault/esp-account-store.h"

G_BEGIN_DECLS

/* Of the own account, offered to it at any time by a share, or of any for a role of the organization. */
gboolean      esp_seeing_ca             (EspOperationContext *context, const EspCa *ca);
gboolean      esp_seeing_share          (EspOperationContext *context, const EspShare *share);

/* Errors: ACCOUNT_UNKNOWN. An account is seen by its people, by a role of the organization, and by whoever may list
 * accounts. */
EspAccount   *esp_seeing_find_account   (EspOperationContext *context, const char *number_or_name, GError **error);
/* Errors: PRINCIPAL_UNKNOWN. */
EspPrincipal *esp_seeing_find_principal (EspOperationContext *context, const char *name, GError **error);

G_END_DECLS
