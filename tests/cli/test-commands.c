/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the table of commands, and tries the grammar on it without any vault. What commands do is
 * tried by the scenarios beside this file. */
#include "cli/cli-command.h"
#include "cli/cli-error.h"
#include "cli/cli-table.h"
#include "cli/cli-words.h"

#include <locale.h>
#include <string.h>

static gboolean
is_option_name (const char *name)
{
  return name[0] && strspn (name, "abcdefghijklmnopqrstuvwxyz-") == strlen (name);
}

static gboolean
is_argument_name (const char *name)
{
  return name[0] && strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen (name);
}

static void
check_parameter (const CliCommand *command, const CliParameter *row)
{
  g_assert_nonnull (row->help);
  g_assert_cmpstr (row->help, !=, "");
  g_assert_true (row->kind != CLI_CHOICE || strchr (row->placeholder, '|'));
  /* A member without an operation, or an operation that never gets it, would be lost in silence. */
  if (row->member && command)
    g_assert_true (command->operation != NULL || command->run != NULL);
}

static void
check_options (const CliCommand *command)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (const CliParameter *row = command->options; row && row->name; row++)
    {
      g_assert_true (is_option_name (row->name));
      g_assert_true (g_hash_table_add (names, (char *) row->name));
      /* Asking about a role is not acting in it: there alone the name stands for both. */
      if (!g_str_equal (row->name, "role") || g_strcmp0 (command->verb, "simulate") != 0)
        g_assert_null (cli_parameter_find (cli_global_options (), row->name));
      g_assert_true ((row->kind == CLI_FLAG) == (row->placeholder == NULL));
      g_assert_false (row->use & CLI_OPTIONAL);
      check_parameter (command, row);
    }
}

static void
check_arguments (const CliCommand *command)
{
  gboolean ended = FALSE;

  for (const CliParameter *row = command->arguments; row && row->name; row++)
    {
      g_assert_true (is_argument_name (row->name));
      g_assert_cmpint (row->kind, !=, CLI_FLAG);
      g_assert_false (row->use & CLI_REQUIRED);
      /* Only the last one may take the rest. */
      g_assert_false (ended);
      ended = (row->use & CLI_REPEATED) != 0;
      check_parameter (command, row);
    }
}

static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const CliCommand *command = cli_commands (); command->noun; command++)
    {
      char *name = g_strdup_printf ("%s %s", command->noun, command->verb ? command->verb : "");

      g_test_message ("%s", name);
      g_assert_true (cli_noun_exists (command->noun));
      g_assert_true (g_hash_table_add (names, name));
      g_assert_cmpstr (command->help, !=, "");
      g_assert_true (command->operation || command->run);
      if (command->operation)
        g_assert_true (g_strv_contains (esp_operation_names (), command->operation));
      g_assert_true (command->print || g_str_equal (command->noun, "batch"));
      check_arguments (command);
      check_options (command);
    }
}

static void
test_nouns (void)
{
  for (const CliNoun *noun = cli_nouns (); noun->noun; noun++)
    {
      g_autofree char *verbs = cli_verb_names (noun->noun);

      g_assert_true (verbs[0] || cli_command_find (noun->noun, NULL));
      g_assert_false (verbs[0] && cli_command_find (noun->noun, NULL));
    }
  for (const CliParameter *row = cli_global_options (); row->name; row++)
    check_parameter (NULL, row);
}

static CliWords *
parse (const char *line, GError **error)
{
  g_auto (GStrv) words = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &words, NULL));
  return cli_words_parse ((const char *const *) words, error);
}

static void
test_grammar (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliWords) words = parse (
    "--vault v ca --json create --subject='CN=A B' --tag a=1 --as ada --tag b=2=3", &error);
  const GPtrArray *tags;

  g_assert_no_error (error);
  g_assert_cmpstr (words->command->verb, ==, "create");
  g_assert_cmpstr (cli_words_get (words, "vault"), ==, "v");
  g_assert_cmpstr (cli_words_get (words, "as"), ==, "ada");
  g_assert_true (cli_words_has (words, "json"));
  g_assert_cmpstr (cli_words_get (words, "subject"), ==, "CN=A B");
  tags = cli_words_get_all (words, "tag");
  g_assert_cmpuint (tags->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (tags, 1), ==, "b=2=3");
  g_assert_null (cli_words_get (words, "parent"));
}

