/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan: hierarchies of certificate authorities that do not exist yet, as a value. Documents (JSON, format
 * version 1, schema in data/plan.schema.json) are read and written in esp-plan-document.h; checks are in
 * esp-plan-check.h, presets in esp-plan-preset.h, layout in esp-plan-layout.h, exports in esp-plan-export.h.
 *
 * A plan may be wrong in every way a drawing can be wrong: it holds whatever was drawn, and the checks tell.
 * Only what no plan can mean (unknown members, wrong types, two things with one key, a parent that is not
 * there, a circle) is refused when it is read. Order is kept: what was read is written back unchanged.
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "model/esp-ca.h"
#include "model/esp-tag.h"

G_BEGIN_DECLS

#define ESP_PLAN_FORMAT 1
#define ESP_PLAN_MAX_SIZE (4 * 1024 * 1024)
#define ESP_PLAN_MAX_CAS 2000
#define ESP_PLAN_MAX_ACCOUNTS 200
#define ESP_PLAN_MAX_PEOPLE 500
#define ESP_PLAN_MAX_ROLES 500
#define ESP_PLAN_MAX_GUARDRAILS 100
#define ESP_PLAN_MAX_SHARES 2000

typedef struct
{
  char *id;   /* 12 digits */
  char *name;
} EspPlanAccount;

typedef struct
{
  char *name;
  JsonNode *document;
} EspPlanPolicy;

typedef struct
{
  char *name;
  char *account;            /* number */
  gboolean organization_scope;
  GPtrArray *policies;      /* EspPlanPolicy */
  GPtrArray *tags;          /* EspTag */
} EspPlanRole;

typedef struct
{
  char *name;
  JsonNode *document;
  char **accounts;          /* numbers; empty: all accounts */
} EspPlanGuardrail;

typedef struct
{
  char *name;
  char *account;            /* number */
  char **roles;             /* names, in the person's account */
  gboolean service;
  GPtrArray *tags;          /* EspTag */
} EspPlanPerson;

/* What a CA is meant to issue to end entities; for the checks and the reader, no right follows from it. */
typedef struct
{
  char *template_name;      /* "EndEntityCertificate/V1" */
  char *validity;           /* "13m", or NULL */
} EspPlanUse;

typedef struct
{
  char *key;                /* unique in the plan, 1 to 64 of [a-z0-9-]; never shown where the name can be */
  char *parent;             /* key of another, or NULL: a root */
  char *parent_arn;         /* instead: its parent exists already, in the vault or elsewhere; or NULL */
  char *account;            /* number of its owner */
  char *subject;            /* RFC 4514; the common name is what a person calls it */
  char *template_name;      /* "RootCACertificate/V1", "SubordinateCACertificate_PathLen1/V1" */
  int path_length;          /* -1: as the template says, or none (root) */
  char *key_algorithm;      /* as EspCa has it */
  char *signing_algorithm;  /* NULL: the one that fits the signing key */
  char *validity;           /* "10y" */
  EspUsageMode usage_mode;
  gboolean dual_control;
  char **approvers;         /* names of people; empty: whoever may approve */
  EspRevocationSettings revocation;
  JsonNode *name_constraints; /* { "Permitted": [ general names as in ApiPassthrough ], "Excluded": [ … ] }, or NULL */
  GPtrArray *tags;          /* EspTag */
  GPtrArray *uses;          /* EspPlanUse; empty: issues to authorities only, or not said */
  gboolean development;     /* meant for tests: checks that only concern production are notes */
  char *note;               /* or NULL */
} EspPlanCa;

typedef struct
{
  char *name;
  char *ca;                 /* key */
  char *account;            /* number of the consumer */
  char *permission;         /* name of a managed permission */
  gboolean here;            /* the consumer's people hold the key; else requests are signed by the owner's side */
  GPtrArray *tags;          /* EspTag */
} EspPlanShare;

typedef struct
{
  char *name;
  char *note;               /* or NULL */
  char *organization;       /* or NULL */
  GPtrArray *accounts;      /* EspPlanAccount */
  GPtrArray *guardrails;    /* EspPlanGuardrail */
  GPtrArray *roles;         /* EspPlanRole */
  GPtrArray *people;        /* EspPlanPerson */
  GPtrArray *cas;           /* EspPlanCa, in the order of the document: not necessarily parents first */
  GPtrArray *shares;        /* EspPlanShare */
  char **required_tags;     /* keys that each CA must carry; empty: none */
} EspPlan;

EspPlan     *esp_plan_new              (void); /* empty lists, no name */
EspPlan     *esp_plan_copy             (const EspPlan *plan);
void         esp_plan_free             (EspPlan *plan);
gboolean     esp_plan_equal            (const EspPlan *a, const EspPlan *b); /* all values, order included */

EspPlanCa   *esp_plan_ca_new           (const char *key);
EspPlanCa   *esp_plan_ca_copy          (const EspPlanCa *ca);
void         esp_plan_ca_free          (EspPlanCa *ca);
EspPlanShare *esp_plan_share_copy      (const EspPlanShare *share);
void         esp_plan_share_free       (EspPlanShare *share);
void         esp_plan_use_free         (EspPlanUse *use);

/* NULL: not in the plan. */
EspPlanCa   *esp_plan_find_ca          (const EspPlan *plan, const char *key);
const EspPlanAccount *esp_plan_find_account (const EspPlan *plan, const char *number);
/* Those whose parent is @key (NULL: roots, and those below what exists), in order; borrowed. */
GPtrArray   *esp_plan_list_children    (const EspPlan *plan, const char *key);
/* Parents before children, branches kept together; borrowed. Those in a circle come last. */
GPtrArray   *esp_plan_list_ordered     (const EspPlan *plan);
/* 1 for a root; that of a CA below an existing one counts from 2. */
int          esp_plan_get_level        (const EspPlan *plan, const EspPlanCa *ca);
/* The common name of the subject; the whole subject where there is none. Transfer full. */
char        *esp_plan_ca_get_label     (const EspPlanCa *ca);
/* The path length that its certificate would have: the member, else the template's; -1: none. */
int          esp_plan_ca_get_path_length (const EspPlanCa *ca);
/* Approximate seconds of "10y"; 0 where it can't be read. */
gint64       esp_plan_ca_get_lifetime  (const EspPlanCa *ca);
/* May @key become a child of @parent (NULL: a root)? Errors: PLAN_MOVE_CIRCLE, DEPTH. */
gboolean     esp_plan_can_move         (const EspPlan *plan, const char *key, const char *parent, GError **error);
/* A key that is not in the plan yet, made of @name: "radio", "radio-2". */
char        *esp_plan_make_key         (const EspPlan *plan, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlan, esp_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanCa, esp_plan_ca_free)

G_END_DECLS
