/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what under a plan that is made: the plan's own roles, policies and guardrails, decided
 * by the one function that decides everything (access/esp-decision.h). CAs of one account with the
 * same tags are all alike to a policy, so each question is asked once for all of them.
 */
#include "esp-plan-check-private.h"

#include "access/esp-decision.h"
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "model/esp-arn.h"

/* The id that a CA of the plan will have is not known; policies of a plan name all CAs of an
 * account. */
#define ANY_CA "00000000-0000-0000-0000-000000000000"

typedef struct
{
  const EspPlanRole *role;
  GPtrArray *policies; /* EspPolicy; those that can be read */
  char *arn;
} Role;

typedef struct
{
  const EspPlanGuardrail *guardrail;
  EspPolicy *policy;
} Guardrail;

typedef struct
{
  gconstpointer person, role;
  const char *action;
  guint group;
} Question;

struct _EspPlanRights
{
  const EspPlanReview *review;
  GHashTable *roles;     /* account and name -> Role */
  GPtrArray *guardrails; /* Guardrail */
  guint *groups;         /* of each node, by index; 0: not known yet */
  GHashTable *group_ids; /* account and tags -> number of the group */
  GHashTable *answers;   /* Question -> gboolean + 1 */
  guint n_decisions;
};

/* --- Reading policies --------------------------------------------------------------------------*/

static EspPolicy *
read_policy (EspPolicyKind kind, const char *name, JsonNode *document, GError **error)
{
  g_autofree char *text = document ? json_to_string (document, FALSE) : g_strdup ("");

  return esp_policy_parse_kind (kind, name, text, error);
}

static void
say_unreadable (EspPlanReview *review, const char *policy, const char *owner, const GError *error)
{
  g_autofree char *subject = g_strdup_printf ("%s/%s", owner, policy);
  g_autofree char *problem = esp_error_format (error, NULL);

  esp_plan_review_say (review, ESP_PLAN_CHECK_POLICY, NULL, NULL, subject, "policy", policy,
                       "owner", owner, "problem", problem, NULL);
}

static char *
make_role_key (const char *account, const char *name)
{
  return g_strconcat (account ? account : "", "\n", name, NULL);
}

static void
free_role (gpointer data)
{
  Role *role = data;

  g_ptr_array_unref (role->policies);
  g_free (role->arn);
  g_free (role);
}

static void
read_role (EspPlanReview *review, EspPlanRights *rights, const EspPlanRole *planned)
{
  Role *role = g_new0 (Role, 1);

  role->role = planned;
  role->policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  role->arn = esp_arn_role (planned->account, planned->name);
  for (guint i = 0; i < planned->policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (planned->policies, i);
      g_autoptr (GError) error = NULL;
      EspPolicy *parsed = read_policy (ESP_POLICY_IDENTITY, policy->name, policy->document, &error);

      if (parsed)
        g_ptr_array_add (role->policies, parsed);
      else
        say_unreadable (review, policy->name, planned->name, error);
    }
  g_hash_table_insert (rights->roles, make_role_key (planned->account, planned->name), role);
}

static void
free_guardrail (gpointer data)
{
  Guardrail *guardrail = data;

  esp_policy_unref (guardrail->policy);
  g_free (guardrail);
}

static void
read_guardrail (EspPlanReview *review, EspPlanRights *rights, const EspPlanGuardrail *planned)
{
  g_autoptr (GError) error = NULL;
  EspPolicy *policy = read_policy (ESP_POLICY_GUARDRAIL, planned->name, planned->document, &error);
  Guardrail *guardrail;

  if (!policy)
    {
      say_unreadable (review, planned->name, planned->name, error);
      return;
    }
  guardrail = g_new0 (Guardrail, 1);
  guardrail->guardrail = planned;
  guardrail->policy = policy;
  g_ptr_array_add (rights->guardrails, guardrail);
}

/* --- Questions ---------------------------------------------------------------------------------*/

static guint
hash_question (gconstpointer data)
{
  const Question *question = data;

  return g_direct_hash (question->person) * 31 + g_direct_hash (question->role) * 17 +
         g_direct_hash (question->action) + question->group * 7919;
}

static gboolean
equal_questions (gconstpointer a, gconstpointer b)
{
  const Question *x = a, *y = b;

  return x->person == y->person && x->role == y->role && x->action == y->action &&
         x->group == y->group;
}

guint
esp_plan_rights_get_group (EspPlanRights *rights, const EspPlanNode *node)
{
  GString *text;
  guint group = rights->groups[node->index];

  if (group)
    return group;
  text = g_string_new (node->ca->account);
  for (guint i = 0; i < node->ca->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (node->ca->tags, i);

      g_string_append_printf (text, "\n%s\n%s", tag->key, tag->value ? tag->value : "");
    }
  group = GPOINTER_TO_UINT (g_hash_table_lookup (rights->group_ids, text->str));
  if (!group)
    {
      group = g_hash_table_size (rights->group_ids) + 1;
      g_hash_table_insert (rights->group_ids, g_strdup (text->str), GUINT_TO_POINTER (group));
    }
  g_string_free (text, TRUE);
  rights->groups[node->index] = group;
  return group;
}

