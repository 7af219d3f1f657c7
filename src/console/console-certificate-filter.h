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
/* What it is restricted to now; to be put back with the second, which tells, and freed with the third. */
typedef struct _ConsoleCertificateChoice ConsoleCertificateChoice;
ConsoleCertificateChoice *console_certificate_filter_copy (ConsoleCertificateFilter *filter);
void       console_certificate_filter_put_back    (ConsoleCertificateFilter *filter,
                                                   const ConsoleCertificateChoice *choice);
void       console_certificate_choice_free        (ConsoleCertificateChoice *choice);
/* Texts are lent until the next change. */
void       console_certificate_filter_fill        (ConsoleCertificateFilter *filter, EspCertificateQuestion *question,
                                                   gint64 now);

G_END_DECLS
