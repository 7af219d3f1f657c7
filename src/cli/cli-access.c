/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun access: what the engine would decide, and who may do what. Checking a policy's text is
 * in cli-lint.c. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-table.h"

/* --- Simulate ----------------------------------------------------------------------------------*/

gboolean
cli_access_simulate (CliCall *call, GError **error)
{
  if (!cli_call_run_operation (call, error))
    return FALSE;
  if (g_strcmp0 (esp_json_get_string (call->result, "Decision"), "ALLOW") != 0)
    call->exit_status = CLI_EXIT_DENIED;
  return TRUE;
}

static const CliColumn step_columns[] = {
  { "", CLI_LEFT },
  { N_ ("Source"), CLI_LEFT },
  { N_ ("Policy"), CLI_LEFT },
  { N_ ("Statement"), CLI_LEFT },
  { N_ ("Effect"), CLI_LEFT },
  { N_ ("How it fits"), CLI_LEFT },
  { NULL },
};

static void
print_steps (JsonArray *steps)
{
  g_autoptr (CliTable) table = cli_table_new (step_columns);

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *condition = esp_json_get_string (step, "Condition");
      const char *match = cli_word (esp_json_get_string (step, "Match"));
      g_autofree char *fit = condition ? g_strdup_printf ("%s: %s", match, condition) :
                                         g_strdup (match);

      cli_table_add (table, esp_json_get_boolean (step, "Decided", FALSE) ? "*" : "",
                     cli_word (esp_json_get_string (step, "Source")),
                     esp_json_get_string (step, "Policy"), esp_json_get_string (step, "Statement"),
                     cli_word (esp_json_get_string (step, "Effect")), fit);
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  cli_print_heading (N_ ("Statements that were looked at (*: it decided)"));
  cli_table_print (table, FALSE);
}

static const CliColumn key_columns[] = {
  { N_ ("Condition key"), CLI_LEFT },
  { N_ ("Values"), CLI_LEFT },
  { NULL },
};

static void
print_context (JsonArray *keys)
{
  g_autoptr (CliTable) table = cli_table_new (key_columns);

  for (guint i = 0; keys && i < json_array_get_length (keys); i++)
    {
      JsonObject *key = json_array_get_object_element (keys, i);
      g_autofree char *values = cli_join (key, "Values");

      cli_table_add (table, esp_json_get_string (key, "Key"), values);
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  cli_print_heading (N_ ("What conditions look at"));
  cli_table_print (table, FALSE);
}

void
cli_access_print_simulated (CliCall *call)
{
  g_autoptr (CliFields) fields = cli_fields_new ();
  const char *decision = cli_word (esp_json_get_string (call->result, "Decision"));

  if (call->globals->quiet)
    {
      cli_print_data (decision);
      return;
    }
  cli_fields_add (fields, N_ ("Decision"), decision);
  cli_fields_add_member (fields, N_ ("Statement"), call->result, "Statement");
  cli_fields_add_member (fields, N_ ("Policy"), call->result, "Policy");
  if (esp_json_get_string (call->result, "Policy"))
    cli_fields_add (fields, N_ ("Source"), cli_word (esp_json_get_string (call->result, "Source")));
  cli_fields_add (fields, N_ ("Missing"), cli_word (esp_json_get_string (call->result, "Missing")));
  cli_fields_add_member (fields, N_ ("Needs a second person"), call->result, "NeedsApproval");
  cli_fields_add_member (fields, N_ ("Can open the key"), call->result, "OpensKey");
  cli_fields_print (fields);
  print_steps (esp_json_get_array (call->result, "Steps"));
  print_context (esp_json_get_array (call->result, "Context"));
}

/* --- Matrix ------------------------------------------------------------------------------------*/

static const CliColumn matrix_columns[] = {
  { N_ ("Who"), CLI_LEFT }, { N_ ("Role"), CLI_LEFT },   { N_ ("Authority"), CLI_LEFT },
  { N_ ("Key"), CLI_LEFT }, { N_ ("May do"), CLI_LEFT }, { NULL },
};

static gboolean
has_text (JsonArray *array, const char *text)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

/* "IssueCertificate (2)": the prefix of the service is the same for all of them. */
static char *
actions_text (JsonObject *row)
{
  JsonArray *allowed = esp_json_get_array (row, "Allowed");
  JsonArray *conditional = esp_json_get_array (row, "Conditional");
  JsonArray *second = esp_json_get_array (row, "NeedsApproval");
  JsonArray *lists[] = { allowed, conditional };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i] && j < json_array_get_length (lists[i]); j++)
      {
        const char *action = json_array_get_string_element (lists[i], j);
        const char *colon = strchr (action, ':');

        g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? ", " : "",
                                colon ? colon + 1 : action, lists[i] == conditional ? "?" : "",
                                has_text (second, action) ? "+" : "");
      }
  return g_string_free (text, FALSE);
}

static const char *
authority_name (JsonArray *authorities, const char *arn)
{
  for (guint i = 0; authorities && i < json_array_get_length (authorities); i++)
    {
      JsonObject *authority = json_array_get_object_element (authorities, i);

      if (g_strcmp0 (esp_json_get_string (authority, "Arn"), arn) == 0)
        return esp_json_get_string (authority, "CommonName");
    }
  return arn;
}

void
cli_access_print_matrix (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Rows");
  JsonArray *authorities = esp_json_get_array (call->result, "CertificateAuthorities");
  g_autoptr (CliTable) table = cli_table_new (matrix_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *actions = actions_text (row);

      cli_table_add (
        table, esp_json_get_string (row, "Principal"), esp_json_get_string (row, "Role"),
        authority_name (authorities, esp_json_get_string (row, "CertificateAuthorityArn")),
        esp_json_get_boolean (row, "OpensKey", FALSE) ? _ ("opens") : "", actions);
    }
  cli_print_listing (call, table, _ ("Nobody may do anything with an authority."));
  if (cli_table_get_n_rows (table) > 0)
    cli_print_note (call, _ ("?: under some template or tag only; +: with a second person"));
}
