/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening with other schema steps than ours: how tests play an older or newer program. */
#pragma once

#include "esp-schema.h"
#include "esp-vault.h"

G_BEGIN_DECLS

EspVault *esp_vault_create_with_steps (const char *path, const EspVaultInfo *info,
                                       const EspSchemaStep *steps, gsize n_steps, GError **error);
EspVault *esp_vault_open_with_steps   (const char *path, EspDatabaseMode mode,
                                       const EspSchemaStep *steps, gsize n_steps, GError **error);

G_END_DECLS
