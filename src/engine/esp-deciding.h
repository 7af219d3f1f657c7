/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From who acts and what is asked to a decision: the one place that fills in what room access looks
 * at. Dispatcher, lists, greyed-out buttons, recipients of keys, simulator and matrix all ask here,
 * so that none of them can know another answer.
 */
#pragma once

#include "access/esp-decision.h"
#include "model/esp-ca.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* What somebody may do in a role, as of one access revision: replaced as a whole when that moves. */
typedef struct
{
  gatomicrefcount ref_count;
  gint64 revision;
  char *principal_id;      /* UUID */
  char *principal_name;
  char *principal_arn;
  char *account;           /* number, of principal and role */
  EspPrincipalKind kind;
  gboolean active;
  GPtrArray *principal_tags; /* EspTag */
  char *role_id;
  char *role_name;         /* NULL: the role was taken away, so nothing is allowed */
  char *role_arn;
  gboolean organization_scope;
  GPtrArray *policies;     /* EspPolicy of the role */
  GPtrArray *guardrails;   /* EspPolicy that limit the account */
  GHashTable *shared;      /* CA id -> GPtrArray of EspPolicy: what shares give */
  GHashTable *shared_here; /* the same of those shares alone that give the key too */
  GHashTable *wide;        /* set of ARNs: what reaches all accounts (esp-decision.h), or NULL: it does too */
  EspConditionKeys *keys;  /* what is the same for every request */
  GArray *moments;         /* gint64: times that its policies tell of, sorted */
  gboolean tells_templates; /* something in its policies may look at the template */
} EspRights;

/* Errors: those of the policies' texts. */
EspRights   *esp_rights_load             (EspVault *vault, const EspPrincipal *principal,
                                          const char *role_id, GError **error);
EspRights   *esp_rights_ref              (EspRights *rights);
void         esp_rights_unref            (EspRights *rights);
/* The policies of one role, parsed; names are "ROLE/POLICY". */
GPtrArray   *esp_role_parse_policies     (const EspRole *role, GError **error);

/* What is asked. Everything is borrowed. */
typedef struct
{
  const char *action;
  const char *resource;         /* ARN, or NULL: the action has none */
  const char *resource_account; /* or NULL */
  GPtrArray *resource_tags;     /* EspTag, or NULL */
  GPtrArray *request_tags;      /* EspTag that the call brings or takes away, a value may be NULL; or NULL */
  const char *template_arn;     /* that it issues by, or NULL: it issues nothing */
  gint64 now;
} EspQuestion;

/* About @action on @ca, at @now, with nothing else known. */
EspQuestion  esp_question_about          (const char *action, const EspCa *ca, gint64 now);

EspDecision *esp_rights_decide           (const EspRights *rights, const EspQuestion *question, GError **error);
/* With every statement (EspDecisionStep) and the keys that conditions looked at; either may be NULL. */
EspDecision *esp_rights_explain          (const EspRights *rights, const EspQuestion *question,
                                          GPtrArray **steps, EspConditionKeys **keys);
gboolean     esp_rights_allow            (const EspRights *rights, const EspQuestion *question);
/* Would it be allowed in some form: where the action knows templates and the question names none, by one
 * of them; and, @ever, now or at a later time? Asked of the decision itself, form by form. */
gboolean     esp_rights_could            (const EspRights *rights, const EspQuestion *question, gboolean ever);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRights, esp_rights_unref)

G_END_DECLS
