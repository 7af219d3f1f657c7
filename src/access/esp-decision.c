/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision. Its order is the whole of it: what is unknown or inactive is out, an explicit deny
 * anywhere ends it, another account's things need a share, and then an identity policy must allow.
 */
#include "esp-decision.h"

#include "base/esp-error.h"
#include "esp-statement.h"

static EspDecision *
decision_new (EspDecisionOutcome outcome, const char *missing)
{
  EspDecision *decision = g_new0 (EspDecision, 1);

  decision->outcome = outcome;
  decision->missing = g_strdup (missing);
  return decision;
}

/* The first statement of @effect that applies, or NULL. */
static EspDecision *
find_statement (const EspAccessRequest *request,
                const EspStatementQuery *query,
                EspDecisionOutcome effect)
{
  guint n_policies = request->identity_policies ? request->identity_policies->len : 0;

  for (guint i = 0; i < n_policies; i++)
    {
      EspPolicy *policy = g_ptr_array_index (request->identity_policies, i);
      GPtrArray *statements = esp_policy_get_statements (policy);

      for (guint j = 0; j < statements->len; j++)
        {
          const EspStatement *statement = g_ptr_array_index (statements, j);
          EspDecision *decision;

          if (statement->is_deny != (effect == ESP_DECISION_EXPLICIT_DENY) ||
              !esp_statement_applies (statement, query))
            continue;
          decision = decision_new (effect, NULL);
          decision->policy = g_strdup (esp_policy_get_name (policy));
          decision->statement = g_strdup (statement->id);
          return decision;
        }
    }
  return NULL;
}

static gboolean
is_cross_account (const EspAccessRequest *request)
{
  if (!request->resource_account || request->organization_scope)
    return FALSE;
  return g_strcmp0 (request->resource_account, request->principal_account) != 0;
}

EspDecision *
esp_decide (const EspAccessRequest *request)
{
  EspStatementQuery query = { 0 };
  EspDecision *decision;

  query.action = esp_action_find (request->action);
  if (!query.action)
    return decision_new (ESP_DECISION_IMPLICIT_DENY, "unknown-action");
  if (!request->principal_active)
    return decision_new (ESP_DECISION_IMPLICIT_DENY, "inactive");
  query.resource = query.action->has_resource && request->resource ? request->resource : "*";
  query.is_any_resource = query.action->has_resource && g_str_equal (query.resource, "*");

  decision = find_statement (request, &query, ESP_DECISION_EXPLICIT_DENY);
  if (decision)
    return decision;
  if (is_cross_account (request))
    return decision_new (ESP_DECISION_IMPLICIT_DENY, "share");
  decision = find_statement (request, &query, ESP_DECISION_ALLOW);
  if (decision)
    return decision;
  return decision_new (ESP_DECISION_IMPLICIT_DENY, "identity-policy");
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

gboolean
esp_decision_is_allowed (const EspDecision *decision)
{
  return decision && decision->outcome == ESP_DECISION_ALLOW;
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
    esp_error_set (error, ESP_REASON_ACCESS_DENIED_IMPLICIT, NULL, "principal", principal, "action",
                   action, "resource", resource, "missing", decision->missing, NULL);
}
