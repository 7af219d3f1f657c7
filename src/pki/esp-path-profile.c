/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a certificate must keep beyond the algorithm of RFC 5280, 6. Always: no critical extension
 * that is not understood, none twice, none damaged, and no key or digest that is too weak. For
 * servers and clients also the rules of the lint that a careful client insists on - a table of
 * their names - and those of the field for keys and names that no rule of RFC 5280 covers. Rules
 * for issuing that no client enforces are left out: a certificate that breaks one of these is badly
 * made, and works.
 */
#include "esp-path-private.h"

#include "esp-key-private.h"
#include "esp-lint.h"
#include "esp-name-private.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

/* Rules of the lint that decide whatever the purpose: what is weaker proves nothing. */
static const char *const enforced_always[] = {
  "signature-digest", "key-unreadable", "rsa-size", "rsa-exponent", "ec-size", NULL,
};

/* Those that decide for servers and clients besides. */
static const char *const enforced[] = {
  "version-3",
  "der-encoding",
  "serial-positive",
  "serial-length",
  "validity-order",
  "subject-empty-ca",
  "alternative-names-empty",
  "alternative-names-missing",
  "alternative-names-not-critical",
  "alternative-names-critical",
  "dns-name-syntax",
  "dns-name-underscore",
  "dns-name-address",
  "ip-length",
  "email-syntax",
  "ca-constraints-not-critical",
  "path-length-without-ca",
  "path-length-without-cert-sign",
  "cert-sign-without-ca",
  "ca-without-cert-sign",
  "key-usage-empty",
  "extended-key-usage-empty",
  "extension-malformed",
  "ca-subject-key-missing",
  "subject-key-critical",
  "authority-key-missing",
  "authority-key-critical",
  "name-constraints-without-ca",
  "name-constraints-not-critical",
  "name-constraints-empty",
  "policies-empty",
  "policy-constraints-not-critical",
  "inhibit-any-policy-not-critical",
  "information-access-critical",
  "information-access-empty",
  NULL,
};

const char *const *
esp_path_profile_rules (gboolean always)
{
  return always ? enforced_always : enforced;
}

/* --- Rules of the field --- */

static gboolean
is_unsupported_key (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);

  return esp_key_get_family (esp_certificate_get_key (node->certificate)) == ESP_KEY_FAMILY_OTHER;
}

static gboolean
is_odd_rsa (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);

  return node->key && EVP_PKEY_is_a (node->key, "RSA") && EVP_PKEY_get_bits (node->key) % 8 != 0;
}

/* Parameters written out can differ from the curve that they claim to be (CVE-2020-0601). */
static gboolean
is_explicit_curve (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  ASN1_OBJECT *algorithm = NULL;
  X509_ALGOR *parameters = NULL;
  int type = V_ASN1_UNDEF;

  if (!node->x509 || !X509_PUBKEY_get0_param (&algorithm, NULL, NULL, &parameters,
                                              X509_get_X509_PUBKEY (node->x509)))
    return FALSE;
  if (OBJ_obj2nid (algorithm) != NID_X9_62_id_ecPublicKey)
    return FALSE;
  X509_ALGOR_get0 (NULL, &type, NULL, parameters);
  return type != V_ASN1_OBJECT;
}

/* Issuer and serial number name a certificate together, or they name none. */
static gboolean
is_half_authority_key (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  const EspExtension *extension = esp_extensions_find (
    esp_certificate_get_extensions (node->certificate), ESP_OID_AUTHORITY_KEY_IDENTIFIER, NULL);
  g_autoptr (AUTHORITY_KEYID)
    value = extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (AUTHORITY_KEYID)) : NULL;

  return value && (!value->issuer != !value->serial || (!value->keyid && !value->issuer));
}

/* What programs have taken for an IPv4 address: octal and hexadecimal numbers too. */
static gboolean
reads_as_address (const char *text, const ASN1_OCTET_STRING *address)
{
  g_autoptr (GInetAddress) wanted = g_inet_address_new_from_string (text);
  gsize len = (gsize) ASN1_STRING_length (address);
  struct in_addr loose;

  if (wanted)
    return g_inet_address_get_native_size (wanted) == len &&
           memcmp (g_inet_address_to_bytes (wanted), ASN1_STRING_get0_data (address), len) == 0;
  return len == sizeof loose && inet_aton (text, &loose) != 0 &&
         memcmp (&loose, ASN1_STRING_get0_data (address), len) == 0;
}

static gboolean
reads_as_host (const char *text, const char *host)
{
  g_autofree char *ascii = strchr (text, '.') ? g_hostname_to_ascii (text) : NULL;

  return g_ascii_strcasecmp (text, host) == 0 || (ascii && g_ascii_strcasecmp (ascii, host) == 0);
}

/* Whether @text says what @name says, in other letters. */
static gboolean
is_other_spelling (const char *text, const GENERAL_NAME *name)
{
  g_autofree char *value = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (name->type == GEN_DNS)
    {
      value = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                         (gsize) ASN1_STRING_length (name->d.dNSName));
      return reads_as_host (text, value) && strcmp (text, value) != 0;
    }
  if (name->type != GEN_IPADD || !reads_as_address (text, name->d.iPAddress))
    return FALSE;
  address = g_inet_address_new_from_bytes (
    ASN1_STRING_get0_data (name->d.iPAddress),
    ASN1_STRING_length (name->d.iPAddress) == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  value = g_inet_address_to_string (address);
  return strcmp (text, value) != 0;
}

/* Programs that still read the common name must find the very name in it, or none. One that is for
 * something else altogether is left alone: it is not read here. */
