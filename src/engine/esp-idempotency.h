/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IdempotencyToken: the same call twice within five minutes is done once (service, section 1.2). The
 * dispatcher asks after the decision whether the call has an answer already, asks again inside the
 * transaction (another process may have been quicker), and remembers the new answer in it.
 */
#pragma once

#include "esp-operation.h"

G_BEGIN_DECLS

/* Where the call has a token and is a repetition: sets the context's result and *@repeated. Errors:
 * IDEMPOTENCY_TOKEN, IDEMPOTENCY_REUSED (the parameters differ). */
gboolean esp_idempotency_recall   (EspOperationContext *context, gboolean *repeated, GError **error);
/* Keeps the result of a call that has a token; inside its transaction. */
gboolean esp_idempotency_remember (EspOperationContext *context, GError **error);

G_END_DECLS
