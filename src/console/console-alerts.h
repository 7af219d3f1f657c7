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

/* What waits for an answer of who is signed in, as a sentence, but for what is seen at @place anyway; NULL: nothing.
 * @action: what shows it, with its target. Free both with g_free(). */
char *console_waiting_describe (ConsoleWaiting *waiting, const char *place, char **action);

/* What is due within so many days, of what CheckCertificateAuthorities found. */
gboolean console_finding_is_due (JsonObject *finding, int days);

/* console-alert-notices.c: tells the desktop of alerts that come and of what is due, as far as it is preferred, while
 * the window around @widget is not the one that is worked in. What was told is taken away with @widget: it goes when
 * the vault is locked. */
void console_alert_notices_watch (ConsoleWaiting *waiting, ConsoleSession *session, GtkWidget *widget);

/* A place in the sidebar. Properties "icon-name", "title" (a text of ours), "count" (0: none is shown). */
#define CONSOLE_TYPE_PLACE_ROW (console_place_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlaceRow, console_place_row, CONSOLE, PLACE_ROW, GtkListBoxRow)

G_END_DECLS
