/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags of a CA. A change of tags is a privilege of its own, because access depends on them. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-views.h"
#include "model/esp-tag.h"
#include "vault/esp-ca-store.h"

gboolean
esp_op_tag_ca_resolve (EspOperationContext *context, GError **error)
{
  esp_context_read_tags (context);
  return esp_context_resolve_ca (context, error);
}

/* One to fifty: the upper limit is the row's. */
static gboolean
check_list (EspOperationContext *context, GError **error)
{
  if (json_array_get_length (esp_json_get_array (context->parameters, "Tags")) > 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_TAGS_NONE, NULL, NULL);
  return FALSE;
}

static gboolean
check_state (EspOperationContext *context, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_TAG, error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, context->ca->label);
  return FALSE;
}

static void
show_tags (EspOperationContext *context, const EspCa *ca)
{
  json_object_set_array_member (context->result, "Tags", esp_view_tags (ca->tags));
}

static gboolean
store_tags (EspOperationContext *context, EspCa *ca, GError **error)
{
  ca->changed_at = context->now;
  json_object_set_array_member (context->details, "After", esp_view_tags (ca->tags));
  show_tags (context, ca);
  /* Policies look at tags: whoever decided on the old ones decides anew. */
  return esp_ca_store_update (context->vault, ca, error) &&
         esp_vault_bump_access_revision (context->vault, error);
}

static EspCa *
reread_for_change (EspOperationContext *context, GError **error)
{
  EspCa *ca;

  if (!check_state (context, error) || !check_list (context, error))
    return NULL;
  ca = esp_ca_store_find (context->vault, context->ca->id, error);
  if (ca)
    json_object_set_array_member (context->details, "Before", esp_view_tags (ca->tags));
  return ca;
}

gboolean
esp_op_tag_ca (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = reread_for_change (context, error);

  return ca &&
         esp_view_read_tags (esp_json_get_array (context->parameters, "Tags"), ca->tags, error) &&
         store_tags (context, ca, error);
}

gboolean
esp_op_untag_ca (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = reread_for_change (context, error);
  JsonArray *tags = esp_json_get_array (context->parameters, "Tags");

  if (!ca)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (tags); i++)
    {
      JsonNode *node = json_array_get_element (tags, i);
      JsonObject *tag = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *key = esp_json_get_string (tag, "Key");

      if (!key)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Tags", NULL);
          return FALSE;
        }
      esp_tags_remove (ca->tags, key, esp_json_get_string (tag, "Value"));
    }
  return store_tags (context, ca, error);
}

gboolean
esp_op_list_tags (EspOperationContext *context, GError **error)
{
  if (!check_state (context, error))
    return FALSE;
  show_tags (context, context->ca);
  return TRUE;
}

/* --- Of things that are no CA ------------------------------------------------------------------*/

gboolean
esp_ops_read_tags (EspOperationContext *context, GPtrArray *tags, GError **error)
{
  return check_list (context, error) &&
         esp_view_read_tags (esp_json_get_array (context->parameters, "Tags"), tags, error);
}

gboolean
esp_ops_remove_tags (EspOperationContext *context, GPtrArray *tags, GError **error)
{
  JsonArray *keys = esp_json_get_array (context->parameters, "TagKeys");

  if (json_array_get_length (keys) == 0)
    {
      esp_error_set (error, ESP_REASON_TAGS_NONE, NULL, NULL);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      JsonNode *node = json_array_get_element (keys, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "TagKeys", NULL);
          return FALSE;
        }
      esp_tags_remove (tags, json_node_get_string (node), NULL);
    }
  return TRUE;
}
