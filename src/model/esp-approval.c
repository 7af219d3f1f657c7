/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of two persons. Who may approve, and what needs it, is decided in the engine. */
#include "esp-approval.h"

#include "esp-names.h"

static const char *const status_names[] = {
  [ESP_APPROVAL_WAITING] = "WAITING",     [ESP_APPROVAL_APPROVED] = "APPROVED",
  [ESP_APPROVAL_DONE] = "DONE",           [ESP_APPROVAL_REFUSED] = "REFUSED",
  [ESP_APPROVAL_WITHDRAWN] = "WITHDRAWN", [ESP_APPROVAL_EXPIRED] = "EXPIRED",
  [ESP_APPROVAL_FAILED] = "FAILED",
};

EspApproval *
esp_approval_new (void)
{
  return g_new0 (EspApproval, 1);
}

void
esp_approval_free (EspApproval *approval)
{
  if (!approval)
    return;
  g_free (approval->id);
  g_free (approval->ca);
  g_free (approval->operation);
  g_free (approval->requester);
  g_free (approval->role);
  g_free (approval->request);
  g_free (approval->digest);
  g_clear_pointer (&approval->request_signature, g_bytes_unref);
  g_free (approval->approver);
  g_clear_pointer (&approval->approval_signature, g_bytes_unref);
  g_free (approval->reason);
  g_free (approval->result);
  g_clear_pointer (&approval->key_part, g_bytes_unref);
  g_free (approval);
}

EspApprovalStatus
esp_approval_get_status (const EspApproval *approval, gint64 now)
{
  gboolean open = approval->status == ESP_APPROVAL_WAITING ||
                  approval->status == ESP_APPROVAL_APPROVED;

  return open && now >= approval->expires_at ? ESP_APPROVAL_EXPIRED : approval->status;
}

const char *
esp_approval_status_to_string (EspApprovalStatus status)
{
  return status_names[status];
}

gboolean
esp_approval_status_from_string (const char *text, EspApprovalStatus *status)
{
  guint index;

  if (!esp_names_find_any_case (status_names, G_N_ELEMENTS (status_names), text, &index))
    return FALSE;
  *status = (EspApprovalStatus) index;
  return TRUE;
}

void
esp_approver_free (EspApprover *approver)
{
  if (!approver)
    return;
  g_free (approver->principal);
  g_free (approver);
}

void
esp_key_part_free (EspKeyPart *part)
{
  if (!part)
    return;
  g_free (part->holder);
  g_free (part->partner);
  g_clear_pointer (&part->envelope, g_bytes_unref);
  g_free (part->digest);
  g_free (part);
}
