/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule of two persons for one CA: whether it counts, who approves, and what is missing. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_DUAL_CONTROL (console_dual_control_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDualControl, console_dual_control, CONSOLE, DUAL_CONTROL, AdwBin)

void console_dual_control_set_session (ConsoleDualControl *control, ConsoleSession *session);
void console_dual_control_set_node    (ConsoleDualControl *control, EspCaNode *node);
void console_dual_control_refresh     (ConsoleDualControl *control);

G_END_DECLS
