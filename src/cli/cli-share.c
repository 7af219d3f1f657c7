/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns share and permission: authorities that another account may use, and what for. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"

/* --- Shares ------------------------------------------------------------------------------------*/

static JsonObject *
share_of (CliCall *call)
{
  return esp_json_get_object (call->result, "ResourceShare");
}

static const CliColumn share_columns[] = {
  { N_ ("Name"), CLI_LEFT },    { N_ ("State"), CLI_LEFT },
  { N_ ("Side"), CLI_LEFT },    { N_ ("Authority"), CLI_LEFT },
  { N_ ("With"), CLI_LEFT },    { N_ ("Permission"), CLI_LEFT },
  { N_ ("Signing"), CLI_LEFT }, { NULL },
};

void
cli_share_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "ResourceShares");
  g_autoptr (CliTable) table = cli_table_new (share_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *consumer = esp_json_get_object (row, "Consumer");

      cli_table_add (
        table, esp_json_get_string (row, "Name"), cli_word (esp_json_get_string (row, "Status")),
        cli_word (esp_json_get_string (row, "Side")),
        esp_json_get_string (row, "CertificateAuthority"),
        consumer ? esp_json_get_string (consumer, "Name") : NULL,
        esp_json_get_string (row, "Permission"), cli_word (esp_json_get_string (row, "Signing")));
    }
  cli_print_listing (call, table, _ ("Nothing is shared."));
}

static char *
consumer_text (JsonObject *share)
{
  JsonObject *consumer = esp_json_get_object (share, "Consumer");
  const char *account = consumer ? esp_json_get_string (consumer, "Account") : NULL;
  const char *name = consumer ? esp_json_get_string (consumer, "Name") : NULL;

  if (!account || g_strcmp0 (account, name) == 0)
    return g_strdup (name);
  return g_strdup_printf ("%s (%s)", name, account);
}

void
cli_share_print_show (CliCall *call)
{
  JsonObject *share = share_of (call);
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *consumer = consumer_text (share);
  g_autofree char *tags = cli_tags_text (share);

  cli_fields_add_member (fields, N_ ("Name"), share, "Name");
  cli_fields_add_member (fields, N_ ("ARN"), share, "Arn");
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (share, "Status")));
  cli_fields_add (fields, N_ ("Side"), cli_word (esp_json_get_string (share, "Side")));
  cli_fields_add_member (fields, N_ ("Owner"), share, "OwnerAccount");
  cli_fields_add_member (fields, N_ ("Authority"), share, "CertificateAuthority");
  cli_fields_add_member (fields, N_ ("ARN of the authority"), share, "CertificateAuthorityArn");
  cli_fields_add (fields, N_ ("With"), consumer);
  cli_fields_add_member (fields, N_ ("Permission"), share, "Permission");
  cli_fields_add_member (fields, N_ ("Version of the permission"), share, "PermissionVersion");
  cli_fields_add (fields, N_ ("Signing"), cli_word (esp_json_get_string (share, "Signing")));
  cli_fields_add_member (fields, N_ ("Made"), share, "CreatedAt");
  cli_fields_add_member (fields, N_ ("Invited until"), share, "InvitationExpiresAt");
  cli_fields_add_member (fields, N_ ("Answered"), share, "AnsweredAt");
  cli_fields_add_member (fields, N_ ("Ended"), share, "EndedAt");
  cli_fields_add (fields, N_ ("Tags"), tags);
  cli_fields_print (fields);
}

void
cli_share_print_created (CliCall *call)
{
  JsonObject *share = share_of (call);
  const char *until = esp_json_get_string (share, "InvitationExpiresAt");

  if (until)
    cli_print_note (call, _ ("Made the share %s; the other side may accept it until %s."),
                    esp_json_get_string (share, "Name"), until);
  else
    cli_print_note (call, _ ("Made the share %s: %s."), esp_json_get_string (share, "Name"),
                    cli_word (esp_json_get_string (share, "Status")));
  cli_print_data (esp_json_get_string (share, "Arn"));
}

