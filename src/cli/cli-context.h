/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What outlives a single command: the one engine, its clock, and who is signed in. A batch runs all
 * its lines in one context, so the vault is opened and the identity unlocked once.
 */
#pragma once

#include "cli-words.h"

G_BEGIN_DECLS

/* The global options of one command, each from the line, else from the program's own line, else from
 * the environment; NULL where it was given nowhere. */
typedef struct
{
  char *vault;
  char *as;
  char *role;
  char *passphrase_file;
  char *now;
  gboolean json, quiet, yes;
} CliGlobals;

CliGlobals *cli_globals_new_from_environment (void);
/* What @words give, over @base. */
CliGlobals *cli_globals_new_from_words       (const CliGlobals *base, const CliWords *words);
void        cli_globals_free                 (CliGlobals *globals);

typedef struct
{
  gboolean secure;   /* esp_init() found secure memory */
  gboolean batch;    /* commands come from standard input */
  EspClock *clock;
  EspEngine *engine; /* NULL until the first command that needs it */
  char *signed_in;   /* for whom and in which role the session was opened, as asked for */
} CliContext;

CliContext *cli_context_new     (gboolean secure);
void        cli_context_free    (CliContext *context);
/* Sets the clock of test builds; without @globals->now does nothing. Errors: TIME_SYNTAX. */
gboolean    cli_context_set_now (CliContext *context, const CliGlobals *globals, GError **error);
/* An engine, not opened yet unless it was before. Errors: SECRET_MEMORY. */
EspEngine  *cli_context_ref_engine (CliContext *context, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliGlobals, cli_globals_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliContext, cli_context_free)

G_END_DECLS
