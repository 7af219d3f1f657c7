/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what: one pure function from plain values to a decision that explains itself. No I/O,
 * no clock, no database. Nothing else in the product decides (domain.md, "Decisions").
 */
#pragma once

#include <glib.h>

#include "esp-policy.h"

G_BEGIN_DECLS

typedef struct
{
  const char *action;            /* "acm-pca:IssueCertificate" */
  const char *resource;          /* ARN, or "*" where the action has none */
  const char *resource_account;  /* owner, or NULL where the action has no resource */
  const char *principal;         /* ARN */
  const char *principal_account;
  gboolean principal_active;     /* signed in and not suspended */
  gboolean organization_scope;   /* the session's role reaches all accounts */
  GPtrArray *identity_policies;  /* EspPolicy of the session's role */
} EspAccessRequest;

typedef enum
{
  ESP_DECISION_ALLOW,
  ESP_DECISION_EXPLICIT_DENY,
  ESP_DECISION_IMPLICIT_DENY,
} EspDecisionOutcome;

typedef struct
{
  EspDecisionOutcome outcome;
  char *policy;        /* that decided, or NULL */
  char *statement;     /* its Sid, or its number from 1 */
  char *missing;       /* implicit deny: id of what was missing: "unknown-action", "inactive",
                          "share", "identity-policy" */
} EspDecision;

EspDecision *esp_decide                 (const EspAccessRequest *request);
void         esp_decision_free          (EspDecision *decision);
gboolean     esp_decision_is_allowed    (const EspDecision *decision);
/* The denial as an error: ACCESS_DENIED_EXPLICIT or ACCESS_DENIED_IMPLICIT with arguments
 * "principal", "action", "resource", "policy", "statement", "missing". */
void         esp_decision_set_error     (const EspDecision *decision, const EspAccessRequest *request, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDecision, esp_decision_free)

G_END_DECLS
