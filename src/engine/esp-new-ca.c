/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new CA, step by step. */
#include "esp-new-ca.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-splitting.h"
#include "model/esp-arn.h"
#include "pki/esp-hierarchy.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

#define ROOT_CRL_DAYS 180
#define SUBORDINATE_CRL_DAYS 7

EspCa *
esp_new_ca_record (const char *account,
                   EspCaType type,
                   EspName *subject,
                   const EspKeyAlgorithm *key,
                   const EspSigningAlgorithm *signing,
                   gint64 now)
{
  EspCa *ca = esp_ca_new ();

  ca->id = g_uuid_string_random ();
  ca->account = g_strdup (account);
  ca->arn = esp_arn_ca (account, ca->id);
  ca->type = type;
  ca->state = ESP_CA_PENDING_CERTIFICATE;
  ca->label = g_strdup (esp_name_get_label (subject));
  ca->subject = g_strdup (esp_name_get_text (subject));
  ca->subject_der = g_bytes_ref (esp_name_get_der (subject));
  ca->key_algorithm = g_strdup (key->name);
  ca->signing_algorithm = g_strdup (signing->name);
  ca->path_length = ESP_PATH_LENGTH_NONE;
  ca->created_at = ca->changed_at = now;
  ca->revocation.crl_enabled = TRUE;
  ca->revocation.crl_days = type == ESP_CA_ROOT ? ROOT_CRL_DAYS : SUBORDINATE_CRL_DAYS;
  return ca;
}

EspNewCa *
esp_new_ca_make (EspCa *ca, EspName *subject, GError **error)
{
  return esp_new_ca_make_with (ca, subject, NULL, error);
}

EspNewCa *
esp_new_ca_make_with (EspCa *ca, EspName *subject, GPtrArray *extensions, GError **error)
{
  g_autoptr (EspNewCa) made = g_new0 (EspNewCa, 1);
  const EspKeyAlgorithm *algorithm;
  const EspSigningAlgorithm *signing;
  g_autoptr (EspKey) key = NULL;

  made->ca = ca;
  algorithm = esp_key_algorithm_find (ca->key_algorithm, error);
  signing = algorithm ? esp_signing_algorithm_find (ca->signing_algorithm, error) : NULL;
  if (!signing)
    return NULL;
  key = esp_key_generate (algorithm, error);
  if (!key)
    return NULL;
  made->pkcs8 = esp_key_encode_private (key, error);
  if (!made->pkcs8)
    return NULL;
  made->signer = esp_signer_new_from_key (key);
  made->request = esp_request_create_ca_with (subject, extensions, made->signer, signing, error);
  return made->request ? g_steal_pointer (&made) : NULL;
}

gboolean
esp_new_ca_certify (EspNewCa *made, EspIssuing *issuing, GBytes *serial, GError **error)
{
  gboolean root = issuing->ca == made->ca;
  EspCa *ca = made->ca;

  if (root)
    issuing->signer = esp_signer_ref (made->signer);
  else if (!esp_hierarchy_check_depth (issuing->ca->level, error))
    return FALSE;
  made->issued = esp_issuing_run (issuing, made->request, serial, error);
  if (!made->issued)
    return FALSE;
  ca->state = ESP_CA_ACTIVE;
  ca->parent = root ? NULL : g_strdup (issuing->ca->id);
  ca->level = root ? 1 : issuing->ca->level + 1;
  ca->path_length = esp_certificate_get_path_length (made->issued->certificate);
  ca->serial = g_strdup (made->issued->row->serial);
  ca->template_name = g_strdup (issuing->template->name);
  ca->not_before = made->issued->row->not_before;
  ca->not_after = made->issued->row->not_after;
  return TRUE;
}

static gboolean
insert_approvers (EspNewCa *made, EspVault *vault, gint64 now, GError **error)
{
  for (guint i = 0; made->approvers && i < made->approvers->len; i++)
    {
      const EspPrincipal *approver = g_ptr_array_index (made->approvers, i);

      if (!esp_approver_store_insert (vault, made->ca->id, approver->id, now, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
seal_key (EspNewCa *made, EspVault *vault, gint64 now, GError **error)
{
  gboolean sealed = esp_splitting_seal (vault, made->ca, made->pkcs8, now, error);

  g_clear_pointer (&made->pkcs8, esp_secret_unref);
  return sealed;
}

gboolean
esp_new_ca_store (EspNewCa *made, EspVault *vault, gint64 now, GError **error)
{
  const char *id = made->ca->id;

  if (!esp_ca_store_insert (vault, made->ca, error) ||
      !insert_approvers (made, vault, now, error) ||
      !esp_ca_store_put_request (vault, id, esp_request_get_der (made->request), error))
    return FALSE;
  if (made->issued &&
      (!esp_ca_store_put_certificate (
         vault, id, esp_certificate_get_der (made->issued->certificate), NULL, error) ||
       !esp_issued_store (made->issued, vault, error)))
    return FALSE;
  return seal_key (made, vault, now, error);
}

void
esp_new_ca_free (EspNewCa *made)
{
  if (!made)
    return;
  esp_ca_free (made->ca);
  esp_secret_unref (made->pkcs8);
  g_clear_pointer (&made->approvers, g_ptr_array_unref);
  g_clear_pointer (&made->signer, esp_signer_unref);
  g_clear_pointer (&made->request, esp_request_unref);
  g_clear_pointer (&made->issued, esp_issued_free);
  g_free (made);
}
