/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of the names of things that are no authorities: accounts, guardrails, roles, people,
 * shares. */
#include "esp-plan-check-private.h"

#include "base/esp-error.h"
#include "model/esp-principal.h"

#define THINGS(list, type, unique)                                                                 \
  {                                                                                                \
#list, G_STRUCT_OFFSET(EspPlan, list), G_STRUCT_OFFSET(type, name), unique                     \
  }

static const EspPlanThings rows[] = {
  THINGS (accounts, EspPlanAccount, TRUE), THINGS (guardrails, EspPlanGuardrail, TRUE),
  THINGS (roles, EspPlanRole, FALSE),      THINGS (people, EspPlanPerson, FALSE),
  THINGS (shares, EspPlanShare, TRUE),     { NULL },
};

const EspPlanThings *
esp_plan_things (void)
{
  return rows;
}

static void
check_name (EspPlanReview *review, const EspPlanThings *things, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *subject = NULL;

  if (esp_thing_name_check (name, &error))
    return;
  problem = esp_error_format (error, NULL);
  subject = g_strconcat (things->list, "/", name, NULL);
  esp_plan_review_say (review, ESP_PLAN_CHECK_THING_NAME, NULL, NULL, subject, "name", name, "list",
                       things->list, "problem", problem, NULL);
}

static void
check_list (EspPlanReview *review, const EspPlanThings *things)
{
  GPtrArray *list = G_STRUCT_MEMBER (GPtrArray *, review->plan, things->offset);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    {
      char *name = G_STRUCT_MEMBER (char *, g_ptr_array_index (list, i), things->name_offset);
      g_autofree char *subject = g_strconcat (things->list, "/", name, NULL);

      check_name (review, things, name);
      if (!g_hash_table_add (seen, name) && things->unique)
        esp_plan_review_say (review, ESP_PLAN_CHECK_THING_TWICE, NULL, NULL, subject, "name", name,
                             "list", things->list, NULL);
    }
}

void
esp_plan_check_things (EspPlanReview *review)
{
  for (const EspPlanThings *things = rows; things->list; things++)
    check_list (review, things);
}
