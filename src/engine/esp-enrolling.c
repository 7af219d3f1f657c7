/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person enrols: the code is found, keys are made, and everything is stored in one transaction
 * with an event that the new identity signs itself. Nobody is signed in meanwhile, or somebody else
 * is: the session has no part in it. */
#include "esp-enrolling.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-engine-private.h"
#include "esp-invitation.h"
#include "esp-people.h"
#include "model/esp-arn.h"
#include "vault/esp-event-store.h"

#define ACTION "espalier:EnrolPrincipal"

typedef struct
{
  EspEngine *engine;
  const char *wanted;
  EspSecret *code;
  EspUnlockWith unlock;
  EspPrincipal *principal;
  EspSealedIdentity *sealed;
  EspIdentity *identity;
  EspEvent *event;
  GPtrArray *others; /* EspPrincipal whose secret is in some keyring */
  GError *error;
} Enrolment;

static void
enrolment_clear (Enrolment *enrolment)
{
  g_clear_pointer (&enrolment->principal, esp_principal_free);
  g_clear_pointer (&enrolment->sealed, esp_sealed_identity_free);
  g_clear_pointer (&enrolment->identity, esp_identity_unref);
  g_clear_pointer (&enrolment->event, esp_event_free);
  g_clear_pointer (&enrolment->others, g_ptr_array_unref);
  g_clear_error (&enrolment->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Enrolment, enrolment_clear)

/* --- The invitation ----------------------------------------------------------------------------*/

/* TRUE with *@matches FALSE where the code is not that of @principal. */
static gboolean
try_code (EspVault *vault,
          const Enrolment *enrolment,
          const EspPrincipal *principal,
          gboolean *matches,
          GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspInvitation) invitation = esp_invitation_store_find (vault, principal->id, &problem);
  g_autofree char *digest = esp_invitation_digest (esp_vault_get_info (vault)->id, principal->id,
                                                   enrolment->code);
  g_autofree char *until = NULL;

  *matches = FALSE;
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!invitation || !digest || !esp_invitation_matches (digest, invitation->code_digest) ||
      principal->status != ESP_PRINCIPAL_INVITED)
    return TRUE;
  *matches = TRUE;
  if (esp_clock_now (enrolment->engine->clock) < invitation->expires_at)
    return TRUE;
  until = esp_time_to_rfc3339 (invitation->expires_at);
  esp_error_set (error, ESP_REASON_INVITATION_EXPIRED, principal->name, "until", until, NULL);
  return FALSE;
}

static EspPrincipal *
find_invited (EspVault *vault, const Enrolment *enrolment, GPtrArray *principals, GError **error)
{
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      gboolean matches;

      if (enrolment->wanted && !g_str_equal (enrolment->wanted, principal->name))
        continue;
      if (!try_code (vault, enrolment, principal, &matches, error))
        return NULL;
      if (matches)
        return g_ptr_array_steal_index (principals, i);
    }
  esp_error_set (error, ESP_REASON_INVITATION_CODE, enrolment->wanted, NULL);
  return NULL;
}

/* --- The keyring -------------------------------------------------------------------------------*/

/* Everybody whose secret is in a keyring stays in the list. */
static gboolean
keep_keyring_users (EspVault *vault, GPtrArray *principals, GError **error)
{
  for (guint i = principals->len; i > 0; i--)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i - 1);
      g_autoptr (EspSealedIdentity) sealed = NULL;
      g_autofree char *unlock = NULL;

      if (!esp_principal_store_get_identity (vault, principal->id, &sealed, &unlock, error))
        return FALSE;
      if (!unlock || g_str_equal (unlock, "passphrase"))
        g_ptr_array_remove_index (principals, i - 1);
    }
  return TRUE;
}

static void
find_job (EspVault *vault, gpointer data)
{
  Enrolment *enrolment = data;
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, &enrolment->error);

  if (!principals)
    return;
  enrolment->principal = find_invited (vault, enrolment, principals, &enrolment->error);
  if (enrolment->principal && keep_keyring_users (vault, principals, &enrolment->error))
    enrolment->others = g_steal_pointer (&principals);
}

/* One session's keyring opens for every program in it: two people of a vault who share it would
 * hold each other's keys. A keyring that does not answer is no proof that nobody is in it. */
