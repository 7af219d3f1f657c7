/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Managed permissions: the service's seven, and the organisation's own with their versions. What
 * one may give is checked in access; only the default version can be attached to a share, and a
 * share keeps the version that it has. */
#include "esp-ops.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-sharing.h"
#include "vault/esp-share-store.h"

#define TEMPLATE_KEY "acm-pca:TemplateArn"

static void
permission_free (gpointer data)
{
  esp_own_permission_free (data);
}

/* --- Finding -----------------------------------------------------------------------------------*/

/* NULL with *error unset: it is one of the service's. */
static EspOwnPermission *
find_own (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  EspOwnPermission *own = NULL;
  GError *problem = NULL;

  if (esp_managed_permission_find (name))
    return NULL;
  own = esp_own_permission_store_find (context->vault, name, &problem);
  if (own && !own->deleted_at)
    return own;
  esp_own_permission_free (own);
  if (problem)
    g_propagate_error (error, problem);
  else
    esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_UNKNOWN, name, NULL);
  return NULL;
}

/* Everybody in the organisation may attach them all: looking is decided in the caller's account. */
gboolean
esp_op_permission_resolve_any (EspOperationContext *context, GError **error)
{
  const EspManagedPermission *row = esp_managed_permission_find (
    esp_context_text (context, "Name"));
  EspOwnPermission *own = row ? NULL : find_own (context, error);
  g_autofree char *arn = own ? esp_own_permission_get_arn (own) : NULL;

  context->data = own;
  context->free_data = permission_free;
  if (!row && !own)
    return FALSE;
  esp_context_set_resource (context, row ? row->arn : arn,
                            esp_session_get_account (context->session), NULL);
  return TRUE;
}

gboolean
esp_op_permission_resolve_own (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  const EspOwnPermission *own;
  g_autofree char *arn = NULL;

  if (esp_managed_permission_find (name))
    {
      esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_OF_SERVICE, name, NULL);
      return FALSE;
    }
  if (!esp_op_permission_resolve_any (context, error))
    return FALSE;
  own = context->data;
  arn = esp_own_permission_get_arn (own);
  esp_context_set_resource (context, arn, own->account, NULL);
  return TRUE;
}

gboolean
esp_op_permission_resolve_new (EspOperationContext *context, GError **error)
{
  EspOwnPermission *own = esp_own_permission_new ();
  g_autofree char *arn = NULL;

  context->data = own;
  context->free_data = permission_free;
  if (!esp_managed_permission_check_name (esp_context_text (context, "Name"), error))
    return FALSE;
  own->name = g_strdup (esp_context_text (context, "Name"));
  own->account = g_strdup (esp_session_get_account (context->session));
  own->default_version = 1;
  own->created_at = context->now;
  arn = esp_own_permission_get_arn (own);
  esp_context_set_resource (context, arn, own->account, NULL);
  return TRUE;
}

/* --- Shown -------------------------------------------------------------------------------------*/

static void
add_actions (JsonObject *statement, JsonArray *actions)
{
  JsonArray *list = esp_json_get_array (statement, "Action");
  const char *one = esp_json_get_string (statement, "Action");

  if (one)
    json_array_add_string_element (actions, one);
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    json_array_add_string_element (actions, json_array_get_string_element (list, i));
}

/* The one certificate template that a condition names, or NULL. */
static const char *
find_template (JsonObject *statement)
{
  JsonObject *condition = esp_json_get_object (statement, "Condition");
  g_autoptr (GList) operators = condition ? json_object_get_members (condition) : NULL;

  for (GList *l = operators; l; l = l->next)
    {
      JsonObject *keys = esp_json_get_object (condition, l->data);
      JsonArray *several = esp_json_get_array (keys, TEMPLATE_KEY);
      const char *one = esp_json_get_string (keys, TEMPLATE_KEY);

      if (one)
        return one;
      if (several && json_array_get_length (several) == 1)
        return json_array_get_string_element (several, 0);
    }
  return NULL;
}

static gboolean
view_template (JsonObject *view, const char *template, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_parse (template, -1, ESP_POLICY_MAX_SIZE, error);
  JsonArray *actions = json_array_new ();
  JsonNode *member;

  json_object_set_string_member (view, "PolicyTemplate", template);
  json_object_set_array_member (view, "Actions", actions);
  if (!node)
    return FALSE;
  member = json_object_get_member (json_node_get_object (node), "Statement");
  if (member && JSON_NODE_HOLDS_OBJECT (member))
    {
      add_actions (json_node_get_object (member), actions);
      esp_json_set_string (view, "TemplateArn", find_template (json_node_get_object (member)));
      return TRUE;
    }
  for (guint i = 0; member && i < json_array_get_length (json_node_get_array (member)); i++)
    {
      JsonObject *statement = json_array_get_object_element (json_node_get_array (member), i);

      add_actions (statement, actions);
      if (!json_object_has_member (view, "TemplateArn"))
        esp_json_set_string (view, "TemplateArn", find_template (statement));
    }
  return TRUE;
}

