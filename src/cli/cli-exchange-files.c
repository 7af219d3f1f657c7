/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two vaults over files: keys and partners, asking, answering, accepting. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-file.h"
#include "cli-output.h"
#include "cli-requests.h"
#include "cli-table.h"

/* --- Keys and partners ------------------------------------------------------------------------*/

gboolean
cli_exchange_identity_run (CliCall *call, GError **error)
{
  JsonObject *identity;

  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  identity = esp_json_get_object (call->result, "ExchangeIdentity");
  return !cli_call_has (call, "out") ||
         cli_call_set_document (call, g_strdup (esp_json_get_string (identity, "Certificate")),
                                error);
}

void
cli_exchange_identity_print (CliCall *call)
{
  JsonObject *identity = esp_json_get_object (call->result, "ExchangeIdentity");
  g_autoptr (CliFields) fields = cli_fields_new ();

  if (call->document && !cli_call_has_out_file (call))
    {
      cli_print_document (call);
      return;
    }
  if (call->globals->quiet)
    {
      cli_print_data (esp_json_get_string (identity, "Fingerprint"));
      return;
    }
  cli_fields_add_member (fields, N_ ("Who"), identity, "Principal");
  cli_fields_add_member (fields, N_ ("Vault"), identity, "Vault");
  cli_fields_add_member (fields, N_ ("Created"), identity, "CreatedAt");
  cli_fields_add_member (fields, N_ ("Fingerprint"), identity, "Fingerprint");
  cli_fields_print (fields);
}

static const CliColumn partner_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Vault"), CLI_LEFT },
  { N_ ("Asks as"), CLI_LEFT },
  { N_ ("Role"), CLI_LEFT },
  { N_ ("Added"), CLI_LEFT },
  { N_ ("Fingerprint"), CLI_LEFT },
  { NULL },
};

static void
print_partners (CliCall *call, JsonArray *rows)
{
  g_autoptr (CliTable) table = cli_table_new (partner_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      cli_table_add (table, esp_json_get_string (row, "Name"), esp_json_get_string (row, "Vault"),
                     esp_json_get_string (row, "Principal"), esp_json_get_string (row, "Role"),
                     esp_json_get_string (row, "AddedAt"),
                     esp_json_get_string (row, "Fingerprint"));
    }
  cli_print_listing (call, table, _ ("No other vault is known."));
}

void
cli_exchange_partner_print (CliCall *call)
{
  g_autoptr (JsonArray) rows = json_array_new ();

  json_array_add_object_element (rows,
                                 json_object_ref (esp_json_get_object (call->result, "Partner")));
  print_partners (call, rows);
}

void
cli_exchange_partner_print_list (CliCall *call)
{
  print_partners (call, esp_json_get_array (call->result, "Partners"));
}

/* --- Asking -----------------------------------------------------------------------------------*/

/* Takes nothing; @member and @value say what it is for. */
static void
add_item (CliCall *call, JsonArray *items, const char *member, const char *value)
{
  JsonObject *item = json_object_new ();

  json_object_set_string_member (item, member, value);
  esp_json_set_string (item, "TemplateArn", cli_call_get (call, "template"));
  json_object_set_string_member (item, "Validity", cli_call_get (call, "validity"));
  json_array_add_object_element (items, item);
}

static gboolean
add_csrs (CliCall *call, JsonArray *items, GError **error)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) requests = NULL;
  gboolean many;

  if (!cli_call_has (call, "csr"))
    return TRUE;
  requests = cli_requests_find (cli_call_get (call, "csr"), &many, skipped, error);
  for (guint i = 0; requests && i < requests->len; i++)
    {
      CliRequest *request = g_ptr_array_index (requests, i);
      g_autofree char *text = cli_request_take_text (request, error);

      if (!text)
        {
          if (error)
            esp_error_set_object (*error, request->name);
          return FALSE;
        }
      add_item (call, items, "Csr", text);
    }
  return requests != NULL;
}

gboolean
cli_exchange_ask (CliCall *call, GError **error)
{
  const GPtrArray *own = cli_call_get_all (call, "for");
  JsonObject *parameters = cli_call_check_out (call, error) ? cli_call_parameters (call, error) :
                                                              NULL;
  g_autoptr (JsonArray) items = json_array_new ();

  for (guint i = 0; own && i < own->len; i++)
    add_item (call, items, "CertificateAuthority", g_ptr_array_index (own, i));
  if (!parameters || !add_csrs (call, items, error))
    {
      g_clear_pointer (&parameters, json_object_unref);
      return FALSE;
    }
  json_object_set_array_member (parameters, "Items", json_array_ref (items));
  cli_call_set_result (call, cli_call_engine (call, "CreateExchangeRequest", parameters, error));
  return call->result &&
         cli_call_set_document (call, g_strdup (esp_json_get_string (call->result, "File")), error);
}

/* --- Answering --------------------------------------------------------------------------------*/

static JsonObject *
call_with (CliCall *call,
           const char *operation,
           const char *member,
           const char *value,
           GError **error)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, member, value);
  return cli_call_engine (call, operation, parameters, error);
}

