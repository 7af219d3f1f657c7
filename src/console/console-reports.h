/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page of audit reports and its windows know of each other. */
#pragma once

#include "console-report-rows.h"
#include "console-session.h"

G_BEGIN_DECLS

/* console-report-window.c: the certificates of a report in a table. Takes @rows. @record: of the history, the report
 * that was made here and is this one, or NULL: none is. @expected: of the history, the one that it should be, or NULL.
 * Modal, to be presented with console_dialog_present(). */
GtkWindow  *console_report_window_new    (ConsoleSession *session, ConsoleReportRows *rows, const char *name,
                                          const char *digest, JsonObject *record, JsonObject *expected);
ConsoleReportRows *console_report_window_get_rows (GtkWindow *window);
/* The sentence on top: what it is. */
const char *console_report_window_get_verdict (GtkWindow *window);

/* console-reports-page.c */
#define CONSOLE_TYPE_REPORTS_PAGE (console_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReportsPage, console_reports_page, CONSOLE, REPORTS_PAGE, AdwBin)
/* Reads @file and shows it; @expected as above. */
void        console_reports_page_open    (ConsoleReportsPage *page, GFile *file, JsonObject *expected);

/* "Everything", the name of the CA or of the account; of a row of the history. Free with g_free(). */
char       *console_report_scope_text    (JsonObject *record);

G_END_DECLS
