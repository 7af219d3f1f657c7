/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for a certificate against its issuer, and against the promise of its template. */
#include "esp-lint-rule.h"

#include "esp-key-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- Against the issuer --- */

static gboolean
issuer_name (const EspLintContext *context)
{
  EspCertificate *issuer = context->issuer ? context->issuer : context->certificate;
  EspName *name = esp_certificate_get_subject (issuer);

  /* Byte for byte: clients that compare names otherwise are many, and differ. */
  return !g_bytes_equal (esp_name_get_der (esp_certificate_get_issuer (context->certificate)),
                         esp_name_get_der (name));
}

static gboolean
issuer_not_ca (const EspLintContext *context)
{
  EspCertificate *issuer = context->issuer ? context->issuer : context->certificate;

  return !esp_certificate_is_ca (issuer);
}

static gboolean
issuer_key_usage (const EspLintContext *context)
{
  const EspExtension *usage;
  guint bits = 0;

  if (!context->issuer)
    return FALSE;
  usage = esp_extensions_find (esp_certificate_get_extensions (context->issuer), ESP_OID_KEY_USAGE,
                               NULL);
  return usage &&
         !(esp_value_read_key_usage (usage->value, &bits) && (bits & ESP_KEY_USAGE_KEY_CERT_SIGN));
}

static gboolean
issuer_path_length (const EspLintContext *context)
{
  int limit = context->issuer ? esp_certificate_get_path_length (context->issuer) :
                                ESP_PATH_LENGTH_NONE;
  int own = esp_certificate_get_path_length (context->certificate);

  if (!context->ca || limit == ESP_PATH_LENGTH_NONE)
    return FALSE;
  return own == ESP_PATH_LENGTH_NONE || own >= limit;
}

static gboolean
issuer_outlived (const EspLintContext *context)
{
  return context->issuer && esp_certificate_get_not_after (context->certificate) >
                              esp_certificate_get_not_after (context->issuer);
}

static gboolean
issuer_same_end (const EspLintContext *context)
{
  return context->issuer && esp_certificate_get_not_after (context->certificate) ==
                              esp_certificate_get_not_after (context->issuer);
}

static gboolean
issuer_later_start (const EspLintContext *context)
{
  return context->issuer && esp_certificate_get_not_before (context->certificate) <
                              esp_certificate_get_not_before (context->issuer);
}

static gboolean
issuer_key_identifier (const EspLintContext *context)
{
  EspCertificate *issuer = context->issuer ? context->issuer : context->certificate;
  GBytes *given = esp_certificate_get_authority_key_identifier (context->certificate);
  GBytes *wanted = esp_certificate_get_subject_key_identifier (issuer);

  if (!wanted)
    wanted = esp_key_get_identifier (esp_certificate_get_key (issuer));
  return given && !g_bytes_equal (given, wanted);
}

static gboolean
issuer_signature_family (const EspLintContext *context)
{
  EspCertificate *issuer = context->issuer ? context->issuer : context->certificate;
  EspKeyFamily family = esp_key_get_family (esp_certificate_get_key (issuer));

  return context->signature.family != family && family != ESP_KEY_FAMILY_OTHER;
}

static gboolean
issuer_same_key (const EspLintContext *context)
{
  return context->issuer && esp_key_equal_public (esp_certificate_get_key (context->certificate),
                                                  esp_certificate_get_key (context->issuer));
}

static gboolean
issuer_same_name (const EspLintContext *context)
{
  return context->issuer && esp_certificate_is_self_issued (context->certificate);
}

static NAME_CONSTRAINTS *
read_issuer_constraints (const EspLintContext *context)
{
  const EspExtension *extension;

  if (!context->issuer)
    return NULL;
  extension = esp_extensions_find (esp_certificate_get_extensions (context->issuer),
                                   ESP_OID_NAME_CONSTRAINTS, NULL);
  return extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (NAME_CONSTRAINTS)) : NULL;
}

