/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking things up in the table of commands (cli-commands.c). */
#include "cli-command.h"

const CliParameter *
cli_parameter_find (const CliParameter *list, const char *name)
{
  for (; list && list->name; list++)
    if (g_str_equal (list->name, name))
      return list;
  return NULL;
}

char **
cli_parameter_choices (const CliParameter *parameter)
{
  return g_strsplit (parameter->placeholder, "|", -1);
}

gboolean
cli_noun_exists (const char *noun)
{
  for (const CliNoun *row = cli_nouns (); row->noun; row++)
    if (g_str_equal (row->noun, noun))
      return TRUE;
  return FALSE;
}

const CliCommand *
cli_command_find (const char *noun, const char *verb)
{
  for (const CliCommand *command = cli_commands (); command->noun; command++)
    if (g_str_equal (command->noun, noun) && g_strcmp0 (command->verb, verb) == 0)
      return command;
  return NULL;
}

static void
append_name (GString *names, const char *name)
{
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

char *
cli_noun_names (void)
{
  GString *names = g_string_new (NULL);

  for (const CliNoun *row = cli_nouns (); row->noun; row++)
    append_name (names, row->noun);
  return g_string_free (names, FALSE);
}

char *
cli_verb_names (const char *noun)
{
  GString *names = g_string_new (NULL);

  for (const CliCommand *command = cli_commands (); command->noun; command++)
    if (command->verb && g_str_equal (command->noun, noun))
      append_name (names, command->verb);
  return g_string_free (names, FALSE);
}
