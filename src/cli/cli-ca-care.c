/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The care of certificate authorities over the years: renew, permissions of the renewal service.
 * Checks are in cli-ca-check.c, the rest of the noun ca is in cli-ca.c and cli-ca-print.c. */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli-table.h"

#define RENEWAL_SERVICE "acm.amazonaws.com"

/* --- Renew -------------------------------------------------------------------------------------*/

/* Below a parent outside of the vault the answer is a request to take there. */
gboolean
cli_ca_renew (CliCall *call, GError **error)
{
  const char *csr;

  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  csr = esp_json_get_string (call->result, "Csr");
  return !csr || cli_call_set_document (call, g_strdup (csr), error);
}

void
cli_ca_print_renewed (CliCall *call)
{
  JsonObject *ca = esp_json_get_object (call->result, "CertificateAuthority");
  JsonArray *warnings = esp_json_get_array (call->result, "Warnings");
  const char *until = esp_json_get_string (ca, "NotAfter");

  for (guint i = 0; warnings && i < json_array_get_length (warnings); i++)
    cli_print_warning (
      call, esp_json_get_string (json_array_get_object_element (warnings, i), "Sentence"));
  if (call->document && !cli_call_has_out_file (call))
    {
      fputs (call->document, stdout);
      return;
    }
  if (call->document)
    cli_print_note (call, _ ("%s: give the request in %s to its parent, and import the answer."),
                    esp_json_get_string (ca, "Subject"), cli_call_get (call, "out"));
  else
    cli_print_note (call, _ ("%s: %s, good until %s."), esp_json_get_string (ca, "Subject"),
                    cli_word (esp_json_get_string (ca, "Status")), until);
  cli_print_data (esp_json_get_string (ca, "Arn"));
}

/* --- Permissions -------------------------------------------------------------------------------*/

static void
add_actions (CliCall *call, JsonObject *parameters)
{
  static const char *const all[] = { "IssueCertificate", "GetCertificate", "ListPermissions" };
  const GPtrArray *given = cli_call_get_all (call, "action");
  JsonArray *actions = json_array_new ();

  for (guint i = 0; given && i < given->len; i++)
    json_array_add_string_element (actions, g_ptr_array_index (given, i));
  for (gsize i = 0; !given && i < G_N_ELEMENTS (all); i++)
    json_array_add_string_element (actions, all[i]);
  json_object_set_array_member (parameters, "Actions", actions);
}

static const struct
{
  const char *word;
  const char *operation;
  gboolean names_service;
  gboolean has_actions;
} permission_verbs[] = {
  { "create", "CreatePermission", TRUE, TRUE },
  { "list", "ListPermissions", FALSE, FALSE },
  { "delete", "DeletePermission", TRUE, FALSE },
};

gboolean
cli_ca_permission (CliCall *call, GError **error)
{
  const char *wanted = cli_call_get (call, "ACT");
  const char *service = cli_call_get (call, "principal");
  JsonObject *parameters = json_object_new ();
  const char *operation = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", cli_call_get (call, "CA"));
  for (gsize i = 0; i < G_N_ELEMENTS (permission_verbs); i++)
    {
      if (!g_str_equal (permission_verbs[i].word, wanted))
        continue;
      operation = permission_verbs[i].operation;
      if (permission_verbs[i].names_service)
        {
          json_object_set_string_member (parameters, "Principal",
                                         service ? service : RENEWAL_SERVICE);
          esp_json_set_string (parameters, "SourceAccount", cli_call_get (call, "source-account"));
        }
      if (permission_verbs[i].has_actions)
        add_actions (call, parameters);
    }
  cli_call_set_result (call, cli_call_engine (call, operation, parameters, error));
  return call->result != NULL;
}

static const CliColumn permission_columns[] = {
  { N_ ("Service"), CLI_LEFT },
  { N_ ("Account"), CLI_LEFT },
  { N_ ("Actions"), CLI_LEFT },
  { N_ ("Since"), CLI_LEFT },
  { NULL },
};

void
cli_ca_print_permissions (CliCall *call)
{
  JsonArray *permissions = esp_json_get_array (call->result, "Permissions");
  g_autoptr (CliTable) table = cli_table_new (permission_columns);

  for (guint i = 0; i < json_array_get_length (permissions); i++)
    {
      JsonObject *permission = json_array_get_object_element (permissions, i);
      g_autofree char *actions = cli_join (permission, "Actions");

      cli_table_add (table, esp_json_get_string (permission, "Principal"),
                     esp_json_get_string (permission, "SourceAccount"), actions,
                     esp_json_get_string (permission, "CreatedAt"));
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("There is no permission."));
}
