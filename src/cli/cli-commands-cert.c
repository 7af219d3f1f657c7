/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the nouns cert and template. */
#include "cli-command-rows.h"

/* clang-format off */

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

const CliCommand cli_cert_commands[] = {
  { "cert", "issue", N_("Issue certificates for one or many requests"), NULL, NULL,
    LIST (ISSUE_OPTIONS),
    cli_issue_run, cli_issue_print },
  { "cert", "preview",
    N_("Show what would be issued, value by value with its source; changes nothing"), NULL, NULL,
    LIST (ISSUE_OPTIONS),
    cli_preview_run, cli_preview_print },
  { "cert", "requests", N_("List requests that wait for the owner's side to sign, and answered ones"),
    "ListSigningRequests", NULL,
    LIST (CA_OPTION (CLI_ONCE),
          { "state", CLI_CHOICE, "waiting|signed|refused", "Status",
            N_("Only those in this state") }),
    NULL, cli_request_print_list },
  { "cert", "request", N_("Show a request to the owner's side, and its certificate once there is one"),
    "DescribeSigningRequest", LIST ({ "ID", CLI_TEXT, NULL, "Id", N_("Id of the request") }),
    LIST (CHAIN_OPTION, OUT_OPTION), cli_request_show, cli_request_print_show },
  { "cert", "process", N_("Sign what others have requested through shares"),
    "ProcessSigningRequests", NULL, LIST (CA_OPTION (CLI_ONCE)),
    NULL, cli_request_print_processed },
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
  { "cert", "export", N_("Write a certificate in the form that another program wants"), "GetCertificate",
    LIST (SERIAL_ARGUMENT),
    LIST (CA_OPTION (CLI_ONCE),
          { "format", CLI_CHOICE, "pem|der|chain|fullchain|pkcs7|pkcs12|kubernetes", NULL,
            N_("pem, der: it alone; chain: all above it; fullchain: it and all above but the root, for a "
               "server; pkcs7, pkcs12: it and all above; kubernetes: a secret"), CLI_REQUIRED },
          { "key", CLI_FILE, "FILE", NULL,
            N_("With pkcs12 and kubernetes: the private key that its owner has; the vault never had it") },
          { "key-passphrase-file", CLI_FILE, "FILE", NULL, N_("The passphrase of that key") },
          { "encryption", CLI_CHOICE, "modern|compatible", NULL,
            N_("With pkcs12: AES-256 and SHA-256, safe; or 3DES and SHA-1, for old programs; else modern") },
          NEW_PASSPHRASE_OPTION,
          { "name", CLI_TEXT, "NAME", NULL,
            N_("With pkcs12: what it is shown as; with kubernetes: name of the secret") },
          { "namespace", CLI_TEXT, "NAME", NULL, N_("With kubernetes: its namespace") },
          OUT_OPTION),
    cli_cert_export, cli_cert_print_exported },
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
  { "template", "request", N_("Print the openssl command that makes a key and a fitting request"), NULL,
    LIST ({ "NAME", CLI_TEXT, NULL, NULL, N_("Name or ARN") }),
    LIST ({ "subject", CLI_TEXT, "DN", NULL, N_("Whom the certificate is for, like CN=www.example.com") },
          { "name", CLI_TEXT, "HOST|IP|EMAIL|URI", NULL, N_("An alternative name"), CLI_REPEATED },
          { "key-algorithm", CLI_TEXT, "A", NULL, N_("Like EC_prime256v1 or RSA_3072; else EC_prime256v1") },
          { "file", CLI_TEXT, "NAME", NULL, N_("Name of the files, without .key and .csr; else request") },
          OUT_OPTION),
    cli_template_request, cli_print_document },
  { NULL },
};

/* clang-format on */
