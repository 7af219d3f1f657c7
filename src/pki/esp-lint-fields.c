/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for the fields of a certificate, from its version to its key. */
#include "esp-lint-rule.h"

#include "esp-key-private.h"

#include <glib/gi18n.h>

#define VERSION_3 2
#define SERIAL_MAX 20
#define RSA_MIN_BITS 2048
#define EC_MIN_BITS 224
#define UTC_TIME_LEN 13         /* YYMMDDHHMMSSZ */
#define GENERALIZED_TIME_LEN 15 /* YYYYMMDDHHMMSSZ */
#define YEAR_2050 G_GINT64_CONSTANT (2524608000)

static gboolean
version_3 (const EspLintContext *context)
{
  const ASN1_INTEGER *version = context->fields->version;

  return !version || ASN1_INTEGER_get (version) != VERSION_3;
}

/* Everything but the values that are carried as bytes is encoded anew, in DER. */
static gboolean
der_encoding (const EspLintContext *context)
{
  g_autoptr (GBytes) again = esp_tbs_certificate_encode (context->fields);

  return !again || !g_bytes_equal (again, esp_certificate_get_tbs (context->certificate));
}

static gboolean
serial_positive (const EspLintContext *context)
{
  const ASN1_INTEGER *serial = context->fields->serial;
  const guint8 *bytes = ASN1_STRING_get0_data (serial);
  guint8 any = 0;

  for (int i = 0; i < ASN1_STRING_length (serial); i++)
    any |= bytes[i];
  return ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER || any == 0;
}

static gboolean
serial_length (const EspLintContext *context)
{
  const ASN1_INTEGER *serial = context->fields->serial;
  int len = ASN1_STRING_length (serial);
  gboolean padded = len > 0 && (ASN1_STRING_get0_data (serial)[0] & 0x80);

  return len + (padded ? 1 : 0) > SERIAL_MAX;
}

static gboolean
signature_algorithm_equal (const EspLintContext *context)
{
  g_autoptr (GBytes) inside = esp_asn1_string_to_bytes (context->fields->algorithm);

  return !g_bytes_equal (inside, esp_certificate_get_algorithm (context->certificate));
}

static gboolean
signature_digest (const EspLintContext *context)
{
  static const int weak[] = { NID_md2, NID_md4, NID_md5, NID_sha1, NID_md5_sha1 };

  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    if (context->signature.digest == weak[i])
      return TRUE;
  return FALSE;
}

static gboolean
validity_order (const EspLintContext *context)
{
  return esp_certificate_get_not_after (context->certificate) <
         esp_certificate_get_not_before (context->certificate);
}

static gboolean
is_wrong_type (const ASN1_TIME *time, gint64 when)
{
  int wanted = when < YEAR_2050 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;

  return ASN1_STRING_type (time) != wanted;
}

static gboolean
validity_type (const EspLintContext *context)
{
  const EspTbsValidity *validity = context->fields->validity;

  return is_wrong_type (validity->not_before,
                        esp_certificate_get_not_before (context->certificate)) ||
         is_wrong_type (validity->not_after, esp_certificate_get_not_after (context->certificate));
}

static gboolean
is_wrong_form (const ASN1_TIME *time)
{
  int wanted = ASN1_STRING_type (time) == V_ASN1_UTCTIME ? UTC_TIME_LEN : GENERALIZED_TIME_LEN;
  const guint8 *text = ASN1_STRING_get0_data (time);

  return ASN1_STRING_length (time) != wanted || text[wanted - 1] != 'Z';
}

static gboolean
validity_form (const EspLintContext *context)
{
  const EspTbsValidity *validity = context->fields->validity;

  return is_wrong_form (validity->not_before) || is_wrong_form (validity->not_after);
}

static gboolean
unique_identifiers (const EspLintContext *context)
{
  return context->fields->issuer_unique_id || context->fields->subject_unique_id;
}

static EVP_PKEY *
get_pkey (const EspLintContext *context)
{
  return esp_key_get_evp (esp_certificate_get_key (context->certificate));
}

static gboolean
key_unreadable (const EspLintContext *context)
{
  return get_pkey (context) == NULL;
}

