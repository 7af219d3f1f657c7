/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of console_sign_in_start() (console-people.h). */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_SIGN_IN_DIALOG (console_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSignInDialog, console_sign_in_dialog, CONSOLE, SIGN_IN_DIALOG, AdwWindow)

/* @role NULL: the first is proposed. */
GtkWindow *console_sign_in_dialog_new (ConsoleSession *session, const EspPerson *person, const char *role);

G_END_DECLS
