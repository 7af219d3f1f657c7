/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ListApprovals, DescribeApproval, WithdrawRequest: requests as they are shown, and taken back. The
 * texts and their signatures: esp-approving-text.c. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approval-views.h"
#include "esp-approving.h"
#include "vault/esp-approval-store.h"

static gboolean
read_status (EspOperationContext *context,
             gboolean *given,
             EspApprovalStatus *status,
             GError **error)
{
  const char *text = esp_context_text (context, "Status");

  *given = text != NULL;
  if (!text || esp_approval_status_from_string (text, status))
    return TRUE;
  esp_error_set (error, ESP_REASON_APPROVAL_STATUS, text, NULL);
  return FALSE;
}

gboolean
esp_op_list_approvals (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "CertificateAuthority");
  g_autoptr (EspCa) ca = name ? esp_context_find_ca (context, name, error) : NULL;
  g_autoptr (GPtrArray) approvals = NULL;
  EspApprovalStatus status = ESP_APPROVAL_WAITING;
  gboolean given;
  JsonArray *views;

  if ((name && !ca) || !read_status (context, &given, &status, error))
    return FALSE;
  approvals = esp_approval_store_list (context->vault, ca ? ca->id : NULL, FALSE, error);
  if (!approvals)
    return FALSE;
  views = json_array_new ();
  json_object_set_array_member (context->result, "Approvals", views);
  for (guint i = 0; i < approvals->len; i++)
    {
      const EspApproval *approval = g_ptr_array_index (approvals, i);
      g_autoptr (JsonObject) text = NULL;
      JsonObject *view;

      if (given && esp_approval_get_status (approval, context->now) != status)
        continue;
      text = esp_approving_read (context->vault, approval, error);
      if (!text)
        return FALSE;
      if (!esp_approval_may_see (context, approval, text))
        continue;
      view = esp_approval_view (context, approval, text, error);
      if (!view)
        return FALSE;
      json_array_add_object_element (views, view);
    }
  return TRUE;
}

gboolean
esp_op_describe_approval (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonObject) text = NULL;
  g_autoptr (EspApproval) approval = esp_approval_find (context, &text, error);

  if (!approval)
    return FALSE;
  if (esp_approval_may_see (context, approval, text))
    return esp_approval_show (context, approval, text, error);
  esp_error_set (error, ESP_REASON_APPROVAL_UNKNOWN, esp_context_text (context, "Id"), NULL);
  return FALSE;
}

gboolean
esp_op_withdraw_request (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonObject) text = NULL;
  g_autoptr (EspApproval) row = esp_approval_find (context, &text, error);
  EspApprovalStatus status;

  if (!row)
    return FALSE;
  status = esp_approval_get_status (row, context->now);
  if (!g_str_equal (row->requester, context->rights->principal_id))
    {
      esp_error_set (error, ESP_REASON_APPROVAL_NOT_YOURS, row->id, NULL);
      return FALSE;
    }
  if (status != ESP_APPROVAL_WAITING && status != ESP_APPROVAL_APPROVED)
    {
      esp_error_set (error, ESP_REASON_APPROVAL_OVER, row->id, "status",
                     esp_approval_status_to_string (status), NULL);
      return FALSE;
    }
  row->status = ESP_APPROVAL_WITHDRAWN;
  row->decided_at = context->now;
  g_clear_pointer (&row->key_part, g_bytes_unref);
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  return esp_approval_store_update (context->vault, row, status, error) &&
         esp_approval_show (context, row, text, error);
}
