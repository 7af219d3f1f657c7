/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange import: what other tools keep, as a table of what would come of it, and then for good.
 */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-output.h"
#include "cli-prompt.h"
#include "cli-table.h"

static JsonArray *
passphrase_files (CliCall *call)
{
  const GPtrArray *files = cli_call_get_all (call, "password-file");
  JsonArray *array = json_array_new ();

  for (guint i = 0; files && i < files->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (files, i));
  return array;
}

/* Exit 7 where something is bad or locked: a script has to look. */
static gboolean
needs_a_look (JsonObject *result)
{
  JsonObject *verdicts = esp_json_get_object (result, "Verdicts");

  return esp_json_get_int (verdicts, "BAD", 0) > 0 || esp_json_get_int (verdicts, "LOCKED", 0) > 0;
}

static JsonObject *
make_parameters (CliCall *call, gboolean dry_run, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);

  if (!parameters)
    return NULL;
  json_object_set_array_member (parameters, "PassphraseFiles", passphrase_files (call));
  if (dry_run)
    {
      json_object_remove_member (parameters, "OwnerAccount");
      return parameters;
    }
  if (cli_call_has (call, "no-dual-control"))
    json_object_set_boolean_member (parameters, "DualControl", FALSE);
  if (cli_call_has (call, "without-locked"))
    json_object_set_boolean_member (parameters, "WithoutLocked", TRUE);
  return parameters;
}

static gboolean
preview (CliCall *call, GError **error)
{
  JsonObject *parameters = make_parameters (call, TRUE, error);

  if (!parameters)
    return FALSE;
  cli_call_set_result (call, cli_call_engine (call, "PreviewImport", parameters, error));
  return call->result != NULL;
}

static void print_table (CliCall *call);

/* The table first; what is not seen can't be agreed to. */
static gboolean
is_agreed (CliCall *call, GError **error)
{
  if (call->globals->yes)
    return TRUE;
  if (!call->globals->json && cli_prompt_is_possible ())
    {
      if (!preview (call, error))
        return FALSE;
      print_table (call);
      if (cli_prompt_confirm (_ ("Import this?")))
        return TRUE;
    }
  esp_error_set (error, ESP_REASON_USAGE_IMPORT_YES, cli_call_get (call, "F"), NULL);
  return FALSE;
}

gboolean
cli_exchange_import (CliCall *call, GError **error)
{
  JsonObject *parameters;

  if (cli_call_has (call, "dry-run"))
    {
      if (!preview (call, error))
        return FALSE;
      if (needs_a_look (call->result))
        call->exit_status = CLI_EXIT_NO;
      return TRUE;
    }
  if (!is_agreed (call, error))
    return FALSE;
  parameters = make_parameters (call, FALSE, error);
  if (!parameters)
    return FALSE;
  cli_call_set_result (call, cli_call_engine (call, "ImportAuthorities", parameters, error));
  return call->result != NULL;
}

/* --- Showing it --------------------------------------------------------------------------------*/

static const CliColumn row_columns[] = {
  { N_ ("Place"), CLI_LEFT },   { N_ ("Kind"), CLI_LEFT }, { N_ ("Name"), CLI_LEFT },
  { N_ ("Verdict"), CLI_LEFT }, { N_ ("Why"), CLI_LEFT },  { NULL },
};

static const CliColumn authority_columns[] = {
  { N_ ("Authority"), CLI_LEFT },
  { N_ ("Key"), CLI_LEFT },
  { N_ ("Certificates"), CLI_RIGHT },
  { N_ ("Revocations"), CLI_RIGHT },
  { N_ ("Next list"), CLI_RIGHT },
  { N_ ("Findings"), CLI_RIGHT },
  { NULL },
};

static const CliColumn finding_columns[] = {
  { N_ ("Authority"), CLI_LEFT },
  { N_ ("Severity"), CLI_LEFT },
  { N_ ("Finding"), CLI_LEFT },
  { N_ ("What it is, and what to do"), CLI_LEFT },
  { NULL },
};

static const struct
{
  const char *kind;
  const char *word;
} kinds[] = {
  { "CERTIFICATE", N_ ("certificate") },
  { "KEY", N_ ("key") },
  { "REQUEST", N_ ("request") },
  { "REVOCATION", N_ ("revocation") },
  { "CRL", N_ ("revocation list") },
  { "NEXT_SERIAL", N_ ("next serial") },
  { "NEXT_CRL_NUMBER", N_ ("next list number") },
  { "HISTORY", N_ ("history") },
  { "NOTE", N_ ("note") },
};

