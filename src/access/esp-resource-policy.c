/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From managed permissions to resource policies: what a share amounts to. And what a statement
 * means, as a text to compare: order, case of names, and Sids are left out. The way back is in
 * esp-resource-policy-reader.c.
 */
#include "esp-resource-policy.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "esp-json-places.h"
#include "esp-managed-permission.h"
#include "model/esp-arn.h"

#include <string.h>

#define IAM_PREFIX "arn:aws:iam::"
#define ACCOUNT_LEN 12

/* --- Documents as JSON ------------------------------------------------------------------------*/

GPtrArray *
esp_resource_policy_statements (JsonNode *document)
{
  g_autoptr (GPtrArray) statements = g_ptr_array_new ();
  JsonNode *node = NULL;
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (document))
    node = json_object_get_member (json_node_get_object (document), "Statement");
  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    g_ptr_array_add (statements, json_node_get_object (node));
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array && json_array_get_length (array) > ESP_POLICY_MAX_STATEMENTS)
    return NULL;
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
        return NULL;
      g_ptr_array_add (statements, json_array_get_object_element (array, i));
    }
  return statements->len > 0 ? g_steal_pointer (&statements) : NULL;
}

const char *
esp_resource_policy_text (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

GPtrArray *
esp_resource_policy_list (JsonNode *node)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  JsonArray *array;

  if (!node)
    return NULL;
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (!array)
    g_ptr_array_add (texts, (gpointer) esp_resource_policy_text (node));
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    g_ptr_array_add (texts,
                     (gpointer) esp_resource_policy_text (json_array_get_element (array, i)));
  for (guint i = 0; i < texts->len; i++)
    if (!g_ptr_array_index (texts, i))
      return NULL;
  return g_steal_pointer (&texts);
}

/* --- What a statement gives, as one text ------------------------------------------------------*/

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, each once. */
static char *
join_texts (GPtrArray *texts, gboolean fold)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);

      g_ptr_array_add (sorted, fold ? g_ascii_strdown (text, -1) : g_strdup (text));
    }
  g_ptr_array_sort (sorted, compare_texts);
  for (guint i = 0; i < sorted->len; i++)
    {
      const char *text = g_ptr_array_index (sorted, i);

      if (i == 0 || !g_str_equal (text, g_ptr_array_index (sorted, i - 1)))
        g_string_append_printf (joined, "%" G_GSIZE_FORMAT ":%s,", strlen (text), text);
    }
  return g_string_free (joined, FALSE);
}

static char *
describe_values (JsonNode *node)
{
  g_autoptr (GPtrArray) texts = esp_resource_policy_list (node);

  return texts ? join_texts (texts, FALSE) : json_to_string (node, FALSE);
}

/* NULL where it can't be read. Operators are written in one way alone; keys ignore case. */
static char *
describe_condition (JsonNode *node)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  JsonObject *condition;
  g_autoptr (GList) operators = NULL;

  if (!node)
    return g_strdup ("");
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  condition = json_node_get_object (node);
  operators = json_object_get_members (condition);
  for (GList *l = operators; l; l = l->next)
    {
      JsonObject *compared = esp_json_get_object (condition, l->data);
      g_autoptr (GList) keys = compared ? json_object_get_members (compared) : NULL;

      if (!compared)
        return NULL;
      for (GList *k = keys; k; k = k->next)
        {
          g_autofree char *key = g_ascii_strdown (k->data, -1);
          g_autofree char *values = describe_values (json_object_get_member (compared, k->data));

          if (!values)
            return NULL;
          g_ptr_array_add (entries,
                           g_strdup_printf ("%s %s %s", (const char *) l->data, key, values));
        }
    }
  return join_texts (entries, FALSE);
}

char *
esp_resource_policy_describe (JsonObject *statement)
{
  JsonNode *node = json_object_get_member (statement, "Action");
  g_autoptr (GPtrArray) actions = esp_resource_policy_list (node);
  g_autofree char *names = actions ? join_texts (actions, TRUE) : NULL;
  g_autofree char *condition = describe_condition (json_object_get_member (statement, "Condition"));

  if (!names || !condition)
    return NULL;
  return g_strconcat (names, "\n", condition, NULL);
}

/* --- Principals -------------------------------------------------------------------------------*/

char *
esp_resource_policy_principal (const char *text)
{
  g_autofree char *account = NULL;
  const char *rest;

  if (esp_account_number_is_valid (text))
    return g_strdup (text);
  if (!g_str_has_prefix (text, IAM_PREFIX) || strpbrk (text, "*?") ||
      !g_utf8_validate (text, -1, NULL))
    return NULL;
  account = g_strndup (text + strlen (IAM_PREFIX), ACCOUNT_LEN);
  if (!esp_account_number_is_valid (account))
    return NULL;
  rest = text + strlen (IAM_PREFIX) + ACCOUNT_LEN;
  if (g_str_equal (rest, ":root"))
    return g_steal_pointer (&account);
  if ((g_str_has_prefix (rest, ":role/") && rest[strlen (":role/")]) ||
      (g_str_has_prefix (rest, ":user/") && rest[strlen (":user/")]))
    return g_strdup (text);
  return NULL;
}

/* --- From a permission to a policy ------------------------------------------------------------*/

static void
refuse (GError **error, const char *problem)
{
  esp_error_set (error, ESP_REASON_RESOURCE_POLICY, NULL, "problem", problem, NULL);
}

static JsonNode *
make_statement (JsonObject *statement, const char *principal, const char *ca_arn)
{
  JsonObject *object = json_object_new (), *whom = json_object_new ();
  static const char *const kept[] = { "Action", "Condition" };

  json_object_set_string_member (whom, "AWS", principal);
  json_object_set_string_member (object, "Effect", "Allow");
  json_object_set_object_member (object, "Principal", whom);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      JsonNode *node = json_object_get_member (statement, kept[i]);

      if (node)
        json_object_set_member (object, kept[i], json_node_copy (node));
    }
  json_object_set_string_member (object, "Resource", ca_arn);
  return esp_json_wrap_object (object);
}

char *
esp_managed_permission_to_policy (const char *policy_template,
                                  const char *principal,
                                  const char *ca_arn,
                                  GError **error)
{
  g_autoptr (JsonNode) node = esp_json_places_parse (policy_template, ESP_POLICY_MAX_SIZE, error);
  g_autoptr (GPtrArray) statements = NULL;
  g_autoptr (JsonNode) policy = NULL;
  g_autofree char *whom = NULL;
  JsonArray *array;
  JsonObject *object;

  if (!node)
    return NULL;
  statements = esp_resource_policy_statements (node);
  whom = esp_resource_policy_principal (principal);
  if (!statements || !whom)
    {
      refuse (error, statements ? "its principal is neither an account nor a role or user" :
                                  "its permission has no statement");
      return NULL;
    }
  array = json_array_new ();
  for (guint i = 0; i < statements->len; i++)
    json_array_add_element (array,
                            make_statement (g_ptr_array_index (statements, i), whom, ca_arn));
  object = json_object_new ();
  json_object_set_string_member (object, "Version", "2012-10-17");
  json_object_set_array_member (object, "Statement", array);
  policy = esp_json_wrap_object (object);
  return esp_json_to_canonical (policy, error);
}
