/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transaction that makes a plan: every step with its event, and at its end the whole is decided
 * once more. */
#include "esp-provisioning-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-splitting.h"
#include "vault/esp-ca-store.h"

#define CREATE_CA "CreateCertificateAuthority"

static gboolean
is_same_step (const EspProvisioningStep *a, const EspProvisioningStep *b)
{
  g_autoptr (JsonNode) first = esp_json_wrap_object (json_object_ref (a->parameters));
  g_autoptr (JsonNode) second = esp_json_wrap_object (json_object_ref (b->parameters));

  return g_str_equal (a->operation, b->operation) && g_strcmp0 (a->key, b->key) == 0 &&
         json_node_equal (first, second);
}

/* While the keys were made, others worked. */
static gboolean
check_unmoved (EspOperationContext *context, EspProvisioning *run, GError **error)
{
  g_autoptr (GPtrArray) now = esp_provisioning_list_steps (context->vault, context, run->plan,
                                                           run->invite, context->now, error);
  gboolean same = now && now->len == run->steps->len;

  for (guint i = 0; same && i < now->len; i++)
    same = is_same_step (g_ptr_array_index (run->steps, i), g_ptr_array_index (now, i));
  if (now && !same)
    esp_error_set (error, ESP_REASON_PLAN_VAULT_MOVED, run->plan->name, NULL);
  return same;
}

gboolean
esp_provisioning_is_about_approvers (const EspProvisioningStep *step)
{
  return g_str_equal (step->operation, "AddApprover") ||
         g_str_equal (step->operation, "RemoveApprover");
}

static EspProvisionedCa *
find_new (EspProvisioning *run, const EspProvisioningStep *step)
{
  return step->key ? g_hash_table_lookup (run->by_key, step->key) : NULL;
}

/* Approvers of a new authority come after it, and its key is sealed to them then: it is kept until
 * the last of them. */
static void
keep_keys (EspProvisioning *run)
{
  for (guint i = 0; i < run->steps->len; i++)
    {
      const EspProvisioningStep *step = g_ptr_array_index (run->steps, i);
      EspProvisionedCa *ca = esp_provisioning_is_about_approvers (step) ? find_new (run, step) :
                                                                          NULL;

      if (ca && !ca->key)
        ca->key = esp_secret_ref (esp_ca_creation_get (ca->prepared)->pkcs8);
    }
}

static gboolean
seal_anew (EspOperationContext *made, EspProvisionedCa *ca, GError **error)
{
  g_autoptr (EspCa) record = esp_ca_store_find (made->vault, ca->input.id, error);

  return record && esp_splitting_seal (made->vault, record, ca->key, made->now, error);
}

/* A step before it may have brought who is to be added, or taken who is to go. */
static gboolean
is_done_already (const GError *problem)
{
  return esp_error_has_reason (problem, ESP_REASON_APPROVER_EXISTS) ||
         esp_error_has_reason (problem, ESP_REASON_APPROVER_UNKNOWN);
}

static gboolean
change_approvers (EspProvisioning *run,
                  const EspProvisioningStep *step,
                  EspOperationContext *made,
                  GError **error)
{
  EspProvisionedCa *ca = find_new (run, step);
  const EspOperationContext *whole = made->whole;
  GError *problem = NULL;

  if (ca)
    made->opened_key = ca->key;
  else if (g_strcmp0 (whole->opened_ca, made->ca->id) == 0)
    made->opened_key = whole->opened_key;
  if (!made->operation->perform (made, &problem))
    {
      made->unchanged = is_done_already (problem);
      if (!made->unchanged)
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_error_free (problem);
      return TRUE;
    }
  return !ca || seal_anew (made, ca, error);
}

static void
note_authority (EspProvisioning *run, const EspProvisioningStep *step, EspOperationContext *made)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Key", step->key);
  json_object_set_string_member (row, "CertificateAuthorityArn", made->resource);
  json_object_set_string_member (row, "CommonName", step->name);
  esp_json_set_string (row, "Fingerprint", esp_json_get_string (made->details, "Fingerprint"));
  json_array_add_object_element (run->authorities, row);
}

static void
note_invitation (EspProvisioning *run, const EspProvisioningStep *step, EspOperationContext *made)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Principal", step->name);
  json_object_set_string_member (row, "Account", step->account);
  esp_json_set_string (row, "Code", esp_json_get_string (made->result, "Code"));
  esp_json_set_string (row, "InvitationExpiresAt",
                       esp_json_get_string (made->result, "InvitationExpiresAt"));
  json_array_add_object_element (run->invitations, row);
}

static gboolean
perform_one (EspProvisioning *run,
             const EspProvisioningStep *step,
             EspOperationContext *made,
             GError **error)
{
  gboolean creates = g_str_equal (step->operation, CREATE_CA);

  if (creates)
    esp_ca_creation_hand_over (find_new (run, step)->prepared, made);
  if (esp_provisioning_is_about_approvers (step) ? !change_approvers (run, step, made, error) :
                                                   !made->operation->perform (made, error))
    return FALSE;
  if (made->unchanged)
    return TRUE;
  if (creates)
    note_authority (run, step, made);
  if (g_str_equal (step->operation, "InvitePrincipal"))
    note_invitation (run, step, made);
  run->n_done++;
  return esp_step_record (made, error);
}

static gboolean
perform_step (EspOperationContext *context,
              EspProvisioning *run,
              const EspProvisioningStep *step,
              EspRights *rights,
              GError **error)
{
  g_autoptr (EspOperationContext)
    made = esp_provisioning_make_step (context, run, step, rights, error);
  GError *problem = NULL;

  if (!made)
    return FALSE;
  if (!g_cancellable_set_error_if_cancelled (context->cancellable, &problem) &&
      esp_step_decide (made, &problem) && esp_step_check_consent (made, &problem) &&
      perform_one (run, step, made, &problem))
    return TRUE;
  esp_provisioning_name_step (step, problem, error);
  return FALSE;
}

gboolean
esp_provisioning_perform (EspOperationContext *context, EspProvisioning *run, GError **error)
{
  g_autoptr (EspRights) rights = NULL;
  g_autoptr (EspRights) last = NULL;

  if (!check_unmoved (context, run, error))
    return FALSE;
  keep_keys (run);
  for (guint i = 0; i < run->steps->len; i++)
    if (!perform_step (context, run, g_ptr_array_index (run->steps, i),
                       esp_provisioning_look_at_rights (context, &rights, error), error))
      return FALSE;
  last = esp_provisioning_look_at_rights (context, &rights, error);
  return last && esp_step_decide_whole (context, last, error);
}
