/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of people: who holds which roles, and whether two people are what they look like. What a
 * role amounts to is never read from its name, but decided with its policies (esp-plan-rights.c).
 */
#include "esp-plan-check-private.h"

#define DISABLE "acm-pca:UpdateCertificateAuthority"
#define DELETE "acm-pca:DeleteCertificateAuthority"
#define APPROVE "espalier:Approve"
#define PEOPLE_NEEDED 2

typedef struct
{
  EspPlanReview *review;
  EspPlanRights *rights;
  GHashTable *people;  /* name -> EspPlanPerson */
  gboolean has_people; /* the plan brings people and roles; else the vault has them */
  GHashTable *counts;  /* group of a CA without approvers of its own -> how many may approve, + 1 */
  const char *left_out; /* the first person who was not looked at to the end, or NULL */
} People;

/* --- Roles -------------------------------------------------------------------------------------*/

static void
check_roles (People *people, GHashTable *roles, const EspPlanPerson *person)
{
  for (char **name = person->roles; name && *name; name++)
    {
      g_autofree char *key = g_strconcat (person->account, "\n", *name, NULL);
      g_autofree char *subject = NULL;

      if (g_hash_table_contains (roles, key))
        continue;
      subject = g_strdup_printf ("%s/%s", person->name, *name);
      esp_plan_review_say (people->review, ESP_PLAN_CHECK_ROLE_UNKNOWN, NULL, NULL, subject,
                           "person", person->name, "role", *name, "account",
                           esp_plan_review_account_name (people->review, person->account), NULL);
    }
}

static void
check_all_roles (People *people)
{
  const EspPlan *plan = people->review->plan;
  g_autoptr (GHashTable) roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (plan->roles->len == 0)
    return;
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      g_hash_table_add (roles, g_strconcat (role->account, "\n", role->name, NULL));
    }
  for (guint i = 0; i < plan->people->len; i++)
    check_roles (people, roles, g_ptr_array_index (plan->people, i));
}

/* --- One person in both roles ------------------------------------------------------------------*/

static const EspPlanRole *
find_role (People *people, const EspPlanPerson *person, const char *action, const EspPlanNode *node)
{
  g_autoptr (GPtrArray) roles = esp_plan_rights_list_roles (people->rights, person);

  for (guint i = 0; i < roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (roles, i);

      if (esp_plan_rights_allow (people->rights, person, role, action, node))
        return role;
    }
  return NULL;
}

static gboolean
may_both (People *people, const EspPlanPerson *person, const EspPlanNode *node)
{
  return esp_plan_rights_allow (people->rights, person, NULL, DELETE, node) &&
         esp_plan_rights_allow (people->rights, person, NULL, DISABLE, node);
}

/* A root of production is named before one for tests. */
static void
check_one_person (People *people, GPtrArray *roots, const EspPlanPerson *person)
{
  const EspPlanNode *found = NULL;

  for (guint i = 0; i < roots->len && (!found || found->ca->development); i++)
    {
      const EspPlanNode *node = g_ptr_array_index (roots, i);

      if ((!found || !node->ca->development) && may_both (people, person, node))
        found = node;
    }
  if (esp_plan_rights_is_exhausted (people->rights))
    people->left_out = people->left_out ? people->left_out : person->name;
  else if (found)
    esp_plan_review_say (people->review, ESP_PLAN_CHECK_ONE_PERSON, found, NULL, person->name,
                         "person", person->name, "disabling",
                         find_role (people, person, DISABLE, found)->name, "deleting",
                         find_role (people, person, DELETE, found)->name, NULL);
}

/* One root of each group; for tests and for production apart. */
static GPtrArray *
list_roots (People *people)
{
  const EspPlanReview *review = people->review;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *roots = g_ptr_array_new ();

  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];
      guint group;

      if (!node->is_root)
        continue;
      group = esp_plan_rights_get_group (people->rights, node) * 2 +
              (node->ca->development ? 1 : 0);
      if (g_hash_table_add (seen, GUINT_TO_POINTER (group)))
        g_ptr_array_add (roots, node);
    }
  return roots;
}

