/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tab of a CA that says how others learn of its revocations, and whether that is in order. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_REVOCATION_VIEW (console_revocation_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRevocationView, console_revocation_view, CONSOLE, REVOCATION_VIEW, AdwBin)

GtkWidget *console_revocation_view_new      (ConsoleSession *session);
/* Shows @node (NULL: nothing), or what has changed of it. */
void       console_revocation_view_set_node (ConsoleRevocationView *view, EspCaNode *node);
void       console_revocation_view_refresh  (ConsoleRevocationView *view);
/* Property "state" (read-only): "OFF", "CURRENT", "DUE", "OVERDUE" of the list; NULL: not known. */

G_END_DECLS
