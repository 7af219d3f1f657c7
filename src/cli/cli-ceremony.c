/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "design ceremonies" and "design ceremony": what runs over plans did, as text and as pages to be
 * signed. */
#include "cli-ceremony.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-file.h"
#include "cli-handlers.h"
#include "cli-output.h"
#include "cli-table.h"
#include "draw/esp-ceremony-pages.h"

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

/* --- On paper ---------------------------------------------------------------------------------*/

JsonObject *
cli_ceremony_describe (CliCall *call, const char *id, GError **error)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Id", id);
  return cli_call_engine (call, "DescribeCeremony", parameters, error);
}

static GBytes *
draw (JsonObject *view, GError **error)
{
  g_autoptr (EspCeremony) ceremony = esp_ceremony_read (view, error);

  return ceremony ? esp_ceremony_write_pdf (ceremony, translate, FALSE, error) : NULL;
}

gboolean
cli_ceremony_write (JsonObject *view, const char *path, GError **error)
{
  g_autoptr (GBytes) pdf = draw (view, error);
  gsize size;
  const char *data = pdf ? g_bytes_get_data (pdf, &size) : NULL;

  return pdf && cli_file_write_data (path, data, size, error);
}

/* --- The list ---------------------------------------------------------------------------------*/

static const CliColumn list_columns[] = {
  { N_ ("Entry"), CLI_RIGHT },       { N_ ("Time"), CLI_LEFT },
  { N_ ("Plan"), CLI_LEFT },         { N_ ("Authorities"), CLI_RIGHT },
  { N_ ("Performed by"), CLI_LEFT }, { N_ ("Second person"), CLI_LEFT },
  { N_ ("Ceremony"), CLI_LEFT },     { NULL },
};

void
cli_ceremony_print_list (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Ceremonies");
  g_autoptr (CliTable) table = cli_table_new (list_columns);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *sequence = cli_number (row, "Sequence");
      g_autofree char *count = cli_number (row, "CertificateAuthorities");

      cli_table_add (table, sequence, esp_json_get_string (row, "Time"),
                     esp_json_get_string (row, "Plan"), count,
                     esp_json_get_string (row, "PerformedBy"),
                     esp_json_get_string (row, "ApprovedBy"), esp_json_get_string (row, "Id"));
    }
  cli_print_listing (call, table, _ ("No plan was made real here yet."));
}

/* --- One --------------------------------------------------------------------------------------*/

gboolean
cli_ceremony_show (CliCall *call, GError **error)
{
  const char *out = cli_call_get (call, "out");
  g_autoptr (GBytes) pdf = NULL;
  const guchar *data;
  gsize size;

  if (!cli_call_check_out (call, error))
    return FALSE;
  cli_call_set_result (call, cli_ceremony_describe (call, cli_call_get (call, "ID"), error));
  if (!call->result)
    return FALSE;
  if (!out)
    return TRUE;
  if (cli_call_has_out_file (call))
    return cli_ceremony_write (call->result, out, error);
  pdf = draw (call->result, error);
  if (!pdf)
    return FALSE;
  data = g_bytes_get_data (pdf, &size);
  call->document = g_base64_encode (data, size);
  json_object_set_string_member (call->result, "Base64", call->document);
  return TRUE;
}

static const CliColumn step_columns[] = {
  { N_ ("Entry"), CLI_RIGHT },
  { N_ ("What"), CLI_LEFT },
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Account"), CLI_LEFT },
  { N_ ("Valid until"), CLI_LEFT },
  { N_ ("SHA-256"), CLI_LEFT },
  { NULL },
};

static void
print_facts (const EspCeremony *ceremony)
{
  g_autoptr (CliFields) fields = cli_fields_new ();
  g_autofree char *started = esp_time_to_rfc3339 (ceremony->started_at);
  g_autofree char *finished = esp_time_to_rfc3339 (ceremony->finished_at);
  g_autofree char *entries = g_strdup_printf ("%" G_GINT64_FORMAT " - %" G_GINT64_FORMAT,
                                              ceremony->first_event, ceremony->last_event);

  cli_fields_add (fields, N_ ("Ceremony"), ceremony->id);
  cli_fields_add (fields, N_ ("Plan"), ceremony->plan);
  cli_fields_add (fields, N_ ("Plan, SHA-256"), ceremony->plan_digest);
  cli_fields_add (fields, N_ ("Organization"), ceremony->organization);
  cli_fields_add (fields, N_ ("Vault, SHA-256"), ceremony->vault_fingerprint);
  cli_fields_add (fields, N_ ("Performed by"), ceremony->performed_by);
  cli_fields_add (fields, N_ ("Role"), ceremony->role);
  cli_fields_add (fields, N_ ("Second person"), ceremony->approved_by);
  cli_fields_add (fields, N_ ("Began"), started);
  cli_fields_add (fields, N_ ("Ended"), finished);
  cli_fields_add (fields, N_ ("Entries of the log"), entries);
  cli_fields_add (fields, N_ ("Root of the log"), ceremony->root);
  cli_fields_print (fields);
}

static void
print_steps (CliCall *call, const EspCeremony *ceremony)
{
  g_autoptr (CliTable) table = cli_table_new (step_columns);

  for (guint i = 0; i < ceremony->steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (ceremony->steps, i);
      g_autofree char *sequence = g_strdup_printf ("%" G_GINT64_FORMAT, step->sequence);
      g_autofree char *until = step->not_after ? esp_time_to_date (step->not_after) : NULL;

      cli_table_add (table, sequence, _ (esp_ceremony_step_word (step)), step->name, step->account,
                     until, step->fingerprint);
    }
  cli_table_print (table, call->globals->quiet);
}

void
cli_ceremony_print (CliCall *call)
{
  g_autoptr (EspCeremony) ceremony = NULL;
  g_autofree guchar *data = NULL;
  gsize size;

  if (cli_call_has_out_file (call))
    {
      cli_print_note (call, _ ("Written to %s."), cli_call_get (call, "out"));
      return;
    }
  if (call->document)
    {
      data = g_base64_decode (call->document, &size);
      fwrite (data, 1, size, stdout);
      return;
    }
  ceremony = esp_ceremony_read (call->result, NULL);
  if (!ceremony)
    return;
  print_facts (ceremony);
  cli_print_heading (N_ ("Steps"));
  print_steps (call, ceremony);
}
