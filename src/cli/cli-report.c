/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun report: audit reports in the service's form, and counts. */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "cli-file.h"
#include "cli-output.h"
#include "cli-table.h"

/* The engine writes a report into a file of its own, which must not exist. */
static gboolean
create_at (CliCall *call, const char *path, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);

  if (!parameters)
    return FALSE;
  json_object_set_string_member (parameters, "Path", path);
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

/* Everything is asked for by name: nobody forgets --ca and writes all there is. */
static gboolean
check_scope (CliCall *call, GError **error)
{
  int n = (cli_call_get (call, "ca") != NULL) + (cli_call_get (call, "account") != NULL) +
          cli_call_has (call, "all");

  if (n == 1)
    return TRUE;
  esp_error_set (error, ESP_REASON_USAGE_REPORT_SCOPE, NULL, NULL);
  return FALSE;
}

/* For standard output: into a private folder first, because a report is written whole or not at
 * all. */
static gboolean
create_for_standard_output (CliCall *call, GError **error)
{
  g_autoptr (GError) foreign = NULL;
  g_autofree char *folder = g_dir_make_tmp ("espalier-report-XXXXXX", &foreign);
  g_autofree char *path = folder ? g_build_filename (folder, "report", NULL) : NULL;
  gboolean good;

  if (!folder)
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_WRITE, g_get_tmp_dir (),
                              g_steal_pointer (&foreign));
      return FALSE;
    }
  good = create_at (call, path, error);
  if (good && !g_file_get_contents (path, &call->document, &call->document_size, &foreign))
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, g_steal_pointer (&foreign));
      good = FALSE;
    }
  g_unlink (path);
  g_rmdir (folder);
  if (good)
    json_object_set_string_member (call->result, "Path", "-");
  return good;
}

gboolean
cli_report_create (CliCall *call, GError **error)
{
  const char *out = cli_call_get (call, "out");

  if (!check_scope (call, error))
    return FALSE;
  if (!cli_call_has_out_file (call))
    return create_for_standard_output (call, error);
  return cli_call_check_out (call, error) && create_at (call, out, error);
}

/* JSON and CSV have no place for what is not in them. */
static void
print_left_out (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "LeftOut");
  guint n = rows ? json_array_get_length (rows) : 0;

  if (esp_json_get_boolean (call->result, "Complete", TRUE))
    return;
  cli_print_warning (
    call, _ ("This is not of everything: only authorities whose reports you may make are in it."));
  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      /* Translators: {name} is that of an authority */
      g_autofree char *text = esp_text_fill (
        _ ("Left out: {name}, whose report you may not make."),
        (const char *[]){ "name", esp_json_get_string (row, "CertificateAuthority"), NULL });

      cli_print_warning (call, text);
    }
}

void
cli_report_print_created (CliCall *call)
{
  long long rows = cli_count (call->result, "Rows");

  print_left_out (call);
  if (call->document)
    {
      fwrite (call->document, 1, call->document_size, stdout);
      return;
    }
  cli_print_note (call,
                  ngettext ("Report %s: %lld certificate, written to %s. SHA-256:",
                            "Report %s: %lld certificates, written to %s. SHA-256:", (gulong) rows),
                  esp_json_get_string (call->result, "AuditReportId"), rows,
                  esp_json_get_string (call->result, "Path"));
  cli_print_data (esp_json_get_string (call->result, "Digest"));
}

static const CliColumn report_columns[] = {
  { N_ ("Report"), CLI_LEFT },
  { N_ ("Made"), CLI_LEFT },
  { N_ ("Of"), CLI_LEFT },
  { N_ ("Format"), CLI_LEFT },
  { N_ ("Certificates"), CLI_RIGHT },
  { N_ ("Requested by"), CLI_LEFT },
  { N_ ("SHA-256"), CLI_LEFT },
  { NULL },
};

static const char *
get_scope (JsonObject *row)
{
  const char *ca = esp_json_get_string (row, "CertificateAuthority");
  const char *account = esp_json_get_string (row, "AccountName");

  return ca ? ca : account ? account : _ ("Everything");
}

void
cli_report_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "AuditReports");
  g_autoptr (CliTable) table = cli_table_new (report_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *count = cli_number (row, "Rows");

      cli_table_add (table, esp_json_get_string (row, "AuditReportId"),
                     esp_json_get_string (row, "CreatedAt"), get_scope (row),
                     esp_json_get_string (row, "Format"), count,
                     esp_json_get_string (row, "RequestedBy"), esp_json_get_string (row, "Digest"));
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("There is no report."));
}

/* The operation takes the group in lower case. */
gboolean
cli_report_summary (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);
  const char *by = cli_call_get (call, "by");

  if (!parameters)
    return FALSE;
  json_object_set_string_member (parameters, "By", by ? by : "ca");
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

static const CliColumn summary_columns[] = {
  { N_ ("Group"), CLI_LEFT },    { N_ ("Issued"), CLI_RIGHT },  { N_ ("Valid"), CLI_RIGHT },
  { N_ ("Expired"), CLI_RIGHT }, { N_ ("Revoked"), CLI_RIGHT }, { NULL },
};

void
cli_report_print_summary (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Groups");
  g_autoptr (CliTable) table = cli_table_new (summary_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *issued = cli_number (row, "Issued");
      g_autofree char *valid = cli_number (row, "Valid");
      g_autofree char *expired = cli_number (row, "Expired");
      g_autofree char *revoked = cli_number (row, "Revoked");

      cli_table_add (table, esp_json_get_string (row, "Group"), issued, valid, expired, revoked);
    }
  cli_table_print (table, call->globals->quiet);
}