static const char *
kind_word (JsonObject *row)
{
  const char *kind = esp_json_get_string (row, "Kind");

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return _ (kinds[i].word);
  return "-";
}

static const char *
name_of (JsonObject *row)
{
  static const char *const members[] = { "Subject", "Name", "Serial" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (esp_json_get_string (row, members[i]))
      return esp_json_get_string (row, members[i]);
  return NULL;
}

static void
print_rows (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Rows");
  gint64 left_out = esp_json_get_int (call->result, "RowsLeftOut", 0);
  g_autoptr (CliTable) table = cli_table_new (row_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *why = cli_sentence (row);

      cli_table_add (table, esp_json_get_string (row, "Place"), kind_word (row), name_of (row),
                     cli_word (esp_json_get_string (row, "Verdict")), why);
    }
  cli_table_print (table, call->globals->quiet);
  if (left_out > 0)
    cli_print_note (call,
                    ngettext ("%lld more row; --rows shows more of them.",
                              "%lld more rows; --rows shows more of them.", (gulong) left_out),
                    (long long) left_out);
}

/* The core's sentence in the language of the terminal. */
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

static void
add_findings (CliTable *table, JsonObject *authority)
{
  JsonArray *findings = esp_json_get_array (authority, "Findings");

  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);
      g_autofree char *text = finding_text (finding);

      cli_table_add (table, esp_json_get_string (authority, "Subject"),
                     cli_word (esp_json_get_string (finding, "Severity")),
                     esp_json_get_string (finding, "Finding"), text);
    }
}

static void
add_authority (CliTable *table, JsonObject *authority)
{
  JsonArray *findings = esp_json_get_array (authority, "Findings");
  g_autofree char *certificates = cli_number (authority, "Certificates");
  g_autofree char *revocations = cli_number (authority, "Revocations");
  g_autofree char *next = cli_number (authority, "NextCrlNumber");
  g_autofree char *found = g_strdup_printf ("%u", json_array_get_length (findings));

  cli_table_add (table, esp_json_get_string (authority, "Subject"),
                 esp_json_get_boolean (authority, "Key", FALSE) ? _ ("yes") : _ ("no"),
                 certificates, revocations, next, found);
}

static void
print_authorities (CliCall *call)
{
  JsonArray *authorities = esp_json_get_array (call->result, "Authorities");
  g_autoptr (CliTable) table = cli_table_new (authority_columns);
  g_autoptr (CliTable) findings = cli_table_new (finding_columns);

  for (guint i = 0; i < json_array_get_length (authorities); i++)
    {
      add_authority (table, json_array_get_object_element (authorities, i));
      add_findings (findings, json_array_get_object_element (authorities, i));
    }
  if (cli_table_get_n_rows (table) == 0)
    return;
  cli_print_heading (N_ ("Authorities"));
  cli_table_print (table, call->globals->quiet);
  if (cli_table_get_n_rows (findings) == 0)
    return;
  cli_print_heading (N_ ("Findings"));
  cli_table_print (findings, call->globals->quiet);
}

static void
print_table (CliCall *call)
{
  JsonObject *verdicts = esp_json_get_object (call->result, "Verdicts");
  g_autoptr (GList) names = json_object_get_members (verdicts);

  print_rows (call);
  print_authorities (call);
  for (GList *name = names; name; name = name->next)
    cli_print_note (call, "%s: %" G_GINT64_FORMAT, cli_word (name->data),
                    esp_json_get_int (verdicts, name->data, 0));
}

void
cli_exchange_print_import (CliCall *call)
{
  JsonObject *imported = esp_json_get_object (call->result, "Imported");

  print_table (call);
  if (imported)
    cli_print_note (
      call, _ ("Imported: %lld authorities, %lld keys, %lld certificates, %lld revocations."),
      (long long) esp_json_get_int (imported, "Authorities", 0),
      (long long) esp_json_get_int (imported, "Keys", 0),
      (long long) esp_json_get_int (imported, "Certificates", 0),
      (long long) esp_json_get_int (imported, "Revocations", 0));
  else
    cli_print_note (call, _ ("Nothing was changed."));
}
