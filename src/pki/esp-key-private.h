/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what a key is to OpenSSL. */
#pragma once

#include "esp-key.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* Takes @pkey. NULL and KEY_MALFORMED when its public half can't be encoded. */
EspKey   *esp_key_new_take_evp      (EVP_PKEY   *pkey,
                                     gboolean    has_private,
                                     GError    **error);
/* As esp_key_new_from_public(), for a caller who has decoded @spki already (decoding one takes
 * longer than a P-256 signature). @evp stays the caller's; NULL where it could not be decoded. */
EspKey   *esp_key_new_from_public_evp (GBytes   *spki,
                                     EVP_PKEY   *evp,
                                     GError    **error);
/* Owned by the key; NULL for a public key of a kind that OpenSSL at hand does not know. Never
 * changed by anybody: keys are shared between threads. */
EVP_PKEY *esp_key_get_evp           (EspKey     *key);

/* A signature by @key with @algorithm, and its check, below the Signer seam. Errors:
 * KEY_NO_PRIVATE, SIGN_FAILED. */
GBytes   *esp_key_sign              (EspKey                    *key,
                                     const EspSigningAlgorithm *algorithm,
                                     const guint8              *bytes,
                                     gsize                      len,
                                     GError                   **error);
gboolean  esp_key_verify            (EspKey                    *key,
                                     const EspSigningAlgorithm *algorithm,
                                     const guint8              *bytes,
                                     gsize                      len,
                                     const guint8              *signature,
                                     gsize                      signature_len);

G_END_DECLS
