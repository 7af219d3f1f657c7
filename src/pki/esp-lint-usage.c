/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for what a certificate may be used for: basic constraints, key usage, extended key usage.
 */
#include "esp-lint-rule.h"

#include <glib/gi18n.h>
#include <string.h>

/* Which key usages a purpose can do with (RFC 5280, 4.2.1.12). */
static const struct
{
  int nid;
  guint usages;
} purposes[] = {
  { NID_server_auth, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_ENCIPHERMENT |
                       ESP_KEY_USAGE_KEY_AGREEMENT },
  { NID_client_auth, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_AGREEMENT },
  { NID_code_sign, ESP_KEY_USAGE_DIGITAL_SIGNATURE },
  { NID_email_protect, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_NON_REPUDIATION |
                         ESP_KEY_USAGE_KEY_ENCIPHERMENT | ESP_KEY_USAGE_KEY_AGREEMENT },
  { NID_time_stamp, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_NON_REPUDIATION },
  { NID_OCSP_sign, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_NON_REPUDIATION },
};

static gboolean
has_path_length (const EspLintContext *context)
{
  return context->basic_constraints && context->basic_constraints->pathlen;
}

static gboolean
ca_constraints_not_critical (const EspLintContext *context)
{
  return context->ca && esp_lint_is_not_critical (context, ESP_OID_BASIC_CONSTRAINTS);
}

static gboolean
path_length_without_ca (const EspLintContext *context)
{
  return has_path_length (context) && !context->basic_constraints->ca;
}

static gboolean
path_length_without_cert_sign (const EspLintContext *context)
{
  return has_path_length (context) && context->has_key_usage &&
         !(context->key_usage & ESP_KEY_USAGE_KEY_CERT_SIGN);
}

static gboolean
cert_sign_without_ca (const EspLintContext *context)
{
  return !context->ca && (context->key_usage & ESP_KEY_USAGE_KEY_CERT_SIGN);
}

/* The Blank CA templates leave the key usage to the request; that the request brings none is then
 * the template's own choice, and only a warning. */
static gboolean
leaves_key_usage_out (const EspLintContext *context)
{
  return context->template && !context->template->has_key_usage;
}

static gboolean
ca_key_usage_missing (const EspLintContext *context)
{
  return context->ca && !esp_lint_find (context, ESP_OID_KEY_USAGE) &&
         !leaves_key_usage_out (context);
}

static gboolean
ca_key_usage_left_out (const EspLintContext *context)
{
  return context->ca && !esp_lint_find (context, ESP_OID_KEY_USAGE) &&
         leaves_key_usage_out (context);
}

static gboolean
ca_without_cert_sign (const EspLintContext *context)
{
  return context->ca && context->has_key_usage &&
         !(context->key_usage & ESP_KEY_USAGE_KEY_CERT_SIGN);
}

static gboolean
key_usage_empty (const EspLintContext *context)
{
  return context->has_key_usage && context->key_usage == 0;
}

static gboolean
key_usage_not_critical (const EspLintContext *context)
{
  return esp_lint_is_not_critical (context, ESP_OID_KEY_USAGE);
}

static gboolean
key_usage_only_bits (const EspLintContext *context)
{
  return (context->key_usage & (ESP_KEY_USAGE_ENCIPHER_ONLY | ESP_KEY_USAGE_DECIPHER_ONLY)) &&
         !(context->key_usage & ESP_KEY_USAGE_KEY_AGREEMENT);
}

/* EC keys can't encipher; the service's own end-entity templates say so all the same. */
static gboolean
ec_enciphers (const EspLintContext *context)
{
  EspKeyFamily family = esp_key_get_family (esp_certificate_get_key (context->certificate));

  return family == ESP_KEY_FAMILY_EC &&
         (context->key_usage & (ESP_KEY_USAGE_KEY_ENCIPHERMENT | ESP_KEY_USAGE_DATA_ENCIPHERMENT));
}

static gboolean
template_enciphers (const EspLintContext *context)
{
  return context->template && context->template->has_key_usage &&
         (context->template->key_usage & ESP_KEY_USAGE_KEY_ENCIPHERMENT);
}

static gboolean
ec_key_encipherment (const EspLintContext *context)
{
  return ec_enciphers (context) && !template_enciphers (context);
}

static gboolean
ec_key_encipherment_template (const EspLintContext *context)
{
  return ec_enciphers (context) && template_enciphers (context);
}

/* --- Extended key usage --- */

