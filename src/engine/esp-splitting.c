/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holders, their parts, and the key that two of them open. The arithmetic is in pki
 * (esp-split-key.h); who approves what is in esp-approving.c. */
#include "esp-splitting.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-recipients.h"
#include "pki/esp-envelope.h"
#include "pki/esp-split-key.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

/* --- Holders ----------------------------------------------------------------------------------*/

typedef struct
{
  GPtrArray *people; /* EspPrincipal; approvers first */
  guint n_approvers;
  GPtrArray *recovery; /* EspCertificate */
} Holders;

static void
holders_clear (Holders *holders)
{
  g_clear_pointer (&holders->people, g_ptr_array_unref);
  g_clear_pointer (&holders->recovery, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Holders, holders_clear)

static EspCertificate *
certificate_of (const EspPrincipal *principal, GError **error)
{
  return esp_certificate_parse (principal->agreement_certificate, error);
}

static gboolean
can_hold (const EspPrincipal *principal)
{
  return principal->kind == ESP_PRINCIPAL_PERSON && principal->status == ESP_PRINCIPAL_ACTIVE &&
         principal->agreement_certificate != NULL;
}

static gboolean
add_approvers (Holders *holders, EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  holders->people = esp_approving_who (vault, ca, now, error);
  if (!holders->people)
    return FALSE;
  for (guint i = holders->people->len; i > 0; i--)
    if (!can_hold (g_ptr_array_index (holders->people, i - 1)))
      g_ptr_array_remove_index (holders->people, i - 1);
  holders->n_approvers = holders->people->len;
  return TRUE;
}

static gboolean
is_there (const Holders *holders, const char *principal)
{
  for (guint i = 0; i < holders->people->len; i++)
    if (g_str_equal (((const EspPrincipal *) g_ptr_array_index (holders->people, i))->id,
                     principal))
      return TRUE;
  return FALSE;
}

/* Those to whom it would be sealed otherwise. The recovery identity opens it as it opens all keys:
 * it was there before the rule was in force, or two persons have agreed to it. */
static gboolean
add_signers (Holders *holders, EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (EspCrowd) crowd = esp_crowd_load (vault, error);
  guint n_persons;
  g_autoptr (GPtrArray) ids = crowd ? esp_crowd_recipients (crowd, ca, now, &n_persons) : NULL;

  for (guint i = 0; ids && i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, id, error);

      if (!principal)
        return FALSE;
      if (principal->kind == ESP_PRINCIPAL_RECOVERY)
        g_ptr_array_add (holders->recovery,
                         esp_certificate_ref (esp_crowd_get_certificate (crowd, id)));
      else if (can_hold (principal) && !is_there (holders, id) &&
               holders->people->len < ESP_APPROVERS_MAX)
        g_ptr_array_add (holders->people, g_steal_pointer (&principal));
    }
  return ids != NULL;
}

static gboolean
find_holders (Holders *holders, EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  holders->recovery = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  return add_approvers (holders, vault, ca, now, error) &&
         add_signers (holders, vault, ca, now, error);
}

/* --- Sealing ----------------------------------------------------------------------------------*/

static GBytes *
seal_to (EspSecret *content, const EspPrincipal *principal, GError **error)
{
  g_autoptr (EspCertificate) certificate = certificate_of (principal, error);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (!certificate)
    return NULL;
  g_ptr_array_add (one, certificate);
  return esp_envelope_seal (content, one, error);
}

static gboolean
store_part (EspVault *vault,
            const EspCa *ca,
            const EspPrincipal *holder,
            const EspPrincipal *partner,
            EspSecret *secret,
            GError **error)
{
  g_autoptr (EspKeyPart) part = g_new0 (EspKeyPart, 1);

  part->holder = g_strdup (holder->id);
  part->partner = g_strdup (partner->id);
  part->digest = esp_split_key_digest (secret);
  part->envelope = seal_to (secret, holder, error);
  return part->envelope && esp_key_part_store_insert (vault, ca->id, part, error);
}

