/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help (data/help): by the help viewer of the desktop where it is installed together with the pages, else in a window
 * of the program's own from the same pages, which are compiled in.
 */
#pragma once

#include <adwaita.h>

#include "console-help-page.h"

G_BEGIN_DECLS

/* About what @window shows: of the main window its place, of a dialog what it is for. */
void        console_help_present_for (GtkWindow *window);
/* The page for it; static. */
const char *console_help_find_page   (GtkWindow *window);
/* A page that is compiled in; NULL: there is none of that id, or it is none. */
ConsoleHelpPage *console_help_load   (const char *id, GError **error);
/* Ids of all pages; NULL-terminated, free with g_strfreev(). */
char      **console_help_list        (void);

/* console-help-window.c: one for each main window, and shown anew with another page. */
#define CONSOLE_TYPE_HELP_WINDOW (console_help_window_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleHelpWindow, console_help_window, CONSOLE, HELP_WINDOW, AdwWindow)
ConsoleHelpWindow *console_help_window_new      (void);
void               console_help_window_show     (ConsoleHelpWindow *help, const char *id);
const char        *console_help_window_get_page (ConsoleHelpWindow *help);

G_END_DECLS
