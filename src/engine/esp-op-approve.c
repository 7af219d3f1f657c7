/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ApproveRequest and RefuseRequest: what another person says to a request. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approval-views.h"
#include "esp-approving.h"
#include "esp-splitting.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

typedef struct
{
  EspApproval *approval;
  JsonObject *text; /* checked */
  GError *problem;  /* why it is given up */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  esp_approval_free (work->approval);
  g_clear_pointer (&work->text, json_object_unref);
  g_clear_error (&work->problem);
  g_free (work);
}

/* --- Deciding ---------------------------------------------------------------------------------*/

/* The right is asked for on everything that the request touches. */
gboolean
esp_op_decide_resolve (EspOperationContext *context, GError **error)
{
  Work *work = g_new0 (Work, 1);
  g_autoptr (GPtrArray) cas = NULL;

  context->data = work;
  context->free_data = work_free;
  work->approval = esp_approval_find (context, &work->text, error);
  cas = work->text ? esp_approving_list_cas (context->vault, work->text, error) : NULL;
  if (cas && cas->len == 0)
    esp_error_set (error, ESP_REASON_APPROVAL_MOVED, work->approval->id, NULL);
  if (!cas || cas->len == 0)
    return FALSE;
  for (guint i = 1; i < cas->len; i++)
    esp_context_require_on (context, "espalier:Approve", g_ptr_array_index (cas, i));
  context->ca = esp_ca_copy (g_ptr_array_index (cas, 0));
  esp_context_set_resource (context, context->ca->arn, context->ca->account, context->ca->tags);
  return TRUE;
}

static gboolean
check_decidable (EspOperationContext *context, const EspApproval *approval, GError **error)
{
  EspApprovalStatus status = esp_approval_get_status (approval, context->now);

  if (status != ESP_APPROVAL_WAITING)
    esp_error_set (error, ESP_REASON_APPROVAL_OVER, approval->id, "status",
                   esp_approval_status_to_string (status), NULL);
  else if (g_str_equal (approval->requester, context->rights->principal_id))
    esp_error_set (error, ESP_REASON_APPROVAL_OWN, approval->id, NULL);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_digest (EspOperationContext *context, const EspApproval *approval, GError **error)
{
  const char *given = esp_context_text (context, "Digest");

  if (!given || g_ascii_strcasecmp (given, approval->digest) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_APPROVAL_DIGEST, approval->id, "digest", approval->digest, NULL);
  return FALSE;
}

static gboolean
keep_given_up (EspOperationContext *context, GError **error)
{
  Work *work = context->data;

  return esp_approving_give_up (context->vault, work->approval->id, work->problem, context->now,
                                error);
}

/* What can't be done any more is void at once: the event of the failure says so. */
static gboolean
fail (EspOperationContext *context, GError *problem, GError **error)
{
  Work *work = context->data;

  if (esp_approving_is_final (problem))
    {
      work->problem = g_error_copy (problem);
      context->keep = keep_given_up;
    }
  g_propagate_error (error, problem);
  return FALSE;
}

/* Somebody else may have approved it in this very moment: then what would happen is different
 * because it has happened. */
static gboolean
is_still_open (EspOperationContext *context, const char *id, GError **error)
{
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, id, error);

  return row && check_decidable (context, row, error);
}

gboolean
esp_op_approve_prepare (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  GError *problem = NULL;
  JsonNode *result;

  if (!check_decidable (context, work->approval, error) ||
      !check_digest (context, work->approval, error) ||
      !esp_approving_check_approver (context, work->text, context->rights->principal_id, error))
    return FALSE;
  result = esp_approving_try (context->engine, context->vault, context->session, work->approval,
                              &problem);
  if (!result && !is_still_open (context, work->approval->id, error))
    {
      g_error_free (problem);
      return FALSE;
    }
  if (!result)
    return fail (context, problem, error);
  json_node_unref (result);
  return TRUE;
}

/* The approver's part goes to the requester, and to nobody else. */
static gboolean
hand_over (EspOperationContext *context, EspApproval *approval, JsonObject *text, GError **error)
{
  const char *key_of = esp_json_get_string (text, "keyOf");
  g_autoptr (EspCa) ca = key_of ? esp_ca_store_find (context->vault, key_of, error) : NULL;
  g_autoptr (EspPrincipal)
    requester = ca ? esp_principal_store_find (context->vault, approval->requester, error) : NULL;

  if (!key_of)
    return TRUE;
  if (!requester)
    return FALSE;
  approval->key_part = esp_splitting_hand_over (context->vault, ca,
                                                esp_session_get_identity (context->session),
                                                context->rights->principal_id, requester, error);
  return approval->key_part != NULL;
}

gboolean
esp_op_approve_perform (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, work->approval->id, error);
  g_autoptr (JsonObject) text = row ? esp_approving_read (context->vault, row, error) : NULL;

  if (!text || !check_decidable (context, row, error) ||
      !esp_approving_check_approver (context, text, context->rights->principal_id, error))
    return FALSE;
  row->approval_signature = esp_key_sign_bytes (
    esp_identity_get_signing_key (esp_session_get_identity (context->session)),
    (const guint8 *) row->request, strlen (row->request), error);
  if (!row->approval_signature || !hand_over (context, row, text, error))
    return FALSE;
  row->status = ESP_APPROVAL_APPROVED;
  row->approver = g_strdup (context->rights->principal_id);
  row->decided_at = context->now;
  if (!esp_approval_store_update (context->vault, row, ESP_APPROVAL_WAITING, error) ||
      !esp_approval_show (context, row, text, error))
    return FALSE;
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  esp_approval_free (work->approval);
  work->approval = g_steal_pointer (&row);
  return TRUE;
}

/* The consent is durable now. What needs no part of a key is done at once. */
gboolean
esp_op_approve_finish (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) after = NULL;
  GError *problem = NULL;
  JsonNode *result;

  if (esp_json_get_string (work->text, "keyOf"))
    return TRUE;
  result = esp_approving_execute (context->engine, context->vault, context->session, work->approval,
                                  &problem);
  /* Without the key here it waits for the requester, who may have it. */
  if (!result && problem->domain == ESP_ERROR && problem->code == ESP_ERROR_NO_KEY)
    {
      g_error_free (problem);
      return TRUE;
    }
  if (!result)
    return fail (context, problem, error);
  json_object_set_member (context->result, "Result", result);
  after = esp_approval_store_find (context->vault, work->approval->id, error);
  return after && esp_approval_show (context, after, work->text, error);
}

gboolean
esp_op_refuse_request (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, work->approval->id, error);

  if (!row || !check_decidable (context, row, error) ||
      !esp_approving_check_approver (context, work->text, context->rights->principal_id, error))
    return FALSE;
  row->status = ESP_APPROVAL_REFUSED;
  row->approver = g_strdup (context->rights->principal_id);
  row->decided_at = context->now;
  row->reason = g_strdup (esp_context_text (context, "Reason"));
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  return esp_approval_store_update (context->vault, row, ESP_APPROVAL_WAITING, error) &&
         esp_approval_show (context, row, work->text, error);
}
