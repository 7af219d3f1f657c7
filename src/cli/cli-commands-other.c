/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the nouns publish, batch and help. */
#include "cli-command-rows.h"
#include "cli-batch.h"
#include "cli-help.h"

/* clang-format off */

const CliCommand cli_other_commands[] = {
  { "publish", NULL,
    N_("Lay out revocation lists, OCSP responses and CA certificates for a web server"), NULL, NULL,
    LIST ({ "dir", CLI_FILE, "DIR", "Directory",
            N_("The folder that the server shows; empty, or filled by this command"), CLI_REQUIRED },
          { "ca", CLI_TEXT, "CA", NULL, N_("Only this authority; else all that you may publish for"),
            CLI_REPEATED },
          { "base-url", CLI_TEXT, "U", "BaseUrl",
            N_("Where the folder is served; else at the root of the hosts that certificates name") },
          { "ocsp-days", CLI_COUNT, "N", "OcspDays",
            N_("For how many days an OCSP response is good: 1 to 30, else 7") }),
    cli_publish_run, cli_publish_print },
  { "exchange", "import",
    N_("Import authorities of other tools: keys, certificates, revocations, all or nothing"), NULL,
    LIST ({ "F", CLI_FILE, NULL, "Path",
            N_("Certificates, keys, PKCS#12, PKCS#7, a folder of openssl ca or easy-rsa, an XCA or gnoMint file") }),
    LIST ({ "dry-run", CLI_FLAG, NULL, NULL,
            N_("Show what it would bring, and what is wrong with it; change nothing") },
          { "password-file", CLI_FILE, "F", NULL, N_("A passphrase to try on what is locked"),
            CLI_REPEATED },
          { "account", CLI_TEXT, "A", "OwnerAccount", N_("The account that will own the authorities") },
          { "no-dual-control", CLI_FLAG, NULL, NULL, N_("Imported roots need no second person") },
          { "without-locked", CLI_FLAG, NULL, NULL,
            N_("Leave keys out that no passphrase opens; else nothing is imported then") },
          { "rows", CLI_COUNT, "N", "Rows", N_("How many rows are shown; else 1,000") }),
    cli_exchange_import, cli_exchange_print_import },
  { "exchange", "hierarchy",
    N_("Hand an authority and all below it over to another vault, with its keys, or take one over"), NULL,
    LIST ({ "ACT", CLI_CHOICE, "export|import", NULL, N_("Which way it goes") },
          { "F", CLI_FILE, NULL, NULL, N_("The sealed file") }),
    LIST ({ "ca", CLI_TEXT, "CA", NULL, N_("With export: the authority that goes, with all below it") },
          { "to", CLI_FILE, "FILE", NULL, N_("With export: a certificate of the new owner, with a P-256 key") },
          { "key", CLI_FILE, "FILE", NULL, N_("With import: the private key of that certificate") },
          { "certificate", CLI_FILE, "FILE", NULL, N_("With import: that certificate") },
          { "key-password-file", CLI_FILE, "FILE", NULL, N_("With import: the passphrase of that key") },
          { "account", CLI_TEXT, "A", NULL, N_("With import: the account that owns it here; else the own") }),
    cli_exchange_hierarchy, cli_exchange_print_hierarchy },
  { "batch", NULL, N_("Run commands from standard input, one a line, in one process"), NULL, NULL,
    NULL,
    cli_batch_run, NULL },
  { "help", NULL, N_("Explain the program, a noun or a verb"), NULL,
    LIST ({ "NOUN", CLI_TEXT, NULL, NULL, N_("What it is about"), CLI_OPTIONAL },
          { "VERB", CLI_TEXT, NULL, NULL, N_("What is done with it"),
            CLI_OPTIONAL | CLI_REPEATED }),
    NULL, cli_help_run, cli_help_show },
  { NULL },
};

/* clang-format on */
