/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of actions, walked; the service's 23 compared with its reference. */
#include "access/esp-action.h"
#include "base/esp-json.h"

#include <string.h>

#define KNOWN_SERVICES "acm-pca", "espalier", "iam", "organizations", "ram"

static void
test_walk (void)
{
  static const char *const services[] = { KNOWN_SERVICES, NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *actions = esp_actions ();
  guint n_service = 0;

  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);
      g_auto (GStrv) parts = g_strsplit (action->name, ":", -1);

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_true (g_strv_contains (services, parts[0]));
      g_assert_cmpuint (strlen (parts[1]), >, 0);
      g_assert_true (g_hash_table_add (seen, g_ascii_strdown (action->name, -1)));
      g_assert_true (esp_action_find (action->name) == action);
      g_assert_true (action->has_resource == (action->resource_type != NULL));
      g_assert_nonnull (action->condition_keys);
      /* Only a read can be one that leaves an event besides: all else does anyway. */
      g_assert_true (!action->sensitive || action->level == ESP_ACTION_READ);
      g_assert_true (action->level != ESP_ACTION_LIST || !action->has_resource);
      n_service += g_str_equal (parts[0], "acm-pca");
    }
  g_assert_cmpuint (n_service, ==, 23);
}

/* No row of the file is dropped because it could not be read. */
static void
test_no_row_lost (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "actions.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_read_file (path, 1024 * 1024, &error);
  JsonArray *rows;

  g_assert_no_error (error);
  rows = esp_json_get_array (json_node_get_object (node), "actions");
  g_assert_cmpuint (json_array_get_length (rows), ==, esp_actions ()->len);
  g_assert_cmpuint (esp_actions ()->len, >, 23);
}

static void
test_find (void)
{
  const EspAction *issue = esp_action_find ("acm-pca:IssueCertificate");
  const EspAction *list = esp_action_find ("acm-pca:ListCertificateAuthorities");
  const EspAction *backup = esp_action_find ("espalier:BackupVault");

  g_assert_nonnull (issue);
  g_assert_true (esp_action_find ("ACM-PCA:issuecertificate") == issue);
  g_assert_cmpint (issue->level, ==, ESP_ACTION_WRITE);
  g_assert_cmpstr (issue->resource_type, ==, "certificate-authority");
  g_assert_true (g_strv_contains (issue->condition_keys, "acm-pca:TemplateArn"));
  g_assert_false (list->has_resource);
  g_assert_null (list->condition_keys[0]);
  g_assert_true (backup->sensitive);
  g_assert_null (esp_action_find ("acm-pca:Issue"));
  g_assert_null (esp_action_find ("acm-pca:*"));
  g_assert_null (esp_action_find (""));
  g_assert_null (esp_action_find (NULL));
}

static void
assert_same_level (const EspAction *action, const char *level)
{
  static const char *const names[] = {
    [ESP_ACTION_LIST] = "List",       [ESP_ACTION_READ] = "Read",
    [ESP_ACTION_WRITE] = "Write",     [ESP_ACTION_PERMISSIONS] = "Permissions management",
    [ESP_ACTION_TAGGING] = "Tagging",
  };

  g_assert_cmpstr (names[action->level], ==, level);
}

static void
assert_as_reference (JsonObject *row)
{
  const EspAction *action = esp_action_find (esp_json_get_string (row, "action"));
  JsonArray *types = esp_json_get_array (row, "resourceTypes");
  JsonArray *keys = esp_json_get_array (row, "conditionKeys");

  g_assert_nonnull (action);
  g_assert_cmpstr (action->name, ==, esp_json_get_string (row, "action"));
  assert_same_level (action,
                     json_array_get_string_element (esp_json_get_array (row, "accessLevel"), 0));
  g_assert_true (action->has_resource == (json_array_get_length (types) > 0));
  if (action->has_resource)
    g_assert_cmpstr (action->resource_type, ==, json_array_get_string_element (types, 0));
  g_assert_cmpuint (g_strv_length ((char **) action->condition_keys), ==,
                    json_array_get_length (keys));
  for (guint i = 0; i < json_array_get_length (keys); i++)
    g_assert_true (
      g_strv_contains (action->condition_keys, json_array_get_string_element (keys, i)));
}

