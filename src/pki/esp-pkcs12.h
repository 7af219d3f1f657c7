/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PKCS#12 files of other tools (RFC 7292), old algorithms and PBMAC1 (RFC 9579) among them. The file's own checksum
 * tells which passphrase is right; what is in it comes as it lies there.
 */
#pragma once

#include "base/esp-secret.h"

G_BEGIN_DECLS

#define ESP_PKCS12_MAX_SIZE 16777216
#define ESP_PKCS12_MAX_BAGS 100000

typedef enum
{
  ESP_PKCS12_CERTIFICATE,
  ESP_PKCS12_CRL,
  ESP_PKCS12_KEY,
} EspPkcs12Kind;

typedef struct
{
  EspPkcs12Kind kind;
  guint number;   /* of the bag in the file, from 1 */
  char *label;    /* friendly name, UTF-8, or NULL */
  GBytes *der;    /* CERTIFICATE, CRL */
  EspSecret *key; /* KEY: PKCS#8; NULL where @error is set */
  GError *error;  /* what is wrong with this bag alone */
} EspPkcs12Bag;

/* GPtrArray of EspPkcs12Bag. @without_keys: nothing is decrypted for keys alone, and there are none. Errors:
 * FOREIGN_PASSPHRASE, FOREIGN_ALGORITHM, FOREIGN_LEGACY, FOREIGN_ROUNDS, FOREIGN_STRUCTURE. */
GPtrArray *esp_pkcs12_read     (GBytes *der, GPtrArray *passphrases, gboolean without_keys, GError **error);
void       esp_pkcs12_bag_free (EspPkcs12Bag *bag);

G_END_DECLS
