/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New secrets that open an identity: the one that a keyring keeps, and the one that is printed. */
#include "esp-identity.h"

#include "esp-digest.h"

#include <string.h>

#define HEX_BYTES 32

/* Without i, l, o (look like digits), m and w (look like "rn" and "vv"): 21 letters. 6 groups of 5
 * make 30 x log2 (21) = 131.7 bits. */
#define LETTERS "abcdefghjknpqrstuvxyz"
#define N_LETTERS (sizeof LETTERS - 1)
#define N_GROUPS 6
#define GROUP_LEN 5
#define PASSPHRASE_LEN (N_GROUPS * (GROUP_LEN + 1) - 1)
/* The largest multiple of 21 in a byte: above it the first letters would come more often. */
#define FAIR_LIMIT (256 / N_LETTERS * N_LETTERS)

EspSecret *
esp_secret_generate_hex (GError **error)
{
  static const char digits[] = "0123456789abcdef";
  g_autoptr (EspSecret) random = esp_secret_new (HEX_BYTES, error);
  g_autoptr (EspSecret) hex = NULL;
  guint8 *bytes, *text;

  if (!random)
    return NULL;
  bytes = esp_secret_get_writable (random);
  if (!esp_random_bytes (bytes, HEX_BYTES, error))
    return NULL;
  hex = esp_secret_new (HEX_BYTES * 2, error);
  if (!hex)
    return NULL;
  text = esp_secret_get_writable (hex);
  for (gsize i = 0; i < HEX_BYTES; i++)
    {
      text[2 * i] = (guint8) digits[bytes[i] >> 4];
      text[2 * i + 1] = (guint8) digits[bytes[i] & 0x0f];
    }
  return g_steal_pointer (&hex);
}

/* One letter, each equally likely; @scratch is locked memory. */
static gboolean
draw_letter (guint8 *scratch, guint8 *letter, GError **error)
{
  do
    if (!esp_random_bytes (scratch, 1, error))
      return FALSE;
  while (*scratch >= FAIR_LIMIT);
  *letter = (guint8) LETTERS[*scratch % N_LETTERS];
  return TRUE;
}

EspSecret *
esp_secret_generate_passphrase (GError **error)
{
  g_autoptr (EspSecret) scratch = esp_secret_new (1, error);
  g_autoptr (EspSecret) passphrase = NULL;
  guint8 *text;

  if (!scratch)
    return NULL;
  passphrase = esp_secret_new (PASSPHRASE_LEN, error);
  if (!passphrase)
    return NULL;
  text = esp_secret_get_writable (passphrase);
  for (gsize i = 0; i < PASSPHRASE_LEN; i++)
    if (i % (GROUP_LEN + 1) == GROUP_LEN)
      text[i] = '-';
    else if (!draw_letter (esp_secret_get_writable (scratch), text + i, error))
      return NULL;
  return g_steal_pointer (&passphrase);
}
