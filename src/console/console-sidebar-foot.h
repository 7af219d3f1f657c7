/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is signed in, in which role; its menu switches role or person and locks. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_SIDEBAR_FOOT (console_sidebar_foot_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSidebarFoot, console_sidebar_foot, CONSOLE, SIDEBAR_FOOT, AdwBin)

GtkWidget *console_sidebar_foot_new (ConsoleSession *session);
/* Opens the menu: other roles, other people. */
void       console_sidebar_foot_popup (GtkWidget *foot);

G_END_DECLS
