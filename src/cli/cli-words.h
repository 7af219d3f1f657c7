/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command line taken apart: which command, with which arguments and options. Only the grammar is
 * judged here; what a value means is for the engine to say.
 */
#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

typedef struct
{
  const CliCommand *command; /* NULL: only help or version is wanted */
  char *noun;                /* as far as it was given; for help */
  gboolean help, version;
  GHashTable *values;        /* name of an argument or own option → GPtrArray of texts */
  GHashTable *globals;       /* the same of global options */
} CliWords;

/* @words without the program's name; NULL-terminated. Errors: USAGE_*. */
CliWords          *cli_words_parse   (const char *const *words, GError **error);
void               cli_words_free    (CliWords *words);
/* The four below: the command's own option, where it has one by this name; else the global one. */
gboolean           cli_words_has     (const CliWords *words, const char *name);
/* The (last) value, or NULL where it was not given. */
const char        *cli_words_get     (const CliWords *words, const char *name);
/* All values; NULL where it was not given. */
const GPtrArray   *cli_words_get_all (const CliWords *words, const char *name);
/* Of a global option, also where the command has one of its own by this name ("access simulate --role"). */
const char        *cli_words_get_global (const CliWords *words, const char *name);
/* All values with spaces between them, or NULL. Free with g_free(). */
char              *cli_words_join    (const CliWords *words, const char *name);
/* Whether a word asks for machine output, whatever else is wrong with the line. */
gboolean           cli_words_want_json (const char *const *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliWords, cli_words_free)

G_END_DECLS
