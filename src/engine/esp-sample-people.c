/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People of a sample, what they may do, and what they share. CAs and certificates are in
 * esp-sample-builder.c. */
#include "esp-sample-private.h"

#include "esp-engine-private.h"
#include "esp-new-ca.h"
#include "esp-splitting.h"
#include "model/esp-guardrail.h"
#include "model/esp-share.h"
#include "model/esp-tag.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-guardrail-store.h"
#include "vault/esp-share-store.h"

/* --- Identities -------------------------------------------------------------------------------*/

static void
identity_free (gpointer data)
{
  EspSampleIdentity *identity = data;

  g_free (identity->id);
  g_clear_pointer (&identity->sealed, esp_sealed_identity_free);
  g_free (identity);
}

GPtrArray *
esp_sample_make_identities (const EspSample *sample,
                            EspSecret *password,
                            EspUnlock unlock,
                            gint64 now,
                            GError **error)
{
  g_autoptr (GPtrArray) identities = g_ptr_array_new_with_free_func (identity_free);
  g_autoptr (EspDerivedPassword) derived = esp_derived_password_new (password, unlock, error);

  if (!derived)
    return NULL;
  for (guint i = 0; i < sample->people->len; i++)
    {
      const EspSamplePerson *person = g_ptr_array_index (sample->people, i);
      EspSampleIdentity *identity = g_new0 (EspSampleIdentity, 1);

      g_ptr_array_add (identities, identity);
      identity->id = g_uuid_string_random ();
      identity->sealed = esp_identity_create_sealed (person->name, derived, now, error);
      if (!identity->sealed)
        return NULL;
    }
  return g_steal_pointer (&identities);
}

/* --- People ----------------------------------------------------------------------------------*/

