/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar: NOUN VERB ARGUMENTS, options anywhere. Options are looked up in the command's row
 * and then among the global ones, so before the verb is known only global ones can be given. No
 * abbreviations: a script that was right stays right when an option is added.
 */
#include "cli-words.h"

#define ARGUMENT_LIMIT 100000

typedef struct
{
  CliWords *words;
  const char *const *next;
  char *verb;              /* as far as it was given */
  gboolean only_arguments; /* after "--" */
  guint n_arguments;
} Parser;

static char *
help_command (const Parser *parser)
{
  const CliCommand *command = parser->words->command;

  if (command && command->verb)
    return g_strdup_printf ("espalier-cli %s %s --help", command->noun, command->verb);
  if (parser->words->noun)
    return g_strdup_printf ("espalier-cli %s --help", parser->words->noun);
  return g_strdup ("espalier-cli --help");
}

static void
add_value (GHashTable *table, const char *name, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (table, name);

  if (!values)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (table, g_strdup (name), values);
    }
  g_ptr_array_add (values, g_strdup (value));
}

/* How an error names a parameter: "--tag" or "CA". */
static char *
shown_name (const CliParameter *parameter)
{
  return g_ascii_islower (parameter->name[0]) ? g_strconcat ("--", parameter->name, NULL) :
                                                g_strdup (parameter->name);
}

static gboolean
check_number (const CliParameter *parameter, const char *object, const char *value, GError **error)
{
  gint64 lowest = parameter->kind == CLI_COUNT ? 1 : 0;
  g_autofree char *lowest_text = g_strdup_printf ("%" G_GINT64_FORMAT, lowest);
  g_autofree char *highest_text = g_strdup_printf ("%d", G_MAXINT);

  if (g_ascii_string_to_signed (value, 10, lowest, G_MAXINT, NULL, NULL))
    return TRUE;
  esp_error_set (error, ESP_REASON_USAGE_NUMBER, object, "value", value, "lowest", lowest_text,
                 "highest", highest_text, NULL);
  return FALSE;
}

static gboolean
check_choice (const CliParameter *parameter, const char *object, const char *value, GError **error)
{
  g_auto (GStrv) choices = cli_parameter_choices (parameter);
  g_autofree char *names = NULL;

  if (g_strv_contains ((const char *const *) choices, value))
    return TRUE;
  names = g_strjoinv (", ", choices);
  esp_error_set (error, ESP_REASON_USAGE_CHOICE, object, "value", value, "names", names, NULL);
  return FALSE;
}

static gboolean
check_value (const CliParameter *parameter, const char *value, GError **error)
{
  g_autofree char *object = shown_name (parameter);

  switch (parameter->kind)
    {
    case CLI_NUMBER:
    case CLI_COUNT:
      return check_number (parameter, object, value, error);
    case CLI_CHOICE:
      return check_choice (parameter, object, value, error);
    case CLI_TAG:
      if (strchr (value, '='))
        return TRUE;
      esp_error_set (error, ESP_REASON_USAGE_TAG, object, "value", value, NULL);
      return FALSE;
    case CLI_FLAG:
    case CLI_TEXT:
    case CLI_TAG_KEY:
    case CLI_FILE:
    case CLI_FILE_TEXT:
    case CLI_FILE_JSON:
    default:
      return TRUE;
    }
}

/* A command's own option comes before a global one of the same name. */
static const CliParameter *
find_own_option (const CliWords *words, const char *name)
{
  return words->command ? cli_parameter_find (words->command->options, name) : NULL;
}

static const CliParameter *
find_option (const Parser *parser, const char *name)
{
  const CliParameter *option = find_own_option (parser->words, name);

  return option ? option : cli_parameter_find (cli_global_options (), name);
}

