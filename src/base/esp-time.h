/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Times as text. Inside the core a time is Unix seconds in UTC; RFC 3339 with "Z" is the form of
 * documents, the log and the command line, "+0000" that of the service's audit reports.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The last second X.509 can name: 9999-12-31T23:59:59Z (RFC 5280, 4.1.2.5). */
#define ESP_TIME_MAX G_GINT64_CONSTANT (253402300799)
#define ESP_TIME_DAY G_GINT64_CONSTANT (86400)

/* "2026-01-10T08:00:00Z"; free with g_free(). */
char    *esp_time_to_rfc3339   (gint64       time);
/* "2026-01-10T08:00:00+0000", the form of audit reports. */
char    *esp_time_to_report    (gint64       time);
/* "2026-01-10", for tables. */
char    *esp_time_to_date      (gint64       time);
/* Accepts RFC 3339 with an offset, the report form, and a bare date (midnight UTC); years 1950 to
 * 9999. Errors: ESP_REASON_TIME_SYNTAX. */
gboolean esp_time_parse        (const char  *text,
                                gint64      *time,
                                GError     **error);
/* Calendar arithmetic in UTC: the 31st plus a month is the last day of that month. Saturates at
 * ESP_TIME_MAX. */
gint64   esp_time_add_months   (gint64       time,
                                gint64       months);
gint64   esp_time_add_days     (gint64       time,
                                gint64       days);

G_END_DECLS
