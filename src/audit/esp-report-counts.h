/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What certificates amount to: how many of each authority, account, template and month were issued and revoked. Rows
 * are counted one after another; what is kept grows with the groups, not with the rows.
 */
#pragma once

#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_REPORT_BY_CA,       /* id: its UUID; two may have one name */
  ESP_REPORT_BY_ACCOUNT,  /* number of the account that asked for it */
  ESP_REPORT_BY_TEMPLATE, /* name without its ARN; "" where none is known */
  ESP_REPORT_BY_MONTH,    /* "2026-01" */
  ESP_REPORT_N_BY
} EspReportBy;

/* issued is the sum of the three states. Of a month they are those of what was issued in it. */
typedef struct
{
  char *id;   /* what is counted as one; the name where that is enough */
  char *name;
  gint64 issued, valid, expired, revoked;
  gint64 revocations; /* of a month: revoked in it, whenever issued; of other groups as many as revoked */
} EspReportGroup;

typedef struct _EspReportCounts EspReportCounts;

/* @now: what states are judged by. */
EspReportCounts *esp_report_counts_new  (gint64 now);
void             esp_report_counts_free (EspReportCounts *counts);
void             esp_report_counts_add  (EspReportCounts *counts, const EspCertificateRow *row);
/* In the order of their names; of months none between the first and the last is missing. GPtrArray of
 * EspReportGroup. */
GPtrArray       *esp_report_counts_list (const EspReportCounts *counts, EspReportBy by);
/* Of all; without a name. */
const EspReportGroup *esp_report_counts_get_total (const EspReportCounts *counts);

const char      *esp_report_by_to_string   (EspReportBy by); /* "ca", "account", "template", "month" */
gboolean         esp_report_by_from_string (const char *text, EspReportBy *by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportCounts, esp_report_counts_free)

G_END_DECLS
