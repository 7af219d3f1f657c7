/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of a plan's inspector share: each shows something of what is selected, and changes it by steps. What a
 * part sets while it refreshes comes from the plan and is no step; what it steps itself does not disturb what is being
 * typed in it.
 */
#pragma once

#include <adwaita.h>

#include "console-plan-document.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_PART (console_plan_part_get_type ())
G_DECLARE_DERIVABLE_TYPE (ConsolePlanPart, console_plan_part, CONSOLE, PLAN_PART, AdwBin)

struct _ConsolePlanPartClass
{
  AdwBinClass parent_class;

  /* @keys: what is selected; none of them is not in @plan. */
  void (*refresh) (ConsolePlanPart *part, const EspPlan *plan, const char * const *keys);
};

/* Once; the inspector owns both. */
void                 console_plan_part_set_document  (ConsolePlanPart *part, ConsolePlanDocument *document);
ConsolePlanDocument *console_plan_part_get_document  (ConsolePlanPart *part);
const EspPlan       *console_plan_part_get_plan      (ConsolePlanPart *part);
const char * const  *console_plan_part_get_keys      (ConsolePlanPart *part);
void                 console_plan_part_refresh       (ConsolePlanPart *part);
gboolean             console_plan_part_is_refreshing (ConsolePlanPart *part);
/* Is the refresh that runs now an answer to this part's own step? */
gboolean             console_plan_part_is_stepping   (ConsolePlanPart *part);
/* Takes @plan. Steps with one @merge (or NULL) are one, as long as nothing else is selected and the focus stays. */
void                 console_plan_part_step          (ConsolePlanPart *part, EspPlan *plan, const char *label,
                                                      const char *merge);
/* What comes next is a step of its own. */
void                 console_plan_part_end_typing    (ConsolePlanPart *part);

/* Words of steps: "Change Validity of “Toaster CA”", "Change Validity of 3 CAs". @one and @many are as NP_() marks
 * them, with {name} and {count}. Free with g_free(). */
char                *console_plan_step_label         (const EspPlan *plan, const char * const *keys, const char *one,
                                                      const char *many);
/* Text as it is typed: undoing it is the plan's. */
void                 console_plan_part_prepare_entry (GtkWidget *entry);

G_END_DECLS
