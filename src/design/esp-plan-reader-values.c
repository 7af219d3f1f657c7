/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single values of a plan's document: each is of its kind, within its bounds, or refused at its
 * place. Documents become JSON nodes here, so that what is inside them is judged by the same strict
 * reading.
 */
#include "esp-plan-reader.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "model/esp-arn.h"

#include <string.h>

#define KEY_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define MAX_CONSTRAINTS 100
#define SHOWN_MAX 64 /* characters of a name in a path */

/* --- Refusals ---------------------------------------------------------------------------------*/

static gboolean
refuse_at (EspPlanReader *reader, guint line, guint column, const char *problem)
{
  g_autofree char *line_text = g_strdup_printf ("%u", line);
  g_autofree char *column_text = g_strdup_printf ("%u", column);

  if (!reader->error)
    esp_error_set (&reader->error, ESP_REASON_PLAN_MEMBER, NULL, "place",
                   reader->path->len > 0 ? reader->path->str : "plan", "line", line_text, "column",
                   column_text, "problem", problem, NULL);
  return FALSE;
}

gboolean
esp_plan_reader_refuse (EspPlanReader *reader, const EspJsonPlace *place, const char *problem)
{
  return refuse_at (reader, place->line, place->column, problem);
}

gboolean
esp_plan_reader_refuse_name (EspPlanReader *reader, const EspJsonPlace *place, const char *problem)
{
  return refuse_at (reader, place->name_line, place->name_column, problem);
}

gboolean
esp_plan_reader_refuse_size (EspPlanReader *reader, const char *what, gsize count, gsize limit)
{
  g_autofree char *count_text = g_strdup_printf ("%" G_GSIZE_FORMAT, count);
  g_autofree char *limit_text = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);

  if (!reader->error)
    esp_error_set (&reader->error, ESP_REASON_PLAN_SIZE, NULL, "what", what, "count", count_text,
                   "limit", limit_text, NULL);
  return FALSE;
}

/* --- The path ---------------------------------------------------------------------------------*/

gsize
esp_plan_reader_enter (EspPlanReader *reader, const char *name)
{
  gsize length = reader->path->len;
  g_autofree char *start = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), SHOWN_MAX));
  g_autofree char *safe = esp_text_escape (start);

  if (length > 0)
    g_string_append_c (reader->path, '.');
  g_string_append (reader->path, safe);
  return length;
}

gsize
esp_plan_reader_enter_index (EspPlanReader *reader, guint index)
{
  gsize length = reader->path->len;

  g_string_append_printf (reader->path, "[%u]", index);
  return length;
}

gboolean
esp_plan_reader_check_twice (EspPlanReader *reader, const EspJsonPlace *place)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (g_hash_table_add (names, child->name))
        continue;
      esp_plan_reader_enter (reader, child->name);
      return esp_plan_reader_refuse_name (reader, child, "this member stands twice; keep one");
    }
  return TRUE;
}

/* --- Texts ------------------------------------------------------------------------------------*/

static gboolean
is_key (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= ESP_PLAN_MAX_KEY && strspn (text, KEY_LETTERS) == length;
}

static gboolean
check_text (EspPlanReader *reader,
            const EspJsonPlace *place,
            const EspPlanMember *member,
            const char *text)
{
  g_autofree char *problem = NULL;

  if (member->kind == ESP_PLAN_KIND_KEY && !is_key (text))
    return esp_plan_reader_refuse (reader, place,
                                   "a key is 1 to 64 small letters, digits and hyphens");
  if ((member->kind == ESP_PLAN_KIND_ACCOUNT || member->kind == ESP_PLAN_KIND_ACCOUNTS) &&
      !esp_account_number_is_valid (text))
    return esp_plan_reader_refuse (reader, place, "an account's number is twelve digits");
  if (member->kind != ESP_PLAN_KIND_TEXT || g_utf8_strlen (text, -1) <= member->limit)
    return TRUE;
  problem = g_strdup_printf ("at most %d characters are read here", member->limit);
  return esp_plan_reader_refuse (reader, place, problem);
}

