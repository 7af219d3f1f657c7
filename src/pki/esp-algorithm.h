/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's key and signing algorithms as a table, and what the OpenSSL at hand can do of it
 * (probed once at run time: ML-DSA is in 3.5 and newer). Names are the service's: "EC_prime256v1",
 * "SHA256WITHECDSA".
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_KEY_FAMILY_RSA,
  ESP_KEY_FAMILY_EC,
  ESP_KEY_FAMILY_ML_DSA,
  ESP_KEY_FAMILY_SM2,
  ESP_KEY_FAMILY_ED25519, /* identities only, never a CA */
  ESP_KEY_FAMILY_OTHER,   /* a subject key that a CSR may bring, but no CA of ours may have */
} EspKeyFamily;

typedef struct
{
  const char *name;          /* "EC_prime256v1" */
  const char *label;         /* "EC P-256", for people */
  EspKeyFamily family;
  const char *openssl_type;  /* "EC", "RSA", "ML-DSA-44" */
  const char *group;         /* "P-256" or NULL */
  guint bits;                /* RSA modulus, EC field */
  guint strength;            /* comparable security strength in bits (SP 800-57) */
  const char *default_signing; /* "SHA256WITHECDSA" */
} EspKeyAlgorithm;

typedef struct
{
  const char *name;          /* "SHA256WITHECDSA" */
  EspKeyFamily family;
  const char *digest;        /* "SHA256" or NULL */
  gboolean pss;
} EspSigningAlgorithm;

/* All rows, in the service's order; NULL-terminated by name. */
const EspKeyAlgorithm     *esp_key_algorithms           (void);
const EspSigningAlgorithm *esp_signing_algorithms       (void);
/* Errors: KEY_ALGORITHM_UNKNOWN, SIGNING_ALGORITHM_UNKNOWN with the possible names. */
const EspKeyAlgorithm     *esp_key_algorithm_find       (const char *name, GError **error);
const EspSigningAlgorithm *esp_signing_algorithm_find   (const char *name, GError **error);
/* "OpenSSL 3.0.15": the library that runs; static. */
const char                *esp_openssl_version          (void);
gboolean                   esp_key_algorithm_available  (const EspKeyAlgorithm *algorithm);
/* Ed25519, for the signing keys of identities: in neither table, because no CA may have it. */
const EspKeyAlgorithm     *esp_key_algorithm_ed25519     (void);
const EspSigningAlgorithm *esp_signing_algorithm_ed25519 (void);
/* The family of the signature must be that of the key (service, section 3.4). Errors:
 * SIGNING_ALGORITHM_FAMILY. */
gboolean                   esp_signing_algorithm_check  (const EspSigningAlgorithm *signing,
                                                         const EspKeyAlgorithm     *key,
                                                         GError                   **error);

G_END_DECLS
