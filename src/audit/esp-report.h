/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Audit reports in the service's exact form (reference, section 6): JSON, an array of objects, or
 * CSV with its header line. Rows are written one after another, so that a million need no memory.
 *
 * Spreadsheets compute cells that begin with "=", "+", "-", "@", a tab or a line end. Nothing is put before such a cell
 * to prevent that: the form is the service's, byte by byte, and programs compare it. It needs nothing either: no cell
 * of a report of a vault can begin so. Accounts and serials begin with a digit, ARNs, reasons and templates with a
 * letter, times with a digit, and a subject with the name or the number of its first attribute ("CN==1+1"), inside of
 * quotes that its own quotes can't end. Whoever makes rows elsewhere must keep to that.
 */
#pragma once

#include <glib.h>

#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_REPORT_JSON,
  ESP_REPORT_CSV,
} EspReportFormat;

typedef struct _EspReportWriter EspReportWriter;

/* Takes text when there is some of it; FALSE stops the writer with @error set. */
typedef gboolean (*EspReportSink) (const char *text, gsize len, gpointer data, GError **error);

EspReportWriter *esp_report_writer_new    (EspReportFormat format, EspReportSink sink, gpointer data);
/* @ca_arn: of the issuing CA. */
gboolean         esp_report_writer_add    (EspReportWriter *writer, const EspCertificateRow *row,
                                           const char *ca_arn, GError **error);
/* Ends the document. Nothing may be added afterwards. */
gboolean         esp_report_writer_finish (EspReportWriter *writer, GError **error);
guint64          esp_report_writer_get_n_rows (EspReportWriter *writer);
void             esp_report_writer_free   (EspReportWriter *writer);
gboolean         esp_report_format_from_string (const char *text, EspReportFormat *format); /* any case */
const char      *esp_report_format_to_string   (EspReportFormat format); /* "JSON" */
/* The eight reason names by X.509 code, as reports spell them; NULL for none. */
const char      *esp_report_reason_name   (int code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportWriter, esp_report_writer_free)

G_END_DECLS
