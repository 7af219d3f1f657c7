/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan on its way into a vault, as people read it: what would be done, what was, and what comes
 * next. */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-table.h"

/* --- What comes next --------------------------------------------------------------------------*/

static const struct
{
  const char *what;
  const char *sentence;
} remaining_words[] = {
  { "PERSON", N_ ("{name} (account {account}) can't act in all roles of the plan yet:") },
  { "APPROVER", N_ ("{name} (account {account}) is to approve, which takes an active person:") },
  { "SHARE_INVITATION",
    N_ ("{name} waits for its acceptance by account {account}, within 12 hours:") },
};

static void
print_remaining_one (JsonObject *row)
{
  const char *what = esp_json_get_string (row, "What");
  const char *name = esp_json_get_string (row, "Name");
  const char *account = esp_json_get_string (row, "Account");
  JsonArray *commands = esp_json_get_array (row, "Commands");
  g_autofree char *others = cli_join (row, "OrganizationRoles");

  for (gsize i = 0; i < G_N_ELEMENTS (remaining_words); i++)
    if (g_strcmp0 (remaining_words[i].what, what) == 0)
      {
        g_autofree char *line = esp_text_fill (
          _ (remaining_words[i].sentence),
          (const char *[]){ "name", name, "account", account ? account : "-", NULL });

        cli_print_data (line);
      }
  if (*others)
    {
      g_autofree char *told = esp_text_fill (
        _ ("only people of the organization's own account can hold {roles}"),
        (const char *[]){ "roles", others, NULL });
      g_autofree char *line = g_strconcat ("  ", told, NULL);

      cli_print_data (line);
    }
  for (guint i = 0; commands && i < json_array_get_length (commands); i++)
    {
      g_autofree char *line = g_strconcat ("  ", json_array_get_string_element (commands, i), NULL);

      cli_print_data (line);
    }
}

static void
print_remaining (CliCall *call, const char *heading)
{
  JsonArray *rows = esp_json_get_array (call->result, "Remaining");
  guint n = rows ? json_array_get_length (rows) : 0;

  if (n == 0 || call->globals->quiet)
    return;
  cli_print_heading (heading);
  for (guint i = 0; i < n; i++)
    print_remaining_one (json_array_get_object_element (rows, i));
}

/* --- Beforehand -------------------------------------------------------------------------------*/

static const CliColumn step_columns[] = {
  { N_ ("Step"), CLI_RIGHT },       { N_ ("What"), CLI_LEFT },
  { N_ ("Name"), CLI_LEFT },        { N_ ("Account"), CLI_LEFT },
  { N_ ("Below"), CLI_LEFT },       { N_ ("Key"), CLI_LEFT },
  { N_ ("Valid until"), CLI_LEFT }, { NULL },
};

static void
print_steps (CliCall *call)
{
  JsonArray *steps = esp_json_get_array (call->result, "Steps");
  JsonArray *problems = esp_json_get_array (call->result, "Problems");
  g_autoptr (CliTable) table = cli_table_new (step_columns);

  /* Where something stands in the way, that is all that there is to say. */
  if (json_array_get_length (steps) == 0 && json_array_get_length (problems) > 0)
    return;
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *until = cli_date (esp_json_get_string (step, "NotAfter"));

      cli_table_add (table, number, cli_word (esp_json_get_string (step, "Operation")),
                     esp_json_get_string (step, "Name"), esp_json_get_string (step, "OwnerAccount"),
                     esp_json_get_string (step, "Parent"),
                     esp_json_get_string (step, "KeyAlgorithm"), until);
    }
  cli_print_listing (call, table, _ ("There is nothing to be made."));
}

/* What stands in the way, each on a line that begins with what it is about. */
static void
print_problems (CliCall *call)
{
  JsonArray *problems = esp_json_get_array (call->result, "Problems");
  JsonArray *steps = esp_json_get_array (call->result, "Steps");

  for (guint i = 0; i < json_array_get_length (problems); i++)
    {
      JsonObject *problem = json_array_get_object_element (problems, i);
      g_autofree char *line = g_strdup_printf ("%s: %s: %s", cli_word ("ERROR"),
                                               esp_json_get_string (problem, "Id"),
                                               esp_json_get_string (problem, "Sentence"));

      cli_print_data (line);
    }
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *denied = esp_json_get_string (step, "Denied");
      g_autofree char *line = denied ?
                                g_strdup_printf ("%s: %s: %s", cli_word ("DENIED"),
                                                 esp_json_get_string (step, "Name"), denied) :
                                NULL;

      if (line)
        cli_print_data (line);
    }
}

