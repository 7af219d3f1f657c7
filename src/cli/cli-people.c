/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns account, principal and role: who there is. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-table.h"

static const CliColumn account_columns[] = {
  { N_ ("Account"), CLI_LEFT },
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Made"), CLI_LEFT },
  { NULL },
};

void
cli_account_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Accounts");
  g_autoptr (CliTable) table = cli_table_new (account_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *made = cli_date (esp_json_get_string (row, "CreatedAt"));

      cli_table_add (table, esp_json_get_string (row, "Id"), esp_json_get_string (row, "Name"),
                     made);
    }
  cli_table_print (table, call->globals->quiet);
}

static const CliColumn principal_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Account"), CLI_LEFT },
  { N_ ("Kind"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },
  { N_ ("Roles"), CLI_LEFT },
  { N_ ("Tags"), CLI_LEFT },
  { NULL },
};

void
cli_principal_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Principals");
  g_autoptr (CliTable) table = cli_table_new (principal_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *roles = cli_join (row, "Roles");
      g_autofree char *tags = cli_tags_text (row);

      cli_table_add (table, esp_json_get_string (row, "Name"), esp_json_get_string (row, "Account"),
                     cli_word (esp_json_get_string (row, "Kind")),
                     cli_word (esp_json_get_string (row, "Status")), roles, tags);
    }
  cli_table_print (table, call->globals->quiet);
}

static const CliColumn role_columns[] = {
  { N_ ("Name"), CLI_LEFT },     { N_ ("Account"), CLI_LEFT }, { N_ ("Scope"), CLI_LEFT },
  { N_ ("Policies"), CLI_LEFT }, { N_ ("People"), CLI_LEFT },  { NULL },
};

void
cli_role_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Roles");
  g_autoptr (CliTable) table = cli_table_new (role_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *policies = cli_join (row, "Policies");
      g_autofree char *people = cli_join (row, "Principals");

      cli_table_add (table, esp_json_get_string (row, "Name"), esp_json_get_string (row, "Account"),
                     cli_word (esp_json_get_string (row, "Scope")), policies, people);
    }
  cli_table_print (table, call->globals->quiet);
}
