/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From roles, policies, tags, shares and guardrails to the people an envelope is sealed to. When it
 * is sealed anew is in esp-resealing.c. */
#include "esp-recipients.h"

#include "base/esp-error.h"
#include "esp-people.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

/* Marking a certificate revoked needs no key, but a revocation that no list shows is worth little,
 * so who may revoke may sign the list. */
const char *const esp_recipients_actions[] = {
  "acm-pca:IssueCertificate",
  "acm-pca:RevokeCertificate",
  "espalier:PublishRevocation",
  NULL,
};

typedef struct
{
  char *id;
  EspPrincipalKind kind;
  EspCertificate *certificate; /* for agreement, or NULL */
  GPtrArray *rights;           /* EspRights, one for each role */
} Member;

struct _EspCrowd
{
  GPtrArray *members; /* Member, by UUID */
  GPtrArray *rights;  /* EspRights of all */
  char *organization; /* account that owns what belongs to all */
};

static void
member_free (gpointer data)
{
  Member *member = data;

  g_free (member->id);
  g_clear_pointer (&member->certificate, esp_certificate_unref);
  g_clear_pointer (&member->rights, g_ptr_array_unref);
  g_free (member);
}

/* --- Everybody ---------------------------------------------------------------------------------*/

static GPtrArray *
load_rights (EspVault *vault, const EspPrincipal *principal, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rights_unref);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      EspRights *rights = esp_rights_load (vault, principal, role->id, error);

      if (!rights)
        return NULL;
      g_ptr_array_add (all, rights);
    }
  return roles ? g_steal_pointer (&all) : NULL;
}

static Member *
load_member (EspVault *vault, const EspPrincipal *principal, GError **error)
{
  Member *member = g_new0 (Member, 1);

  member->id = g_strdup (principal->id);
  member->kind = principal->kind;
  member->rights = load_rights (vault, principal, error);
  if (member->rights && principal->agreement_certificate)
    member->certificate = esp_certificate_parse (principal->agreement_certificate, error);
  if (member->rights && (member->certificate || !principal->agreement_certificate))
    return member;
  member_free (member);
  return NULL;
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *x = *(Member *const *) a, *y = *(Member *const *) b;

  return g_strcmp0 (x->id, y->id);
}

EspCrowd *
esp_crowd_load (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);
  g_autoptr (EspCrowd) crowd = NULL;

  if (!principals)
    return NULL;
  crowd = g_new0 (EspCrowd, 1);
  crowd->organization = esp_people_find_organization (vault, error);
  if (!crowd->organization)
    return NULL;
  crowd->members = g_ptr_array_new_with_free_func (member_free);
  crowd->rights = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_rights_unref);
  for (guint i = 0; i < principals->len; i++)
    {
      Member *member = load_member (vault, g_ptr_array_index (principals, i), error);

      if (!member)
        return NULL;
      g_ptr_array_add (crowd->members, member);
      for (guint j = 0; j < member->rights->len; j++)
        g_ptr_array_add (crowd->rights, esp_rights_ref (g_ptr_array_index (member->rights, j)));
    }
  g_ptr_array_sort (crowd->members, compare_members);
  return g_steal_pointer (&crowd);
}

void
esp_crowd_free (EspCrowd *crowd)
{
  if (!crowd)
    return;
  g_clear_pointer (&crowd->members, g_ptr_array_unref);
  g_clear_pointer (&crowd->rights, g_ptr_array_unref);
  g_free (crowd->organization);
  g_free (crowd);
}

GPtrArray *
esp_crowd_get_rights (EspCrowd *crowd)
{
  return crowd->rights;
}

EspCertificate *
esp_crowd_get_certificate (EspCrowd *crowd, const char *principal)
{
  for (guint i = 0; i < crowd->members->len; i++)
    {
      const Member *member = g_ptr_array_index (crowd->members, i);

      if (g_str_equal (member->id, principal))
        return member->certificate;
    }
  return NULL;
}

/* --- Who ---------------------------------------------------------------------------------------*/

