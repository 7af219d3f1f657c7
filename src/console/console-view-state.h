/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was looked at, for the next time: place, selected CA, and the branches of the tree that are closed. Kept for
 * each vault beside its checkpoint in the state folder of whoever runs the program; numbers of authorities and the
 * name of a place, no names of theirs. What is missing or broken there is no trouble: then the window begins as at
 * first.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_VIEW_STATE (console_view_state_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleViewState, console_view_state, CONSOLE, VIEW_STATE, GObject)

/* Of the session, which owns it; from the first call on it follows the session. Signal "read": what was kept is there
 * now, and the session has it. */
ConsoleViewState *console_view_state_get           (ConsoleSession *session);
gboolean          console_view_state_is_collapsed  (ConsoleViewState *state, const char *ca_id);
void              console_view_state_set_collapsed (ConsoleViewState *state, const char *ca_id, gboolean collapsed);

G_END_DECLS
