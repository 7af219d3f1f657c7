/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys for files between vaults. What is signed with them is in esp-signed-data.c. */
#include "esp-exchange-key.h"

#include "base/esp-error.h"
#include "esp-envelope.h"
#include "esp-identity-certificate.h"

#include <string.h>

#define ALGORITHM "EC_prime256v1"
#define URI "URI:"
#define URN "urn:uuid:"

static GBytes *
seal (EspKey *key, EspIdentity *identity, GError **error)
{
  g_autoptr (EspSecret) pkcs8 = esp_key_encode_private (key, error);
  g_autoptr (GPtrArray)
    recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  g_ptr_array_add (recipients,
                   esp_certificate_ref (esp_identity_get_agreement_certificate (identity)));
  return pkcs8 ? esp_envelope_seal (pkcs8, recipients, error) : NULL;
}

gboolean
esp_exchange_key_create (const char *name,
                         const char *vault,
                         EspIdentity *identity,
                         gint64 now,
                         EspCertificate **certificate,
                         GBytes **envelope,
                         GError **error)
{
  const EspKeyAlgorithm *algorithm = esp_key_algorithm_find (ALGORITHM, error);
  g_autoptr (EspKey) key = algorithm ? esp_key_generate (algorithm, error) : NULL;
  g_autofree char *urn = g_strconcat (URN, vault, NULL);
  g_autoptr (EspCertificate)
    face = key ? esp_identity_certificate_new_for_exchange (name, urn, key, now, error) : NULL;

  *envelope = face ? seal (key, identity, error) : NULL;
  if (!*envelope)
    return FALSE;
  *certificate = g_steal_pointer (&face);
  return TRUE;
}

EspKey *
esp_exchange_key_open (GBytes *envelope,
                       EspCertificate *certificate,
                       EspIdentity *identity,
                       GError **error)
{
  g_autoptr (EspSecret)
    pkcs8 = esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                               esp_identity_get_agreement_certificate (identity), error);
  g_autoptr (EspKey) key = pkcs8 ? esp_key_decode_private (pkcs8, error) : NULL;

  if (!key)
    return NULL;
  if (esp_key_equal_public (key, esp_certificate_get_key (certificate)))
    return g_steal_pointer (&key);
  esp_error_set (error, ESP_REASON_KEY_MISMATCH, NULL, NULL);
  return NULL;
}

/* --- The other side's -------------------------------------------------------------------------*/

static char *
find_vault (EspCertificate *certificate)
{
  const char *const *names = esp_certificate_get_alternative_names (certificate);

  for (guint i = 0; names && names[i]; i++)
    if (g_str_has_prefix (names[i], URI URN) &&
        g_uuid_string_is_valid (names[i] + strlen (URI URN)))
      return g_strdup (names[i] + strlen (URI URN));
  return NULL;
}

/* NULL: it can be one. */
static const char *
judge (EspCertificate *certificate, const char *vault)
{
  const EspKeyAlgorithm *algorithm = esp_key_get_algorithm (esp_certificate_get_key (certificate));
  GBytes *identifier = esp_certificate_get_subject_key_identifier (certificate);

  if (!vault)
    return "it names no vault";
  if (!algorithm || !g_str_equal (algorithm->name, ALGORITHM))
    return "its key is no P-256 key";
  if (!identifier || esp_certificate_is_ca (certificate))
    return "it is that of something else";
  if (!g_bytes_equal (identifier, esp_key_get_identifier (esp_certificate_get_key (certificate))))
    return "its key identifier is not that of its key";
  if (!esp_certificate_is_issued_by (certificate, certificate))
    return "its signature is not its own";
  return NULL;
}

EspCertificate *
esp_exchange_key_read_certificate (GBytes *data, char **vault, GError **error)
{
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (data, error);
  g_autofree char *id = certificate ? find_vault (certificate) : NULL;
  const char *problem;

  if (!certificate)
    return NULL;
  problem = judge (certificate, id);
  if (problem)
    {
      esp_error_set (error, ESP_REASON_EXCHANGE_CERTIFICATE, NULL, "problem", problem, NULL);
      return NULL;
    }
  *vault = g_steal_pointer (&id);
  return g_steal_pointer (&certificate);
}
