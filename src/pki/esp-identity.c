/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making, opening and re-sealing the keys of a principal. How a key is encrypted under a password
 * is in esp-pbes2.c, how the signing key is sealed to the agreement key in esp-envelope.c, the
 * certificates in esp-identity-certificate.c. */
#include "esp-identity.h"

#include "esp-envelope.h"
#include "esp-identity-certificate.h"
#include "esp-openssl.h"
#include "esp-pbes2.h"

struct _EspIdentity
{
  gatomicrefcount ref_count;
  EspKey *agreement_key;
  EspKey *signing_key;
  EspCertificate *agreement_certificate;
  EspCertificate *signing_certificate;
};

EspIdentity *
esp_identity_ref (EspIdentity *identity)
{
  g_atomic_ref_count_inc (&identity->ref_count);
  return identity;
}

void
esp_identity_unref (EspIdentity *identity)
{
  if (!identity || !g_atomic_ref_count_dec (&identity->ref_count))
    return;
  g_clear_pointer (&identity->agreement_key, esp_key_unref);
  g_clear_pointer (&identity->signing_key, esp_key_unref);
  g_clear_pointer (&identity->agreement_certificate, esp_certificate_unref);
  g_clear_pointer (&identity->signing_certificate, esp_certificate_unref);
  g_free (identity);
}

EspKey *
esp_identity_get_agreement_key (EspIdentity *identity)
{
  return identity->agreement_key;
}

EspKey *
esp_identity_get_signing_key (EspIdentity *identity)
{
  return identity->signing_key;
}

EspCertificate *
esp_identity_get_agreement_certificate (EspIdentity *identity)
{
  return identity->agreement_certificate;
}

EspCertificate *
esp_identity_get_signing_certificate (EspIdentity *identity)
{
  return identity->signing_certificate;
}

void
esp_sealed_identity_free (EspSealedIdentity *sealed)
{
  if (!sealed)
    return;
  g_clear_pointer (&sealed->agreement_key, g_bytes_unref);
  g_clear_pointer (&sealed->signing_key, g_bytes_unref);
  g_clear_pointer (&sealed->agreement_certificate, g_bytes_unref);
  g_clear_pointer (&sealed->signing_certificate, g_bytes_unref);
  g_free (sealed);
}

/* --- Opening ---------------------------------------------------------------------------------- */

/* Takes @cause, the error of a part, as the detail of the one sentence about the whole. */
static void
set_malformed (GError **error, GError *cause)
{
  if (esp_error_has_reason (cause, ESP_REASON_SECRET_MEMORY))
    {
      g_propagate_error (error, cause);
      return;
    }
  esp_error_set (error, ESP_REASON_IDENTITY_MALFORMED, NULL, NULL);
  if (error && cause)
    esp_error_set_detail (*error, cause->message);
  g_clear_error (&cause);
}

static EspCertificate *
open_certificate (GBytes *der, EspKeyFamily family, GError **error)
{
  g_autoptr (EspCertificate) certificate = NULL;
  GError *cause = NULL;

  certificate = esp_certificate_parse (der, &cause);
  if (certificate && esp_key_get_family (esp_certificate_get_key (certificate)) == family)
    return g_steal_pointer (&certificate);
  set_malformed (error, cause);
  return NULL;
}

/* One wrong password in 256 decrypts to something whose padding looks right; then it shows here, in
 * bytes that are no key. A key whose halves differ was damaged. */
static EspKey *
decode_agreement_key (EspSecret *pkcs8, EspCertificate *certificate, GError **error)
{
  g_autoptr (EspKey) key = NULL;
  GError *cause = NULL;

  key = esp_key_decode_private (pkcs8, &cause);
  if (key && esp_key_equal_public (key, esp_certificate_get_key (certificate)))
    return g_steal_pointer (&key);
  if (esp_error_has_reason (cause, ESP_REASON_KEY_MALFORMED))
    {
      esp_error_set (error, ESP_REASON_IDENTITY_PASSWORD, NULL, NULL);
      if (error)
        esp_error_set_detail (*error, cause->message);
      g_clear_error (&cause);
      return NULL;
    }
  set_malformed (error, cause);
  return NULL;
}

static EspKey *
open_signing_key (const EspSealedIdentity *sealed, EspIdentity *identity, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (EspKey) key = NULL;
  GError *cause = NULL;

  pkcs8 = esp_envelope_open (sealed->signing_key, identity->agreement_key,
                             identity->agreement_certificate, &cause);
  if (pkcs8)
    key = esp_key_decode_private (pkcs8, &cause);
  if (key && esp_key_equal_public (key, esp_certificate_get_key (identity->signing_certificate)))
    return g_steal_pointer (&key);
  set_malformed (error, cause);
  return NULL;
}

static gboolean
open_parts (EspIdentity *identity,
            const EspSealedIdentity *sealed,
            EspSecret *password,
            GError **error)
{
  g_autoptr (EspSecret) pkcs8 = NULL;

  identity->agreement_certificate = open_certificate (sealed->agreement_certificate,
                                                      ESP_KEY_FAMILY_EC, error);
  if (!identity->agreement_certificate)
    return FALSE;
  identity->signing_certificate = open_certificate (sealed->signing_certificate,
                                                    ESP_KEY_FAMILY_ED25519, error);
  if (!identity->signing_certificate)
    return FALSE;
  pkcs8 = esp_pbes2_open (sealed->agreement_key, password, error);
  if (!pkcs8)
    return FALSE;
  identity->agreement_key = decode_agreement_key (pkcs8, identity->agreement_certificate, error);
  if (!identity->agreement_key)
    return FALSE;
  identity->signing_key = open_signing_key (sealed, identity, error);
  return identity->signing_key != NULL;
}

