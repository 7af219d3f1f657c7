/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that tells something: a title, what it is, why, where it comes from. All of it is text from outside:
 * made safe to show, never markup. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CONSOLE_TYPE_NOTE_ROW (console_note_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleNoteRow, console_note_row, CONSOLE, NOTE_ROW, AdwPreferencesRow)

GtkWidget *console_note_row_new        (const char *title);
void       console_note_row_set_title  (ConsoleNoteRow *row, const char *text);
/* NULL or "": hidden. */
void       console_note_row_set_value  (ConsoleNoteRow *row, const char *text);
void       console_note_row_set_detail (ConsoleNoteRow *row, const char *text);
void       console_note_row_set_chip   (ConsoleNoteRow *row, const char *text);
/* @css_class: "success", "warning", "error", "dim-label", or NULL. */
void       console_note_row_set_icon   (ConsoleNoteRow *row, const char *icon_name, const char *css_class);
/* Struck through: it was asked for, and is not taken. */
void       console_note_row_set_struck (ConsoleNoteRow *row, gboolean struck);
void       console_note_row_add_suffix (ConsoleNoteRow *row, GtkWidget *widget);

/* Removes all children of @box. */
void       console_box_empty           (GtkBox *box);
/* A boxed list with a heading, appended to @box. The heading is text of ours; @description may be NULL. */
AdwPreferencesGroup *console_box_add_group (GtkBox *box, const char *title, const char *description);

G_END_DECLS
