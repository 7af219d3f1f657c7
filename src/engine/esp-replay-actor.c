/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed an entry, whether they were enrolled and active then, and whether the decision of that
 * moment allowed it. Second persons are in esp-replay-consent.c. */
#include "esp-replay-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-asking.h"
#include "esp-invitation.h"
#include "model/esp-arn.h"
#include "pki/esp-certificate.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

#define ENROL "espalier:EnrolPrincipal"

/* --- Keys -------------------------------------------------------------------------------------*/

static EspKey *
key_of_certificate (GBytes *der)
{
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;

  return certificate ? esp_key_ref (esp_certificate_get_key (certificate)) : NULL;
}

static EspKey *
find_key (EspReplay *replay, EspVault *from, const char *actor)
{
  EspKey *key = g_hash_table_lookup (replay->keys, actor);
  g_autoptr (EspPrincipal) principal = NULL;

  if (key)
    return key;
  principal = esp_principal_store_find (from, actor, NULL);
  key = principal ? key_of_certificate (principal->signing_certificate) : NULL;
  if (key)
    g_hash_table_insert (replay->keys, g_strdup (actor), key);
  return key;
}

EspKey *
esp_replay_find_key (EspReplay *replay, const char *person)
{
  return find_key (replay, replay->state, person);
}

static gboolean
is_signed_with (EspKey *key, const EspStoredEvent *stored)
{
  return key && stored->signature &&
         esp_key_verify_bytes (key, (const guint8 *) stored->canonical, strlen (stored->canonical),
                               stored->signature);
}

void
esp_replay_retire_key (EspReplay *replay, const char *principal)
{
  EspKey *key = g_hash_table_lookup (replay->keys, principal);

  if (!key)
    return;
  g_hash_table_replace (replay->retired, g_strdup (principal), esp_key_ref (key));
  g_hash_table_remove (replay->keys, principal);
}

/* A session that was open when its person got new keys, or none, goes on being denied with the old
 * ones, and such an entry changes nothing. */
static gboolean
is_signed_by_actor (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored)
{
  return is_signed_with (find_key (replay, replay->state, event->actor), stored) ||
         (event->outcome != ESP_OUTCOME_ALLOWED && !event->row_digests &&
          is_signed_with (g_hash_table_lookup (replay->retired, event->actor), stored));
}

static void
tell_signature (EspReplay *replay, const EspEvent *event)
{
  esp_replay_tell (replay, event, "the signature is not that of the person it names");
}

/* In the vaults of programs that signed no state nobody's keys ever changed. */
gboolean
esp_replay_check_old_signature (EspReplay *replay,
                                const EspEvent *event,
                                const EspStoredEvent *stored,
                                GError **error)
{
  EspKey *key = event->actor ?
                  find_key (replay, replay->adopted ? replay->state : replay->vault, event->actor) :
                  NULL;

  if (!is_signed_with (key, stored))
    tell_signature (replay, event);
  return TRUE;
}

gboolean
esp_replay_check_anchor (EspReplay *replay,
                         const EspEvent *event,
                         const EspStoredEvent *stored,
                         GError **error)
{
  const char *fingerprint = esp_json_get_string (event->details, "SigningFingerprint");
  const EspVaultInfo *info = esp_vault_get_info (replay->vault);
  EspKey *key;

  g_hash_table_remove_all (replay->keys);
  key = event->actor ? find_key (replay, replay->state, event->actor) : NULL;
  if (!is_signed_with (key, stored))
    tell_signature (replay, event);
  if (event->sequence > 1)
    return TRUE;
  if (g_strcmp0 (event->action, "espalier:CreateVault") != 0 ||
      g_strcmp0 (event->actor, info->founder) != 0 ||
      g_strcmp0 (esp_json_get_string (event->details, "Vault"), info->id) != 0)
    esp_replay_tell (replay, event, "it is not the founding of this vault");
  else if (fingerprint)
    {
      g_autoptr (EspPrincipal)
        founder = esp_principal_store_find (replay->state, event->actor, NULL);
      g_autoptr (EspCertificate)
        certificate = founder && founder->signing_certificate ?
                        esp_certificate_parse (founder->signing_certificate, NULL) :
                        NULL;

      if (!certificate || !g_str_equal (esp_certificate_get_fingerprint (certificate), fingerprint))
        esp_replay_tell (replay, event, "the founder's certificate is another one");
    }
  return TRUE;
}

/* --- Enrolling --------------------------------------------------------------------------------*/

/* Who was invited and brings keys signs with them, once: what that entry says of the person is
 * where the key is from, and another person has to confirm it. */
/* The code stands in the entry, since it is spent: it must be the one that the inviter signed. */
static gboolean
has_code (EspReplay *replay, const EspEvent *event)
{
  const char *code = esp_json_get_string (event->details, "Code");
  g_autoptr (EspInvitation)
    invitation = esp_invitation_store_find (replay->state, event->actor, NULL);
  g_autoptr (EspSecret) secret = code ? esp_secret_new_copy (code, strlen (code), NULL) : NULL;
  g_autofree char *digest = secret ? esp_invitation_digest (esp_vault_get_info (replay->vault)->id,
                                                            event->actor, secret) :
                                     NULL;

  return invitation && digest && esp_invitation_matches (digest, invitation->code_digest) &&
         event->time <= invitation->expires_at;
}

