/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a call to a request: what one person may not do alone is kept for another. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-provisioning-private.h"
#include "vault/esp-approval-store.h"

/* What makes or uses keys is not tried out, but where it can be without them. */
static gboolean
is_tried_out (const EspOperation *operation)
{
  static const char *const others[] = { "SetDualControl", "GetCertificateRevocationList", NULL };

  return operation->rehearse || (!operation->prepare && !g_strv_contains (others, operation->name));
}

/* What could not be done now is told now, and nobody is asked to approve it. */
static gboolean
rehearse (EspOperationContext *context, GError **error)
{
  const EspOperation *operation = context->operation;
  EspOperationFunc attempt = operation->rehearse ? operation->rehearse : operation->perform;
  g_autoptr (EspTransaction) transaction = NULL;

  if (esp_approving_is_plan (operation->name))
    return esp_provisioning_rehearse (context, context->data, error);
  if (!is_tried_out (operation))
    return TRUE;
  transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);
  if (!transaction || !attempt (context, error))
    return FALSE;
  json_object_unref (context->details);
  context->details = json_object_new ();
  return TRUE;
}

static gboolean
same_parameters (const EspApproval *approval, const char *wanted)
{
  g_autoptr (JsonNode)
    node = esp_json_parse (approval->request, -1, ESP_APPROVAL_MAX_REQUEST, NULL);
  JsonObject *parameters = node && JSON_NODE_HOLDS_OBJECT (node) ?
                             esp_json_get_object (json_node_get_object (node), "parameters") :
                             NULL;
  g_autoptr (JsonNode) shown = NULL;
  g_autofree char *canonical = NULL;

  if (!parameters)
    return FALSE;
  shown = esp_json_wrap_object (json_object_ref (parameters));
  canonical = esp_json_to_canonical (shown, NULL);
  return g_strcmp0 (canonical, wanted) == 0;
}

/* Who asks twice for the same is not given two requests. */
static gboolean
find_same (EspOperationContext *context, EspApproval **same, GError **error)
{
  g_autoptr (GPtrArray) open = esp_approval_store_list (context->vault, NULL, TRUE, error);
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (context->parameters));
  g_autofree char *wanted = esp_json_to_canonical (node, error);

  *same = NULL;
  for (guint i = 0; open && wanted && i < open->len && !*same; i++)
    {
      const EspApproval *approval = g_ptr_array_index (open, i);

      if (esp_approval_get_status (approval, context->now) == ESP_APPROVAL_WAITING &&
          g_str_equal (approval->requester, context->rights->principal_id) &&
          g_str_equal (approval->role, context->rights->role_id) &&
          g_str_equal (approval->operation, context->operation->name) &&
          same_parameters (approval, wanted))
        *same = g_ptr_array_steal_index (open, i);
    }
  return open && wanted;
}

static gboolean
keep_request (EspOperationContext *context, GError **error)
{
  return esp_approval_store_insert (context->vault, context->wish, error);
}

static EspApproval *
make_request (EspOperationContext *context, GPtrArray *cas, GError **error)
{
  g_autoptr (JsonArray) changes = esp_approving_describe (context, error);
  EspApproval *approval;

  if (!changes || !esp_approving_check_disabler (context, error) || !rehearse (context, error))
    return NULL;
  approval = esp_approving_write (context, cas, changes, error);
  if (approval)
    json_object_set_array_member (context->details, "Changes", g_steal_pointer (&changes));
  return approval;
}

void
esp_approving_ask (EspOperationContext *context, GPtrArray *cas, GError **error)
{
  g_autoptr (GPtrArray) approvers = esp_approving_able_of_all (
    context->vault, cas, context->now, context->rights->principal_id, error);
  g_autofree char *names = NULL;
  g_autofree char *until = NULL;
  EspApproval *same;

  if (!approvers || !find_same (context, &same, error))
    return;
  if (approvers->len == 0)
    {
      esp_error_set (error, ESP_REASON_APPROVAL_NOBODY,
                     ((const EspCa *) g_ptr_array_index (cas, 0))->label, NULL);
      return;
    }
  if (!same && esp_approving_is_plan (context->operation->name) &&
      !esp_approving_check_plan (context, cas, error))
    return;
  context->consented = g_ptr_array_ref (cas);
  context->wish = same ? same : make_request (context, cas, error);
  if (!context->wish)
    return;
  if (!same)
    context->keep = keep_request;
  names = esp_approving_list_names (approvers);
  until = esp_time_to_rfc3339 (context->wish->expires_at);
  esp_error_set (error, ESP_REASON_WAITING_FOR_APPROVAL,
                 ((const EspCa *) g_ptr_array_index (cas, 0))->label, "id", context->wish->id,
                 "approvers", names, "until", until, NULL);
}