/* "--role" before the command says who acts; behind "access simulate" whom it asks about. */
static void
test_own_option_first (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliWords) both = parse (
    "--role Auditor access simulate --principal bob --action a:B --role Issuer", &error);
  g_autoptr (CliWords)
    one = parse ("--role Auditor access simulate --principal bob --action a:B", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cli_words_get_global (both, "role"), ==, "Auditor");
  g_assert_cmpstr (cli_words_get (both, "role"), ==, "Issuer");
  g_assert_cmpstr (cli_words_get_global (one, "role"), ==, "Auditor");
  g_assert_false (cli_words_has (one, "role"));
}

static void
test_arguments (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliWords) tag = parse ("ca tag Root a=1 b=2", &error);
  g_autoptr (CliWords) dashes = parse ("ca show -- --json", &error);
  g_autoptr (CliWords) recovery = parse ("vault recovery create --out -", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cli_words_get (tag, "CA"), ==, "Root");
  g_assert_cmpuint (cli_words_get_all (tag, "TAG")->len, ==, 2);
  g_assert_cmpstr (cli_words_get (dashes, "CA"), ==, "--json");
  g_assert_false (cli_words_has (dashes, "json"));
  g_assert_cmpstr (recovery->command->verb, ==, "recovery create");
  g_assert_cmpstr (cli_words_get (recovery, "out"), ==, "-");
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *line;
    EspReason reason;
    const char *object;
  } cases[] = {
    { "--json", ESP_REASON_USAGE_NO_COMMAND, NULL },
    { "cas list", ESP_REASON_USAGE_NOUN, "cas" },
    { "ca", ESP_REASON_USAGE_NO_VERB, "ca" },
    { "vault recovery", ESP_REASON_USAGE_NO_VERB, "vault" },
    { "vault recovery make", ESP_REASON_USAGE_VERB, "vault recovery make" },
    { "ca lists", ESP_REASON_USAGE_VERB, "ca lists" },
    { "ca --tree list", ESP_REASON_USAGE_OPTION_UNKNOWN, "--tree" },
    { "ca list --tre", ESP_REASON_USAGE_OPTION_UNKNOWN, "--tre" },
    { "ca list -t", ESP_REASON_USAGE_OPTION_UNKNOWN, "-t" },
    { "ca list --tree=1", ESP_REASON_USAGE_OPTION_FLAG, "--tree" },
    { "ca list --account", ESP_REASON_USAGE_OPTION_VALUE, "--account" },
    { "ca list --account 1 --account 2", ESP_REASON_USAGE_OPTION_TWICE, "--account" },
    { "ca create", ESP_REASON_USAGE_OPTION_MISSING, "--subject" },
    { "ca show", ESP_REASON_USAGE_ARGUMENT_MISSING, "CA" },
    { "ca tag Root", ESP_REASON_USAGE_ARGUMENT_MISSING, "TAG" },
    { "ca show a b", ESP_REASON_USAGE_ARGUMENT_EXTRA, "b" },
    { "ca tag Root a", ESP_REASON_USAGE_TAG, "TAG" },
    { "cert list --limit 0", ESP_REASON_USAGE_NUMBER, "--limit" },
    { "cert list --limit 99999999999", ESP_REASON_USAGE_NUMBER, "--limit" },
    { "log show 1x", ESP_REASON_USAGE_NUMBER, "SEQ" },
    { "report create --ca a --out b --format odt", ESP_REASON_USAGE_CHOICE, "--format" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CliWords) words = parse (cases[i].line, &error);

      g_test_message ("%s", cases[i].line);
      g_assert_null (words);
      g_assert_error (error, ESP_ERROR, ESP_ERROR_USAGE);
      g_assert_cmpint (esp_error_get_reason (error), ==, cases[i].reason);
      g_assert_cmpstr (esp_error_get_object (error), ==, cases[i].object);
      g_assert_cmpint (cli_error_get_exit (error), ==, CLI_EXIT_USAGE);
    }
}

