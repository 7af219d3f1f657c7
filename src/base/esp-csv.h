/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values as RFC 4180 writes them, with "\n" as line end: what the service's own
 * reports use and spreadsheets read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends one line; a NULL field is empty. Fields with a comma, a quote or a line end are quoted. */
void     esp_csv_append_line (GString            *text,
                              const char * const *fields,
                              gsize               n_fields);

G_END_DECLS
