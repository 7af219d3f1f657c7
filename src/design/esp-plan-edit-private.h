/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what the parts of editing a plan have in common. */
#pragma once

#include "esp-plan-edit.h"

#include "esp-plan-fix-private.h"

G_BEGIN_DECLS

/* PLAN_VALUE. Always FALSE. */
gboolean esp_plan_edit_refuse       (GError **error, const char *field, const char *value, const char *problem);
/* PLAN_CA_UNKNOWN. Always FALSE. */
gboolean esp_plan_edit_refuse_ca    (GError **error, const char *key);
/* Is there room for one more in a list? Errors: PLAN_SIZE. */
gboolean esp_plan_edit_check_room   (const GPtrArray *list, const char *what, guint limit, GError **error);
/* UTF-8 of at most @limit characters. Errors: PLAN_VALUE. */
gboolean esp_plan_edit_check_text   (const char *field, const char *value, int limit, GError **error);
/* What the document may be as a whole. Errors: PLAN_SIZE. */
gboolean esp_plan_edit_check_size   (const EspPlan *plan, GError **error);
/* A name like that of @node (which may be NULL) with @label as its common name. Errors: PLAN_VALUE. */
char    *esp_plan_edit_make_subject (const EspPlan *plan, const EspPlanNode *node, const char *label, GError **error);
/* The CAs of @keys that are in the plan, each once, in the plan's order; borrowed. Free with g_ptr_array_unref(). */
GPtrArray *esp_plan_edit_list_cas   (const EspPlan *plan, const char * const *keys);

/* Changes one CA. */
typedef gboolean (*EspPlanEditFunc) (EspPlan *plan, EspPlanCa *ca, gpointer data, GError **error);
/* All of @keys, or none. */
gboolean esp_plan_edit_each         (EspPlan *plan, const char * const *keys, EspPlanEditFunc edit, gpointer data,
                                     GError **error);

G_END_DECLS
