/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question between the dispatcher, which asks it, and a replay, which asks it again. */
#include "esp-asking.h"

#include "model/esp-arn.h"
#include "model/esp-tag.h"

#define QUESTIONS_MAX 5000

/* --- Writing ----------------------------------------------------------------------------------*/

static void
set_tags (JsonObject *object, GPtrArray *tags)
{
  JsonArray *list;

  if (!tags || tags->len == 0)
    return;
  list = json_array_new ();
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      JsonArray *pair = json_array_new ();

      json_array_add_string_element (pair, tag->key);
      if (tag->value)
        json_array_add_string_element (pair, tag->value);
      json_array_add_array_element (list, pair);
    }
  json_object_set_array_member (object, "tags", list);
}

/* Of a resource its name says the account. */
static void
set_account (JsonObject *object, const char *resource, const char *account)
{
  g_autofree char *own = resource ? esp_arn_get_account (resource) : NULL;

  if (g_strcmp0 (own, account) != 0)
    esp_json_set_string (object, "account", account);
}

static void
set_further (JsonObject *object, GPtrArray *requirements)
{
  JsonArray *list;

  if (!requirements || requirements->len == 0)
    return;
  list = json_array_new ();
  for (guint i = 0; i < requirements->len; i++)
    {
      const EspRequirement *more = g_ptr_array_index (requirements, i);
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "action", more->action);
      esp_json_set_string (one, "resource", more->resource);
      set_account (one, more->resource, more->account);
      esp_json_set_string (one, "template", more->template_arn);
      set_tags (one, more->request_tags);
      json_array_add_object_element (list, one);
    }
  json_object_set_array_member (object, "also", list);
}

JsonObject *
esp_asking_write (const EspOperationContext *context, const char *asked)
{
  JsonObject *object = json_object_new ();

  if (g_strcmp0 (asked, context->operation->action) != 0)
    esp_json_set_string (object, "asked", asked);
  json_object_set_string_member (object, "resource", context->resource ? context->resource : "*");
  set_account (object, context->resource, context->resource_account);
  esp_json_set_string (object, "template", context->template_arn);
  set_tags (object, context->request_tags);
  set_further (object, context->requirements);
  return object;
}

JsonObject *
esp_asking_for_event (const EspOperationContext *context)
{
  const char *resource = context->resource ? context->resource : "*";

  /* A part of several was decided by itself, with its authority alone. */
  if (!context->asked || (context->parts && context->parts->len > 0 && context->ca))
    return NULL;
  /* What was found to be permitted only when the work was prepared. */
  set_further (context->asked, context->requirements);
  if (g_strcmp0 (esp_json_get_string (context->asked, "resource"), resource) == 0)
    {
      if (json_object_get_size (context->asked) == 1)
        return NULL;
      json_object_remove_member (context->asked, "resource");
    }
  return json_object_ref (context->asked);
}

/* --- Reading ----------------------------------------------------------------------------------*/

void
esp_asked_clear (gpointer asked)
{
  EspAsked *own = asked;

  g_clear_pointer (&own->account, g_free);
  g_clear_pointer (&own->request_tags, g_ptr_array_unref);
}

static const char *
text_at (JsonArray *pair, guint i)
{
  JsonNode *node = i < json_array_get_length (pair) ? json_array_get_element (pair, i) : NULL;

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
read_tags (JsonObject *object, GPtrArray **tags)
{
  JsonArray *list = esp_json_get_array (object, "tags");

  if (!list)
    return TRUE;
  *tags = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_tag_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      const char *key = pair ? text_at (pair, 0) : NULL;

      if (!key)
        return FALSE;
      g_ptr_array_add (*tags, esp_tag_new (key, text_at (pair, 1)));
    }
  return TRUE;
}

static gboolean
read_one (JsonObject *object, const char *action, const char *resource, GArray *asked)
{
  EspAsked one = { .action = action, .resource = resource };

  one.template_arn = esp_json_get_string (object, "template");
  one.account = g_strdup (esp_json_get_string (object, "account"));
  if (!one.account && resource)
    one.account = esp_arn_get_account (resource);
  if (action && read_tags (object, &one.request_tags))
    {
      g_array_append_val (asked, one);
      return TRUE;
    }
  esp_asked_clear (&one);
  return FALSE;
}

GArray *
esp_asking_read (const EspEvent *event)
{
  g_autoptr (GArray) asked = g_array_new (FALSE, FALSE, sizeof (EspAsked));
  const char *other = esp_json_get_string (event->request, "resource");
  const char *shown = other ? other : event->resource;
  const char *resource = g_strcmp0 (shown, "*") == 0 ? NULL : shown;
  const char *action = esp_json_get_string (event->request, "asked");
  JsonArray *also = esp_json_get_array (event->request, "also");
  guint n = also ? json_array_get_length (also) : 0;

  g_array_set_clear_func (asked, esp_asked_clear);
  if (n > QUESTIONS_MAX ||
      !read_one (event->request, action ? action : event->action, resource, asked))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (also, i);
      JsonObject *more = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (!more || !read_one (more, esp_json_get_string (more, "action"),
                              esp_json_get_string (more, "resource"), asked))
        return NULL;
    }
  return g_steal_pointer (&asked);
}
