/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts: written with the event that makes them, acknowledged once, never removed. */
#pragma once

#include "esp-vault.h"
#include "model/esp-alert.h"

G_BEGIN_DECLS

/* Sets its number. */
gboolean   esp_alert_store_insert      (EspVault *vault, EspAlert *alert, GError **error);
/* FALSE with *error unset where somebody acknowledged it already, or there is none. */
gboolean   esp_alert_store_acknowledge (EspVault *vault, gint64 row, const char *principal, gint64 now, GError **error);
/* NULL with *error unset where there is none. */
EspAlert  *esp_alert_store_find        (EspVault *vault, gint64 row, GError **error);
/* GPtrArray of EspAlert, the newest first. @acknowledged: 0 or 1, -1: both. @event: of that event alone; 0: of all. */
GPtrArray *esp_alert_store_list        (EspVault *vault, int acknowledged, gint64 event, guint limit, GError **error);

G_END_DECLS
