/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for names: subject, issuer, and the subject alternative name. */
#include "esp-lint-rule.h"

#include "esp-name-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define DNS_MAX 253
#define LABEL_MAX 63
#define IPV4_LEN 4
#define IPV6_LEN 16

/* Upper bounds in characters (RFC 5280, A.1), for the attributes that have one. */
static const struct
{
  int nid;
  int least;
  int most;
} bounds[] = {
  { NID_commonName, 1, 64 },
  { NID_organizationName, 1, 64 },
  { NID_organizationalUnitName, 1, 64 },
  { NID_localityName, 1, 128 },
  { NID_stateOrProvinceName, 1, 128 },
  { NID_title, 1, 64 },
  { NID_serialNumber, 1, 64 },
  { NID_pseudonym, 1, 128 },
  { NID_pkcs9_emailAddress, 1, 255 },
};

typedef gboolean (*EntryTest) (int nid, const ASN1_STRING *value);

static gboolean
any_entry (EspName *name, EntryTest test)
{
  const X509_NAME *x509 = esp_name_get_x509 (name);

  for (int i = 0; i < X509_NAME_entry_count (x509); i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (x509, i);

      if (test (OBJ_obj2nid (X509_NAME_ENTRY_get_object (entry)), X509_NAME_ENTRY_get_data (entry)))
        return TRUE;
    }
  return FALSE;
}

static EspName *
get_subject (const EspLintContext *context)
{
  return esp_certificate_get_subject (context->certificate);
}

static gboolean
issuer_empty (const EspLintContext *context)
{
  return esp_name_is_empty (esp_certificate_get_issuer (context->certificate));
}

static gboolean
subject_empty_ca (const EspLintContext *context)
{
  return context->ca && esp_name_is_empty (get_subject (context));
}

static gboolean
is_out_of_bounds (int nid, const ASN1_STRING *value)
{
  guint8 *utf8 = NULL;
  int len = ASN1_STRING_to_UTF8 (&utf8, value);
  long chars = len >= 0 ? g_utf8_strlen ((const char *) utf8, len) : 0;
  gboolean broken = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
    if (bounds[i].nid == nid)
      broken = chars < bounds[i].least || chars > bounds[i].most;
  OPENSSL_free (utf8);
  return broken;
}

static gboolean
subject_upper_bounds (const EspLintContext *context)
{
  return any_entry (get_subject (context), is_out_of_bounds);
}

static gboolean
is_bad_country (int nid, const ASN1_STRING *value)
{
  const guint8 *text = ASN1_STRING_get0_data (value);

  if (nid != NID_countryName)
    return FALSE;
  return ASN1_STRING_type (value) != V_ASN1_PRINTABLESTRING || ASN1_STRING_length (value) != 2 ||
         !g_ascii_isalpha ((char) text[0]) || !g_ascii_isalpha ((char) text[1]);
}

static gboolean
subject_country (const EspLintContext *context)
{
  return any_entry (get_subject (context), is_bad_country);
}

static gboolean
is_old_string (int nid, const ASN1_STRING *value)
{
  int type = ASN1_STRING_type (value);

  return type == V_ASN1_T61STRING || type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
}

static gboolean
subject_string_types (const EspLintContext *context)
{
  return any_entry (get_subject (context), is_old_string);
}

static gboolean
is_not_printable (int nid, const ASN1_STRING *value)
{
  static const char others[] = " '()+,-./:=?";
  const guint8 *text = ASN1_STRING_get0_data (value);

  if (ASN1_STRING_type (value) != V_ASN1_PRINTABLESTRING)
    return FALSE;
  for (int i = 0; i < ASN1_STRING_length (value); i++)
    if (!g_ascii_isalnum ((char) text[i]) && (text[i] == 0 || !strchr (others, text[i])))
      return TRUE;
  return FALSE;
}

static gboolean
subject_printable (const EspLintContext *context)
{
  return any_entry (get_subject (context), is_not_printable);
}

/* --- Subject alternative name --- */

