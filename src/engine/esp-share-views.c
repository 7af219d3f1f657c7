/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares as JSON, for the result of a call and for its event. */
#include "esp-share-views.h"

#include "base/esp-json.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "vault/esp-ca-store.h"

static const char *
side_of (EspOperationContext *context, const EspShare *share)
{
  const char *account = esp_session_get_account (context->session);

  return g_str_equal (share->consumer_account, account) ? "CONSUMER" : "OWNER";
}

static JsonObject *
view_consumer (EspVault *vault, const EspShare *share, GError **error)
{
  g_autofree char *name = NULL;
  GError *problem = NULL;
  g_autofree char *arn = esp_share_find_consumer (vault, share, &name, &problem);
  JsonObject *view;

  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  view = json_object_new ();
  json_object_set_string_member (view, "Kind",
                                 esp_share_consumer_kind_to_string (share->consumer_kind));
  /* Of a role that was deleted its number is what is left. */
  json_object_set_string_member (view, "Name", name ? name : share->consumer);
  json_object_set_string_member (view, "Arn", arn ? arn : share->consumer);
  json_object_set_string_member (view, "Account", share->consumer_account);
  return view;
}

static void
view_rest (EspOperationContext *context, const EspShare *share, JsonObject *view)
{
  json_object_set_string_member (view, "Permission", share->permission);
  if (share->permission_version > 0)
    json_object_set_int_member (view, "PermissionVersion", share->permission_version);
  json_object_set_string_member (view, "Signing", esp_share_signing_to_string (share->signing));
  json_object_set_string_member (
    view, "Status", esp_share_status_to_string (esp_share_get_status (share, context->now)));
  json_object_set_string_member (view, "FeatureSet",
                                 esp_share_feature_set_to_string (share->feature_set));
  esp_json_set_time (view, "CreatedAt", share->created_at);
  if (share->status == ESP_SHARE_PENDING)
    esp_json_set_time (view, "InvitationExpiresAt", share->expires_at);
  esp_json_set_time (view, "AnsweredAt", share->answered_at);
  esp_json_set_time (view, "EndedAt", share->ended_at);
  json_object_set_array_member (view, "Tags", esp_view_tags (share->tags));
  json_object_set_string_member (view, "Side", side_of (context, share));
}

JsonObject *
esp_view_share (EspOperationContext *context, const EspShare *share, GError **error)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, share->ca, error);
  JsonObject *consumer = ca ? view_consumer (context->vault, share, error) : NULL;
  g_autofree char *arn = esp_share_get_arn (share);
  JsonObject *view;

  if (!consumer)
    return NULL;
  view = json_object_new ();
  json_object_set_string_member (view, "Name", share->name);
  json_object_set_string_member (view, "Arn", arn);
  json_object_set_string_member (view, "OwnerAccount", share->owner_account);
  json_object_set_string_member (view, "CertificateAuthority", ca->label);
  json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
  json_object_set_object_member (view, "Consumer", consumer);
  view_rest (context, share, view);
  return view;
}

gboolean
esp_ops_show_share (EspOperationContext *context, const EspShare *share, GError **error)
{
  JsonObject *view = esp_view_share (context, share, error);

  if (view)
    json_object_set_object_member (context->result, "ResourceShare", view);
  return view != NULL;
}

void
esp_ops_tell_share (EspOperationContext *context, const EspShare *share)
{
  g_autofree char *name = NULL;
  g_autofree char *consumer = esp_share_find_consumer (context->vault, share, &name, NULL);

  esp_context_detail (context, "ResourceShare", share->name);
  esp_context_detail (context, "Consumer", consumer ? consumer : share->consumer);
  esp_context_detail (context, "ConsumerAccount", share->consumer_account);
  esp_context_detail (context, "Permission", share->permission);
  if (share->permission_version > 0)
    json_object_set_int_member (context->details, "PermissionVersion", share->permission_version);
  esp_context_detail (context, "Signing", esp_share_signing_to_string (share->signing));
  esp_context_detail (context, "Status",
                      esp_share_status_to_string (esp_share_get_status (share, context->now)));
}
