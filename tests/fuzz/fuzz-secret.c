/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and what is sealed: from a vault's file, which anybody may have written. */
#include "fuzz.h"

#include "pki/esp-envelope.h"
#include "pki/esp-identity.h"

static const char password_text[] = "fuzz";

static void
decode_private (const guint8 *data, gsize size)
{
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (EspKey) key = NULL;

  if (size == 0 || size > ESP_SECRET_MAX_LEN)
    return;
  secret = esp_secret_new_copy (data, size, NULL);
  key = secret ? esp_key_decode_private (secret, NULL) : NULL;
  if (key)
    g_assert_true (esp_key_has_private (key));
}

void
fuzz_key (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (EspKey) public_key = NULL;

  fuzz_get_authority ();
  decode_private (data, size);
  public_key = esp_key_new_from_public (bytes, NULL);
  if (public_key)
    g_assert_nonnull (esp_key_get_label (public_key));
}

/* Opened as a sealed key would be: by the authority, and as the parts of an identity. */
void
fuzz_envelope (const guint8 *data, gsize size)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (EspSecret) password = esp_secret_new_copy (password_text, sizeof password_text, NULL);
  g_autoptr (EspSecret) content = NULL;
  g_autoptr (EspIdentity) identity = NULL;
  EspSealedIdentity sealed = { 0 };

  g_assert_nonnull (password);
  esp_envelope_count_recipients (bytes);
  content = esp_envelope_open (bytes, authority->key, authority->certificate, NULL);
  sealed.agreement_key = bytes;
  sealed.signing_key = bytes;
  sealed.agreement_certificate = esp_certificate_get_der (authority->certificate);
  sealed.signing_certificate = esp_certificate_get_der (authority->certificate);
  identity = esp_identity_open (&sealed, password, NULL);
}