typedef gboolean (*NameTest) (const GENERAL_NAME *name);

static gboolean
any_name (const EspLintContext *context, NameTest test)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (context->alternative_names); i++)
    if (test (sk_GENERAL_NAME_value (context->alternative_names, i)))
      return TRUE;
  return FALSE;
}

static gboolean
names_empty (const EspLintContext *context)
{
  return context->alternative_names && sk_GENERAL_NAME_num (context->alternative_names) == 0;
}

static gboolean
names_missing (const EspLintContext *context)
{
  return !context->ca && esp_name_is_empty (get_subject (context)) &&
         sk_GENERAL_NAME_num (context->alternative_names) <= 0;
}

static const EspExtension *
find_names (const EspLintContext *context)
{
  return esp_lint_find (context, ESP_OID_SUBJECT_ALTERNATIVE_NAME);
}

static gboolean
names_not_critical (const EspLintContext *context)
{
  const EspExtension *names = find_names (context);

  return names && !names->critical && esp_name_is_empty (get_subject (context));
}

static gboolean
names_critical (const EspLintContext *context)
{
  const EspExtension *names = find_names (context);

  return names && names->critical && !esp_name_is_empty (get_subject (context));
}

/* A label of letters, digits and hyphens inside (RFC 1034, 3.5; RFC 1123, 2.1). The underscore is
 * let through here: a rule of its own warns of it. */