gboolean
esp_rights_could_sign (const EspRights *rights, const EspCa *ca, gint64 now)
{
  EspRights alone = *rights;

  alone.shared = rights->shared_here;
  for (gsize i = 0; esp_recipients_actions[i]; i++)
    {
      EspQuestion question = esp_question_about (esp_recipients_actions[i], ca, now);

      if (esp_rights_could (&alone, &question, TRUE))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_recipient (const Member *member, const EspCa *ca, gint64 now)
{
  if (!member->certificate)
    return FALSE;
  if (member->kind == ESP_PRINCIPAL_RECOVERY)
    return TRUE;
  for (guint i = 0; i < member->rights->len; i++)
    if (esp_rights_could_sign (g_ptr_array_index (member->rights, i), ca, now))
      return TRUE;
  return FALSE;
}

GPtrArray *
esp_crowd_recipients (EspCrowd *crowd, const EspCa *ca, gint64 now, guint *n_persons)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  *n_persons = 0;
  for (guint i = 0; i < crowd->members->len; i++)
    {
      const Member *member = g_ptr_array_index (crowd->members, i);

      if (!is_recipient (member, ca, now))
        continue;
      g_ptr_array_add (ids, g_strdup (member->id));
      *n_persons += member->kind == ESP_PRINCIPAL_PERSON;
    }
  return ids;
}

static gboolean
can_repair (const EspRights *rights, const char *organization, gint64 now)
{
  EspQuestion guardrails = { .action = "organizations:UpdatePolicy",
                             .resource_account = organization,
                             .now = now };
  EspQuestion roles = { .action = "iam:AssignRole",
                        .resource = rights->role_arn,
                        .resource_account = rights->account,
                        .now = now };

  return rights->kind == ESP_PRINCIPAL_PERSON && rights->active && rights->role_arn &&
         rights->organization_scope && esp_rights_allow (rights, &guardrails) &&
         esp_rights_allow (rights, &roles);
}

gboolean
esp_crowd_can_repair (EspCrowd *crowd, gint64 now)
{
  for (guint i = 0; i < crowd->rights->len; i++)
    if (can_repair (g_ptr_array_index (crowd->rights, i), crowd->organization, now))
      return TRUE;
  return FALSE;
}

/* --- Sealing -----------------------------------------------------------------------------------*/

static GPtrArray *
find_recipients (EspCrowd *crowd, const EspCa *ca, gint64 now, GError **error)
{
  guint n_persons;
  GPtrArray *ids = esp_crowd_recipients (crowd, ca, now, &n_persons);

  if (n_persons > 0)
    return ids;
  g_ptr_array_unref (ids);
  esp_error_set (error, ESP_REASON_LOCKOUT, ca->label, NULL);
  return NULL;
}

static GPtrArray *
collect_certificates (EspCrowd *crowd, GPtrArray *ids)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (
      all, esp_certificate_ref (esp_crowd_get_certificate (crowd, g_ptr_array_index (ids, i))));
  return all;
}

GPtrArray *
esp_recipients_for (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (EspCrowd) crowd = esp_crowd_load (vault, error);
  g_autoptr (GPtrArray) ids = crowd ? find_recipients (crowd, ca, now, error) : NULL;

  return ids ? collect_certificates (crowd, ids) : NULL;
}

gboolean
esp_recipients_seal (EspVault *vault, const EspCa *ca, EspSecret *pkcs8, gint64 now, GError **error)
{
  g_autoptr (EspCrowd) crowd = esp_crowd_load (vault, error);
  g_autoptr (GPtrArray) ids = crowd ? find_recipients (crowd, ca, now, error) : NULL;
  g_autoptr (GPtrArray) certificates = ids ? collect_certificates (crowd, ids) : NULL;
  g_autoptr (GBytes) envelope = certificates ? esp_envelope_seal (pkcs8, certificates, error) :
                                               NULL;

  return envelope && esp_ca_store_put_key (vault, ca->id, envelope, now, error) &&
         esp_ca_recipient_store_put (vault, ca->id, ids, error) &&
         esp_ca_recipient_store_set_due (vault, ca->id, 0, error);
}
