/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of a principal (security.md, "Keys"): a P-256 pair for key agreement and an Ed25519 pair
 * for signing, each with a self-signed certificate as its public face.
 *
 * At rest: the agreement key as PKCS#8 EncryptedPrivateKeyInfo (PBES2, AES-256-CBC; scrypt N=2^14
 * r=8 p=5 for a passphrase, PBKDF2-HMAC-SHA256 with 2,048 rounds for a random secret), the signing
 * key as PKCS#8 inside CMS AuthEnvelopedData (AES-256-GCM) to the agreement certificate. Both open
 * with the openssl command alone:
 *   openssl pkey -in agreement.pem -passin file:PASSPHRASE
 *   openssl cms -decrypt -inform DER -in signing.cms -inkey agreement.pem -recip agreement-cert.pem
 */
#pragma once

#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_UNLOCK_PASSPHRASE, /* scrypt */
  ESP_UNLOCK_KEYRING,    /* a random secret: PBKDF2 */
} EspUnlock;

/* The sealed form, as the vault stores it. */
typedef struct
{
  GBytes *agreement_key;         /* EncryptedPrivateKeyInfo, DER */
  GBytes *signing_key;           /* CMS, DER */
  GBytes *agreement_certificate; /* DER */
  GBytes *signing_certificate;   /* DER */
} EspSealedIdentity;

/* An opened identity: the session's keys. Reference-counted. */
typedef struct _EspIdentity EspIdentity;

/* Makes both pairs and seals them under @password (a passphrase, or the random secret in hex, or
 * "hex:passphrase" for both). @name becomes the certificates' common name. */
EspIdentity       *esp_identity_create            (const char *name, EspSecret *password, EspUnlock unlock,
                                                   gint64 now, EspSealedIdentity **sealed, GError **error);
/* A password after its derivation, with its salt: for many people under one password, which only a sample
 * may have (security.md). Errors: SECRET_EMPTY, IDENTITY_CREATE. */
typedef struct _EspDerivedPassword EspDerivedPassword;
EspDerivedPassword *esp_derived_password_new      (EspSecret *password, EspUnlock unlock, GError **error);
void               esp_derived_password_free      (EspDerivedPassword *derived);
/* An identity that stays sealed; nothing is opened again to see that it opens. */
EspSealedIdentity *esp_identity_create_sealed     (const char *name, EspDerivedPassword *password, gint64 now,
                                                   GError **error);
/* Errors: IDENTITY_PASSWORD (wrong), IDENTITY_MALFORMED. */
EspIdentity       *esp_identity_open              (const EspSealedIdentity *sealed, EspSecret *password,
                                                   GError **error);
/* The same keys under another password. */
EspSealedIdentity *esp_identity_reseal            (const EspSealedIdentity *sealed, EspSecret *old_password,
                                                   EspSecret *new_password, EspUnlock unlock, GError **error);
EspIdentity       *esp_identity_ref               (EspIdentity *identity);
void               esp_identity_unref             (EspIdentity *identity);
EspKey            *esp_identity_get_agreement_key (EspIdentity *identity);
EspKey            *esp_identity_get_signing_key   (EspIdentity *identity);
EspCertificate    *esp_identity_get_agreement_certificate (EspIdentity *identity);
EspCertificate    *esp_identity_get_signing_certificate   (EspIdentity *identity);
void               esp_sealed_identity_free       (EspSealedIdentity *sealed);
/* 32 random bytes as 64 hex digits in locked memory: what a keyring keeps. */
EspSecret         *esp_secret_generate_hex        (GError **error);
/* A printed passphrase for the recovery identity: groups of letters without look-alikes, >= 128 bits. */
EspSecret         *esp_secret_generate_passphrase (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDerivedPassword, esp_derived_password_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIdentity, esp_identity_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSealedIdentity, esp_sealed_identity_free)

G_END_DECLS
