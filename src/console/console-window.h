/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The adaptive shell: sidebar and pages, toasts, notice bar; and every action of the window. Pages and
 * rows activate these by name and never call the window. *CA* is an ARN or a UUID; "" is the CA that
 * is selected in the sidebar.
 *
 *   win.create-root          -         win.open-vault        -         win.show-ca            s   CA
 *   win.create-subordinate   s   CA    win.create-vault      s         win.show-place         s   place
 *   win.issue                s   CA      ("", "automotive", "iot")     win.show-certificate   (ss)  CA, serial
 *   win.report               s   CA    win.close-vault       -         win.revoke             (sss) CA, serial, subject
 *   win.tags                 s   CA    win.lock              -         win.show-event         x   sequence
 *   win.disable              s   CA    win.switch-role       s   role  win.search             -
 *   win.enable               s   CA    win.sign-in-as        s   name  win.refresh            -
 *   win.save-crl             s   CA    win.recovery          -         win.back               -
 *   win.save-certificate     s   CA    win.copy-arn          s   CA
 *   win.save-chain           s   CA    win.copy-text         s   any identifier
 *   win.show-alert           x   Id    win.preferences       -         win.choose-role       -
 *
 * For the selected CA there are the same without a parameter, as "ca.issue", "ca.tags" …: they are
 * enabled only when the state of the CA and the role permit them (console-ca-actions.h), so menus and
 * buttons for the selected CA name these.
 *
 * For the open plan there are "plans.save", "plans.export" … (console-plan-actions.h).
 *
 * win.search (Ctrl+F) is passed on to the page as its class action "page.search", win.refresh (F5) as
 * "page.refresh": a page that can be searched or read again installs them.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_WINDOW (console_window_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleWindow, console_window, CONSOLE, WINDOW, AdwApplicationWindow)

ConsoleWindow  *console_window_new         (AdwApplication *application, ConsoleSession *session);
ConsoleSession *console_window_get_session (ConsoleWindow *window);
/* TRUE: nothing would be lost, and nothing is called. FALSE: it is asked first, and @proceed is called if it may be
 * closed; @data_free in any case. */
gboolean        console_window_may_close   (ConsoleWindow *window, void (*proceed) (gpointer data), gpointer data,
                                            GDestroyNotify data_free);

/* What somebody asked for before a person was signed in, or before a CA was there to do it with: it is done as soon as
 * both are. @name: "new-certificate" or "open-plan"; any other is ignored. The last one counts. */
void            console_window_run_errand  (ConsoleWindow *window, const char *name);

G_END_DECLS
