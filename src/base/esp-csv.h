/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values as RFC 4180 writes them, with "\n" as line end: what the service's own
 * reports use and spreadsheets read. Cells are written as they are, also those that a spreadsheet
 * would compute ("=1+1"): what may stand in them is said by whoever writes (esp-report.h). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends one line; a NULL field is empty. Fields with a comma, a quote or a line end are quoted. */
void     esp_csv_append_line (GString            *text,
                              const char * const *fields,
                              gsize               n_fields);

G_END_DECLS