static gboolean
read_text (EspPlanReader *reader,
           const EspJsonPlace *place,
           const EspPlanMember *member,
           gpointer field)
{
  if (place->kind != ESP_JSON_PLACE_STRING)
    return esp_plan_reader_refuse (reader, place, "a text is expected");
  if (!check_text (reader, place, member, place->text))
    return FALSE;
  g_free (*(char **) field);
  *(char **) field = g_strdup (place->text);
  return TRUE;
}

static gboolean
check_tag_key (EspPlanReader *reader, const EspJsonPlace *place)
{
  g_autoptr (GError) cause = NULL;

  return esp_tag_check (place->text, "", &cause) ||
         esp_plan_reader_refuse (reader, place, cause->message);
}

static gboolean
check_name (EspPlanReader *reader, const EspJsonPlace *place, const EspPlanMember *member)
{
  if (place->kind != ESP_JSON_PLACE_STRING || g_utf8_strlen (place->text, -1) > ESP_PLAN_MAX_TEXT)
    return esp_plan_reader_refuse (reader, place, "a text is expected, of at most 1024 characters");
  if (member->kind == ESP_PLAN_KIND_TAG_KEYS)
    return check_tag_key (reader, place);
  return check_text (reader, place, member, place->text);
}

static gboolean
read_names (EspPlanReader *reader,
            const EspJsonPlace *place,
            const EspPlanMember *member,
            gpointer field)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (place->kind != ESP_JSON_PLACE_ARRAY)
    return esp_plan_reader_refuse (reader, place, "an array of texts is expected");
  if (place->children->len > (guint) member->limit)
    return esp_plan_reader_refuse_size (reader, reader->path->str, place->children->len,
                                        (gsize) member->limit);
  for (guint i = 0; i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);
      gsize back = esp_plan_reader_enter_index (reader, i);

      if (!check_name (reader, child, member))
        return FALSE;
      g_string_truncate (reader->path, back);
      g_ptr_array_add (names, g_strdup (child->text));
    }
  g_ptr_array_add (names, NULL);
  g_strfreev (*(char ***) field);
  *(char ***) field = (char **) g_ptr_array_steal (names, NULL);
  return TRUE;
}

/* --- Words and numbers ------------------------------------------------------------------------*/

static gboolean
read_boolean (EspPlanReader *reader,
              const EspJsonPlace *place,
              const EspPlanMember *member,
              gpointer field)
{
  if (place->kind != ESP_JSON_PLACE_WORD || g_str_equal (place->text, "null"))
    return esp_plan_reader_refuse (reader, place, "true or false is expected");
  *(gboolean *) field = g_str_equal (place->text, "true");
  return TRUE;
}

static gboolean
read_choice (EspPlanReader *reader,
             const EspJsonPlace *place,
             const EspPlanMember *member,
             gpointer field)
{
  const char *text = place->kind == ESP_JSON_PLACE_STRING ? place->text : "";
  g_autofree char *problem = NULL;

  for (int i = 0; member->choices[i]; i++)
    if (g_str_equal (text, member->choices[i]))
      {
        *(int *) field = i;
        return TRUE;
      }
  problem = g_strdup_printf ("\"%s\" or \"%s\" is expected", member->choices[0],
                             member->choices[1]);
  return esp_plan_reader_refuse (reader, place, problem);
}

/* Whole, and of a size that every reader of JSON holds exactly. */
static gboolean
parse_number (const EspJsonPlace *place, gint64 *value)
{
  return place->kind == ESP_JSON_PLACE_NUMBER &&
         g_ascii_string_to_signed (place->text, 10, -ESP_JSON_MAX_INTEGER, ESP_JSON_MAX_INTEGER,
                                   value, NULL);
}

static gboolean
read_number (EspPlanReader *reader,
             const EspJsonPlace *place,
             const EspPlanMember *member,
             gpointer field)
{
  g_autofree char *problem = NULL;
  gint64 value;

  if (parse_number (place, &value) && value > member->fallback && value <= member->limit)
    {
      *(int *) field = (int) value;
      return TRUE;
    }
  problem = g_strdup_printf ("a whole number from %d to %d is expected", member->fallback + 1,
                             member->limit);
  return esp_plan_reader_refuse (reader, place, problem);
}

