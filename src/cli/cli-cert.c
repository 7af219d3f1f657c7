/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun cert, but for issuing (cli-issue.c). */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-table.h"

#define PAGE 1000
#define CERTIFICATE_PART "/certificate/"

/* A certificate's ARN names its CA too: "ARN-OF-CA/certificate/SERIAL". */
static JsonObject *
parameters_of_certificate (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);
  const char *name = cli_call_get (call, "SERIAL");
  const char *part = strstr (name, CERTIFICATE_PART);
  g_autofree char *ca = part ? g_strndup (name, (gsize) (part - name)) : NULL;

  if (!parameters || !part)
    return parameters;
  json_object_set_string_member (parameters, "CertificateSerial", part + strlen (CERTIFICATE_PART));
  if (!json_object_has_member (parameters, "CertificateAuthority"))
    json_object_set_string_member (parameters, "CertificateAuthority", ca);
  return parameters;
}

static gboolean
call_for_certificate (CliCall *call, GError **error)
{
  JsonObject *parameters = parameters_of_certificate (call, error);

  if (parameters)
    cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

gboolean
cli_cert_show (CliCall *call, GError **error)
{
  return call_for_certificate (call, error);
}

gboolean
cli_cert_revoke (CliCall *call, GError **error)
{
  return call_for_certificate (call, error);
}

gboolean
cli_cert_get (CliCall *call, GError **error)
{
  if (!cli_call_check_out (call, error) || !call_for_certificate (call, error))
    return FALSE;
  return cli_call_set_certificate (call, error);
}

/* Moves the rows of @page to the end of @all; the token of the next page, or NULL. */
static JsonNode *
take_page (JsonArray *all, JsonObject *page)
{
  JsonArray *rows = esp_json_get_array (page, "Certificates");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_array_add_element (all, json_node_ref (json_array_get_element (rows, i)));
  if (!json_object_has_member (page, "NextToken"))
    return NULL;
  return json_node_copy (json_object_get_member (page, "NextToken"));
}

/* All rows, or as many as --limit says, page by page: no page keeps a reader for long. */
gboolean
cli_cert_list (CliCall *call, GError **error)
{
  g_autoptr (JsonArray) all = json_array_new ();
  gint64 limit = cli_call_get_number (call, "limit", G_MAXINT);
  JsonNode *after = NULL;

  do
    {
      JsonObject *parameters = cli_call_parameters (call, error);
      g_autoptr (JsonObject) page = NULL;
      gint64 left = limit - json_array_get_length (all);

      if (!parameters)
        return FALSE;
      json_object_set_int_member (parameters, "Limit", MIN (left, PAGE));
      if (after)
        json_object_set_member (parameters, "After", g_steal_pointer (&after));
      page = cli_call_engine (call, call->command->operation, parameters, error);
      if (!page)
        return FALSE;
      after = take_page (all, page);
    }
  while (after && json_array_get_length (all) < limit);
  g_clear_pointer (&after, json_node_unref);
  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Certificates", json_array_ref (all));
  return TRUE;
}

static const CliColumn certificate_columns[] = {
  { N_ ("Serial"), CLI_LEFT },
  { N_ ("Subject"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },
  { N_ ("Valid until"), CLI_LEFT },
  { N_ ("Issuer"), CLI_LEFT },
  { N_ ("Requested by"), CLI_LEFT },
  { NULL },
};

/* Who has no subject is known by the other names. */
static const char *
shown_subject (JsonObject *row)
{
  const char *subject = esp_json_get_string (row, "Subject");
  JsonNode *names = json_object_get_member (row, "SubjectAlternativeNames");

  if ((subject && subject[0]) || !names || !JSON_NODE_HOLDS_VALUE (names))
    return subject;
  return json_node_get_string (names);
}

void
cli_cert_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Certificates");
  g_autoptr (CliTable) table = cli_table_new (certificate_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *until = cli_date (esp_json_get_string (row, "NotAfter"));

      cli_table_add (table, esp_json_get_string (row, "Serial"), shown_subject (row),
                     cli_word (esp_json_get_string (row, "Status")), until,
                     esp_json_get_string (row, "Issuer"), esp_json_get_string (row, "RequestedBy"));
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("There is no such certificate."));
}

static void
print_record (JsonObject *row)
{
  g_autoptr (CliFields) fields = cli_fields_new ();

  cli_fields_add_member (fields, N_ ("ARN"), row, "CertificateArn");
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (row, "Status")));
  cli_fields_add_member (fields, N_ ("Revoked"), row, "RevokedAt");
  cli_fields_add_member (fields, N_ ("Reason"), row, "RevocationReason");
  cli_fields_add_member (fields, N_ ("Issued"), row, "IssuedAt");
  cli_fields_add_member (fields, N_ ("Template"), row, "TemplateArn");
  cli_fields_add_member (fields, N_ ("Requested by"), row, "RequestedBy");
  cli_fields_add_member (fields, N_ ("Account"), row, "RequesterAccount");
  g_print ("%s\n", _ ("Record"));
  cli_fields_print (fields);
}

void
cli_cert_print_show (CliCall *call)
{
  print_record (esp_json_get_object (call->result, "Certificate"));
  cli_print_certificate (esp_json_get_string (call->result, "Pem"));
}

void
cli_cert_print_revoked (CliCall *call)
{
  cli_print_note (call, _ ("Revoked at %s, reason %s. The next CRL carries it."),
                  esp_json_get_string (call->result, "RevokedAt"),
                  esp_json_get_string (call->result, "RevocationReason"));
}
