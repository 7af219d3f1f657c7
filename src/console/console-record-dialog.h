/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thing with all that is known of it, and verbs at the bottom that say why they can't be used where they can't.
 * What it shows is a table's; it is asked for anew when something changed.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_RECORD_DIALOG (console_record_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRecordDialog, console_record_dialog, CONSOLE, RECORD_DIALOG, AdwWindow)

typedef struct
{
  const char *title;     /* context "title of a dialog" */
  const char *operation; /* describes it; NULL: what is given is all there is */
  const char *key;       /* the parameter that names it */
  const char *name;      /* its member that is the value of that; NULL: the same */
  const char *member;    /* of the answer */
  const char *denied;
  void (*show) (ConsoleRecordDialog *dialog, JsonObject *record);
} ConsoleRecordKind;

/* @record: at least its name. @kind is static. */
GtkWindow      *console_record_dialog_new         (ConsoleSession *session, const ConsoleRecordKind *kind,
                                                   JsonObject *record);
ConsoleSession *console_record_dialog_get_session (ConsoleRecordDialog *dialog);
JsonObject     *console_record_dialog_get_record  (ConsoleRecordDialog *dialog);

/* For those who show. */
GtkBox         *console_record_dialog_get_box     (ConsoleRecordDialog *dialog);
typedef void (*ConsoleRecordVerb) (ConsoleRecordDialog *dialog);
/* @label: with its mnemonic. @reason: why not, or NULL. @style: "suggested-action", "destructive-action" or NULL. */
void            console_record_dialog_add_verb    (ConsoleRecordDialog *dialog, const char *label, const char *reason,
                                                   const char *style, ConsoleRecordVerb verb);
/* Calls the operation as it is given; an error is shown, and @done is called where there is none. Takes @parameters
 * (may be NULL). */
typedef void (*ConsoleRecordDone) (ConsoleRecordDialog *dialog, JsonObject *result);
void            console_record_dialog_run         (ConsoleRecordDialog *dialog, const char *operation,
                                                   JsonObject *parameters, ConsoleRecordDone done);
/* Asks for the record anew, soon. */
void            console_record_dialog_refresh     (ConsoleRecordDialog *dialog);
/* Calls the operation with the name of the record; then tells @toast and closes. Takes @parameters (may be NULL). */
void            console_record_dialog_call        (ConsoleRecordDialog *dialog, const char *operation,
                                                   JsonObject *parameters, const char *toast);

/* A text to be unfolded; NULL for none of it. */
GtkWidget      *console_unfold_row_new            (const char *title, const char *text);
/* The same with JSON, indented. */
GtkWidget      *console_unfold_row_new_json       (const char *title, JsonObject *object);

G_END_DECLS
