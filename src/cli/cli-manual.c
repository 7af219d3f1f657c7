/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual as roff. What commands and options there are comes from the rows; only the paragraphs
 * around them stand here, and they are not translated: a manual has one language. */
#include "cli-manual.h"

#include "cli-help.h"
#include "esp-config.h"

/* Text of a line: no character of it means anything to roff. */
static char *
escape (const char *text)
{
  GString *safe = g_string_new (text[0] == '.' || text[0] == '\'' ? "\\&" : "");

  for (; *text; text++)
    if (*text == '\\')
      g_string_append (safe, "\\e");
    else if (*text == '-')
      g_string_append (safe, "\\-");
    else
      g_string_append_c (safe, *text);
  return g_string_free (safe, FALSE);
}

/* The bold part comes from a row, the other is a placeholder. */
static char *
make_option (const CliParameter *option)
{
  g_autofree char *name = escape (option->name);
  g_autofree char *value = option->placeholder ? escape (option->placeholder) : NULL;

  return g_strdup_printf ("\\fB\\-\\-%s\\fP%s%s%s%s", name, value ? " \\fI" : "",
                          value ? value : "", value ? "\\fP" : "",
                          option->use & CLI_REPEATED ? " ..." : "");
}

static void
print_item (const char *roff, const char *text)
{
  g_autofree char *safe = escape (text);

  g_print (".TP\n%s\n%s\n", roff, safe[0] ? safe : "\\&");
}

static void
print_options (const CliParameter *options)
{
  for (; options && options->name; options++)
    {
      g_autofree char *item = make_option (options);

      print_item (item, options->help);
    }
}

static void
append_arguments (GString *line, const CliParameter *arguments)
{
  for (; arguments && arguments->name; arguments++)
    {
      gboolean optional = (arguments->use & CLI_OPTIONAL) != 0;
      g_autofree char *shown = escape (arguments->placeholder ? arguments->placeholder :
                                                                arguments->name);

      g_string_append_printf (line, optional ? " [\\fI%s\\fP]" : " \\fI%s\\fP", shown);
      if (arguments->use & CLI_REPEATED)
        g_string_append (line, " ...");
    }
}

static void
append_required (GString *line, const CliParameter *options)
{
  gboolean others = FALSE;

  for (; options && options->name; options++)
    if (options->use & CLI_REQUIRED)
      {
        g_autofree char *item = make_option (options);

        g_string_append_printf (line, " %s", item);
      }
    else
      others = TRUE;
  if (others)
    g_string_append (line, " [\\fIOPTIONS\\fP]");
}

static void
print_command (const CliCommand *command)
{
  GString *line = g_string_new (NULL);
  g_autofree char *noun = escape (command->noun);
  g_autofree char *verb = escape (command->verb ? command->verb : "");
  g_autofree char *help = escape (command->help);

  g_string_append_printf (line, "\\fB%s%s%s\\fP", noun, verb[0] ? " " : "", verb);
  append_arguments (line, command->arguments);
  append_required (line, command->options);
  g_print (".TP\n%s\n%s\n.RS\n", line->str, help);
  for (const CliParameter *row = command->arguments; row && row->name; row++)
    {
      g_autofree char *name = escape (row->placeholder ? row->placeholder : row->name);
      g_autofree char *item = g_strdup_printf ("\\fI%s\\fP", name);

      print_item (item, row->help);
    }
  print_options (command->options);
  g_print (".RE\n");
  g_string_free (line, TRUE);
}

static void
print_noun (const CliNoun *noun)
{
  g_autofree char *name = escape (noun->noun);
  g_autofree char *help = escape (noun->help);

  g_print (".SS %s\n%s.\n", name, help);
  for (const CliCommand *command = cli_commands (); command->noun; command++)
    if (g_str_equal (command->noun, noun->noun))
      print_command (command);
}

static void
print_exits (void)
{
  const char *const *meanings = cli_help_exit_meanings ();

  g_print (".SH EXIT STATUS\n");
  for (guint i = 0; meanings[i]; i++)
    {
      g_autofree char *number = g_strdup_printf ("\\fB%u\\fP", i);

      print_item (number, meanings[i]);
    }
}

static const char *const variables[][2] = {
  { "ESPALIER_VAULT", "The vault, where --vault does not say which." },
  { "ESPALIER_AS", "Who acts, where --as does not say it." },
  { "ESPALIER_ROLE", "In which role, where --role does not say it." },
  { "ESPALIER_PASSPHRASE_FILE",
    "A file whose first line is the passphrase, where --passphrase-file names none. It should be "
    "readable for its owner alone." },
};

static const char opening[] =
  ".SH NAME\n"
  "espalier\\-cli \\- design, run and audit private certificate authorities\n"
  ".SH SYNOPSIS\n"
  ".B espalier\\-cli\n"
  "[\\fIGLOBAL OPTIONS\\fP] \\fINOUN\\fP \\fIVERB\\fP [\\fIARGUMENTS\\fP] [\\fIOPTIONS\\fP]\n"
  ".SH DESCRIPTION\n"
  "Espalier keeps the certificate authorities of an organization, the people who may use them, and\n"
  "a log of all that was done, in one file, the vault. This is its command line, the equal of the\n"
  "window,\n.BR espalier (1):\n"
  "both ask the same core, which decides, acts and records.\n"
  ".PP\n"
  "Results go to standard output, remarks and errors to standard error. With\n.B \\-\\-json\n"
  "there is one document with the field names of AWS Private CA, never translated.\n";

static const char closing[] =
  ".SH FILES\n"
  ".TP\n.I $XDG_DATA_HOME/espalier/vault.espalier\n"
  "The vault where none is named. It is a database of SQLite with keys sealed in it.\n"
  ".SH EXAMPLES\n"
  ".EX\n"
  "espalier\\-cli vault create \\-\\-organization Acme \\-\\-admin ann\n"
  "espalier\\-cli ca create \\-\\-subject \"CN=Acme Root,O=Acme\" \\-\\-validity 20y\n"
  "espalier\\-cli cert issue \\-\\-ca \"Acme Devices\" \\-\\-csr device.csr \\-\\-validity 1y\n"
  "espalier\\-cli log verify\n"
  ".EE\n"
  ".SH SEE ALSO\n.BR espalier (1),\n.BR openssl (1)\n";

void
cli_manual_print (void)
{
  g_print (".\\\" Written by espalier-cli itself.\n"
           ".TH ESPALIER\\-CLI 1 \"\" \"Espalier " ESP_VERSION "\" \"User Commands\"\n%s"
           ".SH GLOBAL OPTIONS\nThey stand before the noun.\n",
           opening);
  print_options (cli_global_options ());
  print_item ("\\fB\\-\\-help\\fP", "Explain the program, a noun or a verb");
  print_item ("\\fB\\-\\-version\\fP", "Print the version");
  g_print (".SH COMMANDS\n");
  for (const CliNoun *noun = cli_nouns (); noun->noun; noun++)
    print_noun (noun);
  print_exits ();
  g_print (".SH ENVIRONMENT\n");
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    print_item (variables[i][0], variables[i][1]);
  g_print ("%s", closing);
}
