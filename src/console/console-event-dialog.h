/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of one event as tests see it; made by console_event_dialog_new(). */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_EVENT_DIALOG (console_event_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEventDialog, console_event_dialog, CONSOLE, EVENT_DIALOG, AdwWindow)

/* Properties (read-only): "sequence"; "loaded" (with notify): the entry, or why it can't be read, is shown. */

G_END_DECLS
