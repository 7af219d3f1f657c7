/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "cert preview": what "cert issue" would make of a request, with the source of each value, what
 * was asked for and left out, and what the lint says. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-requests.h"
#include "cli-table.h"

/* Options of "cert issue" that say where to or how fast (--out, --jobs) are taken and have nothing
 * to do, so that one command line serves both. */
gboolean
cli_preview_run (CliCall *call, GError **error)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) requests = NULL;
  g_autofree char *text = NULL;
  const char *source = cli_call_get (call, "csr");
  gboolean many;
  JsonObject *parameters;

  requests = cli_requests_find (source, &many, skipped, error);
  if (!requests)
    return FALSE;
  if (many)
    {
      esp_error_set (error, ESP_REASON_USAGE_PREVIEW_MANY, source, NULL);
      return FALSE;
    }
  text = cli_request_take_text (g_ptr_array_index (requests, 0), error);
  parameters = text ? cli_call_parameters (call, error) : NULL;
  if (!parameters)
    return FALSE;
  json_object_set_string_member (parameters, "Csr", text);
  cli_call_set_result (call, cli_call_engine (call, "PreviewCertificate", parameters, error));
  if (!call->result)
    {
      if (error)
        esp_error_set_object (*error, source);
      return FALSE;
    }
  if (json_object_has_member (call->result, "Problem"))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

/* --- Showing it --------------------------------------------------------------------------------*/

static void
add_with_source (CliFields *fields, const char *label, const char *value, const char *source)
{
  g_autofree char *text = g_strdup_printf (_ ("%s (from %s)"), value, cli_word (source));

  cli_fields_add (fields, label, text);
}

static void
print_head (JsonObject *result)
{
  g_autoptr (CliFields) fields = cli_fields_new ();
  const char *subject = esp_json_get_string (result, "Subject");

  cli_fields_add_member (fields, N_ ("Template"), result, "TemplateArn");
  add_with_source (fields, N_ ("Subject"), *subject ? subject : _ ("none"),
                   esp_json_get_string (result, "SubjectSource"));
  cli_fields_add_member (fields, N_ ("Valid from"), result, "NotBefore");
  cli_fields_add_member (fields, N_ ("Valid until"), result, "NotAfter");
  cli_fields_add_member (fields, N_ ("Signature"), result, "SigningAlgorithm");
  cli_fields_print (fields);
}

static void
print_extensions (JsonObject *result)
{
  JsonArray *extensions = esp_json_get_array (result, "Extensions");

  for (guint i = 0; i < json_array_get_length (extensions); i++)
    {
      JsonObject *row = json_array_get_object_element (extensions, i);
      g_autoptr (CliFields) fields = cli_fields_new ();
      const char *name = esp_json_get_string (row, "Name");
      g_autofree char *title = esp_text_escape (_ (name));

      if (esp_json_get_boolean (row, "Critical", FALSE))
        g_print ("\n%s (%s)\n", title, _ ("critical"));
      else
        g_print ("\n%s\n", title);
      cli_fields_add_member (fields, N_ ("Value"), row, "Value");
      cli_fields_add (fields, N_ ("From"), cli_word (esp_json_get_string (row, "Source")));
      cli_fields_print (fields);
    }
}

static const CliColumn ignored_columns[] = {
  { N_ ("Left out"), CLI_LEFT },
  { N_ ("Asked for by"), CLI_LEFT },
  { N_ ("Why"), CLI_LEFT },
  { N_ ("Value"), CLI_LEFT },
  { NULL },
};

static void
print_ignored (JsonObject *result)
{
  JsonArray *ignored = esp_json_get_array (result, "Ignored");
  g_autoptr (CliTable) table = cli_table_new (ignored_columns);

  for (guint i = 0; i < json_array_get_length (ignored); i++)
    {
      JsonObject *row = json_array_get_object_element (ignored, i);
      const char *sentence = esp_json_get_string (row, "Sentence");

      cli_table_add (table, _ (esp_json_get_string (row, "Extension")),
                     cli_word (esp_json_get_string (row, "Source")),
                     sentence ? _ (sentence) : esp_json_get_string (row, "Reason"),
                     esp_json_get_string (row, "Value"));
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  g_print ("\n");
  cli_table_print (table, FALSE);
}

static const CliColumn finding_columns[] = {
  { N_ ("Lint"), CLI_LEFT },
  { N_ ("Finding"), CLI_LEFT },
  { N_ ("Citation"), CLI_LEFT },
  { N_ ("Rule"), CLI_LEFT },
  { NULL },
};

static void
print_findings (JsonObject *result)
{
  JsonArray *findings = esp_json_get_array (result, "Findings");
  g_autoptr (CliTable) table = cli_table_new (finding_columns);

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *row = json_array_get_object_element (findings, i);

      cli_table_add (table, cli_word (esp_json_get_string (row, "Severity")),
                     _ (esp_json_get_string (row, "Sentence")),
                     esp_json_get_string (row, "Citation"), esp_json_get_string (row, "Rule"));
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  g_print ("\n");
  cli_table_print (table, FALSE);
}

void
cli_preview_print (CliCall *call)
{
  JsonObject *problem = esp_json_get_object (call->result, "Problem");

  print_head (call->result);
  print_extensions (call->result);
  print_ignored (call->result);
  print_findings (call->result);
  if (problem)
    {
      g_autofree char *text = g_strdup_printf (_ ("it would be refused: %s"),
                                               esp_json_get_string (problem, "Message"));

      cli_print_warning (call, text);
    }
}
