/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounded reading and canonical writing of JSON. */
#include "esp-json.h"

#include "esp-error.h"
#include "esp-json-syntax.h"
#include "esp-time.h"

#include <string.h>

/* --- Reading ---------------------------------------------------------------------------------*/

/* A scan before json-glib recurses: a text of a million brackets must not end the stack. */
static gboolean
is_too_deep (const char *text, gsize len)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '[' || text[i] == '{'))
        depth++;
      else if (!in_string && (text[i] == ']' || text[i] == '}') && depth > 0)
        depth--;
      if (depth > ESP_JSON_MAX_DEPTH)
        return TRUE;
    }
  return FALSE;
}

/* json-glib ends a text at an escaped NUL, so that two different documents would read the same. */
static gboolean
has_nul (const char *text, gsize len)
{
  const char *end = text + len;

  for (const char *c = text; c < end; c++)
    {
      if (*c == '\0')
        return TRUE;
      if (*c != '\\')
        continue;
      if (end - c >= 6 && strncmp (c, "\\u0000", 6) == 0)
        return TRUE;
      c++;
    }
  return FALSE;
}

typedef struct
{
  GHashTable *seen; /* "object-pointer member" */
  char *duplicate;
} MemberWatch;

static void
member_added_cb (JsonParser *parser, JsonObject *object, const char *member, MemberWatch *watch)
{
  char *key = g_strdup_printf ("%p %s", (void *) object, member);

  if (!g_hash_table_add (watch->seen, key) && !watch->duplicate)
    watch->duplicate = g_strdup (member);
}

/* json-glib says "<data>:LINE:COLUMN: Parse error: PROBLEM"; its own getters are reset by then. */
static JsonNode *
refuse_syntax (GError *problem, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (problem ? problem->message : "", ":", 5);
  gboolean placed = g_strv_length (parts) == 5;

  esp_error_set (error, ESP_REASON_JSON_SYNTAX, NULL, "line", placed ? parts[1] : "1", "column",
                 placed ? parts[2] : "1", "problem", placed ? g_strstrip (parts[4]) : "no value",
                 NULL);
  g_clear_error (&problem);
  return NULL;
}

static gboolean
check_syntax (const char *text, gsize size, GError **error)
{
  gsize offset, begin = 0;
  guint line = 1;
  const char *problem;
  g_autofree char *lines = NULL, *columns = NULL;

  if (esp_json_check_syntax (text, size, &offset, &problem))
    return TRUE;
  for (gsize i = 0; i < offset; i++)
    if (text[i] == '\n')
      {
        line++;
        begin = i + 1;
      }
  lines = g_strdup_printf ("%u", line);
  columns = g_strdup_printf ("%ld", g_utf8_strlen (text + begin, (gssize) (offset - begin)) + 1);
  esp_error_set (error, ESP_REASON_JSON_SYNTAX, NULL, "line", lines, "column", columns, "problem",
                 problem, NULL);
  return FALSE;
}

JsonNode *
esp_json_parse (const char *text, gssize len, gsize limit, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MemberWatch watch = { seen, NULL };
  gsize size = len < 0 ? strlen (text) : (gsize) len;
  g_autofree char *duplicate = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  GError *problem = NULL;

  if (size > limit)
    {
      g_autofree char *bound = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);

      esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, NULL, "size", number, "limit", bound, NULL);
      return NULL;
    }
  if (is_too_deep (text, size))
    {
      esp_error_set (error, ESP_REASON_JSON_TOO_DEEP, NULL, "limit",
                     G_STRINGIFY (ESP_JSON_MAX_DEPTH), NULL);
      return NULL;
    }
  if (has_nul (text, size))
    {
      esp_error_set (error, ESP_REASON_JSON_NUL, NULL, NULL);
      return NULL;
    }
  if (!check_syntax (text, size, error))
    return NULL;
  g_signal_connect (parser, "object-member", G_CALLBACK (member_added_cb), &watch);
  if (!json_parser_load_from_data (parser, text, (gssize) size, &problem) ||
      !json_parser_get_root (parser))
    {
      g_free (watch.duplicate);
      return refuse_syntax (problem, error);
    }
  duplicate = watch.duplicate;
  if (duplicate)
    {
      esp_error_set (error, ESP_REASON_JSON_DUPLICATE, NULL, "member", duplicate, NULL);
      return NULL;
    }
  return json_parser_steal_root (parser);
}

JsonNode *
esp_json_read_file (const char *path, gsize limit, GError **error)
{
  g_autofree char *text = NULL;
  GError *problem = NULL;
  JsonNode *node;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, &problem))
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, problem);
      return NULL;
    }
  node = esp_json_parse (text, (gssize) len, limit, error);
  if (!node && error)
    esp_error_set_object (*error, path);
  return node;
}

