/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CreateResourceShare: an authority offered to another account, or to a role or principal of it. It
 * is an invitation for twelve hours, and gives nothing before the other account accepts
 * (domain.md). That its people may hold the key (Signing HERE) is said in the call and in its
 * event. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-share-views.h"
#include "esp-views.h"
#include "model/esp-approval.h"
#include "model/esp-arn.h"
#include "model/esp-principal.h"
#include "vault/esp-share-store.h"

#define SHARE_PART ":resource-share/"

static void
share_free (gpointer data)
{
  esp_share_free (data);
}

/* What two people approved names the share that will be. */
static char *
choose_id (EspOperationContext *context)
{
  g_autoptr (JsonNode) node = context->approval ? esp_json_parse (context->approval->request, -1,
                                                                  ESP_EVENT_MAX_SIZE, NULL) :
                                                  NULL;
  const char *arn = node ? esp_json_get_string (json_node_get_object (node), "resource") : NULL;
  const char *id = arn ? strstr (arn, SHARE_PART) : NULL;

  if (id && esp_uuid_is_valid (id + strlen (SHARE_PART)))
    return g_strdup (id + strlen (SHARE_PART));
  return g_uuid_string_random ();
}

gboolean
esp_op_create_share_resolve (EspOperationContext *context, GError **error)
{
  EspShare *share = esp_share_new ();
  g_autofree char *arn = NULL;

  context->data = share;
  context->free_data = share_free;
  if (!esp_context_resolve_ca (context, error))
    return FALSE;
  share->id = choose_id (context);
  share->ca = g_strdup (context->ca->id);
  share->owner_account = g_strdup (context->ca->account);
  arn = esp_share_get_arn (share);
  esp_context_read_tags (context);
  esp_context_set_resource (context, arn, context->ca->account, NULL);
  esp_context_require_on (context, "acm-pca:PutPolicy", context->ca);
  return TRUE;
}

static gboolean
read_signing (EspOperationContext *context, EspShare *share, GError **error)
{
  const char *signing = esp_context_text (context, "Signing");

  if (!signing || esp_share_signing_from_string (signing, &share->signing))
    return TRUE;
  esp_error_set (error, ESP_REASON_SHARE_SIGNING, signing, NULL);
  return FALSE;
}

static gboolean
check_ca (EspOperationContext *context, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_GRANT, error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, context->ca->label);
  return FALSE;
}

static gboolean
check_pending (EspOperationContext *context, const EspShare *share, GError **error)
{
  gint64 pending = esp_share_store_count_pending (context->vault, share->owner_account,
                                                  context->now, error);

  if (pending < 0)
    return FALSE;
  if (pending < ESP_SHARES_PENDING_MAX)
    return TRUE;
  esp_error_set (error, ESP_REASON_SHARES_PENDING, NULL, "account", share->owner_account, "limit",
                 G_STRINGIFY (ESP_SHARES_PENDING_MAX), NULL);
  return FALSE;
}

static gboolean
read_share (EspOperationContext *context, EspShare *share, GError **error)
{
  JsonArray *tags = esp_json_get_array (context->parameters, "Tags");

  if (!check_ca (context, error) ||
      !esp_thing_name_check (esp_context_text (context, "Name"), error) ||
      !esp_share_read_consumer (context->vault, esp_context_text (context, "Consumer"), share,
                                error) ||
      !esp_share_read_permission (context->vault, esp_context_text (context, "Permission"), 0,
                                  share, error) ||
      !read_signing (context, share, error))
    return FALSE;
  share->name = g_strdup (esp_context_text (context, "Name"));
  share->feature_set = ESP_SHARE_STANDARD;
  share->status = ESP_SHARE_PENDING;
  share->created_at = context->now;
  share->expires_at = context->now + ESP_SHARE_INVITATION_LIFE;
  return !tags || esp_view_read_tags (tags, share->tags, error);
}

gboolean
esp_op_create_share (EspOperationContext *context, GError **error)
{
  EspShare *share = context->data;

  if (!read_share (context, share, error) ||
      !esp_share_store_expire (context->vault, context->now, error) ||
      !check_pending (context, share, error) ||
      !esp_share_store_insert (context->vault, share, error))
    return FALSE;
  esp_ops_tell_share (context, share);
  if (share->signing == ESP_SHARE_SIGNING_HERE)
    esp_context_detail (context, "KeyGivenTo", share->consumer_account);
  return esp_ops_show_share (context, share, error);
}
