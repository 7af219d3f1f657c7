/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking before something that has consequences. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @done is called with @owner and @thing when somebody agrees with @verb (a label with its mnemonic); not once @owner
 * is gone. All texts are plain. The safe answer is the default, and Escape. */
typedef void (*ConsoleQuestionDone) (GtkWidget *owner, const char *thing);
void console_question_ask (GtkWidget *owner, const char *heading, const char *body, const char *verb,
                           ConsoleQuestionDone done, const char *thing);

/* The same for what is no loss: the verb is suggested. The safe answer is the default still. */
void console_question_propose (GtkWidget *owner, const char *heading, const char *body, const char *verb,
                               ConsoleQuestionDone done, const char *thing);

G_END_DECLS