static gboolean
check_keyring (const Enrolment *enrolment, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < enrolment->others->len; i++)
    {
      const EspPrincipal *other = g_ptr_array_index (enrolment->others, i);
      GError *problem = NULL;
      g_autoptr (EspSecret) secret = esp_keyring_lookup (
        enrolment->engine->keyring, enrolment->engine->vault_id, other->id, cancellable, &problem);

      if (secret)
        {
          esp_error_set (error, ESP_REASON_KEYRING_SHARED, enrolment->principal->name, "other",
                         other->name, NULL);
          return FALSE;
        }
      if (!esp_error_has_reason (problem, ESP_REASON_KEYRING_MISSING))
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_clear_error (&problem);
    }
  return TRUE;
}

/* Nobody sits before a service: its passphrase is in a file that it alone reads. */
static gboolean
check_way (const Enrolment *enrolment, GError **error)
{
  if (enrolment->principal->kind != ESP_PRINCIPAL_SERVICE ||
      enrolment->unlock == ESP_UNLOCK_WITH_PASSPHRASE)
    return TRUE;
  esp_error_set (error, ESP_REASON_SERVICE_UNLOCK, enrolment->principal->name, NULL);
  return FALSE;
}

static EspSecret *
make_password (const Enrolment *enrolment,
               EspSecret *passphrase,
               GCancellable *cancellable,
               GError **error)
{
  EspEngine *engine = enrolment->engine;

  if (enrolment->unlock == ESP_UNLOCK_WITH_PASSPHRASE)
    {
      if (passphrase)
        return esp_secret_ref (passphrase);
      esp_error_set (error, ESP_REASON_PASSPHRASE_NEEDED, enrolment->principal->name, NULL);
      return NULL;
    }
  if (!check_keyring (enrolment, cancellable, error))
    return NULL;
  return esp_engine_store_new_secret (engine, engine->vault_id, enrolment->principal->id,
                                      enrolment->principal->name, engine->organization, cancellable,
                                      error);
}

/* --- Storing -----------------------------------------------------------------------------------*/

static char *
copy_code (EspSecret *code)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (code, &len);

  return g_strndup ((const char *) bytes, len);
}

/* The code is spent with this event, so that it may stand in it: whoever verifies the log hashes it
 * to the digest that the inviter signed. */
static EspEvent *
draft_event (const Enrolment *enrolment)
{
  const EspPrincipal *principal = enrolment->principal;
  EspIdentity *identity = enrolment->identity;
  g_autofree char *code = copy_code (enrolment->code);
  EspEvent *event = esp_event_new ();

  event->time = esp_clock_now (enrolment->engine->clock);
  event->actor = g_strdup (principal->id);
  event->actor_name = g_strdup (principal->name);
  event->account = g_strdup (principal->account);
  event->action = g_strdup (ACTION);
  event->resource = esp_arn_principal (principal->account, principal->name);
  event->decision = g_strdup ("ALLOW");
  event->statement = g_strdup ("invitation");
  event->outcome = ESP_OUTCOME_ALLOWED;
  event->details = json_object_new ();
  json_object_set_string_member (event->details, "Operation", "EnrolPrincipal");
  json_object_set_string_member (event->details, "Principal", principal->name);
  json_object_set_string_member (event->details, "Code", code);
  json_object_set_string_member (
    event->details, "SigningFingerprint",
    esp_certificate_get_fingerprint (esp_identity_get_signing_certificate (identity)));
  json_object_set_string_member (
    event->details, "AgreementFingerprint",
    esp_certificate_get_fingerprint (esp_identity_get_agreement_certificate (identity)));
  return event;
}

/* Inside the transaction once more: meanwhile the invitation may have been used, renewed or ended.
 */
static gboolean
is_still_invited (EspVault *vault, const Enrolment *enrolment, GError **error)
{
  g_autoptr (EspPrincipal)
    principal = esp_people_find_principal (vault, enrolment->principal->id, error);
  gboolean matches;

  if (!principal || !try_code (vault, enrolment, principal, &matches, error))
    return FALSE;
  if (!matches)
    esp_error_set (error, ESP_REASON_INVITATION_CODE, principal->name, NULL);
  return matches;
}

static gboolean
store (EspVault *vault, Enrolment *enrolment, GError **error)
{
  const char *id = enrolment->principal->id;
  const char *way = enrolment->unlock == ESP_UNLOCK_WITH_PASSPHRASE ? "passphrase" : "keyring";

  return is_still_invited (vault, enrolment, error) &&
         esp_principal_store_put_identity (vault, id, enrolment->sealed, way, error) &&
         esp_invitation_store_delete (vault, id, error) &&
         esp_vault_bump_access_revision (vault, error) &&
         esp_recorder_append (enrolment->engine->recorder, vault, enrolment->event,
                              enrolment->identity, error);
}

