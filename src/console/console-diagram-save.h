/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hierarchy that exists as a file: drawn on a thread, saved where the person says. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* @format: "svg", "pdf", "png". @accounts: number -> name. */
void console_diagram_save (GtkWidget *owner, ConsoleSession *session, GHashTable *accounts, const char *format);

G_END_DECLS
