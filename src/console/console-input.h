/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any input in a window counts against the idle lock; a dialog counts for the window it stands over. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

void console_input_watch  (GtkWidget *window, ConsoleSession *session);
/* @dialog stands over @window, which may be a dialog itself. */
void console_input_follow (GtkWidget *dialog, GtkWidget *window);

G_END_DECLS
