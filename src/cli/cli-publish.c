/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish: one run, and what it left out. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"

#define EXIT_LEFT_OUT 1

static JsonArray *
names_of (CliCall *call)
{
  const GPtrArray *names = cli_call_get_all (call, "ca");
  JsonArray *array = json_array_new ();

  for (guint i = 0; names && i < names->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (names, i));
  return array;
}

/* An authority without a certificate has nothing to publish, and nothing is wrong with that. */
static gboolean
is_problem (JsonObject *entry)
{
  return g_strcmp0 (esp_json_get_string (entry, "Reason"),
                    esp_reason_get_id (ESP_REASON_CA_STATE)) != 0;
}

gboolean
cli_publish_run (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);
  JsonArray *skipped;

  if (!parameters)
    return FALSE;
  if (cli_call_has (call, "ca"))
    json_object_set_array_member (parameters, "CertificateAuthorities", names_of (call));
  cli_call_set_result (call, cli_call_engine (call, "PublishRevocation", parameters, error));
  if (!call->result)
    return FALSE;
  skipped = esp_json_get_array (call->result, "Skipped");
  for (guint i = 0; skipped && i < json_array_get_length (skipped); i++)
    if (is_problem (json_array_get_object_element (skipped, i)))
      call->exit_status = EXIT_LEFT_OUT;
  return TRUE;
}

static void
print_skipped (CliCall *call, JsonObject *entry)
{
  const char *object = esp_json_get_string (entry, "Object");
  const char *ca = esp_json_get_string (entry, "CertificateAuthority");
  g_autofree char *text = NULL;

  if (object && g_strcmp0 (object, ca) != 0)
    text = g_strdup_printf ("%s: %s: %s", ca, object, esp_json_get_string (entry, "Sentence"));
  else
    text = g_strdup_printf ("%s: %s", ca, esp_json_get_string (entry, "Sentence"));
  cli_print_warning (call, text);
}

void
cli_publish_print (CliCall *call)
{
  JsonObject *counts = esp_json_get_object (call->result, "Counts");
  JsonArray *skipped = esp_json_get_array (call->result, "Skipped");

  for (guint i = 0; skipped && i < json_array_get_length (skipped); i++)
    print_skipped (call, json_array_get_object_element (skipped, i));
  cli_print_note (
    call,
    _ ("%s: %lld revocation lists, %lld OCSP responses, %lld certificate files; %lld written, "
       "%lld removed."),
    esp_json_get_string (call->result, "Directory"), cli_count (counts, "Crls"),
    cli_count (counts, "OcspResponses"), cli_count (counts, "Certificates"),
    cli_count (counts, "New"), cli_count (counts, "Removed"));
}
