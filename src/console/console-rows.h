/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows that stock widgets get wrong at our floor: fields whose text is never markup, and passphrases
 * that are wiped (style study 5.3, 5.4).
 */
#pragma once

#include <adwaita.h>

#include "base/esp-secret.h"

G_BEGIN_DECLS

/* A label and a selectable value; both plain text. Properties "title", "value", "monospace". An empty value
 * hides the row. With a button that copies the value. */
#define CONSOLE_TYPE_FIELD_ROW (console_field_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleFieldRow, console_field_row, CONSOLE, FIELD_ROW, AdwPreferencesRow)
GtkWidget *console_field_row_new       (const char *title, const char *value);
void       console_field_row_set_value (ConsoleFieldRow *row, const char *value);
/* A serial number as it is, shown in groups. */
void       console_field_row_set_serial (ConsoleFieldRow *row, const char *hex);

/* An entry for a passphrase with a buffer of its own in locked memory: destroying it wipes the text. */
#define CONSOLE_TYPE_PASSPHRASE_ROW (console_passphrase_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePassphraseRow, console_passphrase_row, CONSOLE, PASSPHRASE_ROW, AdwPreferencesRow)
GtkWidget *console_passphrase_row_new  (const char *title);
/* Moves the text into a secret and empties the row; NULL when it is empty. Signals "changed" and
 * "activate"; property "title", "length" (read-only). */
EspSecret *console_passphrase_row_take (ConsolePassphraseRow *row);
/* What was taken and turned out not to be wrong; it is not copied anywhere else. */
void       console_passphrase_row_put_back (ConsolePassphraseRow *row, EspSecret *secret);
gboolean   console_passphrase_row_is_empty (ConsolePassphraseRow *row);

/* A lasting condition on top of a page: text, an optional button that activates an action. Built around
 * GtkInfoBar (AdwBanner is newer than our floor). Properties "text", "revealed", "button-label", "action-name". */
#define CONSOLE_TYPE_NOTICE_BAR (console_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleNoticeBar, console_notice_bar, CONSOLE, NOTICE_BAR, AdwBin)

G_END_DECLS
