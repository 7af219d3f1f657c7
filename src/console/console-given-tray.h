/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests and certificates that were given from outside, until there is somebody to open them for: who is signed in,
 * now or next. (Plans wait on a shelf of their own, console-plan-shelf.h.)
 */
#pragma once

#include "console-given-files.h"
#include "console-session.h"

G_BEGIN_DECLS

/* Signal "given": there is something to open. */
#define CONSOLE_TYPE_GIVEN_TRAY (console_given_tray_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleGivenTray, console_given_tray, CONSOLE, GIVEN_TRAY, GObject)

/* The one of @session, which owns it. */
ConsoleGivenTray *console_given_tray_get               (ConsoleSession *session);
/* Takes what is a request, a folder or a certificate, in the place of what lies there. */
void              console_given_tray_put               (ConsoleGivenTray *tray, const ConsoleGiven *given);
gboolean          console_given_tray_is_empty          (ConsoleGivenTray *tray);
/* GFile each; transfer full; NULL: there are none. @many: a folder is among them, or there are several. */
GSList           *console_given_tray_take_requests     (ConsoleGivenTray *tray, gboolean *many);
GSList           *console_given_tray_take_certificates (ConsoleGivenTray *tray);
/* What cannot be opened here, as a sentence; NULL: all can. Free with g_free(). */
char             *console_given_describe_others        (const ConsoleGiven *given);

G_END_DECLS
