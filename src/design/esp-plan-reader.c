/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a document to a plan, by the tables of esp-plan-members.c. The text is read strictly, by the
 * letter of RFC 8259: what another reader of JSON would understand differently is refused here, at
 * its line and column. Single values are in esp-plan-reader-values.c, what they mean together in
 * esp-plan-nonsense.c.
 */
#include "esp-plan-document.h"

#include "esp-plan-reader.h"

#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define FORMAT_MEMBER "format"

/* --- The text ---------------------------------------------------------------------------------*/

static gboolean
set_syntax (GError **error, const char *text, gsize offset, const char *problem)
{
  guint line, column;
  g_autofree char *line_text = NULL;
  g_autofree char *column_text = NULL;

  esp_json_places_locate (text, offset, &line, &column);
  line_text = g_strdup_printf ("%u", line);
  column_text = g_strdup_printf ("%u", column);
  esp_error_set (error, ESP_REASON_PLAN_SYNTAX, NULL, "line", line_text, "column", column_text,
                 "problem", problem, NULL);
  return FALSE;
}

/* Where the string that begins at @at ends: at its closing quote, or at @end. */
static const char *
skip_string (const char *at, const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
  return at;
}

/* What the reader of places lets pass, or refuses without a place: comments, which would be lost
 * when the plan is written back; depth; and zeros. Up to what is found here the text is JSON. */
