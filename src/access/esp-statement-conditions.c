/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the member Condition of a statement: operators, their keys, the values of each. */
#include "esp-condition-private.h"
#include "esp-statement.h"

#include <string.h>

static gboolean
add_operand_cb (EspPolicyReader *reader, const char *text, gpointer data)
{
  EspCondition *condition = data;

  switch (esp_condition_add_operand (condition, text, reader->has_variables))
    {
    case ESP_OPERAND_BAD_VALUE:
      return esp_policy_refuse (reader, ESP_REASON_POLICY_CONDITION, "value", text);
    case ESP_OPERAND_BAD_VARIABLE:
      return esp_policy_refuse (reader, ESP_REASON_POLICY_VARIABLE, "value", text);
    case ESP_OPERAND_TOO_MANY_PIECES:
      return esp_policy_refuse_count (reader, "wildcards and variables in one value",
                                      ESP_PATTERN_MAX_PIECES + 1, ESP_PATTERN_MAX_PIECES);
    case ESP_OPERAND_GOOD:
    default:
      return TRUE;
    }
}

static gboolean
read_values (EspPolicyReader *reader, JsonNode *node, EspCondition *condition, const char *key)
{
  gboolean good;

  esp_policy_reader_enter_member (reader, key);
  good = esp_policy_read_list (reader, ESP_POLICY_SCALARS, key, node, add_operand_cb, condition);
  esp_policy_reader_leave (reader);
  return good;
}

static gboolean
add_condition (EspPolicyReader *reader,
               JsonObject *object,
               const char *name,
               const char *key,
               GPtrArray *conditions)
{
  g_autoptr (EspCondition) condition = g_new0 (EspCondition, 1);

  if (strlen (key) > ESP_POLICY_MAX_TEXT || !esp_condition_key_is_valid (key))
    return esp_policy_refuse_name (reader, ESP_REASON_POLICY_KEY, key);
  if (conditions->len == ESP_POLICY_MAX_CONDITIONS)
    return esp_policy_refuse_count (reader, "Condition", ESP_POLICY_MAX_CONDITIONS + 1,
                                    ESP_POLICY_MAX_CONDITIONS);
  esp_condition_read_operator (condition, name);
  condition->key = g_strdup (key);
  esp_key_name_init (&condition->key_name, key);
  if (!read_values (reader, json_object_get_member (object, key), condition, key))
    return FALSE;
  g_ptr_array_add (conditions, g_steal_pointer (&condition));
  return TRUE;
}

/* The keys under one operator. */
static gboolean
read_keys (EspPolicyReader *reader, JsonNode *node, const char *name, GPtrArray *conditions)
{
  g_autoptr (GList) keys = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return esp_policy_refuse_type (reader, name, "an object of condition keys");
  keys = json_object_get_members (json_node_get_object (node));
  if (!keys)
    return esp_policy_refuse (reader, ESP_REASON_POLICY_MEMBER_MISSING, "member", name);
  for (GList *l = keys; l; l = l->next)
    if (!add_condition (reader, json_node_get_object (node), name, l->data, conditions))
      return FALSE;
  return TRUE;
}

static gboolean
check_operator (EspPolicyReader *reader, const char *name)
{
  g_autoptr (EspCondition) condition = g_new0 (EspCondition, 1);

  return esp_condition_read_operator (condition, name) ||
         esp_policy_refuse_name (reader, ESP_REASON_POLICY_OPERATOR, name);
}

gboolean
esp_statement_read_conditions (EspPolicyReader *reader, JsonNode *node, GPtrArray *conditions)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) names = object ? json_object_get_members (object) : NULL;
  gboolean good = TRUE;

  if (!object)
    return esp_policy_refuse_type (reader, "Condition", "an object of operators");
  for (GList *l = names; good && l; l = l->next)
    {
      if (!check_operator (reader, l->data))
        return FALSE;
      esp_policy_reader_enter_member (reader, l->data);
      good = read_keys (reader, json_object_get_member (object, l->data), l->data, conditions);
      esp_policy_reader_leave (reader);
    }
  return good;
}
