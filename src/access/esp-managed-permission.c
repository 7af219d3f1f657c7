/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The service's managed permissions, read once from the compiled-in data/managed-permissions.json,
 * and the rules for those of an organisation's own. What a share makes of one is in
 * esp-resource-policy.c.
 */
#include "esp-managed-permission.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "data/esp-access-resources.h"
#include "esp-json-places.h"
#include "esp-resource-policy.h"

#include <string.h>

#define PERMISSIONS_PATH "/org/espalier/access/managed-permissions.json"
#define PERMISSIONS_MAX_SIZE (1024 * 1024)
#define NAME_LIMIT 36
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define TAG_RESERVED "aws:"

/* --- The service's seven ----------------------------------------------------------------------*/

typedef struct
{
  JsonNode *document; /* owns the texts of the rows */
  GPtrArray *rows;
} PermissionTable;

/* The statements alone are data; the text around them is the same for all. */
static char *
make_template (JsonObject *row)
{
  JsonNode *statements = json_object_get_member (row, "statements");
  JsonObject *object;
  g_autoptr (JsonNode) node = NULL;

  if (!statements)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "Version", "2012-10-17");
  json_object_set_member (object, "Statement", json_node_copy (statements));
  node = esp_json_wrap_object (object);
  return esp_json_to_canonical (node, NULL);
}

static void
add_row (PermissionTable *table, JsonObject *object)
{
  const char *name = esp_json_get_string (object, "name");
  const char *arn = esp_json_get_string (object, "arn");
  char *text = make_template (object);
  EspManagedPermission *permission;

  if (!name || !arn || !text)
    {
      g_free (text);
      return;
    }
  permission = g_new0 (EspManagedPermission, 1);
  permission->name = name;
  permission->arn = arn;
  permission->policy_template = text;
  permission->template_arn = esp_json_get_string (object, "templateArn");
  permission->is_default = esp_json_get_boolean (object, "default", FALSE);
  g_ptr_array_add (table->rows, permission);
}

static JsonNode *
read_document (void)
{
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer text;
  gsize len;

  bytes = g_resource_lookup_data (esp_access_get_resource (), PERMISSIONS_PATH,
                                  G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (!bytes)
    return NULL;
  text = g_bytes_get_data (bytes, &len);
  return esp_json_parse (text, (gssize) len, PERMISSIONS_MAX_SIZE, NULL);
}

static PermissionTable *
make_table (void)
{
  PermissionTable *table = g_new0 (PermissionTable, 1);
  JsonArray *rows = NULL;

  table->rows = g_ptr_array_new ();
  table->document = read_document ();
  if (table->document && JSON_NODE_HOLDS_OBJECT (table->document))
    rows = esp_json_get_array (json_node_get_object (table->document), "permissions");
  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    add_row (table, json_array_get_object_element (rows, i));
  return table;
}

GPtrArray *
esp_managed_permissions (void)
{
  static PermissionTable *table;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, make_table ());
  return table->rows;
}

const EspManagedPermission *
esp_managed_permission_find (const char *name)
{
  GPtrArray *rows = esp_managed_permissions ();

  for (guint i = 0; name && i < rows->len; i++)
    {
      const EspManagedPermission *permission = g_ptr_array_index (rows, i);

      if (g_str_equal (permission->name, name))
        return permission;
    }
  return NULL;
}

/* --- Names of one's own -----------------------------------------------------------------------*/

gboolean
esp_managed_permission_check_name (const char *name, GError **error)
{
  gsize len = name ? strlen (name) : 0;
  g_autofree char *safe = NULL;

  if (len >= 1 && len <= NAME_LIMIT && strspn (name, NAME_CHARACTERS) == len &&
      !esp_managed_permission_find (name))
    return TRUE;
  safe = esp_text_escape (name ? name : "");
  esp_error_set (error, ESP_REASON_PERMISSION_NAME, NULL, "value", safe, "limit",
                 G_STRINGIFY (NAME_LIMIT), NULL);
  return FALSE;
}

/* --- Templates of one's own -------------------------------------------------------------------*/

static const char *const shareable_actions[] = {
  "acm-pca:DescribeCertificateAuthority",
  "acm-pca:GetCertificate",
  "acm-pca:GetCertificateAuthorityCertificate",
  "acm-pca:ListPermissions",
  "acm-pca:ListTags",
  "acm-pca:IssueCertificate",
  "acm-pca:RevokeCertificate",
};

/* Whom a share reaches is the share's own business. */
static const char *const refused_keys[] = {
  "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount",
  "aws:SourceArn",      "aws:SourceAccount",
};

static const char *const statement_members[] = { "Sid", "Effect", "Action", "Condition" };

