/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands. Grammar and option names are a contract: scripts are written against them,
 * so rows and options are added, never changed. To add a command, add a row; what it does stands in
 * the cli-*.c of its noun.
 */
#include "cli-command.h"

#include <glib/gi18n.h>

#include "cli-batch.h"
#include "cli-handlers.h"
#include "cli-help.h"
#include "cli-output.h"
#include "esp-config.h"

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

#define ISSUE_OPTIONS \
CA_OPTION (CLI_REQUIRED), \
          { "csr", CLI_FILE, "FILE|DIR|-", NULL, \
            N_("The request; or a folder, or one file with many"), CLI_REQUIRED }, \
          { "validity", CLI_TEXT, "V", "Validity", \
            N_("Like 365d, 12m, 10y or 2035-01-01T00:00:00Z"), CLI_REQUIRED }, \
          { "template", CLI_TEXT, "NAME", "TemplateArn", \
            N_("Template; else EndEntityCertificate") }, \
          { "not-before", CLI_TEXT, "T", "ValidityNotBefore", \
            N_("Start of the validity; else an hour ago") }, \
          { "signing-algorithm", CLI_TEXT, "A", "SigningAlgorithm", \
            N_("Of the family of the authority's key; else the authority's own") }, \
          PASSTHROUGH_OPTION, \
          TOKEN_OPTION, \
          { "out", CLI_FILE, "FILE|DIR", NULL, \
            N_("Write the certificate to this file, or each to this folder") }, \
          CHAIN_OPTION, \
          { "jobs", CLI_COUNT, "N", NULL, N_("How many sign at once, with many requests") }

