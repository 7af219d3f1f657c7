/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with the recovery identity, whose keys are in a file of their own and not in the
 * vault. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "esp-rollback.h"
#include "pki/esp-pem.h"
#include "vault/esp-account-store.h"

#define FILE_MAX 65536
#define N_PARTS 4 /* key, certificate, sealed key, certificate: as esp-recovery.c writes them */

static gboolean
refuse_file (const char *path, GError **error)
{
  esp_error_set (error, ESP_REASON_RECOVERY_FILE, path, NULL);
  return FALSE;
}

static EspSealedIdentity *
read_file (const char *path, GError **error)
{
  static const char *const labels[] = { "ENCRYPTED PRIVATE KEY", "CERTIFICATE", "CMS", NULL };
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GBytes) bytes = NULL;
  EspSealedIdentity *sealed;
  GError *problem = NULL;
  const char *found;
  char *text;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, &problem))
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, problem);
      return NULL;
    }
  bytes = g_bytes_new_take (text, len);
  if (len > FILE_MAX || esp_pem_read_all (bytes, labels, N_PARTS, &parts, &found) != ESP_PEM_OK ||
      parts->len != N_PARTS)
    {
      refuse_file (path, error);
      return NULL;
    }
  sealed = g_new0 (EspSealedIdentity, 1);
  sealed->agreement_key = g_bytes_ref (g_ptr_array_index (parts, 0));
  sealed->agreement_certificate = g_bytes_ref (g_ptr_array_index (parts, 1));
  sealed->signing_key = g_bytes_ref (g_ptr_array_index (parts, 2));
  sealed->signing_certificate = g_bytes_ref (g_ptr_array_index (parts, 3));
  return sealed;
}

/* --- Whose it is ------------------------------------------------------------------------------*/

typedef struct
{
  const EspSealedIdentity *sealed;
  EspPrincipal *principal;
  EspRights *rights;
  GError *error;
} Lookup;

static void
lookup_clear (Lookup *lookup)
{
  g_clear_pointer (&lookup->principal, esp_principal_free);
  g_clear_pointer (&lookup->rights, esp_rights_unref);
  g_clear_error (&lookup->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lookup, lookup_clear)

static gboolean
is_of (const EspPrincipal *principal, const EspSealedIdentity *sealed)
{
  return principal->kind == ESP_PRINCIPAL_RECOVERY && principal->signing_certificate &&
         g_bytes_equal (principal->signing_certificate, sealed->signing_certificate) &&
         g_bytes_equal (principal->agreement_certificate, sealed->agreement_certificate);
}

static void
lookup_job (EspVault *vault, gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, &lookup->error);

  for (guint i = 0; principals && i < principals->len && !lookup->principal; i++)
    if (is_of (g_ptr_array_index (principals, i), lookup->sealed))
      {
        const EspPrincipal *found = g_ptr_array_index (principals, i);

        lookup->principal = esp_principal_store_find (vault, found->id, &lookup->error);
      }
  if (lookup->error)
    return;
  if (!lookup->principal)
    esp_error_set (&lookup->error, ESP_REASON_RECOVERY_OTHER, NULL, NULL);
  else
    lookup->rights = esp_rights_load (vault, lookup->principal, ESP_RECOVERY_ROLE, &lookup->error);
}

EspSession *
esp_engine_open_recovery (EspEngine *engine,
                          const char *file,
                          EspSecret *passphrase,
                          GError **error)
{
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_auto (Lookup) lookup = { NULL };
  g_autoptr (EspRole) role = esp_role_new ();
  EspIdentity *identity;

  if (!engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_CLOSED, NULL, NULL);
      return NULL;
    }
  lookup.sealed = sealed = read_file (file, error);
  if (!sealed)
    return NULL;
  esp_worker_run (esp_engine_get_reader (engine), lookup_job, &lookup);
  if (lookup.error)
    {
      esp_error_set_object (lookup.error, file);
      g_propagate_error (error, g_steal_pointer (&lookup.error));
      return NULL;
    }
  identity = esp_identity_open (sealed, passphrase, error);
  if (!identity)
    {
      if (error)
        esp_error_set_object (*error, file);
      return NULL;
    }
  role->id = g_strdup (ESP_RECOVERY_ROLE);
  role->name = g_strdup (ESP_RECOVERY_ROLE);
  role->account = g_strdup (lookup.principal->account);
  return esp_session_new (lookup.principal, role, identity, g_steal_pointer (&lookup.rights),
                          engine->clock);
}

gboolean
esp_engine_sign_in_recovery (EspEngine *engine,
                             const char *file,
                             EspSecret *passphrase,
                             GCancellable *cancellable,
                             GError **error)
{
  EspSession *session = esp_engine_open_recovery (engine, file, passphrase, error);

  if (!session)
    return FALSE;
  esp_rollback_look (engine, NULL, cancellable);
  esp_engine_take_session (engine, session);
  return TRUE;
}
