/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An audit report on paper: how many certificates there are of each month, template, account and authority, with
 * charts, and then each of them. On each page stand the fingerprint of the vault, and size and root of its log when
 * the report was begun.
 *
 * Certificates come one after another, once, while the list is drawn: a million need no memory.
 */
#pragma once

#include "audit/esp-report-counts.h"
#include "design/esp-plan-words.h"
#include "esp-chart.h"
#include "esp-pages.h"
#include "model/esp-ca-state.h"

G_BEGIN_DECLS

/* An authority that is in it, or that is left out. */
typedef struct
{
  const char *id;
  const char *label;
  const char *arn;
  EspCaState state; /* when the report was made */
} EspReportPagesCa;

typedef gboolean (*EspReportPagesAdd) (const EspCertificateRow *row, gpointer pages, GError **error);

/* Texts may come from anywhere. */
typedef struct
{
  const char *organization;
  const char *ca;            /* name, where it is of one authority */
  const char *account;       /* number and name, where it is of one account */
  const char *account_name;
  const char *made_by;
  const char *role;          /* or NULL */
  gint64 made_at;            /* what states are judged by */
  const char *vault_fingerprint; /* SHA-256 of the founder's certificate, hex; or NULL */
  gint64 log_size;
  const char *log_root;      /* hex */
  const EspReportPagesCa *cas;
  guint n_cas;
  const EspReportPagesCa *left_out; /* that are seen and may not be reported on */
  guint n_left_out;
  gboolean is_complete;      /* nothing is left out, named or not */
  const EspReportCounts *counts; /* of all that comes */
  GHashTable *accounts;      /* number -> name, of those that are known; or NULL */
  EspPlanTranslate translate; /* NULL: English */
  gboolean right_to_left;

  /* Calls @add for each certificate of the authority @index in order; as many as @counts has. */
  gboolean (*each) (guint index, EspReportPagesAdd add, gpointer pages, gpointer data, GError **error);
  gpointer data;
} EspReportPages;

/* The same report gives the same bytes. Errors: PAGES, those of @sink and of the certificates. */
gboolean  esp_report_pages_write (const EspReportPages *report, EspPagesSink sink, gpointer data, GError **error);

/* A chart of groups (esp_report_counts_list()) as it stands in the report: issued and revoked. Of months more than
 * four years are added up to years. @size 0: that of paper. */
EspChart *esp_report_pages_chart (GPtrArray *groups, EspReportBy by, GHashTable *accounts, EspPlanTranslate translate,
                                  double size, gboolean right_to_left);
/* A group as it is shown: "Radio (222233334444)", "No template". Free with g_free(). */
char     *esp_report_pages_label (const EspReportGroup *group, EspReportBy by, GHashTable *accounts,
                                  EspPlanTranslate translate);

G_END_DECLS