gboolean
esp_managed_permission_may_give (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shareable_actions); i++)
    if (g_ascii_strcasecmp (shareable_actions[i], action) == 0)
      return TRUE;
  return FALSE;
}

static char *
find_action_problem (JsonNode *node)
{
  g_autoptr (GPtrArray) actions = esp_resource_policy_list (node);

  if (!actions || actions->len == 0)
    return g_strdup ("its statement has no Action");
  for (guint i = 0; i < actions->len; i++)
    {
      const char *action = g_ptr_array_index (actions, i);
      g_autofree char *safe = esp_text_escape (action);

      if (strpbrk (action, "*?"))
        return g_strdup_printf ("it names its actions one by one, and \"%s\" is a pattern", safe);
      if (!esp_managed_permission_may_give (action))
        return g_strdup_printf ("%s can't be shared", safe);
    }
  return NULL;
}

static char *
find_operator_problem (const char *operator)
{
  g_autofree char *safe = esp_text_escape (operator);

  if (g_ascii_strncasecmp (operator, "ForAllValues:", strlen ("ForAllValues:")) == 0 ||
      g_ascii_strncasecmp (operator, "ForAnyValue:", strlen ("ForAnyValue:")) == 0)
    return g_strdup_printf ("its condition uses %s, which is for keys of several values", safe);
  for (const char *c = operator; *c; c++)
    if (g_ascii_strncasecmp (c, "Not", strlen ("Not")) == 0)
      return g_strdup_printf ("its condition uses %s, which negates", safe);
  return NULL;
}

static char *
find_key_problem (const char *key)
{
  const char *tag = strchr (key, '/');
  g_autofree char *safe = esp_text_escape (key);

  for (gsize i = 0; i < G_N_ELEMENTS (refused_keys); i++)
    if (g_ascii_strcasecmp (refused_keys[i], key) == 0)
      return g_strdup_printf ("its condition looks at %s, which the share decides", safe);
  if (tag && g_ascii_strncasecmp (tag + 1, TAG_RESERVED, strlen (TAG_RESERVED)) == 0)
    return g_strdup_printf ("its condition looks at %s, a tag of the system", safe);
  return NULL;
}

static char *
find_condition_problem (JsonObject *condition)
{
  g_autoptr (GList) operators = condition ? json_object_get_members (condition) : NULL;

  for (GList *l = operators; l; l = l->next)
    {
      JsonObject *compared = esp_json_get_object (condition, l->data);
      g_autoptr (GList) keys = compared ? json_object_get_members (compared) : NULL;
      char *problem = find_operator_problem (l->data);

      for (GList *k = keys; k && !problem; k = k->next)
        problem = find_key_problem (k->data);
      if (problem)
        return problem;
    }
  return NULL;
}

static char *
find_member_problem (JsonObject *statement)
{
  g_autoptr (GList) names = json_object_get_members (statement);

  for (GList *l = names; l; l = l->next)
    {
      g_autofree char *safe = NULL;
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (statement_members); i++)
        known = known || g_str_equal (statement_members[i], l->data);
      if (known)
        continue;
      safe = esp_text_escape (l->data);
      return g_strdup_printf ("its statement has %s", safe);
    }
  return NULL;
}

static char *
find_statement_problem (JsonObject *statement)
{
  char *problem = find_member_problem (statement);

  if (problem)
    return problem;
  if (g_strcmp0 (esp_json_get_string (statement, "Effect"), "Allow") != 0)
    return g_strdup ("the Effect of its statement is not Allow");
  problem = find_action_problem (json_object_get_member (statement, "Action"));
  if (problem)
    return problem;
  return find_condition_problem (esp_json_get_object (statement, "Condition"));
}

static char *
find_problem (JsonNode *node)
{
  JsonObject *statement = NULL;
  g_autoptr (GPtrArray) statements = esp_resource_policy_statements (node);

  if (statements && statements->len == 1)
    statement = g_ptr_array_index (statements, 0);
  return statement ? find_statement_problem (statement) : g_strdup ("it has not one statement");
}

gboolean
esp_managed_permission_check (const char *policy_template, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_places_parse (policy_template, ESP_POLICY_MAX_SIZE, error);
  g_autoptr (EspPolicy) policy = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *canonical = NULL;

  if (!node)
    return FALSE;
  problem = find_problem (node);
  if (problem)
    {
      esp_error_set (error, ESP_REASON_PERMISSION_TEMPLATE, NULL, "problem", problem, NULL);
      return FALSE;
    }
  policy = esp_policy_parse_kind (ESP_POLICY_TEMPLATE, "template", policy_template, error);
  if (!policy)
    return FALSE;
  /* Shares of it are written in this form, so it must have one. */
  canonical = esp_json_to_canonical (node, error);
  return canonical != NULL;
}
