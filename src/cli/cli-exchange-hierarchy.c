/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange hierarchy: an authority and all below it leave for another vault, or arrive from one. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "base/esp-error.h"
#include "cli-file.h"
#include "cli-output.h"
#include "cli-table.h"

static gboolean
is_export (CliCall *call)
{
  return g_str_equal (cli_call_get (call, "ACT"), "export");
}

/* What one direction needs, and the other has no use for. */
static const struct
{
  const char *option;
  gboolean exports, needed;
} options[] = {
  { "ca", TRUE, TRUE },
  { "to", TRUE, TRUE },
  { "key", FALSE, TRUE },
  { "certificate", FALSE, TRUE },
  { "key-password-file", FALSE, FALSE },
  { "account", FALSE, FALSE },
};

static gboolean
check_options (CliCall *call, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      gboolean given = cli_call_get (call, options[i].option) != NULL;
      gboolean fits = options[i].exports == is_export (call);
      g_autofree char *name = g_strconcat ("--", options[i].option, NULL);

      if (given && !fits)
        {
          esp_error_set (error, ESP_REASON_USAGE_OPTION_UNKNOWN, name, "help",
                         "espalier-cli exchange hierarchy --help", NULL);
          return FALSE;
        }
      if (!given && fits && options[i].needed)
        {
          esp_error_set (error, ESP_REASON_USAGE_OPTION_MISSING, name, "placeholder", "…", NULL);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean export(CliCall *call, GError **error)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *pem = cli_file_read_pem (cli_call_get (call, "to"), error);
  g_autofree char *path = NULL;

  if (!pem)
    {
      json_object_unref (parameters);
      return FALSE;
    }
  json_object_set_string_member (parameters, "CertificateAuthority", cli_call_get (call, "ca"));
  json_object_set_string_member (parameters, "Recipient", pem);
  /* Whoever approves it may be in another folder. */
  path = g_canonicalize_filename (cli_call_get (call, "F"), NULL);
  json_object_set_string_member (parameters, "Path", path);
  cli_call_set_result (call, cli_call_engine (call, "ExportHierarchy", parameters, error));
  return call->result != NULL;
}

static gboolean
import (CliCall *call, GError **error)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", cli_call_get (call, "F"));
  json_object_set_string_member (parameters, "Key", cli_call_get (call, "key"));
  json_object_set_string_member (parameters, "Certificate", cli_call_get (call, "certificate"));
  esp_json_set_string (parameters, "KeyPassphraseFile", cli_call_get (call, "key-password-file"));
  esp_json_set_string (parameters, "OwnerAccount", cli_call_get (call, "account"));
  cli_call_set_result (call, cli_call_engine (call, "ImportHierarchy", parameters, error));
  return call->result != NULL;
}

gboolean
cli_exchange_hierarchy (CliCall *call, GError **error)
{
  if (!check_options (call, error))
    return FALSE;
  return is_export (call) ? export(call, error) : import (call, error);
}

/* --- Showing it -------------------------------------------------------------------------------*/

static const CliColumn columns[] = {
  { N_ ("Certificate authority"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },
  { NULL },
};

static void
print_authorities (CliCall *call, const char *member, const char *name)
{
  JsonArray *rows = esp_json_get_array (call->result, member);
  g_autoptr (CliTable) table = cli_table_new (columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      cli_table_add (table, esp_json_get_string (row, name),
                     cli_word (esp_json_get_string (row, "Status")));
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
}

void
cli_exchange_print_hierarchy (CliCall *call)
{
  JsonArray *stay = esp_json_get_array (call->result, "Stay");
  g_autofree char *certificates = cli_number (call->result, "Certificates");
  g_autofree char *events = cli_number (call->result, "Events");

  print_authorities (call, "CertificateAuthorities",
                     is_export (call) ? "CertificateAuthority" : "CommonName");
  if (stay && json_array_get_length (stay) > 0)
    {
      cli_print_heading (N_ ("Stay here"));
      print_authorities (call, "Stay", "CertificateAuthority");
    }
  cli_print_note (call, _ ("Certificates: %s. Entries of the log: %s."), certificates, events);
  cli_print_note (call, _ ("SHA-256 of what is inside: %s"),
                  esp_json_get_string (call->result, "Digest"));
  if (is_export (call))
    cli_print_note (
      call,
      _ (
        "Written to %s. Its keys are no longer in this vault: keep the file until it has arrived."),
      cli_call_get (call, "F"));
  else
    cli_print_note (call, _ ("Taken over from %s; what its log said is proven."),
                    esp_json_get_string (call->result, "FromOrganization"));
}