static gboolean
scan_text (const char *text, gsize size, GError **error)
{
  const char *end = text + size, *zero = memchr (text, '\0', size);
  guint depth = 0;

  if (zero)
    return set_syntax (error, text, (gsize) (zero - text), "a character of value zero");
  for (const char *at = text; at < end; at++)
    {
      if (*at == '/')
        return set_syntax (error, text, (gsize) (at - text),
                           "a comment; a plan keeps none, so write it into a \"note\"");
      if (*at == '"')
        at = skip_string (at, end);
      else if ((*at == '{' || *at == '[') && depth++ == ESP_JSON_MAX_DEPTH)
        return set_syntax (error, text, (gsize) (at - text),
                           "this is nested deeper than is read here");
      else if ((*at == '}' || *at == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

static EspJsonPlace *
read_places (const char *text, gsize size, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (EspJsonPlace) root = NULL;

  root = esp_json_places_new (text, (gssize) size, ESP_PLAN_MAX_SIZE, &cause);
  if (esp_error_has_reason (cause, ESP_REASON_JSON_SYNTAX))
    {
      esp_error_set (error, ESP_REASON_PLAN_SYNTAX, NULL, "line",
                     esp_error_get_argument (cause, "line"), "column",
                     esp_error_get_argument (cause, "column"), "problem",
                     esp_error_get_argument (cause, "problem"), NULL);
      return NULL;
    }
  if (!scan_text (text, size, error))
    return NULL;
  if (!root)
    g_propagate_error (error, g_steal_pointer (&cause));
  return g_steal_pointer (&root);
}

/* --- Records ----------------------------------------------------------------------------------*/

static gboolean read_record (EspPlanReader *reader,
                             const EspJsonPlace *place,
                             const EspPlanType *type,
                             gpointer record);

static gboolean
read_list (EspPlanReader *reader,
           const EspJsonPlace *place,
           const EspPlanMember *member,
           GPtrArray *records)
{
  if (place->kind != ESP_JSON_PLACE_ARRAY)
    return esp_plan_reader_refuse (reader, place, "an array is expected");
  if (place->children->len > (guint) member->limit)
    return esp_plan_reader_refuse_size (reader, reader->path->str, place->children->len,
                                        (gsize) member->limit);
  for (guint i = 0; i < place->children->len; i++)
    {
      gsize back = esp_plan_reader_enter_index (reader, i);
      gpointer record = esp_plan_record_new (member->type);

      g_ptr_array_add (records, record);
      if (!read_record (reader, g_ptr_array_index (place->children, i), member->type, record))
        return FALSE;
      g_string_truncate (reader->path, back);
    }
  return TRUE;
}

static gboolean
read_member (EspPlanReader *reader,
             const EspJsonPlace *place,
             const EspPlanMember *member,
             gpointer field)
{
  gsize back = esp_plan_reader_enter (reader, member->name);
  gboolean ok;

  if (member->kind == ESP_PLAN_KIND_LIST)
    ok = read_list (reader, place, member, *(GPtrArray **) field);
  else if (member->kind == ESP_PLAN_KIND_RECORD)
    ok = read_record (reader, place, member->type, field);
  else
    ok = esp_plan_reader_read_value (reader, place, member, field);
  if (ok)
    g_string_truncate (reader->path, back);
  return ok;
}

static const EspPlanMember *
find_member (const EspPlanType *type, const char *name)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    if (g_str_equal (member->name, name))
      return member;
  return NULL;
}

/* The plan itself has one member more: its format, which was read before. */
static gboolean
check_members (EspPlanReader *reader, const EspJsonPlace *place, const EspPlanType *type)
{
  if (!esp_plan_reader_check_twice (reader, place))
    return FALSE;
  for (guint i = 0; i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (find_member (type, child->name) ||
          (type == &esp_plan_type && g_str_equal (child->name, FORMAT_MEMBER)))
        continue;
      esp_plan_reader_enter (reader, child->name);
      return esp_plan_reader_refuse_name (reader, child, "there is no such member");
    }
  return TRUE;
}

static gboolean
read_record (EspPlanReader *reader,
             const EspJsonPlace *place,
             const EspPlanType *type,
             gpointer record)
{
  if (place->kind != ESP_JSON_PLACE_OBJECT)
    return esp_plan_reader_refuse (reader, place, "an object is expected");
  if (!check_members (reader, place, type))
    return FALSE;
  for (const EspPlanMember *member = type->members; member->name; member++)
    {
      const EspJsonPlace *value = esp_json_place_get_member (place, member->name);

      if (value)
        {
          if (!read_member (reader, value, member, G_STRUCT_MEMBER_P (record, member->offset)))
            return FALSE;
        }
      else if (member->required)
        {
          esp_plan_reader_enter (reader, member->name);
          return esp_plan_reader_refuse (reader, place, "this member is missing");
        }
    }
  return TRUE;
}

/* --- The document -----------------------------------------------------------------------------*/

/* A later format may mean anything by any member, so nothing else is looked at before. */
static gboolean
check_format (const EspJsonPlace *root, GError **error)
{
  const EspJsonPlace *format = esp_json_place_get_member (root, FORMAT_MEMBER);
  const char *text = format && format->kind == ESP_JSON_PLACE_NUMBER ? format->text : NULL;

  if (g_strcmp0 (text, G_STRINGIFY (ESP_PLAN_FORMAT)) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_PLAN_FORMAT, NULL, "format",
                 text && strlen (text) < 20 ? text : "none", "known", G_STRINGIFY (ESP_PLAN_FORMAT),
                 NULL);
  return FALSE;
}

static gboolean
check_sense (EspPlanReader *reader, const EspJsonPlace *root, const EspPlan *plan)
{
  const char *list = NULL, *member = NULL;
  guint index = 0;
  g_autofree char *problem = esp_plan_find_nonsense (plan, &list, &index, &member);
  const EspJsonPlace *entry, *value;

  if (!problem)
    return TRUE;
  entry = esp_json_place_get_element (esp_json_place_get_member (root, list), index);
  value = esp_json_place_get_member (entry, member);
  esp_plan_reader_enter (reader, list);
  esp_plan_reader_enter_index (reader, index);
  esp_plan_reader_enter (reader, member);
  return esp_plan_reader_refuse (reader, value ? value : entry, problem);
}

EspPlan *
esp_plan_read (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (EspPlan) plan = esp_plan_new ();
  g_autoptr (EspJsonPlace) root = NULL;
  EspPlanReader reader = { NULL, NULL };

  reader.path = g_string_new (NULL);
  if (size > ESP_PLAN_MAX_SIZE)
    esp_plan_reader_refuse_size (&reader, "bytes", size, ESP_PLAN_MAX_SIZE);
  else
    root = read_places (text, size, &reader.error);
  if (root && root->kind != ESP_JSON_PLACE_OBJECT)
    esp_plan_reader_refuse (&reader, root, "an object is expected");
  if (!reader.error && check_format (root, &reader.error) &&
      read_record (&reader, root, &esp_plan_type, plan))
    check_sense (&reader, root, plan);
  g_string_free (reader.path, TRUE);
  if (!reader.error)
    return g_steal_pointer (&plan);
  g_propagate_error (error, reader.error);
  return NULL;
}