static gboolean
take_option_value (Parser *parser, const CliParameter *option, const char *value, GError **error)
{
  g_autofree char *object = shown_name (option);
  GHashTable *table = find_own_option (parser->words, option->name) == option ?
                        parser->words->values :
                        parser->words->globals;

  if (option->kind == CLI_FLAG && value)
    {
      esp_error_set (error, ESP_REASON_USAGE_OPTION_FLAG, object, "value", value, NULL);
      return FALSE;
    }
  if (g_hash_table_contains (table, option->name) && !(option->use & CLI_REPEATED) &&
      option->kind != CLI_FLAG)
    {
      esp_error_set (error, ESP_REASON_USAGE_OPTION_TWICE, object, NULL);
      return FALSE;
    }
  if (option->kind != CLI_FLAG && !value)
    value = *parser->next ? *parser->next++ : NULL;
  if (option->kind != CLI_FLAG && !value)
    {
      esp_error_set (error, ESP_REASON_USAGE_OPTION_VALUE, object, "placeholder",
                     option->placeholder, NULL);
      return FALSE;
    }
  if (!check_value (option, value, error))
    return FALSE;
  add_value (table, option->name, value ? value : "");
  return TRUE;
}

static gboolean
take_option (Parser *parser, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *shown = equals ? g_strndup (word, (gsize) (equals - word)) : g_strdup (word);
  g_autofree char *help = NULL;
  const CliParameter *option;

  if (g_str_equal (word, "-h") || g_str_equal (word, "--help"))
    {
      parser->words->help = TRUE;
      return TRUE;
    }
  if (g_str_equal (word, "--version"))
    {
      parser->words->version = TRUE;
      return TRUE;
    }
  option = g_str_has_prefix (shown, "--") ? find_option (parser, shown + 2) : NULL;
  if (option)
    return take_option_value (parser, option, equals ? equals + 1 : NULL, error);
  help = help_command (parser);
  esp_error_set (error, ESP_REASON_USAGE_OPTION_UNKNOWN, shown, "help", help, NULL);
  return FALSE;
}

static gboolean
take_noun (Parser *parser, const char *word, GError **error)
{
  g_autofree char *names = NULL;

  if (cli_noun_exists (word))
    {
      parser->words->noun = g_strdup (word);
      parser->words->command = cli_command_find (word, NULL);
      return TRUE;
    }
  names = cli_noun_names ();
  esp_error_set (error, ESP_REASON_USAGE_NOUN, word, "names", names, NULL);
  return FALSE;
}

/* TRUE where a verb of two words begins with @verb. */
static gboolean
begins_verb (const char *noun, const char *verb)
{
  g_autofree char *beginning = g_strconcat (verb, " ", NULL);

  for (const CliCommand *command = cli_commands (); command->noun; command++)
    if (g_str_equal (command->noun, noun) && command->verb &&
        g_str_has_prefix (command->verb, beginning))
      return TRUE;
  return FALSE;
}

static gboolean
take_verb (Parser *parser, const char *word, GError **error)
{
  const char *noun = parser->words->noun;
  g_autofree char *verb = parser->verb ? g_strconcat (parser->verb, " ", word, NULL) :
                                         g_strdup (word);
  g_autofree char *object = NULL;
  g_autofree char *names = NULL;

  parser->words->command = cli_command_find (noun, verb);
  if (parser->words->command || begins_verb (noun, verb))
    {
      g_free (parser->verb);
      parser->verb = g_steal_pointer (&verb);
      return TRUE;
    }
  object = g_strconcat (noun, " ", verb, NULL);
  names = cli_verb_names (noun);
  esp_error_set (error, ESP_REASON_USAGE_VERB, object, "names", names, NULL);
  return FALSE;
}

/* The row for the argument that comes next; the last one may be repeated. */
static const CliParameter *
next_argument (const Parser *parser)
{
  const CliParameter *argument = parser->words->command->arguments;

  for (guint i = 0; argument && argument->name; argument++, i++)
    if (i == parser->n_arguments || (argument->use & CLI_REPEATED))
      return argument;
  return NULL;
}

static gboolean
take_argument (Parser *parser, const char *word, GError **error)
{
  const CliParameter *argument = next_argument (parser);

  if (!argument || parser->n_arguments >= ARGUMENT_LIMIT)
    {
      esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_EXTRA, word, NULL);
      return FALSE;
    }
  if (!check_value (argument, word, error))
    return FALSE;
  add_value (parser->words->values, argument->name, word);
  parser->n_arguments++;
  return TRUE;
}

