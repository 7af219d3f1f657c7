/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for what stands inside of extensions that nobody but a request or a caller brings: policies
 * and their mappings, constraints, access, names of other kinds. */
#include "esp-lint-rule.h"

#include "esp-name-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define NOTICE_MAX 200 /* characters (RFC 5280, 4.2.1.4) */

/* The value of the only extension with @oid, or NULL. */
static gpointer
read_only (const EspLintContext *context, const char *oid, const ASN1_ITEM *item)
{
  const EspExtension *extension = esp_lint_find (context, oid);

  return extension ? esp_value_read (extension->value, item) : NULL;
}

static gboolean
freshest_crl_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_FRESHEST_CRL);
}

static gboolean
directory_attributes_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES);
}

/* --- Names -------------------------------------------------------------------------------------*/

static gboolean
issuer_names_empty (const EspLintContext *context)
{
  g_autoptr (GENERAL_NAMES)
    names = read_only (context, ESP_OID_ISSUER_ALTERNATIVE_NAME, ASN1_ITEM_rptr (GENERAL_NAMES));

  return names && sk_GENERAL_NAME_num (names) == 0;
}

static gboolean
issuer_names_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_ISSUER_ALTERNATIVE_NAME);
}

static gboolean
names_blank (const EspLintContext *context)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (context->alternative_names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (context->alternative_names, i);

      if (name->type == GEN_DIRNAME && X509_NAME_entry_count (name->d.directoryName) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A host of one label means something else on each network. */
static gboolean
has_lone_host (const GENERAL_NAME *name)
{
  g_autofree char *text = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (name->type != GEN_URI)
    return FALSE;
  text = g_strndup ((const char *) ASN1_STRING_get0_data (name->d.uniformResourceIdentifier),
                    (gsize) ASN1_STRING_length (name->d.uniformResourceIdentifier));
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  host = uri ? g_uri_get_host (uri) : NULL;
  return host && *host && !strchr (host, '.') && !g_hostname_is_ip_address (host);
}

static gboolean
uri_host (const EspLintContext *context)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (context->alternative_names); i++)
    if (has_lone_host (sk_GENERAL_NAME_value (context->alternative_names, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_named (const EspLintContext *context, const ASN1_STRING *mail)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (context->alternative_names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (context->alternative_names, i);

      if (name->type == GEN_EMAIL && ASN1_STRING_cmp (name->d.rfc822Name, mail) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
email_not_in_names (const EspLintContext *context)
{
  const X509_NAME *subject = esp_name_get_x509 (esp_certificate_get_subject (context->certificate));
  int i = -1;

  while ((i = X509_NAME_get_index_by_NID (subject, NID_pkcs9_emailAddress, i)) >= 0)
    if (!is_named (context, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, i))))
      return TRUE;
  return FALSE;
}

/* --- Policies ----------------------------------------------------------------------------------*/

typedef gboolean (*QualifierTest) (const POLICYINFO *policy, const POLICYQUALINFO *qualifier);

static gboolean
any_qualifier (const EspLintContext *context, QualifierTest test)
{
  g_autoptr (CERTIFICATEPOLICIES) policies = read_only (context, ESP_OID_CERTIFICATE_POLICIES,
                                                        ASN1_ITEM_rptr (CERTIFICATEPOLICIES));

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    {
      const POLICYINFO *policy = sk_POLICYINFO_value (policies, i);

      for (int j = 0; j < sk_POLICYQUALINFO_num (policy->qualifiers); j++)
        if (test (policy, sk_POLICYQUALINFO_value (policy->qualifiers, j)))
          return TRUE;
    }
  return FALSE;
}

static const USERNOTICE *
get_notice (const POLICYQUALINFO *qualifier)
{
  return OBJ_obj2nid (qualifier->pqualid) == NID_id_qt_unotice ? qualifier->d.usernotice : NULL;
}

static gboolean
is_foreign_qualifier (const POLICYINFO *policy, const POLICYQUALINFO *qualifier)
{
  int nid = OBJ_obj2nid (qualifier->pqualid);

  return OBJ_obj2nid (policy->policyid) == NID_any_policy && nid != NID_id_qt_cps &&
         nid != NID_id_qt_unotice;
}

static gboolean
policy_any_qualifiers (const EspLintContext *context)
{
  return any_qualifier (context, is_foreign_qualifier);
}

static gboolean
is_bad_notice (const POLICYINFO *policy, const POLICYQUALINFO *qualifier)
{
  const USERNOTICE *notice = get_notice (qualifier);
  guint8 *utf8 = NULL;
  int len;
  gboolean bad;

  if (!notice || !notice->exptext)
    return FALSE;
  len = ASN1_STRING_to_UTF8 (&utf8, notice->exptext);
  bad = ASN1_STRING_type (notice->exptext) == V_ASN1_IA5STRING || len < 1 ||
        g_utf8_strlen ((const char *) utf8, len) > NOTICE_MAX;
  OPENSSL_free (utf8);
  return bad;
}

static gboolean
policy_notice_text (const EspLintContext *context)
{
  return any_qualifier (context, is_bad_notice);
}

static gboolean
is_old_notice (const POLICYINFO *policy, const POLICYQUALINFO *qualifier)
{
  const USERNOTICE *notice = get_notice (qualifier);

  return notice && (notice->noticeref ||
                    (notice->exptext && ASN1_STRING_type (notice->exptext) != V_ASN1_UTF8STRING &&
                     ASN1_STRING_type (notice->exptext) != V_ASN1_IA5STRING));
}

static gboolean
policy_notice_form (const EspLintContext *context)
{
  return any_qualifier (context, is_old_notice);
}

/* --- Policy mappings and constraints -----------------------------------------------------------*/

static void
mappings_free (POLICY_MAPPINGS *mappings)
{
  sk_POLICY_MAPPING_pop_free (mappings, POLICY_MAPPING_free);
}

static POLICY_MAPPINGS *
read_mappings (const EspLintContext *context)
{
  return read_only (context, ESP_OID_POLICY_MAPPINGS, ASN1_ITEM_rptr (POLICY_MAPPINGS));
}

static gboolean
policy_mappings_empty (const EspLintContext *context)
{
  POLICY_MAPPINGS *mappings = read_mappings (context);
  gboolean empty = mappings && sk_POLICY_MAPPING_num (mappings) == 0;

  mappings_free (mappings);
  return empty;
}

static gboolean
policy_mappings_any (const EspLintContext *context)
{
  POLICY_MAPPINGS *mappings = read_mappings (context);
  gboolean found = FALSE;

  for (int i = 0; i < sk_POLICY_MAPPING_num (mappings); i++)
    {
      const POLICY_MAPPING *mapping = sk_POLICY_MAPPING_value (mappings, i);

      found = found || OBJ_obj2nid (mapping->issuerDomainPolicy) == NID_any_policy ||
              OBJ_obj2nid (mapping->subjectDomainPolicy) == NID_any_policy;
    }
  mappings_free (mappings);
  return found;
}

static gboolean
policy_mappings_not_critical (const EspLintContext *context)
{
  return esp_lint_is_not_critical (context, ESP_OID_POLICY_MAPPINGS);
}

static gboolean
is_asserted (const CERTIFICATEPOLICIES *policies, const ASN1_OBJECT *policy)
{
  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    if (OBJ_cmp (sk_POLICYINFO_value (policies, i)->policyid, policy) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
policy_mappings_not_asserted (const EspLintContext *context)
{
  POLICY_MAPPINGS *mappings = read_mappings (context);
  g_autoptr (CERTIFICATEPOLICIES) policies = read_only (context, ESP_OID_CERTIFICATE_POLICIES,
                                                        ASN1_ITEM_rptr (CERTIFICATEPOLICIES));
  gboolean missing = FALSE;

  for (int i = 0; i < sk_POLICY_MAPPING_num (mappings); i++)
    if (!is_asserted (policies, sk_POLICY_MAPPING_value (mappings, i)->issuerDomainPolicy))
      missing = TRUE;
  mappings_free (mappings);
  return missing;
}

static gboolean
policy_constraints_empty (const EspLintContext *context)
{
  POLICY_CONSTRAINTS *constraints = read_only (context, ESP_OID_POLICY_CONSTRAINTS,
                                               ASN1_ITEM_rptr (POLICY_CONSTRAINTS));
  gboolean empty = constraints && !constraints->requireExplicitPolicy &&
                   !constraints->inhibitPolicyMapping;

  POLICY_CONSTRAINTS_free (constraints);
  return empty;
}

/* --- Name constraints --------------------------------------------------------------------------*/

typedef gboolean (*SubtreeTest) (const GENERAL_SUBTREE *subtree);

static gboolean
any_subtree (const EspLintContext *context, SubtreeTest test)
{
  g_autoptr (NAME_CONSTRAINTS)
    constraints = read_only (context, ESP_OID_NAME_CONSTRAINTS, ASN1_ITEM_rptr (NAME_CONSTRAINTS));

  for (int i = 0; constraints && i < sk_GENERAL_SUBTREE_num (constraints->permittedSubtrees); i++)
    if (test (sk_GENERAL_SUBTREE_value (constraints->permittedSubtrees, i)))
      return TRUE;
  for (int i = 0; constraints && i < sk_GENERAL_SUBTREE_num (constraints->excludedSubtrees); i++)
    if (test (sk_GENERAL_SUBTREE_value (constraints->excludedSubtrees, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_bounded (const GENERAL_SUBTREE *subtree)
{
  return (subtree->minimum && ASN1_INTEGER_get (subtree->minimum) != 0) || subtree->maximum;
}

static gboolean
name_constraints_bounds (const EspLintContext *context)
{
  return any_subtree (context, is_bounded);
}

static gboolean
is_odd_form (const GENERAL_SUBTREE *subtree)
{
  int type = subtree->base->type;

  return type == GEN_X400 || type == GEN_EDIPARTY || type == GEN_RID;
}

static gboolean
name_constraints_forms (const EspLintContext *context)
{
  return any_subtree (context, is_odd_form);
}

/* --- Places ------------------------------------------------------------------------------------*/

static gboolean
is_place (const GENERAL_NAME *name)
{
  static const char *const schemes[] = { "http://", "https://", "ldap://", "ldaps://" };
  const ASN1_STRING *uri = name->type == GEN_URI ? name->d.uniformResourceIdentifier : NULL;

  for (gsize i = 0; uri && i < G_N_ELEMENTS (schemes); i++)
    if ((gsize) ASN1_STRING_length (uri) > strlen (schemes[i]) &&
        g_ascii_strncasecmp ((const char *) ASN1_STRING_get0_data (uri), schemes[i],
                             strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_place (const DIST_POINT *point)
{
  const GENERAL_NAMES *names;

  if (!point->distpoint || point->distpoint->type != 0)
    return TRUE; /* without a name, or relative to the issuer's: another rule's business */
  names = point->distpoint->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    if (is_place (sk_GENERAL_NAME_value (names, i)))
      return TRUE;
  return FALSE;
}

static gboolean
distribution_points_place (const EspLintContext *context)
{
  g_autoptr (CRL_DIST_POINTS)
    points = read_only (context, ESP_OID_CRL_DISTRIBUTION_POINTS, ASN1_ITEM_rptr (CRL_DIST_POINTS));

  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    if (!has_place (sk_DIST_POINT_value (points, i)))
      return TRUE;
  return FALSE;
}

static gboolean
information_access_place (const EspLintContext *context)
{
  g_autoptr (AUTHORITY_INFO_ACCESS) access = read_only (
    context, ESP_OID_AUTHORITY_INFORMATION_ACCESS, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS));
  gboolean issuers = FALSE, place = FALSE;

  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (access); i++)
    {
      const ACCESS_DESCRIPTION *row = sk_ACCESS_DESCRIPTION_value (access, i);

      if (OBJ_obj2nid (row->method) != NID_ad_ca_issuers)
        continue;
      issuers = TRUE;
      place = place || is_place (row->location);
    }
  return issuers && !place;
}

/* --- Keys --------------------------------------------------------------------------------------*/

static gboolean
has_rsa_key (const EspLintContext *context)
{
  return esp_key_get_family (esp_certificate_get_key (context->certificate)) == ESP_KEY_FAMILY_RSA;
}

static gboolean
rsa_key_agreement (const EspLintContext *context)
{
  return has_rsa_key (context) &&
         (context->key_usage & (ESP_KEY_USAGE_KEY_AGREEMENT | ESP_KEY_USAGE_ENCIPHER_ONLY |
                                ESP_KEY_USAGE_DECIPHER_ONLY));
}

/* rsaEncryption { NULL }, the one form there is. */
static gboolean
rsa_parameters (const EspLintContext *context)
{
  static const guint8 algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                      0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
  static const guint8 rsa_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
  GBytes *spki = esp_key_get_spki (esp_certificate_get_key (context->certificate));
  gsize len;
  const guint8 *bytes = g_bytes_get_data (spki, &len);

  if (!has_rsa_key (context) || !memmem (bytes, len, rsa_oid, sizeof rsa_oid))
    return FALSE; /* RSASSA-PSS keys have parameters of their own */
  return !memmem (bytes, MIN (len, 24), algorithm, sizeof algorithm);
}

/* Nine bits at most, and no zero bits at the end (X.690, 11.2.2). */
static gboolean
key_usage_encoding (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_KEY_USAGE);
  g_autoptr (GBytes) wanted = NULL;

  if (!extension || !context->has_key_usage)
    return FALSE;
  wanted = esp_value_key_usage (context->key_usage);
  return wanted && !g_bytes_equal (wanted, extension->value);
}

static const EspLintRule rules[] = {
  { { "freshest-crl-critical", "RFC 5280, 4.2.1.15", ESP_LINT_ERROR,
      N_ ("the freshest CRL must not be critical") },
    freshest_crl_critical },
  { { "directory-attributes-critical", "RFC 5280, 4.2.1.8", ESP_LINT_ERROR,
      N_ ("the subject directory attributes must not be critical") },
    directory_attributes_critical },
  { { "issuer-names-empty", "RFC 5280, 4.2.1.7", ESP_LINT_ERROR,
      N_ ("the issuer alternative name must hold at least one name") },
    issuer_names_empty },
  { { "issuer-names-critical", "RFC 5280, 4.2.1.7", ESP_LINT_WARNING,
      N_ ("the issuer alternative name should not be critical") },
    issuer_names_critical },
  { { "alternative-names-blank", "RFC 5280, 4.2.1.6", ESP_LINT_ERROR,
      N_ ("a directory name among the alternative names is empty") },
    names_blank },
  { { "uri-host", "RFC 5280, 4.2.1.6", ESP_LINT_WARNING,
      N_ ("the host of a URI should be a full domain name or an address") },
    uri_host },
  { { "email-not-in-names", "RFC 5280, 4.1.2.6", ESP_LINT_WARNING,
      N_ ("an e-mail address of the subject is missing among the alternative names, where programs "
          "look for it") },
    email_not_in_names },
  { { "policy-any-qualifiers", "RFC 5280, 4.2.1.4", ESP_LINT_ERROR,
      N_ ("any-policy may be qualified by a practice statement or a notice only") },
    policy_any_qualifiers },
  { { "policy-notice-text", "RFC 6818, 3", ESP_LINT_ERROR,
      N_ ("the text of a policy notice must have 1 to 200 characters and be no IA5String") },
    policy_notice_text },
  { { "policy-notice-form", "RFC 5280, 4.2.1.4", ESP_LINT_WARNING,
      N_ ("a policy notice should be a UTF-8 text without references") },
    policy_notice_form },
  { { "policy-mappings-empty", "RFC 5280, 4.2.1.5", ESP_LINT_ERROR,
      N_ ("the policy mappings must map at least one policy") },
    policy_mappings_empty },
  { { "policy-mappings-any", "RFC 5280, 4.2.1.5", ESP_LINT_ERROR,
      N_ ("a policy must not be mapped to or from any-policy") },
    policy_mappings_any },
  { { "policy-mappings-not-critical", "RFC 5280, 4.2.1.5", ESP_LINT_WARNING,
      N_ ("policy mappings should be critical") },
    policy_mappings_not_critical },
  { { "policy-mappings-not-asserted", "RFC 5280, 4.2.1.5", ESP_LINT_WARNING,
      N_ ("a mapped policy should be among the certificate policies") },
    policy_mappings_not_asserted },
  { { "policy-constraints-empty", "RFC 5280, 4.2.1.11", ESP_LINT_ERROR,
      N_ ("policy constraints must require or inhibit something") },
    policy_constraints_empty },
  { { "name-constraints-bounds", "RFC 5280, 4.2.1.10", ESP_LINT_ERROR,
      N_ ("name constraints must not have a minimum or maximum") },
    name_constraints_bounds },
  { { "name-constraints-forms", "RFC 5280, 4.2.1.10", ESP_LINT_WARNING,
      N_ ("name constraints should not be on X.400, EDI or registered names") },
    name_constraints_forms },
  { { "distribution-points-place", "RFC 5280, 4.2.1.13", ESP_LINT_WARNING,
      N_ ("a CRL distribution point should name a place by HTTP or LDAP") },
    distribution_points_place },
  { { "information-access-place", "RFC 5280, 4.2.2.1", ESP_LINT_WARNING,
      N_ ("the issuers' certificates should be at a place by HTTP or LDAP") },
    information_access_place },
  { { "rsa-key-agreement", "RFC 3279, 2.3.1", ESP_LINT_ERROR,
      N_ ("an RSA key can't agree on keys, so its key usage must not say so") },
    rsa_key_agreement },
  { { "rsa-parameters", "RFC 3279, 2.3.1", ESP_LINT_ERROR,
      N_ ("the algorithm of an RSA key must have NULL as its parameters") },
    rsa_parameters },
  { { "key-usage-encoding", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("the key usage has more than nine bits or zero bits at its end") },
    key_usage_encoding },
};

const EspLintTable esp_lint_detail_rules = { rules, G_N_ELEMENTS (rules) };
