/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates that a report or a summary is about: of which authorities, and one after another. Long reads go
 * page by page up to the row that was the last when they began, so that they neither block a commit nor see half of
 * one.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-certificate-row.h"
#include "vault/esp-certificate-store.h"

G_BEGIN_DECLS

typedef gboolean (*EspReportRowFunc) (const EspCertificateRow *row, gpointer data, GError **error);

/* One reading of them, maybe of several authorities. */
typedef struct
{
  gint64 last_row; /* what is read ends here */
  gint64 n_rows;   /* that there are in all; 0: nobody is told how far it is */
  gint64 n_read;
} EspReportReading;

gboolean   esp_report_reading_begin (EspReportReading *reading, EspOperationContext *context, GError **error);
/* Calls @func for everything that @ca issued; rows are lent. Cancellation stops it. */
gboolean   esp_report_rows_each    (EspOperationContext *context, EspReportReading *reading, const EspCa *ca,
                                    EspReportRowFunc func, gpointer data, GError **error);

/* What a report covers. The service makes reports of active and disabled authorities only, and so a report of one is
 * one of these; what several are in has certificates of those that expired or were deleted as well, since some of them
 * may be good still, and all of them were issued. */
typedef struct
{
  char *account;       /* number, or NULL */
  char *account_name;
  gboolean is_all;     /* else of the CA or the account */
  GPtrArray *cas;      /* EspCa: what is in it */
  GPtrArray *left_out; /* EspCa: what the session sees and may not report on */
  gboolean is_complete; /* nothing is left out, seen or not */
} EspReportScope;

void       esp_report_scope_free   (EspReportScope *scope);
/* The scope that "CertificateAuthority", "Account" or neither of them names, for a row's resolve. One CA becomes the
 * resource; of several, each that is in it becomes a further right. Errors: CA_*, ACCOUNT_UNKNOWN, REPORT_SCOPE,
 * REPORT_NOTHING. */
EspReportScope *esp_report_scope_resolve (EspOperationContext *context, GError **error);
/* Into a result: Scope, Account?, AccountName?, CertificateAuthorities, LeftOut, Complete. */
void       esp_report_scope_show   (const EspReportScope *scope, JsonObject *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportScope, esp_report_scope_free)

G_END_DECLS
