/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ceremony as lines of a list: what would be done, and what was. */
#pragma once

#include "console-invitation-codes.h"
#include "console-plan-line.h"

G_BEGIN_DECLS

/* What buttons of lines are for. */
#define CONSOLE_CEREMONY_CHECKS "checks"
#define CONSOLE_CEREMONY_INVITE "invite"
#define CONSOLE_CEREMONY_SHARES "shares"
#define CONSOLE_CEREMONY_CA "ca" /* of the line's ARN, or nothing */

/* @preview: an answer of PreviewProvisioning. @failure: why the run before failed, or NULL. */
GPtrArray *console_ceremony_list_steps (const EspPlan *plan, JsonObject *preview, const char *failure);
/* @result: an answer of ProvisionPlan. @codes: of it. */
GPtrArray *console_ceremony_list_made  (const EspPlan *plan, JsonObject *result, ConsoleInvitationCodes *codes);
/* How many steps of a preview may not be done; how many people have steps in it; how many remain in an answer. */
guint      console_ceremony_count_denied  (JsonObject *preview);
guint      console_ceremony_count_invited (JsonObject *preview);
guint      console_ceremony_count_people  (JsonObject *answer);

G_END_DECLS
