/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a ceremony on paper. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Looks the run up (its id, or the sequence of its last event as text), writes a PDF in a thread and asks for a name.
 * Errors are shown over @owner. */
void console_ceremony_report_save (GtkWidget *owner, ConsoleSession *session, const char *run);

G_END_DECLS
