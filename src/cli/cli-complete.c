/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completion walks the same rows as the parser, but forgives everything: half a line is what it is
 * for. It opens no vault, so it offers words of the grammar and no names.
 */
#include "cli-complete.h"

typedef struct
{
  const char *noun;
  char *verb;
  const CliCommand *command;
  const CliParameter *waiting; /* an option whose value comes next */
  guint n_arguments;
} State;

static void
offer (const char *candidate, const char *beginning)
{
  if (g_str_has_prefix (candidate, beginning))
    g_print ("%s\n", candidate);
}

static const CliParameter *
find_option (const State *state, const char *word)
{
  const CliParameter *option = NULL;

  if (!g_str_has_prefix (word, "--") || strchr (word, '='))
    return NULL;
  if (state->command)
    option = cli_parameter_find (state->command->options, word + 2);
  return option ? option : cli_parameter_find (cli_global_options (), word + 2);
}

static void
pass_verb (State *state, const char *word)
{
  char *verb = state->verb ? g_strconcat (state->verb, " ", word, NULL) : g_strdup (word);

  g_free (state->verb);
  state->verb = verb;
  state->command = cli_command_find (state->noun, verb);
}

static void
pass_word (State *state, const char *word)
{
  const CliParameter *option;

  if (state->waiting)
    {
      state->waiting = NULL;
      return;
    }
  option = find_option (state, word);
  if (option && option->kind != CLI_FLAG)
    state->waiting = option;
  if (word[0] == '-' && word[1] != '\0')
    return;
  if (!state->noun)
    {
      state->noun = word;
      state->command = cli_command_find (word, NULL);
    }
  else if (!state->command)
    pass_verb (state, word);
  else
    state->n_arguments++;
}

static void
offer_options (const CliParameter *options, const char *beginning)
{
  for (; options && options->name; options++)
    {
      g_autofree char *option = g_strconcat ("--", options->name, NULL);

      offer (option, beginning);
    }
}

static void
offer_choices (const CliParameter *parameter, const char *beginning)
{
  g_auto (GStrv) choices = NULL;

  if (!parameter || parameter->kind != CLI_CHOICE)
    return;
  choices = cli_parameter_choices (parameter);
  for (guint i = 0; choices[i]; i++)
    offer (choices[i], beginning);
}

/* The next word of each verb of the noun. */
static void
offer_verbs (const State *state, const char *beginning)
{
  g_autofree char *before = state->verb ? g_strconcat (state->verb, " ", NULL) : g_strdup ("");

  for (const CliCommand *command = cli_commands (); command->noun; command++)
    {
      g_auto (GStrv) rest = NULL;

      if (!g_str_equal (command->noun, state->noun) || !command->verb ||
          !g_str_has_prefix (command->verb, before))
        continue;
      rest = g_strsplit (command->verb + strlen (before), " ", 2);
      offer (rest[0], beginning);
    }
}

static void
offer_argument (const State *state, const char *beginning)
{
  const CliParameter *argument = state->command->arguments;

  for (guint i = 0; argument && argument->name && i < state->n_arguments; i++)
    argument++;
  if (argument && argument->name)
    offer_choices (argument, beginning);
}

static void
offer_next (const State *state, const char *beginning)
{
  if (state->waiting)
    {
      offer_choices (state->waiting, beginning);
      return;
    }
  if (beginning[0] == '-')
    {
      offer_options (state->command ? state->command->options : NULL, beginning);
      offer_options (cli_global_options (), beginning);
      offer ("--help", beginning);
      offer ("--version", beginning);
      return;
    }
  if (!state->noun)
    for (const CliNoun *noun = cli_nouns (); noun->noun; noun++)
      offer (noun->noun, beginning);
  else if (!state->command)
    offer_verbs (state, beginning);
  else
    offer_argument (state, beginning);
}

void
cli_complete_print (const char *const *words)
{
  State state = { NULL };

  for (; words[0] && words[1]; words++)
    pass_word (&state, words[0]);
  offer_next (&state, words[0] ? words[0] : "");
  g_free (state.verb);
}
