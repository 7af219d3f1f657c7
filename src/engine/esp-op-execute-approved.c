/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ExecuteApproved: what was approved and waits for the key of who asked for it. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approval-views.h"
#include "esp-approving.h"
#include "vault/esp-approval-store.h"

typedef struct
{
  GPtrArray *failed; /* Failed */
  JsonArray *done;   /* ids */
} Work;

typedef struct
{
  char *id;
  GError *problem;
} Failed;

static void
failed_free (gpointer data)
{
  Failed *failed = data;

  g_free (failed->id);
  g_error_free (failed->problem);
  g_free (failed);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->failed, g_ptr_array_unref);
  g_clear_pointer (&work->done, json_array_unref);
  g_free (work);
}

static gboolean
execute_one (EspOperationContext *context, Work *work, const EspApproval *approval)
{
  GError *problem = NULL;
  JsonNode *result = esp_approving_execute (context->engine, context->vault, context->session,
                                            approval, &problem);
  Failed *failed;

  if (result)
    {
      json_node_unref (result);
      return TRUE;
    }
  /* A missing part does not come back either, when it is the requester who misses it. */
  if (!esp_approving_is_final (problem) && !g_error_matches (problem, ESP_ERROR, ESP_ERROR_NO_KEY))
    {
      g_error_free (problem);
      return FALSE;
    }
  failed = g_new0 (Failed, 1);
  failed->id = g_strdup (approval->id);
  failed->problem = problem;
  g_ptr_array_add (work->failed, failed);
  return TRUE;
}

static gboolean
is_mine (EspOperationContext *context, const EspApproval *approval)
{
  return esp_approval_get_status (approval, context->now) == ESP_APPROVAL_APPROVED &&
         g_str_equal (approval->requester, context->rights->principal_id);
}

/* Each in a transaction of its own, with its own decision and event. */
gboolean
esp_op_execute_approved_prepare (EspOperationContext *context, GError **error)
{
  Work *work = g_new0 (Work, 1);
  g_autoptr (GPtrArray) open = esp_approval_store_list (context->vault, NULL, TRUE, error);

  context->data = work;
  context->free_data = work_free;
  work->failed = g_ptr_array_new_with_free_func (failed_free);
  work->done = json_array_new ();
  for (guint i = open ? open->len : 0; i > 0; i--)
    {
      const EspApproval *listed = g_ptr_array_index (open, i - 1);
      /* Read anew: the one before may have sealed the key anew, and with it what was handed over.
       */
      g_autoptr (EspApproval)
        approval = is_mine (context, listed) ?
                     esp_approval_store_find (context->vault, listed->id, error) :
                     NULL;

      if (approval && execute_one (context, work, approval))
        json_array_add_string_element (work->done, approval->id);
    }
  g_clear_pointer (&context->rights, esp_rights_unref);
  context->rights = esp_session_ref_rights (context->session, context->vault, error);
  return open && context->rights;
}

gboolean
esp_op_execute_approved_perform (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  JsonArray *views = json_array_new ();

  json_object_set_array_member (context->result, "Approvals", views);
  for (guint i = 0; i < work->failed->len; i++)
    {
      const Failed *failed = g_ptr_array_index (work->failed, i);

      if (!esp_approving_give_up (context->vault, failed->id, failed->problem, context->now, error))
        return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (work->done); i++)
    {
      g_autoptr (EspApproval) row = esp_approval_store_find (
        context->vault, json_array_get_string_element (work->done, i), error);
      g_autoptr (JsonObject) text = row ? esp_approving_read (context->vault, row, error) : NULL;
      JsonObject *view = text ? esp_approval_view (context, row, text, error) : NULL;

      if (!view)
        return FALSE;
      json_array_add_object_element (views, view);
    }
  context->unchanged = work->failed->len == 0;
  return TRUE;
}
