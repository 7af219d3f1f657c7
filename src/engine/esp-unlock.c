/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing how one's own identity is unlocked: another passphrase, or the OS keyring. The keys stay
 * the same; only their wrapping changes. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "vault/esp-account-store.h"

/* Input of UpdateOwnIdentity. */
typedef struct
{
  EspSecret *old_password;
  EspSecret *new_password;
  EspUnlock unlock;
  const char *way; /* "passphrase", "keyring" */
} Change;

EspSecret *
esp_engine_store_new_secret (EspEngine *engine,
                             const char *vault,
                             const char *principal_id,
                             const char *name,
                             const char *organization,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (EspSecret) secret = esp_secret_generate_hex (error);
  g_autofree char *label = g_strdup_printf ("Espalier: %s (%s)", name, organization);

  if (!secret ||
      !esp_keyring_store (engine->keyring, vault, principal_id, label, secret, cancellable, error))
    return NULL;
  return g_steal_pointer (&secret);
}

gboolean
esp_op_update_own_identity (EspOperationContext *context, GError **error)
{
  const Change *change = context->input;
  const char *id = esp_session_get_principal_id (context->session);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspSealedIdentity) resealed = NULL;
  g_autofree char *before = NULL;

  if (context->rights->kind == ESP_PRINCIPAL_SERVICE && change->unlock != ESP_UNLOCK_PASSPHRASE)
    {
      esp_error_set (error, ESP_REASON_SERVICE_UNLOCK, esp_session_get_principal (context->session),
                     NULL);
      return FALSE;
    }
  if (!esp_principal_store_get_identity (context->vault, id, &sealed, &before, error))
    return FALSE;
  resealed = esp_identity_reseal (sealed, change->old_password, change->new_password,
                                  change->unlock, error);
  if (!resealed)
    return FALSE;
  esp_context_detail (context, "Before", before);
  esp_context_detail (context, "After", change->way);
  return esp_principal_store_put_identity (context->vault, id, resealed, change->way, error);
}

static EspSecret *
get_old_password (EspEngine *engine,
                  EspSession *session,
                  EspSecret *old_passphrase,
                  GCancellable *cancellable,
                  GError **error)
{
  if (old_passphrase)
    return esp_secret_ref (old_passphrase);
  return esp_keyring_lookup (engine->keyring, engine->vault_id,
                             esp_session_get_principal_id (session), cancellable, error);
}

gboolean
esp_engine_change_unlock (EspEngine *engine,
                          EspSecret *old_passphrase,
                          EspSecret *new_passphrase,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (EspSecret) old_password = NULL;
  g_autoptr (EspSecret) new_password = NULL;
  g_autoptr (JsonNode) done = NULL;
  const char *id;
  Change change = { .unlock = new_passphrase ? ESP_UNLOCK_PASSPHRASE : ESP_UNLOCK_KEYRING,
                    .way = new_passphrase ? "passphrase" : "keyring" };

  if (!session)
    {
      esp_error_set (error, ESP_REASON_LOCKED, NULL, NULL);
      return FALSE;
    }
  /* The keyring holds one item for a principal: writing a new secret over the old one would lose
   * the identity if the vault did not follow. */
  if (!old_passphrase && !new_passphrase)
    {
      esp_error_set (error, ESP_REASON_UNLOCK_SAME, esp_session_get_principal (session), NULL);
      return FALSE;
    }
  id = esp_session_get_principal_id (session);
  old_password = get_old_password (engine, session, old_passphrase, cancellable, error);
  if (!old_password)
    return FALSE;
  new_password = new_passphrase ?
                   esp_secret_ref (new_passphrase) :
                   esp_engine_store_new_secret (engine, engine->vault_id, id,
                                                esp_session_get_principal (session),
                                                engine->organization, cancellable, error);
  if (!new_password)
    return FALSE;
  change.old_password = old_password;
  change.new_password = new_password;
  done = esp_engine_call_internal (engine, "UpdateOwnIdentity", NULL, &change, cancellable, error);
  /* What is in the keyring is of use only while the vault is sealed with it. */
  if (done ? old_passphrase == NULL : new_passphrase == NULL)
    esp_keyring_forget (engine->keyring, engine->vault_id, id, NULL, NULL);
  return done != NULL;
}
