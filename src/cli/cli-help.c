/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing here knows a command: every line comes from the rows. */
#include "cli-help.h"

#include <glib/gi18n.h>

#include "cli-table.h"
#include "esp-config.h"

static const CliColumn two_columns[] = { { "", CLI_LEFT }, { "", CLI_LEFT }, { NULL } };

static void
print_rows (const char *title, CliTable *table)
{
  if (cli_table_get_n_rows (table) == 0)
    return;
  g_print ("\n%s\n", title);
  cli_table_print (table, TRUE);
}

static void
add_row (CliTable *table, const char *name, const char *help)
{
  g_autofree char *indented = g_strconcat ("  ", name, NULL);

  cli_table_add (table, indented, help[0] ? _ (help) : "");
}

static void
add_options (CliTable *table, const CliParameter *options)
{
  for (; options && options->name; options++)
    {
      g_autofree char *name = g_strconcat ("--", options->name, options->placeholder ? " " : "",
                                           options->placeholder ? options->placeholder : "",
                                           options->use & CLI_REPEATED ? " …" : "", NULL);

      add_row (table, name, options->help);
    }
}

static void
append_arguments (GString *usage, const CliParameter *arguments)
{
  for (; arguments && arguments->name; arguments++)
    {
      const char *shown = arguments->placeholder ? arguments->placeholder : arguments->name;
      gboolean optional = (arguments->use & CLI_OPTIONAL) != 0;

      g_string_append_printf (usage, optional ? " [%s]" : " %s", shown);
      if (arguments->use & CLI_REPEATED)
        g_string_append (usage, "…");
    }
}

static void
append_required (GString *usage, const CliParameter *options)
{
  gboolean others = FALSE;

  for (; options && options->name; options++)
    if (options->use & CLI_REQUIRED)
      g_string_append_printf (usage, " --%s %s", options->name, options->placeholder);
    else
      others = TRUE;
  if (others)
    g_string_append_printf (usage, " [%s]", _ ("OPTIONS"));
}

static char *
usage_of (const CliCommand *command)
{
  GString *usage = g_string_new (command->noun);

  if (command->verb)
    g_string_append_printf (usage, " %s", command->verb);
  append_arguments (usage, command->arguments);
  append_required (usage, command->options);
  return g_string_free (usage, FALSE);
}

static void
print_command (const CliCommand *command)
{
  g_autofree char *usage = usage_of (command);
  g_autoptr (CliTable) arguments = cli_table_new (two_columns);
  g_autoptr (CliTable) options = cli_table_new (two_columns);

  g_print ("%s espalier-cli [%s] %s\n\n%s\n", _ ("Usage:"), _ ("GLOBAL OPTIONS"), usage,
           _ (command->help));
  for (const CliParameter *row = command->arguments; row && row->name; row++)
    add_row (arguments, row->placeholder ? row->placeholder : row->name, row->help);
  print_rows (_ ("Arguments:"), arguments);
  add_options (options, command->options);
  print_rows (_ ("Options:"), options);
  g_print ("\n%s\n", _ ("Global options: see \"espalier-cli --help\"."));
}

static void
print_noun (const char *noun)
{
  g_autoptr (CliTable) verbs = cli_table_new (two_columns);

  g_print ("%s espalier-cli [%s] %s %s [%s] [%s]\n", _ ("Usage:"), _ ("GLOBAL OPTIONS"), noun,
           _ ("VERB"), _ ("ARGUMENTS"), _ ("OPTIONS"));
  for (const CliCommand *command = cli_commands (); command->noun; command++)
    if (g_str_equal (command->noun, noun))
      add_row (verbs, command->verb, command->help);
  print_rows (_ ("Verbs:"), verbs);
  g_print ("\n");
  g_print (_ ("More about one of them: \"espalier-cli %s VERB --help\"."), noun);
  g_print ("\n");
}

const char *const *
cli_help_exit_meanings (void)
{
  static const char *const meanings[] = {
    N_ ("done"),
    N_ ("failed"),
    N_ ("usage or bad input"),
    N_ ("denied"),
    N_ ("waiting for another person's approval"),
    N_ ("not found"),
    N_ ("locked, or no key"),
    N_ ("a verification says no"),
    N_ ("cannot tell"),
    NULL,
  };

  return meanings;
}

static void
add_exits (CliTable *table)
{
  const char *const *meanings = cli_help_exit_meanings ();

  for (guint i = 0; meanings[i]; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      add_row (table, number, meanings[i]);
    }
}

static void
print_program (void)
{
  g_autoptr (CliTable) exits = cli_table_new (two_columns);
  g_autoptr (CliTable) nouns = cli_table_new (two_columns);
  g_autoptr (CliTable) options = cli_table_new (two_columns);

  g_print ("%s espalier-cli [%s] %s %s [%s] [%s]\n\n%s\n", _ ("Usage:"), _ ("GLOBAL OPTIONS"),
           _ ("NOUN"), _ ("VERB"), _ ("ARGUMENTS"), _ ("OPTIONS"),
           _ ("Designs, runs and audits a private hierarchy of certificate authorities."));
  for (const CliNoun *noun = cli_nouns (); noun->noun; noun++)
    add_row (nouns, noun->noun, noun->help);
  print_rows (_ ("Commands:"), nouns);
  add_options (options, cli_global_options ());
  add_row (options, "--help", N_ ("Explain the program, a noun or a verb"));
  add_row (options, "--version", N_ ("Print the version"));
  print_rows (_ ("Global options:"), options);
  add_exits (exits);
  print_rows (_ ("Exit status:"), exits);
}

void
cli_help_print (const CliCommand *command, const char *noun)
{
  if (command)
    print_command (command);
  else if (noun)
    print_noun (noun);
  else
    print_program ();
}

void
cli_version_print (void)
{
  g_print ("espalier-cli %s\n", ESP_VERSION);
}

gboolean
cli_help_run (CliCall *call, GError **error)
{
  const char *noun = cli_call_get (call, "NOUN");
  g_autofree char *names = NULL;
  g_autofree char *verb_text = NULL;

  if (noun && !cli_noun_exists (noun))
    {
      names = cli_noun_names ();
      esp_error_set (error, ESP_REASON_USAGE_NOUN, noun, "names", names, NULL);
      return FALSE;
    }
  if (!cli_call_has (call, "VERB"))
    return TRUE;
  verb_text = cli_words_join (call->words, "VERB");
  if (cli_command_find (noun, verb_text))
    return TRUE;
  names = cli_verb_names (noun);
  esp_error_set (error, ESP_REASON_USAGE_VERB, verb_text, "names", names, NULL);
  return FALSE;
}

void
cli_help_show (CliCall *call)
{
  const char *noun = cli_call_get (call, "NOUN");
  g_autofree char *verb_text = cli_words_join (call->words, "VERB");

  cli_help_print (noun ? cli_command_find (noun, verb_text) : NULL, noun);
}
