/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes two persons: the noun approval, and approvers, dual control and policy of an
 * authority. */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-file.h"
#include "cli-output.h"

/* --- Approvals ---------------------------------------------------------------------------------*/

static const CliColumn approval_columns[] = {
  { N_ ("Id"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },
  { N_ ("Requested"), CLI_LEFT },
  { N_ ("Who"), CLI_LEFT },
  { N_ ("What"), CLI_LEFT },
  { N_ ("Authority"), CLI_LEFT },
  { N_ ("You may approve"), CLI_LEFT },
  { NULL },
};

static void
print_approvals (CliCall *call, const char *empty)
{
  JsonArray *rows = esp_json_get_array (call->result, "Approvals");
  g_autoptr (CliTable) table = cli_table_new (approval_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gboolean may = esp_json_get_boolean (row, "MayApprove", FALSE);

      cli_table_add (
        table, esp_json_get_string (row, "Id"), cli_word (esp_json_get_string (row, "Status")),
        esp_json_get_string (row, "RequestedAt"), esp_json_get_string (row, "RequestedBy"),
        esp_json_get_string (row, "Operation"), esp_json_get_string (row, "CertificateAuthority"),
        may ? _ ("yes") : cli_word (esp_json_get_string (row, "WhyNot")));
    }
  cli_print_listing (call, table, empty);
}

void
cli_approval_print_list (CliCall *call)
{
  print_approvals (call, _ ("There is no such request."));
}

void
cli_approval_print_run (CliCall *call)
{
  print_approvals (call, _ ("Nothing that was approved waits for you."));
}

static const CliColumn change_columns[] = {
  { N_ ("What"), CLI_LEFT },
  { N_ ("Before"), CLI_LEFT },
  { N_ ("After"), CLI_LEFT },
  { NULL },
};

static char *
value_text (JsonObject *change, const char *member)
{
  JsonNode *node = json_object_get_member (change, member);

  if (!node || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (cli_word (json_node_get_string (node)));
  return esp_json_to_canonical (node, NULL);
}

static void
print_changes (JsonArray *changes)
{
  g_autoptr (CliTable) table = cli_table_new (change_columns);

  for (guint i = 0; changes && i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      g_autofree char *before = value_text (change, "Before");
      g_autofree char *after = value_text (change, "After");

      cli_table_add (table, esp_json_get_string (change, "What"), before, after);
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  cli_print_heading (N_ ("What would change"));
  cli_table_print (table, FALSE);
}

void
cli_approval_print_show (CliCall *call)
{
  JsonObject *approval = esp_json_get_object (call->result, "Approval");
  g_autoptr (CliFields) fields = cli_fields_new ();

  cli_fields_add_member (fields, N_ ("Id"), approval, "Id");
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (approval, "Status")));
  cli_fields_add_member (fields, N_ ("What"), approval, "Operation");
  cli_fields_add_member (fields, N_ ("Action"), approval, "Action");
  cli_fields_add_member (fields, N_ ("Authority"), approval, "CertificateAuthority");
  cli_fields_add_member (fields, N_ ("ARN of the authority"), approval, "CertificateAuthorityArn");
  cli_fields_add_member (fields, N_ ("Who"), approval, "RequestedBy");
  cli_fields_add_member (fields, N_ ("Role"), approval, "RequestedInRole");
  cli_fields_add_member (fields, N_ ("Requested"), approval, "RequestedAt");
  cli_fields_add_member (fields, N_ ("Open until"), approval, "ExpiresAt");
  cli_fields_add_member (fields, N_ ("Digest"), approval, "Digest");
  cli_fields_add_member (fields, N_ ("Decided by"), approval, "DecidedBy");
  cli_fields_add_member (fields, N_ ("Decided"), approval, "DecidedAt");
  cli_fields_add_member (fields, N_ ("Reason"), approval, "Reason");
  cli_fields_add_member (fields, N_ ("Problem"), approval, "Problem");
  cli_fields_add_member (fields, N_ ("You may approve"), approval, "MayApprove");
  cli_fields_add (fields, N_ ("Why not"), cli_word (esp_json_get_string (approval, "WhyNot")));
  cli_fields_print (fields);
  print_changes (esp_json_get_array (approval, "Changes"));
  /* Of a plan the lines say what it comes to; it is one long text. */
  if (g_strcmp0 (esp_json_get_string (approval, "Operation"), "ProvisionPlan") != 0)
    cli_print_policy (_ ("Parameters"), approval, "Parameters");
}

void
cli_approval_print_decided (CliCall *call)
{
  JsonObject *approval = esp_json_get_object (call->result, "Approval");

  cli_print_note (call, _ ("%s of %s: %s."), esp_json_get_string (approval, "Operation"),
                  esp_json_get_string (approval, "RequestedBy"),
                  cli_word (esp_json_get_string (approval, "Status")));
}

/* --- Approvers and dual control ----------------------------------------------------------------*/

static gboolean
call_with_ca (CliCall *call, const char *operation, JsonObject *parameters, GError **error)
{
  json_object_set_string_member (parameters, "CertificateAuthority", cli_call_get (call, "CA"));
  cli_call_set_result (call, cli_call_engine (call, operation, parameters, error));
  return call->result != NULL;
}

/* An argument that only some of the words before it take. */
static gboolean
check_argument (CliCall *call, const char *name, gboolean wanted, GError **error)
{
  g_autofree char *help = g_strdup_printf ("espalier-cli ca %s --help", call->command->verb);

  if (cli_call_has (call, name) == wanted)
    return TRUE;
  if (wanted)
    esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_MISSING, name, "help", help, NULL);
  else
    esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_EXTRA, cli_call_get (call, name), NULL);
  return FALSE;
}

