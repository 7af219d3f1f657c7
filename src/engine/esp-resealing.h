/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys follow access: what happens to sealed keys when who-may-what changes.
 *
 * Who loses access is out of the envelope at once. Who gains it is let in by whoever can open the key:
 * the one who made the change, in the same transaction, or the next recipient who signs in; each time
 * with a fresh content key. Where a right ends by the clock nobody makes a change: then it is whoever signs in next
 * and can. A key under split control is opened by nobody alone: of it only the parts of
 * those who lost access go (esp-splitting.h).
 */
#pragma once

#include "esp-operation.h"

G_BEGIN_DECLS

/* Inside the transaction of an operation that was performed; does nothing where access did not change. Errors: LOCKOUT,
 * LOCKOUT_ADMINISTRATION: then nothing of the change may stand. */
gboolean esp_resealing_follow (EspOperationContext *context, GError **error);

/* Did the clock alone take or give somebody access: a policy that ends at a date? A key is sealed to whom policy names
 * when something changes; what only time changed is found at sign-in and hourly. Any thread with a connection. */
gboolean esp_resealing_is_overdue (EspVault *vault, gint64 now);
/* Writer thread: seals what waits for somebody who can open it, as far as @session can; an event for each. Silent:
 * what can't be done now is done by the next one. */
void     esp_resealing_keep_house (EspEngine *engine, EspVault *vault);

G_END_DECLS
