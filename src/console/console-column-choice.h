/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns of a table are shown, and in which order: chosen by a menu, which every heading has and a button may
 * have, ordered by dragging headings, and kept in the settings. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_COLUMN_CHOICE (console_column_choice_get_type ())
/* Signal "changed": another choice; whoever lays out the columns shows them. Lives as long as the view. */
G_DECLARE_FINAL_TYPE (ConsoleColumnChoice, console_column_choice, CONSOLE, COLUMN_CHOICE, GObject)

/* @key names a list of the columns that are shown (type "as"); @settings may be NULL: then the choice holds as long as
 * the table. */
ConsoleColumnChoice *console_column_choice_new        (GtkColumnView *view, GSettings *settings, const char *key);
/* In the order in which they stand where nothing was chosen. @always: it can't be left out. */
void                 console_column_choice_add        (ConsoleColumnChoice *choice, GtkColumnViewColumn *column,
                                                       const char *name, gboolean always);
/* When all are added. @holder gets the actions "columns.NAME" and "columns.reset": an ancestor of view and button. */
void                 console_column_choice_start      (ConsoleColumnChoice *choice, GtkWidget *holder);
gboolean             console_column_choice_is_wanted  (ConsoleColumnChoice *choice, GtkColumnViewColumn *column);
GMenuModel          *console_column_choice_get_menu   (ConsoleColumnChoice *choice);

G_END_DECLS
