/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns account and principal: who there is, and how somebody comes in. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-file.h"
#include "cli-output.h"
#include "cli-prompt.h"
#include "cli-session.h"
#include "cli-table.h"

/* --- Accounts ----------------------------------------------------------------------------------*/

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

void
cli_account_print_created (CliCall *call)
{
  JsonObject *account = esp_json_get_object (call->result, "Account");

  cli_print_note (call, _ ("Made the account %s. Its number:"),
                  esp_json_get_string (account, "Name"));
  cli_print_data (esp_json_get_string (account, "Id"));
}

/* --- Invitations -------------------------------------------------------------------------------*/

/* Also "reset", which invites again. With --code-file the code goes there and nowhere else. */
gboolean
cli_principal_invite (CliCall *call, GError **error)
{
  const char *path = cli_call_get (call, "code-file");

  if (path && !cli_file_may_write (path, call->globals->yes, error))
    return FALSE;
  if (!cli_call_run_operation (call, error))
    return FALSE;
  if (!path)
    return TRUE;
  if (!cli_file_write_private (path, esp_json_get_string (call->result, "Code"), error))
    return FALSE;
  json_object_remove_member (call->result, "Code");
  json_object_set_string_member (call->result, "CodeFile", path);
  return TRUE;
}

void
cli_principal_print_invited (CliCall *call)
{
  JsonObject *principal = esp_json_get_object (call->result, "Principal");
  const char *until = esp_json_get_string (call->result, "InvitationExpiresAt");
  const char *path = cli_call_get (call, "code-file");

  if (path)
    {
      cli_print_note (call, _ ("Invited %s until %s; the code for enrolling is in %s."),
                      esp_json_get_string (principal, "Name"), until, path);
      return;
    }
  cli_print_note (call, _ ("Invited %s until %s. The code for enrolling, good for one use:"),
                  esp_json_get_string (principal, "Name"), until);
  cli_print_data (esp_json_get_string (call->result, "Code"));
}

/* --- Enrolling ---------------------------------------------------------------------------------*/

/* Without --unlock: a passphrase where a file brings one, else the keyring. The passphrase of
 * whoever signs in here (--passphrase-file) is somebody else's and never taken. */
static gboolean
get_own_passphrase (CliCall *call, EspSecret **passphrase, GError **error)
{
  const char *unlock = cli_call_get (call, "unlock");
  const char *path = cli_call_get (call, "new-passphrase-file");

  if (unlock ? g_str_equal (unlock, "keyring") : path == NULL)
    return TRUE;
  *passphrase = path ? esp_secret_read_file (path, error) : cli_prompt_new_passphrase (error);
  return *passphrase != NULL;
}

gboolean
cli_principal_enrol (CliCall *call, GError **error)
{
  g_autoptr (EspSecret) code = esp_secret_read_file (cli_call_get (call, "code-file"), error);
  g_autoptr (EspSecret) passphrase = NULL;
  g_autofree char *name = NULL;
  g_autofree char *fingerprint = NULL;

  if (!code || !get_own_passphrase (call, &passphrase, error) ||
      !cli_session_open (call->context, call->globals, error))
    return FALSE;
  if (!esp_engine_enrol (call->context->engine, cli_call_get (call, "NAME"), code,
                         passphrase ? ESP_UNLOCK_WITH_PASSPHRASE : ESP_UNLOCK_WITH_KEYRING,
                         passphrase, &name, &fingerprint, NULL, error))
    return FALSE;
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Principal", name);
  json_object_set_string_member (call->result, "Fingerprint", fingerprint);
  return TRUE;
}

void
cli_principal_print_enrolled (CliCall *call)
{
  cli_print_note (call,
                  _ ("%s has keys now. Read this fingerprint out to an administrator, who "
                     "confirms it:"),
                  esp_json_get_string (call->result, "Principal"));
  cli_print_data (esp_json_get_string (call->result, "Fingerprint"));
}

/* --- People ------------------------------------------------------------------------------------*/

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

void
cli_principal_print_show (CliCall *call)
{
  JsonObject *principal = esp_json_get_object (call->result, "Principal");
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *account = cli_account_text (principal);
  g_autofree char *roles = cli_join (principal, "Roles");
  g_autofree char *tags = cli_tags_text (principal);

  cli_fields_add_member (fields, N_ ("Name"), principal, "Name");
  cli_fields_add_member (fields, N_ ("ARN"), principal, "Arn");
  cli_fields_add (fields, N_ ("Account"), account);
  cli_fields_add (fields, N_ ("Kind"), cli_word (esp_json_get_string (principal, "Kind")));
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (principal, "Status")));
  cli_fields_add_member (fields, N_ ("Made"), principal, "CreatedAt");
  cli_fields_add_member (fields, N_ ("Invited until"), principal, "InvitationExpiresAt");
  cli_fields_add_member (fields, N_ ("Fingerprint"), principal, "Fingerprint");
  cli_fields_add_member (fields, N_ ("Unlocked with"), principal, "Unlock");
  cli_fields_add (fields, N_ ("Roles"), roles);
  cli_fields_add (fields, N_ ("Tags"), tags);
  cli_fields_print (fields);
}

void
cli_principal_print_state (CliCall *call)
{
  JsonObject *principal = esp_json_get_object (call->result, "Principal");

  cli_print_note (call, _ ("%s: %s"), esp_json_get_string (principal, "Name"),
                  cli_word (esp_json_get_string (principal, "Status")));
}

void
cli_principal_print_tags (CliCall *call)
{
  cli_print_tags (call, esp_json_get_object (call->result, "Principal"));
}
