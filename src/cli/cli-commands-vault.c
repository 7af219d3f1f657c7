/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the noun vault. */
#include "cli-command-rows.h"

/* clang-format off */

const CliCommand cli_vault_commands[] = {
  { "vault", "create", N_("Make a vault with its first person"), NULL, NULL,
    LIST ({ "organization", CLI_TEXT, "NAME", NULL, N_("Name of the organization"), CLI_REQUIRED },
          { "admin", CLI_TEXT, "NAME", NULL, N_("Name of the first person, who administers"),
            CLI_REQUIRED },
          { "account", CLI_TEXT, "NAME", NULL,
            N_("Name of the first account; else the organization's") },
          { "sample", CLI_CHOICE, "automotive|iot", NULL,
            N_("Fill it with an example organization") },
          { "unlock", CLI_CHOICE, "keyring|passphrase", NULL,
            N_("What opens the first person's identity") }),
    cli_vault_create, cli_vault_print_created },
  { "vault", "status", N_("Show what is in the vault and who is signed in"), "DescribeVault",
    NULL, NULL, NULL, cli_vault_print_status },
  { "vault", "verify", N_("Check the file, the sealed keys and the whole log"), "VerifyVault",
    NULL, NULL, cli_vault_verify, cli_vault_print_verified },
  { "vault", "backup", N_("Copy the vault to a file and check the copy"), "BackupVault",
    LIST ({ "FILE", CLI_FILE, NULL, "Path", N_("The copy; must not exist yet") }),
    NULL, NULL, cli_vault_print_backup },
  { "vault", "restore", N_("Put a backup in the place of the vault"), NULL,
    LIST ({ "FILE", CLI_FILE, NULL, NULL, N_("The backup") }),
    LIST ({ "last-crl-number", CLI_COUNT, "N", NULL,
            N_("The highest number of a revocation list that anybody has seen, where known") },
          { "with", CLI_TEXT, "NAME", NULL,
            N_("The second person, where a root takes two: an approver, or recovery:FILE") },
          { "with-passphrase-file", CLI_FILE, "FILE", NULL,
            N_("Read the second person’s passphrase from here instead of asking") }),
    cli_vault_restore, cli_vault_print_restored },
  { "vault", "confirm-clock", N_("Say that the clock is right, though it went back"), "ConfirmClock",
    NULL, NULL, NULL, cli_vault_print_clock },
  { "vault", "passwd", N_("Change your passphrase"), NULL, NULL, LIST (NEW_PASSPHRASE_OPTION),
    cli_vault_passwd, cli_vault_print_unlock },
  { "vault", "unlock-with", N_("Choose what opens your identity"), NULL,
    LIST ({ "WAY", CLI_CHOICE, "keyring|passphrase", NULL,
            N_("The keyring of the session, or a passphrase") }),
    LIST (NEW_PASSPHRASE_OPTION), cli_vault_unlock_with, cli_vault_print_unlock },
  { "vault", "recovery create", N_("Make the recovery identity, to be kept offline"), NULL, NULL,
    LIST ({ "out", CLI_FILE, "FILE", NULL, N_("The file with its sealed keys"), CLI_REQUIRED }),
    cli_vault_create_recovery, cli_vault_print_recovery },
  { NULL },
};

/* clang-format on */
