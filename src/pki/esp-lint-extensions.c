/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for the extensions of a certificate by themselves; those of what it may be used for are in
 * esp-lint-usage.c. */
#include "esp-lint-rule.h"

#include <glib/gi18n.h>
#include <string.h>

/* Every extension whose value is understood here, with its shape. */
static const struct
{
  const char *oid;
  ASN1_ITEM_EXP *item;
} known[] = {
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, ASN1_ITEM_ref (ASN1_OCTET_STRING) },
  { ESP_OID_KEY_USAGE, ASN1_ITEM_ref (ASN1_BIT_STRING) },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, ASN1_ITEM_ref (GENERAL_NAMES) },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, ASN1_ITEM_ref (GENERAL_NAMES) },
  { ESP_OID_BASIC_CONSTRAINTS, ASN1_ITEM_ref (BASIC_CONSTRAINTS) },
  { ESP_OID_NAME_CONSTRAINTS, ASN1_ITEM_ref (NAME_CONSTRAINTS) },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, ASN1_ITEM_ref (CRL_DIST_POINTS) },
  { ESP_OID_CERTIFICATE_POLICIES, ASN1_ITEM_ref (CERTIFICATEPOLICIES) },
  { ESP_OID_POLICY_MAPPINGS, ASN1_ITEM_ref (POLICY_MAPPINGS) },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, ASN1_ITEM_ref (AUTHORITY_KEYID) },
  { ESP_OID_POLICY_CONSTRAINTS, ASN1_ITEM_ref (POLICY_CONSTRAINTS) },
  { ESP_OID_EXTENDED_KEY_USAGE, ASN1_ITEM_ref (EXTENDED_KEY_USAGE) },
  { ESP_OID_FRESHEST_CRL, ASN1_ITEM_ref (CRL_DIST_POINTS) },
  { ESP_OID_INHIBIT_ANY_POLICY, ASN1_ITEM_ref (ASN1_INTEGER) },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, ASN1_ITEM_ref (AUTHORITY_INFO_ACCESS) },
  { ESP_OID_SUBJECT_INFORMATION_ACCESS, ASN1_ITEM_ref (AUTHORITY_INFO_ACCESS) },
  { ESP_OID_OCSP_NO_CHECK, ASN1_ITEM_ref (ASN1_NULL) },
};

static gboolean
is_known (const char *oid, const ASN1_ITEM **item)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].oid, oid) == 0)
      {
        *item = ASN1_ITEM_ptr (known[i].item);
        return TRUE;
      }
  return FALSE;
}

static gboolean
duplicate (const EspLintContext *context)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < context->extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (context->extensions, i);

      if (!g_hash_table_add (seen, extension->oid))
        return TRUE;
    }
  return FALSE;
}

static gboolean
critical_unknown (const EspLintContext *context)
{
  const ASN1_ITEM *item = NULL;

  for (guint i = 0; i < context->extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (context->extensions, i);

      if (extension->critical && !is_known (extension->oid, &item))
        return TRUE;
    }
  return FALSE;
}

/* Unreadable, or readable and not the one encoding that DER allows. */
static gboolean
is_malformed (const EspExtension *extension)
{
  const ASN1_ITEM *item = NULL;
  ASN1_VALUE *value;
  guint8 *der = NULL;
  int len;
  g_autoptr (GBytes) again = NULL;

  if (!is_known (extension->oid, &item))
    return FALSE;
  value = esp_value_read (extension->value, item);
  if (!value)
    return TRUE;
  len = ASN1_item_i2d (value, &der, item);
  again = esp_openssl_take_der (der, len);
  ASN1_item_free (value, item);
  return !again || !g_bytes_equal (again, extension->value);
}

static gboolean
malformed (const EspLintContext *context)
{
  int path_length;

  for (guint i = 0; i < context->extensions->len; i++)
    if (is_malformed (g_ptr_array_index (context->extensions, i)))
      return TRUE;
  return context->basic_constraints &&
         !esp_value_read_path_length (context->basic_constraints, &path_length);
}

/* --- Key identifiers --- */

static gboolean
ca_subject_key_missing (const EspLintContext *context)
{
  return context->ca && !esp_certificate_get_subject_key_identifier (context->certificate);
}

