/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people, the roles, the guardrails or the permissions of a vault: a search, a list, and what can be made new.
 * Reads while it is seen, and again after a change. */
#pragma once

#include "console-access-item.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACCESS_LIST (console_access_list_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccessList, console_access_list, CONSOLE, ACCESS_LIST, AdwBin)

GtkWidget  *console_access_list_new     (ConsoleSession *session, ConsoleAccessKind kind);
void        console_access_list_refresh (ConsoleAccessList *list);
void        console_access_list_search  (ConsoleAccessList *list);
/* Of ConsoleAccessItem, headings among them. */
GListModel *console_access_list_get_model (ConsoleAccessList *list);

G_END_DECLS