/* --- Tags -------------------------------------------------------------------------------------*/

static gboolean
read_tag (EspPlanReader *reader, const EspJsonPlace *place, GPtrArray *tags)
{
  gsize back = esp_plan_reader_enter (reader, place->name);
  g_autoptr (GError) cause = NULL;

  if (place->kind != ESP_JSON_PLACE_STRING)
    return esp_plan_reader_refuse (reader, place, "a text is expected");
  if (!esp_tag_check (place->name, place->text, &cause) ||
      !esp_tags_set (tags, place->name, place->text, &cause))
    return esp_plan_reader_refuse (reader, place, cause->message);
  g_string_truncate (reader->path, back);
  return TRUE;
}

static gboolean
read_tags (EspPlanReader *reader,
           const EspJsonPlace *place,
           const EspPlanMember *member,
           gpointer field)
{
  if (place->kind != ESP_JSON_PLACE_OBJECT)
    return esp_plan_reader_refuse (reader, place, "an object of texts is expected");
  if (!esp_plan_reader_check_twice (reader, place))
    return FALSE;
  for (guint i = 0; i < place->children->len; i++)
    if (!read_tag (reader, g_ptr_array_index (place->children, i), *(GPtrArray **) field))
      return FALSE;
  return TRUE;
}

/* --- Documents --------------------------------------------------------------------------------*/

static JsonNode *make_node (EspPlanReader *reader, const EspJsonPlace *place);

static JsonNode *
make_object (EspPlanReader *reader, const EspJsonPlace *place)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (!esp_plan_reader_check_twice (reader, place))
    return NULL;
  for (guint i = 0; i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);
      gsize back = esp_plan_reader_enter (reader, child->name);
      JsonNode *node = make_node (reader, child);

      if (!node)
        return NULL;
      g_string_truncate (reader->path, back);
      json_object_set_member (object, child->name, node);
    }
  return esp_json_wrap_object (g_steal_pointer (&object));
}

static JsonNode *
make_array (EspPlanReader *reader, const EspJsonPlace *place)
{
  g_autoptr (JsonArray) array = json_array_sized_new (place->children->len);

  for (guint i = 0; i < place->children->len; i++)
    {
      gsize back = esp_plan_reader_enter_index (reader, i);
      JsonNode *node = make_node (reader, g_ptr_array_index (place->children, i));

      if (!node)
        return NULL;
      g_string_truncate (reader->path, back);
      json_array_add_element (array, node);
    }
  return esp_json_wrap_array (g_steal_pointer (&array));
}

static JsonNode *
make_number (EspPlanReader *reader, const EspJsonPlace *place)
{
  gint64 value;

  if (parse_number (place, &value))
    return json_node_init_int (json_node_alloc (), value);
  esp_plan_reader_refuse (reader, place,
                          "this number has no exact form; use a whole number of at most 15 digits");
  return NULL;
}

static JsonNode *
make_node (EspPlanReader *reader, const EspJsonPlace *place)
{
  switch (place->kind)
    {
    case ESP_JSON_PLACE_OBJECT:
      return make_object (reader, place);
    case ESP_JSON_PLACE_ARRAY:
      return make_array (reader, place);
    case ESP_JSON_PLACE_STRING:
      return json_node_init_string (json_node_alloc (), place->text);
    case ESP_JSON_PLACE_NUMBER:
      return make_number (reader, place);
    case ESP_JSON_PLACE_WORD:
    default:
      if (g_str_equal (place->text, "null"))
        return json_node_init_null (json_node_alloc ());
      return json_node_init_boolean (json_node_alloc (), g_str_equal (place->text, "true"));
    }
}

