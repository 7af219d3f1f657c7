/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table of certificates is restricted to beyond search and state: a button with the choices behind it, and a
 * chip for each that was made, which takes it back. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CERTIFICATE_FILTER (console_certificate_filter_get_type ())
/* Property "one-ca": the table is that of one CA, so neither CA nor account is asked for. Signal "changed". */
G_DECLARE_FINAL_TYPE (ConsoleCertificateFilter, console_certificate_filter, CONSOLE, CERTIFICATE_FILTER, AdwBin)

void       console_certificate_filter_set_session (ConsoleCertificateFilter *filter, ConsoleSession *session);
/* The chips, for wherever they are to stand; hidden while there are none. */
GtkWidget *console_certificate_filter_get_chips   (ConsoleCertificateFilter *filter);
gboolean   console_certificate_filter_is_active   (ConsoleCertificateFilter *filter);
/* No restriction; tells nobody. */
void       console_certificate_filter_clear       (ConsoleCertificateFilter *filter);
/* Texts are lent until the next change. */
void       console_certificate_filter_fill        (ConsoleCertificateFilter *filter, EspCertificateQuestion *question,
                                                   gint64 now);

G_END_DECLS