static gboolean
subject_key_missing (const EspLintContext *context)
{
  return !context->ca && !esp_certificate_get_subject_key_identifier (context->certificate);
}

static gboolean
subject_key_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_SUBJECT_KEY_IDENTIFIER);
}

static gboolean
authority_key_missing (const EspLintContext *context)
{
  return context->issuer && !esp_certificate_get_authority_key_identifier (context->certificate);
}

static gboolean
authority_key_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_AUTHORITY_KEY_IDENTIFIER);
}

/* --- Constraints and policies --- */

static gboolean
name_constraints_without_ca (const EspLintContext *context)
{
  return !context->ca && esp_lint_find (context, ESP_OID_NAME_CONSTRAINTS);
}

static gboolean
name_constraints_not_critical (const EspLintContext *context)
{
  return esp_lint_is_not_critical (context, ESP_OID_NAME_CONSTRAINTS);
}

static gboolean
name_constraints_empty (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_NAME_CONSTRAINTS);
  g_autoptr (NAME_CONSTRAINTS) constraints =
    extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (NAME_CONSTRAINTS)) : NULL;

  return constraints && sk_GENERAL_SUBTREE_num (constraints->permittedSubtrees) <= 0 &&
         sk_GENERAL_SUBTREE_num (constraints->excludedSubtrees) <= 0;
}

static CERTIFICATEPOLICIES *
read_policies (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_CERTIFICATE_POLICIES);

  return extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (CERTIFICATEPOLICIES)) : NULL;
}

static gboolean
policies_twice (const EspLintContext *context)
{
  g_autoptr (CERTIFICATEPOLICIES) policies = read_policies (context);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    if (!g_hash_table_add (seen, esp_object_to_oid (sk_POLICYINFO_value (policies, i)->policyid)))
      return TRUE;
  return FALSE;
}

static gboolean
policies_empty (const EspLintContext *context)
{
  g_autoptr (CERTIFICATEPOLICIES) policies = read_policies (context);

  return policies && sk_POLICYINFO_num (policies) == 0;
}

static gboolean
policy_constraints_without_ca (const EspLintContext *context)
{
  return !context->ca && (esp_lint_find (context, ESP_OID_POLICY_CONSTRAINTS) ||
                          esp_lint_find (context, ESP_OID_POLICY_MAPPINGS) ||
                          esp_lint_find (context, ESP_OID_INHIBIT_ANY_POLICY));
}

static gboolean
policy_constraints_not_critical (const EspLintContext *context)
{
  return esp_lint_is_not_critical (context, ESP_OID_POLICY_CONSTRAINTS);
}

static gboolean
inhibit_any_not_critical (const EspLintContext *context)
{
  return esp_lint_is_not_critical (context, ESP_OID_INHIBIT_ANY_POLICY);
}

/* --- Addresses --- */

static gboolean
distribution_points_empty (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_CRL_DISTRIBUTION_POINTS);
  g_autoptr (CRL_DIST_POINTS)
    points = extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (CRL_DIST_POINTS)) : NULL;

  if (!points)
    return FALSE;
  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      const DIST_POINT *point = sk_DIST_POINT_value (points, i);

      if (!point->distpoint && !point->CRLissuer)
        return TRUE;
    }
  return sk_DIST_POINT_num (points) == 0;
}

static gboolean
distribution_points_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_CRL_DISTRIBUTION_POINTS);
}

static gboolean
access_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_AUTHORITY_INFORMATION_ACCESS) ||
         esp_lint_is_critical (context, ESP_OID_SUBJECT_INFORMATION_ACCESS);
}

static gboolean
access_empty (const EspLintContext *context)
{
  static const char *const oids[] = { ESP_OID_AUTHORITY_INFORMATION_ACCESS,
                                      ESP_OID_SUBJECT_INFORMATION_ACCESS };

  for (gsize i = 0; i < G_N_ELEMENTS (oids); i++)
    {
      const EspExtension *extension = esp_lint_find (context, oids[i]);
      g_autoptr (AUTHORITY_INFO_ACCESS)
        access = extension ?
                   esp_value_read (extension->value, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS)) :
                   NULL;

      if (access && sk_ACCESS_DESCRIPTION_num (access) == 0)
        return TRUE;
    }
  return FALSE;
}