static void
store_job (EspVault *vault, gpointer data)
{
  Enrolment *enrolment = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), &enrolment->error);

  if (!transaction)
    return;
  enrolment->event = draft_event (enrolment);
  if (!store (vault, enrolment, &enrolment->error) ||
      !esp_transaction_commit (transaction, &enrolment->error))
    {
      esp_recorder_forget (enrolment->engine->recorder);
      return;
    }
  esp_engine_emit_changed (enrolment->engine, enrolment->event->sequence,
                           enrolment->event->sequence, ESP_TOPIC_ACCESS | ESP_TOPIC_LOG);
}

/* --- Enrolling ---------------------------------------------------------------------------------*/

static gboolean
may_start (EspEngine *engine, GError **error)
{
  if (!engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_CLOSED, NULL, NULL);
      return FALSE;
    }
  return !esp_engine_refuses_writing (engine, error) && esp_engine_wait_for_check (engine, error);
}

static gboolean
run_job (EspWorker *worker, EspJobFunc job, Enrolment *enrolment, GError **error)
{
  esp_worker_run (worker, job, enrolment);
  if (!enrolment->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&enrolment->error));
  return FALSE;
}

static gboolean
make_keys (Enrolment *enrolment, EspSecret *passphrase, GCancellable *cancellable, GError **error)
{
  g_autoptr (EspSecret) password = make_password (enrolment, passphrase, cancellable, error);
  EspUnlock unlock = enrolment->unlock == ESP_UNLOCK_WITH_PASSPHRASE ? ESP_UNLOCK_PASSPHRASE :
                                                                       ESP_UNLOCK_KEYRING;

  if (!password)
    return FALSE;
  enrolment->identity = esp_identity_create (enrolment->principal->name, password, unlock,
                                             esp_clock_now (enrolment->engine->clock),
                                             &enrolment->sealed, error);
  if (enrolment->identity && run_job (enrolment->engine->writer, store_job, enrolment, error))
    return TRUE;
  /* What the keyring took would open nothing. */
  if (enrolment->unlock == ESP_UNLOCK_WITH_KEYRING)
    esp_keyring_forget (enrolment->engine->keyring, enrolment->engine->vault_id,
                        enrolment->principal->id, NULL, NULL);
  return FALSE;
}

gboolean
esp_engine_enrol (EspEngine *engine,
                  const char *principal,
                  EspSecret *code,
                  EspUnlockWith unlock,
                  EspSecret *passphrase,
                  char **name,
                  char **fingerprint,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (Enrolment)
    enrolment = { .engine = engine, .wanted = principal, .code = code, .unlock = unlock };
  const char *hex;

  if (!may_start (engine, error) ||
      !run_job (esp_engine_get_reader (engine), find_job, &enrolment, error) ||
      !check_way (&enrolment, error) || !make_keys (&enrolment, passphrase, cancellable, error))
    return FALSE;
  hex = esp_certificate_get_fingerprint (esp_identity_get_signing_certificate (enrolment.identity));
  if (name)
    *name = g_strdup (enrolment.principal->name);
  if (fingerprint)
    *fingerprint = esp_people_write_fingerprint (hex);
  return TRUE;
}

/* --- Looking back ------------------------------------------------------------------------------*/

static gboolean
names_both (const EspStoredEvent *stored, EspCertificate *signing, EspCertificate *agreement)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);

  return event &&
         g_strcmp0 (esp_json_get_string (event->details, "SigningFingerprint"),
                    esp_certificate_get_fingerprint (signing)) == 0 &&
         g_strcmp0 (esp_json_get_string (event->details, "AgreementFingerprint"),
                    esp_certificate_get_fingerprint (agreement)) == 0 &&
         esp_key_verify_bytes (esp_certificate_get_key (signing),
                               (const guint8 *) stored->canonical, strlen (stored->canonical),
                               stored->signature);
}

gboolean
esp_enrolling_check_record (EspVault *vault,
                            const EspPrincipal *principal,
                            EspCertificate *signing,
                            EspCertificate *agreement,
                            GError **error)
{
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);
  EspEventFilter filter = { .action = ACTION,
                            .actor = principal->name,
                            .resource = arn,
                            .outcome = ESP_OUTCOME_ALLOWED,
                            .limit = 1 };
  g_autoptr (GPtrArray) events = esp_event_store_list (vault, &filter, error);

  if (!events)
    return FALSE;
  if (events->len == 1 && names_both (g_ptr_array_index (events, 0), signing, agreement))
    return TRUE;
  esp_error_set (error, ESP_REASON_ENROLMENT_RECORD, principal->name, NULL);
  return FALSE;
}
