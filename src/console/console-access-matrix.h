/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what with one CA, by action or by person, and whose keys open it. Asked for while it is seen. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ACCESS_MATRIX (console_access_matrix_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccessMatrix, console_access_matrix, CONSOLE, ACCESS_MATRIX, AdwBin)

GtkWidget *console_access_matrix_new     (ConsoleSession *session);
void       console_access_matrix_set_ca  (ConsoleAccessMatrix *matrix, const char *arn);
void       console_access_matrix_refresh (ConsoleAccessMatrix *matrix);
/* Shows an answer of AccessMatrix. */
void       console_access_matrix_show    (ConsoleAccessMatrix *matrix, JsonObject *answer);

G_END_DECLS