/* --- Canonical writing -----------------------------------------------------------------------*/

static gboolean append_canonical (GString *text, JsonNode *node, GError **error);

static void
append_string (GString *text, const char *string)
{
  static const char short_escapes[] = "btn?fr";

  g_string_append_c (text, '"');
  for (const char *c = string; *c; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_printf (text, "\\%c", *c);
      else if (*c >= 8 && *c <= 13 && *c != 11)
        g_string_append_printf (text, "\\%c", short_escapes[*c - 8]);
      else if ((guchar) *c < 0x20)
        g_string_append_printf (text, "\\u%04x", *c);
      else
        g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static int
compare_utf16 (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  g_autofree gunichar2 *wide_x = g_utf8_to_utf16 (x, -1, NULL, NULL, NULL);
  g_autofree gunichar2 *wide_y = g_utf8_to_utf16 (y, -1, NULL, NULL, NULL);
  gsize i = 0;

  if (!wide_x || !wide_y)
    return strcmp (x, y);
  while (wide_x[i] && wide_x[i] == wide_y[i])
    i++;
  return (int) wide_x[i] - (int) wide_y[i];
}

static gboolean
append_object (GString *text, JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    g_ptr_array_add (members, l->data);
  g_ptr_array_sort (members, compare_utf16);
  g_string_append_c (text, '{');
  for (guint i = 0; i < members->len; i++)
    {
      const char *name = g_ptr_array_index (members, i);

      if (i > 0)
        g_string_append_c (text, ',');
      append_string (text, name);
      g_string_append_c (text, ':');
      if (!append_canonical (text, json_object_get_member (object, name), error))
        return FALSE;
    }
  g_string_append_c (text, '}');
  return TRUE;
}

static gboolean
append_array (GString *text, JsonArray *array, GError **error)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      if (!append_canonical (text, json_array_get_element (array, i), error))
        return FALSE;
    }
  g_string_append_c (text, ']');
  return TRUE;
}

static gboolean
append_number (GString *text, JsonNode *node, GError **error)
{
  gint64 value = json_node_get_int (node);
  gboolean whole = json_node_get_value_type (node) == G_TYPE_INT64;

  if (!whole || value > ESP_JSON_MAX_INTEGER || value < -ESP_JSON_MAX_INTEGER)
    {
      g_autofree char *shown = json_to_string (node, FALSE);

      esp_error_set (error, ESP_REASON_JSON_NUMBER, NULL, "value", shown, NULL);
      return FALSE;
    }
  g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
  return TRUE;
}

static gboolean
append_canonical (GString *text, JsonNode *node, GError **error)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return append_object (text, json_node_get_object (node), error);
    case JSON_NODE_ARRAY:
      return append_array (text, json_node_get_array (node), error);
    case JSON_NODE_NULL:
      g_string_append (text, "null");
      return TRUE;
    case JSON_NODE_VALUE:
    default:
      break;
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    append_string (text, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else
    return append_number (text, node, error);
  return TRUE;
}

char *
esp_json_to_canonical (JsonNode *node, GError **error)
{
  GString *text = g_string_new (NULL);

  if (!append_canonical (text, node, error))
    {
      g_string_free (text, TRUE);
      return NULL;
    }
  return g_string_free (text, FALSE);
}

char *
esp_json_to_text (JsonNode *node, gboolean pretty)
{
  return json_to_string (node, pretty);
}

/* --- Reading and setting members --------------------------------------------------------------*/

static JsonNode *
find_member (JsonObject *object, const char *member, JsonNodeType type)
{
  JsonNode *node = object ? json_object_get_member (object, member) : NULL;

  return node && json_node_get_node_type (node) == type ? node : NULL;
}

const char *
esp_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  if (!node || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

gint64
esp_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  if (!node || json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;
  return json_node_get_int (node);
}

gboolean
esp_json_get_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = find_member (object, member, JSON_NODE_VALUE);

  if (!node || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

JsonObject *
esp_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_OBJECT);

  return node ? json_node_get_object (node) : NULL;
}

JsonArray *
esp_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = find_member (object, member, JSON_NODE_ARRAY);

  return node ? json_node_get_array (node) : NULL;
}

void
esp_json_set_string (JsonObject *object, const char *member, const char *value)
{
  if (value)
    json_object_set_string_member (object, member, value);
}

void
esp_json_set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = NULL;

  if (time == 0)
    return;
  text = esp_time_to_rfc3339 (time);
  json_object_set_string_member (object, member, text);
}

JsonNode *
esp_json_wrap_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

JsonNode *
esp_json_wrap_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}
