/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several nouns show in the same way: lists, tags, policy documents, findings. */
#include "cli-output.h"

#include <glib/gi18n.h>

#define POLICY_LIMIT (1024 * 1024)

char *
cli_account_text (JsonObject *object)
{
  const char *name = esp_json_get_string (object, "AccountName");
  const char *number = esp_json_get_string (object, "Account");

  return name ? g_strdup_printf ("%s (%s)", number, name) : g_strdup (number);
}

char *
cli_sentence (JsonObject *finding)
{
  const char *text = esp_json_get_string (finding, "Text");
  JsonObject *arguments = esp_json_get_object (finding, "Arguments");
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;

  if (!text || !text[0])
    return g_strdup (esp_json_get_string (finding, "Sentence"));
  for (GList *name = names; name; name = name->next)
    {
      g_ptr_array_add (pairs, name->data);
      g_ptr_array_add (pairs, (gpointer) esp_json_get_string (arguments, name->data));
    }
  g_ptr_array_add (pairs, NULL);
  return esp_text_fill (_ (text), (const char *const *) pairs->pdata);
}

void
cli_print_listing (CliCall *call, CliTable *table, const char *empty)
{
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, "%s", empty);
}

static const CliColumn tag_columns[] = {
  { N_ ("Key"), CLI_LEFT },
  { N_ ("Value"), CLI_LEFT },
  { NULL },
};

void
cli_print_tags (CliCall *call, JsonObject *object)
{
  JsonArray *tags = object ? esp_json_get_array (object, "Tags") : NULL;
  g_autoptr (CliTable) table = cli_table_new (tag_columns);

  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    {
      JsonObject *tag = json_array_get_object_element (tags, i);

      cli_table_add (table, esp_json_get_string (tag, "Key"), esp_json_get_string (tag, "Value"));
    }
  cli_print_listing (call, table, _ ("There is no tag."));
}

/* Line by line, so that only what is on a line is escaped. */
void
cli_print_policy (const char *title, JsonObject *object, const char *member)
{
  JsonNode *node = object ? json_object_get_member (object, member) : NULL;
  g_autoptr (JsonNode) parsed = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!node)
    return;
  if (JSON_NODE_HOLDS_VALUE (node))
    parsed = esp_json_parse (json_node_get_string (node), -1, POLICY_LIMIT, NULL);
  else
    parsed = json_node_copy (node);
  text = parsed ? esp_json_to_text (parsed, TRUE) : g_strdup (json_node_get_string (node));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_print ("\n");
  cli_print_data (title);
  for (guint i = 0; lines[i]; i++)
    cli_print_data (lines[i]);
}

void
cli_print_findings (CliCall *call)
{
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    {
      g_autofree char *sentence = cli_sentence (json_array_get_object_element (findings, i));

      cli_print_warning (call, sentence);
    }
}
