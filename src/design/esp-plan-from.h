/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan of what exists: from the plain records of a vault. What records do not say is left out: what a CA is meant
 * to issue, its name constraints, notes. People, roles, guardrails and approvers are taken where they are given: to
 * compare; who starts a plan from what exists wants its hierarchy. CAs that are deleted or failed, and the recovery
 * identity, are no part of it.
 */
#pragma once

#include "esp-plan.h"
#include "model/esp-principal.h"

G_BEGIN_DECLS

/* As the parent of a CA that was signed by another that no record tells of. */
#define ESP_PLAN_PARENT_ELSEWHERE "elsewhere"

/* Somebody with the names of the roles that they have. */
typedef struct
{
  EspPrincipal *principal;
  char **roles;
} EspPlanHolder;

void     esp_plan_holder_free (EspPlanHolder *holder);

typedef struct
{
  const char *organization; /* or NULL */
  GPtrArray *accounts;      /* EspAccount, or NULL */
  GPtrArray *cas;           /* EspCa, or NULL; in any order */
  GPtrArray *shares;        /* EspShare, or NULL; those to accounts that are pending or active at @now are taken */
  gint64 now;
  GPtrArray *guardrails;    /* EspGuardrail, or NULL */
  GPtrArray *roles;         /* EspRole, or NULL */
  GPtrArray *people;        /* EspPlanHolder, or NULL */
  GHashTable *approvers;    /* UUID of a CA -> char **, names of those who approve for it; what is not in it is not
                               told; or NULL */
} EspPlanRecords;

/* @arns, where wanted: key -> ARN of each CA; free with g_hash_table_unref(). */
EspPlan *esp_plan_new_from (const EspPlanRecords *records, GHashTable **arns);
/* "10y", "18m", "90d", or the time itself where the span is none of them. Free with g_free(). */
char    *esp_plan_tell_validity (gint64 not_before, gint64 not_after);

G_END_DECLS
