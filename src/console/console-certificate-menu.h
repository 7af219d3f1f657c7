/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the selected certificate of a table: by menu, by key, by double click. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* "table.open", … ; NULL-terminated. */
const char * const *console_certificate_menu_actions (void);
/* Opens the menu by the secondary button (on the row under the pointer), the Menu key and Shift+F10;
 * keys: Delete, Ctrl+C. The popover is a child of @table, which has to unparent it in the end. */
GtkWidget *console_certificate_menu_attach (GtkWidget *table, GtkWidget *column_view, GMenuModel *menu);
/* Enables what fits @item (NULL: none is selected); @of_one_ca: its CA is shown already. */
void console_certificate_menu_update (ConsoleSession *session, GtkWidget *table, EspCertificateItem *item,
                                      gboolean of_one_ca);
/* FALSE: the row has not arrived yet. */
gboolean console_certificate_menu_act (ConsoleSession *session, GtkWidget *table, EspCertificateItem *item,
                                       const char *action);

G_END_DECLS
