/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person likes, and keeps between two runs: each property is a key of the same name in
 * data/org.espalier.Espalier.gschema.xml, bound to it. Where the schema is not installed the values hold for this run.
 * Taste only: what is policy is in the vault. The window for them is console-preferences-window.c.
 *
 *   "lock-after-minutes"  int      0: never by itself
 *   "color-scheme"        string   "system", "light", "dark"
 *   "start-with"          string   "last", "usual", "none": the vault that is opened at the start
 *   "notify-alerts"       boolean  tell the desktop of new alerts
 *   "notify-due-days"     int      and of what is due within so many days; 0: never
 *   "report-format"       string   "pdf", "csv", "json": what a new report is proposed as
 *   "files-folder"        string   path: where choosers begin; "": in the home folder
 *   "last-vault"          string   path; "": none yet
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PREFERENCES (console_preferences_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePreferences, console_preferences, CONSOLE, PREFERENCES, GObject)

/* Of the session, which owns them. */
ConsolePreferences *console_preferences_get          (ConsoleSession *session);
int                 console_preferences_get_int      (ConsolePreferences *preferences, const char *name);
gboolean            console_preferences_get_boolean  (ConsolePreferences *preferences, const char *name);
/* Free with g_free(). */
char               *console_preferences_get_string   (ConsolePreferences *preferences, const char *name);
/* From now on the whole program is light or dark as they say. */
void                console_preferences_follow_style (ConsolePreferences *preferences);
/* From now on choosers begin in the folder that they name. */
void                console_preferences_follow_folder (ConsolePreferences *preferences);
/* The vault to begin with, if it is there: a path to be freed; NULL: none. */
char               *console_preferences_find_vault   (ConsolePreferences *preferences);

/* console-preferences-window.c */
GtkWindow          *console_preferences_window_new   (ConsoleSession *session);

G_END_DECLS
