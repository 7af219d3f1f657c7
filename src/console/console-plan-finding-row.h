/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a finding of a plan looks in its list: sentence, reason that unfolds, a button that mends it. Signal "mend". */
#pragma once

#include "console-plan-finding.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_FINDING_ROW (console_plan_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanFindingRow, console_plan_finding_row, CONSOLE, PLAN_FINDING_ROW, AdwBin)

GtkWidget          *console_plan_finding_row_new         (void);
/* NULL: none, until it gets another. */
void                console_plan_finding_row_set_finding (ConsolePlanFindingRow *row, ConsolePlanFinding *finding);
ConsolePlanFinding *console_plan_finding_row_get_finding (ConsolePlanFindingRow *row);

G_END_DECLS