/* Run after run, as far as this session may and can. */
static gboolean
sign_all (CliCall *call, const char *ca, GError **error)
{
  gint64 n_answered;

  do
    {
      g_autoptr (JsonObject)
        done = call_with (call, "ProcessSigningRequests", "CertificateAuthority", ca, error);

      if (!done)
        return FALSE;
      n_answered = esp_json_get_int (done, "Signed", 0) + esp_json_get_int (done, "Refused", 0);
    }
  while (n_answered > 0);
  return TRUE;
}

/* What was answered before is answered again, and what others signed meanwhile too: only where
 * something waits is anything signed. */
static JsonObject *
answer (CliCall *call, JsonObject *received, GError **error)
{
  const char *id = esp_json_get_string (received, "RequestId");
  GError *problem = NULL;
  JsonObject *result = call_with (call, "AnswerExchangeRequest", "RequestId", id, &problem);

  if (result)
    return result;
  if (!esp_error_has_reason (problem, ESP_REASON_EXCHANGE_OPEN))
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  g_clear_error (&problem);
  if (!sign_all (call, esp_json_get_string (received, "CertificateAuthorityArn"), error))
    return NULL;
  return call_with (call, "AnswerExchangeRequest", "RequestId", id, error);
}

gboolean
cli_exchange_process (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_check_out (call, error) ? cli_call_parameters (call, error) :
                                                              NULL;
  g_autoptr (JsonObject) received =
    parameters ? cli_call_engine (call, "ReceiveExchangeRequest", parameters, error) : NULL;

  cli_call_set_result (call, received ? answer (call, received, error) : NULL);
  if (!call->result)
    return FALSE;
  json_object_set_boolean_member (call->result, "Known",
                                  esp_json_get_boolean (received, "Known", FALSE));
  return cli_call_set_document (call, g_strdup (esp_json_get_string (call->result, "File")), error);
}

void
cli_exchange_print_process (CliCall *call)
{
  g_autofree char *issued = cli_number (call->result, "Issued");
  g_autofree char *refused = cli_number (call->result, "Refused");

  cli_print_document (call);
  if (!cli_call_has_out_file (call))
    return;
  if (esp_json_get_boolean (call->result, "Known", FALSE))
    cli_print_note (call, _ ("This file came before; its answer is the same."));
  cli_print_note (call, _ ("Signed: %s. Refused: %s."), issued, refused);
}

/* --- Accepting --------------------------------------------------------------------------------*/

static gboolean
install (CliCall *call, JsonObject *item, const char *chain, GError **error)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_json_get_string (item, "Authority"));
  json_object_set_string_member (parameters, "Certificate",
                                 esp_json_get_string (item, "Certificate"));
  esp_json_set_string (parameters, "CertificateChain", chain);
  result = cli_call_engine (call, "ImportCertificateAuthorityCertificate", parameters, error);
  return result != NULL;
}

static gboolean
write_item (CliCall *call, JsonObject *item, guint index, const char *chain, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u.crt", index + 1);
  g_autofree char *path = g_build_filename (cli_call_get (call, "out"), name, NULL);
  g_autofree char *text = g_strconcat (esp_json_get_string (item, "Certificate"), chain, NULL);

  json_object_set_string_member (item, "Path", path);
  return cli_file_may_write (path, call->globals->yes, error) && cli_file_write (path, text, error);
}

