/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: PKCS#8 EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018) and
 * AES-256-CBC. How the password becomes the key is what differs: see EspUnlock.
 */
#pragma once

#include "esp-identity.h"

G_BEGIN_DECLS

/* @pkcs8: PrivateKeyInfo in DER. Each sealing has an initialisation vector of its own. Errors:
 * IDENTITY_CREATE. */
GBytes    *esp_pbes2_seal (EspSecret *pkcs8, EspDerivedPassword *derived, GError **error);
/* Without an authentication tag a wrong password can't be told from a damaged file with certainty:
 * the caller has to parse and to compare with the public key. Errors: SECRET_EMPTY,
 * IDENTITY_MALFORMED, IDENTITY_PASSWORD. */
EspSecret *esp_pbes2_open (GBytes *sealed, EspSecret *password, GError **error);

G_END_DECLS
