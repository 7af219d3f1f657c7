/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shell offers after the words typed so far: data/completions/espalier-cli asks here. */
#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

/* Prints one candidate a line for the last of @words, which may be empty; nothing where a file or a
 * free text is expected. */
void cli_complete_print (const char *const *words);

G_END_DECLS
