/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command is: one row of the table in cli-commands.c. From a row follow the parser, --help,
 * the completion and, where it has no function of its own, the call of the engine. Texts are msgids.
 */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

typedef enum
{
  CLI_FLAG,      /* no value */
  CLI_TEXT,
  CLI_NUMBER,    /* a whole number from 0 */
  CLI_COUNT,     /* a whole number from 1 */
  CLI_CHOICE,    /* one of the words in the placeholder: "json|csv" */
  CLI_TAG,       /* KEY=VALUE */
  CLI_TAG_KEY,
  CLI_FILE,      /* a path that the command itself reads or writes */
  CLI_FILE_TEXT, /* a file whose PEM text goes to the engine */
  CLI_FILE_JSON, /* a file whose JSON object goes to the engine */
} CliKind;

typedef enum
{
  CLI_ONCE = 0,
  CLI_REQUIRED = 1 << 0, /* options: arguments are needed unless CLI_OPTIONAL */
  CLI_OPTIONAL = 1 << 1,
  CLI_REPEATED = 1 << 2,
} CliUse;

typedef struct
{
  const char *name;        /* an option without its dashes, or an argument in capitals */
  CliKind kind;
  const char *placeholder; /* what stands for the value; NULL for a flag */
  const char *member;      /* the operation's parameter of this value, or NULL; of repeated texts an array */
  const char *help;
  CliUse use;
} CliParameter;

typedef struct _CliCall CliCall;
typedef struct _CliCommand CliCommand;

struct _CliCommand
{
  const char *noun;
  const char *verb;        /* one or two words; NULL where the noun is the whole command */
  const char *help;
  const char *operation;   /* the engine's, when nothing else is to be done; else NULL */
  const CliParameter *arguments; /* each list ends with a row without a name; NULL: none */
  const CliParameter *options;
  /* Does it and sets the result; NULL: calls the operation. */
  gboolean (*run) (CliCall *call, GError **error);
  /* Shows the result to a person; NULL: nothing to show. */
  void (*print) (CliCall *call);
};

typedef struct
{
  const char *noun;
  const char *help;
} CliNoun;

/* Both tables end with a row without a noun. */
const CliCommand   *cli_commands       (void);
const CliNoun      *cli_nouns          (void);
/* Options that any command takes; ended as above. */
const CliParameter *cli_global_options (void);

const CliParameter *cli_parameter_find    (const CliParameter *list, const char *name);
/* The words of a CLI_CHOICE; free with g_strfreev(). */
char              **cli_parameter_choices (const CliParameter *parameter);

/* "vault, ca, cert" and "create, list": what an error names. Free with g_free(). */
char               *cli_noun_names        (void);
char               *cli_verb_names        (const char *noun);
gboolean            cli_noun_exists       (const char *noun);
/* NULL where there is none; @verb may be NULL. */
const CliCommand   *cli_command_find      (const char *noun, const char *verb);

G_END_DECLS
