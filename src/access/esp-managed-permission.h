/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Managed permissions: what a share may give. The service's seven come from
 * data/managed-permissions.json (compiled in; facts: aws-private-ca.md 7.1); the organisation's own are
 * policy templates under RAM's rules (7.2): one statement, Allow, neither Principal nor Resource, the five reads,
 * IssueCertificate and RevokeCertificate alone, conditions with single, non-negated operators.
 */
#pragma once

#include "esp-policy.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;         /* "AWSRAMDefaultPermissionCertificateAuthority" */
  const char *arn;          /* "arn:aws:ram::aws:permission/NAME" */
  const char *policy_template; /* JSON */
  const char *template_arn; /* the one certificate template it lets issue, or NULL */
  gboolean is_default;
} EspManagedPermission;

GPtrArray                  *esp_managed_permissions     (void); /* EspManagedPermission, owned by the room */
const EspManagedPermission *esp_managed_permission_find (const char *name); /* NULL when unknown; case matters */
/* May this be a managed permission? Errors: PERMISSION_TEMPLATE (argument "problem"), and those of
 * esp_policy_parse_kind(), and JSON_NUMBER. */
gboolean   esp_managed_permission_check  (const char *policy_template, GError **error);
/* 1 to 36 of letters, digits, "_", ".", "-"; not one of the service's names. Errors: PERMISSION_NAME. */
gboolean   esp_managed_permission_check_name (const char *name, GError **error);

/* What a share amounts to, as a resource policy of the service's shape (7.4): @principal an account number or
 * an ARN. Statements of Read and Issue; the result is canonical JSON. */
char      *esp_managed_permission_to_policy (const char *policy_template, const char *principal, const char *ca_arn,
                                             GError **error);
/* The strict check of PutPolicy: only what managed permissions produce; @templates: the policy templates to
 * compare with (the seven and the organisation's own; (name, text) pairs by esp_managed_permission_candidate()).
 * Errors: RESOURCE_POLICY (argument "problem"). */
typedef struct
{
  const char *name;
  const char *policy_template;
} EspPermissionCandidate;
typedef struct
{
  char *principal;  /* account number or ARN */
  char *permission; /* name of the candidate that produces it */
} EspPolicyGrant;
void       esp_policy_grant_free (EspPolicyGrant *grant);
/* EspPolicyGrant, one for each principal. */
GPtrArray *esp_resource_policy_read (const char *document, const char *ca_arn, const EspPermissionCandidate *candidates,
                                     gsize n_candidates, GError **error);

G_END_DECLS
