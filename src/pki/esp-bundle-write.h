/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates put together for other programs: PKCS#7 (RFC 2315, as ".p7b" files are) and PKCS#12 (RFC 7292). The
 * ways in which a PKCS#12 file is locked are few and have names, each with the reason to take it.
 */
#pragma once

#include "base/esp-secret.h"
#include "esp-certificate.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PKCS12_MODERN,
  ESP_PKCS12_COMPATIBLE,
  ESP_N_PKCS12_LOCKS
} EspPkcs12Lock;

typedef struct
{
  const char *name;   /* "modern" */
  const char *how;    /* "AES-256-CBC, PBKDF2 with HMAC-SHA-256, 100,000 rounds; MAC with SHA-256" */
  const char *reason; /* English msgid: when to take it */
} EspPkcs12LockInfo;

const EspPkcs12LockInfo *esp_pkcs12_lock_get_info (EspPkcs12Lock lock);
/* FALSE for an unknown name. */
gboolean                 esp_pkcs12_lock_parse    (const char *name, EspPkcs12Lock *lock);

typedef struct
{
  EspCertificate *certificate;
  EspSecret *key;    /* PKCS#8 of its private key; NULL: certificates alone */
  GPtrArray *chain;  /* EspCertificate, the issuer first; NULL or empty: none */
  const char *label; /* the friendly name, or NULL */
} EspPkcs12Contents;

/* Errors: EXPORT_KEY_MISMATCH (it is no key of the certificate), EXPORT_ALGORITHM (OpenSSL here can't lock in this
 * way), EXPORT_PASSPHRASE (it holds a zero byte), EXPORT_FAILED, those of esp_key_decode_private(). */
GBytes *esp_pkcs12_write (const EspPkcs12Contents *contents, EspSecret *passphrase, EspPkcs12Lock lock, GError **error);

/* DER of a "certificates only" SignedData. Errors: EXPORT_FAILED. */
GBytes *esp_pkcs7_write  (GPtrArray *certificates, GError **error);

/* "-----BEGIN PRIVATE KEY-----" and so on of @pkcs8, in locked memory. Errors: SECRET_MEMORY. */
EspSecret *esp_private_key_to_pem (EspSecret *pkcs8, GError **error);

/* Errors: EXPORT_KEY_MISMATCH, those of esp_key_decode_private(). */
gboolean esp_private_key_check (EspSecret *pkcs8, EspCertificate *certificate, GError **error);

G_END_DECLS
