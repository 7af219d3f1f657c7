/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a statement applies to a request: principal, action, resource, conditions, in this order.
 */
#include "esp-statement.h"

static gboolean
is_for_principal (const EspStatement *statement,
                  const EspStatementQuery *query,
                  EspStatementAnswer *answer)
{
  EspPrincipalAnswer named;

  if (!statement->principals)
    return TRUE;
  named = esp_principal_patterns_match (statement->principals, query->principal,
                                        query->principal_role, query->principal_account,
                                        query->service);
  if (statement->is_not_principal)
    return named == ESP_PRINCIPAL_DIFFERS;
  answer->is_by_account = named == ESP_PRINCIPAL_IN_ACCOUNT;
  return named != ESP_PRINCIPAL_DIFFERS;
}

/* What a variable without a value stands for is not known: it lets in nothing, and takes nothing
 * out of what is denied. */
static gboolean
is_excluded (const EspStatement *statement, EspPatternAnswer answer)
{
  return answer == ESP_PATTERN_MATCHES || (answer == ESP_PATTERN_UNRESOLVED && !statement->is_deny);
}

static gboolean
is_one_of (const EspStatement *statement, const EspStatementQuery *query, gboolean *is_unresolved)
{
  const GArray *patterns = statement->resource_patterns;

  for (guint i = 0; i < patterns->len; i++)
    {
      const EspPattern *pattern = &g_array_index (patterns, EspPattern, i);
      EspPatternAnswer answer = esp_pattern_match (pattern, query->resource, query->keys);

      *is_unresolved |= answer == ESP_PATTERN_UNRESOLVED;
      if (statement->is_not_resource ? is_excluded (statement, answer) :
                                       answer == ESP_PATTERN_MATCHES)
        return TRUE;
    }
  return FALSE;
}

/* A request on any resource whatever is denied by a Deny on one, and allowed only on all. */
static gboolean
is_for_resource (const EspStatement *statement,
                 const EspStatementQuery *query,
                 gboolean *is_unresolved)
{
  if (statement->has_every_resource)
    return !statement->is_not_resource;
  if (query->is_any_resource)
    return statement->is_deny;
  return is_one_of (statement, query, is_unresolved) != statement->is_not_resource;
}

static const EspCondition *
find_unmet (const EspStatement *statement, const EspStatementQuery *query)
{
  for (guint i = 0; i < statement->conditions->len; i++)
    {
      const EspCondition *condition = g_ptr_array_index (statement->conditions, i);

      if (!esp_condition_is_met (condition, query->keys))
        return condition;
    }
  return NULL;
}

static EspStatementMatch
find_match (const EspStatement *statement,
            const EspStatementQuery *query,
            EspStatementAnswer *answer)
{
  if (!is_for_principal (statement, query, answer))
    return ESP_STATEMENT_OTHER_PRINCIPAL;
  if (!statement->action_is_named[query->action->index])
    return ESP_STATEMENT_OTHER_ACTION;
  if (!is_for_resource (statement, query, &answer->is_unresolved))
    return ESP_STATEMENT_OTHER_RESOURCE;
  answer->unmet = find_unmet (statement, query);
  return answer->unmet ? ESP_STATEMENT_CONDITION : ESP_STATEMENT_APPLIES;
}

void
esp_statement_match (const EspStatement *statement,
                     const EspStatementQuery *query,
                     EspStatementAnswer *answer)
{
  answer->match = find_match (statement, query, answer);
}