/* The issuer's own constraints; those of the CAs above it are for path validation. */
static gboolean
issuer_name_constraints (const EspLintContext *context)
{
  g_autoptr (NAME_CONSTRAINTS) constraints = read_issuer_constraints (context);
  g_autoptr (X509) x509 = NULL;

  if (!constraints || (context->ca && esp_certificate_is_self_issued (context->certificate)))
    return FALSE;
  x509 = esp_certificate_to_x509 (context->certificate);
  return !x509 || NAME_CONSTRAINTS_check (x509, constraints) != X509_V_OK;
}

/* OpenSSL and GnuTLS also hold a common name that looks like a host against DNS constraints, where
 * the alternative names hold no DNS name. */
static gboolean
issuer_name_constraints_common_name (const EspLintContext *context)
{
  g_autoptr (NAME_CONSTRAINTS) constraints = read_issuer_constraints (context);
  g_autoptr (X509) x509 = NULL;

  if (!constraints || context->ca)
    return FALSE;
  x509 = esp_certificate_to_x509 (context->certificate);
  return x509 && NAME_CONSTRAINTS_check (x509, constraints) == X509_V_OK &&
         NAME_CONSTRAINTS_check_CN (x509, constraints) != X509_V_OK;
}

/* --- Against the template --- */

static gboolean
template_ca (const EspLintContext *context)
{
  return context->template && context->template->ca != context->ca;
}

static gboolean
template_basic_constraints (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_BASIC_CONSTRAINTS);

  return context->template &&
         (!extension || extension->critical != context->template->basic_constraints_critical);
}

static gboolean
template_path_length (const EspLintContext *context)
{
  return context->template &&
         context->template->path_length != esp_certificate_get_path_length (context->certificate);
}

static gboolean
template_key_usage (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_KEY_USAGE);

  if (!context->template || !context->template->has_key_usage)
    return FALSE;
  return !extension || extension->critical != context->template->key_usage_critical ||
         context->key_usage != context->template->key_usage;
}