static void
test_help_wanted (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliWords) alone = parse ("--help", &error);
  g_autoptr (CliWords) noun = parse ("ca -h", &error);
  g_autoptr (CliWords) verb = parse ("ca create --help", &error);

  g_assert_no_error (error);
  g_assert_true (alone->help && !alone->noun && !alone->command);
  g_assert_true (noun->help && !noun->command);
  g_assert_cmpstr (noun->noun, ==, "ca");
  g_assert_true (verb->help && verb->command);
}

/* Every code has a status of its family, and only success is 0. */
static void
test_exits (void)
{
  static const struct
  {
    EspErrorCode code;
    CliExit exit;
  } cases[] = {
    { ESP_ERROR_USAGE, CLI_EXIT_USAGE },
    { ESP_ERROR_MALFORMED_CSR, CLI_EXIT_USAGE },
    { ESP_ERROR_ACCESS_DENIED, CLI_EXIT_DENIED },
    { ESP_ERROR_WAITING, CLI_EXIT_WAITING },
    { ESP_ERROR_NOT_FOUND, CLI_EXIT_NOT_FOUND },
    { ESP_ERROR_LOCKED, CLI_EXIT_LOCKED },
    { ESP_ERROR_NO_KEY, CLI_EXIT_LOCKED },
    { ESP_ERROR_VERIFICATION, CLI_EXIT_NO },
    { ESP_ERROR_CANNOT_TELL, CLI_EXIT_CANNOT_TELL },
    { ESP_ERROR_IO, CLI_EXIT_FAILED },
    { ESP_ERROR_INVALID_STATE, CLI_EXIT_FAILED },
    { ESP_ERROR_AMBIGUOUS, CLI_EXIT_USAGE },
  };
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  for (int code = 0; code < ESP_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ESP_ERROR, code, "");

      g_assert_cmpint (cli_error_get_exit (error), >, CLI_EXIT_DONE);
      g_assert_cmpint (cli_error_get_exit (error), <=, CLI_EXIT_CANNOT_TELL);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (ESP_ERROR, (int) cases[i].code, "");

      g_assert_cmpint (cli_error_get_exit (error), ==, cases[i].exit);
    }
  g_assert_cmpint (cli_error_get_exit (foreign), ==, CLI_EXIT_FAILED);
}

static void
test_error_document (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *body;

  esp_error_set (&error, ESP_REASON_PATH_LENGTH_ZERO, "Line", "issuer", "0", "wanted", "1", NULL);
  document = cli_error_to_json (error);
  body = esp_json_get_object (document, "error");
  g_assert_cmpstr (esp_json_get_string (body, "code"), ==, "ValidationException");
  g_assert_cmpstr (esp_json_get_string (body, "reason"), ==, "PATH_LENGTH_ZERO");
  g_assert_cmpstr (esp_json_get_string (body, "object"), ==, "Line");
  g_assert_nonnull (strstr (esp_json_get_string (body, "message"), "no CA of path length 1"));
}

static void
test_width (void)
{
  g_assert_cmpint (cli_text_width (""), ==, 0);
  g_assert_cmpint (cli_text_width ("Root"), ==, 4);
  g_assert_cmpint (cli_text_width ("Prüfstelle"), ==, 10);
  g_assert_cmpint (cli_text_width ("証明書"), ==, 6);
  g_assert_cmpint (cli_text_width ("e\xcc\x81"), ==, 1); /* a letter and a combining accent */
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/commands/table", test_table);
  g_test_add_func ("/cli/commands/nouns", test_nouns);
  g_test_add_func ("/cli/words/grammar", test_grammar);
  g_test_add_func ("/cli/words/own-option", test_own_option_first);
  g_test_add_func ("/cli/words/arguments", test_arguments);
  g_test_add_func ("/cli/words/refusals", test_refusals);
  g_test_add_func ("/cli/words/help", test_help_wanted);
  g_test_add_func ("/cli/error/exits", test_exits);
  g_test_add_func ("/cli/error/document", test_error_document);
  g_test_add_func ("/cli/table/width", test_width);
  return g_test_run ();
}
