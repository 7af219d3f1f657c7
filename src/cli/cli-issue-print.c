/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "cert issue" tells a person: one certificate with its remarks, or a line for each of many.
 */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli-table.h"

static void
print_warnings (CliCall *call, JsonObject *result)
{
  JsonArray *warnings = esp_json_get_array (result, "Warnings");

  for (guint i = 0; warnings && i < json_array_get_length (warnings); i++)
    {
      JsonObject *warning = json_array_get_object_element (warnings, i);
      const char *citation = esp_json_get_string (warning, "Citation");
      g_autofree char *text = g_strconcat (esp_json_get_string (warning, "Sentence"),
                                           citation ? " (" : NULL, citation, ")", NULL);

      cli_print_warning (call, text);
    }
}

/* @own_oid: what is in every request of this kind and worth no word, or NULL. */
static void
print_ignored (CliCall *call, JsonObject *result, const char *own_oid)
{
  JsonArray *ignored = esp_json_get_array (result, "Ignored");

  for (guint i = 0; ignored && i < json_array_get_length (ignored); i++)
    {
      JsonObject *extension = json_array_get_object_element (ignored, i);
      const char *sentence = esp_json_get_string (extension, "Sentence");
      gboolean own = own_oid && g_strcmp0 (esp_json_get_string (extension, "Oid"), own_oid) == 0 &&
                     g_strcmp0 (esp_json_get_string (extension, "Source"), "Csr") == 0;
      g_autofree char *text = g_strdup_printf (
        _ ("%s was asked for by %s and left out: %s"), esp_json_get_string (extension, "Extension"),
        cli_word (esp_json_get_string (extension, "Source")),
        sentence ? _ (sentence) : esp_json_get_string (extension, "Reason"));

      if (!own)
        cli_print_warning (call, text);
    }
}

void
cli_issue_print_notes (CliCall *call, const char *own_oid)
{
  print_warnings (call, call->result);
  print_ignored (call, call->result, own_oid);
}

static void
add_certificate (CliFields *fields, const char *pem)
{
  g_autoptr (EspCertificate) certificate = cli_parse_certificate (pem);
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;

  if (!certificate)
    return;
  from = esp_time_to_rfc3339 (esp_certificate_get_not_before (certificate));
  until = esp_time_to_rfc3339 (esp_certificate_get_not_after (certificate));
  cli_fields_add (fields, N_ ("Subject"),
                  esp_name_get_text (esp_certificate_get_subject (certificate)));
  cli_fields_add (fields, N_ ("Valid from"), from);
  cli_fields_add (fields, N_ ("Valid until"), until);
}

static void
print_one (CliCall *call)
{
  JsonObject *result = call->result;
  g_autoptr (CliFields) fields = cli_fields_new ();

  if (call->globals->quiet)
    {
      cli_print_data (esp_json_get_string (result, "CertificateArn"));
      return;
    }
  cli_fields_add_member (fields, N_ ("Serial"), result, "CertificateSerial");
  cli_fields_add_member (fields, N_ ("ARN"), result, "CertificateArn");
  add_certificate (fields, esp_json_get_string (result, "Certificate"));
  cli_fields_add_member (fields, N_ ("File"), result, "Path");
  if (cli_call_has_out_file (call) && !json_object_has_member (result, "Path"))
    cli_fields_add (fields, N_ ("File"), cli_call_get (call, "out"));
  g_print ("%s\n", _ ("Issued"));
  cli_fields_print (fields);
}

static const CliColumn many_columns[] = {
  { N_ ("Request"), CLI_LEFT },
  { N_ ("Result"), CLI_LEFT },
  { N_ ("Serial or reason"), CLI_LEFT },
  { NULL },
};

/* With --quiet the ARNs alone stand on standard output, and the refusals on standard error. */
static void
print_quiet_entry (JsonObject *entry)
{
  JsonObject *error = esp_json_get_object (entry, "Error");
  g_autofree char *line = NULL;
  g_autofree char *safe = NULL;

  if (!error)
    {
      cli_print_data (esp_json_get_string (entry, "CertificateArn"));
      return;
    }
  line = g_strdup_printf ("%s: %s", esp_json_get_string (entry, "Request"),
                          esp_json_get_string (error, "Message"));
  safe = esp_text_escape (line);
  g_printerr ("espalier-cli: %s\n", safe);
}

static void
add_entry (CliTable *table, JsonObject *entry)
{
  JsonObject *error = esp_json_get_object (entry, "Error");
  const char *request = esp_json_get_string (entry, "Request");

  if (error)
    cli_table_add (table, request, _ ("refused"), esp_json_get_string (error, "Message"));
  else
    cli_table_add (table, request, _ ("issued"), esp_json_get_string (entry, "CertificateSerial"));
}

static void
print_many (CliCall *call)
{
  JsonArray *results = esp_json_get_array (call->result, "Results");
  g_autoptr (CliTable) table = cli_table_new (many_columns);

  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *entry = json_array_get_object_element (results, i);

      if (call->globals->quiet)
        print_quiet_entry (entry);
      else
        add_entry (table, entry);
    }
  if (call->globals->quiet)
    return;
  cli_table_print (table, FALSE);
  cli_print_note (call, _ ("%lld issued, %lld failed"), cli_count (call->result, "Issued"),
                  cli_count (call->result, "Failed"));
}

/* Certificates on standard output stand there alone. */
static void
print_documents (CliCall *call)
{
  JsonArray *results = esp_json_get_array (call->result, "Results");

  fputs (call->document ? call->document : "", stdout);
  for (guint i = 0; results && i < json_array_get_length (results); i++)
    {
      JsonObject *entry = json_array_get_object_element (results, i);

      if (json_object_has_member (entry, "Error"))
        print_quiet_entry (entry);
    }
}

static void
print_skipped (CliCall *call)
{
  JsonArray *skipped = esp_json_get_array (call->result, "Skipped");

  for (guint i = 0; skipped && i < json_array_get_length (skipped); i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("%s is no request and was passed over"),
                                               json_array_get_string_element (skipped, i));

      cli_print_warning (call, text);
    }
}

void
cli_issue_print (CliCall *call)
{
  print_skipped (call);
  cli_issue_print_notes (call, NULL);
  if (cli_call_has (call, "out") && !cli_call_has_out_file (call))
    print_documents (call);
  else if (json_object_has_member (call->result, "Results"))
    print_many (call);
  else
    print_one (call);
}