/* The facts of the service's own authorization reference, kept as a fixture. */
static void
test_reference (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "policies",
                                                 "iam-actions.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_read_file (path, 1024 * 1024, &error);
  JsonArray *rows;

  g_assert_no_error (error);
  rows = esp_json_get_array (json_node_get_object (node), "actions");
  g_assert_cmpuint (json_array_get_length (rows), ==, 23);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    assert_as_reference (json_array_get_object_element (rows, i));
}

/* The actions of its neighbours that operations are decided on, each with what it is decided on. */
static void
test_neighbours (void)
{
  static const struct
  {
    const char *name, *type;
    EspActionLevel level;
    gboolean takes_tags;
  } rows[] = {
    { "iam:CreateUser", "user", ESP_ACTION_WRITE, TRUE },
    { "iam:ConfirmUser", "user", ESP_ACTION_WRITE, FALSE },
    { "iam:AssignRole", "role", ESP_ACTION_PERMISSIONS, FALSE },
    { "iam:PutRolePolicy", "role", ESP_ACTION_PERMISSIONS, FALSE },
    { "iam:TagRole", "role", ESP_ACTION_TAGGING, TRUE },
    { "organizations:CreatePolicy", NULL, ESP_ACTION_PERMISSIONS, FALSE },
    { "organizations:ListPolicies", NULL, ESP_ACTION_LIST, FALSE },
    { "ram:CreateResourceShare", "resource-share", ESP_ACTION_PERMISSIONS, TRUE },
    { "ram:GetResourceShares", NULL, ESP_ACTION_READ, FALSE },
    { "ram:CreatePermission", "permission", ESP_ACTION_PERMISSIONS, FALSE },
    { "espalier:Approve", "certificate-authority", ESP_ACTION_WRITE, FALSE },
    { "espalier:UpdateApprovers", "certificate-authority", ESP_ACTION_PERMISSIONS, FALSE },
    { "espalier:ExportHierarchy", "certificate-authority", ESP_ACTION_PERMISSIONS, FALSE },
    { "espalier:ImportAuthorities", NULL, ESP_ACTION_WRITE, FALSE },
    { "espalier:ImportHierarchy", NULL, ESP_ACTION_WRITE, FALSE },
    { "espalier:ListAlerts", NULL, ESP_ACTION_LIST, FALSE },
    { "espalier:ProvisionPlan", NULL, ESP_ACTION_WRITE, FALSE },
    { "espalier:ExportLog", NULL, ESP_ACTION_READ, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const EspAction *action = esp_action_find (rows[i].name);

      g_test_message ("%s", rows[i].name);
      g_assert_nonnull (action);
      g_assert_cmpstr (action->resource_type, ==, rows[i].type);
      g_assert_cmpint (action->level, ==, rows[i].level);
      g_assert_true (rows[i].takes_tags == g_strv_contains (action->condition_keys, "aws:TagKeys"));
    }
}

/* Rows stand in the order of their names, and what can be tagged is decided by its tags. */
static void
test_order (void)
{
  static const char *const tagged[] = { "certificate-authority", "user", "role", "resource-share",
                                        NULL };
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);
      const EspAction *before = i > 0 ? g_ptr_array_index (actions, i - 1) : NULL;

      g_assert_true (!before || strcmp (before->name, action->name) < 0);
      if (action->resource_type)
        g_assert_true (g_strv_contains (tagged, action->resource_type) ==
                       g_strv_contains (action->condition_keys, "aws:ResourceTag/${TagKey}"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/action/walk", test_walk);
  g_test_add_func ("/access/action/no-row-lost", test_no_row_lost);
  g_test_add_func ("/access/action/find", test_find);
  g_test_add_func ("/access/action/reference", test_reference);
  g_test_add_func ("/access/action/neighbours", test_neighbours);
  g_test_add_func ("/access/action/order", test_order);
  return g_test_run ();
}