static EspConditionKeys *
make_keys (const EspPlanRights *rights,
           const EspPlanPerson *person,
           const char *arn,
           const EspPlanNode *node)
{
  EspConditionKeys *keys = esp_condition_keys_new ();
  g_autofree char *now = esp_time_to_rfc3339 (rights->review->now);

  esp_condition_keys_set (keys, "aws:PrincipalArn", arn);
  esp_condition_keys_set (keys, "aws:PrincipalAccount", person->account);
  esp_condition_keys_set (keys, "aws:PrincipalType", "User");
  esp_condition_keys_set (keys, "aws:username", person->name);
  esp_condition_keys_set (keys, "aws:CurrentTime", now);
  esp_condition_keys_set (keys, "aws:ResourceAccount", node->ca->account);
  for (guint i = 0; i < person->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (person->tags, i);

      esp_condition_keys_set_tag (keys, "aws:PrincipalTag", tag->key, tag->value);
    }
  for (guint i = 0; i < node->ca->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (node->ca->tags, i);

      esp_condition_keys_set_tag (keys, "aws:ResourceTag", tag->key, tag->value);
    }
  return keys;
}

static GPtrArray *
list_guardrails (const EspPlanRights *rights, const char *account)
{
  GPtrArray *policies = g_ptr_array_new ();

  for (guint i = 0; i < rights->guardrails->len; i++)
    {
      const Guardrail *guardrail = g_ptr_array_index (rights->guardrails, i);
      char **accounts = guardrail->guardrail->accounts;

      if (!accounts || !*accounts || g_strv_contains ((const char *const *) accounts, account))
        g_ptr_array_add (policies, guardrail->policy);
    }
  return policies;
}

static gboolean
decide (EspPlanRights *rights,
        const EspPlanPerson *person,
        const Role *role,
        const char *action,
        const EspPlanNode *node)
{
  g_autofree char *arn = esp_arn_principal (person->account, person->name);
  g_autofree char *resource = esp_arn_ca (node->ca->account, ANY_CA);
  g_autoptr (EspConditionKeys) keys = make_keys (rights, person, arn, node);
  g_autoptr (GPtrArray) guardrails = list_guardrails (rights, person->account);
  EspAccessRequest request = {
    .action = action,
    .resource = resource,
    .resource_account = node->ca->account,
    .principal = arn,
    .principal_role = role->arn,
    .principal_account = person->account,
    .principal_active = TRUE,
    .organization_scope = role->role->organization_scope,
    .keys = keys,
    .guardrails = guardrails,
    .identity_policies = role->policies,
  };

  rights->n_decisions++;
  return esp_decide_quickly (&request) == ESP_DECISION_ALLOW;
}

static gboolean
ask (EspPlanRights *rights,
     const EspPlanPerson *person,
     const Role *role,
     const char *action,
     const EspPlanNode *node)
{
  Question question = { person, role, g_intern_string (action),
                        esp_plan_rights_get_group (rights, node) };
  guint answer;

  if (!role->role->organization_scope && g_strcmp0 (person->account, node->ca->account) != 0)
    return FALSE;
  answer = GPOINTER_TO_UINT (g_hash_table_lookup (rights->answers, &question));
  if (!answer && esp_plan_rights_is_exhausted (rights))
    return FALSE;
  if (!answer)
    {
      answer = (guint) decide (rights, person, role, action, node) + 1;
      g_hash_table_insert (rights->answers, g_memdup2 (&question, sizeof question),
                           GUINT_TO_POINTER (answer));
    }
  return answer - 1;
}

gboolean
esp_plan_rights_allow (EspPlanRights *rights,
                       const EspPlanPerson *person,
                       const EspPlanRole *role,
                       const char *action,
                       const EspPlanNode *node)
{
  for (char **name = person->roles; name && *name; name++)
    {
      g_autofree char *key = make_role_key (person->account, *name);
      const Role *known = g_hash_table_lookup (rights->roles, key);

      if (known && (!role || known->role == role) && ask (rights, person, known, action, node))
        return TRUE;
    }
  return FALSE;
}

gboolean
esp_plan_rights_is_exhausted (const EspPlanRights *rights)
{
  return rights->n_decisions >= ESP_PLAN_MAX_DECISIONS;
}

GPtrArray *
esp_plan_rights_list_roles (EspPlanRights *rights, const EspPlanPerson *person)
{
  GPtrArray *roles = g_ptr_array_new ();

  for (char **name = person->roles; name && *name; name++)
    {
      g_autofree char *key = make_role_key (person->account, *name);
      const Role *known = g_hash_table_lookup (rights->roles, key);

      if (known)
        g_ptr_array_add (roles, (gpointer) known->role);
    }
  return roles;
}

/* --- Its life ----------------------------------------------------------------------------------*/

EspPlanRights *
esp_plan_rights_new (EspPlanReview *review)
{
  EspPlanRights *rights = g_new0 (EspPlanRights, 1);

  rights->review = review;
  rights->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_role);
  rights->guardrails = g_ptr_array_new_with_free_func (free_guardrail);
  rights->groups = g_new0 (guint, review->n_nodes);
  rights->group_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rights->answers = g_hash_table_new_full (hash_question, equal_questions, g_free, NULL);
  for (guint i = 0; i < review->plan->guardrails->len; i++)
    read_guardrail (review, rights, g_ptr_array_index (review->plan->guardrails, i));
  for (guint i = 0; i < review->plan->roles->len; i++)
    read_role (review, rights, g_ptr_array_index (review->plan->roles, i));
  return rights;
}

void
esp_plan_rights_free (EspPlanRights *rights)
{
  if (!rights)
    return;
  g_hash_table_unref (rights->answers);
  g_hash_table_unref (rights->group_ids);
  g_hash_table_unref (rights->roles);
  g_ptr_array_unref (rights->guardrails);
  g_free (rights->groups);
  g_free (rights);
}