static const CliNoun nouns[] = {
  { "vault", N_("The vault: make, check, back up, unlock") },
  { "ca", N_("Certificate authorities") },
  { "cert", N_("Certificates: issue, find, revoke") },
  { "template", N_("Certificate templates") },
  { "account", N_("Accounts of the organization") },
  { "principal", N_("People and services") },
  { "role", N_("Roles and their policies") },
  { "report", N_("Audit reports and counts") },
  { "log", N_("The log of all that was done or tried") },
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

static const CliCommand commands[] = {
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
  { "vault", "passwd", N_("Change your passphrase"), NULL, NULL, LIST (NEW_PASSPHRASE_OPTION),
    cli_vault_passwd, cli_vault_print_unlock },
  { "vault", "unlock-with", N_("Choose what opens your identity"), NULL,
    LIST ({ "WAY", CLI_CHOICE, "keyring|passphrase", NULL,
            N_("The keyring of the session, or a passphrase") }),
    LIST (NEW_PASSPHRASE_OPTION), cli_vault_unlock_with, cli_vault_print_unlock },
  { "vault", "recovery create", N_("Make the recovery identity, to be kept offline"), NULL, NULL,
    LIST ({ "out", CLI_FILE, "FILE", NULL, N_("The file with its sealed keys"), CLI_REQUIRED }),
    cli_vault_create_recovery, cli_vault_print_recovery },

  { "ca", "create", N_("Make an authority, and with a parent its certificate too"),
    "CreateCertificateAuthority", NULL,
    LIST ({ "subject", CLI_TEXT, "DN", "Subject",
            N_("Its name, like CN=Root,O=Meridian,C=DE or /C=DE/O=Meridian/CN=Root"),
            CLI_REQUIRED },
          { "type", CLI_CHOICE, "root|subordinate", "Type",
            N_("Else subordinate with a parent, root without") },
          { "parent", CLI_TEXT, "CA", "Parent", N_("The authority that signs its certificate") },
          { "template", CLI_TEXT, "NAME", "TemplateArn", N_("Template of its certificate") },
          { "key-algorithm", CLI_TEXT, "A", "KeyAlgorithm", N_("Like EC_prime256v1 or RSA_4096") },
          { "signing-algorithm", CLI_TEXT, "A", "SigningAlgorithm", N_("Like SHA256WITHECDSA") },
          { "validity", CLI_TEXT, "V", "Validity",
            N_("Like 365d, 12m, 10y or 2035-01-01T00:00:00Z") },
          { "account", CLI_TEXT, "A", "OwnerAccount",
            N_("The account that owns it: number or name") },
          { "tag", CLI_TAG, "K=V", "Tags", N_("A tag"), CLI_REPEATED },
          { "usage-mode", CLI_TEXT, "M", "UsageMode",
            N_("GENERAL_PURPOSE or SHORT_LIVED_CERTIFICATE") },
          { "path-length", CLI_NUMBER, "N", "PathLength",
            N_("How many authorities may stand below it in a chain") },
          PASSTHROUGH_OPTION,
          { "csr-extensions", CLI_FILE_JSON, "FILE", "CsrExtensions",
            N_("What its request asks for: KeyUsage, SubjectInformationAccess, as JSON") },
          { "key-storage", CLI_TEXT, "S", "KeyStorageSecurityStandard",
            N_("A security standard of the service; refused, as keys here are software keys") },
          TOKEN_OPTION),
    NULL, cli_ca_print_created },
  { "ca", "list", N_("List the authorities"), "ListCertificateAuthorities", NULL,
    LIST ({ "tree", CLI_FLAG, NULL, NULL, N_("As a tree") },
          { "account", CLI_TEXT, "A", "OwnerAccount", N_("Only those of this account") }),
    NULL, cli_ca_print_list },
  { "ca", "show", N_("Show an authority and its certificate"), "DescribeCertificateAuthority",
    LIST (CA_ARGUMENT), NULL, cli_ca_show, cli_ca_print_show },
  { "ca", "csr", N_("Print the request of an authority"), "GetCertificateAuthorityCsr",
    LIST (CA_ARGUMENT), LIST (OUT_OPTION), cli_ca_csr, cli_print_document },
  { "ca", "import-certificate",
    N_("Give a waiting authority the certificate that its parent signed"),
    "ImportCertificateAuthorityCertificate", LIST (CA_ARGUMENT),
    LIST ({ "certificate", CLI_FILE_TEXT, "FILE", "Certificate", N_("The certificate"),
            CLI_REQUIRED },
          { "chain", CLI_FILE_TEXT, "FILE", "CertificateChain", N_("Its issuers up to the root") }),
    NULL, cli_ca_print_state },
  { "ca", "certificate", N_("Print the certificate of an authority"),
    "GetCertificateAuthorityCertificate",
    LIST (CA_ARGUMENT), LIST (CHAIN_OPTION, OUT_OPTION), cli_ca_certificate, cli_print_document },
  { "ca", "disable", N_("Stop an authority from issuing"), NULL, LIST (CA_ARGUMENT), NULL,
    cli_ca_disable, cli_ca_print_state },
  { "ca", "enable", N_("Let a disabled authority issue again"), NULL, LIST (CA_ARGUMENT), NULL,
    cli_ca_enable, cli_ca_print_state },
  { "ca", "delete", N_("Delete a disabled authority; it can be restored for a while"),
    "DeleteCertificateAuthority",
    LIST (CA_ARGUMENT),
    LIST ({ "window", CLI_NUMBER, "DAYS", "PermanentDeletionTimeInDays",
            N_("How long: 7 to 30, else 30") }),
    NULL, cli_ca_print_state },
  { "ca", "restore", N_("Bring a deleted authority back"), "RestoreCertificateAuthority",
    LIST (CA_ARGUMENT), NULL, NULL, cli_ca_print_state },
  { "ca", "tag", N_("Set tags"), "TagCertificateAuthority",
    LIST (CA_ARGUMENT, { "TAG", CLI_TAG, "K=V", "Tags", N_("Key and value"), CLI_REPEATED }),
    NULL, NULL, cli_ca_print_tags },
  { "ca", "untag", N_("Remove tags"), "UntagCertificateAuthority",
    LIST (CA_ARGUMENT, { "KEY", CLI_TAG_KEY, "K", "Tags", N_("Key"), CLI_REPEATED }),
    NULL, NULL, cli_ca_print_tags },
  { "ca", "tags", N_("List tags"), "ListTags", LIST (CA_ARGUMENT), NULL, NULL, cli_ca_print_tags },
  { "ca", "revocation", N_("Show or change how revocations are published"), NULL,
    LIST (CA_ARGUMENT),
    LIST ({ "crl", CLI_CHOICE, "on|off", NULL, N_("Revocation lists") },
          { "crl-url", CLI_TEXT, "U", NULL, N_("Where issued certificates say that the list is") },
          { "crl-days", CLI_COUNT, "N", NULL, N_("For how many days a list is good") },
          { "crl-type", CLI_CHOICE, "complete|partitioned", NULL, N_("One list, or parts") },
          { "crl-cname", CLI_TEXT, "HOST", NULL, N_("Instead of the URL: a host name") },
          { "crl-path", CLI_TEXT, "PATH", NULL, N_("Beside the host name: a folder; else crl") },
          { "crl-omit", CLI_CHOICE, "on|off", NULL,
            N_("Leave the place of the list out of issued certificates") },
          { "ocsp", CLI_CHOICE, "on|off", NULL, N_("Online answers") },
          { "ocsp-url", CLI_TEXT, "U", NULL,
            N_("Where issued certificates say that the responder is") },
          { "ocsp-cname", CLI_TEXT, "HOST", NULL, N_("Instead of the URL: a host name") }),
    cli_ca_revocation, cli_ca_print_revocation },
  { "ca", "crl", N_("Print the revocation list; signs a new one where it is due"),
    "GetCertificateRevocationList",
    LIST (CA_ARGUMENT), LIST (OUT_OPTION), cli_ca_crl, cli_ca_print_crl },
  { "ca", "renew", N_("Give an authority a new certificate, or a successor with a new key"),
    "RenewCertificateAuthority", LIST (CA_ARGUMENT),
    LIST ({ "mode", CLI_CHOICE, "reissue|replace", "Mode",
            N_("The same key with a new certificate, or a new authority: the next generation"),
            CLI_REQUIRED },
          { "validity", CLI_TEXT, "V", "Validity",
            N_("Like 10y; else as long as the present certificate") },
          { "subject", CLI_TEXT, "DN", "Subject",
            N_("With replace: its name; else the present one with G2, G3, … at the end") },
          { "disable-old", CLI_FLAG, NULL, "DisableOld",
            N_("With replace: the present one issues no more") },
          OUT_OPTION),
    cli_ca_renew, cli_ca_print_renewed },
  { "ca", "check", N_("Tell what needs care; exit 7 if there is an alert"),
    "CheckCertificateAuthorities",
    LIST ({ "CA", CLI_TEXT, NULL, "CertificateAuthority",
            N_("ARN, UUID or its first 8 characters, or common name"), CLI_OPTIONAL }),
    LIST ({ "all", CLI_FLAG, NULL, NULL, N_("All that you may see") }),
    cli_ca_check, cli_ca_print_check },
  { "ca", "permission", N_("Permissions of the renewal service"), NULL,
    LIST (CA_ARGUMENT,
          { "ACT", CLI_CHOICE, "create|list|delete", NULL, N_("What to do with them") }),
    LIST ({ "principal", CLI_TEXT, "SERVICE", NULL, N_("The service; else acm.amazonaws.com") },
          { "source-account", CLI_TEXT, "A", NULL,
            N_("For which account it acts: 12 digits; else the owner's") },
          { "action", CLI_TEXT, "A", NULL,
            N_("IssueCertificate, GetCertificate or ListPermissions; else all three"),
            CLI_REPEATED }),
    cli_ca_permission, cli_ca_print_permissions },

  { "cert", "issue", N_("Issue certificates for one or many requests"), NULL, NULL,
    LIST (ISSUE_OPTIONS),
    cli_issue_run, cli_issue_print },
  { "cert", "preview",
    N_("Show what would be issued, value by value with its source; changes nothing"), NULL, NULL,
    LIST (ISSUE_OPTIONS),
    cli_preview_run, cli_preview_print },
  { "cert", "list", N_("List issued certificates"), "ListCertificates", NULL,
    LIST (CA_OPTION (CLI_ONCE),
          { "state", CLI_CHOICE, "valid|expired|revoked", "Status",
            N_("Only those in this state") },
          { "search", CLI_TEXT, "TEXT", "Search",
            N_("Only those with this text in subject, other names or serial") },
          LIMIT_OPTION),
    cli_cert_list, cli_cert_print_list },
  { "cert", "show", N_("Show a certificate and its record"), "DescribeCertificate",
    LIST (SERIAL_ARGUMENT), LIST (CA_OPTION (CLI_ONCE)), cli_cert_show, cli_cert_print_show },
  { "cert", "get", N_("Print a certificate"), "GetCertificate", LIST (SERIAL_ARGUMENT),
    LIST (CA_OPTION (CLI_ONCE), CHAIN_OPTION, OUT_OPTION), cli_cert_get, cli_print_document },
  { "cert", "revoke", N_("Revoke a certificate for good"), "RevokeCertificate",
    LIST (SERIAL_ARGUMENT),
    LIST (CA_OPTION (CLI_REQUIRED),
          { "reason", CLI_TEXT, "R", "RevocationReason",
            N_("Like KEY_COMPROMISE, SUPERSEDED or UNSPECIFIED"), CLI_REQUIRED }),
    cli_cert_revoke, cli_cert_print_revoked },
  { "cert", "validate", N_("Judge the paths from a certificate to what is trusted; needs no vault"),
    NULL,
    LIST ({ "FILE", CLI_FILE, NULL, NULL,
            N_("The certificate, then further ones that paths may go through"), CLI_REPEATED }),
    LIST ({ "trust", CLI_FILE, "FILE", NULL, N_("Certificates that are trusted"),
            CLI_REQUIRED | CLI_REPEATED },
          { "at", CLI_TEXT, "TIME", "Time", N_("Judge as of this time; else now") },
          { "crl", CLI_FILE, "FILE", NULL, N_("Revocation lists to look it up in"), CLI_REPEATED },
          { "purpose", CLI_CHOICE, "server|client|any", "Purpose",
            N_("What it is to be used for, with the stricter rules for that; else any") },
          { "name", CLI_TEXT, "HOST|IP|EMAIL", "Name", N_("Whom it must be for") },
          { "max-depth", CLI_NUMBER, "N", "MaxDepth",
            N_("At most so many authorities between it and what is trusted") },
          { "require-revocation", CLI_FLAG, NULL, "RequireRevocation",
            N_("A missing revocation list is no \"good\"") }),
    cli_validate_run, cli_validate_print },

  { "template", "list", N_("List the templates"), NULL, NULL, NULL, cli_template_list,
    cli_template_print_list },
  { "template", "show", N_("Show what a template puts into a certificate"), NULL,
    LIST ({ "NAME", CLI_TEXT, NULL, NULL, N_("Name or ARN") }), NULL,
    cli_template_show, cli_template_print_show },

  { "account", "list", N_("List the accounts"), "ListAccounts", NULL, NULL, NULL,
    cli_account_print_list },
  { "principal", "list", N_("List people and services"), "ListPrincipals", NULL, NULL, NULL,
    cli_principal_print_list },
  { "role", "list", N_("List the roles"), "ListRoles", NULL, NULL, NULL, cli_role_print_list },

  { "report", "create", N_("Write the audit report of an authority"),
    "CreateCertificateAuthorityAuditReport", NULL,
    LIST (CA_OPTION (CLI_REQUIRED),
          { "format", CLI_CHOICE, "json|csv", "AuditReportResponseFormat",
            N_("The service's own forms"), CLI_REQUIRED },
          { "out", CLI_FILE, "FILE", NULL, N_("The file, or - for standard output"),
            CLI_REQUIRED }),
    cli_report_create, cli_report_print_created },
  { "report", "list", N_("List the reports that were made"), "ListCertificateAuthorityAuditReports",
    NULL,
    LIST (CA_OPTION (CLI_ONCE)), NULL, cli_report_print_list },
  { "report", "summary", N_("Count certificates"), "SummarizeCertificates", NULL,
    LIST ({ "by", CLI_CHOICE, "ca|account|template|month", NULL,
            N_("In these groups; else by authority") },
          CA_OPTION (CLI_ONCE)),
    cli_report_summary, cli_report_print_summary },

  { "log", "list", N_("List what was done or tried, newest first"), "ListEvents", NULL,
    LIST ({ "since", CLI_TEXT, "T", "Since", N_("Only from this time on") },
          { "actor", CLI_TEXT, "P", "Actor", N_("Only of this person or service") },
          { "action", CLI_TEXT, "A", "Action",
            N_("Only this action, like acm-pca:IssueCertificate") },
          { "resource", CLI_TEXT, "ARN", "Resource", N_("Only on this object") },
          { "outcome", CLI_CHOICE, "allowed|denied|failed", "Outcome",
            N_("Only with this outcome") },
          LIMIT_OPTION),
    cli_log_list, cli_log_print_list },
  { "log", "show", N_("Show an entry"), "GetEvent",
    LIST ({ "SEQ", CLI_COUNT, NULL, "Sequence", N_("Number of the entry") }), NULL,
    NULL, cli_log_print_show },
  { "log", "verify", N_("Check every entry, its signature and the tree over all"), "VerifyLog",
    NULL, NULL,
    cli_log_verify, cli_log_print_verified },

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

const CliCommand *
cli_commands (void)
{
  return commands;
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