static gboolean
build_accounts (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *rows = builder->input->sample->accounts;

  for (guint i = 0; i < rows->len; i++)
    {
      const EspSampleAccount *row = g_ptr_array_index (rows, i);
      g_autoptr (EspAccount)
        found = esp_account_store_find (builder->context->vault, row->id, error);
      g_autoptr (EspAccount) account = esp_account_new (row->id, row->name, builder->context->now);

      /* The founder's own account is there already. */
      if (!found && !esp_account_store_insert (builder->context->vault, account, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
build_roles (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *rows = builder->input->sample->roles;

  for (guint i = 0; i < rows->len; i++)
    {
      const EspSampleRole *row = g_ptr_array_index (rows, i);
      g_autoptr (EspRole) role = esp_role_new ();

      role->id = g_uuid_string_random ();
      role->account = g_strdup (row->account);
      role->name = g_strdup (row->name);
      role->scope = row->organization_scope ? ESP_ROLE_SCOPE_ORGANIZATION : ESP_ROLE_SCOPE_ACCOUNT;
      for (guint j = 0; row->policies[j]; j++)
        {
          g_autofree char *name = row->policy_names ? g_strdup (row->policy_names[j]) :
                                                      g_strdup_printf ("policy-%u", j + 1);

          g_ptr_array_add (role->policies, esp_role_policy_new (name, row->policies[j]));
        }
      if (!esp_role_store_insert (builder->context->vault, role, error))
        return FALSE;
      g_hash_table_insert (builder->role_ids, g_strconcat (row->account, "/", row->name, NULL),
                           g_strdup (role->id));
    }
  return TRUE;
}

static gboolean
build_person (EspSampleBuilder *builder,
              const EspSamplePerson *row,
              const EspSampleIdentity *identity,
              GError **error)
{
  EspVault *vault = builder->context->vault;
  g_autoptr (EspPrincipal) principal = esp_principal_new ();

  principal->id = g_strdup (identity->id);
  principal->account = g_strdup (row->account);
  principal->name = g_strdup (row->name);
  principal->kind = row->service ? ESP_PRINCIPAL_SERVICE : ESP_PRINCIPAL_PERSON;
  principal->status = ESP_PRINCIPAL_ACTIVE;
  principal->created_at = builder->context->now;
  principal->agreement_certificate = g_bytes_ref (identity->sealed->agreement_certificate);
  principal->signing_certificate = g_bytes_ref (identity->sealed->signing_certificate);
  for (guint i = 0; i < row->tags->len; i++)
    g_ptr_array_add (principal->tags, esp_tag_copy (g_ptr_array_index (row->tags, i)));
  if (!esp_principal_store_insert (vault, principal, error) ||
      !esp_principal_store_put_identity (vault, principal->id, identity->sealed,
                                         builder->input->way, error))
    return FALSE;
  for (guint i = 0; row->roles[i]; i++)
    {
      g_autofree char *key = g_strconcat (row->account, "/", row->roles[i], NULL);

      if (!esp_role_store_assign (vault, g_hash_table_lookup (builder->role_ids, key),
                                  principal->id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
build_people (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *people = builder->input->sample->people;

  for (guint i = 0; i < people->len; i++)
    if (!build_person (builder, g_ptr_array_index (people, i),
                       g_ptr_array_index (builder->input->identities, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
build_guardrail (EspSampleBuilder *builder, const EspSampleGuardrail *row, GError **error)
{
  g_autoptr (EspGuardrail) guardrail = esp_guardrail_new ();
  g_autoptr (JsonObject) details = json_object_new ();

  guardrail->id = g_uuid_string_random ();
  guardrail->name = g_strdup (row->name);
  guardrail->document = g_strdup (row->policy);
  guardrail->created_at = builder->context->now;
  for (char **account = row->accounts; account && *account; account++)
    g_ptr_array_add (guardrail->accounts, g_strdup (*account));
  json_object_set_string_member (details, "Guardrail", row->name);
  return esp_guardrail_store_insert (builder->context->vault, guardrail, error) &&
         esp_sample_record (builder, "organizations:CreatePolicy", "*", details, error);
}

static gboolean
build_guardrails (EspSampleBuilder *builder, GError **error)
{
  GPtrArray *rows = builder->input->sample->guardrails;

  for (guint i = 0; i < rows->len; i++)
    if (!build_guardrail (builder, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

gboolean
esp_sample_build_people (EspSampleBuilder *builder, GError **error)
{
  return build_accounts (builder, error) && build_roles (builder, error) &&
         build_people (builder, error) && build_guardrails (builder, error);
}

/* --- Consents ----------------------------------------------------------------------------------*/

static const char *
find_person_id (EspSampleBuilder *builder, const char *name)
{
  GPtrArray *people = builder->input->sample->people;

  for (guint i = 0; i < people->len; i++)
    {
      const EspSamplePerson *person = g_ptr_array_index (people, i);
      const EspSampleIdentity *identity = g_ptr_array_index (builder->input->identities, i);

      if (g_str_equal (person->name, name))
        return identity->id;
    }
  return NULL;
}

static gboolean
build_approver (EspSampleBuilder *builder, const EspCa *ca, const char *name, GError **error)
{
  g_autoptr (JsonObject) details = json_object_new ();

  json_object_set_string_member (details, "CertificateAuthority", ca->label);
  json_object_set_string_member (details, "Approver", name);
  return esp_approver_store_insert (builder->context->vault, ca->id, find_person_id (builder, name),
                                    builder->context->now, error) &&
         esp_sample_record (builder, "espalier:UpdateApprovers", ca->arn, details, error);
}

/* The founder made the key; from now on two open it. */
static gboolean
split_key (EspSampleBuilder *builder, const char *id, GError **error)
{
  EspOperationContext *context = builder->context;
  EspIdentity *identity = esp_session_get_identity (context->session);
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, id, error);
  g_autoptr (GBytes) envelope = ca ? esp_ca_store_get_key (context->vault, id, error) : NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (JsonObject) details = json_object_new ();

  if (!envelope)
    return FALSE;
  ca->dual_control = TRUE;
  if (!esp_ca_store_update (context->vault, ca, error))
    return FALSE;
  pkcs8 = esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                             esp_identity_get_agreement_certificate (identity), error);
  if (!pkcs8 || !esp_splitting_seal (context->vault, ca, pkcs8, context->now, error))
    return FALSE;
  json_object_set_string_member (details, "CertificateAuthority", ca->label);
  json_object_set_string_member (details, "After", "ON");
  return esp_sample_record (builder, "espalier:UpdateDualControl", ca->arn, details, error);
}

static gboolean
build_approvers (EspSampleBuilder *builder, const EspSampleCa *row, GError **error)
{
  const EspNewCa *made = g_hash_table_lookup (builder->cas, row->key);

  for (char **name = row->approvers; name && *name; name++)
    if (!build_approver (builder, made->ca, *name, error))
      return FALSE;
  return !row->approvers || split_key (builder, made->ca->id, error);
}

/* Accepted on the day on which the sample is made. */
static gboolean
build_share (EspSampleBuilder *builder, const EspSampleShare *row, GError **error)
{
  const EspNewCa *made = g_hash_table_lookup (builder->cas, row->ca);
  g_autoptr (EspShare) share = esp_share_new ();
  g_autoptr (JsonObject) details = json_object_new ();

  share->id = g_uuid_string_random ();
  share->name = g_strdup (row->name);
  share->ca = g_strdup (made->ca->id);
  share->owner_account = g_strdup (made->ca->account);
  share->consumer_kind = ESP_SHARE_WITH_ACCOUNT;
  share->consumer = g_strdup (row->account);
  share->consumer_account = g_strdup (row->account);
  share->permission = g_strdup (row->permission);
  share->signing = ESP_SHARE_SIGNING_REQUEST;
  share->feature_set = ESP_SHARE_STANDARD;
  share->status = ESP_SHARE_ACTIVE;
  share->created_at = share->answered_at = builder->context->now;
  share->expires_at = share->created_at + ESP_SHARE_INVITATION_LIFE;
  for (guint i = 0; i < row->tags->len; i++)
    g_ptr_array_add (share->tags, esp_tag_copy (g_ptr_array_index (row->tags, i)));
  json_object_set_string_member (details, "Share", row->name);
  json_object_set_string_member (details, "CertificateAuthority", made->ca->label);
  json_object_set_string_member (details, "Consumer", row->account);
  json_object_set_string_member (details, "Permission", row->permission);
  return esp_share_store_insert (builder->context->vault, share, error) &&
         esp_share_store_put_tags (builder->context->vault, share, error) &&
         esp_sample_record (builder, "ram:CreateResourceShare", made->ca->arn, details, error);
}

gboolean
esp_sample_build_consents (EspSampleBuilder *builder, GError **error)
{
  const EspSample *sample = builder->input->sample;

  for (guint i = 0; i < sample->cas->len; i++)
    if (!build_approvers (builder, g_ptr_array_index (sample->cas, i), error))
      return FALSE;
  for (guint i = 0; i < sample->shares->len; i++)
    if (!build_share (builder, g_ptr_array_index (sample->shares, i), error))
      return FALSE;
  return TRUE;
}
