/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of a diagram, made of a plan or of what exists. */
#pragma once

#include "design/esp-plan-words.h"
#include "design/esp-plan.h"
#include "esp-diagram.h"

G_BEGIN_DECLS

/* GPtrArray of EspDiagramCard, parents first. */
GPtrArray *esp_diagram_cards_from_plan     (const EspPlan *plan, EspPlanTranslate translate);
/* @cas: GPtrArray of EspCa in any order; one whose parent is not among them is a root. @accounts: number -> name,
 * or NULL. @now: for who is over. */
GPtrArray *esp_diagram_cards_from_cas      (GPtrArray *cas, GHashTable *accounts, gint64 now,
                                            EspPlanTranslate translate);
/* What the legend says, in words that need no manual. */
void       esp_diagram_text_fill           (EspDiagramText *text, EspPlanTranslate translate);
/* "10 authorities, 3 of them roots; …", for EspDiagramText.description. Transfer full. */
char      *esp_diagram_cards_describe      (GPtrArray *cards, EspPlanTranslate translate);

G_END_DECLS
