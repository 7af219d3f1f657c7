/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening a vault that somebody chose or gave. In a sandbox that is a file in the folder of the documents portal, where
 * nothing can stand beside it; a vault needs that while it is written. So it is proposed to copy it in, among the
 * program's own files; a file that is there already is never written over.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* TRUE: @path was handed into the sandbox, and no vault can be used there. */
gboolean console_vault_is_handed_in (const char *path);
/* Opens it, or asks first; @owner is in a ConsoleWindow, and is what errors are shown over. */
void     console_vault_open         (ConsoleSession *session, GtkWidget *owner, const char *path);

G_END_DECLS
