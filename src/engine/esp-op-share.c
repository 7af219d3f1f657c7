/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares after they were made: seen and answered by the consumer's side, changed and ended by the
 * owner's. Each side's operations are decided in its own account. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-seeing.h"
#include "esp-share-views.h"
#include "esp-views.h"
#include "model/esp-tag.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

typedef enum
{
  OWNER,
  CONSUMER,
  EITHER, /* whichever the session belongs to */
} Side;

static void
share_free (gpointer data)
{
  esp_share_free (data);
}

/* --- Finding -----------------------------------------------------------------------------------*/

static EspShare *
find_share (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  const char *id = strstr (name, ":resource-share/");
  GError *problem = NULL;
  g_autoptr (EspShare) share = esp_share_store_find (
    context->vault, id ? id + strlen (":resource-share/") : name, &problem);

  if (share && esp_seeing_share (context, share))
    return g_steal_pointer (&share);
  if (problem)
    g_propagate_error (error, problem);
  else
    esp_error_set (error, ESP_REASON_SHARE_UNKNOWN, name, NULL);
  return NULL;
}

static gboolean
resolve (EspOperationContext *context, Side side, GError **error)
{
  EspShare *share = find_share (context, error);
  g_autofree char *arn = share ? esp_share_get_arn (share) : NULL;
  const char *own = esp_session_get_account (context->session);

  context->data = share;
  context->free_data = share_free;
  if (!share)
    return FALSE;
  context->ca = esp_ca_store_find (context->vault, share->ca, error);
  if (!context->ca)
    return FALSE;
  if (side == EITHER)
    side = g_str_equal (share->consumer_account, own) ? CONSUMER : OWNER;
  esp_context_set_resource (
    context, arn, side == OWNER ? share->owner_account : share->consumer_account, share->tags);
  return TRUE;
}

gboolean
esp_op_share_resolve_owner (EspOperationContext *context, GError **error)
{
  if (!resolve (context, OWNER, error))
    return FALSE;
  esp_context_read_tags (context);
  return TRUE;
}

gboolean
esp_op_share_resolve_consumer (EspOperationContext *context, GError **error)
{
  return resolve (context, CONSUMER, error);
}

gboolean
esp_op_share_resolve_either (EspOperationContext *context, GError **error)
{
  return resolve (context, EITHER, error);
}

/* --- Reading -----------------------------------------------------------------------------------*/

/* A role of the organization sees all; others what their account offers or was offered. */
gboolean
esp_op_list_shares (EspOperationContext *context, GError **error)
{
  const char *account = context->rights->organization_scope ?
                          NULL :
                          esp_session_get_account (context->session);
  const char *named = esp_context_text (context, "CertificateAuthority");
  g_autoptr (EspCa) ca = named ? esp_context_find_ca (context, named, error) : NULL;
  g_autoptr (GPtrArray) shares = NULL;
  g_autoptr (JsonArray) list = json_array_new ();

  if (named && !ca)
    return FALSE;
  shares = esp_share_store_list (context->vault, ca ? ca->id : NULL, account, error);
  for (guint i = 0; shares && i < shares->len; i++)
    {
      JsonObject *view = esp_view_share (context, g_ptr_array_index (shares, i), error);

      if (!view)
        return FALSE;
      json_array_add_object_element (list, view);
    }
  json_object_set_array_member (context->result, "ResourceShares", json_array_ref (list));
  return shares != NULL;
}

gboolean
esp_op_describe_share (EspOperationContext *context, GError **error)
{
  return esp_ops_show_share (context, context->data, error);
}

/* --- Changing ----------------------------------------------------------------------------------*/

/* Read again inside the transaction: somebody else may have answered since. */
static EspShare *
reread (EspOperationContext *context, GError **error)
{
  return esp_share_store_find (context->vault, ((const EspShare *) context->data)->id, error);
}

static gboolean
check_status (EspOperationContext *context,
              const EspShare *share,
              EspShareStatus wanted,
              GError **error)
{
  EspShareStatus status = esp_share_get_status (share, context->now);

  if (status == wanted)
    return TRUE;
  esp_error_set (error, ESP_REASON_SHARE_STATUS, share->name, "status",
                 esp_share_status_to_string (status), "wanted", esp_share_status_to_string (wanted),
                 NULL);
  return FALSE;
}

