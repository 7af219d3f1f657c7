/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which event makes which alert: one table of rules, and one for many denied acts. What an alert says is in
 * esp-alert.h. */
#pragma once

#include "audit/esp-event.h"
#include "model/esp-ca.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* Writes the alert of an event that was just appended, in the same transaction. The event's details name its
 * operation. @about: the authority, or NULL: the event's resource says it. */
gboolean esp_alerts_note (EspVault *vault, const EspEvent *event, const EspCa *about, GError **error);

G_END_DECLS