static gboolean
is_short (const EspLintContext *context, EspKeyFamily family, int least)
{
  EVP_PKEY *pkey = get_pkey (context);

  return pkey && esp_key_get_family (esp_certificate_get_key (context->certificate)) == family &&
         EVP_PKEY_get_bits (pkey) < least;
}

static gboolean
rsa_size (const EspLintContext *context)
{
  return is_short (context, ESP_KEY_FAMILY_RSA, RSA_MIN_BITS);
}

/* Asked of OpenSSL: a curve that the service does not name makes a key of no family of its table.
 */
static gboolean
ec_size (const EspLintContext *context)
{
  EVP_PKEY *pkey = get_pkey (context);

  return pkey && EVP_PKEY_is_a (pkey, "EC") && EVP_PKEY_get_bits (pkey) < EC_MIN_BITS;
}

static gboolean
rsa_exponent (const EspLintContext *context)
{
  EVP_PKEY *pkey = get_pkey (context);
  g_autoptr (BIGNUM) exponent = NULL;

  if (!pkey || !EVP_PKEY_get_bn_param (pkey, OSSL_PKEY_PARAM_RSA_E, &exponent))
    return FALSE;
  return !BN_is_odd (exponent) || BN_num_bits (exponent) < 17;
}

static const EspLintRule rules[] = {
  { { "version-3", "RFC 5280, 4.1.2.1", ESP_LINT_ERROR,
      N_ ("a certificate with extensions must be of version 3") },
    version_3 },
  { { "der-encoding", "RFC 5280, 4.1", ESP_LINT_ERROR,
      N_ ("the to-be-signed part is not in its only valid encoding, DER") },
    der_encoding },
  { { "serial-positive", "RFC 5280, 4.1.2.2", ESP_LINT_ERROR,
      N_ ("the serial number must be greater than zero") },
    serial_positive },
  { { "serial-length", "RFC 5280, 4.1.2.2", ESP_LINT_ERROR,
      N_ ("the serial number must not be longer than 20 bytes") },
    serial_length },
  { { "signature-algorithm-equal", "RFC 5280, 4.1.1.2", ESP_LINT_ERROR,
      N_ ("the signature algorithm inside and outside of the signed part must be the same") },
    signature_algorithm_equal },
  { { "signature-digest", "NIST SP 800-131A, 9", ESP_LINT_ERROR,
      N_ ("signatures over MD5 or SHA-1 can be forged") },
    signature_digest },
  { { "validity-order", "RFC 5280, 4.1.2.5", ESP_LINT_ERROR,
      N_ ("the validity ends before it begins") },
    validity_order },
  { { "validity-type", "RFC 5280, 4.1.2.5", ESP_LINT_ERROR,
      N_ ("times until 2049 must be UTCTime, times from 2050 GeneralizedTime") },
    validity_type },
  { { "validity-form", "RFC 5280, 4.1.2.5.1 and 4.1.2.5.2", ESP_LINT_ERROR,
      N_ ("times must have seconds, no fractions, and end with Z") },
    validity_form },
  { { "unique-identifiers", "RFC 5280, 4.1.2.8", ESP_LINT_ERROR,
      N_ ("the unique identifiers of issuer and subject must not be used") },
    unique_identifiers },
  { { "key-unreadable", "RFC 5280, 4.1.2.7", ESP_LINT_ERROR,
      N_ ("the public key is of a kind that can't be checked here") },
    key_unreadable },
  { { "rsa-size", "NIST SP 800-131A, 3", ESP_LINT_ERROR, N_ ("RSA keys need at least 2048 bits") },
    rsa_size },
  { { "rsa-exponent", "NIST SP 800-56B, 6.2", ESP_LINT_ERROR,
      N_ ("the public exponent of an RSA key must be odd and at least 65537") },
    rsa_exponent },
  { { "ec-size", "NIST SP 800-131A, 3", ESP_LINT_ERROR, N_ ("EC keys need at least 224 bits") },
    ec_size },
};

const EspLintTable esp_lint_field_rules = { rules, G_N_ELEMENTS (rules) };
