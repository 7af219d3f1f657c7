/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of ConsolePlanLine under headings; it has room for thousands. */
#pragma once

#include <adwaita.h>

#include "console-plan-line.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_LIST (console_plan_list_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanList, console_plan_list, CONSOLE, PLAN_LIST, AdwBin)

/* Property "label": what it is a list of, to be read out. Signals, each with a ConsolePlanLine: "activated" (the
 * line), "pressed" (its button), "copied" (its button to copy). */

/* @lines: GPtrArray of ConsolePlanLine. A heading goes before each whose group is not that of the one before it. */
void  console_plan_list_show      (ConsolePlanList *list, GPtrArray *lines);
/* The same with those alone that have @choice (NULL: any) and match @search. How many there are. */
guint console_plan_list_show_some (ConsolePlanList *list, GPtrArray *lines, const char *choice, const char *search);
/* With headings. */
GListModel *console_plan_list_get_model (ConsolePlanList *list);

G_END_DECLS
