/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery identity: made once, kept offline as a file with a printed passphrase, recipient of
 * every sealed key (security.md, "Keys"). */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "pki/esp-pem.h"
#include "vault/esp-account-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define RECOVERY_NAME "Recovery identity"

typedef struct
{
  const char *path;
  EspSecret *passphrase;
} Recovery;

static void
append_pem (GString *text, const char *title, const char *label, GBytes *der)
{
  g_autofree char *pem = esp_pem_write (label, der);

  g_string_append_printf (text, "%s\n%s\n", title, pem);
}

/* Nothing in it is readable without the passphrase, and each part opens with openssl alone. */
static char *
write_document (const char *organization, const EspSealedIdentity *sealed)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "Recovery identity of %s.\nKeep this file and its printed "
                          "passphrase apart from each other and from the vault.\n\n",
                          organization);
  append_pem (text, "Key for opening envelopes, under the passphrase:", "ENCRYPTED PRIVATE KEY",
              sealed->agreement_key);
  append_pem (text, "Its certificate:", "CERTIFICATE", sealed->agreement_certificate);
  append_pem (text, "Key for signing, sealed to the key above:", "CMS", sealed->signing_key);
  append_pem (text, "Its certificate:", "CERTIFICATE", sealed->signing_certificate);
  return g_string_free (text, FALSE);
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  gsize len = strlen (text);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    {
      esp_error_set (error, errno == EEXIST ? ESP_REASON_FILE_EXISTS : ESP_REASON_FILE_WRITE, path,
                     NULL);
      return FALSE;
    }
  written = write (fd, text, len) == (gssize) len && fsync (fd) == 0;
  written = close (fd) == 0 && written;
  if (written)
    return TRUE;
  g_unlink (path);
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  return FALSE;
}

static gboolean
insert_principal (EspOperationContext *context, const EspSealedIdentity *sealed, GError **error)
{
  g_autoptr (EspPrincipal)
    existing = esp_principal_store_find (context->vault, RECOVERY_NAME, error);
  g_autoptr (EspPrincipal) principal = esp_principal_new ();

  if (existing)
    {
      esp_error_set (error, ESP_REASON_RECOVERY_EXISTS, NULL, NULL);
      return FALSE;
    }
  principal->id = g_uuid_string_random ();
  principal->account = g_strdup (esp_session_get_account (context->session));
  principal->name = g_strdup (RECOVERY_NAME);
  principal->kind = ESP_PRINCIPAL_RECOVERY;
  principal->status = ESP_PRINCIPAL_ACTIVE;
  principal->created_at = context->now;
  principal->agreement_certificate = g_bytes_ref (sealed->agreement_certificate);
  principal->signing_certificate = g_bytes_ref (sealed->signing_certificate);
  return esp_principal_store_insert (context->vault, principal, error);
}

/* Every key that this session can open is sealed to it in the same transaction (esp-resealing.h),
 * the others when somebody comes who can. */
gboolean
esp_op_create_recovery (EspOperationContext *context, GError **error)
{
  Recovery *recovery = context->input;
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspIdentity) identity = NULL;
  g_autoptr (EspSecret) passphrase = esp_secret_generate_passphrase (error);
  g_autofree char *document = NULL;

  if (!passphrase)
    return FALSE;
  identity = esp_identity_create (RECOVERY_NAME, passphrase, ESP_UNLOCK_PASSPHRASE, context->now,
                                  &sealed, error);
  if (!identity || !insert_principal (context, sealed, error) ||
      !esp_vault_bump_access_revision (context->vault, error))
    return FALSE;
  esp_context_detail (
    context, "Fingerprint",
    esp_certificate_get_fingerprint (esp_identity_get_agreement_certificate (identity)));
  document = write_document (context->engine->organization, sealed);
  if (!write_file (recovery->path, document, error))
    return FALSE;
  recovery->passphrase = g_steal_pointer (&passphrase);
  return TRUE;
}

EspSecret *
esp_engine_create_recovery (EspEngine *engine,
                            const char *path,
                            GCancellable *cancellable,
                            GError **error)
{
  Recovery recovery = { path, NULL };
  g_autoptr (JsonNode) done = esp_engine_call_internal (engine, "CreateRecoveryIdentity", &recovery,
                                                        cancellable, error);

  if (done)
    return recovery.passphrase;
  /* The file was written and the commit failed: it would open nothing. */
  if (recovery.passphrase)
    g_unlink (path);
  esp_secret_unref (recovery.passphrase);
  return NULL;
}
