/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a plan to its document. What has its default is left out, the rest stands in the order of
 * esp-plan-members.c.
 */
#include "esp-plan-document.h"

#include "esp-plan-private.h"

#include "base/esp-json.h"

static JsonObject *write_record (const EspPlanType *type, gconstpointer record);

static JsonNode *
write_names (char **names)
{
  JsonArray *array;

  if (!names || !*names)
    return NULL;
  array = json_array_new ();
  for (char **name = names; *name; name++)
    json_array_add_string_element (array, *name);
  return esp_json_wrap_array (array);
}

static JsonNode *
write_tags (GPtrArray *tags)
{
  JsonObject *object;

  if (tags->len == 0)
    return NULL;
  object = json_object_new ();
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      json_object_set_string_member (object, tag->key, tag->value);
    }
  return esp_json_wrap_object (object);
}

static JsonNode *
write_list (const EspPlanMember *member, GPtrArray *records)
{
  JsonArray *array;

  if (records->len == 0)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; i < records->len; i++)
    json_array_add_object_element (array,
                                   write_record (member->type, g_ptr_array_index (records, i)));
  return esp_json_wrap_array (array);
}

static JsonNode *
write_inner (const EspPlanMember *member, gconstpointer record)
{
  JsonObject *object = write_record (member->type, record);

  if (json_object_get_size (object) > 0)
    return esp_json_wrap_object (object);
  json_object_unref (object);
  return NULL;
}

static JsonNode *
write_text (const char *text)
{
  return text ? json_node_init_string (json_node_alloc (), text) : NULL;
}

static JsonNode *
write_number (const EspPlanMember *member, int value)
{
  return value == member->fallback ? NULL : json_node_init_int (json_node_alloc (), value);
}

/* NULL: the member is left out. */
static JsonNode *
write_member (const EspPlanMember *member, gconstpointer field)
{
  switch (member->kind)
    {
    case ESP_PLAN_KIND_TEXT:
    case ESP_PLAN_KIND_KEY:
    case ESP_PLAN_KIND_ACCOUNT:
      return write_text (*(char *const *) field);
    case ESP_PLAN_KIND_NAMES:
    case ESP_PLAN_KIND_ACCOUNTS:
    case ESP_PLAN_KIND_TAG_KEYS:
      return write_names (*(char **const *) field);
    case ESP_PLAN_KIND_BOOLEAN:
      return *(const gboolean *) field ? json_node_init_boolean (json_node_alloc (), TRUE) : NULL;
    case ESP_PLAN_KIND_CHOICE:
      return *(const int *) field ? write_text (member->choices[1]) : NULL;
    case ESP_PLAN_KIND_NUMBER:
      return write_number (member, *(const int *) field);
    case ESP_PLAN_KIND_TAGS:
      return write_tags (*(GPtrArray *const *) field);
    case ESP_PLAN_KIND_DOCUMENT:
    case ESP_PLAN_KIND_CONSTRAINTS:
      return *(JsonNode *const *) field ? json_node_copy (*(JsonNode *const *) field) : NULL;
    case ESP_PLAN_KIND_RECORD:
      return write_inner (member, field);
    case ESP_PLAN_KIND_LIST:
      return write_list (member, *(GPtrArray *const *) field);
    case ESP_PLAN_N_KINDS:
    default:
      return NULL;
    }
}

static void
add_members (JsonObject *object, const EspPlanType *type, gconstpointer record)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    {
      JsonNode *node = write_member (member, (const char *) record + member->offset);

      if (node)
        json_object_set_member (object, member->name, node);
    }
}

static JsonObject *
write_record (const EspPlanType *type, gconstpointer record)
{
  JsonObject *object = json_object_new ();

  add_members (object, type, record);
  return object;
}

char *
esp_plan_write (const EspPlan *plan)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = esp_json_wrap_object (object);
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "format", ESP_PLAN_FORMAT);
  add_members (object, &esp_plan_type, plan);
  text = esp_json_to_text (node, TRUE);
  return g_strconcat (text, "\n", NULL);
}
