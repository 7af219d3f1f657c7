/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session: who acts, what they may do, and the keys that they opened. Signing in is in
 * esp-sign-in.c; what is allowed is decided in access. */
#include "esp-session-private.h"

#include "base/esp-error.h"
#include "esp-splitting.h"
#include "model/esp-arn.h"
#include "pki/esp-envelope.h"
#include "pki/esp-request.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

struct _EspSession
{
  gatomicrefcount ref_count;
  EspPrincipal *principal;
  char *arn;
  char *role_id;
  char *role;
  EspIdentity *identity;
  EspClock *clock;
  gboolean stands_in; /* the identity is another person's */
  GMutex lock;        /* guards what follows */
  EspRights *rights;
  GHashTable *signers; /* CA id -> EspSigner */
};

void
esp_person_free (EspPerson *person)
{
  if (!person)
    return;
  g_free (person->name);
  g_free (person->account);
  g_free (person->account_name);
  g_free (person->unlock);
  g_strfreev (person->roles);
  g_free (person);
}

/* --- Session -----------------------------------------------------------------------------------*/

static EspPrincipal *
copy_principal (const EspPrincipal *principal)
{
  EspPrincipal *copy = esp_principal_new ();

  copy->id = g_strdup (principal->id);
  copy->account = g_strdup (principal->account);
  copy->name = g_strdup (principal->name);
  copy->kind = principal->kind;
  copy->status = principal->status;
  return copy;
}

EspSession *
esp_session_new (const EspPrincipal *principal,
                 const EspRole *role,
                 EspIdentity *identity,
                 EspRights *rights,
                 EspClock *clock)
{
  EspSession *session = g_new0 (EspSession, 1);

  g_atomic_ref_count_init (&session->ref_count);
  g_mutex_init (&session->lock);
  session->principal = copy_principal (principal);
  session->arn = esp_arn_principal (principal->account, principal->name);
  session->role_id = g_strdup (role->id);
  session->role = g_strdup (role->name);
  session->identity = identity;
  session->clock = esp_clock_ref (clock);
  session->rights = rights;
  session->signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) esp_signer_unref);
  return session;
}

EspSession *
esp_session_ref (EspSession *session)
{
  g_atomic_ref_count_inc (&session->ref_count);
  return session;
}

void
esp_session_unref (EspSession *session)
{
  if (!session || !g_atomic_ref_count_dec (&session->ref_count))
    return;
  g_hash_table_unref (session->signers);
  esp_rights_unref (session->rights);
  esp_identity_unref (session->identity);
  esp_clock_unref (session->clock);
  esp_principal_free (session->principal);
  g_free (session->arn);
  g_free (session->role_id);
  g_free (session->role);
  g_mutex_clear (&session->lock);
  g_free (session);
}

const char *
esp_session_get_principal (EspSession *session)
{
  return session->principal->name;
}

const char *
esp_session_get_principal_id (EspSession *session)
{
  return session->principal->id;
}

const char *
esp_session_get_account (EspSession *session)
{
  return session->principal->account;
}

const char *
esp_session_get_role (EspSession *session)
{
  return session->role;
}

const char *
esp_session_get_arn (EspSession *session)
{
  return session->arn;
}

EspIdentity *
esp_session_get_identity (EspSession *session)
{
  return session->identity;
}

/* After a reset the keys of this session are nobody's: what they would sign, be it the event of a
 * denial, would not verify. */
gboolean
esp_session_is_of (EspSession *session, const EspPrincipal *principal)
{
  GBytes *der = esp_certificate_get_der (esp_identity_get_signing_certificate (session->identity));

  return principal->signing_certificate && g_bytes_equal (principal->signing_certificate, der);
}

void
esp_session_stand_in (EspSession *session)
{
  session->stands_in = TRUE;
}

static EspRights *
reload_rights (EspSession *session, EspVault *vault, GError **error)
{
  g_autoptr (EspPrincipal)
    principal = esp_principal_store_find (vault, session->principal->id, error);

  if (!principal)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, session->principal->name, NULL);
      return NULL;
    }
  if (!session->stands_in && !esp_session_is_of (session, principal))
    {
      esp_error_set (error, ESP_REASON_PRINCIPAL_INACTIVE, principal->name, NULL);
      return NULL;
    }
  return esp_rights_load (vault, principal, session->role_id, error);
}

