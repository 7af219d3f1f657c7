/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guardrails, and the accounts that each limits. */
#pragma once

#include "esp-vault.h"
#include "model/esp-guardrail.h"

G_BEGIN_DECLS

/* Lists own their records; *_find returns NULL with *error unset when there is none. */
gboolean      esp_guardrail_store_insert   (EspVault *vault, const EspGuardrail *guardrail, GError **error);
/* Document and accounts. */
gboolean      esp_guardrail_store_update   (EspVault *vault, const EspGuardrail *guardrail, GError **error);
gboolean      esp_guardrail_store_delete   (EspVault *vault, const char *id, GError **error);
GPtrArray    *esp_guardrail_store_list     (EspVault *vault, GError **error); /* by name */
/* Those that limit @account: its own and those of all. */
GPtrArray    *esp_guardrail_store_list_for (EspVault *vault, const char *account, GError **error);
EspGuardrail *esp_guardrail_store_find     (EspVault *vault, const char *id_or_name, GError **error);

G_END_DECLS
