/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type behind console_plans_page_new() (console-plans.h). */
#pragma once

#include "console-plans.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLANS_PAGE (console_plans_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlansPage, console_plans_page, CONSOLE, PLANS_PAGE, AdwBin)

G_END_DECLS