static gboolean
has_purpose (const EspLintContext *context, const char *oid)
{
  GPtrArray *oids = context->extended_key_usages;

  for (guint i = 0; oids && i < oids->len; i++)
    if (strcmp (g_ptr_array_index (oids, i), oid) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
extended_key_usage_empty (const EspLintContext *context)
{
  return context->extended_key_usages && context->extended_key_usages->len == 0;
}

static gboolean
extended_key_usage_twice (const EspLintContext *context)
{
  GPtrArray *oids = context->extended_key_usages;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; oids && i < oids->len; i++)
    if (!g_hash_table_add (seen, g_ptr_array_index (oids, i)))
      return TRUE;
  return FALSE;
}

static gboolean
extended_key_usage_any_critical (const EspLintContext *context)
{
  return esp_lint_is_critical (context, ESP_OID_EXTENDED_KEY_USAGE) &&
         has_purpose (context, ESP_OID_ANY_EXTENDED_KEY_USAGE);
}

static gboolean
extended_key_usage_unusable (const EspLintContext *context)
{
  GPtrArray *oids = context->extended_key_usages;

  if (context->ca || !context->has_key_usage)
    return FALSE;
  for (guint i = 0; oids && i < oids->len; i++)
    {
      int nid = OBJ_txt2nid (g_ptr_array_index (oids, i));

      for (gsize p = 0; p < G_N_ELEMENTS (purposes); p++)
        if (purposes[p].nid == nid && !(purposes[p].usages & context->key_usage))
          return TRUE;
    }
  return FALSE;
}

static const EspLintRule rules[] = {
  { { "ca-constraints-not-critical", "RFC 5280, 4.2.1.9", ESP_LINT_ERROR,
      N_ ("the basic constraints of a CA must be critical") },
    ca_constraints_not_critical },
  { { "path-length-without-ca", "RFC 5280, 4.2.1.9", ESP_LINT_ERROR,
      N_ ("only a CA can have a path length") },
    path_length_without_ca },
  { { "path-length-without-cert-sign", "RFC 5280, 4.2.1.9", ESP_LINT_ERROR,
      N_ ("a path length needs the key usage keyCertSign") },
    path_length_without_cert_sign },
  { { "cert-sign-without-ca", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("the key usage keyCertSign is for CAs only") },
    cert_sign_without_ca },
  { { "ca-key-usage-missing", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("a CA must have a key usage") },
    ca_key_usage_missing },
  { { "ca-key-usage-left-out", "RFC 5280, 4.2.1.3", ESP_LINT_WARNING,
      N_ ("the template leaves the key usage of this CA out, which some clients refuse") },
    ca_key_usage_left_out },
  { { "ca-without-cert-sign", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("the key usage of a CA must have keyCertSign") },
    ca_without_cert_sign },
  { { "key-usage-empty", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("the key usage must allow at least one thing") },
    key_usage_empty },
  { { "key-usage-not-critical", "RFC 5280, 4.2.1.3", ESP_LINT_WARNING,
      N_ ("the key usage should be critical") },
    key_usage_not_critical },
  { { "key-usage-only-bits", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("encipherOnly and decipherOnly mean nothing without keyAgreement") },
    key_usage_only_bits },
  { { "ec-key-encipherment", "RFC 8813, 3", ESP_LINT_ERROR,
      N_ ("an EC key can't encipher, so its key usage must not say so") },
    ec_key_encipherment },
  { { "ec-key-encipherment-template", "RFC 8813, 3", ESP_LINT_WARNING,
      N_ ("the template says keyEncipherment, which an EC key can't do") },
    ec_key_encipherment_template },
  { { "extended-key-usage-empty", "RFC 5280, 4.2.1.12", ESP_LINT_ERROR,
      N_ ("the extended key usage must name at least one purpose") },
    extended_key_usage_empty },
  { { "extended-key-usage-twice", "RFC 5280, 4.2.1.12", ESP_LINT_WARNING,
      N_ ("the extended key usage names a purpose twice") },
    extended_key_usage_twice },
  { { "extended-key-usage-any-critical", "RFC 5280, 4.2.1.12", ESP_LINT_WARNING,
      N_ ("an extended key usage that allows any purpose should not be critical") },
    extended_key_usage_any_critical },
  { { "extended-key-usage-unusable", "RFC 5280, 4.2.1.12", ESP_LINT_ERROR,
      N_ ("the key usage allows nothing that one of the extended key usages needs") },
    extended_key_usage_unusable },
};

const EspLintTable esp_lint_usage_rules = { rules, G_N_ELEMENTS (rules) };
