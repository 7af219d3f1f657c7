/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the table of certificates: cells, widths, and which of them is sorted. */
#pragma once

#include <adwaita.h>

#include "console-column-choice.h"
#include "engine/espalier.h"

G_BEGIN_DECLS

typedef struct _ConsoleCertificateColumns ConsoleCertificateColumns;

/* Adds the columns to @view, newest first. Lives as long as @view. @holder: what the actions of choosing are put
 * on. */
ConsoleCertificateColumns *console_certificate_columns_new (GtkColumnView *view, GtkWidget *holder);
ConsoleColumnChoice *console_certificate_columns_get_choice (ConsoleCertificateColumns *columns);
/* Of what was chosen, what fits into @width pixels stays, the less important columns go. @has_issuer: whether rows of
 * several CAs are shown. TRUE when something changed. */
gboolean console_certificate_columns_fit  (ConsoleCertificateColumns *columns, int width, gboolean has_issuer);
/* Which order the headers ask for. */
void     console_certificate_columns_sort (ConsoleCertificateColumns *columns, EspCertificateOrder *order,
                                           gboolean *descending);

G_END_DECLS
