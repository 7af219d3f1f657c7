/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type behind console_people_page_new() (console-pages.h). */
#pragma once

#include "console-access-list.h"

G_BEGIN_DECLS

/* Property "tab": "people", "roles", "guardrails" or "simulator" (writable). */
#define CONSOLE_TYPE_PEOPLE_PAGE (console_people_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePeoplePage, console_people_page, CONSOLE, PEOPLE_PAGE, AdwBin)

ConsoleAccessList *console_people_page_get_list (ConsolePeoplePage *page, ConsoleAccessKind kind);

G_END_DECLS
