/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would be decided, and why: a question in choices, the engine's own decision below it. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_SIMULATOR_VIEW (console_simulator_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSimulatorView, console_simulator_view, CONSOLE, SIMULATOR_VIEW, AdwBin)

GtkWidget *console_simulator_view_new     (ConsoleSession *session);
void       console_simulator_view_refresh (ConsoleSimulatorView *view);
/* Chooses what is to be asked; NULL leaves a choice as it is. FALSE: one of them is not there. */
gboolean   console_simulator_view_choose  (ConsoleSimulatorView *view, const char *principal, const char *role,
                                           const char *action, const char *ca_arn);
/* The same as soon as the lists are there. */
void       console_simulator_view_wish    (ConsoleSimulatorView *view, const char *principal, const char *role,
                                           const char *action, const char *ca_arn);
/* Shows an answer of SimulateAccess. */
void       console_simulator_view_show    (ConsoleSimulatorView *view, JsonObject *answer);

G_END_DECLS
