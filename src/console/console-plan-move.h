/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving what is selected in a plan to another parent: whether it may be, the step, and the dialog for those who do
 * not drag. @parent NULL everywhere: to become roots. */
#pragma once

#include "console-plan-document.h"
#include "console-session.h"

G_BEGIN_DECLS

/* Of @keys those that do not come along with another of them. Free with g_ptr_array_unref(); borrowed. */
GPtrArray *console_plan_move_tops    (const EspPlan *plan, const char * const *keys);
/* Why not, in a sentence, or NULL where they may. Free with g_free(). */
char      *console_plan_move_explain (const EspPlan *plan, const char * const *keys, const char *parent);
/* FALSE with the reason in @error: nothing was moved. */
gboolean   console_plan_move         (ConsolePlanDocument *document, const char * const *keys, const char *parent,
                                      GError **error);
/* console-plan-move-dialog.c: of what is selected. */
GtkWindow *console_plan_move_dialog_new (ConsoleSession *session, ConsolePlanDocument *document);

G_END_DECLS
