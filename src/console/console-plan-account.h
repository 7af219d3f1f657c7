/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new account of a plan: asks for its name, and its number where that is known already. */
#pragma once

#include <adwaita.h>

#include "console-plan-document.h"

G_BEGIN_DECLS

/* Adds it by a step, as the account of what is selected. @done is called with the number, or NULL where none was made;
 * not once @owner is gone. */
typedef void (*ConsolePlanAccountDone) (GtkWidget *owner, const char *number);
void console_plan_account_ask (GtkWidget *owner, ConsolePlanDocument *document, ConsolePlanAccountDone done);

G_END_DECLS