static void
check_people (People *people)
{
  const EspPlanReview *review = people->review;
  g_autoptr (GPtrArray) roots = list_roots (people);

  for (guint i = 0; i < review->plan->people->len && !people->left_out; i++)
    check_one_person (people, roots, g_ptr_array_index (review->plan->people, i));
}

/* --- Dual control ------------------------------------------------------------------------------*/

static gboolean
may_approve (People *people, const EspPlanPerson *person, const EspPlanNode *node)
{
  return !person->service && esp_plan_rights_allow (people->rights, person, NULL, APPROVE, node);
}

/* Not more than are needed are counted. */
static guint
count_all_approvers (People *people, const EspPlanNode *node)
{
  GPtrArray *all = people->review->plan->people;
  gpointer group = GUINT_TO_POINTER (esp_plan_rights_get_group (people->rights, node));
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (people->counts, group));

  if (n > 0)
    return n - 1;
  for (guint i = 0; i < all->len && n < PEOPLE_NEEDED; i++)
    n += may_approve (people, g_ptr_array_index (all, i), node);
  g_hash_table_insert (people->counts, group, GUINT_TO_POINTER (n + 1));
  return n;
}

static guint
count_approvers (People *people, const EspPlanNode *node)
{
  char **names = node->ca->approvers;
  guint n = 0;

  if (!names || !*names)
    return count_all_approvers (people, node);
  for (char **name = names; *name && n < PEOPLE_NEEDED; name++)
    {
      const EspPlanPerson *person = g_hash_table_lookup (people->people, *name);

      n += person && may_approve (people, person, node);
    }
  return n;
}

static void
check_approvers (People *people, const EspPlanNode *node)
{
  for (char **name = node->ca->approvers; name && *name; name++)
    {
      const EspPlanPerson *person = g_hash_table_lookup (people->people, *name);
      gboolean may;

      if (!person)
        {
          esp_plan_review_say (people->review, ESP_PLAN_CHECK_APPROVER_UNKNOWN, node, NULL, *name,
                               "person", *name, NULL);
          continue;
        }
      may = may_approve (people, person, node);
      if (esp_plan_rights_is_exhausted (people->rights))
        return;
      if (!may)
        esp_plan_review_say (people->review, ESP_PLAN_CHECK_APPROVER_MAY_NOT, node, NULL, *name,
                             "person", *name, NULL);
    }
}

static void
check_dual_control (People *people, const EspPlanNode *node)
{
  const EspPlanCa *ca = node->ca;
  guint n;

  if (!ca->dual_control && node->is_root)
    esp_plan_review_say (people->review, ESP_PLAN_CHECK_DUAL_CONTROL_OFF, node, NULL, NULL, NULL);
  if (!ca->dual_control && ca->approvers && *ca->approvers)
    esp_plan_review_say (people->review, ESP_PLAN_CHECK_APPROVERS_UNUSED, node, NULL, NULL, NULL);
  if (!ca->dual_control || !people->has_people || esp_plan_rights_is_exhausted (people->rights))
    return;
  check_approvers (people, node);
  n = count_approvers (people, node);
  if (n < PEOPLE_NEEDED && !esp_plan_rights_is_exhausted (people->rights))
    esp_plan_review_say (people->review, ESP_PLAN_CHECK_DUAL_CONTROL_ALONE, node, NULL, NULL,
                         "count", n == 0 ? "0" : "1", NULL);
}

void
esp_plan_check_people (EspPlanReview *review)
{
  g_autoptr (EspPlanRights) rights = esp_plan_rights_new (review);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  People people = { review, rights, names, FALSE, counts, NULL };

  people.has_people = review->plan->people->len > 0 && review->plan->roles->len > 0;
  for (guint i = 0; i < review->plan->people->len; i++)
    {
      EspPlanPerson *person = g_ptr_array_index (review->plan->people, i);

      g_hash_table_insert (names, person->name, person);
    }
  check_all_roles (&people);
  for (guint i = 0; i < review->n_nodes; i++)
    check_dual_control (&people, &review->nodes[i]);
  check_people (&people);
  if (people.left_out)
    esp_plan_review_say (review, ESP_PLAN_CHECK_PEOPLE_MANY, NULL, NULL, NULL, "person",
                         people.left_out, "limit", G_STRINGIFY (ESP_PLAN_MAX_DECISIONS), NULL);
}
