/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusals with a place, and lists of texts: what every member of a policy is read with. */
#include "esp-policy-reader.h"

#include "base/esp-json.h"
#include "base/esp-text.h"
#include "esp-json-places.h"

#include <string.h>

#define NUMBER_LEN 16
#define DOUBLE_LEN G_ASCII_DTOSTR_BUF_SIZE

/* --- Places -----------------------------------------------------------------------------------*/

void
esp_policy_reader_enter_member (EspPolicyReader *reader, const char *member)
{
  reader->path[reader->depth++] = (EspPolicyStep){ member, 0 };
}

void
esp_policy_reader_enter_element (EspPolicyReader *reader, guint index)
{
  reader->path[reader->depth++] = (EspPolicyStep){ NULL, index };
}

void
esp_policy_reader_leave (EspPolicyReader *reader)
{
  reader->depth--;
}

/* The value where the reader is, or the name of @member in it. The text was read already, so what
 * can't be found is looked for at its beginning. */
static void
find_place (const EspPolicyReader *reader, const char *member, guint *line, guint *column)
{
  g_autoptr (EspJsonPlace)
    root = esp_json_places_new (reader->document, -1, ESP_POLICY_MAX_SIZE, NULL);
  const EspJsonPlace *place = root, *named;

  for (guint i = 0; i < reader->depth; i++)
    {
      const EspPolicyStep *step = &reader->path[i];

      place = step->member ? esp_json_place_get_member (place, step->member) :
                             esp_json_place_get_element (place, step->index);
    }
  named = member ? esp_json_place_get_member (place, member) : NULL;
  *line = named ? named->name_line : (place ? place->line : 1);
  *column = named ? named->name_column : (place ? place->column : 1);
}

/* --- Refusals ---------------------------------------------------------------------------------*/

static gboolean
refuse_at (EspPolicyReader *reader,
           const char *at_member,
           EspReason reason,
           const char *argument,
           const char *value,
           const char *argument2,
           const char *value2)
{
  g_autofree char *safe = value ? esp_text_escape (value) : NULL;
  char line_text[NUMBER_LEN], column_text[NUMBER_LEN];
  guint line, column;

  find_place (reader, at_member, &line, &column);
  g_snprintf (line_text, sizeof line_text, "%u", line);
  g_snprintf (column_text, sizeof column_text, "%u", column);
  esp_error_set (reader->error, reason, NULL, "line", line_text, "column", column_text, "statement",
                 reader->statement, argument, safe, argument2, value2, NULL);
  return FALSE;
}

gboolean
esp_policy_refuse (EspPolicyReader *reader,
                   EspReason reason,
                   const char *argument,
                   const char *value)
{
  return refuse_at (reader, NULL, reason, argument, value, NULL, NULL);
}

gboolean
esp_policy_refuse_member (EspPolicyReader *reader, EspReason reason, const char *member)
{
  return refuse_at (reader, member, reason, "member", member, NULL, NULL);
}

gboolean
esp_policy_refuse_name (EspPolicyReader *reader, EspReason reason, const char *member)
{
  return refuse_at (reader, member, reason, "value", member, NULL, NULL);
}

gboolean
esp_policy_refuse_type (EspPolicyReader *reader, const char *member, const char *wanted)
{
  return refuse_at (reader, NULL, ESP_REASON_POLICY_TYPE, "member", member, "wanted", wanted);
}

gboolean
esp_policy_refuse_count (EspPolicyReader *reader, const char *member, guint count, guint limit)
{
  g_autofree char *safe = esp_text_escape (member);
  g_autofree char *n = g_strdup_printf ("%u", count);
  g_autofree char *most = g_strdup_printf ("%u", limit);
  char line_text[NUMBER_LEN], column_text[NUMBER_LEN];
  guint line, column;

  find_place (reader, NULL, &line, &column);
  g_snprintf (line_text, sizeof line_text, "%u", line);
  g_snprintf (column_text, sizeof column_text, "%u", column);
  esp_error_set (reader->error, ESP_REASON_POLICY_TOO_MANY, NULL, "line", line_text, "column",
                 column_text, "statement", reader->statement, "member", safe, "count", n, "limit",
                 most, NULL);
  return FALSE;
}

/* --- Lists ------------------------------------------------------------------------------------*/

/* The shortest form that reads as the same number. */
static void
format_double (double number, char *text)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      double again;

      g_ascii_formatd (text, DOUBLE_LEN, formats[i], number);
      again = g_ascii_strtod (text, NULL);
      if (!(again < number) && !(again > number))
        return;
    }
}

/* Free with g_free(); NULL: neither a text nor what counts as one. */
static char *
get_scalar (EspPolicyListKind kind, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  char text[DOUBLE_LEN];

  if (type == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (kind != ESP_POLICY_SCALARS)
    return NULL;
  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (type != G_TYPE_DOUBLE)
    return NULL;
  format_double (json_node_get_double (node), text);
  return g_strdup (text);
}

static gboolean
read_one (EspPolicyReader *reader,
          EspPolicyListKind kind,
          const char *member,
          JsonNode *node,
          EspPolicyTextFunc func,
          gpointer data)
{
  g_autofree char *text = get_scalar (kind, node);

  if (!text)
    return esp_policy_refuse_type (reader, member,
                                   kind == ESP_POLICY_SCALARS ?
                                     "a string, a number, true, false, or an array of them" :
                                     "a string or an array of strings");
  if (strlen (text) > ESP_POLICY_MAX_TEXT)
    return esp_policy_refuse_count (reader, "characters in one value", (guint) strlen (text),
                                    ESP_POLICY_MAX_TEXT);
  return func (reader, text, data);
}

gboolean
esp_policy_read_list (EspPolicyReader *reader,
                      EspPolicyListKind kind,
                      const char *member,
                      JsonNode *node,
                      EspPolicyTextFunc func,
                      gpointer data)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array ? json_array_get_length (array) : 0;
  gboolean good = TRUE;

  if (!array)
    return read_one (reader, kind, member, node, func, data);
  if (n == 0)
    return esp_policy_refuse (reader, ESP_REASON_POLICY_MEMBER_MISSING, "member", member);
  if (n > ESP_POLICY_MAX_VALUES)
    return esp_policy_refuse_count (reader, member, n, ESP_POLICY_MAX_VALUES);
  for (guint i = 0; good && i < n; i++)
    {
      esp_policy_reader_enter_element (reader, i);
      good = read_one (reader, kind, member, json_array_get_element (array, i), func, data);
      esp_policy_reader_leave (reader);
    }
  return good;
}

gboolean
esp_policy_read_text (EspPolicyReader *reader,
                      JsonObject *object,
                      const char *member,
                      const char **text)
{
  gboolean good;

  *text = esp_json_get_string (object, member);
  if (!json_object_has_member (object, member))
    return TRUE;
  esp_policy_reader_enter_member (reader, member);
  good = *text != NULL || esp_policy_refuse_type (reader, member, "a string");
  if (good && strlen (*text) > ESP_POLICY_MAX_TEXT)
    good = esp_policy_refuse_count (reader, "characters in one value", (guint) strlen (*text),
                                    ESP_POLICY_MAX_TEXT);
  esp_policy_reader_leave (reader);
  return good;
}