static JsonArray *
view_versions (const EspOwnPermission *own)
{
  JsonArray *versions = json_array_new ();

  for (guint i = 0; i < own->versions->len; i++)
    json_array_add_int_element (
      versions, ((const EspOwnPermissionVersion *) g_ptr_array_index (own->versions, i))->number);
  return versions;
}

static gboolean
set_shares (EspOperationContext *context, JsonObject *view, const char *name, GError **error)
{
  gint64 shares = esp_share_store_count_uses (context->vault, name, 0, error);

  if (shares >= 0)
    json_object_set_int_member (view, "Shares", shares);
  return shares >= 0;
}

static gboolean
view_service (EspOperationContext *context,
              const EspManagedPermission *row,
              JsonObject *view,
              GError **error)
{
  json_object_set_string_member (view, "Name", row->name);
  json_object_set_string_member (view, "Arn", row->arn);
  json_object_set_string_member (view, "Kind", "SERVICE");
  json_object_set_boolean_member (view, "IsDefault", row->is_default);
  return view_template (view, row->policy_template, error) &&
         set_shares (context, view, row->name, error);
}

static gboolean
view_own (EspOperationContext *context,
          const EspOwnPermission *own,
          gint64 number,
          JsonObject *view,
          GError **error)
{
  const EspOwnPermissionVersion *version = esp_own_permission_find (own, number);
  g_autofree char *arn = esp_own_permission_get_arn (own);

  json_object_set_string_member (view, "Name", own->name);
  json_object_set_string_member (view, "Arn", arn);
  json_object_set_string_member (view, "Kind", "ORGANIZATION");
  json_object_set_boolean_member (view, "IsDefault", FALSE);
  json_object_set_int_member (view, "Version", number);
  json_object_set_int_member (view, "DefaultVersion", own->default_version);
  json_object_set_array_member (view, "Versions", view_versions (own));
  return version && view_template (view, version->template, error) &&
         set_shares (context, view, own->name, error);
}

static gboolean
show_own (EspOperationContext *context, const char *name, gint64 number, GError **error)
{
  g_autoptr (EspOwnPermission) own = esp_own_permission_store_find (context->vault, name, error);
  JsonObject *view;

  if (!own)
    return FALSE;
  view = json_object_new ();
  json_object_set_object_member (context->result, "Permission", view);
  return view_own (context, own, number > 0 ? number : own->default_version, view, error);
}

/* --- Reading -----------------------------------------------------------------------------------*/

gboolean
esp_op_list_managed_permissions (EspOperationContext *context, GError **error)
{
  GPtrArray *rows = esp_managed_permissions ();
  g_autoptr (GPtrArray) own = esp_own_permission_store_list (context->vault, error);
  JsonArray *list = json_array_new ();

  json_object_set_array_member (context->result, "Permissions", list);
  for (guint i = 0; i < rows->len; i++)
    {
      JsonObject *view = json_object_new ();

      json_array_add_object_element (list, view);
      if (!view_service (context, g_ptr_array_index (rows, i), view, error))
        return FALSE;
    }
  for (guint i = 0; own && i < own->len; i++)
    {
      const EspOwnPermission *row = g_ptr_array_index (own, i);
      JsonObject *view = json_object_new ();

      json_array_add_object_element (list, view);
      if (!view_own (context, row, row->default_version, view, error))
        return FALSE;
    }
  return own != NULL;
}

static gboolean
check_number (const EspOwnPermission *own, gint64 number, GError **error)
{
  g_autoptr (GString) names = NULL;
  g_autofree char *wanted = NULL;

  if (esp_own_permission_find (own, number))
    return TRUE;
  names = g_string_new (NULL);
  wanted = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  for (guint i = 0; i < own->versions->len; i++)
    g_string_append_printf (
      names, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "",
      ((const EspOwnPermissionVersion *) g_ptr_array_index (own->versions, i))->number);
  esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_VERSION, own->name, "version", wanted,
                 "versions", names->str, NULL);
  return FALSE;
}

gboolean
esp_op_describe_managed_permission (EspOperationContext *context, GError **error)
{
  const EspManagedPermission *row = esp_managed_permission_find (
    esp_context_text (context, "Name"));
  gint64 number = esp_json_get_int (context->parameters, "Version", 0);
  const EspOwnPermission *own = context->data;
  JsonObject *view;

  if (own)
    return (number == 0 || check_number (own, number, error)) &&
           show_own (context, own->name, number, error);
  view = json_object_new ();
  json_object_set_object_member (context->result, "Permission", view);
  return view_service (context, row, view, error);
}

/* --- Changing ----------------------------------------------------------------------------------*/

