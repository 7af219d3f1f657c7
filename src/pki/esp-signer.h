/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The seam through which everything is signed: to-be-signed bytes in, signature out. Today a key in
 * memory; later a token. Nobody else in the product signs a certificate, a CRL or a request.
 */
#pragma once

#include "esp-key.h"

G_BEGIN_DECLS

typedef struct _EspSigner EspSigner;

/* A token would bring a vtable of its own; @data is freed with @free_data. */
typedef struct
{
  GBytes *(*sign) (gpointer                    data,
                   const EspSigningAlgorithm  *algorithm,
                   const guint8               *bytes,
                   gsize                       len,
                   GError                    **error);
  void    (*free_data) (gpointer data);
} EspSignerMethods;

EspSigner *esp_signer_new_from_key   (EspKey *key);
EspSigner *esp_signer_new            (EspKey *public_key, const EspSignerMethods *methods, gpointer data);
EspSigner *esp_signer_ref            (EspSigner *signer);
void       esp_signer_unref          (EspSigner *signer);
EspKey    *esp_signer_get_public_key (EspSigner *signer);

/* Signs @tbs (DER) and returns SEQUENCE { tbs, AlgorithmIdentifier, BIT STRING }, after verifying
 * the signature with the signer's public key. Errors: SIGN_FAILED, SIGNATURE_WRONG. */
GBytes    *esp_signer_sign_structure (EspSigner *signer, const EspSigningAlgorithm *algorithm,
                                      GBytes *tbs, GError **error);
/* The AlgorithmIdentifier (DER) that @algorithm puts inside a to-be-signed structure. */
GBytes    *esp_signing_algorithm_to_der (const EspSigningAlgorithm *algorithm);
/* Raw signature over any bytes, and its check: Ed25519 for events. */
GBytes    *esp_key_sign_bytes        (EspKey *key, const guint8 *bytes, gsize len, GError **error);
gboolean   esp_key_verify_bytes      (EspKey *key, const guint8 *bytes, gsize len, GBytes *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSigner, esp_signer_unref)

G_END_DECLS
