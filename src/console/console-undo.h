/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What takes back what was just done, offered in the toast that tells of it. Only where it is honest: operations that
 * set things back as they were, each decided and logged like any other, or something of this window alone. What was
 * signed, revoked or deleted is not taken back by anything, and is asked about beforehand instead.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_UNDO (console_undo_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleUndo, console_undo, CONSOLE, UNDO, GObject)

/* @done is told when it was taken back; NULL: that is seen anyway. */
ConsoleUndo *console_undo_new      (const char *done);
/* After those that were added before. Takes @parameters. */
void         console_undo_add_call (ConsoleUndo *undo, const char *operation, JsonObject *parameters);
/* Instead of operations. */
void         console_undo_set_func (ConsoleUndo *undo, void (*func) (gpointer data), gpointer data,
                                    GDestroyNotify data_free);
/* Tells @text in a toast of the window, with a button that takes it back. Takes @undo. */
void         console_undo_offer    (ConsoleUndo *undo, ConsoleSession *session, const char *text);
/* The same in the overlay around @widget, for a window that stays where it is. Takes @undo. */
void         console_undo_offer_in (ConsoleUndo *undo, ConsoleSession *session, GtkWidget *widget, const char *text);
/* Once, with the rights of who is signed in now. What is refused is shown over @owner, and ends it. */
void         console_undo_run      (ConsoleUndo *undo, ConsoleSession *session, GtkWidget *owner);

G_END_DECLS
