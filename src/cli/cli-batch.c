/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of standard input, each a command as a shell would split it, without a shell: no variables,
 * no patterns. Each line answers as soon as it is done, so that a driver can talk to it; a failed
 * one does not stop the rest.
 */
#include "cli-batch.h"

#include <stdio.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-run.h"

#define LINE_LIMIT 65536

/* FALSE for a line that can't be split; @words NULL where nothing stands on it. */
static gboolean
split_line (const char *line, char ***words, GError **error)
{
  g_autoptr (GError) foreign = NULL;

  if (strlen (line) < LINE_LIMIT && g_utf8_validate (line, -1, NULL))
    {
      if (g_shell_parse_argv (line, NULL, words, &foreign) ||
          g_error_matches (foreign, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
        return TRUE;
    }
  esp_error_set (error, ESP_REASON_USAGE_BATCH_LINE, NULL, "limit", G_STRINGIFY (LINE_LIMIT), NULL);
  return FALSE;
}

static int
run_line (CliCall *call, const char *line, guint number)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!split_line (line, &words, &error))
    {
      g_autofree char *safe = g_utf8_make_valid (line, MIN (strlen (line), 200));

      cli_error_print (error, number);
      if (call->globals->json)
        cli_output_json (call, error, cli_error_get_exit (error), number, safe);
      return cli_error_get_exit (error);
    }
  if (!words)
    return CLI_EXIT_DONE;
  return cli_run (call->context, call->globals, (const char *const *) words, number, line);
}

static gboolean
is_empty (const char *line)
{
  return line[0] == '\0' || line[0] == '#';
}

gboolean
cli_batch_run (CliCall *call, GError **error)
{
  char *line = NULL;
  gsize size = 0;
  guint number = 0;

  call->context->batch = TRUE;
  while (getline (&line, &size, stdin) >= 0)
    {
      int exit_status;

      number++;
      g_strstrip (line);
      if (is_empty (line))
        continue;
      exit_status = run_line (call, line, number);
      fflush (stdout);
      if (call->exit_status == CLI_EXIT_DONE)
        call->exit_status = exit_status;
    }
  g_free (line);
  call->context->batch = FALSE;
  return TRUE;
}
