/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What exists, as a plan: the records of a vault, all of them or those that a session may see. What is not shown to
 * it is as if it did not exist: CAs as ListCertificateAuthorities shows them, the rest where its lists are allowed,
 * roles where their documents are too; else the accounts of the CAs alone.
 */
#pragma once

#include "design/esp-plan.h"
#include "esp-operation.h"
#include "model/esp-principal.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_EXISTING_HIERARCHY, /* accounts, CAs, shares: what a plan starts from */
  ESP_EXISTING_ALL,       /* guardrails, roles, people and approvers too: what a plan is compared with */
} EspExistingKind;

/* @seen_by NULL: everything. @arns: as in esp-plan-from.h; NULL: not wanted. */
EspPlan *esp_existing_read (EspVault *vault, EspOperationContext *seen_by, EspExistingKind kind, gint64 now,
                            GHashTable **arns, GError **error);

/* Is @person among the people that are shown to it? */
gboolean esp_existing_sees_person (EspOperationContext *seen_by, const EspPrincipal *person);

G_END_DECLS