static gboolean
store (EspOperationContext *context, const EspShare *share, GError **error)
{
  esp_ops_tell_share (context, share);
  return esp_share_store_update (context->vault, share, error) &&
         esp_vault_bump_access_revision (context->vault, error) &&
         esp_ops_show_share (context, share, error);
}

static gboolean
answer (EspOperationContext *context, EspShareStatus status, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);

  if (!share || !check_status (context, share, ESP_SHARE_PENDING, error))
    return FALSE;
  share->status = status;
  share->answered_at = context->now;
  if (status != ESP_SHARE_ACTIVE)
    share->ended_at = context->now;
  return store (context, share, error);
}

gboolean
esp_op_accept_share (EspOperationContext *context, GError **error)
{
  return answer (context, ESP_SHARE_ACTIVE, error);
}

gboolean
esp_op_reject_share (EspOperationContext *context, GError **error)
{
  return answer (context, ESP_SHARE_REJECTED, error);
}

/* An account that was named leaves; what names one of its roles or people is the owner's to end
 * (service, section 7.3). */
gboolean
esp_op_leave_share (EspOperationContext *context, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);
  g_autofree char *name = NULL;
  g_autofree char *arn = NULL;

  if (!share || !check_status (context, share, ESP_SHARE_ACTIVE, error))
    return FALSE;
  if (share->consumer_kind != ESP_SHARE_WITH_ACCOUNT)
    {
      arn = esp_share_find_consumer (context->vault, share, &name, NULL);
      esp_error_set (error, ESP_REASON_SHARE_LEAVE_NAMED, share->name, "consumer",
                     name ? name : share->consumer, "account", share->owner_account, NULL);
      return FALSE;
    }
  share->status = ESP_SHARE_LEFT;
  share->ended_at = context->now;
  return store (context, share, error);
}

gboolean
esp_op_delete_share (EspOperationContext *context, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);

  if (!share)
    return FALSE;
  if (esp_share_get_status (share, context->now) != ESP_SHARE_PENDING &&
      !check_status (context, share, ESP_SHARE_ACTIVE, error))
    return FALSE;
  share->status = ESP_SHARE_DELETED;
  share->ended_at = context->now;
  return store (context, share, error);
}

/* One permission per share: the new one takes the place of the old one. */
gboolean
esp_op_replace_share_permission (EspOperationContext *context, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);

  if (!share)
    return FALSE;
  if (esp_share_get_status (share, context->now) != ESP_SHARE_PENDING &&
      !check_status (context, share, ESP_SHARE_ACTIVE, error))
    return FALSE;
  esp_context_detail (context, "PermissionBefore", share->permission);
  if (!esp_share_read_permission (context->vault, esp_context_text (context, "Permission"),
                                  esp_json_get_int (context->parameters, "Version", 0), share,
                                  error))
    return FALSE;
  return store (context, share, error);
}

/* --- Tags --------------------------------------------------------------------------------------*/

static gboolean
store_tags (EspOperationContext *context, const EspShare *share, GError **error)
{
  json_object_set_array_member (context->details, "After", esp_view_tags (share->tags));
  esp_context_detail (context, "ResourceShare", share->name);
  return esp_share_store_put_tags (context->vault, share, error) &&
         esp_ops_show_share (context, share, error);
}

gboolean
esp_op_tag_share (EspOperationContext *context, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);

  if (!share)
    return FALSE;
  json_object_set_array_member (context->details, "Before", esp_view_tags (share->tags));
  return esp_view_read_tags (esp_json_get_array (context->parameters, "Tags"), share->tags,
                             error) &&
         store_tags (context, share, error);
}

gboolean
esp_op_untag_share (EspOperationContext *context, GError **error)
{
  g_autoptr (EspShare) share = reread (context, error);
  JsonArray *keys = esp_json_get_array (context->parameters, "TagKeys");

  if (!share)
    return FALSE;
  json_object_set_array_member (context->details, "Before", esp_view_tags (share->tags));
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      JsonNode *node = json_array_get_element (keys, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "TagKeys", NULL);
          return FALSE;
        }
      esp_tags_remove (share->tags, json_node_get_string (node), NULL);
    }
  return store_tags (context, share, error);
}
