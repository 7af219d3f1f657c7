/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first tab of a CA's page: where it stands, who it is, how long, what it issued. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CA_OVERVIEW (console_ca_overview_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCaOverview, console_ca_overview, CONSOLE, CA_OVERVIEW, AdwBin)

GtkWidget  *console_ca_overview_new      (ConsoleSession *session);
/* Shows @node (NULL: nothing), or what has changed of it. */
void        console_ca_overview_set_node (ConsoleCaOverview *overview, EspCaNode *node);
/* Reads anew what the tree does not know: template, account, issuances by month. */
void        console_ca_overview_refresh  (ConsoleCaOverview *overview);
/* Properties (read-only): "sentence", "months": the sparkline in words. */

G_END_DECLS
