/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a plan would make, what differs, and what exists only here. Both sides are plans, so it is pure: what exists
 * is made a plan by esp-plan-from.h. Accounts are matched by number, guardrails and people by name, roles by account
 * and name, CAs by subject, account and parent, shares by CA, account and permission. What a vault's records do not
 * tell (uses, name constraints, notes) is not compared; approvers are where they were told and the plan names some.
 * What exists only here of guardrails, roles and people is no difference: a plan brings those that it needs, or none.
 * Roles of the whole organization, and who has one, are no plan's: they come with a vault.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PLAN_MISSING,   /* in the plan only: it would be made */
  ESP_PLAN_DIFFERS,   /* in both, and not the same in one member */
  ESP_PLAN_ONLY_HERE, /* exists, and the plan does not know it */
} EspPlanDifferenceKind;

typedef enum
{
  ESP_PLAN_THING_ACCOUNT,
  ESP_PLAN_THING_GUARDRAIL,
  ESP_PLAN_THING_ROLE,
  ESP_PLAN_THING_PERSON,
  ESP_PLAN_THING_CA,
  ESP_PLAN_THING_SHARE,
} EspPlanThing;

typedef struct
{
  EspPlanDifferenceKind kind;
  EspPlanThing thing;
  char *name;      /* what a person calls it */
  char *account;   /* number: of itself, of its owner, of the consumer; NULL: a guardrail */
  char *key;       /* of the CA in the plan; NULL: none */
  char *arn;       /* of the CA that exists; NULL: none, or not told */
  char *member;    /* DIFFERS: as the document calls it, "revocation.crlUrl", "policies.NAME"; else NULL */
  char *planned;   /* DIFFERS: both values as texts, NULL: not set */
  char *existing;
} EspPlanDifference;

/* In the order of the plan (accounts, guardrails, roles, people, CAs parents first, shares), what exists only here at
 * the end. @arns: key in @existing -> ARN, or NULL. Empty: the same. GPtrArray of EspPlanDifference. */
GPtrArray  *esp_plan_diff                  (const EspPlan *plan, const EspPlan *existing, GHashTable *arns);
/* The same. *@matches: key in @plan -> ARN of the CA that is there; free with g_hash_table_unref(). */
GPtrArray  *esp_plan_diff_and_match        (const EspPlan *plan, const EspPlan *existing, GHashTable *arns,
                                            GHashTable **matches);
/* That account @number exists only here is no difference while no CA of @existing is in it: for the account in which
 * a vault was founded, which no plan needs to name. */
void        esp_plan_diff_forget_account   (GPtrArray *differences, const EspPlan *existing, const char *number);
void        esp_plan_difference_free       (EspPlanDifference *difference);
const char *esp_plan_difference_kind_to_string (EspPlanDifferenceKind kind); /* "MISSING" */
const char *esp_plan_thing_to_string       (EspPlanThing thing); /* "CERTIFICATE_AUTHORITY" */

G_END_DECLS
