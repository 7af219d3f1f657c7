/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files with which the program was started, or that were handed to it while it runs: which of them is a vault, and
 * which is to be read as a plan. Their beginning tells, not their name. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @vault, @plan: the first of each, or NULL. @n_others: how many there were beside them. */
typedef void (*ConsoleGivenDone) (GFile *vault, GFile *plan, guint n_others, gpointer data);
/* Calls @done later, exactly once. What can't be read counts as a plan: whoever opens it says what is wrong. */
void console_given_files_sort (GFile **files, int n_files, ConsoleGivenDone done, gpointer data);

G_END_DECLS
