/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A one-time code to hand over: shown in groups, with buttons to copy and to save it. Wiped with the widget. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CODE_BOX (console_code_box_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCodeBox, console_code_box, CONSOLE, CODE_BOX, AdwBin)

/* The answer of InvitePrincipal or ResetPrincipal; the code in it is wiped. FALSE: there is none. */
gboolean console_code_box_take (ConsoleCodeBox *box, JsonObject *answer);

G_END_DECLS
