/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The members of a plan, one row each: how the document calls it, what it is, where it is kept. The
 * order of the rows is the order in which they are written. "format" alone is the reader's and the
 * writer's own.
 */
#include "esp-plan-private.h"

#define FIELD(Type, name, kind, field) name, ESP_PLAN_KIND_##kind, G_STRUCT_OFFSET (Type, field)
#define TEXT ESP_PLAN_MAX_TEXT

#define MAX_PATH_LENGTH 1000
#define MAX_CRL_DAYS 5000

static const char *const usage_modes[] = { "GENERAL_PURPOSE", "SHORT_LIVED_CERTIFICATE", NULL };
static const char *const signings[] = { "REQUEST", "HERE", NULL };

static const EspPlanMember account_members[] = {
  { FIELD (EspPlanAccount, "id", ACCOUNT, id), TRUE },
  { FIELD (EspPlanAccount, "name", TEXT, name), TRUE, TEXT },
  { NULL },
};

static const EspPlanMember policy_members[] = {
  { FIELD (EspPlanPolicy, "name", TEXT, name), TRUE, TEXT },
  { FIELD (EspPlanPolicy, "document", DOCUMENT, document), TRUE },
  { NULL },
};

static const EspPlanMember guardrail_members[] = {
  { FIELD (EspPlanGuardrail, "name", TEXT, name), TRUE, TEXT },
  { FIELD (EspPlanGuardrail, "accounts", ACCOUNTS, accounts), FALSE, ESP_PLAN_MAX_ACCOUNTS },
  { FIELD (EspPlanGuardrail, "document", DOCUMENT, document), TRUE },
  { NULL },
};

static const EspPlanMember person_members[] = {
  { FIELD (EspPlanPerson, "name", TEXT, name), TRUE, TEXT },
  { FIELD (EspPlanPerson, "account", ACCOUNT, account), TRUE },
  { FIELD (EspPlanPerson, "roles", NAMES, roles), FALSE, ESP_PLAN_MAX_NAMES },
  { FIELD (EspPlanPerson, "service", BOOLEAN, service) },
  { FIELD (EspPlanPerson, "tags", TAGS, tags) },
  { NULL },
};

static const EspPlanMember use_members[] = {
  { FIELD (EspPlanUse, "template", TEXT, template_name), TRUE, TEXT },
  { FIELD (EspPlanUse, "validity", TEXT, validity), FALSE, TEXT },
  { NULL },
};

static const EspPlanMember revocation_members[] = {
  { FIELD (EspRevocationSettings, "crl", BOOLEAN, crl_enabled) },
  { FIELD (EspRevocationSettings, "crlDays", NUMBER, crl_days), FALSE, MAX_CRL_DAYS },
  { FIELD (EspRevocationSettings, "crlUrl", TEXT, crl_url), FALSE, TEXT },
  { FIELD (EspRevocationSettings, "crlCname", TEXT, crl_cname), FALSE, TEXT },
  { FIELD (EspRevocationSettings, "crlPath", TEXT, crl_path), FALSE, TEXT },
  { FIELD (EspRevocationSettings, "crlOmitted", BOOLEAN, crl_omitted) },
  { FIELD (EspRevocationSettings, "crlPartitioned", BOOLEAN, crl_partitioned) },
  { FIELD (EspRevocationSettings, "ocsp", BOOLEAN, ocsp_enabled) },
  { FIELD (EspRevocationSettings, "ocspUrl", TEXT, ocsp_url), FALSE, TEXT },
  { FIELD (EspRevocationSettings, "ocspCname", TEXT, ocsp_cname), FALSE, TEXT },
  { NULL },
};

static const EspPlanMember role_members[] = {
  { FIELD (EspPlanRole, "name", TEXT, name), TRUE, TEXT },
  { FIELD (EspPlanRole, "account", ACCOUNT, account), TRUE },
  { FIELD (EspPlanRole, "organizationScope", BOOLEAN, organization_scope) },
  { FIELD (EspPlanRole, "tags", TAGS, tags) },
  { FIELD (EspPlanRole, "policies", LIST, policies), FALSE, ESP_PLAN_MAX_POLICIES, 0,
    &esp_plan_policy_type },
  { NULL },
};

