/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo without end: the plan as it is now, and small differences to what it was. A step is kept as the part
 * of the document's text that changed, so that thousands of steps of a plan of 2,000 CAs stay small.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef struct _EspPlanHistory EspPlanHistory;

EspPlanHistory *esp_plan_history_new        (EspPlan *plan); /* takes it */
void            esp_plan_history_free       (EspPlanHistory *history);
/* Good until the next step. */
const EspPlan  *esp_plan_history_get_plan   (EspPlanHistory *history);
/* @plan (taken) is how it is from now on; what had been undone is forgotten. @label: what was done, for "Undo …".
 * @merge (or NULL): a step right after one with the same text is one with it: typing in one field. FALSE: nothing
 * is different, and there is no step. */
gboolean        esp_plan_history_step       (EspPlanHistory *history, EspPlan *plan, const char *label,
                                             const char *merge);
gboolean        esp_plan_history_undo       (EspPlanHistory *history);
gboolean        esp_plan_history_redo       (EspPlanHistory *history);
/* NULL: there is nothing. */
const char     *esp_plan_history_get_undo   (EspPlanHistory *history);
const char     *esp_plan_history_get_redo   (EspPlanHistory *history);
/* Is it the plan that was saved last? New histories are saved. */
gboolean        esp_plan_history_is_saved   (EspPlanHistory *history);
void            esp_plan_history_mark_saved (EspPlanHistory *history);

/* Bytes that all steps take. */
gsize           esp_plan_history_get_size   (EspPlanHistory *history);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanHistory, esp_plan_history_free)

G_END_DECLS
