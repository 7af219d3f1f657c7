/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands, put together from one table for each family of nouns (cli-commands-*.c).
 * Grammar and option names are a contract: scripts are written against them, so rows and options
 * are added, never changed. To add a command, add a row to its family's table; what it does stands
 * in the cli-*.c of its noun.
 */
#include "cli-command-rows.h"
#include "esp-config.h"

/* clang-format off */

static const CliNoun nouns[] = {
  { "vault", N_("The vault: make, check, back up, unlock") },
  { "ca", N_("Certificate authorities") },
  { "cert", N_("Certificates: issue, find, revoke") },
  { "template", N_("Certificate templates") },
  { "account", N_("Accounts of the organization") },
  { "principal", N_("People and services") },
  { "role", N_("Roles and their policies") },
  { "guardrail", N_("Limits that no policy can lift") },
  { "access", N_("Who may do what, and why: simulate, overview, check a policy") },
  { "share", N_("Authorities that another account may use") },
  { "permission", N_("Managed permissions: what a share can give") },
  { "approval", N_("What waits for a second person") },
  { "report", N_("Audit reports and counts") },
  { "log", N_("The log of all that was done or tried") },
  { "alert", N_("What somebody should know about") },
  { "design", N_("Plans: hierarchies that do not exist yet") },
  { "exchange", N_("What other tools keep, and other vaults") },
  { "publish", N_("Lay out lists, answers and certificates for a web server") },
  { "batch", N_("Run commands from standard input, one a line, in one process") },
  { "help", N_("Explain the program, a noun or a verb") },
  { NULL },
};

static const CliParameter global_options[] = {
  { "vault", CLI_FILE, "FILE", NULL,
    N_("The vault (ESPALIER_VAULT; else vault.espalier in the user's data folder)") },
  { "as", CLI_TEXT, "PRINCIPAL", NULL,
    N_("Who acts (ESPALIER_AS; else the only one, or the last one)") },
  { "role", CLI_TEXT, "ROLE", NULL, N_("In which role (ESPALIER_ROLE; else the only one)") },
  { "passphrase-file", CLI_FILE, "FILE", NULL,
    N_("The passphrase (ESPALIER_PASSPHRASE_FILE; else the keyring, or a question)") },
  { "json", CLI_FLAG, NULL, NULL, N_("Print one JSON document") },
  { "quiet", CLI_FLAG, NULL, NULL, N_("Print data only, no remarks and no headings") },
  { "yes", CLI_FLAG, NULL, NULL,
    N_("Answer yes to every question, such as whether to overwrite a file") },
#if ESP_TEST_HOOKS
  { "now", CLI_TEXT, "TIME", NULL, N_("Set the clock (a build for tests)") },
#endif
  { NULL },
};

/* clang-format on */

static const CliCommand *const families[] = {
  cli_vault_commands,  cli_ca_commands,       cli_cert_commands,
  cli_people_commands, cli_share_commands,    cli_log_commands,
  cli_design_commands, cli_exchange_commands, cli_other_commands,
};

static gpointer
join_families (gpointer unused)
{
  GArray *rows = g_array_new (TRUE, TRUE, sizeof (CliCommand));

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    for (const CliCommand *row = families[i]; row->noun; row++)
      g_array_append_vals (rows, row, 1);
  return g_array_free (rows, FALSE);
}

const CliCommand *
cli_commands (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, join_families, NULL);
}

const CliNoun *
cli_nouns (void)
{
  return nouns;
}

const CliParameter *
cli_global_options (void)
{
  return global_options;
}
