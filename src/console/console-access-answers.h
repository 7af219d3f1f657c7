/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What AccessMatrix answered for each CA of a table, as one value: who holds which role, and what they may do. */
#pragma once

#include "console-access-grid.h"

G_BEGIN_DECLS

typedef struct _ConsoleAccessAnswers ConsoleAccessAnswers;

/* @arns (taken): texts, of the columns. */
ConsoleAccessAnswers *console_access_answers_new         (GPtrArray *arns);
void                  console_access_answers_free        (ConsoleAccessAnswers *answers);
GPtrArray            *console_access_answers_get_arns    (ConsoleAccessAnswers *answers);
/* TRUE: with this one all are there. */
gboolean              console_access_answers_add         (ConsoleAccessAnswers *answers, guint column,
                                                          JsonObject *answer);
/* Of the first CA, as all answer the same: rows with Principal, Account, Role; and names of actions. NULL: none. */
JsonArray            *console_access_answers_get_people  (ConsoleAccessAnswers *answers);
JsonArray            *console_access_answers_get_actions (ConsoleAccessAnswers *answers);
/* @person: one of the rows, or NULL. */
ConsoleGridState      console_access_answers_get_state   (ConsoleAccessAnswers *answers, JsonObject *person,
                                                          const char *action, const char *arn);
/* The same text for the same answers. Free with g_free(). */
char                 *console_access_answers_describe    (ConsoleAccessAnswers *answers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConsoleAccessAnswers, console_access_answers_free)

G_END_DECLS
