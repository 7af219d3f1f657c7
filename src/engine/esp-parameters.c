/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging an operation's parameters against its row: names, types, sizes. What the values mean is
 * the handler's business. */
#include "esp-operation.h"

#include "base/esp-error.h"

#define TEXT_LIMIT 4096
#define ARRAY_LIMIT 1000

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
has_type (JsonNode *node, EspParameterType type)
{
  switch (type)
    {
    case ESP_PARAMETER_TEXT:
      return is_text (node);
    case ESP_PARAMETER_INT:
      return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
    case ESP_PARAMETER_BOOLEAN:
      return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
    case ESP_PARAMETER_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node);
    case ESP_PARAMETER_ARRAY:
      return JSON_NODE_HOLDS_ARRAY (node);
    case ESP_PARAMETER_TEXT_OR_OBJECT:
      return is_text (node) || JSON_NODE_HOLDS_OBJECT (node);
    default:
      return FALSE;
    }
}

static gboolean
check_size (const EspParameter *parameter, JsonNode *node, GError **error)
{
  gsize size = 0, limit = parameter->limit;
  g_autofree char *shown = NULL, *bound = NULL;

  if (is_text (node))
    {
      size = strlen (json_node_get_string (node));
      limit = limit ? limit : TEXT_LIMIT;
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      size = json_array_get_length (json_node_get_array (node));
      limit = limit ? limit : ARRAY_LIMIT;
    }
  if (size <= limit)
    return TRUE;
  shown = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  bound = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);
  esp_error_set (error, ESP_REASON_PARAMETER_SIZE, parameter->name, "size", shown, "limit", bound,
                 NULL);
  return FALSE;
}

static const EspParameter *
find_parameter (const EspOperation *operation, const char *name)
{
  for (const EspParameter *p = operation->parameters; p && p->name; p++)
    if (g_str_equal (p->name, name))
      return p;
  return NULL;
}

static gboolean
check_members (const EspOperation *operation, JsonObject *parameters, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, parameters);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const EspParameter *parameter = find_parameter (operation, name);

      if (!parameter)
        {
          esp_error_set (error, ESP_REASON_PARAMETER_UNKNOWN, name, "operation", operation->name,
                         NULL);
          return FALSE;
        }
      if (!has_type (node, parameter->type))
        {
          esp_error_set (error, ESP_REASON_PARAMETER_TYPE, name, NULL);
          return FALSE;
        }
      if (!check_size (parameter, node, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
esp_parameters_check (const EspOperation *operation, JsonObject *parameters, GError **error)
{
  if (!check_members (operation, parameters, error))
    return FALSE;
  for (const EspParameter *p = operation->parameters; p && p->name; p++)
    if (p->required && !json_object_has_member (parameters, p->name))
      {
        esp_error_set (error, ESP_REASON_PARAMETER_MISSING, p->name, "operation", operation->name,
                       NULL);
        return FALSE;
      }
  return TRUE;
}
