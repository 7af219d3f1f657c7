/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Audit reports in the service's exact form (reference, section 6): JSON, an array of objects, or
 * CSV with its header line. Rows are written one after another, so that a million need no memory.
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
