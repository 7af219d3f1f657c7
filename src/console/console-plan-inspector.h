/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of a plan; its constructor is in console-designer.h. */
#pragma once

#include "console-plan-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_INSPECTOR (console_plan_inspector_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanInspector, console_plan_inspector, CONSOLE, PLAN_INSPECTOR, AdwBin)

/* The CA that was just added and is selected is to be named: that is one step with adding it, which has the merge text
 * "add KEY". */
void console_plan_inspector_name_new (ConsolePlanInspector *inspector, const char *key);
/* To its name, with all of it selected. */
void console_plan_inspector_rename   (ConsolePlanInspector *inspector);

G_END_DECLS