/* What was accepted stands in the vault, whatever a file or an installation meets. */
static gboolean
take_items (CliCall *call, GError **error)
{
  JsonArray *items = esp_json_get_array (call->result, "Items");
  const char *chain = esp_json_get_string (call->result, "CertificateChain");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);

      if (!json_object_has_member (item, "Certificate"))
        {
          call->exit_status = CLI_EXIT_FAILED;
          continue;
        }
      if (cli_call_has (call, "out") && !write_item (call, item, i, chain, error))
        return FALSE;
      if (json_object_has_member (item, "Authority") && !install (call, item, chain, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cli_exchange_accept (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);

  if (parameters && cli_call_has (call, "out") &&
      !cli_folder_make (cli_call_get (call, "out"), error))
    g_clear_pointer (&parameters, json_object_unref);
  if (!parameters)
    return FALSE;
  cli_call_set_result (call, cli_call_engine (call, "AcceptExchangeResponse", parameters, error));
  return call->result && take_items (call, error);
}

/* What was accepted before and could not be installed then: because of a second person, or a state.
 */
gboolean
cli_exchange_install (CliCall *call, GError **error)
{
  g_autoptr (JsonObject) found = call_with (call, "DescribeExchangeRequest", "RequestId",
                                            cli_call_get (call, "NUMBER"), error);
  JsonObject *exchange = found ? esp_json_get_object (found, "Exchange") : NULL;

  if (!exchange)
    return FALSE;
  if (!g_str_equal (esp_json_get_string (exchange, "Direction"), "SENT") ||
      !g_str_equal (esp_json_get_string (exchange, "Status"), "ANSWERED"))
    {
      esp_error_set (error, ESP_REASON_SIGNING_REQUEST_OPEN, cli_call_get (call, "NUMBER"), NULL);
      return FALSE;
    }
  if (cli_call_has (call, "out") && !cli_folder_make (cli_call_get (call, "out"), error))
    return FALSE;
  cli_call_set_result (call, json_object_ref (exchange));
  return take_items (call, error);
}

static const CliColumn item_columns[] = {
  { N_ ("Item"), CLI_RIGHT },
  { N_ ("State"), CLI_LEFT },
  { N_ ("Subject"), CLI_LEFT },
  { N_ ("Template"), CLI_LEFT },
  { N_ ("Validity"), CLI_LEFT },
  { N_ ("Problem"), CLI_LEFT },
  { NULL },
};

static char *
subject_of (JsonObject *item)
{
  g_autoptr (EspCertificate)
    certificate = cli_parse_certificate (esp_json_get_string (item, "Certificate"));

  if (esp_json_get_string (item, "Subject") || !certificate)
    return g_strdup (esp_json_get_string (item, "Subject"));
  return g_strdup (esp_name_get_text (esp_certificate_get_subject (certificate)));
}

static void
print_items (CliCall *call, JsonArray *items)
{
  g_autoptr (CliTable) table = cli_table_new (item_columns);

  for (guint i = 0; items && i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *subject = subject_of (item);
      const char *status = esp_json_get_string (item, "Status");

      cli_table_add (table, number, status ? cli_word (status) : "", subject,
                     esp_json_get_string (item, "TemplateArn"),
                     esp_json_get_string (item, "Validity"), esp_json_get_string (item, "Problem"));
    }
  cli_table_print (table, call->globals->quiet);
}

void
cli_exchange_print_accept (CliCall *call)
{
  print_items (call, esp_json_get_array (call->result, "Items"));
}

/* --- Looking ----------------------------------------------------------------------------------*/

static const CliColumn exchange_columns[] = {
  { N_ ("Number"), CLI_LEFT },   { N_ ("Direction"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },    { N_ ("Partner"), CLI_LEFT },
  { N_ ("Created"), CLI_LEFT },  { N_ ("Expires"), CLI_LEFT },
  { N_ ("Answered"), CLI_LEFT }, { NULL },
};

void
cli_exchange_request_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Exchanges");
  g_autoptr (CliTable) table = cli_table_new (exchange_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      cli_table_add (table, esp_json_get_string (row, "RequestId"),
                     cli_word (esp_json_get_string (row, "Direction")),
                     cli_word (esp_json_get_string (row, "Status")),
                     esp_json_get_string (row, "Partner"), esp_json_get_string (row, "CreatedAt"),
                     esp_json_get_string (row, "ExpiresAt"),
                     esp_json_get_string (row, "AnsweredAt"));
    }
  cli_print_listing (call, table, _ ("Nothing was asked over files."));
}

/* A file, if there is one by that name. Exit 7 where nobody who is known signed it. */
gboolean
cli_exchange_show (CliCall *call, GError **error)
{
  const char *what = cli_call_get (call, "FILE");
  g_autofree char *text = NULL;

  if (!g_file_test (what, G_FILE_TEST_EXISTS))
    {
      cli_call_set_result (call,
                           call_with (call, "DescribeExchangeRequest", "RequestId", what, error));
      return call->result != NULL;
    }
  text = cli_file_read_pem (what, error);
  cli_call_set_result (call,
                       text ? call_with (call, "ShowExchangeFile", "File", text, error) : NULL);
  if (!call->result)
    return FALSE;
  if (!esp_json_get_boolean (esp_json_get_object (call->result, "ExchangeFile"), "Verified", FALSE))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

void
cli_exchange_print_show (CliCall *call)
{
  JsonObject *file = esp_json_get_object (call->result, "ExchangeFile");
  JsonObject *shown = file ? file : esp_json_get_object (call->result, "Exchange");
  g_autoptr (CliFields) fields = cli_fields_new ();

  if (file)
    cli_fields_add_member (fields, N_ ("Signature verified"), shown, "Verified");
  cli_fields_add_member (fields, N_ ("Problem"), shown, "Problem");
  cli_fields_add_member (fields, N_ ("Number"), shown, "RequestId");
  if (esp_json_get_string (shown, "Status"))
    cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (shown, "Status")));
  cli_fields_add_member (fields, N_ ("Partner"), shown, "Partner");
  cli_fields_add_member (fields, N_ ("From"), shown, "FromVault");
  cli_fields_add_member (fields, N_ ("To"), shown, "ToVault");
  cli_fields_add_member (fields, N_ ("Who"), shown, file ? "Sender" : "Requester");
  cli_fields_add_member (fields, N_ ("Created"), shown, "CreatedAt");
  cli_fields_add_member (fields, N_ ("Expires"), shown, "ExpiresAt");
  cli_fields_add_member (fields, N_ ("Authority"), shown, "CertificateAuthority");
  cli_fields_add_member (fields, N_ ("Share"), shown, "Share");
  cli_fields_print (fields);
  print_items (call, esp_json_get_array (shown, "Items"));
}
