/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetPolicy, PutPolicy, DeletePolicy: the shares of an authority as one resource policy. A policy
 * that is put takes effect at once, as in the service (section 7.3): for each grant that no active
 * share makes, a share of the feature set CREATED_FROM_POLICY begins, and active shares that it
 * does not name end. Invitations that wait are not part of the policy, and stay.
 *
 * The service's LockoutPrevented has no case of its own here: resource policies of managed
 * permissions allow others alone, so that no policy can lock its author out. That nobody could open
 * the key any more is prevented where keys are sealed. */
#include "esp-ops.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "esp-share-views.h"
#include "vault/esp-share-store.h"

#define NAME_DIGITS 8 /* of the UUID, in the name of a share that a policy makes */

static gboolean
check_state (EspOperationContext *context, EspCaCapability capability, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (context->ca, context->now), capability, error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, context->ca->label);
  return FALSE;
}

gboolean
esp_op_get_policy (EspOperationContext *context, GError **error)
{
  GError *problem = NULL;
  g_autofree char *policy = NULL;

  if (!check_state (context, ESP_CA_MAY_LIST_PERMISSIONS, error))
    return FALSE;
  policy = esp_sharing_get_policy (context->vault, context->ca, &problem);
  if (policy)
    {
      json_object_set_string_member (context->result, "Policy", policy);
      return TRUE;
    }
  if (problem)
    g_propagate_error (error, problem);
  else
    esp_error_set (error, ESP_REASON_POLICY_NONE, context->ca->label, NULL);
  return FALSE;
}

/* --- Reading a policy --------------------------------------------------------------------------*/

static GPtrArray *
read_grants (EspOperationContext *context, GError **error)
{
  GPtrArray *service = esp_managed_permissions ();
  g_autoptr (GPtrArray) own = esp_own_permission_store_list (context->vault, error);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (EspPermissionCandidate));

  if (!own)
    return NULL;
  for (guint i = 0; i < service->len; i++)
    {
      const EspManagedPermission *row = g_ptr_array_index (service, i);
      EspPermissionCandidate candidate = { row->name, row->policy_template };

      g_array_append_val (candidates, candidate);
    }
  for (guint i = 0; i < own->len; i++)
    {
      const EspOwnPermission *row = g_ptr_array_index (own, i);
      const EspOwnPermissionVersion *version = esp_own_permission_find (row, row->default_version);
      EspPermissionCandidate candidate = { row->name, version ? version->template : NULL };

      if (version)
        g_array_append_val (candidates, candidate);
    }
  return esp_resource_policy_read (esp_context_text (context, "Policy"), context->ca->arn,
                                   (const EspPermissionCandidate *) (void *) candidates->data,
                                   candidates->len, error);
}

static EspShare *
make_share (EspOperationContext *context, const EspPolicyGrant *grant, GError **error)
{
  g_autoptr (EspShare) share = esp_share_new ();
  GError *problem = NULL;

  share->id = g_uuid_string_random ();
  share->name = g_strdup_printf ("policy-%.*s", NAME_DIGITS, share->id);
  share->ca = g_strdup (context->ca->id);
  share->owner_account = g_strdup (context->ca->account);
  share->feature_set = ESP_SHARE_CREATED_FROM_POLICY;
  share->status = ESP_SHARE_ACTIVE;
  share->created_at = share->answered_at = context->now;
  if (esp_share_read_consumer (context->vault, grant->principal, share, &problem) &&
      esp_share_read_permission (context->vault, grant->permission, 0, share, &problem))
    return g_steal_pointer (&share);
  if (!esp_error_has_reason (problem, ESP_REASON_SHARE_CONSUMER_UNKNOWN))
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  g_error_free (problem);
  esp_error_set (error, ESP_REASON_POLICY_PRINCIPAL_UNKNOWN, context->ca->label, "principal",
                 grant->principal, NULL);
  return NULL;
}

