/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that wait for the owner's side to sign, from both sides: "cert requests", "cert
 * request", "cert process". */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"

static const CliColumn request_columns[] = {
  { N_ ("Id"), CLI_LEFT },      { N_ ("State"), CLI_LEFT },   { N_ ("Requested"), CLI_LEFT },
  { N_ ("Who"), CLI_LEFT },     { N_ ("Account"), CLI_LEFT }, { N_ ("Authority"), CLI_LEFT },
  { N_ ("Subject"), CLI_LEFT }, { N_ ("Serial"), CLI_LEFT },  { NULL },
};

static void
print_requests (CliCall *call, const char *empty)
{
  JsonArray *rows = esp_json_get_array (call->result, "SigningRequests");
  g_autoptr (CliTable) table = cli_table_new (request_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      cli_table_add (
        table, esp_json_get_string (row, "Id"), cli_word (esp_json_get_string (row, "Status")),
        esp_json_get_string (row, "RequestedAt"), esp_json_get_string (row, "RequestedBy"),
        esp_json_get_string (row, "RequesterAccount"),
        esp_json_get_string (row, "CertificateAuthority"), esp_json_get_string (row, "Subject"),
        esp_json_get_string (row, "CertificateSerial"));
    }
  cli_print_listing (call, table, empty);
}

void
cli_request_print_list (CliCall *call)
{
  print_requests (call, _ ("There is no such request."));
}

/* The certificate is the document where there is one and somebody wants it: with --out alone, so
 * that a look at a request is not half a certificate. */
gboolean
cli_request_show (CliCall *call, GError **error)
{
  JsonObject *request;
  g_autofree char *text = NULL;

  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  request = esp_json_get_object (call->result, "SigningRequest");
  if (!cli_call_has (call, "out"))
    return TRUE;
  if (!esp_json_get_string (request, "Certificate"))
    {
      esp_error_set (error, ESP_REASON_SIGNING_REQUEST_OPEN, cli_call_get (call, "ID"), NULL);
      return FALSE;
    }
  text = g_strconcat (
    esp_json_get_string (request, "Certificate"),
    cli_call_has (call, "chain") ? esp_json_get_string (request, "CertificateChain") : NULL, NULL);
  return cli_call_set_document (call, g_steal_pointer (&text), error);
}

void
cli_request_print_show (CliCall *call)
{
  JsonObject *request = esp_json_get_object (call->result, "SigningRequest");
  g_autoptr (CliFields) fields = cli_fields_new ();

  if (call->document)
    {
      cli_print_document (call);
      return;
    }
  cli_fields_add_member (fields, N_ ("Id"), request, "Id");
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (request, "Status")));
  cli_fields_add_member (fields, N_ ("Authority"), request, "CertificateAuthority");
  cli_fields_add_member (fields, N_ ("Subject"), request, "Subject");
  cli_fields_add_member (fields, N_ ("Template"), request, "TemplateArn");
  cli_fields_add_member (fields, N_ ("Who"), request, "RequestedBy");
  cli_fields_add_member (fields, N_ ("Role"), request, "Role");
  cli_fields_add_member (fields, N_ ("Account"), request, "RequesterAccount");
  cli_fields_add_member (fields, N_ ("Requested"), request, "RequestedAt");
  cli_fields_add_member (fields, N_ ("Answered"), request, "AnsweredAt");
  cli_fields_add_member (fields, N_ ("Serial"), request, "CertificateSerial");
  cli_fields_add_member (fields, N_ ("Reason"), request, "Reason");
  cli_fields_add_member (fields, N_ ("Problem"), request, "Problem");
  cli_fields_print (fields);
  cli_print_certificate (esp_json_get_string (request, "Certificate"));
}

void
cli_request_print_processed (CliCall *call)
{
  g_autofree char *n_signed = cli_number (call->result, "Signed");
  g_autofree char *refused = cli_number (call->result, "Refused");

  print_requests (call, _ ("Nothing waits."));
  cli_print_note (call, _ ("Signed: %s. Refused: %s."), n_signed, refused);
}
