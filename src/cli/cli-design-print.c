/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans as people read them: the presets, the trees, what is wrong, what differs. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-table.h"
#include "cli-tree.h"

/* --- Presets ----------------------------------------------------------------------------------*/

static const CliColumn preset_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Plan"), CLI_LEFT },
  { N_ ("What it is"), CLI_LEFT },
  { NULL },
};

void
cli_design_print_presets (CliCall *call)
{
  JsonArray *presets = esp_json_get_array (call->result, "Presets");
  g_autoptr (CliTable) table = cli_table_new (preset_columns);

  for (guint i = 0; i < json_array_get_length (presets); i++)
    {
      JsonObject *preset = json_array_get_object_element (presets, i);

      cli_table_add (table, esp_json_get_string (preset, "Preset"),
                     _ (esp_json_get_string (preset, "Title")),
                     _ (esp_json_get_string (preset, "Summary")));
    }
  cli_table_print (table, call->globals->quiet);
}

/* --- The trees --------------------------------------------------------------------------------*/

static const CliColumn ca_columns[] = {
  { N_ ("Name"), CLI_LEFT },         { N_ ("Level"), CLI_RIGHT },
  { N_ ("Path length"), CLI_RIGHT }, { N_ ("Key"), CLI_LEFT },
  { N_ ("Validity"), CLI_RIGHT },    { N_ ("Second person"), CLI_LEFT },
  { N_ ("Account"), CLI_LEFT },      { NULL },
};

static void
add_ca_cb (JsonObject *ca, const char *branch, gpointer table)
{
  g_autofree char *name = g_strconcat (branch, esp_json_get_string (ca, "CommonName"), NULL);
  g_autofree char *level = cli_number (ca, "Level");
  g_autofree char *number = cli_number (ca, "PathLength");
  const char *none = cli_text_is_utf8 () ? "∞" : "-";

  cli_table_add (table, name, level, *number ? number : none,
                 esp_json_get_string (ca, "KeyAlgorithm"), esp_json_get_string (ca, "Validity"),
                 esp_json_get_boolean (ca, "DualControl", FALSE) ? _ ("yes") : "",
                 esp_json_get_string (ca, "OwnerAccount"));
}

void
cli_design_print_show (CliCall *call)
{
  g_autoptr (CliTable) table = cli_table_new (ca_columns);

  cli_tree_walk (esp_json_get_array (call->result, "CertificateAuthorities"), "Key", "ParentKey",
                 add_ca_cb, table);
  cli_print_listing (call, table, _ ("There is no certificate authority in this plan."));
}

/* --- Check ------------------------------------------------------------------------------------*/

void
cli_design_print_check (CliCall *call)
{
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);
      g_autofree char *sentence = cli_sentence (finding);
      g_autofree char *line = g_strdup_printf ("%s: %s: %s",
                                               cli_word (esp_json_get_string (finding, "Severity")),
                                               esp_json_get_string (finding, "Check"), sentence);

      cli_print_data (line);
    }
  if (json_array_get_length (findings) == 0)
    cli_print_note (call, _ ("Nothing found."));
}

/* --- Diff -------------------------------------------------------------------------------------*/

static const CliColumn difference_columns[] = {
  { N_ ("What"), CLI_LEFT },         { N_ ("Of what kind"), CLI_LEFT },
  { N_ ("Name"), CLI_LEFT },         { N_ ("Account"), CLI_LEFT },
  { N_ ("Member"), CLI_LEFT },       { N_ ("In the plan"), CLI_LEFT },
  { N_ ("In the vault"), CLI_LEFT }, { NULL },
};

/* What an account or a role is called here is not what it is called as the reach of something. */
static const char *
thing_word (const char *thing)
{
  static const struct
  {
    const char *thing;
    const char *word;
  } words[] = {
    { "ACCOUNT", N_ ("account") },
    { "ROLE", N_ ("role") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].thing, thing) == 0)
      return _ (words[i].word);
  return cli_word (thing);
}

void
cli_design_print_diff (CliCall *call)
{
  JsonArray *differences = esp_json_get_array (call->result, "Differences");
  g_autoptr (CliTable) table = cli_table_new (difference_columns);

  for (guint i = 0; i < json_array_get_length (differences); i++)
    {
      JsonObject *row = json_array_get_object_element (differences, i);

      cli_table_add (table, cli_word (esp_json_get_string (row, "Kind")),
                     thing_word (esp_json_get_string (row, "Thing")),
                     esp_json_get_string (row, "Name"), esp_json_get_string (row, "OwnerAccount"),
                     esp_json_get_string (row, "Member"), esp_json_get_string (row, "Planned"),
                     esp_json_get_string (row, "Existing"));
    }
  cli_print_listing (call, table, _ ("The plan and what exists are the same."));
}
