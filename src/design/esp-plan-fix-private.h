/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: what a fix works on. A fix changes a copy of the plan, in the smallest way that makes its own
 * finding go; whether something else came of it is looked at afterwards, in esp-plan-fix.c.
 */
#pragma once

#include "esp-plan-check-private.h"

G_BEGIN_DECLS

typedef struct
{
  EspPlan *plan;                 /* to be changed */
  EspPlanReview *review;         /* of it; helpers below keep what they change in it up to date */
  const EspPlanFinding *finding;
  EspPlanNode *node;             /* the first of the finding, or NULL */
  guint variant;                 /* from 0; a fix that has several ways tries the better one first */
} EspPlanMending;

/* FALSE: it can't be done in this way. */
typedef gboolean (*EspPlanFixFunc) (EspPlanMending *mending);

/* Shape. */
gboolean esp_plan_fix_template             (EspPlanMending *mending);
gboolean esp_plan_fix_template_path_length (EspPlanMending *mending);
gboolean esp_plan_fix_use_template         (EspPlanMending *mending);
gboolean esp_plan_fix_depth                (EspPlanMending *mending);
gboolean esp_plan_fix_path_length          (EspPlanMending *mending);
gboolean esp_plan_fix_path_length_short    (EspPlanMending *mending);
gboolean esp_plan_fix_root_path_length     (EspPlanMending *mending);
gboolean esp_plan_fix_add_level            (EspPlanMending *mending);
gboolean esp_plan_fix_remove_level         (EspPlanMending *mending);
/* Validity. */
gboolean esp_plan_fix_validity_syntax      (EspPlanMending *mending);
gboolean esp_plan_fix_life_above           (EspPlanMending *mending);
gboolean esp_plan_fix_life_long            (EspPlanMending *mending);
gboolean esp_plan_fix_use_validity_syntax  (EspPlanMending *mending);
gboolean esp_plan_fix_use_life             (EspPlanMending *mending);
gboolean esp_plan_fix_short_lived_use      (EspPlanMending *mending);
gboolean esp_plan_fix_short_lived_parent   (EspPlanMending *mending);
/* Keys. */
gboolean esp_plan_fix_key_unknown          (EspPlanMending *mending);
gboolean esp_plan_fix_key_unavailable      (EspPlanMending *mending);
gboolean esp_plan_fix_key_weak             (EspPlanMending *mending);
gboolean esp_plan_fix_key_weaker_above     (EspPlanMending *mending);
gboolean esp_plan_fix_key_family           (EspPlanMending *mending);
gboolean esp_plan_fix_signing              (EspPlanMending *mending);
/* Revocation. */
gboolean esp_plan_fix_no_revocation        (EspPlanMending *mending);
gboolean esp_plan_fix_crl_place            (EspPlanMending *mending);
gboolean esp_plan_fix_crl_https            (EspPlanMending *mending);
gboolean esp_plan_fix_crl_place_shared     (EspPlanMending *mending);
gboolean esp_plan_fix_ocsp_no_place        (EspPlanMending *mending);
/* Names. */
gboolean esp_plan_fix_name_twice           (EspPlanMending *mending);
gboolean esp_plan_fix_tag_missing          (EspPlanMending *mending);
gboolean esp_plan_fix_thing_twice          (EspPlanMending *mending);
gboolean esp_plan_fix_constraints_root     (EspPlanMending *mending);
gboolean esp_plan_fix_constraints_template (EspPlanMending *mending);
gboolean esp_plan_fix_account_unknown      (EspPlanMending *mending);
gboolean esp_plan_fix_root_account         (EspPlanMending *mending);
/* Shares. */
gboolean esp_plan_fix_permission           (EspPlanMending *mending);
gboolean esp_plan_fix_remove_share         (EspPlanMending *mending);
gboolean esp_plan_fix_supplier_no_share    (EspPlanMending *mending);
gboolean esp_plan_fix_suppliers_mixed      (EspPlanMending *mending);
/* People. */
gboolean esp_plan_fix_role_unknown         (EspPlanMending *mending);
gboolean esp_plan_fix_one_person           (EspPlanMending *mending);
gboolean esp_plan_fix_dual_control_off     (EspPlanMending *mending);
gboolean esp_plan_fix_clear_approvers      (EspPlanMending *mending);
gboolean esp_plan_fix_remove_approver      (EspPlanMending *mending);

/* --- What several of them need -----------------------------------------------------------------*/

void     esp_plan_set_text             (char **place, const char *text);
/* The list without @name; FALSE where it was not in it. */
gboolean esp_plan_strv_remove          (char ***list, const char *name);
/* Its template exchanged for the one of the same kind with this path length, and with API passthrough where its name
 * constraints need it. FALSE where there is none. */
gboolean esp_plan_node_set_path_length (EspPlanNode *node, int path_length);
/* Its template with API passthrough beside what it has. */
gboolean esp_plan_node_let_constraints_in (EspPlanNode *node);
/* The longest usual validity that is not longer than @limit seconds (by more than a hundredth), or NULL. */
char    *esp_plan_fit_validity         (const EspPlanReview *review, gint64 limit);
/* A distinguished name like that of @node, called @label instead; NULL where it can't be. */
char    *esp_plan_node_make_subject    (const EspPlanNode *node, const char *label);
/* @label, or the first of "@label 2", "@label 3", … that no CA of the plan has. */
char    *esp_plan_make_label           (const EspPlanReview *review, const char *label);
/* A name for a share that none has: @wanted, or with a number. */
char    *esp_plan_make_share_name      (const EspPlan *plan, const char *wanted);
/* The address of its list beside that of others, where it was one of a whole file. */
void     esp_plan_ca_own_crl           (EspPlanCa *ca);
/* The account for subordinates that are to leave @account: one that owns such and no root, or (@fresh, or none) a new
 * one that is added to the plan. */
char    *esp_plan_pick_account         (EspPlanMending *mending, const char *account, gboolean fresh);
/* The managed permission for what @node issues, or NULL. */
const EspManagedPermission *esp_plan_fit_permission (const EspPlanReview *review, const EspPlanNode *node);

G_END_DECLS
