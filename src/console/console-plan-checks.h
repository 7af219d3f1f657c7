/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a plan; the constructor is in console-designer.h. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_CHECKS (console_plan_checks_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanChecks, console_plan_checks, CONSOLE, PLAN_CHECKS, AdwBin)

G_END_DECLS