static gboolean
is_common_name_respelt (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  X509_NAME *subject = node->x509 && place == 0 ? X509_get_subject_name (node->x509) : NULL;
  int at = subject ? X509_NAME_get_index_by_NID (subject, NID_commonName, -1) : -1;
  guint8 *utf8 = NULL;
  int len = at >= 0 ? ASN1_STRING_to_UTF8 (
                        &utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at))) :
                      -1;
  g_autofree char *text = len > 0 ? g_strndup ((const char *) utf8, (gsize) len) : NULL;
  gboolean respelt = FALSE;

  OPENSSL_free (utf8);
  for (int i = 0; text && i < sk_GENERAL_NAME_num (node->names) && !respelt; i++)
    respelt = is_other_spelling (text, sk_GENERAL_NAME_value (node->names, i));
  return respelt;
}

/* The root of the name space and its direct children belong to nobody. */
static gboolean
is_wide_wildcard (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);

  for (int i = 0; i < sk_GENERAL_NAME_num (node->names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (node->names, i);
      g_autofree char *text = NULL;

      if (name->type != GEN_DNS)
        continue;
      text = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                        (gsize) ASN1_STRING_length (name->d.dNSName));
      if (text[0] == '*' && (text[1] == '\0' || (text[1] == '.' && !strchr (text + 2, '.'))))
        return TRUE;
    }
  return FALSE;
}

static const struct
{
  const char *id;
  const char *citation;
  const char *sentence;
  gboolean (*is_broken) (EspPathCase *judged, guint place);
} field_rules[] = {
  { "key-kind", "CA/Browser Forum BR, 6.1.1.3",
    N_ ("its key is of a kind that servers and clients do not take"), is_unsupported_key },
  { "rsa-whole-bytes", "CA/Browser Forum BR, 6.1.5",
    N_ ("the size of its RSA key is no multiple of 8 bits"), is_odd_rsa },
  { "ec-named-curve", "RFC 5480, 2.1.1",
    N_ ("the curve of its key is written out instead of named"), is_explicit_curve },
  { "authority-key-whole", "RFC 5280, 4.2.1.1",
    N_ ("its authority key identifier has neither a key, nor both an issuer and a serial number"),
    is_half_authority_key },
  { "common-name-spelling", "CA/Browser Forum BR, 7.1.4.3",
    N_ ("its common name spells one of its alternative names in another way"),
    is_common_name_respelt },
  { "wildcard-wide", "CA/Browser Forum BR, 3.2.2.6",
    N_ ("a wildcard in its alternative names stands for a whole top-level domain"),
    is_wide_wildcard },
};

/* --- All of it --- */

static guint
check_extensions (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  const struct
  {
    const EspExtension *extension;
    EspPathReason reason;
  } faults[] = {
    { node->unknown, ESP_PATH_REASON_PROFILE_CRITICAL },
    { node->twice, ESP_PATH_REASON_PROFILE_TWICE },
    { node->damaged, ESP_PATH_REASON_PROFILE_DAMAGED },
  };
  guint count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].extension)
      {
        esp_path_add (judged, place, faults[i].reason, "extension",
                      esp_extension_get_label (faults[i].extension), NULL);
        count++;
      }
  return count;
}

/* Old roots in wide use have the serial number zero, and nobody relies on what signs a certificate
 * that is trusted as it is. */
static gboolean
is_forgiven (EspPathNode *node, const EspPathNode *issuer, const char *rule)
{
  if (issuer)
    return FALSE;
  return strcmp (rule, "signature-digest") == 0 ||
         (strcmp (rule, "serial-positive") == 0 &&
          esp_certificate_get_serial (node->certificate)[0] != '-');
}

static gboolean
is_enforced (const char *rule, EspPurpose purpose)
{
  return g_strv_contains (enforced_always, rule) ||
         (purpose != ESP_PURPOSE_ANY && g_strv_contains (enforced, rule));
}

static guint
check_lint (EspPathCase *judged, guint place, EspPurpose purpose)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  EspPathNode *issuer = place + 1 < judged->nodes->len ? esp_path_case_node (judged, place + 1) :
                                                         NULL;
  g_autoptr (GPtrArray)
    findings = esp_lint_certificate (node->certificate, issuer ? issuer->certificate : NULL, NULL);
  guint count = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (findings, i);

      if (!is_enforced (finding->id, purpose) || is_forgiven (node, issuer, finding->id))
        continue;
      esp_path_add_rule (judged, place, finding->id, finding->citation, finding->sentence);
      count++;
    }
  return count;
}

static guint
check_field (EspPathCase *judged, guint place)
{
  guint count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (field_rules); i++)
    if (field_rules[i].is_broken (judged, place))
      {
        esp_path_add_rule (judged, place, field_rules[i].id, field_rules[i].citation,
                           field_rules[i].sentence);
        count++;
      }
  ERR_clear_error ();
  return count;
}

void
esp_path_check_profile (EspPathCase *judged)
{
  EspPurpose purpose = judged->for_lists ? ESP_PURPOSE_ANY : judged->context->options->purpose;

  for (guint i = 0; i < judged->nodes->len; i++)
    {
      guint count = check_extensions (judged, i);

      count += check_lint (judged, i, purpose);
      if (purpose == ESP_PURPOSE_ANY)
        continue;
      count += check_field (judged, i);
      if (count == 0)
        esp_path_add (judged, i, ESP_PATH_REASON_PROFILE_GOOD, "purpose",
                      purpose == ESP_PURPOSE_SERVER ? "server" : "client", NULL);
    }
}