static gboolean
read_document (EspPlanReader *reader,
               const EspJsonPlace *place,
               const EspPlanMember *member,
               gpointer field)
{
  JsonNode *node;

  if (place->kind != ESP_JSON_PLACE_OBJECT)
    return esp_plan_reader_refuse (reader, place, "an object is expected");
  node = make_node (reader, place);
  if (!node)
    return FALSE;
  json_node_seal (node);
  g_clear_pointer ((JsonNode **) field, json_node_unref);
  *(JsonNode **) field = node;
  return TRUE;
}

/* --- Name constraints -------------------------------------------------------------------------*/

static gboolean
check_general_name (EspPlanReader *reader, const EspJsonPlace *place)
{
  static const char *const kinds[] = { "DirectoryName",
                                       "DnsName",
                                       "EdiPartyName",
                                       "IpAddress",
                                       "OtherName",
                                       "RegisteredId",
                                       "Rfc822Name",
                                       "UniformResourceIdentifier",
                                       NULL };
  const EspJsonPlace *name = NULL;

  if (place->kind == ESP_JSON_PLACE_OBJECT && place->children->len == 1)
    name = g_ptr_array_index (place->children, 0);
  if (!name)
    return esp_plan_reader_refuse (reader, place,
                                   "an object of one member is expected, such as DnsName");
  if (g_strv_contains (kinds, name->name))
    return TRUE;
  esp_plan_reader_enter (reader, name->name);
  return esp_plan_reader_refuse_name (reader, name, "there is no such kind of name");
}

static gboolean
check_constraints (EspPlanReader *reader, const EspJsonPlace *place)
{
  gsize back = esp_plan_reader_enter (reader, place->name);

  if (!g_str_equal (place->name, "Permitted") && !g_str_equal (place->name, "Excluded"))
    return esp_plan_reader_refuse_name (reader, place, "there is no such member");
  if (place->kind != ESP_JSON_PLACE_ARRAY)
    return esp_plan_reader_refuse (reader, place, "an array of names is expected");
  if (place->children->len > MAX_CONSTRAINTS)
    return esp_plan_reader_refuse_size (reader, reader->path->str, place->children->len,
                                        MAX_CONSTRAINTS);
  for (guint i = 0; i < place->children->len; i++)
    {
      gsize inner = esp_plan_reader_enter_index (reader, i);

      if (!check_general_name (reader, g_ptr_array_index (place->children, i)))
        return FALSE;
      g_string_truncate (reader->path, inner);
    }
  g_string_truncate (reader->path, back);
  return TRUE;
}

static gboolean
read_constraints (EspPlanReader *reader,
                  const EspJsonPlace *place,
                  const EspPlanMember *member,
                  gpointer field)
{
  if (place->kind == ESP_JSON_PLACE_OBJECT)
    for (guint i = 0; i < place->children->len; i++)
      if (!check_constraints (reader, g_ptr_array_index (place->children, i)))
        return FALSE;
  return read_document (reader, place, member, field);
}

gboolean
esp_plan_reader_read_value (EspPlanReader *reader,
                            const EspJsonPlace *place,
                            const EspPlanMember *member,
                            gpointer field)
{
  static gboolean (*const readers[ESP_PLAN_N_KINDS]) (EspPlanReader *, const EspJsonPlace *,
                                                      const EspPlanMember *, gpointer) = {
    [ESP_PLAN_KIND_TEXT] = read_text,         [ESP_PLAN_KIND_KEY] = read_text,
    [ESP_PLAN_KIND_ACCOUNT] = read_text,      [ESP_PLAN_KIND_NAMES] = read_names,
    [ESP_PLAN_KIND_ACCOUNTS] = read_names,    [ESP_PLAN_KIND_TAG_KEYS] = read_names,
    [ESP_PLAN_KIND_BOOLEAN] = read_boolean,   [ESP_PLAN_KIND_CHOICE] = read_choice,
    [ESP_PLAN_KIND_NUMBER] = read_number,     [ESP_PLAN_KIND_TAGS] = read_tags,
    [ESP_PLAN_KIND_DOCUMENT] = read_document, [ESP_PLAN_KIND_CONSTRAINTS] = read_constraints,
  };

  return readers[member->kind](reader, place, member, field);
}
