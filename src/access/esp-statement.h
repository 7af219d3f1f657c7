/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One statement of a policy, for this room alone: read once into what is quick to ask, then asked for each
 * request. What follows when it applies is written in esp-decision.c.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "esp-action.h"
#include "esp-condition.h"
#include "esp-decision.h"
#include "esp-pattern.h"
#include "esp-policy-reader.h"
#include "esp-principal-pattern.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;         /* its Sid, or its number from 1 */
  gboolean is_deny;
  gboolean is_not_action, is_not_resource, is_not_principal;
  char **actions;        /* patterns, as written */
  guint8 *action_is_named; /* for each of esp_actions(), by index: is it one that this statement is about */
  char **resources;      /* patterns, as written; NULL: the statement has none, and is about all */
  gboolean has_every_resource; /* "*" is among them */
  GArray *resource_patterns; /* EspPattern */
  GArray *principals;    /* EspPrincipalPattern, or NULL: the policy says whom it is for */
  GPtrArray *conditions; /* EspCondition */
} EspStatement;

/* What a statement looks at in a request. */
typedef struct
{
  const EspAction *action;
  const char *resource;      /* ARN, or "*" */
  gboolean is_any_resource;  /* the action is decided on a resource, and the request names none */
  const char *principal, *principal_role, *principal_account, *service;
  const EspConditionKeys *keys;
} EspStatementQuery;

typedef struct
{
  EspStatementMatch match;
  gboolean is_by_account;    /* the principal is named by its account alone */
  gboolean is_unresolved;    /* a variable of its resource has no value, with which it might be about it */
  const EspCondition *unmet; /* the first condition that is not met */
} EspStatementAnswer;

/* The value where @reader is. */
EspStatement *esp_statement_parse   (EspPolicyReader *reader, JsonNode *node);
void          esp_statement_free    (EspStatement *statement);
void          esp_statement_match   (const EspStatement *statement, const EspStatementQuery *query,
                                     EspStatementAnswer *answer);

/* Its member Condition: EspCondition appended to @conditions. */
gboolean      esp_statement_read_conditions (EspPolicyReader *reader, JsonNode *node, GPtrArray *conditions);

/* EspStatement, owned by the policy. */
GPtrArray    *esp_policy_get_statements (EspPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStatement, esp_statement_free)

G_END_DECLS