/* --- Consents that were given and wait --------------------------------------------------------*/

static gboolean
is_of_key (const EspApproval *approval, const char *ca)
{
  g_autoptr (JsonNode) node = NULL;

  if (approval->status != ESP_APPROVAL_APPROVED || !approval->key_part)
    return FALSE;
  node = esp_json_parse (approval->request, -1, ESP_APPROVAL_MAX_REQUEST, NULL);
  return node && JSON_NODE_HOLDS_OBJECT (node) &&
         g_strcmp0 (esp_json_get_string (json_node_get_object (node), "keyOf"), ca) == 0;
}

/* Approved, and waiting for the requester: with new parts, what the approver handed over is a new
 * one as well. GPtrArray of EspApproval. */
static GPtrArray *
find_waiting (EspVault *vault, const EspCa *ca, GError **error)
{
  GPtrArray *open = esp_approval_store_list (vault, NULL, TRUE, error);

  for (guint i = open ? open->len : 0; i > 0; i--)
    if (!is_of_key (g_ptr_array_index (open, i - 1), ca->id))
      g_ptr_array_remove_index (open, i - 1);
  return open;
}

static gboolean
hand_over_anew (EspVault *vault,
                GPtrArray *waiting,
                const EspPrincipal *approver,
                const EspPrincipal *requester,
                EspSecret *part,
                GError **error)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      EspApproval *approval = g_ptr_array_index (waiting, i);

      if (!g_str_equal (approval->approver, approver->id) ||
          !g_str_equal (approval->requester, requester->id))
        continue;
      g_clear_pointer (&approval->key_part, g_bytes_unref);
      approval->key_part = seal_to (part, requester, error);
      if (!approval->key_part ||
          !esp_approval_store_update (vault, approval, ESP_APPROVAL_APPROVED, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_pair (EspVault *vault,
            const EspCa *ca,
            const EspPrincipal *one,
            const EspPrincipal *other,
            EspSecret *secret,
            GPtrArray *waiting,
            GError **error)
{
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;

  return esp_split_key_split (secret, &first, &second, error) &&
         store_part (vault, ca, one, other, first, error) &&
         store_part (vault, ca, other, one, second, error) &&
         hand_over_anew (vault, waiting, one, other, first, error) &&
         hand_over_anew (vault, waiting, other, one, second, error);
}

static gboolean
seal_split (const Holders *holders,
            EspVault *vault,
            const EspCa *ca,
            EspSecret *pkcs8,
            gint64 now,
            GError **error)
{
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (GBytes) envelope = esp_split_key_seal (pkcs8, holders->recovery, &secret, error);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GPtrArray) waiting = envelope ? find_waiting (vault, ca, error) : NULL;

  if (!waiting || !esp_ca_store_put_key (vault, ca->id, envelope, now, error) ||
      !esp_ca_recipient_store_put (vault, ca->id, nobody, error) ||
      !esp_ca_recipient_store_set_due (vault, ca->id, 0, error))
    return FALSE;
  for (guint i = 0; i < holders->n_approvers; i++)
    for (guint j = i + 1; j < holders->people->len; j++)
      if (!store_pair (vault, ca, g_ptr_array_index (holders->people, i),
                       g_ptr_array_index (holders->people, j), secret, waiting, error))
        return FALSE;
  return TRUE;
}

gboolean
esp_splitting_seal (EspVault *vault, const EspCa *ca, EspSecret *pkcs8, gint64 now, GError **error)
{
  g_auto (Holders) holders = { 0 };
  gboolean in_force;

  if (!esp_key_part_store_clear (vault, ca->id, error) ||
      !esp_approving_in_force (vault, ca, now, NULL, &in_force, error))
    return FALSE;
  if (!in_force)
    return esp_recipients_seal (vault, ca, pkcs8, now, error);
  if (!find_holders (&holders, vault, ca, now, error))
    return FALSE;
  if (holders.n_approvers < 1 || holders.people->len < 2)
    return esp_recipients_seal (vault, ca, pkcs8, now, error);
  return seal_split (&holders, vault, ca, pkcs8, now, error);
}

/* --- Asking -----------------------------------------------------------------------------------*/

gboolean
esp_splitting_is_split (EspVault *vault, const char *ca, gboolean *split, GError **error)
{
  gint64 n_parts = esp_key_part_store_count (vault, ca, NULL, error);

  *split = n_parts > 0;
  return n_parts >= 0;
}

gboolean
esp_splitting_holds (EspVault *vault,
                     const char *ca,
                     const char *principal,
                     gboolean *holds,
                     GError **error)
{
  gint64 n_parts = esp_key_part_store_count (vault, ca, principal, error);

  *holds = n_parts > 0;
  return n_parts >= 0;
}

gboolean
esp_splitting_check_whole (EspVault *vault, const EspCa *ca, GError **error)
{
  gboolean split;

  if (!esp_splitting_is_split (vault, ca->id, &split, error))
    return FALSE;
  if (split)
    esp_error_set (error, ESP_REASON_KEY_SPLIT, ca->label, NULL);
  return !split;
}

/* --- Opening ----------------------------------------------------------------------------------*/

static EspSecret *
open_sealed (GBytes *envelope, EspIdentity *identity, const char *digest, GError **error)
{
  g_autoptr (EspSecret)
    part = esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                              esp_identity_get_agreement_certificate (identity), error);
  g_autofree char *found = part ? esp_split_key_digest (part) : NULL;

  if (!part || g_str_equal (found, digest))
    return g_steal_pointer (&part);
  esp_error_set (error, ESP_REASON_SPLIT_PART, NULL, NULL);
  return NULL;
}

