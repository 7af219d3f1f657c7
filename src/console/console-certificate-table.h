/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of certificates as pages and tests hold it; made by console_certificate_table_new(). */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CERTIFICATE_TABLE (console_certificate_table_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCertificateTable, console_certificate_table, CONSOLE, CERTIFICATE_TABLE, AdwBin)

/* Property "ca" (read-only): UUID of the CA whose certificates are shown, or NULL. */
void                console_certificate_table_search   (ConsoleCertificateTable *table);
void                console_certificate_table_refresh  (ConsoleCertificateTable *table);
EspCertificateList *console_certificate_table_get_list (ConsoleCertificateTable *table);
/* What is selected, or NULL. */
EspCertificateItem *console_certificate_table_get_selected (ConsoleCertificateTable *table);

G_END_DECLS
