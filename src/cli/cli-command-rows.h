/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the tables of commands (cli-commands*.c): one table for each family of nouns, and the
 * parameters that several rows share. Each table ends with a row without a noun.
 */
#pragma once

#include "cli-command.h"

#include <glib/gi18n.h>

#include "cli-handlers.h"
#include "cli-output.h"

G_BEGIN_DECLS

extern const CliCommand cli_vault_commands[];
extern const CliCommand cli_ca_commands[];
extern const CliCommand cli_cert_commands[];
extern const CliCommand cli_people_commands[];
extern const CliCommand cli_share_commands[];
extern const CliCommand cli_log_commands[];
extern const CliCommand cli_design_commands[];
extern const CliCommand cli_exchange_commands[];
extern const CliCommand cli_other_commands[];

/* clang-format off */

#define LIST(...) (const CliParameter[]) { __VA_ARGS__, { NULL } }

#define CA_ARGUMENT { "CA", CLI_TEXT, NULL, "CertificateAuthority", \
                      N_("ARN, UUID or its first 8 characters, or common name") }
#define SERIAL_ARGUMENT { "SERIAL", CLI_TEXT, NULL, "CertificateSerial", \
                          N_("Serial number (hex, colons or not), or the certificate's ARN") }
#define CA_OPTION(use) { "ca", CLI_TEXT, "CA", "CertificateAuthority", \
                         N_("The issuing authority"), use }
#define OUT_OPTION { "out", CLI_FILE, "FILE", NULL, \
                     N_("Write to this file, or - for standard output") }
#define CHAIN_OPTION { "chain", CLI_FLAG, NULL, NULL, N_("With the certificates of all issuers") }
#define NEW_PASSPHRASE_OPTION { "new-passphrase-file", CLI_FILE, "FILE", NULL, \
                                N_("Read the new passphrase from here instead of asking") }
#define PASSTHROUGH_OPTION { "passthrough", CLI_FILE_JSON, "FILE", "ApiPassthrough", \
                             N_("Subject and extensions for templates that take them, as JSON") }
#define TOKEN_OPTION { "idempotency-token", CLI_TEXT, "T", "IdempotencyToken", \
                       N_("The same command twice within five minutes is done once") }
#define LIMIT_OPTION { "limit", CLI_COUNT, "N", NULL, N_("At most this many") }
#define NAME_ARGUMENT(help) { "NAME", CLI_TEXT, NULL, "Name", help }
#define TAG_OPTION { "tag", CLI_TAG, "K=V", "Tags", N_("A tag"), CLI_REPEATED }
#define TAG_ARGUMENT { "TAG", CLI_TAG, "K=V", "Tags", N_("Key and value"), CLI_REPEATED }
#define KEY_ARGUMENT { "KEY", CLI_TEXT, "K", "TagKeys", N_("Key"), CLI_REPEATED }

/* clang-format on */

G_END_DECLS