static EspIdentity *
identity_new (void)
{
  EspIdentity *identity = g_new0 (EspIdentity, 1);

  g_atomic_ref_count_init (&identity->ref_count);
  return identity;
}

EspIdentity *
esp_identity_open (const EspSealedIdentity *sealed, EspSecret *password, GError **error)
{
  g_autoptr (EspIdentity) identity = identity_new ();

  if (!open_parts (identity, sealed, password, error))
    return NULL;
  return g_steal_pointer (&identity);
}

/* --- Making ----------------------------------------------------------------------------------- */

static EspKey *
generate_agreement_key (GError **error)
{
  const EspKeyAlgorithm *algorithm = esp_key_algorithm_find ("EC_prime256v1", error);

  return algorithm ? esp_key_generate (algorithm, error) : NULL;
}

static GBytes *
seal_agreement_key (EspKey *key, EspDerivedPassword *password, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = esp_key_encode_private (key, error);

  return pkcs8 ? esp_pbes2_seal (pkcs8, password, error) : NULL;
}

static GBytes *
seal_signing_key (EspKey *key, EspCertificate *recipient, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = esp_key_encode_private (key, error);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();

  g_ptr_array_add (recipients, recipient);
  return pkcs8 ? esp_envelope_seal (pkcs8, recipients, error) : NULL;
}

/* The sealed halves of a new identity; its fields are filled as far as it gets. */
static gboolean
make_parts (EspSealedIdentity *sealed,
            const char *name,
            EspDerivedPassword *password,
            gint64 now,
            GError **error)
{
  g_autoptr (EspKey) agreement = generate_agreement_key (error);
  g_autoptr (EspKey) signing = NULL;
  g_autoptr (EspCertificate) agreement_certificate = NULL;
  g_autoptr (EspCertificate) signing_certificate = NULL;

  if (!agreement)
    return FALSE;
  signing = esp_key_generate (esp_key_algorithm_ed25519 (), error);
  if (!signing)
    return FALSE;
  agreement_certificate = esp_identity_certificate_new (name, agreement, now, error);
  if (!agreement_certificate)
    return FALSE;
  signing_certificate = esp_identity_certificate_new (name, signing, now, error);
  if (!signing_certificate)
    return FALSE;
  sealed->agreement_certificate = g_bytes_ref (esp_certificate_get_der (agreement_certificate));
  sealed->signing_certificate = g_bytes_ref (esp_certificate_get_der (signing_certificate));
  sealed->agreement_key = seal_agreement_key (agreement, password, error);
  if (!sealed->agreement_key)
    return FALSE;
  sealed->signing_key = seal_signing_key (signing, agreement_certificate, error);
  return sealed->signing_key != NULL;
}

EspSealedIdentity *
esp_identity_create_sealed (const char *name,
                            EspDerivedPassword *password,
                            gint64 now,
                            GError **error)
{
  g_autoptr (EspSealedIdentity) sealed = g_new0 (EspSealedIdentity, 1);

  return make_parts (sealed, name, password, now, error) ? g_steal_pointer (&sealed) : NULL;
}

EspIdentity *
esp_identity_create (const char *name,
                     EspSecret *password,
                     EspUnlock unlock,
                     gint64 now,
                     EspSealedIdentity **sealed_out,
                     GError **error)
{
  g_autoptr (EspDerivedPassword) derived = esp_derived_password_new (password, unlock, error);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  EspIdentity *identity;

  if (!derived)
    return NULL;
  sealed = esp_identity_create_sealed (name, derived, now, error);
  if (!sealed)
    return NULL;
  /* What is handed out is what was opened again: nobody learns months later that it does not. */
  identity = esp_identity_open (sealed, password, error);
  if (identity)
    *sealed_out = g_steal_pointer (&sealed);
  return identity;
}

/* --- Another password ------------------------------------------------------------------------- */

EspSealedIdentity *
esp_identity_reseal (const EspSealedIdentity *sealed,
                     EspSecret *old_password,
                     EspSecret *new_password,
                     EspUnlock unlock,
                     GError **error)
{
  g_autoptr (EspIdentity) identity = esp_identity_open (sealed, old_password, error);
  g_autoptr (EspSealedIdentity) resealed = NULL;
  g_autoptr (EspIdentity) opened_again = NULL;
  g_autoptr (EspDerivedPassword) derived = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;

  if (!identity)
    return NULL;
  pkcs8 = esp_pbes2_open (sealed->agreement_key, old_password, error);
  derived = pkcs8 ? esp_derived_password_new (new_password, unlock, error) : NULL;
  if (!derived)
    return NULL;
  resealed = g_new0 (EspSealedIdentity, 1);
  resealed->signing_key = g_bytes_ref (sealed->signing_key);
  resealed->agreement_certificate = g_bytes_ref (sealed->agreement_certificate);
  resealed->signing_certificate = g_bytes_ref (sealed->signing_certificate);
  resealed->agreement_key = esp_pbes2_seal (pkcs8, derived, error);
  if (!resealed->agreement_key)
    return NULL;
  opened_again = esp_identity_open (resealed, new_password, error);
  return opened_again ? g_steal_pointer (&resealed) : NULL;
}
