/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates page as tests see it; made by console_certificates_page_new(). */
#pragma once

#include "console-certificate-table.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CERTIFICATES_PAGE (console_certificates_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCertificatesPage, console_certificates_page, CONSOLE, CERTIFICATES_PAGE, AdwBin)

ConsoleCertificateTable *console_certificates_page_get_table (ConsoleCertificatesPage *page);

G_END_DECLS