static gboolean
check_enrolling (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored)
{
  g_autoptr (EspPrincipal) before = esp_principal_store_find (replay->state, event->actor, NULL);
  g_autofree char *name = g_strconcat ("principal/", event->actor, NULL);
  JsonObject *row = esp_json_get_object (event->rows, name);
  const char *hex = esp_json_get_string (row, "signing_certificate");
  g_autoptr (GBytes) der = hex ? esp_hex_decode (hex, NULL) : NULL;
  g_autoptr (EspKey) key = key_of_certificate (der);

  if (!before || before->status != ESP_PRINCIPAL_INVITED || before->signing_certificate)
    esp_replay_tell (replay, event, "nobody was invited who could have enrolled here");
  else if (g_strcmp0 (esp_json_get_string (row, "status"), "INVITED") != 0)
    esp_replay_tell (replay, event, "somebody who enrolled was not left to be confirmed");
  else if (!has_code (replay, event))
    esp_replay_tell (replay, event, "it was enrolled without the code of the invitation");
  else if (!is_signed_with (key, stored))
    tell_signature (replay, event);
  return TRUE;
}

/* --- The decision -----------------------------------------------------------------------------*/

static const EspRole *
find_role (GPtrArray *roles, const char *name, const char *id)
{
  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (id ? g_str_equal (role->id, id) : g_strcmp0 (role->name, name) == 0)
        return role;
    }
  return NULL;
}

EspRights *
esp_replay_find_rights (EspReplay *replay,
                        const char *person,
                        const char *role_name,
                        const char *role_id)
{
  g_autofree char *name = g_strconcat (person, "/", role_id ? role_id : role_name, NULL);
  EspRights *rights = g_hash_table_lookup (replay->rights, name);
  g_autoptr (EspPrincipal) principal = NULL;
  g_autoptr (GPtrArray) roles = NULL;
  const EspRole *role;

  if (rights)
    return rights;
  principal = esp_principal_store_find (replay->state, person, NULL);
  roles = principal ? esp_role_store_list_for (replay->state, principal->id, NULL) : NULL;
  role = find_role (roles, role_name, role_id);
  if (principal && principal->kind == ESP_PRINCIPAL_RECOVERY)
    rights = esp_rights_load (replay->state, principal, ESP_RECOVERY_ROLE, NULL);
  else if (role)
    rights = esp_rights_load (replay->state, principal, role->id, NULL);
  if (rights)
    g_hash_table_insert (replay->rights, g_steal_pointer (&name), rights);
  return rights;
}

static GPtrArray *
tags_of_principal (EspVault *state, const char *name, const char *arn)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (state, name, NULL);
  g_autofree char *own = principal ? esp_arn_principal (principal->account, principal->name) : NULL;

  return g_strcmp0 (own, arn) == 0 ? g_ptr_array_ref (principal->tags) : NULL;
}

static GPtrArray *
tags_of_role (EspVault *state, const char *name, const char *arn)
{
  g_autofree char *account = esp_arn_get_account (arn);
  g_autoptr (GPtrArray) roles = account ? esp_role_store_list (state, account, NULL) : NULL;
  const EspRole *role = find_role (roles, name, NULL);

  return role ? g_ptr_array_ref (role->tags) : NULL;
}

static GPtrArray *
tags_of_share (EspVault *state, const char *id, const char *arn)
{
  g_autoptr (EspShare) share = esp_share_store_find (state, id, NULL);

  return share ? g_ptr_array_ref (share->tags) : NULL;
}

static GPtrArray *
tags_of_ca (EspVault *state, const char *id, const char *arn)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (state, id, NULL);

  return ca && ca->tags ? g_ptr_array_ref (ca->tags) : NULL;
}

typedef struct
{
  const char *before; /* stands in the ARN before the name */
  GPtrArray *(*find) (EspVault *state, const char *name, const char *arn);
} TagRow;

static const TagRow tag_rows[] = {
  { ":certificate-authority/", tags_of_ca },
  { ":user/", tags_of_principal },
  { ":role/", tags_of_role },
  { ":resource-share/", tags_of_share },
};

/* The tags of what was asked about, as they were, or as a plan has them. */
static GPtrArray *
find_tags (EspReplay *replay, const EspEvent *event, const char *resource)
{
  GPtrArray *tags = NULL;

  for (gsize i = 0; resource && !tags && i < G_N_ELEMENTS (tag_rows); i++)
    {
      const char *at = strstr (resource, tag_rows[i].before);

      if (at)
        tags = tag_rows[i].find (replay->state, at + strlen (tag_rows[i].before), resource);
    }
  return tags || !resource ? tags : esp_replay_find_planned_tags (replay, event, resource);
}

