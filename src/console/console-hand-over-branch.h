/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes along when a CA is handed over, as it is seen before: the engine decides it, and tells it afterwards; and
 * the words for what went, or came. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *goes;  /* EspCaNode: parents first */
  GPtrArray *stays; /* EspCaNode: of the branch, deleted or never made */
} ConsoleHandOverBranch;

ConsoleHandOverBranch *console_hand_over_branch_new  (EspCaNode *node);
void                   console_hand_over_branch_free (ConsoleHandOverBranch *branch);
/* Rows of them, as many as people read, into @expander. */
void                   console_hand_over_fill        (AdwExpanderRow *expander, GPtrArray *nodes);
/* Rows of what came, as of ImportHierarchy. */
void                   console_hand_over_list        (AdwExpanderRow *expander, JsonArray *cas);
/* Adds @words with the number in the place of {n}; nothing where there are none. */
void                   console_hand_over_count       (GString *text, gint64 n, const char *words);
/* Why the session may not hand all of it over, with the name of the CA where it is one below; NULL: it may. Free with
 * g_free(). */
char                  *console_hand_over_explain_denial (ConsoleHandOverBranch *branch, ConsoleSession *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConsoleHandOverBranch, console_hand_over_branch_free)

G_END_DECLS
