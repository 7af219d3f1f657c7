/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "ca check": what is wrong with authorities, with their certificates and with what they issued, or
 * soon will be. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-table.h"

static gboolean
has_alert (JsonArray *list)
{
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    if (g_strcmp0 (esp_json_get_string (json_array_get_object_element (list, i), "Severity"),
                   "ALERT") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_scope (CliCall *call, GError **error)
{
  const char *help = "espalier-cli ca check --help";
  gboolean all = cli_call_has (call, "all"), one = cli_call_has (call, "CA");

  if (all && one)
    esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_EXTRA, cli_call_get (call, "CA"), NULL);
  else if (!all && !one)
    esp_error_set (error, ESP_REASON_USAGE_ARGUMENT_MISSING, "CA", "help", help, NULL);
  return all != one;
}

/* Exit 7 with an alert, so that a timer can tell; warnings and notes are for reading. One that is
 * counted only counts as well. */
gboolean
cli_ca_check (CliCall *call, GError **error)
{
  JsonObject *parameters;

  if (!check_scope (call, error))
    return FALSE;
  parameters = cli_call_parameters (call, error);
  if (!parameters)
    return FALSE;
  json_object_set_boolean_member (parameters, "OwnCertificates", TRUE);
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  if (!call->result)
    return FALSE;
  if (has_alert (esp_json_get_array (call->result, "Findings")) ||
      has_alert (esp_json_get_array (call->result, "Totals")))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

/* --- Showing it --------------------------------------------------------------------------------*/

/* The core's sentence in the language of the terminal; that of a rule of the lint inside of it is a
 * msgid too. */
static char *
finding_text (JsonObject *finding)
{
  const char *text = esp_ca_finding_get_text (esp_json_get_string (finding, "Finding"));
  JsonObject *arguments = esp_json_get_object (finding, "Arguments");
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;

  if (!text)
    return g_strdup (esp_json_get_string (finding, "Sentence"));
  for (GList *name = names; name; name = name->next)
    {
      const char *value = esp_json_get_string (arguments, name->data);

      g_ptr_array_add (pairs, name->data);
      g_ptr_array_add (pairs,
                       (gpointer) (g_str_equal (name->data, "sentence") ? _ (value) : value));
    }
  g_ptr_array_add (pairs, NULL);
  return esp_text_fill (_ (text), (const char *const *) pairs->pdata);
}

/* The authority, or what it issued below it. */
static char *
object_text (JsonObject *finding)
{
  const char *ca = esp_json_get_string (finding, "CertificateAuthority");
  const char *serial = esp_json_get_string (finding, "CertificateSerial");
  const char *subject = esp_json_get_string (finding, "Subject");

  if (!serial)
    return g_strdup (ca);
  return g_strdup_printf ("%s: %s (%s)", ca, subject && *subject ? subject : "-", serial);
}

static const CliColumn finding_columns[] = {
  { N_ ("Severity"), CLI_LEFT },
  { N_ ("Finding"), CLI_LEFT },
  { N_ ("About"), CLI_LEFT },
  { N_ ("What it is, and what to do"), CLI_LEFT },
  { NULL },
};

static void
print_findings (CliCall *call, JsonArray *findings)
{
  g_autoptr (CliTable) table = cli_table_new (finding_columns);

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);
      g_autofree char *text = finding_text (finding);
      g_autofree char *object = object_text (finding);

      cli_table_add (table, cli_word (esp_json_get_string (finding, "Severity")),
                     esp_json_get_string (finding, "Finding"), object, text);
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("Nothing found."));
}

/* Where there is more than was shown. */
static void
print_totals (CliCall *call, JsonArray *totals)
{
  for (guint i = 0; totals && i < json_array_get_length (totals); i++)
    {
      JsonObject *total = json_array_get_object_element (totals, i);
      long long n = cli_count (total, "Certificates");
      long long shown = cli_count (total, "Shown");

      if (n > shown)
        cli_print_note (call,
                        ngettext ("%s: %s in %lld certificate, %lld of them above.",
                                  "%s: %s in %lld certificates, %lld of them above.", (gulong) n),
                        esp_json_get_string (total, "CertificateAuthority"),
                        esp_json_get_string (total, "Finding"), n, shown);
    }
}

static void
print_left_out (CliCall *call, JsonArray *left_out)
{
  for (guint i = 0; left_out && i < json_array_get_length (left_out); i++)
    {
      JsonObject *ca = json_array_get_object_element (left_out, i);
      g_autofree char *text = g_strdup_printf (
        _ ("%s: you may not read its certificates, so they were left out"),
        esp_json_get_string (ca, "CertificateAuthority"));

      cli_print_warning (call, text);
    }
}

void
cli_ca_print_check (CliCall *call)
{
  JsonObject *counts = esp_json_get_object (call->result, "Certificates");

  print_left_out (call, esp_json_get_array (call->result, "LeftOut"));
  print_findings (call, esp_json_get_array (call->result, "Findings"));
  print_totals (call, esp_json_get_array (call->result, "Totals"));
  if (counts)
    cli_print_note (call,
                    ngettext ("%lld certificate read, %lld of them neither expired nor revoked.",
                              "%lld certificates read, %lld of them neither expired nor revoked.",
                              (gulong) cli_count (counts, "Read")),
                    cli_count (counts, "Read"), cli_count (counts, "Judged"));
}
