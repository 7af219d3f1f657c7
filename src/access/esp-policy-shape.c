/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions that repair asks before it takes a text for clear. */
#include "esp-policy-shape.h"

#include "base/esp-json.h"

#include <string.h>

/* --- Quotes -----------------------------------------------------------------------------------*/

static const char *const double_quotes[] = { "“", "”", "„", "‟" };
static const char *const single_quotes[] = { "‘", "’", "‚", "‛" };

static gsize
measure (const char *at, const char *end, const char *const *quotes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (double_quotes); i++)
    {
      gsize len = strlen (quotes[i]);

      if ((gsize) (end - at) >= len && memcmp (at, quotes[i], len) == 0)
        return len;
    }
  return 0;
}

gboolean
esp_json_ends_value (const char *at, const char *end)
{
  while (at < end && strchr (" \t\r\n", *at) && *at)
    at++;
  return at == end || (*at && strchr (",:}]", *at));
}

gsize
esp_typographic_quote_measure (const char *at, const char *end)
{
  gsize len = measure (at, end, double_quotes);

  return len ? len : measure (at, end, single_quotes);
}

const char *
esp_typographic_quote_find_end (const char *opening, const char *end, gsize *len)
{
  gsize first = measure (opening, end, double_quotes);
  const char *const *quotes = first ? double_quotes : single_quotes;
  const char *at = opening + (first ? first : measure (opening, end, single_quotes));

  for (; at < end && (guchar) *at >= 0x20 && *at != '\\'; at++)
    {
      *len = measure (at, end, quotes);
      if (*len == 0 && *at == '"')
        *len = first ? 1 : 0;
      if (*len == 0 && *at == '"')
        return NULL;
      if (*len > 0)
        return esp_json_ends_value (at + *len, end) ? at : NULL;
    }
  return NULL;
}

/* --- Shape ------------------------------------------------------------------------------------*/

static gboolean
has_only (JsonObject *object, const char *const *known)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    if (!g_strv_contains (known, l->data))
      return FALSE;
  return TRUE;
}

/* Operators without a colon (but for the two prefixes), keys with one. */
static gboolean
is_condition (JsonObject *condition)
{
  g_autoptr (GList) operators = json_object_get_members (condition);

  for (GList *l = operators; l; l = l->next)
    {
      JsonObject *compared = esp_json_get_object (condition, l->data);
      g_autoptr (GList) keys = compared ? json_object_get_members (compared) : NULL;

      if (!compared || (strchr (l->data, ':') && !g_str_has_prefix (l->data, "ForA")))
        return FALSE;
      for (GList *k = keys; k; k = k->next)
        if (!strchr (k->data, ':') ||
            JSON_NODE_HOLDS_OBJECT (json_object_get_member (compared, k->data)))
          return FALSE;
    }
  return TRUE;
}

static gboolean
is_statement (JsonNode *node)
{
  static const char *const known[] = {
    "Sid",          "Effect",   "Action",      "NotAction", "Principal",
    "NotPrincipal", "Resource", "NotResource", "Condition", NULL,
  };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *condition = object ? json_object_get_member (object, "Condition") : NULL;

  if (!object || !has_only (object, known))
    return FALSE;
  if (!condition)
    return TRUE;
  return JSON_NODE_HOLDS_OBJECT (condition) && is_condition (json_node_get_object (condition));
}

gboolean
esp_policy_shape_is_certain (JsonNode *node)
{
  static const char *const known[] = { "Version", "Id", "Statement", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *list = object ? json_object_get_member (object, "Statement") : NULL;
  JsonArray *statements = list && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  if (!list || !has_only (object, known))
    return FALSE;
  if (!statements)
    return is_statement (list);
  for (guint i = 0; i < json_array_get_length (statements); i++)
    if (!is_statement (json_array_get_element (statements, i)))
      return FALSE;
  return TRUE;
}