void
cli_share_print_state (CliCall *call)
{
  JsonObject *share = share_of (call);

  cli_print_note (call, _ ("%s: %s, with %s."), esp_json_get_string (share, "Name"),
                  cli_word (esp_json_get_string (share, "Status")),
                  esp_json_get_string (share, "Permission"));
}

void
cli_share_print_tags (CliCall *call)
{
  cli_print_tags (call, share_of (call));
}

/* --- Managed permissions -----------------------------------------------------------------------*/

static JsonObject *
permission_of (CliCall *call)
{
  return esp_json_get_object (call->result, "Permission");
}

/* "arn:aws:acm-pca:::template/NAME/V1" is long, and only the name tells them apart. */
static char *
template_name (JsonObject *permission)
{
  const char *arn = esp_json_get_string (permission, "TemplateArn");
  const char *name = arn ? strstr (arn, ":template/") : NULL;
  const char *end = name ? strchr (name + strlen (":template/"), '/') : NULL;

  if (!end)
    return g_strdup (arn);
  name += strlen (":template/");
  return g_strndup (name, (gsize) (end - name));
}

static const CliColumn permission_columns[] = {
  { N_ ("Name"), CLI_LEFT },    { N_ ("Of"), CLI_LEFT },       { N_ ("Version"), CLI_RIGHT },
  { N_ ("Shares"), CLI_RIGHT }, { N_ ("Template"), CLI_LEFT }, { NULL },
};

void
cli_permission_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Permissions");
  g_autoptr (CliTable) table = cli_table_new (permission_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gboolean own = g_strcmp0 (esp_json_get_string (row, "Kind"), "ORGANIZATION") == 0;
      g_autofree char *version = cli_number (row, "DefaultVersion");
      g_autofree char *shares = cli_number (row, "Shares");
      g_autofree char *template = template_name (row);

      cli_table_add (table, esp_json_get_string (row, "Name"),
                     own ? _ ("the organization") : _ ("the service"), version, shares, template);
    }
  cli_table_print (table, call->globals->quiet);
}

static char *
versions_text (JsonObject *permission)
{
  JsonArray *versions = esp_json_get_array (permission, "Versions");
  GString *text = g_string_new (NULL);

  for (guint i = 0; versions && i < json_array_get_length (versions); i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "",
                            json_array_get_int_element (versions, i));
  return g_string_free (text, FALSE);
}

void
cli_permission_print_show (CliCall *call)
{
  JsonObject *permission = permission_of (call);
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *actions = cli_join (permission, "Actions");
  g_autofree char *versions = versions_text (permission);
  g_autofree char *template = template_name (permission);

  cli_fields_add_member (fields, N_ ("Name"), permission, "Name");
  cli_fields_add_member (fields, N_ ("ARN"), permission, "Arn");
  cli_fields_add_member (fields, N_ ("Version"), permission, "Version");
  cli_fields_add_member (fields, N_ ("Default version"), permission, "DefaultVersion");
  cli_fields_add (fields, N_ ("Versions"), versions);
  cli_fields_add (fields, N_ ("Actions"), actions);
  cli_fields_add (fields, N_ ("Template"), template);
  cli_fields_add_member (fields, N_ ("Shares"), permission, "Shares");
  cli_fields_print (fields);
  cli_print_policy (_ ("Policy template"), permission, "PolicyTemplate");
}

void
cli_permission_print_created (CliCall *call)
{
  JsonObject *permission = permission_of (call);
  g_autofree char *version = cli_number (permission, "DefaultVersion");

  cli_print_note (call, _ ("%s: new shares get version %s."),
                  esp_json_get_string (permission, "Name"), version);
  cli_print_data (esp_json_get_string (permission, "Arn"));
}

void
cli_permission_print_deleted (CliCall *call)
{
  const char *version = cli_call_get (call, "VERSION");

  if (version)
    cli_print_note (call, _ ("Deleted version %s of the permission %s."), version,
                    cli_call_get (call, "NAME"));
  else
    cli_print_note (call, _ ("Deleted the permission %s."), cli_call_get (call, "NAME"));
}
