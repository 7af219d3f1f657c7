/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what: one pure function from plain values to a decision that explains itself. No I/O,
 * no clock, no database. Nothing else in the product decides (domain.md, "Decisions").
 *
 * Order: an explicit deny in any policy ends it; guardrails must allow (each one that allows anything
 * at all must allow this; one of denials alone only denies); in the owner's account an identity
 * policy or the resource policy allows; across accounts both; otherwise nothing allows it.
 *
 * What reaches all accounts (a role of organization scope, a person who holds one, the recovery
 * identity) is changed in a role of organization scope alone, whatever policies say: else a role of
 * one account, with a right that looks harmless there, would hand out the organization. Looking at it
 * is not changing it.
 */
#pragma once

#include <glib.h>

#include "esp-condition-keys.h"
#include "esp-policy.h"

G_BEGIN_DECLS

typedef struct
{
  const char *action;            /* "acm-pca:IssueCertificate" */
  const char *resource;          /* ARN, or "*" where the action has none */
  const char *resource_account;  /* owner, or NULL where the action has no resource */
  const char *principal;         /* ARN of the person or service */
  const char *principal_role;    /* ARN of the role that the session acts in, or NULL */
  const char *principal_account;
  const char *service;           /* its name, where a service acts; NULL: a person does */
  gboolean principal_active;     /* signed in and not suspended */
  gboolean organization_scope;   /* the session's role reaches all accounts, without a share */
  gboolean resource_is_wide;     /* and so does what the action is about: see above */
  const EspConditionKeys *keys;  /* what conditions and variables look at, or NULL: nothing is known, and a
                                    variable may stand for anything, whatever its default */
  GPtrArray *guardrails;         /* EspPolicy that limit the principal's account, or NULL */
  GPtrArray *identity_policies;  /* EspPolicy of the session's role */
  GPtrArray *resource_policies;  /* EspPolicy of what is shared of the resource, or NULL */
} EspAccessRequest;

typedef enum
{
  ESP_DECISION_ALLOW,
  ESP_DECISION_EXPLICIT_DENY,
  ESP_DECISION_IMPLICIT_DENY,
} EspDecisionOutcome;

typedef enum
{
  ESP_POLICY_SOURCE_GUARDRAIL,
  ESP_POLICY_SOURCE_IDENTITY,
  ESP_POLICY_SOURCE_RESOURCE,
} EspPolicySource;

typedef struct
{
  EspDecisionOutcome outcome;
  EspPolicySource source; /* of the policy that decided; meaningless without one */
  char *policy;        /* that decided, or NULL */
  char *statement;     /* its Sid, or its number from 1 */
  char *missing;       /* implicit deny: id of what was missing: "unknown-action", "inactive",
                          "guardrail", "organization-scope", "share", "identity-policy" */
} EspDecision;

/* One statement as the decision saw it. */
typedef enum
{
  ESP_STATEMENT_APPLIES,
  ESP_STATEMENT_OTHER_PRINCIPAL,
  ESP_STATEMENT_OTHER_ACTION,
  ESP_STATEMENT_OTHER_RESOURCE,
  ESP_STATEMENT_CONDITION, /* what of it was not met is in @condition */
} EspStatementMatch;

typedef struct
{
  EspPolicySource source;
  char *policy;
  char *statement;
  gboolean is_deny;
  EspStatementMatch match;
  char *condition; /* "StringEquals aws:ResourceTag/access-team"; or NULL */
  gboolean is_unresolved; /* a variable of its resource has no value, with which it might apply */
  gboolean decided; /* this one was the answer */
} EspDecisionStep;

EspDecision *esp_decide                 (const EspAccessRequest *request);
/* The same answer (the same code), with every statement that was looked at: EspDecisionStep, in the order of
 * looking, all statements of all policies of the request. */
EspDecision *esp_decide_explained       (const EspAccessRequest *request, GPtrArray **steps);
/* The answer alone, without a word about it: makes nothing on the heap. */
EspDecisionOutcome esp_decide_quickly   (const EspAccessRequest *request);
void         esp_decision_free          (EspDecision *decision);
void         esp_decision_step_free     (EspDecisionStep *step);
gboolean     esp_decision_is_allowed    (const EspDecision *decision);
/* "ALLOW", "EXPLICIT_DENY", "IMPLICIT_DENY" */
const char  *esp_decision_outcome_to_string (EspDecisionOutcome outcome);
const char  *esp_policy_source_to_string (EspPolicySource source); /* "GUARDRAIL", "IDENTITY", "RESOURCE" */
/* The denial as an error: ACCESS_DENIED_EXPLICIT or ACCESS_DENIED_IMPLICIT with arguments
 * "principal", "action", "resource", "policy", "statement", "missing"; where organization scope is missing,
 * ACCESS_DENIED_ORGANIZATION with the same. */
void         esp_decision_set_error     (const EspDecision *decision, const EspAccessRequest *request, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDecision, esp_decision_free)

G_END_DECLS
