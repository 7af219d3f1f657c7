/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a plan to a certificate: encode, lint, sign, and compare what was signed with what was
 * linted. What stands in the certificate was decided before, in esp-certificate-plan.c.
 */
#include "esp-issuer.h"

#include "esp-certificate-plan.h"
#include "esp-certificate-private.h"
#include "esp-digest.h"
#include "esp-key-private.h"
#include "esp-lint.h"

#define SERIAL_SIZE 16
/* Where the size of a signature is not known; the placeholder is judged for its shape alone. */
#define SIGNATURE_SIZE 256

GBytes *
esp_serial_generate (GError **error)
{
  guint8 serial[SERIAL_SIZE];
  guint8 any;

  do
    {
      if (!esp_random_bytes (serial, sizeof serial, error))
        return NULL;
      serial[0] &= 0x7f; /* positive in DER without another byte */
      any = 0;
      for (gsize i = 0; i < sizeof serial; i++)
        any |= serial[i];
    }
  while (any == 0);
  return g_bytes_new (serial, sizeof serial);
}

GBytes *
esp_certificate_plan_get_tbs (EspCertificatePlan *plan, GError **error)
{
  g_autoptr (GBytes) algorithm = NULL;
  EspTbsContents contents = { 0 };

  if (plan->tbs)
    return plan->tbs;
  algorithm = esp_signing_algorithm_to_der (plan->algorithm);
  contents.serial = plan->serial;
  contents.algorithm = algorithm;
  contents.subject = esp_name_get_der (plan->subject);
  contents.issuer = plan->issuer ? esp_name_get_der (esp_certificate_get_subject (plan->issuer)) :
                                   contents.subject;
  contents.key = esp_key_get_spki (plan->key);
  contents.not_before = plan->not_before;
  contents.not_after = plan->not_after;
  contents.extensions = plan->extensions;
  plan->tbs = esp_tbs_build_certificate (&contents, error);
  return plan->tbs;
}

/* The key that has to sign: the issuer's, or the subject's own where there is no issuer. */
static EspKey *
get_issuer_key (EspCertificatePlan *plan)
{
  return plan->issuer ? esp_certificate_get_key (plan->issuer) : plan->key;
}

static gboolean
check_signer (EspCertificatePlan *plan, EspSigner *signer, GError **error)
{
  if (esp_key_equal_public (esp_signer_get_public_key (signer), get_issuer_key (plan)))
    return TRUE;
  esp_error_set (error, ESP_REASON_SIGNER_NOT_ISSUER, NULL, NULL);
  return FALSE;
}

static gsize
get_signature_size (EspKey *key)
{
  EVP_PKEY *pkey = esp_key_get_evp (key);
  int size = pkey ? EVP_PKEY_get_size (pkey) : 0;

  return size > 0 ? (gsize) size : SIGNATURE_SIZE;
}

static void
set_lint_error (GPtrArray *findings, EspName *subject, GError **error)
{
  g_autoptr (GString) detail = g_string_new (NULL);
  const EspLintFinding *first = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspLintFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity != ESP_LINT_ERROR)
        continue;
      first = first ? first : finding;
      g_string_append_printf (detail, "%s%s: %s (%s)", detail->len ? "\n" : "", finding->id,
                              finding->sentence, finding->citation);
    }
  esp_error_set (error, ESP_REASON_LINT, esp_name_get_label (subject), "rule", first->id,
                 "citation", first->citation, "sentence", first->sentence, NULL);
  if (error)
    esp_error_set_detail (*error, detail->str);
}

static gboolean
has_error (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (((const EspLintFinding *) g_ptr_array_index (findings, i))->severity == ESP_LINT_ERROR)
      return TRUE;
  return FALSE;
}

/*
 * Judges the certificate-to-be before any key signs it. The copy carries a well-formed placeholder
 * of a signature's size instead of the signature of a throw-away key: no rule looks at the
 * signature's value, so a key made for it would prove nothing more, and cost as much as the real
 * signature. The to-be-signed bytes are the very ones that will be signed.
 */
GPtrArray *
esp_certificate_plan_lint (EspCertificatePlan *plan, GError **error)
{
  GBytes *tbs = esp_certificate_plan_get_tbs (plan, error);
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (EspCertificate) copy = NULL;

  if (!tbs)
    return NULL;
  algorithm = esp_signing_algorithm_to_der (plan->algorithm);
  der = esp_signed_placeholder (tbs, algorithm, get_signature_size (get_issuer_key (plan)));
  if (!der)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return NULL;
    }
  copy = esp_certificate_new_from_der (der, plan->key, error);
  return copy ? esp_lint_certificate (copy, plan->issuer, plan->template) : NULL;
}

static gboolean
lint (EspCertificatePlan *plan, GPtrArray **warnings, GError **error)
{
  g_autoptr (GPtrArray) findings = esp_certificate_plan_lint (plan, error);

  if (!findings)
    return FALSE;
  if (has_error (findings))
    {
      set_lint_error (findings, plan->subject, error);
      return FALSE;
    }
  *warnings = g_steal_pointer (&findings);
  return TRUE;
}

/*
 * esp_signer_sign_structure() has verified the signature over the bytes that it returns with the
 * signer's public key, and check_signer() that this is the issuer's key; what is left to see is
 * that those bytes are the linted ones.
 */
static EspCertificate *
sign (EspCertificatePlan *plan, EspSigner *signer, GBytes *tbs, GError **error)
{
  g_autoptr (GBytes) der = esp_signer_sign_structure (signer, plan->algorithm, tbs, error);
  g_autoptr (EspCertificate) certificate = NULL;

  if (!der)
    return NULL;
  certificate = esp_certificate_new_from_der (der, plan->key, error);
  if (!certificate)
    return NULL;
  if (!g_bytes_equal (esp_certificate_get_tbs (certificate), tbs))
    {
      esp_error_set (error, ESP_REASON_TBS_CHANGED, esp_name_get_label (plan->subject), NULL);
      return NULL;
    }
  return g_steal_pointer (&certificate);
}

EspCertificate *
esp_certificate_plan_sign (EspCertificatePlan *plan,
                           EspSigner *signer,
                           GPtrArray **warnings,
                           GError **error)
{
  g_autoptr (GPtrArray) findings = NULL;
  GBytes *tbs = esp_certificate_plan_get_tbs (plan, error);
  EspCertificate *certificate;

  if (!tbs || !check_signer (plan, signer, error) || !lint (plan, &findings, error))
    return NULL;
  certificate = sign (plan, signer, tbs, error);
  if (certificate && warnings)
    *warnings = g_steal_pointer (&findings);
  return certificate;
}
