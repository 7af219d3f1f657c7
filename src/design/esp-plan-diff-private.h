/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the two halves of comparing, matching things and comparing their values. */
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
/* Adds a row for each member in which the two differ. */
void esp_plan_diff_compare_account (EspPlanDiff *diff, const EspPlanAccount *account, const EspPlanAccount *other);
void esp_plan_diff_compare_ca      (EspPlanDiff *diff, const EspPlanCa *ca, const EspPlanCa *other);
void esp_plan_diff_compare_share   (EspPlanDiff *diff, const EspPlanShare *share, const EspPlanShare *other);

G_END_DECLS
