/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys for the headings of a column view, which GTK 4.8 gives to the pointer only. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @title is the heading of a column, in its view and mapped: it takes the focus if its column can be
 * sorted, and Enter or the space bar sort by it, the other way round when pressed once more. */
void console_column_title_add_keys (GtkWidget *title);

G_END_DECLS
