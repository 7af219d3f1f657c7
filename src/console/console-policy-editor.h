/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An editor for policy documents: colours, numbers of lines, a check while typing with findings that lead to their
 * place, and the offer to mend what has one meaning only. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Properties (read-only, with notify): "valid": the text was checked and has no error; "checking". Signal "changed":
 * the text did, or what is known about it. */
#define CONSOLE_TYPE_POLICY_EDITOR (console_policy_editor_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePolicyEditor, console_policy_editor, CONSOLE, POLICY_EDITOR, AdwBin)

/* Before the first text. */
void       console_policy_editor_set_up       (ConsolePolicyEditor *editor, ConsoleSession *session,
                                               EspPolicyKind kind);
void       console_policy_editor_set_text     (ConsolePolicyEditor *editor, const char *text);
/* Free with g_free(). */
char      *console_policy_editor_get_text     (ConsolePolicyEditor *editor);
gboolean   console_policy_editor_is_valid     (ConsolePolicyEditor *editor);
/* EspPolicyFinding of the last check; NULL before it. */
GPtrArray *console_policy_editor_get_findings (ConsolePolicyEditor *editor);
/* Puts the cursor there; counted from 1. */
void       console_policy_editor_go_to        (ConsolePolicyEditor *editor, guint line, guint column);

G_END_DECLS