static EspKeyPart *
find_part (EspVault *vault,
           const EspCa *ca,
           const char *holder,
           const char *partner,
           GError **error)
{
  GError *problem = NULL;
  EspKeyPart *part = esp_key_part_store_find (vault, ca->id, holder, partner, &problem);

  if (problem)
    g_propagate_error (error, problem);
  else if (!part)
    esp_error_set (error, ESP_REASON_KEY_PART_MISSING, ca->label, NULL);
  return part;
}

GBytes *
esp_splitting_hand_over (EspVault *vault,
                         const EspCa *ca,
                         EspIdentity *identity,
                         const char *holder,
                         const EspPrincipal *requester,
                         GError **error)
{
  g_autoptr (EspKeyPart) part = find_part (vault, ca, holder, requester->id, error);
  g_autoptr (EspSecret)
    opened = part ? open_sealed (part->envelope, identity, part->digest, error) : NULL;

  return opened ? seal_to (opened, requester, error) : NULL;
}

EspSecret *
esp_splitting_open (EspVault *vault,
                    const EspCa *ca,
                    EspIdentity *identity,
                    const char *holder,
                    const char *partner,
                    GBytes *handed,
                    GError **error)
{
  g_autoptr (EspKeyPart) own = find_part (vault, ca, holder, partner, error);
  g_autoptr (EspKeyPart) other = own ? find_part (vault, ca, partner, holder, error) : NULL;
  g_autoptr (GBytes) envelope = other ? esp_ca_store_get_key (vault, ca->id, error) : NULL;
  g_autoptr (EspSecret) first = NULL;
  g_autoptr (EspSecret) second = NULL;
  g_autoptr (EspSecret) secret = NULL;

  if (!envelope)
    {
      if (other && error && !*error)
        esp_error_set (error, ESP_REASON_CA_KEY_GONE, ca->label, NULL);
      return NULL;
    }
  first = open_sealed (own->envelope, identity, own->digest, error);
  second = first ? open_sealed (handed, identity, other->digest, error) : NULL;
  secret = second ? esp_split_key_join (first, second, error) : NULL;
  return secret ? esp_split_key_open (envelope, secret, error) : NULL;
}
