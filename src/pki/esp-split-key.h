/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys that no single person opens (security.md, "Keys"): an envelope as in esp-envelope.h whose
 * recipient is a random secret of 256 bits (KEKRecipientInfo, AES-256 wrap), and that secret in two
 * parts for each pair of people: r for the one, secret XOR r for the other. Each part goes into an
 * ordinary envelope to its holder. One part alone is 256 random bits and says nothing.
 *
 * Opens with public tools: each of two people their part by openssl cms -decrypt; the two joined by XOR;
 *   openssl cms -decrypt -inform DER -in FILE -secretkey HEX
 */
#pragma once

#include "base/esp-secret.h"
#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

#define ESP_SPLIT_SECRET_LEN 32

/* Seals @content under a fresh secret, and to @recipients (EspCertificate: the recovery identity; may be
 * empty) as well. Result: DER. Errors: ENVELOPE_SEAL, RANDOM, SECRET_MEMORY. */
GBytes    *esp_split_key_seal   (EspSecret *content, GPtrArray *recipients, EspSecret **secret, GError **error);
/* Errors: SPLIT_SECRET (the parts do not belong together, or not to this key), ENVELOPE_DAMAGED,
 * ENVELOPE_MALFORMED. */
EspSecret *esp_split_key_open   (GBytes *envelope, EspSecret *secret, GError **error);
gboolean   esp_split_key_is_split (GBytes *envelope);

/* Two parts, new ones each time. */
gboolean   esp_split_key_split  (EspSecret *secret, EspSecret **first, EspSecret **second, GError **error);
/* Errors: SPLIT_PART where one has not 32 bytes. */
EspSecret *esp_split_key_join   (EspSecret *first, EspSecret *second, GError **error);
/* SHA-256 of a part in hex, by which a false one is found: of 256 random bits, so it tells nothing. */
char      *esp_split_key_digest (EspSecret *part);

G_END_DECLS
