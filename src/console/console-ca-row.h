/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One CA as it stands in the tree of the sidebar: state, name, path length. Property "node". */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CA_ROW (console_ca_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCaRow, console_ca_row, CONSOLE, CA_ROW, AdwBin)

GtkWidget *console_ca_row_new      (void);
void       console_ca_row_set_node (ConsoleCaRow *row, EspCaNode *node);
/* "Vehicle Modules, Active, path length 1": what a screen reader says. Free with g_free(). */
char      *console_ca_row_describe (EspCaNode *node);

G_END_DECLS
