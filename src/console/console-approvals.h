/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes two persons, by the constructors of its dialogs; one file each. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* console-approval-dialog.c. @approval: as the engine lists it. */
GtkWindow *console_approval_dialog_new     (ConsoleSession *session, JsonObject *approval);
/* console-refuse-dialog.c: with a reason. */
GtkWindow *console_refuse_dialog_new       (ConsoleSession *session, JsonObject *approval);
/* console-add-approver-dialog.c. @approvers: those that there are, as the engine lists them. */
GtkWindow *console_add_approver_dialog_new (ConsoleSession *session, EspCaNode *ca, JsonArray *approvers);

G_END_DECLS
