/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parse, act, print, in this order, so that nothing half done is ever printed as done. */
#include "cli-run.h"

#include <stdio.h>

#include "cli-call.h"
#include "cli-error.h"
#include "cli-help.h"
#include "cli-output.h"

typedef struct
{
  guint line;
  const char *text;
} Place;

static int
answer_error (CliCall *call, const GError *error, gboolean json, const Place *place)
{
  int exit_status = cli_error_get_exit (error);

  cli_error_print (error, place->line);
  if (json)
    cli_output_json (call, error, exit_status, place->line, place->text);
  else if (cli_error_get_waiting (error))
    {
      /* It will not be shown again when the request is approved. */
      if (call && call->secret)
        call->command->print (call);
      cli_print_data (cli_error_get_waiting (error));
    }
  return exit_status;
}

static int
answer (CliCall *call, const Place *place)
{
  if (call->globals->json && call->result)
    cli_output_json (call, NULL, call->exit_status, place->line, place->text);
  else if (call->command->print)
    call->command->print (call);
  return call->exit_status;
}

static void
count_standard_input (const CliCall *call,
                      const CliParameter *rows,
                      guint *count,
                      const char **last)
{
  for (; rows && rows->name; rows++)
    if ((rows->kind == CLI_FILE || rows->kind == CLI_FILE_TEXT || rows->kind == CLI_FILE_JSON) &&
        !g_str_equal (rows->name, "out") &&
        g_strcmp0 (cli_words_get (call->words, rows->name), "-") == 0)
      {
        (*count)++;
        *last = rows->name;
      }
}

/* Two readers of one stream would each get a part of it. */
static gboolean
check_standard_input (const CliCall *call, GError **error)
{
  guint count = call->context->batch || g_str_equal (call->command->noun, "batch") ? 1 : 0;
  const char *last = "passphrase-file";
  g_autofree char *object = NULL;

  if (g_strcmp0 (call->globals->passphrase_file, "-") == 0)
    count++;
  count_standard_input (call, call->command->arguments, &count, &last);
  count_standard_input (call, call->command->options, &count, &last);
  if (count < 2)
    return TRUE;
  object = g_strconcat ("--", last, NULL);
  esp_error_set (error, ESP_REASON_USAGE_STANDARD_INPUT, object, NULL);
  return FALSE;
}

/* The options of which a batch has one value from the first line to the last. */
static gboolean
check_batch (const CliCall *call, GError **error)
{
  static const char *const whole[] = { "vault", "json" };

  if (!call->context->batch)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    if (cli_words_has (call->words, whole[i]))
      {
        g_autofree char *object = g_strconcat ("--", whole[i], NULL);

        esp_error_set (error, ESP_REASON_USAGE_BATCH_OPTION, object, NULL);
        return FALSE;
      }
  if (cli_words_has (call->words, "now") && !call->context->clock)
    {
      esp_error_set (error, ESP_REASON_USAGE_BATCH_OPTION, "--now", NULL);
      return FALSE;
    }
  if (!g_str_equal (call->command->noun, "batch"))
    return TRUE;
  esp_error_set (error, ESP_REASON_USAGE_BATCH_COMMAND, call->command->noun, NULL);
  return FALSE;
}

static gboolean
act (CliCall *call, GError **error)
{
  if (!check_batch (call, error) || !check_standard_input (call, error) ||
      !cli_context_set_now (call->context, call->globals, error))
    return FALSE;
  if (call->command->run)
    return call->command->run (call, error);
  return cli_call_run_operation (call, error);
}

static int
run_command (CliContext *context, const CliGlobals *base, const CliWords *words, const Place *place)
{
  g_autoptr (CliGlobals) globals = cli_globals_new_from_words (base, words);
  g_autoptr (GError) error = NULL;
  CliCall call = { .context = context,
                   .command = words->command,
                   .words = words,
                   .globals = globals };
  int exit_status;

  if (act (&call, &error))
    exit_status = answer (&call, place);
  else
    exit_status = answer_error (&call, error, globals->json, place);
  cli_call_clear (&call);
  return exit_status;
}

static int
check_written (void)
{
  g_autoptr (GError) error = NULL;

  if (fflush (stdout) == 0 && !ferror (stdout))
    return CLI_EXIT_DONE;
  esp_error_set (&error, ESP_REASON_FILE_WRITE, "-", NULL);
  cli_error_print (error, 0);
  return CLI_EXIT_FAILED;
}

int
cli_run (CliContext *context,
         const CliGlobals *base,
         const char *const *words,
         guint line,
         const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliWords) parsed = cli_words_parse (words, &error);
  const Place place = { line, text };
  int exit_status = CLI_EXIT_DONE;
  int written;

  if (!parsed)
    exit_status = answer_error (NULL, error, base->json || cli_words_want_json (words), &place);
  else if (parsed->version)
    cli_version_print ();
  else if (parsed->help)
    cli_help_print (parsed->command, parsed->noun);
  else
    exit_status = run_command (context, base, parsed, &place);
  written = check_written ();
  return exit_status != CLI_EXIT_DONE ? exit_status : written;
}
