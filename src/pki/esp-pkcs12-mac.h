/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the checksum of a PKCS#12 file, by which a passphrase is known to be right. */
#pragma once

#include "esp-openssl.h"

#include "base/esp-secret.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PKCS12_MAC_GOOD,
  ESP_PKCS12_MAC_NONE,  /* the file has no checksum: any passphrase may be right */
  ESP_PKCS12_MAC_BAD,   /* with an error */
} EspPkcs12Mac;

/* @passphrase becomes the right one of @passphrases, or of the empty one and none at all (then NULL). Errors:
 * FOREIGN_PASSPHRASE, FOREIGN_ALGORITHM, FOREIGN_ROUNDS, FOREIGN_STRUCTURE. */
EspPkcs12Mac esp_pkcs12_mac_check (PKCS12 *file, GPtrArray *passphrases, EspSecret **passphrase, GError **error);

G_END_DECLS
