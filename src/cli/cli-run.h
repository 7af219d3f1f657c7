/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command line from its words to its exit status: for main() and for each line of a batch. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* @words without the program's name. @line: 0, or the line of a batch that @text is. Never fails:
 * what goes wrong is printed and told by the exit status. */
int cli_run (CliContext *context, const CliGlobals *base, const char *const *words, guint line,
             const char *text);

G_END_DECLS
