/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session: who acts, what they may do, and the keys that they opened. Signing in is in
 * esp-sign-in.c; what is allowed is decided in access. */
#include "esp-session-private.h"

#include "base/esp-error.h"
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
  GMutex lock; /* guards what follows */
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

/* --- Rights ------------------------------------------------------------------------------------*/

GPtrArray *
esp_role_parse_policies (const EspRole *role, GError **error)
{
  g_autoptr (GPtrArray)
    policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);

  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *row = g_ptr_array_index (role->policies, i);
      g_autofree char *name = g_strconcat (role->name, "/", row->name, NULL);
      EspPolicy *policy = esp_policy_parse (name, row->document, error);

      if (!policy)
        return NULL;
      g_ptr_array_add (policies, policy);
    }
  return g_steal_pointer (&policies);
}

static const EspRole *
find_role (GPtrArray *roles, const char *role_id)
{
  for (guint i = 0; i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (g_str_equal (role->id, role_id))
        return role;
    }
  return NULL;
}

EspRights *
esp_rights_load (EspVault *vault,
                 const EspPrincipal *principal,
                 const char *role_id,
                 GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);
  gint64 revision = esp_vault_get_access_revision (vault, error);
  g_autoptr (GPtrArray) policies = NULL;
  const EspRole *role;
  EspRights *rights;

  if (!roles || revision < 0)
    return NULL;
  role = find_role (roles, role_id);
  /* A role that was taken away leaves a session that may do nothing. */
  policies = role ? esp_role_parse_policies (role, error) :
                    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  if (!policies)
    return NULL;
  rights = g_new0 (EspRights, 1);
  g_atomic_ref_count_init (&rights->ref_count);
  rights->revision = revision;
  rights->active = principal->status == ESP_PRINCIPAL_ACTIVE;
  rights->organization_scope = role && role->scope == ESP_ROLE_SCOPE_ORGANIZATION;
  rights->policies = g_steal_pointer (&policies);
  return rights;
}

void
esp_rights_unref (EspRights *rights)
{
  if (!rights || !g_atomic_ref_count_dec (&rights->ref_count))
    return;
  g_ptr_array_unref (rights->policies);
  g_free (rights);
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
                 EspRights *rights)
{
  EspSession *session = g_new0 (EspSession, 1);

  g_atomic_ref_count_init (&session->ref_count);
  g_mutex_init (&session->lock);
  session->principal = copy_principal (principal);
  session->arn = esp_arn_principal (principal->account, principal->name);
  session->role_id = g_strdup (role->id);
  session->role = g_strdup (role->name);
  session->identity = identity;
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
    }
  g_atomic_ref_count_inc (&session->rights->ref_count);
  return session->rights;
}

gboolean
esp_session_check (EspSession *session,
                   const char *action,
                   const char *resource,
                   const char *account,
                   GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);
  EspAccessRequest request = {
    .action = action,
    .resource = resource ? resource : "*",
    .resource_account = account,
    .principal = session->arn,
    .principal_account = session->principal->account,
    .principal_active = session->rights->active,
    .organization_scope = session->rights->organization_scope,
    .identity_policies = session->rights->policies,
  };
  g_autoptr (EspDecision) decision = esp_decide (&request);

  if (esp_decision_is_allowed (decision))
    return TRUE;
  esp_decision_set_error (decision, &request, error);
  return FALSE;
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

void
esp_session_forget_signer (EspSession *session, const char *ca)
{
  g_mutex_lock (&session->lock);
  g_hash_table_remove (session->signers, ca);
  g_mutex_unlock (&session->lock);
}
