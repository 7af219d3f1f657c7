/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An audit report that was read from a file, as a list model: a million certificates are a block of memory, and
 * objects only for those that are looked at. Read and searched in a thread.
 */
#pragma once

#include <gio/gio.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_REPORT_ROW (console_report_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReportRow, console_report_row, CONSOLE, REPORT_ROW, GObject)

/* Texts are data, not markup; owned by the row. */
const char *console_report_row_get_subject  (ConsoleReportRow *row);
const char *console_report_row_get_serial   (ConsoleReportRow *row);
const char *console_report_row_get_account  (ConsoleReportRow *row);
const char *console_report_row_get_issuer   (ConsoleReportRow *row); /* ARN of the authority */
const char *console_report_row_get_template (ConsoleReportRow *row); /* name without its ARN, or "" */
const char *console_report_row_get_reason   (ConsoleReportRow *row); /* or "" */
gint64      console_report_row_get_issued   (ConsoleReportRow *row);
gint64      console_report_row_get_end      (ConsoleReportRow *row);
gint64      console_report_row_get_revoked  (ConsoleReportRow *row); /* 0: not */

#define CONSOLE_TYPE_REPORT_ROWS (console_report_rows_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReportRows, console_report_rows, CONSOLE, REPORT_ROWS, GObject)

/* Reads @file; a PDF has no rows, only its digest. Errors: REPORT_READ, FILE_*. */
void        console_report_rows_load_async  (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer data);
ConsoleReportRows *console_report_rows_load_finish (GAsyncResult *result, char **digest, GError **error);
const char *console_report_rows_get_format  (ConsoleReportRows *rows); /* "JSON", "CSV", "PDF" */
/* Of all, as of when it was read; authorities go by their ARN. */
const EspReportCounts *console_report_rows_get_counts (ConsoleReportRows *rows);
guint       console_report_rows_get_n_all   (ConsoleReportRows *rows);
/* Only what has @text in subject or serial is shown; NULL or "": all. What is still searched for is given up. */
void        console_report_rows_search      (ConsoleReportRows *rows, const char *text);
gboolean    console_report_rows_is_searching (ConsoleReportRows *rows);

G_END_DECLS
