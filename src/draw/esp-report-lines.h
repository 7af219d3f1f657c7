/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates of an audit report on paper, two lines each, all as high: what is too long ends in "…". */
#pragma once

#include "esp-chart.h"
#include "esp-report-pages.h"

G_BEGIN_DECLS

typedef struct _EspReportLines EspReportLines;

EspReportLines *esp_report_lines_new   (const EspReportPages *report, EspPlanTranslate translate);
void            esp_report_lines_free  (EspReportLines *lines);
/* A table of @n certificates. Where pages are only counted, nothing has to be added. */
void            esp_report_lines_begin (EspReportLines *lines, EspPages *pages, gint64 n);
void            esp_report_lines_add   (EspReportLines *lines, const EspCertificateRow *row);
/* No more come, and no room is kept for them. */
void            esp_report_lines_stop  (EspReportLines *lines);
/* What was not added stays empty, so that the pages are as many as were counted. */
void            esp_report_lines_end   (EspReportLines *lines);
/* The same where pages are only counted. */
double          esp_report_lines_measure_chart (EspReportLines *lines, const EspChart *chart, double width);

G_END_DECLS
