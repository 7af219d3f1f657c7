/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A key pair, or only its public half: reference-counted, immutable, usable from any thread.
 * Private values of EC and Ed25519 keys live in OpenSSL's secure heap alone (esp_pki_init() sets it
 * up). Those of RSA and ML-DSA keys OpenSSL keeps in ordinary memory while the key lives. All are
 * wiped when it is released, and none is encoded again after it was created once.
 */
#pragma once

#include "base/esp-secret.h"
#include "esp-algorithm.h"

G_BEGIN_DECLS

typedef struct _EspKey EspKey;

/* First thing in main(), before any thread: the secure heap. FALSE when no secure heap could be
 * had at all (then nothing that needs a private key works). Idempotent. */
gboolean               esp_pki_init              (void);

/* Errors: KEY_ALGORITHM_UNAVAILABLE (with the OpenSSL version), KEY_GENERATE. */
EspKey                *esp_key_generate          (const EspKeyAlgorithm *algorithm, GError **error);
EspKey                *esp_key_new_from_public   (GBytes *spki, GError **error);

EspKey                *esp_key_ref               (EspKey *key);
void                   esp_key_unref             (EspKey *key);

/* PKCS#8 PrivateKeyInfo (DER), encoded once into locked memory, every intermediate copy wiped.
 * Only for sealing a key right after it was made. */
EspSecret             *esp_key_encode_private    (EspKey *key, GError **error);
/* Parses PKCS#8 in place and builds the key from secure numbers: no copy of a private value in
 * ordinary memory. Errors: KEY_MALFORMED. */
EspKey                *esp_key_decode_private    (EspSecret *pkcs8, GError **error);

gboolean               esp_key_has_private       (EspKey *key);
gboolean               esp_key_equal_public      (EspKey *a, EspKey *b);
/* SubjectPublicKeyInfo, DER; owned by the key. */
GBytes                *esp_key_get_spki          (EspKey *key);
/* SHA-1 of the public key bits (RFC 5280, 4.2.1.2 (1)): 20 bytes, owned by the key. */
GBytes                *esp_key_get_identifier    (EspKey *key);
/* The row of the table, or NULL when the service has no name for such a key. */
const EspKeyAlgorithm *esp_key_get_algorithm     (EspKey *key);
EspKeyFamily           esp_key_get_family        (EspKey *key);
/* "EC P-256", "RSA 2048", "RSA 1234", "Ed25519": for people; owned by the key. */
const char            *esp_key_get_label         (EspKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspKey, esp_key_unref)

G_END_DECLS
