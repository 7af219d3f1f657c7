/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision. Its order is the whole of it: what is unknown or inactive is out, an explicit deny
 * anywhere ends it, each guardrail that allows anything must allow this, another account's things
 * need a share, what reaches all accounts is changed in a role that reaches them too, and then an
 * identity policy or the resource policy must allow. One walk over all statements answers every
 * question of this file; whether it also writes down what it saw is the only difference between the
 * three that are public.
 */
#include "esp-decision.h"

#include "base/esp-error.h"
#include "esp-statement.h"

#define N_SOURCES (ESP_POLICY_SOURCE_RESOURCE + 1)

static const char *const outcome_names[] = { "ALLOW", "EXPLICIT_DENY", "IMPLICIT_DENY" };
static const char *const source_names[N_SOURCES] = { "GUARDRAIL", "IDENTITY", "RESOURCE" };

/* A statement that applies. */
typedef struct
{
  EspPolicy *policy; /* NULL: none was found */
  const EspStatement *statement;
  guint number; /* of all that were looked at */
} Hit;

typedef struct
{
  EspStatementQuery query;
  gboolean is_cross_account;
  gboolean is_out_of_reach; /* it changes what reaches all accounts, in a role that does not */
  GPtrArray *steps;         /* EspDecisionStep, or NULL */
  guint n_statements;
  Hit deny, allow[N_SOURCES];
  EspPolicySource deny_source;
  EspPolicy *closed_guardrail; /* the first that should have allowed */
} Walk;

typedef struct
{
  EspDecisionOutcome outcome;
  EspPolicySource source;
  Hit hit;
  const char *missing;
} Verdict;

/* --- The walk ---------------------------------------------------------------------------------*/

static void
add_step (Walk *walk,
          EspPolicySource source,
          EspPolicy *policy,
          const EspStatement *statement,
          const EspStatementAnswer *answer)
{
  EspDecisionStep *step = g_new0 (EspDecisionStep, 1);

  step->source = source;
  step->policy = g_strdup (esp_policy_get_name (policy));
  step->statement = g_strdup (statement->id);
  step->is_deny = statement->is_deny;
  step->match = answer->match;
  step->is_unresolved = answer->is_unresolved;
  step->condition = answer->unmet ? esp_condition_describe (answer->unmet) : NULL;
  g_ptr_array_add (walk->steps, step);
}

/* In its own account a principal that is named by the account alone has to have an identity policy
 * as well: the account is let in, and says itself which of its people may. */
static gboolean
is_enough (const Walk *walk, const EspStatement *statement, const EspStatementAnswer *answer)
{
  return statement->is_deny || walk->is_cross_account || !answer->is_by_account;
}

static void
look_at_statement (Walk *walk,
                   EspPolicySource source,
                   EspPolicy *policy,
                   const EspStatement *statement,
                   gboolean *applies)
{
  EspStatementAnswer answer = { 0 };
  Hit *hit = statement->is_deny ? &walk->deny : &walk->allow[source];

  esp_statement_match (statement, &walk->query, &answer);
  if (walk->steps)
    add_step (walk, source, policy, statement, &answer);
  *applies = answer.match == ESP_STATEMENT_APPLIES && is_enough (walk, statement, &answer);
  if (*applies && !hit->policy)
    {
      *hit = (Hit){ policy, statement, walk->n_statements };
      if (statement->is_deny)
        walk->deny_source = source;
    }
  walk->n_statements++;
}

/* FALSE: an explicit deny was found, and nobody wants to see the rest. */
static gboolean
look_at_policy (Walk *walk, EspPolicySource source, EspPolicy *policy)
{
  GPtrArray *statements = esp_policy_get_statements (policy);
  gboolean has_allow = FALSE, allows = FALSE;

  for (guint i = 0; i < statements->len; i++)
    {
      const EspStatement *statement = g_ptr_array_index (statements, i);
      gboolean applies;

      has_allow |= !statement->is_deny;
      if (allows && !statement->is_deny && !walk->steps)
        continue;
      look_at_statement (walk, source, policy, statement, &applies);
      allows |= applies && !statement->is_deny;
      if (walk->deny.policy && !walk->steps)
        return FALSE;
    }
  if (source == ESP_POLICY_SOURCE_GUARDRAIL && has_allow && !allows && !walk->closed_guardrail)
    walk->closed_guardrail = policy;
  return TRUE;
}

static void
look_at_all (Walk *walk, const EspAccessRequest *request)
{
  GPtrArray *const lists[N_SOURCES] = {
    request->guardrails,
    request->identity_policies,
    request->resource_policies,
  };

  for (gsize source = 0; source < N_SOURCES; source++)
    for (guint i = 0; lists[source] && i < lists[source]->len; i++)
      if (!look_at_policy (walk, (EspPolicySource) source, g_ptr_array_index (lists[source], i)))
        return;
}

/* --- The verdict ------------------------------------------------------------------------------*/

static gboolean
is_cross_account (const EspAccessRequest *request)
{
  if (!request->resource_account || request->organization_scope)
    return FALSE;
  return g_strcmp0 (request->resource_account, request->principal_account) != 0;
}

static gboolean
is_out_of_reach (const EspAccessRequest *request, const EspAction *action)
{
  return request->resource_is_wide && !request->organization_scope &&
         action->level != ESP_ACTION_LIST && action->level != ESP_ACTION_READ;
}

static Verdict
verdict_of_missing (const char *missing)
{
  return (Verdict){ .outcome = ESP_DECISION_IMPLICIT_DENY, .missing = missing };
}

static Verdict
verdict_of_hit (EspDecisionOutcome outcome, EspPolicySource source, const Hit *hit)
{
  return (Verdict){ .outcome = outcome, .source = source, .hit = *hit };
}

