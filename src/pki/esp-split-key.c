/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret for two, and the envelope that it opens. Who the two are is decided in the engine; the
 * content goes the way of esp-envelope.c, from locked memory into locked memory. */
#include "esp-split-key.h"

#include "esp-digest.h"
#include "esp-envelope-form.h"
#include "esp-envelope-private.h"
#include "esp-openssl-memory.h"

#include <string.h>

/* Names the recipient inside the envelope; there is only one of its kind. */
#define SECRET_NAME "split control"

static EspSecret *
random_secret (GError **error)
{
  g_autoptr (EspSecret) secret = esp_secret_new (ESP_SPLIT_SECRET_LEN, error);

  if (!secret || !esp_random_bytes (esp_secret_get_writable (secret), ESP_SPLIT_SECRET_LEN, error))
    return NULL;
  return g_steal_pointer (&secret);
}

/* OpenSSL takes copies of its own and wipes them when it releases the envelope. */
static gboolean
add_secret (CMS_ContentInfo *cms, EspSecret *secret)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (secret, &len);
  guint8 *key = OPENSSL_memdup (bytes, len);
  guint8 *name = OPENSSL_memdup (SECRET_NAME, strlen (SECRET_NAME));

  if (key && name &&
      CMS_add0_recipient_key (cms, NID_id_aes256_wrap, key, len, name, strlen (SECRET_NAME), NULL,
                              NULL, NULL))
    return TRUE;
  OPENSSL_clear_free (key, len);
  OPENSSL_free (name);
  return FALSE;
}

GBytes *
esp_split_key_seal (EspSecret *content, GPtrArray *recipients, EspSecret **secret, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = esp_envelope_begin ();
  g_autoptr (EspSecret) fresh = random_secret (error);
  GBytes *envelope;
  gboolean ready;

  if (!fresh)
    return NULL;
  ready = cms && add_secret (cms, fresh) && esp_envelope_add_recipients (cms, recipients);
  envelope = esp_envelope_end (ready ? cms : NULL, content, error);
  if (envelope)
    *secret = g_steal_pointer (&fresh);
  return envelope;
}

static EspSecret *
refuse (EspReason reason, const char *detail, GError **error)
{
  esp_openssl_set_error (error, reason, NULL);
  if (error && detail)
    esp_error_set_detail (*error, detail);
  return NULL;
}

EspSecret *
esp_split_key_open (GBytes *envelope, EspSecret *secret, GError **error)
{
  const guint8 *bytes = g_bytes_get_data (envelope, NULL);
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autoptr (EspSecret) content = NULL;
  const char *problem = NULL;
  gsize content_len = 0, len;
  const guint8 *key = esp_secret_get_bytes (secret, &len);
  gboolean unwrapped, opened;

  if (!esp_envelope_form_check (envelope, &content_len, NULL, &problem))
    return refuse (ESP_REASON_ENVELOPE_MALFORMED, problem, error);
  cms = d2i_CMS_ContentInfo (NULL, &bytes, (long) g_bytes_get_size (envelope));
  content = cms ? esp_secret_new (content_len, error) : NULL;
  if (!content)
    return cms ? NULL : refuse (ESP_REASON_ENVELOPE_DAMAGED, NULL, error);
  unwrapped = len == ESP_SPLIT_SECRET_LEN &&
              CMS_decrypt_set1_key (cms, (guint8 *) key, len, NULL, 0) == 1;
  opened = unwrapped && esp_envelope_read_content (cms, content);
  esp_openssl_burn_stack ();
  if (opened)
    return g_steal_pointer (&content);
  return refuse (unwrapped ? ESP_REASON_ENVELOPE_DAMAGED : ESP_REASON_SPLIT_SECRET, NULL, error);
}

gboolean
esp_split_key_is_split (GBytes *envelope)
{
  return esp_envelope_form_is_split (envelope);
}

/* --- Parts ------------------------------------------------------------------------------------*/

EspSecret *
esp_split_key_join (EspSecret *first, EspSecret *second, GError **error)
{
  g_autoptr (EspSecret) joined = esp_secret_new (ESP_SPLIT_SECRET_LEN, error);
  gsize first_len, second_len;
  const guint8 *a = esp_secret_get_bytes (first, &first_len);
  const guint8 *b = esp_secret_get_bytes (second, &second_len);

  if (!joined)
    return NULL;
  if (first_len != ESP_SPLIT_SECRET_LEN || second_len != ESP_SPLIT_SECRET_LEN)
    {
      esp_error_set (error, ESP_REASON_SPLIT_PART, NULL, NULL);
      return NULL;
    }
  for (gsize i = 0; i < ESP_SPLIT_SECRET_LEN; i++)
    esp_secret_get_writable (joined)[i] = a[i] ^ b[i];
  return g_steal_pointer (&joined);
}

gboolean
esp_split_key_split (EspSecret *secret, EspSecret **first, EspSecret **second, GError **error)
{
  g_autoptr (EspSecret) random = random_secret (error);
  EspSecret *other = random ? esp_split_key_join (secret, random, error) : NULL;

  if (!other)
    return FALSE;
  *first = g_steal_pointer (&random);
  *second = other;
  return TRUE;
}

char *
esp_split_key_digest (EspSecret *part)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (part, &len);

  return esp_sha256_hex (bytes, len);
}
