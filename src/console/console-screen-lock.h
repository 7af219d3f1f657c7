/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks the vault when the desktop locks its screen. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* For as long as @session lives. Waits for nothing; without a session bus it does nothing. */
void console_screen_lock_follow (ConsoleSession *session);

G_END_DECLS
