/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans that were open lately, the newest first, at most ten; kept in the state folder of whoever runs the program.
 * Reading, writing and looking for the files happens beside. Signal "changed".
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CONSOLE_PLAN_RECENT_MAX 10

#define CONSOLE_TYPE_PLAN_RECENT (console_plan_recent_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanRecent, console_plan_recent, CONSOLE, PLAN_RECENT, GObject)

ConsolePlanRecent *console_plan_recent_new        (void);
guint              console_plan_recent_get_n      (ConsolePlanRecent *recent);
GFile             *console_plan_recent_get        (ConsolePlanRecent *recent, guint index);
/* It was there, and is not any more, as far as was looked. */
gboolean           console_plan_recent_is_missing (ConsolePlanRecent *recent, guint index);
void               console_plan_recent_add        (ConsolePlanRecent *recent, GFile *file);
/* Where it was, after it was removed. */
void               console_plan_recent_put_back   (ConsolePlanRecent *recent, GFile *file, guint index);
void               console_plan_recent_remove     (ConsolePlanRecent *recent, GFile *file);
/* Looks anew which of them are there. */
void               console_plan_recent_look       (ConsolePlanRecent *recent);

G_END_DECLS
