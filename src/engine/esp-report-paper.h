/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit report as a PDF: what it tells is collected here, drawn in draw/esp-report-pages.h. */
#pragma once

#include "esp-report-rows.h"

G_BEGIN_DECLS

/* Twice over the certificates: once to count them, once to list them. What is revoked while it is made is told as it
 * was when it was begun. */
gboolean esp_report_paper_write (EspOperationContext *context, const EspReportScope *scope,
                                 gboolean (*sink) (const char *bytes, gsize len, gpointer data, GError **error),
                                 gpointer data, gint64 *n_rows, GError **error);

G_END_DECLS