static gboolean
is_label (const char *label, gsize len)
{
  if (len == 0 || len > LABEL_MAX || label[0] == '-' || label[len - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_host (const char *host, gsize len)
{
  const char *rest = host;
  const char *end = host + len;

  if (len == 0 || len > DNS_MAX)
    return FALSE;
  while (rest <= end)
    {
      const char *dot = memchr (rest, '.', (gsize) (end - rest));
      const char *label_end = dot ? dot : end;
      gboolean wildcard = rest == host && dot && label_end - rest == 1 && *rest == '*';

      if (!wildcard && !is_label (rest, (gsize) (label_end - rest)))
        return FALSE;
      rest = label_end + 1;
    }
  return TRUE;
}

static gboolean
is_bad_dns_name (const GENERAL_NAME *name)
{
  return name->type == GEN_DNS && !is_host ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                                            (gsize) ASN1_STRING_length (name->d.dNSName));
}

static gboolean
dns_name_syntax (const EspLintContext *context)
{
  return any_name (context, is_bad_dns_name);
}

static gboolean
has_underscore (const GENERAL_NAME *name)
{
  return name->type == GEN_DNS && memchr (ASN1_STRING_get0_data (name->d.dNSName), '_',
                                          (gsize) ASN1_STRING_length (name->d.dNSName));
}

static gboolean
dns_name_underscore (const EspLintContext *context)
{
  return any_name (context, has_underscore);
}

static gboolean
is_address_as_name (const GENERAL_NAME *name)
{
  g_autofree char *text = NULL;

  if (name->type != GEN_DNS)
    return FALSE;
  text = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                    (gsize) ASN1_STRING_length (name->d.dNSName));
  return g_hostname_is_ip_address (text);
}

static gboolean
dns_name_address (const EspLintContext *context)
{
  return any_name (context, is_address_as_name);
}

static gboolean
is_bad_address (const GENERAL_NAME *name)
{
  int len = name->type == GEN_IPADD ? ASN1_STRING_length (name->d.iPAddress) : IPV4_LEN;

  return len != IPV4_LEN && len != IPV6_LEN;
}

static gboolean
ip_length (const EspLintContext *context)
{
  return any_name (context, is_bad_address);
}

/* Mailbox of RFC 5280: local part and host, no words and no angle brackets around them. */
static gboolean
is_bad_mailbox (const GENERAL_NAME *name)
{
  const char *text;
  const char *at;
  gsize len;

  if (name->type != GEN_EMAIL)
    return FALSE;
  text = (const char *) ASN1_STRING_get0_data (name->d.rfc822Name);
  len = (gsize) ASN1_STRING_length (name->d.rfc822Name);
  at = memrchr (text, '@', len);
  if (!at || at == text || memchr (text, '<', len) || memchr (text, ' ', len))
    return TRUE;
  return !is_host (at + 1, len - (gsize) (at + 1 - text));
}

static gboolean
email_syntax (const EspLintContext *context)
{
  return any_name (context, is_bad_mailbox);
}

/* An absolute URI with something behind its scheme. */
static gboolean
is_bad_uri (const GENERAL_NAME *name)
{
  const char *text;
  gsize len;
  gsize i = 0;

  if (name->type != GEN_URI)
    return FALSE;
  text = (const char *) ASN1_STRING_get0_data (name->d.uniformResourceIdentifier);
  len = (gsize) ASN1_STRING_length (name->d.uniformResourceIdentifier);
  while (i < len && (g_ascii_isalnum (text[i]) || strchr ("+-.", text[i] ? text[i] : ' ')))
    i++;
  if (i == 0 || i + 1 >= len || text[i] != ':' || !g_ascii_isalpha (text[0]))
    return TRUE;
  for (i = 0; i < len; i++)
    if (!g_ascii_isgraph (text[i]))
      return TRUE;
  return FALSE;
}

static gboolean
uri_syntax (const EspLintContext *context)
{
  return any_name (context, is_bad_uri);
}

static const EspLintRule rules[] = {
  { { "issuer-empty", "RFC 5280, 4.1.2.4", ESP_LINT_ERROR, N_ ("the issuer must have a name") },
    issuer_empty },
  { { "subject-empty-ca", "RFC 5280, 4.1.2.6", ESP_LINT_ERROR, N_ ("a CA must have a subject") },
    subject_empty_ca },
  { { "subject-upper-bounds", "RFC 5280, A.1", ESP_LINT_ERROR,
      N_ ("a part of the subject is empty or longer than its limit") },
    subject_upper_bounds },
  { { "subject-country", "RFC 5280, A.1", ESP_LINT_ERROR,
      N_ ("the country in the subject must be a code of two letters") },
    subject_country },
  { { "subject-string-types", "RFC 5280, 4.1.2.6", ESP_LINT_WARNING,
      N_ ("a part of the subject is in an old character set; UTF-8 should be used") },
    subject_string_types },
  { { "subject-printable", "RFC 5280, A.1", ESP_LINT_ERROR,
      N_ ("a part of the subject has characters that its string type does not have") },
    subject_printable },
  { { "alternative-names-empty", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("the subject alternative name must hold at least one name") },
    names_empty },
  { { "alternative-names-missing", "RFC 5280, 4.1.2.6", ESP_LINT_ERROR,
      N_ ("without a subject there must be a subject alternative name") },
    names_missing },
  { { "alternative-names-not-critical", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("without a subject the subject alternative name must be critical") },
    names_not_critical },
  { { "alternative-names-critical", "RFC 5280, 4.2.1.6", ESP_LINT_WARNING,
      N_ ("with a subject the subject alternative name should not be critical") },
    names_critical },
  { { "dns-name-syntax", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("a DNS name in the subject alternative name is none") },
    dns_name_syntax },
  { { "dns-name-underscore", "RFC 1123, 2.1", ESP_LINT_WARNING,
      N_ ("a DNS name has an underscore, which some clients refuse") },
    dns_name_underscore },
  { { "dns-name-address", "RFC 5280, 4.2.1.6", ESP_LINT_WARNING,
      N_ ("a DNS name is an IP address, which clients look for among the addresses only") },
    dns_name_address },
  { { "ip-length", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("an IP address must have 4 bytes or 16") },
    ip_length },
  { { "email-syntax", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("an e-mail address in the subject alternative name is none") },
    email_syntax },
  { { "uri-syntax", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("a URI in the subject alternative name is not absolute") },
    uri_syntax },
};

const EspLintTable esp_lint_name_rules = { rules, G_N_ELEMENTS (rules) };