/* After a change the list, so that the answer shows what it amounts to. */
gboolean
cli_ca_approvers (CliCall *call, GError **error)
{
  const char *act = cli_call_get (call, "ACT");
  gboolean list = g_str_equal (act, "list");
  JsonObject *parameters;

  if (!check_argument (call, "PRINCIPAL", !list, error))
    return FALSE;
  if (!list)
    {
      parameters = json_object_new ();
      json_object_set_string_member (parameters, "Principal", cli_call_get (call, "PRINCIPAL"));
      if (!call_with_ca (call, g_str_equal (act, "add") ? "AddApprover" : "RemoveApprover",
                         parameters, error))
        return FALSE;
    }
  return call_with_ca (call, "ListApprovers", json_object_new (), error);
}

gboolean
cli_ca_dual_control (CliCall *call, GError **error)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_boolean_member (parameters, "Enabled",
                                  g_str_equal (cli_call_get (call, "STATE"), "on"));
  return call_with_ca (call, "SetDualControl", parameters, error) &&
         call_with_ca (call, "ListApprovers", json_object_new (), error);
}

static const CliColumn approver_columns[] = {
  { N_ ("Approver"), CLI_LEFT },
  { N_ ("Account"), CLI_LEFT },
  { N_ ("Since"), CLI_LEFT },
  { N_ ("May approve"), CLI_LEFT },
  { NULL },
};

void
cli_ca_print_approvers (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Approvers");
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autoptr (CliTable) table = cli_table_new (approver_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *since = esp_json_get_string (row, "AddedAt");
      gboolean may = esp_json_get_boolean (row, "MayApprove", FALSE);

      cli_table_add (table, esp_json_get_string (row, "Principal"),
                     esp_json_get_string (row, "Account"), since ? since : _ ("by role"),
                     may ? _ ("yes") : _ ("no"));
    }
  cli_fields_add_member (fields, N_ ("Dual control"), call->result, "DualControl");
  cli_fields_add_member (fields, N_ ("In force"), call->result, "InForce");
  cli_fields_add (fields, N_ ("Missing"), cli_word (esp_json_get_string (call->result, "Missing")));
  cli_fields_add_member (fields, N_ ("Split key"), call->result, "SplitKey");
  if (!call->globals->quiet)
    cli_fields_print (fields);
  cli_print_listing (call, table, _ ("It has no approver."));
}

/* --- Resource policy ---------------------------------------------------------------------------*/

gboolean
cli_ca_policy (CliCall *call, GError **error)
{
  const char *act = cli_call_get (call, "ACT");
  gboolean put = g_str_equal (act, "put");
  g_autofree char *text = NULL;
  JsonObject *parameters;

  if (!check_argument (call, "FILE", put, error))
    return FALSE;
  if (g_str_equal (act, "get"))
    return cli_call_check_out (call, error) &&
           call_with_ca (call, "GetPolicy", json_object_new (), error) &&
           cli_call_set_document (
             call, g_strconcat (esp_json_get_string (call->result, "Policy"), "\n", NULL), error);
  if (!put)
    return call_with_ca (call, "DeletePolicy", json_object_new (), error);
  text = cli_file_read_pem (cli_call_get (call, "FILE"), error);
  if (!text)
    return FALSE;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Policy", text);
  return call_with_ca (call, "PutPolicy", parameters, error);
}

void
cli_ca_print_policy (CliCall *call)
{
  if (call->document)
    cli_print_document (call);
  else
    cli_print_note (call, _ ("Changed the policy of %s."), cli_call_get (call, "CA"));
}