static const EspLintRule rules[] = {
  { { "extension-duplicate", "RFC 5280, 4.2", ESP_LINT_ERROR,
      N_ ("an extension stands twice in the certificate") },
    duplicate },
  { { "extension-malformed", "RFC 5280, 4.2", ESP_LINT_ERROR,
      N_ ("the value of an extension can't be read or is not in DER") },
    malformed },
  { { "extension-critical-unknown", "RFC 5280, 4.2", ESP_LINT_WARNING,
      N_ ("a critical extension is unknown here; who does not know it refuses the certificate") },
    critical_unknown },
  { { "ca-subject-key-missing", "RFC 5280, 4.2.1.2", ESP_LINT_ERROR,
      N_ ("a CA must have a subject key identifier") },
    ca_subject_key_missing },
  { { "subject-key-missing", "RFC 5280, 4.2.1.2", ESP_LINT_WARNING,
      N_ ("a certificate should have a subject key identifier") },
    subject_key_missing },
  { { "subject-key-critical", "RFC 5280, 4.2.1.2", ESP_LINT_ERROR,
      N_ ("the subject key identifier must not be critical") },
    subject_key_critical },
  { { "authority-key-missing", "RFC 5280, 4.2.1.1", ESP_LINT_ERROR,
      N_ ("a certificate that is not self-signed must have an authority key identifier") },
    authority_key_missing },
  { { "authority-key-critical", "RFC 5280, 4.2.1.1", ESP_LINT_ERROR,
      N_ ("the authority key identifier must not be critical") },
    authority_key_critical },
  { { "name-constraints-without-ca", "RFC 5280, 4.2.1.10", ESP_LINT_ERROR,
      N_ ("only a CA can have name constraints") },
    name_constraints_without_ca },
  { { "name-constraints-not-critical", "RFC 5280, 4.2.1.10", ESP_LINT_ERROR,
      N_ ("name constraints must be critical") },
    name_constraints_not_critical },
  { { "name-constraints-empty", "RFC 5280, 4.2.1.10", ESP_LINT_ERROR,
      N_ ("name constraints must permit or exclude something") },
    name_constraints_empty },
  { { "policies-empty", "RFC 5280, 4.2.1.4", ESP_LINT_ERROR,
      N_ ("the certificate policies must name at least one") },
    policies_empty },
  { { "policies-twice", "RFC 5280, 4.2.1.4", ESP_LINT_ERROR,
      N_ ("a certificate policy is named twice") },
    policies_twice },
  { { "policy-constraints-without-ca", "RFC 5280, 4.2.1.5, 4.2.1.11 and 4.2.1.14", ESP_LINT_ERROR,
      N_ ("policy mappings and constraints are for CAs only") },
    policy_constraints_without_ca },
  { { "policy-constraints-not-critical", "RFC 5280, 4.2.1.11", ESP_LINT_ERROR,
      N_ ("policy constraints must be critical") },
    policy_constraints_not_critical },
  { { "inhibit-any-policy-not-critical", "RFC 5280, 4.2.1.14", ESP_LINT_ERROR,
      N_ ("inhibit any-policy must be critical") },
    inhibit_any_not_critical },
  { { "distribution-points-empty", "RFC 5280, 4.2.1.13", ESP_LINT_ERROR,
      N_ ("a CRL distribution point names no place and no issuer") },
    distribution_points_empty },
  { { "distribution-points-critical", "RFC 5280, 4.2.1.13", ESP_LINT_WARNING,
      N_ ("the CRL distribution points should not be critical") },
    distribution_points_critical },
  { { "information-access-critical", "RFC 5280, 4.2.2.1 and 4.2.2.2", ESP_LINT_ERROR,
      N_ ("information access must not be critical") },
    access_critical },
  { { "information-access-empty", "RFC 5280, 4.2.2.1 and 4.2.2.2", ESP_LINT_ERROR,
      N_ ("information access must name at least one place") },
    access_empty },
};

const EspLintTable esp_lint_extension_rules = { rules, G_N_ELEMENTS (rules) };
