/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan of what exists: from the plain records of a vault. What records do not say is left out: what a CA is meant
 * to issue, its name constraints, notes; people, roles and guardrails are not taken over. CAs that are deleted or
 * failed are no part of it.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

/* As the parent of a CA that was signed by another that no record tells of. */
#define ESP_PLAN_PARENT_ELSEWHERE "elsewhere"

typedef struct
{
  const char *organization; /* or NULL */
  GPtrArray *accounts;      /* EspAccount, or NULL */
  GPtrArray *cas;           /* EspCa, or NULL; in any order */
  GPtrArray *shares;        /* EspShare, or NULL; those to accounts that are pending or active at @now are taken */
  gint64 now;
} EspPlanRecords;

/* @arns, where wanted: key -> ARN of each CA; free with g_hash_table_unref(). */
EspPlan *esp_plan_new_from (const EspPlanRecords *records, GHashTable **arns);
/* "10y", "18m", "90d", or the time itself where the span is none of them. Free with g_free(). */
char    *esp_plan_tell_validity (gint64 not_before, gint64 not_after);

G_END_DECLS
