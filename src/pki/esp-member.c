/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounded reading of the service's JSON, with the path of the member in each refusal. */
#include "esp-member.h"

#include <string.h>

#define OID_LIMIT 64 /* service, section 1.2 */
#define ARCS_LIMIT 128

static void
append_path (GString *path, const EspMember *at)
{
  if (!at)
    return;
  append_path (path, at->above);
  if (!at->name && at->above)
    g_string_append_printf (path, "[%u]", at->index);
  if (!at->name)
    return;
  g_string_append_printf (path, "%s%s", path->len > 0 ? "." : "", at->name);
}

char *
esp_member_to_path (const EspMember *at)
{
  GString *path = g_string_new (NULL);

  append_path (path, at);
  return g_string_free (path, FALSE);
}

static gboolean
refuse (const EspMember *at, EspReason reason, const char *name, const char *value, GError **error)
{
  g_autofree char *path = esp_member_to_path (at);

  esp_error_set (error, reason, path, name, value, NULL);
  return FALSE;
}

gboolean
esp_member_refuse (const EspMember *at, const char *problem, GError **error)
{
  return refuse (at, ESP_REASON_MEMBER_VALUE, "problem", problem, error);
}

gboolean
esp_member_refuse_child (const EspMember *at, const char *name, const char *problem, GError **error)
{
  const EspMember child = { at, name, 0 };

  return esp_member_refuse (&child, problem, error);
}

static gboolean
refuse_size (const EspMember *at, EspReason reason, gsize size, guint limit, GError **error)
{
  g_autofree char *path = esp_member_to_path (at);
  g_autofree char *size_text = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);

  esp_error_set (error, reason, path, "size", size_text, "limit", limit_text, NULL);
  return FALSE;
}

gboolean
esp_member_check_names (const EspMember *at,
                        JsonObject *object,
                        const char *const *known,
                        GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_strv_contains (known, name))
      {
        const EspMember child = { at, name, 0 };
        g_autofree char *names = g_strjoinv (", ", (char **) known);

        return refuse (&child, ESP_REASON_MEMBER_UNKNOWN, "names", names, error);
      }
  return TRUE;
}

int
esp_member_choose (const EspMember *at,
                   JsonObject *object,
                   const char *const *names,
                   GError **error)
{
  g_autofree char *list = NULL;
  int chosen = -1, n_chosen = 0;

  if (!esp_member_check_names (at, object, names, error))
    return -1;
  for (int i = 0; names[i]; i++)
    if (json_object_has_member (object, names[i]))
      {
        chosen = i;
        n_chosen++;
      }
  if (n_chosen == 1)
    return chosen;
  list = g_strjoinv (", ", (char **) names);
  refuse (at, ESP_REASON_MEMBER_CHOICE, "names", list, error);
  return -1;
}

static JsonNode *
get_node (const EspMember *at, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, at->name);

  if (!node)
    refuse (at, ESP_REASON_MEMBER_MISSING, NULL, NULL, error);
  return node;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
has_control (const char *text)
{
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return TRUE;
  return FALSE;
}

const char *
esp_member_text (const EspMember *at,
                 JsonObject *object,
                 const char *name,
                 guint limit,
                 gboolean ascii,
                 GError **error)
{
  const EspMember child = { at, name, 0 };
  JsonNode *node = get_node (&child, object, error);
  const char *text;
  gsize len;

  if (!node)
    return NULL;
  if (!holds (node, G_TYPE_STRING))
    {
      refuse (&child, ESP_REASON_MEMBER_TYPE, "wanted", "a text", error);
      return NULL;
    }
  text = json_node_get_string (node);
  if (!g_utf8_validate (text, -1, NULL) || has_control (text))
    {
      esp_member_refuse (&child, "it has a control character or is not valid UTF-8", error);
      return NULL;
    }
  len = (gsize) g_utf8_strlen (text, -1);
  if (len < 1 || len > limit)
    {
      refuse_size (&child, ESP_REASON_MEMBER_LENGTH, len, limit, error);
      return NULL;
    }
  if (ascii && !g_str_is_ascii (text))
    {
      esp_member_refuse (&child, "only ASCII characters can stand in it", error);
      return NULL;
    }
  return text;
}

/* ([0-2]).([0-9]|[0-3][0-9]) and up to 126 further numbers; a leading zero would be lost. */
static gboolean
is_oid (const char *text)
{
  guint n_arcs = 0;

  if (text[0] < '0' || text[0] > '2' || text[1] != '.')
    return FALSE;
  for (;; text++)
    {
      gsize digits = strspn (text, "0123456789");

      if (digits == 0 || (digits > 1 && *text == '0'))
        return FALSE;
      if (n_arcs == 1 && (digits > 2 || (digits == 2 && *text > '3')))
        return FALSE;
      n_arcs++;
      text += digits;
      if (*text == '\0')
        return n_arcs > 1 && n_arcs <= ARCS_LIMIT;
      if (*text != '.')
        return FALSE;
    }
}

const char *
esp_member_oid (const EspMember *at, JsonObject *object, const char *name, GError **error)
{
  const char *text = esp_member_text (at, object, name, OID_LIMIT, TRUE, error);

  if (!text || is_oid (text))
    return text;
  esp_member_refuse_child (
    at, name, "it is no OID like 1.3.6.1.4.1.99999.1, with 0 to 2 first and 0 to 39 second", error);
  return NULL;
}

JsonObject *
esp_member_object (const EspMember *at, JsonObject *object, const char *name, GError **error)
{
  const EspMember child = { at, name, 0 };
  JsonNode *node = get_node (&child, object, error);

  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  refuse (&child, ESP_REASON_MEMBER_TYPE, "wanted", "an object", error);
  return NULL;
}

JsonArray *
esp_member_array (const EspMember *at,
                  JsonObject *object,
                  const char *name,
                  guint limit,
                  GError **error)
{
  const EspMember child = { at, name, 0 };
  JsonNode *node = get_node (&child, object, error);
  JsonArray *array;
  guint n;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      refuse (&child, ESP_REASON_MEMBER_TYPE, "wanted", "a list", error);
      return NULL;
    }
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (n < 1 || n > limit)
    {
      refuse_size (&child, ESP_REASON_MEMBER_COUNT, n, limit, error);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      const EspMember element = { &child, NULL, i };

      if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
        {
          refuse (&element, ESP_REASON_MEMBER_TYPE, "wanted", "an object", error);
          return NULL;
        }
    }
  return array;
}

gboolean
esp_member_flag (const EspMember *at,
                 JsonObject *object,
                 const char *name,
                 gboolean *value,
                 GError **error)
{
  const EspMember child = { at, name, 0 };
  JsonNode *node = json_object_get_member (object, name);

  *value = FALSE;
  if (!node)
    return TRUE;
  if (!holds (node, G_TYPE_BOOLEAN))
    return refuse (&child, ESP_REASON_MEMBER_TYPE, "wanted", "true or false", error);
  *value = json_node_get_boolean (node);
  return TRUE;
}
