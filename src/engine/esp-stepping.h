/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An operation inside the transaction of another one: a step of a plan. It passes the same door as a call of its own:
 * its parameters are checked, it is resolved, decided with the rights as they are after the steps before it, held to
 * two persons, performed, keys follow access, and it leaves an event with its own action and decision. What it does
 * not have is a transaction, a preparation (esp_op_create_ca_prepare() is called by the run) and a life after the
 * commit of its own. The event has the digest of the parameters of the whole.
 */
#pragma once

#include "esp-operation.h"

G_BEGIN_DECLS

/* @parameters is referenced, @rights taken (NULL gives NULL); @input as in EspCall. */
EspOperationContext *esp_step_new        (EspOperationContext *whole, const char *operation, JsonObject *parameters,
                                          gpointer input, EspRights *rights);
void                 esp_step_free       (EspOperationContext *step);
/* Parameters, what they name, and the decision. */
gboolean             esp_step_decide     (EspOperationContext *step, GError **error);
/* Nothing under two persons is touched of which nobody was asked before. Errors: STEP_NEEDS_APPROVAL. */
gboolean             esp_step_check_consent (EspOperationContext *step, GError **error);
/* After it was performed: keys follow access, the event, the alert. */
gboolean             esp_step_record     (EspOperationContext *step, GError **error);
/* Outside of any transaction, in the writer's thread: the event of a step that esp_step_decide() refused for
 * @problem; none where @problem is no denial. */
void                 esp_step_note_denied (EspOperationContext *step, const GError *problem);
/* Decides the whole once more, with the rights that the steps have left; its event says so. */
gboolean             esp_step_decide_whole (EspOperationContext *whole, EspRights *rights, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOperationContext, esp_step_free)

G_END_DECLS
