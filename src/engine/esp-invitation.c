/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of invitations: made, read as they were typed, hashed. Who is invited is in the operations.
 */
#include "esp-invitation.h"

#include "pki/esp-digest.h"

#include <string.h>

#define CODE_LEN 20
#define GROUP 4
#define TYPED_MAX 64

/* 32 of them, without I, O, 0 and 1. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

G_STATIC_ASSERT (sizeof letters == 33);

char *
esp_invitation_make_code (GError **error)
{
  guint8 random[CODE_LEN];
  GString *code;

  if (!esp_random_bytes (random, sizeof random, error))
    return NULL;
  code = g_string_new (NULL);
  for (gsize i = 0; i < CODE_LEN; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[random[i] % 32]);
    }
  esp_wipe (random, sizeof random);
  return g_string_free (code, FALSE);
}

static gboolean
read_code (EspSecret *code, char plain[CODE_LEN + 1])
{
  gsize len, n = 0;
  const guint8 *typed = esp_secret_get_bytes (code, &len);

  for (gsize i = 0; i < MIN (len, TYPED_MAX); i++)
    {
      char letter = g_ascii_toupper ((char) typed[i]);

      if (letter == '-' || letter == ' ')
        continue;
      if (n == CODE_LEN || letter == '\0' || !strchr (letters, letter))
        return FALSE;
      plain[n++] = letter;
    }
  plain[n] = '\0';
  return n == CODE_LEN && len <= TYPED_MAX;
}

char *
esp_invitation_digest (const char *vault_id, const char *principal_id, EspSecret *code)
{
  char plain[CODE_LEN + 1];
  g_autofree char *text = NULL;
  char *digest;

  if (!read_code (code, plain))
    return NULL;
  text = g_strdup_printf ("espalier-invitation\n%s\n%s\n%s", vault_id, principal_id, plain);
  digest = esp_sha256_hex ((const guint8 *) text, strlen (text));
  esp_wipe (plain, sizeof plain);
  esp_wipe (text, strlen (text));
  return digest;
}

gboolean
esp_invitation_matches (const char *digest, const char *other)
{
  gsize len = strlen (digest);
  guint8 difference = 0;

  if (strlen (other) != len)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    difference |= (guint8) (digest[i] ^ other[i]);
  return difference == 0;
}
