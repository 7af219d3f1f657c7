/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private keys as other tools keep them, as PKCS#8 PrivateKeyInfo in locked memory: PKCS#8 with and without a
 * passphrase, the traditional forms of RSA and EC, and what databases encrypt in ways of their own. Whether the
 * numbers are any good is for esp_key_decode_private() to say.
 */
#pragma once

#include "base/esp-secret.h"

G_BEGIN_DECLS

/* @der is what the armour of @label ("RSA PRIVATE KEY") held, or, with @label NULL, a file in DER. @passphrases:
 * EspSecret, or NULL. Errors: FOREIGN_PASSPHRASE, FOREIGN_ALGORITHM, FOREIGN_LEGACY, FOREIGN_ROUNDS,
 * FOREIGN_STRUCTURE. */
EspSecret *esp_foreign_key_open        (const char *label, EspSecret *der, GPtrArray *passphrases, GError **error);
/* The same for armour with the header lines "Proc-Type: 4,ENCRYPTED" and "DEK-Info: @dek_info". */
EspSecret *esp_foreign_key_open_armour (const char *label, const char *dek_info, EspSecret *encrypted,
                                        GPtrArray *passphrases, GError **error);
/* As XCA before 2.0 had it: an initialisation vector of 8 bytes, then the traditional form in triple DES. */
EspSecret *esp_foreign_key_open_xca    (EspSecret *encrypted, GPtrArray *passphrases, GError **error);
/* As gnoMint has it: hexadecimal text that becomes PEM; @name is the subject as it stands beside it. The result is
 * the PEM text; whether the passphrase was right is seen by it. */
EspSecret *esp_foreign_key_open_gnomint (const char *text, EspSecret *passphrase, const char *name, GError **error);

/* Is it PEM armour of a private key by this label? */
gboolean   esp_foreign_key_is_label    (const char *label);
/* Base64 straight into locked memory; white space is skipped. NULL where it is none, or too long. */
EspSecret *esp_foreign_key_decode_base64 (const char *text, gsize len);

G_END_DECLS
