/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun log: who did or tried what, and whether the log is whole. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-table.h"

#define PAGE 1000

/* Moves the entries of @page to the end of @all; the sequence of the last one. */
static gint64
take_page (JsonArray *all, JsonObject *page)
{
  JsonArray *events = esp_json_get_array (page, "Events");
  gint64 last = 0;

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      last = esp_json_get_int (json_array_get_object_element (events, i), "sequence", 0);
      json_array_add_element (all, json_node_ref (json_array_get_element (events, i)));
    }
  return last;
}

/* All entries that fit, newest first, or as many as --limit says; page by page. */
gboolean
cli_log_list (CliCall *call, GError **error)
{
  g_autoptr (JsonArray) all = json_array_new ();
  gint64 limit = cli_call_get_number (call, "limit", G_MAXINT);
  gint64 before = 0;

  do
    {
      JsonObject *parameters = cli_call_parameters (call, error);
      g_autoptr (JsonObject) page = NULL;
      gint64 left = limit - json_array_get_length (all);

      if (!parameters)
        return FALSE;
      json_object_set_int_member (parameters, "Limit", MIN (left, PAGE));
      if (before > 0)
        json_object_set_int_member (parameters, "Before", before);
      page = cli_call_engine (call, call->command->operation, parameters, error);
      if (!page)
        return FALSE;
      before = take_page (all, page);
    }
  while (before > 1 && json_array_get_length (all) < limit);
  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Events", json_array_ref (all));
  return TRUE;
}

static const CliColumn event_columns[] = {
  { N_ ("Number"), CLI_RIGHT }, { N_ ("Time"), CLI_LEFT },
  { N_ ("Who"), CLI_LEFT },     { N_ ("Role"), CLI_LEFT },
  { N_ ("Action"), CLI_LEFT },  { N_ ("Outcome"), CLI_LEFT },
  { N_ ("Object"), CLI_LEFT },  { NULL },
};

void
cli_log_print_list (CliCall *call)
{
  JsonArray *events = esp_json_get_array (call->result, "Events");
  g_autoptr (CliTable) table = cli_table_new (event_columns);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      g_autofree char *sequence = cli_number (event, "sequence");

      cli_table_add (table, sequence, esp_json_get_string (event, "time"),
                     esp_json_get_string (event, "actorName"), esp_json_get_string (event, "role"),
                     esp_json_get_string (event, "action"),
                     cli_word (esp_json_get_string (event, "outcome")),
                     esp_json_get_string (event, "resource"));
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("There is no such entry."));
}

void
cli_log_print_show (CliCall *call)
{
  JsonObject *event = esp_json_get_object (call->result, "Event");
  JsonObject *details = esp_json_get_object (event, "details");
  g_autoptr (JsonNode) node = details ? esp_json_wrap_object (json_object_ref (details)) : NULL;
  g_autofree char *text = node ? esp_json_to_text (node, TRUE) : NULL;
  g_autoptr (CliFields) fields = cli_fields_new ();

  cli_fields_add_member (fields, N_ ("Number"), event, "sequence");
  cli_fields_add_member (fields, N_ ("Time"), event, "time");
  cli_fields_add_member (fields, N_ ("Who"), event, "actorName");
  cli_fields_add_member (fields, N_ ("Account"), event, "account");
  cli_fields_add_member (fields, N_ ("Role"), event, "role");
  cli_fields_add_member (fields, N_ ("Action"), event, "action");
  cli_fields_add_member (fields, N_ ("Object"), event, "resource");
  cli_fields_add (fields, N_ ("Outcome"), cli_word (esp_json_get_string (event, "outcome")));
  cli_fields_add_member (fields, N_ ("Error"), event, "error");
  cli_fields_add_member (fields, N_ ("Decision"), event, "decision");
  cli_fields_add_member (fields, N_ ("Statement"), event, "statement");
  cli_fields_add (fields, N_ ("Details"), text);
  cli_fields_add_member (fields, N_ ("Root before"), event, "previousRoot");
  cli_fields_add_member (fields, N_ ("Signature"), call->result, "Signature");
  cli_fields_print (fields);
}

gboolean
cli_log_verify (CliCall *call, GError **error)
{
  if (!cli_call_run_operation (call, error))
    return FALSE;
  if (!esp_json_get_boolean (call->result, "Verified", FALSE))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

static void
print_finding (JsonObject *finding)
{
  const char *object = esp_json_get_string (finding, "Object");
  const char *problem = esp_json_get_string (finding, "Problem");
  g_autofree char *number = cli_number (finding, "Sequence");
  g_autofree char *line = number[0] ? g_strdup_printf (_ ("Entry %s: %s"), number, problem) :
                                      g_strdup_printf ("%s: %s", object ? object : "", problem);

  cli_print_data (line);
}

static void
print_verified (CliCall *call)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT,
                                             esp_json_get_int (call->result, "Events", 0));

  cli_print_note (call, _ ("All %s entries verify; root %s."), number,
                  esp_json_get_string (call->result, "Root"));
}

void
cli_log_print_verified (CliCall *call)
{
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    print_finding (json_array_get_object_element (findings, i));
  if (call->exit_status == CLI_EXIT_NO)
    cli_print_note (call, _ ("The log does not verify: it was altered after it was written."));
  else
    print_verified (call);
}

gboolean
cli_log_checkpoint (CliCall *call, GError **error)
{
  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  return cli_call_set_document (call, g_strdup (esp_json_get_string (call->result, "Checkpoint")),
                                error);
}

void
cli_log_print_exported (CliCall *call)
{
  g_autofree char *events = cli_number (call->result, "Events");

  cli_print_note (call, _ ("Wrote %s entries to %s; the page there says how to verify them. Root:"),
                  events, esp_json_get_string (call->result, "Path"));
  cli_print_data (esp_json_get_string (call->result, "Root"));
}
