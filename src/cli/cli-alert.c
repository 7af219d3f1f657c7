/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun alert: what somebody should know about. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"

/* Open ones, unless all are wanted. */
gboolean
cli_alert_list (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);

  if (!parameters)
    return FALSE;
  if (!cli_call_has (call, "all"))
    json_object_set_boolean_member (parameters, "Acknowledged", FALSE);
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

static const CliColumn alert_columns[] = {
  { N_ ("Number"), CLI_RIGHT },
  { N_ ("Severity"), CLI_LEFT },
  { N_ ("Time"), CLI_LEFT },
  { N_ ("What"), CLI_LEFT },
  { N_ ("Entry"), CLI_RIGHT },
  { N_ ("Seen by"), CLI_LEFT },
  { NULL },
};

void
cli_alert_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Alerts");
  g_autoptr (CliTable) table = cli_table_new (alert_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *number = cli_number (row, "Id");
      g_autofree char *event = cli_number (row, "Event");
      g_autofree char *sentence = cli_sentence (row);

      cli_table_add (table, number, cli_word (esp_json_get_string (row, "Severity")),
                     esp_json_get_string (row, "CreatedAt"), sentence, event,
                     esp_json_get_string (row, "AcknowledgedBy"));
    }
  cli_print_listing (call, table, _ ("There is no alert."));
}

void
cli_alert_print_acknowledged (CliCall *call)
{
  cli_print_note (call, _ ("Noted that alert %s was seen."), cli_call_get (call, "ID"));
}
