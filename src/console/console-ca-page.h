/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a CA as tests see it; made by console_ca_page_new(). */
#pragma once

#include "console-ca-overview.h"
#include "console-certificate-table.h"
#include "console-event-view.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CA_PAGE (console_ca_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCaPage, console_ca_page, CONSOLE, CA_PAGE, AdwBin)

/* Property "tab" (writable): "overview", "certificates", "revocation", "activity";
 * "notice" (read-only): the state of the CA
 * as a sentence where it is not active, else "". Class actions "page.search", "page.refresh", and of the
 * notice "page.enable", "page.restore", "page.import". */
ConsoleCaOverview       *console_ca_page_get_overview (ConsoleCaPage *page);
ConsoleCertificateTable *console_ca_page_get_table    (ConsoleCaPage *page);
ConsoleEventView        *console_ca_page_get_events   (ConsoleCaPage *page);

G_END_DECLS