static const EspPlanMember ca_members[] = {
  { FIELD (EspPlanCa, "key", KEY, key), TRUE },
  { FIELD (EspPlanCa, "parent", KEY, parent) },
  { FIELD (EspPlanCa, "parentArn", TEXT, parent_arn), FALSE, TEXT },
  { FIELD (EspPlanCa, "account", ACCOUNT, account), TRUE },
  { FIELD (EspPlanCa, "subject", TEXT, subject), TRUE, TEXT },
  { FIELD (EspPlanCa, "template", TEXT, template_name), TRUE, TEXT },
  { FIELD (EspPlanCa, "pathLength", NUMBER, path_length), FALSE, MAX_PATH_LENGTH, -1 },
  { FIELD (EspPlanCa, "keyAlgorithm", TEXT, key_algorithm), TRUE, TEXT },
  { FIELD (EspPlanCa, "signingAlgorithm", TEXT, signing_algorithm), FALSE, TEXT },
  { FIELD (EspPlanCa, "validity", TEXT, validity), TRUE, TEXT },
  { FIELD (EspPlanCa, "usageMode", CHOICE, usage_mode), FALSE, 0, 0, NULL, usage_modes },
  { FIELD (EspPlanCa, "dualControl", BOOLEAN, dual_control) },
  { FIELD (EspPlanCa, "approvers", NAMES, approvers), FALSE, ESP_PLAN_MAX_NAMES },
  { FIELD (EspPlanCa, "revocation", RECORD, revocation), FALSE, 0, 0, &esp_plan_revocation_type },
  { FIELD (EspPlanCa, "nameConstraints", CONSTRAINTS, name_constraints) },
  { FIELD (EspPlanCa, "tags", TAGS, tags) },
  { FIELD (EspPlanCa, "uses", LIST, uses), FALSE, ESP_PLAN_MAX_USES, 0, &esp_plan_use_type },
  { FIELD (EspPlanCa, "development", BOOLEAN, development) },
  { FIELD (EspPlanCa, "note", TEXT, note), FALSE, ESP_PLAN_MAX_NOTE },
  { NULL },
};

static const EspPlanMember share_members[] = {
  { FIELD (EspPlanShare, "name", TEXT, name), TRUE, TEXT },
  { FIELD (EspPlanShare, "ca", KEY, ca), TRUE },
  { FIELD (EspPlanShare, "account", ACCOUNT, account), TRUE },
  { FIELD (EspPlanShare, "permission", TEXT, permission), TRUE, TEXT },
  { FIELD (EspPlanShare, "signing", CHOICE, here), FALSE, 0, 0, NULL, signings },
  { FIELD (EspPlanShare, "tags", TAGS, tags) },
  { NULL },
};

static const EspPlanMember plan_members[] = {
  { FIELD (EspPlan, "name", TEXT, name), FALSE, TEXT },
  { FIELD (EspPlan, "note", TEXT, note), FALSE, ESP_PLAN_MAX_NOTE },
  { FIELD (EspPlan, "organization", TEXT, organization), FALSE, TEXT },
  { FIELD (EspPlan, "requiredTags", TAG_KEYS, required_tags), FALSE, ESP_TAGS_MAX },
  { FIELD (EspPlan, "accounts", LIST, accounts), FALSE, ESP_PLAN_MAX_ACCOUNTS, 0,
    &esp_plan_account_type },
  { FIELD (EspPlan, "guardrails", LIST, guardrails), FALSE, ESP_PLAN_MAX_GUARDRAILS, 0,
    &esp_plan_guardrail_type },
  { FIELD (EspPlan, "roles", LIST, roles), FALSE, ESP_PLAN_MAX_ROLES, 0, &esp_plan_role_type },
  { FIELD (EspPlan, "people", LIST, people), FALSE, ESP_PLAN_MAX_PEOPLE, 0, &esp_plan_person_type },
  { FIELD (EspPlan, "cas", LIST, cas), FALSE, ESP_PLAN_MAX_CAS, 0, &esp_plan_ca_type },
  { FIELD (EspPlan, "shares", LIST, shares), FALSE, ESP_PLAN_MAX_SHARES, 0, &esp_plan_share_type },
  { NULL },
};

/* An array of records frees them by their own table. */
#define DEFINE_TYPE(type, Type, members)                                                           \
  static void free_##type (gpointer record)                                                        \
  {                                                                                                \
    esp_plan_record_free (&type, record);                                                          \
  }                                                                                                \
  const EspPlanType type = { sizeof (Type), members, free_##type };

DEFINE_TYPE (esp_plan_account_type, EspPlanAccount, account_members)
DEFINE_TYPE (esp_plan_policy_type, EspPlanPolicy, policy_members)
DEFINE_TYPE (esp_plan_guardrail_type, EspPlanGuardrail, guardrail_members)
DEFINE_TYPE (esp_plan_role_type, EspPlanRole, role_members)
DEFINE_TYPE (esp_plan_person_type, EspPlanPerson, person_members)
DEFINE_TYPE (esp_plan_use_type, EspPlanUse, use_members)
DEFINE_TYPE (esp_plan_revocation_type, EspRevocationSettings, revocation_members)
DEFINE_TYPE (esp_plan_ca_type, EspPlanCa, ca_members)
DEFINE_TYPE (esp_plan_share_type, EspPlanShare, share_members)
DEFINE_TYPE (esp_plan_type, EspPlan, plan_members)