static void
print_approval (CliCall *call)
{
  g_autofree char *names = cli_join (call->result, "Approvers");

  if (!esp_json_get_boolean (call->result, "NeedsApproval", FALSE))
    return;
  if (names && *names)
    cli_print_note (call, _ ("It takes the consent of a second person: %s."), names);
  else
    cli_print_note (call,
                    _ ("It takes the consent of a second person, and nobody can give it yet."));
}

static void
print_preview (CliCall *call)
{
  print_steps (call);
  print_problems (call);
  print_approval (call);
  print_remaining (call, N_ ("Afterwards"));
}

/* --- Done -------------------------------------------------------------------------------------*/

static const CliColumn made_columns[] = {
  { N_ ("Certificate authority"), CLI_LEFT },
  { N_ ("SHA-256"), CLI_LEFT },
  { NULL },
};

/* As openssl writes it, so that the two are compared by eye. */
static char *
tell_fingerprint (JsonObject *row)
{
  const char *hex = esp_json_get_string (row, "Fingerprint");
  g_autofree char *colons = hex ? esp_hex_with_colons (hex) : NULL;

  return colons ? g_ascii_strup (colons, -1) : NULL;
}

static void
print_authorities (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "CertificateAuthorities");
  g_autoptr (CliTable) table = cli_table_new (made_columns);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *fingerprint = tell_fingerprint (row);

      cli_table_add (table, esp_json_get_string (row, "CommonName"), fingerprint);
    }
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
}

/* A code is told once: one that is in no file is shown, whatever else is asked for. */
static void
print_codes (CliCall *call)
{
  JsonArray *rows = esp_json_get_array (call->result, "Invitations");

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *code = esp_json_get_string (row, "Code");
      const char *person = esp_json_get_string (row, "Principal");
      g_autofree char *line = NULL;

      if (!code)
        {
          cli_print_note (call, _ ("Invited %s until %s; the code for enrolling is in %s."), person,
                          esp_json_get_string (row, "InvitationExpiresAt"),
                          esp_json_get_string (row, "CodeFile"));
          continue;
        }
      if (esp_json_get_string (row, "Problem"))
        cli_print_warning (call, esp_json_get_string (row, "Problem"));
      cli_print_note (call, _ ("Invited %s until %s. The code for enrolling, good for one use:"),
                      person, esp_json_get_string (row, "InvitationExpiresAt"));
      line = g_strdup_printf ("%s %s", person, code);
      cli_print_data (line);
    }
}

static void
print_report (CliCall *call)
{
  const char *path = esp_json_get_string (call->result, "Report");
  const char *problem = esp_json_get_string (call->result, "ReportProblem");

  if (path)
    cli_print_note (call, _ ("The report of the ceremony is in %s."), path);
  if (!problem)
    return;
  cli_print_warning (call, problem);
  cli_print_note (
    call, _ ("Everything was made; the report alone is missing: design ceremony %s --out FILE"),
    esp_json_get_string (call->result, "Provisioning"));
}

static void
print_run (CliCall *call)
{
  g_autofree char *steps = cli_number (call->result, "Steps");
  g_autofree char *last = cli_number (call->result, "Sequence");
  const char *id = esp_json_get_string (call->result, "Provisioning");

  if (!id)
    cli_print_note (call, _ ("All of it is there already; nothing was made."));
  else
    cli_print_note (call, _ ("Ceremony %s: %s steps, in the log up to entry %s."), id, steps, last);
}

void
cli_design_print_apply (CliCall *call)
{
  if (cli_call_has (call, "dry-run"))
    {
      print_preview (call);
      return;
    }
  print_authorities (call);
  print_run (call);
  print_codes (call);
  print_report (call);
  print_remaining (call, N_ ("What remains to be done"));
}
