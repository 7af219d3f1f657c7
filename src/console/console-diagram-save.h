/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hierarchy that exists as a file: drawn on a thread, saved where the person says. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* @format: "svg", "pdf", "png". @accounts: number -> name. */
void    console_diagram_save  (GtkWidget *owner, ConsoleSession *session, GHashTable *accounts, const char *format);
/* @cards as a file of one of these formats, on any thread. @subtitle may be NULL. Errors: PICTURE. */
GBytes *console_diagram_write (GPtrArray *cards, const char *title, const char *subtitle, gboolean right_to_left,
                               const char *format, GError **error);

G_END_DECLS
