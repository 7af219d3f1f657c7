/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: what others encrypted with a passphrase, in whatever algorithm their time had: PBES2, PBES1,
 * those of PKCS#12. Old ciphers come from OpenSSL's legacy provider, loaded into a context of its own for one
 * decryption and released after it. How long a derivation may take is bounded before it runs.
 */
#pragma once

#include "esp-openssl.h"

#include "base/esp-secret.h"

G_BEGIN_DECLS

#define ESP_PBE_MAX_ROUNDS 10000000

/* Does what came out look right? A wrong passphrase gives noise as often as an error. */
typedef gboolean (*EspPbeAccept) (const guint8 *bytes, gsize len);

/* One SEQUENCE, whole. */
gboolean   esp_pbe_accept_sequence    (const guint8 *bytes, gsize len);
/* A PrivateKeyInfo, as far as its first members. */
gboolean   esp_pbe_accept_key         (const guint8 *bytes, gsize len);

/* Tries @passphrases (EspSecret; NULL: none), then the empty one and none at all. The result is memory of
 * OpenSSL, which the caller wipes and releases; NULL on error. Errors: FOREIGN_PASSPHRASE, FOREIGN_ALGORITHM,
 * FOREIGN_LEGACY, FOREIGN_ROUNDS, FOREIGN_STRUCTURE. */
guint8    *esp_pbe_decrypt            (const X509_ALGOR *algorithm, const ASN1_OCTET_STRING *encrypted,
                                       GPtrArray *passphrases, EspPbeAccept accept, gsize *len, GError **error);

/* For what is locked in ways of its own: @cipher ("AES-256-CBC") by name, from the legacy provider if it has to be.
 * @key and @iv have the lengths of the cipher. Errors: FOREIGN_ALGORITHM, FOREIGN_LEGACY, FOREIGN_PASSPHRASE. */
EspSecret *esp_pbe_decrypt_with       (const char *cipher, const guint8 *key, const guint8 *iv, const guint8 *bytes,
                                       gsize len, GError **error);
/* The same with key from @passphrase as the traditional PEM encryption has it (EVP_BytesToKey, one round of @digest
 * over @salt of 8 bytes). */
EspSecret *esp_pbe_decrypt_traditional (const char *cipher, const char *digest, const guint8 *iv, gsize iv_len,
                                       EspSecret *passphrase, const guint8 *bytes, gsize len, GError **error);

/* FOREIGN_ROUNDS where it is more than is done. */
gboolean   esp_pbe_check_rounds       (gint64 rounds, GError **error);
gboolean   esp_pbe_refuse_algorithm   (const char *algorithm, GError **error);
/* Adds the empty passphrase behind @passphrases; a new array. */
GPtrArray *esp_pbe_with_empty         (GPtrArray *passphrases);

G_END_DECLS
