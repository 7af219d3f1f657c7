/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-signed certificates for identity keys, of one fixed form. Certificates that a CA issues are
 * made elsewhere (esp-issuer.h), with templates and lint, which have nothing to say here. */
#include "esp-identity-certificate.h"

#include "esp-digest.h"
#include "esp-key-private.h"
#include "esp-openssl-memory.h"
#include "esp-openssl.h"

#define SERIAL_LEN 16
#define COMMON_NAME_MAX 64
#define SKEW 3600
/* RFC 5280, 4.1.2.5: "no well-defined expiration date". */
#define NO_END "99991231235959Z"

typedef struct
{
  EspKeyFamily family;
  int usage_bit;
  const EVP_MD *(*digest) (void);
} Face;

static const Face faces[] = {
  { ESP_KEY_FAMILY_EC, 4, EVP_sha256 },
  { ESP_KEY_FAMILY_ED25519, 0, NULL },
};
static const Face exchange_face = { ESP_KEY_FAMILY_EC, 0, EVP_sha256 };

static gboolean
set_serial (X509 *x509)
{
  g_autoptr (BIGNUM) number = NULL;
  guint8 bytes[SERIAL_LEN];

  if (!esp_random_bytes (bytes, sizeof bytes, NULL))
    return FALSE;
  /* Positive, and always 16 bytes long. */
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  return number && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509));
}

static gboolean
set_names (X509 *x509, const char *name)
{
  g_autoptr (X509_NAME) subject = X509_NAME_new ();
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *common = NULL;

  if (!subject)
    return FALSE;
  if (g_utf8_strlen (valid, -1) > COMMON_NAME_MAX)
    common = g_utf8_substring (valid, 0, COMMON_NAME_MAX);
  else
    common = g_steal_pointer (&valid);
  return X509_NAME_add_entry_by_NID (subject, NID_commonName, MBSTRING_UTF8,
                                     (const guint8 *) common, -1, -1, 0) &&
         X509_set_subject_name (x509, subject) && X509_set_issuer_name (x509, subject);
}

static gboolean
set_validity (X509 *x509, gint64 now)
{
  return ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) (now - SKEW)) &&
         ASN1_TIME_set_string_X509 (X509_getm_notAfter (x509), NO_END);
}

static gboolean
add_constraints (X509 *x509)
{
  g_autoptr (BASIC_CONSTRAINTS) constraints = BASIC_CONSTRAINTS_new ();

  return constraints && X509_add1_ext_i2d (x509, NID_basic_constraints, constraints, 1, 0) == 1;
}

static gboolean
add_usage (X509 *x509, int bit)
{
  g_autoptr (ASN1_BIT_STRING) usage = ASN1_BIT_STRING_new ();

  return usage && ASN1_BIT_STRING_set_bit (usage, bit, 1) &&
         X509_add1_ext_i2d (x509, NID_key_usage, usage, 1, 0) == 1;
}

static gboolean
add_identifier (X509 *x509, EspKey *key)
{
  g_autoptr (ASN1_OCTET_STRING) identifier = ASN1_OCTET_STRING_new ();
  GBytes *bytes = esp_key_get_identifier (key);

  return identifier &&
         ASN1_OCTET_STRING_set (identifier, g_bytes_get_data (bytes, NULL),
                                (int) g_bytes_get_size (bytes)) &&
         X509_add1_ext_i2d (x509, NID_subject_key_identifier, identifier, 0, 0) == 1;
}

static gboolean
add_uri (X509 *x509, const char *uri)
{
  g_autoptr (GENERAL_NAMES) names = GENERAL_NAMES_new ();
  g_autoptr (ASN1_STRING) text = ASN1_IA5STRING_new ();
  g_autoptr (GENERAL_NAME) name = GENERAL_NAME_new ();

  if (!names || !text || !name || !ASN1_STRING_set (text, uri, -1))
    return FALSE;
  GENERAL_NAME_set0_value (name, GEN_URI, g_steal_pointer (&text));
  if (!sk_GENERAL_NAME_push (names, name))
    return FALSE;
  g_steal_pointer (&name);
  return X509_add1_ext_i2d (x509, NID_subject_alt_name, names, 0, 0) == 1;
}

/* @uri: an alternative name, or NULL. */
static GBytes *
build (const char *name, const char *uri, EspKey *key, gint64 now, const Face *face)
{
  g_autoptr (X509) x509 = X509_new ();
  EVP_PKEY *pkey = esp_key_get_evp (key);
  guint8 *der = NULL;
  int len = 0;

  if (x509 && X509_set_version (x509, X509_VERSION_3) && set_serial (x509) &&
      set_names (x509, name) && set_validity (x509, now) && X509_set_pubkey (x509, pkey) &&
      add_constraints (x509) && add_usage (x509, face->usage_bit) && add_identifier (x509, key) &&
      (!uri || add_uri (x509, uri)) &&
      X509_sign (x509, pkey, face->digest ? face->digest () : NULL) > 0)
    len = i2d_X509 (x509, &der);
  esp_openssl_burn_stack ();
  return esp_openssl_take_der (der, len);
}

static EspCertificate *
finish (const char *name, GBytes *der, GError **error)
{
  EspCertificate *certificate = der ? esp_certificate_parse (der, NULL) : NULL;

  if (!certificate)
    esp_openssl_set_error (error, ESP_REASON_IDENTITY_CREATE, name);
  return certificate;
}

EspCertificate *
esp_identity_certificate_new (const char *name, EspKey *key, gint64 now, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (faces) && !der; i++)
    if (faces[i].family == esp_key_get_family (key))
      der = build (name, NULL, key, now, &faces[i]);
  return finish (name, der, error);
}

EspCertificate *
esp_identity_certificate_new_for_exchange (const char *name,
                                           const char *uri,
                                           EspKey *key,
                                           gint64 now,
                                           GError **error)
{
  g_autoptr (GBytes) der = build (name, uri, key, now, &exchange_face);

  return finish (name, der, error);
}
