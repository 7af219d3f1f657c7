/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the manual, espalier-cli(1): written from the table of commands when Espalier is built, so that it
 * cannot say anything else than --help does. */
#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

/* Prints it as roff, in English. */
void cli_manual_print (void);

G_END_DECLS
