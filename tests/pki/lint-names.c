/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the subject, the issuer and the alternative names: what breaks them. */
#include "lint-fixture.h"

static GBytes *
no_name (Fault *fault)
{
  return fault_name (fault, NID_undef, 0, NULL, 0);
}

static void
break_issuer_empty (Fault *fault)
{
  fault->contents.issuer = no_name (fault);
}

static void
break_subject_empty (Fault *fault)
{
  fault->contents.subject = no_name (fault);
}

static void
break_upper_bound (Fault *fault)
{
  g_autofree char *text = g_strnfill (65, 'a');

  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_UTF8STRING, text, 65);
}

static void
break_country (Fault *fault)
{
  fault->contents.subject = fault_name (fault, NID_countryName, V_ASN1_PRINTABLESTRING, "DEU", 3);
}

static void
break_string_type (Fault *fault)
{
  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_BMPSTRING, "\0a\0b", 4);
}

static void
break_printable (Fault *fault)
{
  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_PRINTABLESTRING, "a@b", 3);
}

static void
break_names_empty (Fault *fault)
{
  fault_set_names (fault, FALSE, "");
}

static void
break_names_not_critical (Fault *fault)
{
  fault->contents.subject = no_name (fault);
  fault_set_names (fault, FALSE, DNS_GOOD);
}

static void
break_names_critical (Fault *fault)
{
  fault_set_names (fault, TRUE, DNS_GOOD);
}

static void
break_dns_syntax (Fault *fault)
{
  fault_set_names (fault, FALSE, "8204612e2e62"); /* a..b */
}

static void
break_dns_wildcard (Fault *fault)
{
  fault_set_names (fault, FALSE, "8205612e2a2e62"); /* a.*.b */
}

static void
break_dns_underscore (Fault *fault)
{
  fault_set_names (fault, FALSE, "8205615f622e63"); /* a_b.c */
}

static void
break_dns_address (Fault *fault)
{
  fault_set_names (fault, FALSE, "820831302e302e302e31"); /* 10.0.0.1 */
}

static void
break_ip (Fault *fault)
{
  fault_set_names (fault, FALSE, "87050a00000101");
}

static void
break_email (Fault *fault)
{
  fault_set_names (fault, FALSE, "81066e6f626f6479"); /* nobody */
}

static void
break_uri (Fault *fault)
{
  fault_set_names (fault, FALSE, "86042f612f62"); /* /a/b */
}

static const LintRow rows[] = {
  { "issuer-empty", LEAF, break_issuer_empty, { "issuer-name", NULL } },
  { "subject-empty-ca", CA, break_subject_empty, { NULL } },
  { "subject-upper-bounds", LEAF, break_upper_bound, { NULL } },
  { "subject-country", LEAF, break_country, { NULL } },
  { "subject-string-types", LEAF, break_string_type, { NULL } },
  { "subject-printable", LEAF, break_printable, { NULL } },
  { "alternative-names-empty", LEAF, break_names_empty, { NULL } },
  { "alternative-names-missing", LEAF, break_subject_empty, { NULL } },
  { "alternative-names-not-critical", LEAF, break_names_not_critical, { NULL } },
  { "alternative-names-critical", LEAF, break_names_critical, { NULL } },
  { "dns-name-syntax", LEAF, break_dns_syntax, { NULL } },
  { "dns-name-syntax", LEAF, break_dns_wildcard, { NULL } },
  { "dns-name-underscore", LEAF, break_dns_underscore, { NULL } },
  { "dns-name-address", LEAF, break_dns_address, { NULL } },
  { "ip-length", LEAF, break_ip, { NULL } },
  { "email-syntax", LEAF, break_email, { NULL } },
  { "uri-syntax", LEAF, break_uri, { NULL } },
};

const LintTable lint_names = { rows, G_N_ELEMENTS (rows) };
