/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help at every level, made from the table of commands. */
#pragma once

#include "cli-call.h"

G_BEGIN_DECLS

/* Of a command, of a noun with its verbs, or of the program; NULL for what is not given. */
void     cli_help_print    (const CliCommand *command, const char *noun);
void     cli_version_print (void);

/* help [NOUN [VERB]] */
gboolean cli_help_run      (CliCall *call, GError **error);
void     cli_help_show     (CliCall *call);

/* What each exit status means, from 0, as msgids; ends with NULL. */
const char *const *cli_help_exit_meanings (void);

G_END_DECLS
