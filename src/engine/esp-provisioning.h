/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a plan real: the ceremony as a list of steps, and the run over them. Each step is an operation of the table
 * with parameters, in the order in which it has to happen: accounts, permissions, guardrails, roles with their
 * policies and tags, people with their roles, certificate authorities parents first, their approvers, shares. What
 * exists already and is the same is no step; what exists and differs is refused.
 *
 * ProvisionPlan makes all keys and certificates first, outside of any transaction; then one transaction in which each
 * step is resolved, decided (with the rights as they are after the steps before it), performed and recorded by an
 * event of its own with the step's action; the last event is that of espalier:ProvisionPlan itself. So whatever kills
 * the run, nothing of it is there, or all. A replay of the log sees what it knows, in an order that it can decide.
 *
 * Every event of a run has "Provisioning" (UUID of the run) and "PlanDigest" among its details, and the digest of
 * the parameters of the call, not of the step. The last has also "Plan" (name), "FirstEvent" (sequence), "Steps".
 */
#pragma once

#include "design/esp-plan.h"
#include "esp-operation.h"

G_BEGIN_DECLS

typedef struct
{
  const char *operation;  /* "CreateCertificateAuthority" */
  JsonObject *parameters; /* as for the operation; a parent of the same plan is named by its key in "ParentKey",
                             the CA of a share or an approver in "CertificateAuthorityKey" */
  char *name;             /* what a person calls the thing */
  char *account;          /* number: its own, its owner's; or NULL */
  char *key;              /* of the CA in the plan, or NULL */
} EspProvisioningStep;

void       esp_provisioning_step_free  (EspProvisioningStep *step);
/* What is missing of @plan, in order: GPtrArray of EspProvisioningStep. @invite: people are invited and get their
 * roles; else people are no steps. Reads what exists through @vault; what @seen_by (NULL: nobody in particular) does
 * not see is missing, and is refused to them as a step. Errors: PLAN_EXISTS_OTHERWISE ("name", of an account its
 * number, "member", "difference": a thing exists and is not as planned), PLAN_UNSOUND ("n": errors among the checks;
 * the first "sentence"), PLAN_PARENT (a parentArn that is not in this vault). */
GPtrArray *esp_provisioning_list_steps (EspVault *vault, EspOperationContext *seen_by, const EspPlan *plan,
                                        gboolean invite, gint64 now, GError **error);

/* Adds the name constraints of the plan, as ApiPassthrough, to the parameters of the step that makes @ca. Errors:
 * MEMBER_*. */
gboolean esp_provisioning_add_constraints (JsonObject *parameters, const EspPlanCa *ca, GError **error);

G_END_DECLS
