/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One statement of a policy, for this room alone: read once, then asked for each request. What is
 * added to the language (conditions, NotAction, NotResource) is added here, in the table of members
 * and in esp_statement_applies().
 */
#pragma once

#include <json-glib/json-glib.h>

#include "esp-action.h"
#include "esp-policy.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;         /* its Sid, or its number from 1 */
  gboolean is_deny;
  char **actions;   /* patterns */
  char **resources; /* patterns */
} EspStatement;

/* What a statement looks at in a request. */
typedef struct
{
  const EspAction *action;
  const char *resource;      /* ARN, or "*" */
  gboolean is_any_resource;  /* the action is decided on a resource, and the request names none */
} EspStatementQuery;

/* @number is its place from 1. With @has_variables "${…}" in a resource is a policy variable. */
EspStatement *esp_statement_parse   (JsonNode *node, guint number, gboolean has_variables,
                                     GError **error);
void          esp_statement_free    (EspStatement *statement);
gboolean      esp_statement_applies (const EspStatement *statement, const EspStatementQuery *query);

/* EspStatement, owned by the policy. */
GPtrArray    *esp_policy_get_statements (EspPolicy *policy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStatement, esp_statement_free)

G_END_DECLS
