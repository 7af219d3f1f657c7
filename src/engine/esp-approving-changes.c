/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after, as texts that two people sign: read from the vault and from the parameters, the
 * same each time while nothing moved. What an act finds changed when it runs makes it void. Here
 * are the table and the texts of values; what each act shows is in esp-approving-changes-*.c. */
#include "esp-approving-changes.h"

#include "base/esp-error.h"
#include "esp-views.h"

typedef gboolean (*DescribeFunc) (EspOperationContext *context, JsonArray *changes, GError **error);

void
esp_change_add (JsonArray *changes, const char *what, const char *before, const char *after)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "what", what);
  json_object_set_string_member (change, "before", before ? before : "");
  json_object_set_string_member (change, "after", after ? after : "");
  json_array_add_object_element (changes, change);
}

/* --- Values as texts --------------------------------------------------------------------------*/

static char *
show_node (JsonNode *node)
{
  if (!node || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return esp_json_to_canonical (node, NULL);
}

char *
esp_change_show_parameter (EspOperationContext *context, const char *name)
{
  return show_node (json_object_get_member (context->parameters, name));
}

void
esp_change_add_parameter (EspOperationContext *context,
                          JsonArray *changes,
                          const char *what,
                          const char *name)
{
  g_autofree char *value = esp_change_show_parameter (context, name);

  if (value && *value)
    esp_change_add (changes, what, NULL, value);
}

char *
esp_change_show_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (object);

  return esp_json_to_canonical (node, NULL);
}

char *
esp_change_show_tags (GPtrArray *tags)
{
  g_autoptr (JsonNode) node = esp_json_wrap_array (esp_view_tags (tags));

  return esp_json_to_canonical (node, NULL);
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *operation;
  DescribeFunc describe;
} descriptions[] = {
  { "UpdateCertificateAuthority", esp_describe_update },
  { "DeleteCertificateAuthority", esp_describe_delete },
  { "RestoreCertificateAuthority", esp_describe_restore },
  { "ImportCertificateAuthorityCertificate", esp_describe_import },
  { "ImportAuthorities", esp_describe_import_authorities },
  { "RenewCertificateAuthority", esp_describe_renew },
  { "ExportHierarchy", esp_describe_handover },
  { "TagCertificateAuthority", esp_describe_tags },
  { "UntagCertificateAuthority", esp_describe_tags },
  { "CreatePermission", esp_describe_permission },
  { "DeletePermission", esp_describe_permission },
  { "PutPolicy", esp_describe_policy },
  { "DeletePolicy", esp_describe_policy },
  { "CreateResourceShare", esp_describe_policy },
  { "DeleteResourceShare", esp_describe_policy },
  { "ReplaceResourceSharePermission", esp_describe_policy },
  { "SetDualControl", esp_describe_dual_control },
  { "AddApprover", esp_describe_approvers },
  { "RemoveApprover", esp_describe_approvers },
  { "IssueCertificate", esp_describe_issue },
  { "IssueCertificates", esp_describe_issue_many },
  { "CreateCertificateAuthority", esp_describe_create },
  { "ProcessSigningRequests", esp_describe_signing },
  { "RevokeCertificate", esp_describe_revoke },
  { "GetCertificateRevocationList", esp_describe_list },
  { "AssignRole", esp_describe_holders },
  { "UnassignRole", esp_describe_holders },
  { "PutRolePolicy", esp_describe_role_policy },
  { "DeleteRolePolicy", esp_describe_role_policy },
  { "CreateGuardrail", esp_describe_guardrail },
  { "UpdateGuardrail", esp_describe_guardrail },
  { "DeleteGuardrail", esp_describe_guardrail },
  { "SuspendPrincipal", esp_describe_person },
  { "ResumePrincipal", esp_describe_person },
  { "ResetPrincipal", esp_describe_person },
  { "ConfirmPrincipal", esp_describe_person },
  { "TagPrincipal", esp_describe_person_tags },
  { "UntagPrincipal", esp_describe_person_tags },
  { "CreateRecoveryIdentity", esp_describe_recovery },
  { "ProvisionPlan", esp_describe_plan },
};

JsonArray *
esp_approving_describe (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonArray) changes = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_str_equal (descriptions[i].operation, context->operation->name))
      return descriptions[i].describe (context, changes, error) ? g_steal_pointer (&changes) : NULL;
  esp_error_set (error, ESP_REASON_INTERNAL, context->operation->name, NULL);
  return NULL;
}
