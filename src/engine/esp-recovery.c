/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery identity: made once, kept offline as a file with a printed passphrase, recipient of
 * every sealed key (security.md, "Keys"). */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "pki/esp-certificate.h"
#include "pki/esp-pem.h"
#include "vault/esp-account-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define RECOVERY_NAME "Recovery identity"

/* Where the file goes; missing when it is there already, and was approved since. */
typedef struct
{
  const char *path;
  const char *document;
  gboolean written;
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

static EspPrincipal *
read_principal (EspOperationContext *context, GError **error)
{
  static const char *const names[] = { "AgreementCertificate", "SigningCertificate" };
  g_autoptr (EspPrincipal) principal = esp_principal_new ();
  GBytes **ders[] = { &principal->agreement_certificate, &principal->signing_certificate };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *pem = esp_context_text (context, names[i]);
      g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
      g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, error);

      if (!certificate)
        return NULL;
      *ders[i] = g_bytes_ref (esp_certificate_get_der (certificate));
      if (i == 0)
        esp_context_detail (context, "Fingerprint", esp_certificate_get_fingerprint (certificate));
    }
  principal->id = g_uuid_string_random ();
  principal->account = g_strdup (esp_session_get_account (context->session));
  principal->name = g_strdup (RECOVERY_NAME);
  principal->kind = ESP_PRINCIPAL_RECOVERY;
  principal->status = ESP_PRINCIPAL_ACTIVE;
  principal->created_at = context->now;
  return g_steal_pointer (&principal);
}

static gboolean
insert_principal (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPrincipal)
    existing = esp_principal_store_find (context->vault, RECOVERY_NAME, error);
  g_autoptr (EspPrincipal) principal = NULL;

  if (existing)
    {
      esp_error_set (error, ESP_REASON_RECOVERY_EXISTS, NULL, NULL);
      return FALSE;
    }
  principal = read_principal (context, error);
  return principal && esp_principal_store_insert (context->vault, principal, error);
}

/* Every key that this session can open is sealed to it in the same transaction (esp-resealing.h),
 * the others when somebody comes who can. Where a second person has to approve it, its keys stay
 * with who asks: the request has the certificates alone, and the file, written when it is asked
 * for, opens nothing until they are in the vault. */
gboolean
esp_op_create_recovery (EspOperationContext *context, GError **error)
{
  Recovery *recovery = context->input;

  if (!insert_principal (context, error) || !esp_vault_bump_access_revision (context->vault, error))
    return FALSE;
  if (recovery && !recovery->written)
    recovery->written = write_file (recovery->path, recovery->document, error);
  return !recovery || recovery->written;
}

static JsonObject *
make_parameters (const EspSealedIdentity *sealed)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *agreement = esp_pem_write ("CERTIFICATE", sealed->agreement_certificate);
  g_autofree char *signing = esp_pem_write ("CERTIFICATE", sealed->signing_certificate);

  json_object_set_string_member (parameters, "AgreementCertificate", agreement);
  json_object_set_string_member (parameters, "SigningCertificate", signing);
  return parameters;
}

gboolean
esp_engine_create_recovery (EspEngine *engine,
                            const char *path,
                            EspSecret **passphrase,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (EspSecret) made = esp_secret_generate_passphrase (error);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspIdentity) identity = NULL;
  g_autoptr (JsonObject) parameters = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *document = NULL;
  Recovery recovery = { .path = path };

  if (made)
    identity = esp_identity_create (RECOVERY_NAME, made, ESP_UNLOCK_PASSPHRASE,
                                    esp_clock_now (engine->clock), &sealed, error);
  if (!identity)
    return FALSE;
  parameters = make_parameters (sealed);
  recovery.document = document = write_document (engine->organization, sealed);
  done = esp_engine_call_internal (engine, "CreateRecoveryIdentity", parameters, &recovery,
                                   cancellable, &problem);
  if (done || esp_error_has_reason (problem, ESP_REASON_WAITING_FOR_APPROVAL))
    *passphrase = g_steal_pointer (&made);
  /* The file was written and the commit failed: it would open nothing. */
  else if (recovery.written)
    g_unlink (path);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&problem));
  return done != NULL;
}
