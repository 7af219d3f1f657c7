/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Root › Sub › CA": the way from the root, each step but the last a button that selects it. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PATH_STRIP (console_path_strip_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePathStrip, console_path_strip, CONSOLE, PATH_STRIP, AdwBin)

/* Rebuilds only when a name or a step of the way changed. @node may be NULL. */
void console_path_strip_set_node (ConsolePathStrip *strip, ConsoleSession *session, EspCaNode *node);
/* Property "text" (read-only): the whole way as one text. */

G_END_DECLS
