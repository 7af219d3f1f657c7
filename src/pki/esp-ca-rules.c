/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules for CA certificates that come in, as a table of extensions that may be critical, and
 * name constraints at issue: OpenSSL compares the names, here is only what it is asked. */
#include "esp-ca-rules.h"

#include "esp-certificate-plan.h"
#include "esp-certificate-private.h"
#include "esp-extension-values.h"

#include <openssl/x509v3.h>
#include <string.h>

/* Service, section 1.4; whatever is not here is refused when it is critical, authority information
 * access, distribution points, freshest CRL and policy constraints among it. */
static const char *const critical_oids[] = {
  ESP_OID_AUTHORITY_KEY_IDENTIFIER,
  ESP_OID_BASIC_CONSTRAINTS,
  ESP_OID_CERTIFICATE_POLICIES,
  ESP_OID_EXTENDED_KEY_USAGE,
  ESP_OID_INHIBIT_ANY_POLICY,
  ESP_OID_ISSUER_ALTERNATIVE_NAME,
  ESP_OID_KEY_USAGE,
  ESP_OID_NAME_CONSTRAINTS,
  ESP_OID_POLICY_MAPPINGS,
  ESP_OID_SUBJECT_ALTERNATIVE_NAME,
  ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES,
  ESP_OID_SUBJECT_KEY_IDENTIFIER,
  ESP_OID_SUBJECT_INFORMATION_ACCESS,
};

static const char *
label_of (EspCertificate *certificate)
{
  return esp_name_get_text (esp_certificate_get_subject (certificate));
}

static gboolean
refuse (EspReason reason, EspCertificate *certificate, GError **error)
{
  esp_error_set (error, reason, label_of (certificate), NULL);
  return FALSE;
}

/* --- What comes in -----------------------------------------------------------------------------*/

static gboolean
may_be_critical (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (critical_oids); i++)
    if (strcmp (critical_oids[i], oid) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_critical (EspCertificate *certificate, GError **error)
{
  GPtrArray *extensions = esp_certificate_get_extensions (certificate);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (!extension->critical || may_be_critical (extension->oid))
        continue;
      esp_error_set (error, ESP_REASON_CA_CRITICAL, label_of (certificate), "extension",
                     esp_extension_get_label (extension), NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_key_usage (EspCertificate *certificate, GError **error)
{
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_KEY_USAGE, NULL);
  guint usage = 0;

  if (!extension)
    return TRUE;
  if (esp_value_read_key_usage (extension->value, &usage) &&
      (usage & ESP_KEY_USAGE_KEY_CERT_SIGN) != 0)
    return TRUE;
  return refuse (ESP_REASON_CA_KEY_USAGE, certificate, error);
}

/* NULL where there are none; FALSE where they can't be read. */
static gboolean
read_name_constraints (EspCertificate *certificate, NAME_CONSTRAINTS **constraints)
{
  guint count = 0;
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_NAME_CONSTRAINTS, &count);

  *constraints = NULL;
  if (!extension)
    return TRUE;
  if (count == 1)
    *constraints = esp_value_read (extension->value, ASN1_ITEM_rptr (NAME_CONSTRAINTS));
  return *constraints != NULL;
}

gboolean
esp_ca_certificate_check (EspCertificate *certificate, GError **error)
{
  NAME_CONSTRAINTS *constraints = NULL;
  gboolean readable;

  if (!esp_certificate_is_ca (certificate))
    return refuse (ESP_REASON_CA_NOT_A_CA, certificate, error);
  if (!check_key_usage (certificate, error) || !check_critical (certificate, error))
    return FALSE;
  readable = read_name_constraints (certificate, &constraints);
  NAME_CONSTRAINTS_free (constraints);
  return readable ? TRUE : refuse (ESP_REASON_CA_NAME_CONSTRAINTS, certificate, error);
}

gboolean
esp_ca_certificate_check_own (EspCertificate *certificate, GError **error)
{
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_BASIC_CONSTRAINTS, NULL);

  if (!esp_ca_certificate_check (certificate, error))
    return FALSE;
  if (extension && extension->critical)
    return TRUE;
  return refuse (ESP_REASON_CA_BASIC_CONSTRAINTS, certificate, error);
}

/* --- Name constraints at issue -----------------------------------------------------------------*/

gboolean
esp_ca_has_name_constraints (EspCertificate *certificate)
{
  return esp_extensions_find (esp_certificate_get_extensions (certificate),
                              ESP_OID_NAME_CONSTRAINTS, NULL) != NULL;
}

/* Names are compared in the certificate as it would be: the to-be-signed bytes in the shape of a
 * certificate whose signature signs nothing. */
static X509 *
make_unsigned (EspCertificatePlan *plan, GError **error)
{
  GBytes *tbs = esp_certificate_plan_get_tbs (plan, error);
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspCertificate) copy = NULL;

  if (!tbs)
    return NULL;
  algorithm = esp_signing_algorithm_to_der (plan->algorithm);
  der = algorithm ? esp_signed_placeholder (tbs, algorithm, 64) : NULL;
  if (!der)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return NULL;
    }
  copy = esp_certificate_new_from_der (der, plan->key, error);
  return copy ? esp_certificate_to_x509 (copy) : NULL;
}

static const struct
{
  int result;
  EspReason reason;
} answers[] = {
  { X509_V_ERR_PERMITTED_VIOLATION, ESP_REASON_NAMES_NOT_PERMITTED },
  { X509_V_ERR_EXCLUDED_VIOLATION, ESP_REASON_NAMES_EXCLUDED },
};

static gboolean
answer (int result, EspCertificatePlan *plan, EspCertificate *issuer, GError **error)
{
  EspReason reason = ESP_REASON_NAMES_NOT_COMPARED;

  if (result == X509_V_OK)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].result == result)
      reason = answers[i].reason;
  esp_error_set (error, reason, esp_name_get_label (plan->subject), "issuer", label_of (issuer),
                 NULL);
  if (error)
    esp_error_set_detail (*error, X509_verify_cert_error_string (result));
  return FALSE;
}

/* The common name counts as a host name where no DNS name is given, as verifiers take it. */
static int
compare (X509 *x509, NAME_CONSTRAINTS *constraints, gboolean ca)
{
  int result = NAME_CONSTRAINTS_check (x509, constraints);

  if (result == X509_V_OK && !ca)
    result = NAME_CONSTRAINTS_check_CN (x509, constraints);
  ERR_clear_error ();
  return result;
}

gboolean
esp_ca_check_names (EspCertificatePlan *plan, GPtrArray *issuers, GError **error)
{
  g_autoptr (X509) x509 = NULL;

  for (guint i = 0; issuers && i < issuers->len; i++)
    {
      EspCertificate *issuer = g_ptr_array_index (issuers, i);
      NAME_CONSTRAINTS *constraints = NULL;
      int result;

      if (!read_name_constraints (issuer, &constraints))
        return refuse (ESP_REASON_CA_NAME_CONSTRAINTS, issuer, error);
      if (!constraints)
        continue;
      if (!x509)
        x509 = make_unsigned (plan, error);
      result = x509 ? compare (x509, constraints, plan->template->ca) : X509_V_OK;
      NAME_CONSTRAINTS_free (constraints);
      if (!x509)
        return FALSE;
      if (!answer (result, plan, issuer, error))
        return FALSE;
    }
  return TRUE;
}
