/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What whoever issues wants in a certificate beside its request: the service's ApiPassthrough, from fields or
 * from a file. Whether it is well formed and taken is the engine's to say.
 */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PASSTHROUGH_EDITOR (console_passthrough_editor_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePassthroughEditor, console_passthrough_editor, CONSOLE, PASSTHROUGH_EDITOR, AdwBin)

/* Signal "changed". The member "ApiPassthrough" of a call; NULL: nothing is wanted. */
JsonObject *console_passthrough_editor_to_json   (ConsolePassthroughEditor *editor);
/* As chosen by "From JSON File…"; @name: of the file. What is no JSON object is told of beneath. */
void        console_passthrough_editor_take_file (ConsolePassthroughEditor *editor, const char *name,
                                                  GBytes *content);
/* Why nothing of it can be taken, as a sentence; NULL: it can be asked about. */
const char *console_passthrough_editor_get_problem (ConsolePassthroughEditor *editor);
void        console_passthrough_editor_add_name  (ConsolePassthroughEditor *editor, const char *member,
                                                  const char *value);
/* @member: of the subject, "CommonName". */
void        console_passthrough_editor_set_subject (ConsolePassthroughEditor *editor, const char *member,
                                                    const char *value);
/* Opens all of its parts, to be looked at. */
void        console_passthrough_editor_expand    (ConsolePassthroughEditor *editor);

/* One alternative name of them. Signals "changed", "remove". */
#define CONSOLE_TYPE_ALT_NAME_ROW (console_alt_name_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAltNameRow, console_alt_name_row, CONSOLE, ALT_NAME_ROW, AdwPreferencesRow)
GtkWidget  *console_alt_name_row_new             (const char *member, const char *value);
/* One of SubjectAlternativeNames; NULL while it is empty. */
JsonObject *console_alt_name_row_to_json         (ConsoleAltNameRow *row);

G_END_DECLS
