/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks the vault when nobody has touched the window for a while. Property "minutes", as preferred; 0: never. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_IDLE_LOCK (console_idle_lock_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleIdleLock, console_idle_lock, CONSOLE, IDLE_LOCK, GObject)

ConsoleIdleLock *console_idle_lock_new   (ConsoleSession *session);
/* Locks if @idle seconds are too many; also done by itself every few seconds. Returns whether it did. */
gboolean         console_idle_lock_check (ConsoleIdleLock *lock, gint64 idle);

G_END_DECLS
