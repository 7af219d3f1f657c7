/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing of a plan is lost without a question: saving, with a name where it has none, and letting go. @proceed is
 * called when it was done as wished, and never when the person cancelled, when it could not be saved (which is said),
 * or when @owner is gone; @data_free (may be NULL) always, last.
 */
#pragma once

#include <adwaita.h>

#include "console-plan-document.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_PLAN_SUFFIX ".espalier-plan"

typedef void (*ConsolePlanProceed) (gpointer data);

/* @as: under a new name in any case. */
void     console_plan_care_save      (GtkWidget *owner, ConsoleSession *session, ConsolePlanDocument *document,
                                      gboolean as, ConsolePlanProceed proceed, gpointer data,
                                      GDestroyNotify data_free);
/* Asks where it has changes that are not saved: save, discard, cancel. */
void     console_plan_care_release   (GtkWidget *owner, ConsoleSession *session, ConsolePlanDocument *document,
                                      ConsolePlanProceed proceed, gpointer data, GDestroyNotify data_free);
/* Before the window is closed: all plans of everybody, one after the other; also while nobody is signed in. TRUE:
 * there is nothing to ask, and nothing is called. */
gboolean console_plan_care_may_close (GtkWidget *owner, ConsoleSession *session, ConsolePlanProceed proceed,
                                      gpointer data, GDestroyNotify data_free);

G_END_DECLS