static gboolean
is_allowed (EspReplay *replay,
            const EspEvent *event,
            const EspRights *rights,
            const EspAsked *asked)
{
  g_autoptr (GPtrArray) tags = find_tags (replay, event, asked->resource);
  EspQuestion question = { .action = asked->action,
                           .resource = asked->resource,
                           .resource_account = asked->account,
                           .resource_tags = tags,
                           .request_tags = asked->request_tags,
                           .template_arn = asked->template_arn,
                           .now = event->time };

  return esp_rights_allow (rights, &question);
}

/* An act on whatever the person may act on asks for the list of things first; then it says of each
 * thing that the act itself was asked about. */
static gboolean
says_what_was_decided (const EspEvent *event, GArray *asked)
{
  if (asked->len == 0)
    return FALSE;
  if (g_str_equal (g_array_index (asked, EspAsked, 0).action, event->action) || !event->row_digests)
    return TRUE;
  for (guint i = 1; i < asked->len; i++)
    if (g_str_equal (g_array_index (asked, EspAsked, i).action, event->action))
      return TRUE;
  return FALSE;
}

static void
check_decision (EspReplay *replay, const EspEvent *event, const EspRights *rights)
{
  g_autoptr (GArray) asked = esp_asking_read (event);

  if (!asked || !says_what_was_decided (event, asked))
    {
      esp_replay_tell (replay, event, "it does not say what was decided");
      return;
    }
  for (guint i = 0; i < asked->len; i++)
    if (!is_allowed (replay, event, rights, &g_array_index (asked, EspAsked, i)))
      {
        esp_replay_tell (replay, event,
                         "it is well signed, and was not permitted to the person who signed it");
        return;
      }
}

/* --- All of it --------------------------------------------------------------------------------*/

gboolean
esp_replay_is_relative (const EspEvent *event, const EspStateTable *table)
{
  return g_str_has_prefix (table->name, "ca") &&
         (esp_json_get_string (event->details, "Successor") ||
          g_str_equal (event->action, "acm-pca:ImportCertificateAuthorityCertificate") ||
          esp_replay_is_handover (event));
}

/* From the founding on, without a gap, the founder may fill a vault with a sample. */
static void
look_for_sample (EspReplay *replay, const EspEvent *event)
{
  const EspVaultInfo *info = esp_vault_get_info (replay->vault);

  replay->is_sample = !replay->sample_over && g_strcmp0 (event->actor, info->founder) == 0 &&
                      (g_strcmp0 (event->statement, "sample") == 0 ||
                       g_strcmp0 (event->action, "espalier:CreateSample") == 0);
  if (!replay->is_sample || g_str_equal (event->action, "espalier:CreateSample"))
    replay->sample_over = TRUE;
}

/* Who acts: the signer; or the person who asked for what the signer approved. */
static EspRights *
find_actor (EspReplay *replay, const EspEvent *event)
{
  gboolean own = esp_replay_is_request (event) || esp_replay_is_about_request (event);
  JsonObject *proof = own ? NULL : esp_replay_get_proof (event);
  const char *requester = esp_json_get_string (proof, "Requester");

  if (requester)
    return esp_replay_find_rights (replay, requester, NULL, esp_json_get_string (proof, "Role"));
  return esp_replay_find_rights (replay, event->actor, event->role, NULL);
}

static gboolean
is_active (EspReplay *replay, const char *person)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (replay->state, person, NULL);

  return principal && principal->status == ESP_PRINCIPAL_ACTIVE;
}

gboolean
esp_replay_check_actor (EspReplay *replay,
                        const EspEvent *event,
                        const EspStoredEvent *stored,
                        GArray *changes,
                        GError **error)
{
  const EspRights *rights;

  look_for_sample (replay, event);
  if (!event->actor || !event->action || !event->resource)
    {
      esp_replay_tell (replay, event, "it does not say who did what");
      return TRUE;
    }
  if (g_str_equal (event->action, ENROL))
    return check_enrolling (replay, event, stored) &&
           esp_replay_check_consent (replay, event, changes, error);
  if (!is_signed_by_actor (replay, event, stored))
    {
      tell_signature (replay, event);
      return TRUE;
    }
  if (replay->is_sample || event->outcome == ESP_OUTCOME_DENIED)
    return TRUE;
  if (!is_active (replay, event->actor))
    {
      esp_replay_tell (replay, event, "the person who signed it was not active then");
      return TRUE;
    }
  if (esp_replay_is_sealing (event))
    return esp_replay_check_sealer (replay, event, changes, error);
  rights = find_actor (replay, event);
  if (!rights)
    {
      esp_replay_tell (replay, event, "the person did not have the role that it names");
      return TRUE;
    }
  check_decision (replay, event, rights);
  esp_replay_check_reach (replay, event, rights, changes);
  return event->outcome != ESP_OUTCOME_ALLOWED ||
         esp_replay_check_consent (replay, event, changes, error);
}
