/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CreatePermission, DeletePermission, ListPermissions (service, section 1.1): what the renewal
 * service may do with a CA. The grant is recorded and shown; who acts as that service is a
 * principal of the vault, whose own policies decide. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define RENEWAL_SERVICE "acm.amazonaws.com"
#define ACCOUNT_DIGITS 12

static const char *const actions[] = { "IssueCertificate", "GetCertificate", "ListPermissions" };

static gboolean
check_state (EspOperationContext *context, EspCaCapability capability, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (context->ca, context->now), capability, error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, context->ca->label);
  return FALSE;
}

/* --- What was given ----------------------------------------------------------------------------*/

static gboolean
read_principal (EspOperationContext *context, EspPermission *permission, GError **error)
{
  const char *principal = esp_context_text (context, "Principal");
  const char *account = esp_context_text (context, "SourceAccount");

  permission->principal = g_strdup (principal);
  permission->source_account = g_strdup (account ? account : context->ca->account);
  if (!g_str_equal (principal, RENEWAL_SERVICE))
    {
      esp_error_set (error, ESP_REASON_PERMISSION_PRINCIPAL, principal, NULL);
      return FALSE;
    }
  if (!account ||
      (strlen (account) == ACCOUNT_DIGITS && strspn (account, "0123456789") == ACCOUNT_DIGITS))
    return TRUE;
  esp_error_set (error, ESP_REASON_PERMISSION_ACCOUNT, NULL, "value", account, NULL);
  return FALSE;
}

static gboolean
is_known (const char *action)
{
  for (gsize i = 0; action && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i], action))
      return TRUE;
  return FALSE;
}

static gboolean
read_actions (EspOperationContext *context, EspPermission *permission, GError **error)
{
  JsonArray *given = esp_json_get_array (context->parameters, "Actions");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = json_array_get_length (given);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (given, i);
      const char *action = json_node_get_value_type (node) == G_TYPE_STRING ?
                             json_node_get_string (node) :
                             NULL;

      if (!is_known (action) || !g_hash_table_add (seen, (char *) action))
        {
          esp_error_set (error, ESP_REASON_PERMISSION_ACTION, action, NULL);
          return FALSE;
        }
      g_strv_builder_add (builder, action);
    }
  if (n == 0)
    {
      esp_error_set (error, ESP_REASON_PERMISSION_ACTION, NULL, NULL);
      return FALSE;
    }
  permission->actions = g_strv_builder_end (builder);
  return TRUE;
}

/* --- Shown -------------------------------------------------------------------------------------*/

static JsonArray *
view_actions (const EspPermission *permission)
{
  JsonArray *view = json_array_new ();

  for (guint i = 0; permission->actions[i]; i++)
    json_array_add_string_element (view, permission->actions[i]);
  return view;
}

static JsonObject *
view_permission (const EspCa *ca, const EspPermission *permission)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
  json_object_set_string_member (view, "Principal", permission->principal);
  json_object_set_string_member (view, "SourceAccount", permission->source_account);
  json_object_set_array_member (view, "Actions", view_actions (permission));
  esp_json_set_time (view, "CreatedAt", permission->created_at);
  return view;
}

static gboolean
show_all (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) list = esp_permission_store_list (context->vault, context->ca->id, error);
  JsonArray *view;

  if (!list)
    return FALSE;
  view = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (view,
                                   view_permission (context->ca, g_ptr_array_index (list, i)));
  json_object_set_array_member (context->result, "Permissions", view);
  return TRUE;
}

/* --- Operations --------------------------------------------------------------------------------*/

static gboolean
store (EspOperationContext *context, const EspPermission *permission, GError **error)
{
  GError *problem = NULL;

  if (esp_permission_store_insert (context->vault, context->ca->id, permission, &problem))
    return TRUE;
  if (!esp_error_has_reason (problem, ESP_REASON_VAULT_UNIQUE))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_error_free (problem);
  esp_error_set (error, ESP_REASON_PERMISSION_EXISTS, permission->principal, NULL);
  return FALSE;
}

gboolean
esp_op_create_permission (EspOperationContext *context, GError **error)
{
  EspPermission *permission = g_new0 (EspPermission, 1);
  gboolean done;

  permission->created_at = context->now;
  done = check_state (context, ESP_CA_MAY_GRANT, error) &&
         read_principal (context, permission, error) && read_actions (context, permission, error) &&
         store (context, permission, error);
  if (done)
    {
      esp_context_detail (context, "Principal", permission->principal);
      esp_context_detail (context, "SourceAccount", permission->source_account);
      json_object_set_array_member (context->details, "Actions", view_actions (permission));
    }
  esp_permission_free (permission);
  return done && show_all (context, error);
}

static gboolean
take_back (EspOperationContext *context, const EspPermission *permission, GError **error)
{
  GError *problem = NULL;

  if (esp_permission_store_delete (context->vault, context->ca->id, permission->principal,
                                   permission->source_account, &problem))
    return TRUE;
  if (!esp_error_has_reason (problem, ESP_REASON_VAULT_REFERENCE))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_error_free (problem);
  esp_error_set (error, ESP_REASON_PERMISSION_UNKNOWN, permission->principal, NULL);
  return FALSE;
}

gboolean
esp_op_delete_permission (EspOperationContext *context, GError **error)
{
  EspPermission *permission = g_new0 (EspPermission, 1);
  gboolean done;

  done = check_state (context, ESP_CA_MAY_LIST_PERMISSIONS, error) &&
         read_principal (context, permission, error) && take_back (context, permission, error);
  if (done)
    {
      esp_context_detail (context, "Principal", permission->principal);
      esp_context_detail (context, "SourceAccount", permission->source_account);
    }
  esp_permission_free (permission);
  return done && show_all (context, error);
}

gboolean
esp_op_list_permissions (EspOperationContext *context, GError **error)
{
  return check_state (context, ESP_CA_MAY_LIST_PERMISSIONS, error) && show_all (context, error);
}