static gboolean
equal_oids (GPtrArray *oids, const char *const *wanted)
{
  guint n = g_strv_length ((char **) wanted);

  if (!oids || oids->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (strcmp (g_ptr_array_index (oids, i), wanted[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
template_extended_key_usage (const EspLintContext *context)
{
  const EspExtension *extension = esp_lint_find (context, ESP_OID_EXTENDED_KEY_USAGE);
  const EspTemplate *template = context->template;

  if (!template || !template->has_extended_key_usage)
    return FALSE;
  return !extension || extension->critical != template->extended_key_usage_critical ||
         !equal_oids (context->extended_key_usages, template->extended_key_usages);
}

static gboolean
template_authority_key (const EspLintContext *context)
{
  return context->template && context->template->has_authority_key_identifier &&
         !esp_certificate_get_authority_key_identifier (context->certificate);
}

/* RFC 5280, 4.2.1.2 (1) is one way of several; the templates promise this one. */
static gboolean
template_subject_key (const EspLintContext *context)
{
  GBytes *identifier = esp_certificate_get_subject_key_identifier (context->certificate);
  EspKey *key = esp_certificate_get_key (context->certificate);

  return context->template &&
         (!identifier || !g_bytes_equal (identifier, esp_key_get_identifier (key)));
}

/* Extensions that only a request could have brought. */
static gboolean
template_extras (const EspLintContext *context)
{
  static const char *const own[] = {
    ESP_OID_BASIC_CONSTRAINTS,
    ESP_OID_KEY_USAGE,
    ESP_OID_EXTENDED_KEY_USAGE,
    ESP_OID_SUBJECT_KEY_IDENTIFIER,
    ESP_OID_AUTHORITY_KEY_IDENTIFIER,
    ESP_OID_SUBJECT_ALTERNATIVE_NAME,
    ESP_OID_CRL_DISTRIBUTION_POINTS,
    ESP_OID_AUTHORITY_INFORMATION_ACCESS,
    NULL,
  };
  const EspTemplate *template = context->template;

  if (!template || template->csr_passthrough || template->api_passthrough)
    return FALSE;
  for (guint i = 0; i < context->extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (context->extensions, i);

      if (!g_strv_contains (own, extension->oid))
        return TRUE;
    }
  return (!template->has_key_usage && esp_lint_find (context, ESP_OID_KEY_USAGE)) ||
         (!template->has_extended_key_usage && esp_lint_find (context, ESP_OID_EXTENDED_KEY_USAGE));
}

static const EspLintRule rules[] = {
  { { "issuer-name", "RFC 5280, 4.1.2.4", ESP_LINT_ERROR,
      N_ ("the issuer's name differs from the subject of the issuer's certificate") },
    issuer_name },
  { { "issuer-not-ca", "RFC 5280, 4.2.1.9", ESP_LINT_ERROR, N_ ("the issuer is no CA") },
    issuer_not_ca },
  { { "issuer-key-usage", "RFC 5280, 4.2.1.3", ESP_LINT_ERROR,
      N_ ("the key usage of the issuer does not have keyCertSign") },
    issuer_key_usage },
  { { "issuer-path-length", "RFC 5280, 6.1.4", ESP_LINT_ERROR,
      N_ ("the path length of a CA must be below that of its issuer") },
    issuer_path_length },
  { { "issuer-outlived", "AWS Private CA, IssueCertificate", ESP_LINT_ERROR,
      N_ ("the validity ends after that of the issuer") },
    issuer_outlived },
  { { "issuer-same-end", "AWS Private CA, IssueCertificate", ESP_LINT_WARNING,
      N_ ("the validity ends together with that of the issuer, so both must be renewed at once") },
    issuer_same_end },
  { { "issuer-later-start", "RFC 5280, 6.1.3", ESP_LINT_WARNING,
      N_ ("the validity begins before that of the issuer and can't be used before it") },
    issuer_later_start },
  { { "issuer-key-identifier", "RFC 5280, 4.2.1.1", ESP_LINT_ERROR,
      N_ ("the authority key identifier is not the subject key identifier of the issuer") },
    issuer_key_identifier },
  { { "issuer-signature-family", "RFC 5280, 4.1.1.2", ESP_LINT_ERROR,
      N_ ("the signature algorithm does not fit the issuer's key") },
    issuer_signature_family },
  { { "issuer-same-key", "NIST SP 800-57 part 1, 5.2", ESP_LINT_WARNING,
      N_ ("subject and issuer have the same key") },
    issuer_same_key },
  { { "issuer-same-name", "RFC 5280, 3.2", ESP_LINT_WARNING,
      N_ ("subject and issuer have the same name, which makes paths hard to build") },
    issuer_same_name },
  { { "issuer-name-constraints", "RFC 5280, 4.2.1.10", ESP_LINT_ERROR,
      N_ ("a name is outside of the issuer's name constraints") },
    issuer_name_constraints },
  { { "issuer-name-constraints-common-name", "RFC 6125, 6.4.4", ESP_LINT_WARNING,
      N_ ("OpenSSL and GnuTLS will take the common name for a host outside of the issuer's name "
          "constraints") },
    issuer_name_constraints_common_name },
  { { "template-ca", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the template promises another kind of certificate") },
    template_ca },
  { { "template-basic-constraints", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the basic constraints are missing or not as critical as the template promises") },
    template_basic_constraints },
  { { "template-path-length", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the path length is not the template's") },
    template_path_length },
  { { "template-key-usage", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the key usage is not the template's") },
    template_key_usage },
  { { "template-extended-key-usage", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the extended key usage is not the template's") },
    template_extended_key_usage },
  { { "template-authority-key", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the authority key identifier that the template promises is missing") },
    template_authority_key },
  { { "template-subject-key", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("the subject key identifier is not the SHA-1 of the key, as the template promises") },
    template_subject_key },
  { { "template-extras", "AWS Private CA, templates", ESP_LINT_ERROR,
      N_ ("there is an extension that the template does not let in") },
    template_extras },
};

const EspLintTable esp_lint_issuer_rules = { rules, G_N_ELEMENTS (rules) };
