/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose keys open the key of a CA: recipients follow policy (security.md). */
#pragma once

#include "model/esp-ca.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* The agreement certificates (EspCertificate) of all active principals with a role whose policies may
 * let them sign with @ca - issue, revoke, or make its CRL - and of the recovery identity. Errors:
 * LOCKOUT when nobody would be left. */
GPtrArray *esp_recipients_for (EspVault *vault, const EspCa *ca, GError **error);

G_END_DECLS
