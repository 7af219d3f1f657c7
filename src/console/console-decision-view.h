/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer of SimulateAccess: the decision, why, and every statement that was looked at. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_DECISION_VIEW (console_decision_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDecisionView, console_decision_view, CONSOLE, DECISION_VIEW, AdwBin)

void console_decision_view_show (ConsoleDecisionView *view, JsonObject *answer);

G_END_DECLS
