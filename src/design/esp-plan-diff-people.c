/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guardrails, roles and people of a plan beside those that exist. A plan brings those that it
 * needs, so what exists besides is not looked at. */
#include "esp-plan-diff-private.h"

/* --- Which is which ---------------------------------------------------------------------------*/

static const EspPlanGuardrail *
find_guardrail (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (plan->guardrails, i);

      if (g_str_equal (guardrail->name, name))
        return guardrail;
    }
  return NULL;
}

static const EspPlanRole *
find_role (const EspPlan *plan, const char *account, const char *name)
{
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      if (g_str_equal (role->account, account) && g_str_equal (role->name, name))
        return role;
    }
  return NULL;
}

/* A name is one person in the whole vault. */
static const EspPlanPerson *
find_person (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);

      if (g_str_equal (person->name, name))
        return person;
    }
  return NULL;
}

/* The roles of @person that a plan can give. */
static char **
list_roles (const EspPlan *plan, const EspPlanPerson *person)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (char **name = person->roles; name && *name; name++)
    {
      const EspPlanRole *role = find_role (plan, person->account, *name);

      if (!role || !role->organization_scope)
        g_ptr_array_add (names, g_strdup (*name));
    }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* --- Comparing --------------------------------------------------------------------------------*/

static void
compare_guardrails (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (diff->plan->guardrails, i);
      const EspPlanGuardrail *other = find_guardrail (diff->existing, guardrail->name);

      if (other)
        esp_plan_diff_compare_guardrail (diff, guardrail, other);
      else
        esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_GUARDRAIL, guardrail->name, NULL);
    }
}

/* One of the whole organization comes with a vault: no plan makes or changes it. */
static void
compare_roles (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (diff->plan->roles, i);
      const EspPlanRole *other = find_role (diff->existing, role->account, role->name);

      if (role->organization_scope && (!other || other->organization_scope))
        continue;
      if (other)
        esp_plan_diff_compare_role (diff, role, other);
      else
        esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_ROLE, role->name, role->account);
    }
}

static void
compare_person (EspPlanDiff *diff, const EspPlanPerson *person, const EspPlanPerson *other)
{
  g_auto (GStrv) roles = list_roles (diff->plan, person);
  g_auto (GStrv) others = list_roles (diff->existing, other);

  esp_plan_diff_compare_person (diff, person, other, roles, others);
}

static void
compare_people (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (diff->plan->people, i);
      const EspPlanPerson *other = find_person (diff->existing, person->name);

      if (other)
        compare_person (diff, person, other);
      else
        esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_PERSON, person->name,
                           person->account);
    }
}

void
esp_plan_diff_people (EspPlanDiff *diff)
{
  compare_guardrails (diff);
  compare_roles (diff);
  compare_people (diff);
}