EspRights *
esp_session_ref_rights (EspSession *session, EspVault *vault, GError **error)
{
  gint64 revision = esp_vault_get_access_revision (vault, error);
  g_autoptr (GMutexLocker) locker = NULL;
  EspRights *fresh;

  if (revision < 0)
    return NULL;
  locker = g_mutex_locker_new (&session->lock);
  if (session->rights->revision != revision)
    {
      fresh = reload_rights (session, vault, error);
      if (!fresh)
        return NULL;
      esp_rights_unref (session->rights);
      session->rights = fresh;
      /* Who lost access does not go on with a key that was opened before; who kept it opens it
       * anew. */
      g_hash_table_remove_all (session->signers);
    }
  return esp_rights_ref (session->rights);
}

static gboolean
check (EspSession *session, EspQuestion *question, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);
  g_autoptr (EspDecision) decision = NULL;

  question->now = esp_clock_now (session->clock);
  if (esp_rights_could (session->rights, question, FALSE))
    return TRUE;
  decision = esp_rights_decide (session->rights, question, error);
  return esp_decision_is_allowed (decision);
}

gboolean
esp_session_check (EspSession *session,
                   const char *action,
                   const char *resource,
                   const char *account,
                   GError **error)
{
  EspQuestion question = { .action = action, .resource = resource, .resource_account = account };

  return check (session, &question, error);
}

gboolean
esp_session_check_ca (EspSession *session, const char *action, const EspCa *ca, GError **error)
{
  EspQuestion question = esp_question_about (action, ca, 0);

  return check (session, &question, error);
}

/* --- Keys of CAs -------------------------------------------------------------------------------*/

/* The private key must be the one whose public half the CA shows. */
static gboolean
check_matches (EspVault *vault, const EspCa *ca, EspKey *key, GError **error)
{
  g_autoptr (GBytes) der = esp_ca_store_get_request (vault, ca->id, error);
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, error) : NULL;

  if (!request)
    return FALSE;
  if (!esp_key_equal_public (key, esp_request_get_key (request)))
    {
      esp_error_set (error, ESP_REASON_CA_KEY_MISMATCH, ca->label, NULL);
      return FALSE;
    }
  return TRUE;
}

static EspSigner *
open_signer (EspSession *session, EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca->id, error);
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (EspKey) key = NULL;

  if (envelope && !esp_splitting_check_whole (vault, ca, error))
    return NULL;
  if (!envelope)
    {
      if (error && !*error)
        esp_error_set (error, ESP_REASON_CA_KEY_GONE, ca->label, NULL);
      return NULL;
    }
  pkcs8 = esp_envelope_open (envelope, esp_identity_get_agreement_key (session->identity),
                             esp_identity_get_agreement_certificate (session->identity), error);
  key = pkcs8 ? esp_key_decode_private (pkcs8, error) : NULL;
  if (!key || !check_matches (vault, ca, key, error))
    {
      if (error && *error)
        esp_error_set_object (*error, ca->label);
      return NULL;
    }
  return esp_signer_new_from_key (key);
}

EspSigner *
esp_session_open_signer (EspSession *session, EspVault *vault, const EspCa *ca, GError **error)
{
  EspSigner *signer;

  g_mutex_lock (&session->lock);
  signer = g_hash_table_lookup (session->signers, ca->id);
  if (signer)
    esp_signer_ref (signer);
  g_mutex_unlock (&session->lock);
  if (signer)
    return signer;
  signer = open_signer (session, vault, ca, error);
  if (!signer)
    return NULL;
  g_mutex_lock (&session->lock);
  g_hash_table_replace (session->signers, g_strdup (ca->id), esp_signer_ref (signer));
  g_mutex_unlock (&session->lock);
  return signer;
}

gboolean
esp_session_lend_signer (EspSession *session,
                         EspVault *vault,
                         const EspCa *ca,
                         EspSecret *pkcs8,
                         GError **error)
{
  g_autoptr (EspKey) key = esp_key_decode_private (pkcs8, error);

  if (!key || !check_matches (vault, ca, key, error))
    return FALSE;
  g_mutex_lock (&session->lock);
  g_hash_table_replace (session->signers, g_strdup (ca->id), esp_signer_new_from_key (key));
  g_mutex_unlock (&session->lock);
  return TRUE;
}

void
esp_session_forget_signer (EspSession *session, const char *ca)
{
  g_mutex_lock (&session->lock);
  g_hash_table_remove (session->signers, ca);
  g_mutex_unlock (&session->lock);
}
