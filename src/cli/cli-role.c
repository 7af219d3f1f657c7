/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns role and guardrail: what may be done in a job, and what nobody may do. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-file.h"
#include "cli-output.h"
#include "cli-table.h"

/* --- Roles -------------------------------------------------------------------------------------*/

/* "policies/day-to-day.json" is the policy "day-to-day". */
static char *
policy_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');

  if (dot && dot != base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

static gboolean
add_policy (JsonArray *policies, const char *path, GError **error)
{
  g_autofree char *name = policy_name (path);
  g_autofree char *document = cli_file_read_pem (path, error);
  JsonObject *policy;

  if (!document)
    return FALSE;
  policy = json_object_new ();
  json_object_set_string_member (policy, "Name", name);
  json_object_set_string_member (policy, "Document", document);
  json_array_add_object_element (policies, policy);
  return TRUE;
}

gboolean
cli_role_create (CliCall *call, GError **error)
{
  const GPtrArray *paths = cli_call_get_all (call, "policy");
  g_autoptr (JsonArray) policies = json_array_new ();
  JsonObject *parameters;

  for (guint i = 0; paths && i < paths->len; i++)
    if (!add_policy (policies, g_ptr_array_index (paths, i), error))
      return FALSE;
  parameters = cli_call_parameters (call, error);
  if (!parameters)
    return FALSE;
  if (paths)
    json_object_set_array_member (parameters, "Policies", json_array_ref (policies));
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
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

void
cli_role_print_created (CliCall *call)
{
  JsonObject *role = esp_json_get_object (call->result, "Role");

  cli_print_findings (call);
  cli_print_note (call, _ ("Made the role %s:"), esp_json_get_string (role, "Name"));
  cli_print_data (esp_json_get_string (role, "Arn"));
}

void
cli_role_print_show (CliCall *call)
{
  JsonObject *role = esp_json_get_object (call->result, "Role");
  JsonArray *documents = esp_json_get_array (role, "PolicyDocuments");
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *account = cli_account_text (role);
  g_autofree char *people = cli_join (role, "Principals");
  g_autofree char *tags = cli_tags_text (role);

  cli_fields_add_member (fields, N_ ("Name"), role, "Name");
  cli_fields_add_member (fields, N_ ("ARN"), role, "Arn");
  cli_fields_add (fields, N_ ("Account"), account);
  cli_fields_add (fields, N_ ("Scope"), cli_word (esp_json_get_string (role, "Scope")));
  cli_fields_add (fields, N_ ("People"), people);
  cli_fields_add (fields, N_ ("Tags"), tags);
  cli_fields_print (fields);
  for (guint i = 0; documents && i < json_array_get_length (documents); i++)
    {
      JsonObject *document = json_array_get_object_element (documents, i);
      g_autofree char *title = g_strdup_printf (_ ("Policy %s"),
                                                esp_json_get_string (document, "Name"));

      cli_print_policy (title, document, "Document");
    }
}

void
cli_role_print_assigned (CliCall *call)
{
  cli_print_note (call, _ ("%s may act as %s."), cli_call_get (call, "PRINCIPAL"),
                  cli_call_get (call, "ROLE"));
}

void
cli_role_print_unassigned (CliCall *call)
{
  cli_print_note (call, _ ("%s may not act as %s any more."), cli_call_get (call, "PRINCIPAL"),
                  cli_call_get (call, "ROLE"));
}

void
cli_role_print_policy (CliCall *call)
{
  cli_print_findings (call);
  cli_print_note (call, _ ("The role %s has the policy %s."), cli_call_get (call, "ROLE"),
                  cli_call_get (call, "NAME"));
}

void
cli_role_print_policy_deleted (CliCall *call)
{
  cli_print_note (call, _ ("The role %s has no policy %s any more."), cli_call_get (call, "ROLE"),
                  cli_call_get (call, "NAME"));
}

void
cli_role_print_deleted (CliCall *call)
{
  cli_print_note (call, _ ("Deleted the role %s."), cli_call_get (call, "ROLE"));
}

void
cli_role_print_tags (CliCall *call)
{
  cli_print_tags (call, esp_json_get_object (call->result, "Role"));
}

/* --- Guardrails --------------------------------------------------------------------------------*/

gboolean
cli_guardrail_update (CliCall *call, GError **error)
{
  JsonObject *parameters = NULL;

  if (cli_call_has (call, "account") && cli_call_has (call, "all-accounts"))
    {
      esp_error_set (error, ESP_REASON_USAGE_OPTION_TWICE, "--all-accounts", NULL);
      return FALSE;
    }
  parameters = cli_call_parameters (call, error);
  if (!parameters)
    return FALSE;
  if (cli_call_has (call, "all-accounts"))
    json_object_set_array_member (parameters, "Accounts", json_array_new ());
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

static char *
guardrail_accounts (JsonObject *guardrail)
{
  g_autofree char *accounts = cli_join (guardrail, "Accounts");

  return g_strdup (accounts[0] ? accounts : cli_word ("ORGANIZATION"));
}

static const CliColumn guardrail_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Limits"), CLI_LEFT },
  { N_ ("Made"), CLI_LEFT },
  { NULL },
};

void
cli_guardrail_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Guardrails");
  g_autoptr (CliTable) table = cli_table_new (guardrail_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *accounts = guardrail_accounts (row);
      g_autofree char *made = cli_date (esp_json_get_string (row, "CreatedAt"));

      cli_table_add (table, esp_json_get_string (row, "Name"), accounts, made);
    }
  cli_print_listing (call, table, _ ("There is no guardrail."));
}

void
cli_guardrail_print_show (CliCall *call)
{
  JsonObject *guardrail = esp_json_get_object (call->result, "Guardrail");
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *accounts = guardrail_accounts (guardrail);

  cli_fields_add_member (fields, N_ ("Name"), guardrail, "Name");
  cli_fields_add (fields, N_ ("Limits"), accounts);
  cli_fields_add_member (fields, N_ ("Made"), guardrail, "CreatedAt");
  cli_fields_print (fields);
  cli_print_policy (_ ("Policy"), guardrail, "Document");
}

static void
print_guardrail (CliCall *call, const char *format)
{
  JsonObject *guardrail = esp_json_get_object (call->result, "Guardrail");
  g_autofree char *accounts = guardrail_accounts (guardrail);
  g_autofree char *name = g_strdup (esp_json_get_string (guardrail, "Name"));
  const char *pairs[] = { "name", name, "accounts", accounts, NULL };
  g_autofree char *text = esp_text_fill (format, pairs);

  cli_print_findings (call);
  cli_print_note (call, "%s", text);
}

void
cli_guardrail_print_created (CliCall *call)
{
  print_guardrail (call, _ ("Made the guardrail {name}; it limits: {accounts}."));
}

void
cli_guardrail_print_updated (CliCall *call)
{
  print_guardrail (call, _ ("Changed the guardrail {name}; it limits: {accounts}."));
}

void
cli_guardrail_print_deleted (CliCall *call)
{
  cli_print_note (call, _ ("Deleted the guardrail %s."), cli_call_get (call, "NAME"));
}
