/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a form in which one of the accounts is chosen. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACCOUNT_ROW (console_account_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccountRow, console_account_row, CONSOLE, ACCOUNT_ROW, AdwComboRow)

/* Asks for the accounts; errors are shown over the row. */
void        console_account_row_load        (ConsoleAccountRow *row, ConsoleSession *session);
/* Chooses this one as soon as it is there. */
void        console_account_row_prefer      (ConsoleAccountRow *row, const char *account);
/* Shows an answer of ListAccounts. */
void        console_account_row_show        (ConsoleAccountRow *row, JsonArray *accounts);
/* Its number; NULL while none is there to be chosen. */
const char *console_account_row_get_account (ConsoleAccountRow *row);

G_END_DECLS
