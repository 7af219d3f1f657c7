/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key with which somebody signs files that go to another vault: P-256, because the signatures of people are
 * Ed25519, which CMS of OpenSSL 3.0 does not know. Its self-signed certificate is what the other side is given; it
 * names the vault as an alternative name, urn:uuid:ID. At rest the key is PKCS#8 in CMS AuthEnvelopedData to the
 * agreement certificate of its person, as their signing key is (esp-identity.h).
 */
#pragma once

#include "esp-identity.h"

G_BEGIN_DECLS

/* Makes one for the vault @vault (a UUID), sealed to @identity. Errors: KEY_GENERATE, IDENTITY_CREATE,
 * ENVELOPE_SEAL. */
gboolean        esp_exchange_key_create   (const char *name, const char *vault, EspIdentity *identity, gint64 now,
                                           EspCertificate **certificate, GBytes **envelope, GError **error);
/* Errors: those of esp_envelope_open(), KEY_MALFORMED, KEY_MISMATCH. */
EspKey         *esp_exchange_key_open     (GBytes *envelope, EspCertificate *certificate, EspIdentity *identity,
                                           GError **error);
/* PEM or DER of another vault's. @vault becomes its UUID, to be freed with g_free(). Errors: those of reading a
 * certificate, EXCHANGE_CERTIFICATE ("problem"). */
EspCertificate *esp_exchange_key_read_certificate (GBytes *data, char **vault, GError **error);

G_END_DECLS
