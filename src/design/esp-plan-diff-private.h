/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: matching things (esp-plan-diff.c, and people in esp-plan-diff-people.c) and comparing their
 * values (esp-plan-diff-values.c). */
#pragma once

#include "esp-plan-diff.h"

G_BEGIN_DECLS

typedef struct
{
  const EspPlan *plan, *existing;
  GHashTable *arns;
  GHashTable *identities;  /* of CAs that exist and are not matched yet -> EspPlanCa */
  GHashTable *matches;     /* key in the plan -> key in what exists */
  GHashTable *known;       /* keys in what exists that are matched */
  gboolean *known_shares;  /* by index in what exists */
  GPtrArray *differences;
} EspPlanDiff;

EspPlanDifference *esp_plan_diff_add (EspPlanDiff *diff, EspPlanDifferenceKind kind, EspPlanThing thing,
                                      const char *name, const char *account);
/* Guardrails, roles and people of the plan: made, or different. */
void esp_plan_diff_people          (EspPlanDiff *diff);
/* Adds a row for each member in which the two differ. */
void esp_plan_diff_compare_account (EspPlanDiff *diff, const EspPlanAccount *account, const EspPlanAccount *other);
void esp_plan_diff_compare_guardrail (EspPlanDiff *diff, const EspPlanGuardrail *guardrail,
                                      const EspPlanGuardrail *other);
void esp_plan_diff_compare_role    (EspPlanDiff *diff, const EspPlanRole *role, const EspPlanRole *other);
/* @roles, @others: those that count. */
void esp_plan_diff_compare_person  (EspPlanDiff *diff, const EspPlanPerson *person, const EspPlanPerson *other,
                                    char **roles, char **others);
void esp_plan_diff_compare_ca      (EspPlanDiff *diff, const EspPlanCa *ca, const EspPlanCa *other);
void esp_plan_diff_compare_share   (EspPlanDiff *diff, const EspPlanShare *share, const EspPlanShare *other);

G_END_DECLS