static Verdict
judge (const Walk *walk)
{
  const Hit *identity = &walk->allow[ESP_POLICY_SOURCE_IDENTITY];
  const Hit *resource = &walk->allow[ESP_POLICY_SOURCE_RESOURCE];
  Verdict verdict;

  if (walk->deny.policy)
    return verdict_of_hit (ESP_DECISION_EXPLICIT_DENY, walk->deny_source, &walk->deny);
  if (walk->closed_guardrail)
    {
      verdict = verdict_of_missing ("guardrail");
      verdict.hit.policy = walk->closed_guardrail;
      return verdict;
    }
  if (walk->is_cross_account && !resource->policy)
    return verdict_of_missing ("share");
  if (walk->is_out_of_reach)
    return verdict_of_missing ("organization-scope");
  if (walk->is_cross_account && !identity->policy)
    return verdict_of_missing ("identity-policy");
  if (identity->policy && !walk->is_cross_account)
    return verdict_of_hit (ESP_DECISION_ALLOW, ESP_POLICY_SOURCE_IDENTITY, identity);
  if (resource->policy)
    return verdict_of_hit (ESP_DECISION_ALLOW, ESP_POLICY_SOURCE_RESOURCE, resource);
  return verdict_of_missing ("identity-policy");
}

/* The one path of every decision. */
static Verdict
evaluate (const EspAccessRequest *request, GPtrArray *steps)
{
  Walk walk = { .steps = steps, .is_cross_account = is_cross_account (request) };
  EspStatementQuery *query = &walk.query;

  query->action = esp_action_find (request->action);
  if (!query->action)
    return verdict_of_missing ("unknown-action");
  if (!request->principal_active)
    return verdict_of_missing ("inactive");
  query->resource = query->action->has_resource && request->resource ? request->resource : "*";
  query->is_any_resource = query->action->has_resource && g_str_equal (query->resource, "*");
  query->principal = request->principal;
  query->principal_role = request->principal_role;
  query->principal_account = request->principal_account;
  query->service = request->service;
  query->keys = request->keys;
  walk.is_out_of_reach = is_out_of_reach (request, query->action);
  look_at_all (&walk, request);
  return judge (&walk);
}

/* --- Asking -----------------------------------------------------------------------------------*/

static EspDecision *
decision_new (const Verdict *verdict)
{
  EspDecision *decision = g_new0 (EspDecision, 1);

  decision->outcome = verdict->outcome;
  decision->source = verdict->source;
  if (verdict->hit.policy)
    decision->policy = g_strdup (esp_policy_get_name (verdict->hit.policy));
  if (verdict->hit.statement)
    decision->statement = g_strdup (verdict->hit.statement->id);
  decision->missing = g_strdup (verdict->missing);
  return decision;
}

EspDecision *
esp_decide (const EspAccessRequest *request)
{
  Verdict verdict = evaluate (request, NULL);

  return decision_new (&verdict);
}

EspDecision *
esp_decide_explained (const EspAccessRequest *request, GPtrArray **steps)
{
  g_autoptr (GPtrArray)
    seen = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_decision_step_free);
  Verdict verdict = evaluate (request, seen);

  if (verdict.hit.statement)
    ((EspDecisionStep *) g_ptr_array_index (seen, verdict.hit.number))->decided = TRUE;
  if (steps)
    *steps = g_steal_pointer (&seen);
  return decision_new (&verdict);
}

EspDecisionOutcome
esp_decide_quickly (const EspAccessRequest *request)
{
  return evaluate (request, NULL).outcome;
}

void
esp_decision_free (EspDecision *decision)
{
  if (!decision)
    return;
  g_free (decision->policy);
  g_free (decision->statement);
  g_free (decision->missing);
  g_free (decision);
}

void
esp_decision_step_free (EspDecisionStep *step)
{
  if (!step)
    return;
  g_free (step->policy);
  g_free (step->statement);
  g_free (step->condition);
  g_free (step);
}

gboolean
esp_decision_is_allowed (const EspDecision *decision)
{
  return decision && decision->outcome == ESP_DECISION_ALLOW;
}

/* --- Saying it --------------------------------------------------------------------------------*/

const char *
esp_decision_outcome_to_string (EspDecisionOutcome outcome)
{
  return (gsize) outcome < G_N_ELEMENTS (outcome_names) ? outcome_names[outcome] : NULL;
}

const char *
esp_policy_source_to_string (EspPolicySource source)
{
  return (gsize) source < G_N_ELEMENTS (source_names) ? source_names[source] : NULL;
}

static EspReason
reason_of_missing (const char *missing)
{
  return g_strcmp0 (missing, "organization-scope") == 0 ? ESP_REASON_ACCESS_DENIED_ORGANIZATION :
                                                          ESP_REASON_ACCESS_DENIED_IMPLICIT;
}

void
esp_decision_set_error (const EspDecision *decision,
                        const EspAccessRequest *request,
                        GError **error)
{
  const char *principal = request->principal ? request->principal : "";
  const char *action = request->action ? request->action : "";
  const char *resource = request->resource ? request->resource : "*";

  if (decision->outcome == ESP_DECISION_EXPLICIT_DENY)
    esp_error_set (error, ESP_REASON_ACCESS_DENIED_EXPLICIT, NULL, "principal", principal, "action",
                   action, "resource", resource, "policy", decision->policy, "statement",
                   decision->statement, NULL);
  else if (decision->outcome == ESP_DECISION_IMPLICIT_DENY)
    esp_error_set (error, reason_of_missing (decision->missing), NULL, "principal", principal,
                   "action", action, "resource", resource, "missing", decision->missing, NULL);
}
