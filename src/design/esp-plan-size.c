/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the document of a plan can be at most, without writing it: what an editor asks after
 * each change. By the tables of esp-plan-members.c, as all that walks a plan.
 */
#include "esp-plan-private.h"

#include "base/esp-json.h"

#include <string.h>

#define ESCAPED 6 /* bytes of one byte of a text, at most: "\u0001" */
#define LINE 40   /* what stands around a value: indentation, quotes, colon, comma, a number */

static gsize bound_record (const EspPlanType *type, gconstpointer record);

static gsize
bound_text (const char *text)
{
  return text ? LINE + ESCAPED * strlen (text) : 0;
}

static gsize
bound_names (char **names)
{
  gsize size = LINE;

  for (char **name = names; name && *name; name++)
    size += bound_text (*name);
  return size;
}

static gsize
bound_tags (const GPtrArray *tags)
{
  gsize size = LINE;

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      size += bound_text (tag->key) + bound_text (tag->value);
    }
  return size;
}

/* As it is written, each of its lines further in. */
static gsize
bound_document (JsonNode *node)
{
  g_autofree char *text = node ? esp_json_to_text (node, TRUE) : NULL;
  gsize size = 0;

  for (const char *at = text; at && *at; at++)
    size += *at == '\n' ? LINE : 1;
  return size;
}

static gsize
bound_list (const EspPlanType *type, const GPtrArray *records)
{
  gsize size = LINE;

  for (guint i = 0; i < records->len; i++)
    size += bound_record (type, g_ptr_array_index (records, i));
  return size;
}

static gsize
bound_value (const EspPlanMember *member, gconstpointer field)
{
  switch (member->kind)
    {
    case ESP_PLAN_KIND_TEXT:
    case ESP_PLAN_KIND_KEY:
    case ESP_PLAN_KIND_ACCOUNT:
      return bound_text (*(char *const *) field);
    case ESP_PLAN_KIND_NAMES:
    case ESP_PLAN_KIND_ACCOUNTS:
    case ESP_PLAN_KIND_TAG_KEYS:
      return bound_names (*(char **const *) field);
    case ESP_PLAN_KIND_TAGS:
      return bound_tags (*(GPtrArray *const *) field);
    case ESP_PLAN_KIND_DOCUMENT:
    case ESP_PLAN_KIND_CONSTRAINTS:
      return bound_document (*(JsonNode *const *) field);
    case ESP_PLAN_KIND_RECORD:
      return bound_record (member->type, field);
    case ESP_PLAN_KIND_LIST:
      return bound_list (member->type, *(GPtrArray *const *) field);
    case ESP_PLAN_KIND_BOOLEAN:
    case ESP_PLAN_KIND_CHOICE:
    case ESP_PLAN_KIND_NUMBER:
    case ESP_PLAN_N_KINDS:
    default:
      return *(const int *) field == member->fallback ? 0 : LINE;
    }
}

static gsize
bound_record (const EspPlanType *type, gconstpointer record)
{
  gsize size = LINE;

  for (const EspPlanMember *member = type->members; member->name; member++)
    {
      gsize value = bound_value (member, (const char *) record + member->offset);

      size += value > 0 ? value + strlen (member->name) + LINE : 0;
    }
  return size;
}

gsize
esp_plan_bound_size (const EspPlan *plan)
{
  return LINE + bound_record (&esp_plan_type, plan);
}
