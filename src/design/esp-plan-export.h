/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans, and what exists (esp-plan-from.h makes a plan of it), in the forms of others: CloudFormation, Terraform,
 * Graphviz. Each is a set of files with a README that says what that form can't express.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;   /* "111122223333-meridian-root.template.json", "README.md" */
  char *text;
} EspPlanFile;

/* One template per account; where a parent is in another account, its CSR is a parameter and so is the certificate that
 * comes back. GPtrArray of EspPlanFile. Errors: PLAN_EXPORT (what can't be said at all: names the CA and why). */
GPtrArray *esp_plan_export_cloudformation (const EspPlan *plan, GError **error);
GPtrArray *esp_plan_export_terraform      (const EspPlan *plan, GError **error);
GPtrArray *esp_plan_export_dot            (const EspPlan *plan, GError **error); /* one file */
void       esp_plan_file_free             (EspPlanFile *file);

G_END_DECLS