/* What the policy wants: EspShare, not stored. */
static GPtrArray *
make_shares (EspOperationContext *context, GPtrArray *grants, GError **error)
{
  g_autoptr (GPtrArray) shares = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_share_free);

  for (guint i = 0; i < grants->len; i++)
    {
      EspShare *share = make_share (context, g_ptr_array_index (grants, i), error);

      if (!share)
        return NULL;
      g_ptr_array_add (shares, share);
    }
  return g_steal_pointer (&shares);
}

/* --- Changing ----------------------------------------------------------------------------------*/

static gboolean
is_same_grant (const EspShare *a, const EspShare *b)
{
  return a->consumer_kind == b->consumer_kind && g_str_equal (a->consumer, b->consumer) &&
         g_str_equal (a->permission, b->permission) &&
         a->permission_version == b->permission_version;
}

static gboolean
has_grant (GPtrArray *shares, const EspShare *share)
{
  for (guint i = 0; i < shares->len; i++)
    if (is_same_grant (g_ptr_array_index (shares, i), share))
      return TRUE;
  return FALSE;
}

static gboolean
end_share (EspOperationContext *context, EspShare *share, JsonArray *ended, GError **error)
{
  share->status = ESP_SHARE_DELETED;
  share->ended_at = context->now;
  json_array_add_string_element (ended, share->name);
  return esp_share_store_update (context->vault, share, error);
}

static gboolean
begin_share (EspOperationContext *context, const EspShare *share, JsonArray *begun, GError **error)
{
  json_array_add_string_element (begun, share->name);
  return esp_share_store_insert (context->vault, share, error);
}

/* @ended and @begun are names, for the event. */
static gboolean
replace (EspOperationContext *context,
         GPtrArray *present,
         GPtrArray *wanted,
         JsonArray *ended,
         JsonArray *begun,
         GError **error)
{
  for (guint i = 0; i < present->len; i++)
    if (!has_grant (wanted, g_ptr_array_index (present, i)) &&
        !end_share (context, g_ptr_array_index (present, i), ended, error))
      return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    if (!has_grant (present, g_ptr_array_index (wanted, i)) &&
        !begin_share (context, g_ptr_array_index (wanted, i), begun, error))
      return FALSE;
  return TRUE;
}

static gboolean
finish (EspOperationContext *context, JsonArray *ended, JsonArray *begun, GError **error)
{
  context->unchanged = json_array_get_length (ended) + json_array_get_length (begun) == 0;
  if (context->unchanged)
    return TRUE;
  json_object_set_array_member (context->details, "Ended", json_array_ref (ended));
  json_object_set_array_member (context->details, "Begun", json_array_ref (begun));
  return esp_vault_bump_access_revision (context->vault, error);
}

gboolean
esp_op_put_policy (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) grants = NULL, wanted = NULL, present = NULL;
  g_autoptr (JsonArray) ended = json_array_new (), begun = json_array_new ();

  if (!check_state (context, ESP_CA_MAY_GRANT, error))
    return FALSE;
  grants = read_grants (context, error);
  wanted = grants ? make_shares (context, grants, error) : NULL;
  present = wanted ? esp_share_store_list_active (context->vault, context->ca->id, NULL, error) :
                     NULL;
  return present && replace (context, present, wanted, ended, begun, error) &&
         finish (context, ended, begun, error);
}

/* Takes the authority out of all its shares, those that wait for an answer too. */
gboolean
esp_op_delete_policy (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) shares = NULL;
  g_autoptr (JsonArray) ended = json_array_new (), begun = json_array_new ();

  if (!check_state (context, ESP_CA_MAY_LIST_PERMISSIONS, error))
    return FALSE;
  shares = esp_share_store_list (context->vault, context->ca->id, NULL, error);
  for (guint i = 0; shares && i < shares->len; i++)
    {
      EspShare *share = g_ptr_array_index (shares, i);
      EspShareStatus status = esp_share_get_status (share, context->now);

      if (status != ESP_SHARE_ACTIVE && status != ESP_SHARE_PENDING)
        continue;
      if (!end_share (context, share, ended, error))
        return FALSE;
    }
  return shares && finish (context, ended, begun, error);
}
