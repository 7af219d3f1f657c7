/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours for JSON in a text buffer, line by line: only what was changed is looked at again. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* From now on @buffer has colours, those of the light or the dark style; ends with the buffer. */
void console_policy_highlight_attach (GtkTextBuffer *buffer);
/* Marks the place of a finding: from @line and @column (from 1; column 0: the whole line). */
void console_policy_highlight_mark   (GtkTextBuffer *buffer, guint line, guint column, gboolean error);
void console_policy_highlight_unmark (GtkTextBuffer *buffer);

G_END_DECLS
