/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A policy document in IAM's language, parsed whole and strictly: Version, Id, Sid, Effect, Principal,
 * NotPrincipal, Action, NotAction, Resource, NotResource, Condition (grammar of the IAM reference,
 * "Grammar of the IAM JSON policy language"). What is not understood is refused when it is read, so
 * that nothing is ever allowed by a rule that was not understood.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_POLICY_MAX_SIZE 81920
#define ESP_POLICY_MAX_STATEMENTS 200
#define ESP_POLICY_MAX_VALUES 500 /* of one Action, Resource, Principal or condition key */
#define ESP_POLICY_MAX_CONDITIONS 100 /* operator and key together, of one statement */

/* Which members a document may have. */
typedef enum
{
  ESP_POLICY_IDENTITY,   /* of a role: neither Principal nor Id */
  ESP_POLICY_GUARDRAIL,  /* over accounts: as IDENTITY */
  ESP_POLICY_RESOURCE,   /* of a CA: Principal or NotPrincipal needed; Id; equal Sids are let in */
  ESP_POLICY_TEMPLATE,   /* of a managed permission: one statement, neither Principal nor Resource */
} EspPolicyKind;

typedef struct _EspPolicy EspPolicy;

/* @name is for decisions ("Administrator/all"). Errors, which name line and column where the text has one:
 * POLICY_MEMBER_UNKNOWN, POLICY_VERSION, POLICY_EFFECT, POLICY_NO_STATEMENT, POLICY_NOT_UNDERSTOOD (argument
 * "member"), POLICY_TYPE, POLICY_MEMBER_MISSING, POLICY_MEMBER_TWICE, POLICY_SID, POLICY_ACTION, POLICY_RESOURCE,
 * POLICY_PRINCIPAL, POLICY_OPERATOR, POLICY_KEY, POLICY_CONDITION, POLICY_VARIABLE, POLICY_TOO_MANY, and JSON_*. */
EspPolicy *esp_policy_parse_kind (EspPolicyKind kind, const char *name, const char *document, GError **error);
/* As ESP_POLICY_IDENTITY. */
EspPolicy *esp_policy_parse (const char *name, const char *document, GError **error);
EspPolicy *esp_policy_ref   (EspPolicy *policy);
void       esp_policy_unref (EspPolicy *policy);
const char *esp_policy_get_name (EspPolicy *policy);
EspPolicyKind esp_policy_get_kind (EspPolicy *policy);
/* "*" and "?" against a whole text; ARNs are compared part by part (six parts; the pattern "*" alone
 * stands for every resource, "*" as a resource included). */
gboolean   esp_wildcard_match     (const char *pattern, const char *text, gboolean ignore_case);
gboolean   esp_arn_pattern_match  (const char *pattern, const char *arn);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPolicy, esp_policy_unref)

G_END_DECLS