static gboolean
take_word (Parser *parser, const char *word, GError **error)
{
  if (!parser->only_arguments && g_str_equal (word, "--"))
    {
      parser->only_arguments = TRUE;
      return TRUE;
    }
  if (!parser->only_arguments && word[0] == '-' && word[1] != '\0')
    return take_option (parser, word, error);
  if (!parser->words->noun)
    return take_noun (parser, word, error);
  if (!parser->words->command)
    return take_verb (parser, word, error);
  return take_argument (parser, word, error);
}

static gboolean
check_complete (const Parser *parser, GError **error)
{
  const CliCommand *command = parser->words->command;
  g_autofree char *help = help_command (parser);
  const CliParameter *row;

  for (row = command->arguments; row && row->name; row++)
    if (!(row->use & CLI_OPTIONAL) && !cli_words_has (parser->words, row->name))
      {
        esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_MISSING, row->name, "help", help, NULL);
        return FALSE;
      }
  for (row = command->options; row && row->name; row++)
    if ((row->use & CLI_REQUIRED) && !cli_words_has (parser->words, row->name))
      {
        g_autofree char *object = shown_name (row);

        esp_error_set (error, ESP_REASON_USAGE_OPTION_MISSING, object, "placeholder",
                       row->placeholder, NULL);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_command (const Parser *parser, GError **error)
{
  g_autofree char *names = NULL;

  if (parser->words->help || parser->words->version)
    return TRUE;
  if (parser->words->command)
    return check_complete (parser, error);
  if (parser->words->noun)
    {
      names = cli_verb_names (parser->words->noun);
      esp_error_set (error, ESP_REASON_USAGE_NO_VERB, parser->words->noun, "names", names, NULL);
      return FALSE;
    }
  names = cli_noun_names ();
  esp_error_set (error, ESP_REASON_USAGE_NO_COMMAND, NULL, "names", names, NULL);
  return FALSE;
}

CliWords *
cli_words_parse (const char *const *words, GError **error)
{
  g_autoptr (CliWords) parsed = g_new0 (CliWords, 1);
  Parser parser = { .words = parsed, .next = words };
  gboolean good = TRUE;

  parsed->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
  parsed->globals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_ptr_array_unref);
  while (good && *parser.next)
    {
      const char *word = *parser.next++;

      good = take_word (&parser, word, error);
    }
  good = good && check_command (&parser, error);
  g_free (parser.verb);
  return good ? g_steal_pointer (&parsed) : NULL;
}

void
cli_words_free (CliWords *words)
{
  if (!words)
    return;
  g_free (words->noun);
  g_hash_table_unref (words->values);
  g_hash_table_unref (words->globals);
  g_free (words);
}

gboolean
cli_words_has (const CliWords *words, const char *name)
{
  return cli_words_get_all (words, name) != NULL;
}

const GPtrArray *
cli_words_get_all (const CliWords *words, const char *name)
{
  const GPtrArray *values = g_hash_table_lookup (words->values, name);

  if (values || find_own_option (words, name))
    return values;
  return g_hash_table_lookup (words->globals, name);
}

const char *
cli_words_get_global (const CliWords *words, const char *name)
{
  const GPtrArray *values = g_hash_table_lookup (words->globals, name);

  return values ? g_ptr_array_index (values, values->len - 1) : NULL;
}

const char *
cli_words_get (const CliWords *words, const char *name)
{
  const GPtrArray *values = cli_words_get_all (words, name);

  return values ? g_ptr_array_index (values, values->len - 1) : NULL;
}

char *
cli_words_join (const CliWords *words, const char *name)
{
  const GPtrArray *values = cli_words_get_all (words, name);
  GString *text = values ? g_string_new (NULL) : NULL;

  for (guint i = 0; values && i < values->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (values, i));
  return text ? g_string_free (text, FALSE) : NULL;
}

gboolean
cli_words_want_json (const char *const *words)
{
  for (; *words && !g_str_equal (*words, "--"); words++)
    if (g_str_equal (*words, "--json"))
      return TRUE;
  return FALSE;
}
