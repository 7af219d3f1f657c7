/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts: their words and dialog (console-alerts-page.c), and how many of what wait for who is signed in
 * (console-waiting.c). */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* So many are shown at once; all of them stand in the log. */
#define CONSOLE_ALERTS_MAX 200

/* As a sentence in the language of whoever reads it; free with g_free(). */
char      *console_alert_sentence   (JsonObject *alert);
GtkWindow *console_alert_dialog_new (ConsoleSession *session, JsonObject *alert);

/* Counted anew when something changed. Properties (read-only, guint, with notify): "approvals" that this person may
 * approve, "shares": invitations to their account, "alerts" that nobody has seen yet. Signal "alerted" (JsonObject)
 * for each that came since, by somebody else. */
#define CONSOLE_TYPE_WAITING (console_waiting_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleWaiting, console_waiting, CONSOLE, WAITING, GObject)
ConsoleWaiting *console_waiting_new (ConsoleSession *session);

/* console-alert-notices.c: tells of what comes on the desktop, while the window around @widget is not the one that
 * is worked in. */
void console_alert_notices_watch (ConsoleWaiting *waiting, GtkWidget *widget);

/* A place in the sidebar. Properties "icon-name", "title" (a text of ours), "count" (0: none is shown). */
#define CONSOLE_TYPE_PLACE_ROW (console_place_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlaceRow, console_place_row, CONSOLE, PLACE_ROW, GtkListBoxRow)

G_END_DECLS
