/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The actions "plans.…" (console-plans.h), which of them may be done, and why not. The page has them as class actions;
 * the window has a group of the same names for its header, its menu and the keys, which are passed on to the page while
 * it is looked at.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* NULL when "plans.@name" is enabled on the page; else the reason for a tooltip. Free with g_free(). */
char *console_plan_actions_explain (ConsoleSession *session, const char *name);
/* Enables the class actions of @page that may be done. */
void  console_plan_actions_update  (GtkWidget *page, ConsoleSession *session);
/* Inserts the group into @window and keeps it right for as long as @session lives. */
void  console_plan_actions_install (GtkWidget *window, ConsoleSession *session);

G_END_DECLS