static void
tell (EspOperationContext *context, const EspOwnPermission *own, gint64 number)
{
  esp_context_detail (context, "Permission", own->name);
  if (number > 0)
    json_object_set_int_member (context->details, "Version", number);
}

static EspOwnPermissionVersion *
read_version (EspOperationContext *context, gint64 number, GError **error)
{
  const char *template = esp_context_text (context, "PolicyTemplate");
  EspOwnPermissionVersion *version;

  if (!esp_managed_permission_check (template, error))
    return NULL;
  version = g_new0 (EspOwnPermissionVersion, 1);
  version->number = number;
  version->template = g_strdup (template);
  version->created_at = context->now;
  return version;
}

static gboolean
check_count (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) own = esp_own_permission_store_list (context->vault, error);

  if (!own)
    return FALSE;
  if (own->len < ESP_OWN_PERMISSIONS_MAX)
    return TRUE;
  esp_error_set (error, ESP_REASON_MANAGED_PERMISSIONS_FULL, NULL, "limit",
                 G_STRINGIFY (ESP_OWN_PERMISSIONS_MAX), NULL);
  return FALSE;
}

gboolean
esp_op_create_managed_permission (EspOperationContext *context, GError **error)
{
  EspOwnPermission *own = context->data;
  EspOwnPermissionVersion *version = read_version (context, 1, error);

  if (!version)
    return FALSE;
  g_ptr_array_add (own->versions, version);
  tell (context, own, 1);
  return check_count (context, error) &&
         esp_own_permission_store_insert (context->vault, own, error) &&
         show_own (context, own->name, 1, error);
}

/* What resolve found, as it stands inside the transaction. */
static EspOwnPermission *
reread (EspOperationContext *context, GError **error)
{
  return find_own (context, error);
}

gboolean
esp_op_create_managed_permission_version (EspOperationContext *context, GError **error)
{
  g_autoptr (EspOwnPermission) own = reread (context, error);
  gint64 number = own ? esp_own_permission_store_next_number (context->vault, own->name, error) :
                        -1;
  EspOwnPermissionVersion *version;

  if (number < 0)
    return FALSE;
  if (own->versions->len >= ESP_OWN_PERMISSION_VERSIONS_MAX)
    {
      esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_VERSIONS, own->name, "limit",
                     G_STRINGIFY (ESP_OWN_PERMISSION_VERSIONS_MAX), NULL);
      return FALSE;
    }
  version = read_version (context, number, error);
  if (!version)
    return FALSE;
  g_ptr_array_add (own->versions, version);
  tell (context, own, number);
  return esp_own_permission_store_add_version (context->vault, own->name, version, error) &&
         show_own (context, own->name, number, error);
}

gboolean
esp_op_set_default_managed_permission_version (EspOperationContext *context, GError **error)
{
  g_autoptr (EspOwnPermission) own = reread (context, error);
  gint64 number = esp_json_get_int (context->parameters, "Version", 0);

  if (!own || !check_number (own, number, error))
    return FALSE;
  tell (context, own, number);
  own->default_version = number;
  return esp_own_permission_store_update (context->vault, own, error) &&
         show_own (context, own->name, number, error);
}

static gboolean
check_unused (EspOperationContext *context,
              const EspOwnPermission *own,
              gint64 number,
              GError **error)
{
  gint64 uses;
  g_autofree char *count = NULL;

  if (!esp_share_store_expire (context->vault, context->now, error))
    return FALSE;
  uses = esp_share_store_count_uses (context->vault, own->name, number, error);
  if (uses <= 0)
    return uses == 0;
  count = g_strdup_printf ("%" G_GINT64_FORMAT, uses);
  esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_IN_USE, own->name, "count", count, NULL);
  return FALSE;
}

gboolean
esp_op_delete_managed_permission_version (EspOperationContext *context, GError **error)
{
  g_autoptr (EspOwnPermission) own = reread (context, error);
  gint64 number = esp_json_get_int (context->parameters, "Version", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (!own || !check_number (own, number, error))
    return FALSE;
  if (number == own->default_version)
    {
      esp_error_set (error, ESP_REASON_MANAGED_PERMISSION_DEFAULT, own->name, "version", text,
                     NULL);
      return FALSE;
    }
  tell (context, own, number);
  return check_unused (context, own, number, error) &&
         esp_own_permission_store_delete_version (context->vault, own->name, number, error) &&
         show_own (context, own->name, 0, error);
}

gboolean
esp_op_delete_managed_permission (EspOperationContext *context, GError **error)
{
  g_autoptr (EspOwnPermission) own = reread (context, error);

  if (!own || !check_unused (context, own, 0, error))
    return FALSE;
  tell (context, own, 0);
  own->deleted_at = context->now;
  return esp_own_permission_store_update (context->vault, own, error) &&
         show_own (context, own->name, 0, error);
}
