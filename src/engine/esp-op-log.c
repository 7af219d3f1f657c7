/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and proving the log. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-people.h"
#include "model/esp-arn.h"
#include "vault/esp-event-store.h"

/* In one step of a search: some hundredths of a second. */
#define LOOK_AT 20000

static gboolean
read_filter (EspOperationContext *context, EspEventFilter *filter, GError **error)
{
  const char *since = esp_context_text (context, "Since");
  const char *outcome = esp_context_text (context, "Outcome");
  EspOutcome value;

  filter->actor = esp_context_text (context, "Actor");
  filter->action = esp_context_text (context, "Action");
  filter->resource = esp_context_text (context, "Resource");
  filter->before = esp_json_get_int (context->parameters, "Before", 0);
  filter->limit = (guint) CLAMP (esp_json_get_int (context->parameters, "Limit", 1000), 1, 100000);
  filter->outcome = -1;
  filter->account = context->rights->organization_scope ? NULL : context->rights->account;
  if (since && !esp_time_parse (since, &filter->since, error))
    return FALSE;
  if (!outcome)
    return TRUE;
  if (!esp_outcome_from_string (outcome, &value))
    {
      esp_error_set (error, ESP_REASON_EVENT_OUTCOME, outcome, NULL);
      return FALSE;
    }
  filter->outcome = (int) value;
  return TRUE;
}

/* Texts of a list; those that are none are left out. */
static GStrv
read_texts (JsonArray *array)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (texts, json_node_dup_string (node));
    }
  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (texts, FALSE);
}

static GPtrArray *
search_events (EspOperationContext *context,
               const EspEventFilter *filter,
               const char *text,
               GError **error)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) actions = read_texts (esp_json_get_array (context->parameters, "SearchActions"));
  EspEventSearch search = { .text = folded,
                            .actions = (const char *const *) actions,
                            .look_at = LOOK_AT };
  GPtrArray *events = esp_event_store_search (context->vault, filter, &search, error);

  if (!events)
    return NULL;
  json_object_set_int_member (context->result, "LookedFrom", search.looked_from);
  json_object_set_int_member (context->result, "LookedTo", search.looked_to);
  json_object_set_boolean_member (context->result, "Complete", search.complete);
  return events;
}

gboolean
esp_op_list_events (EspOperationContext *context, GError **error)
{
  const char *text = esp_context_text (context, "Search");
  EspEventFilter filter = { 0 };
  g_autoptr (GPtrArray) events = NULL;
  JsonArray *list;

  if (!read_filter (context, &filter, error))
    return FALSE;
  events = text && *text ? search_events (context, &filter, text, error) :
                           esp_event_store_list (context->vault, &filter, error);
  if (!events)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Events", list);
  for (guint i = 0; i < events->len; i++)
    {
      const EspStoredEvent *event = g_ptr_array_index (events, i);
      JsonNode *node = esp_json_parse (event->canonical, -1, ESP_EVENT_MAX_SIZE, error);

      if (!node)
        return FALSE;
      /* Of a list the rows would be the most; GetEvent has them. */
      json_object_remove_member (json_node_get_object (node), "rows");
      json_array_add_element (list, node);
    }
  return TRUE;
}

/* --- One entry --------------------------------------------------------------------------------*/

/* As ListEvents shows them: what people of the own account did, and what was done to what is its
 * own. */
static gboolean
sees_event (EspOperationContext *context, const EspEvent *event)
{
  g_autofree char *owner = esp_arn_get_account (event->resource);

  return esp_people_sees (context, event->account) || (owner && esp_people_sees (context, owner));
}

/* Whoever sees the whole log sees also what can't be read of it. */
static gboolean
sees_stored (EspOperationContext *context, const EspStoredEvent *stored)
{
  g_autoptr (EspEvent) event = NULL;

  if (context->rights->organization_scope)
    return TRUE;
  event = esp_event_parse (stored->canonical, NULL);
  return event && sees_event (context, event);
}

gboolean
esp_op_event_resolve (EspOperationContext *context, GError **error)
{
  gint64 sequence = esp_json_get_int (context->parameters, "Sequence", 0);
  g_autofree char *shown = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspStoredEvent) stored = esp_event_store_get (context->vault, sequence, &problem);

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!stored || !sees_stored (context, stored))
    {
      esp_error_set (error, ESP_REASON_EVENT_UNKNOWN, shown, NULL);
      return FALSE;
    }
  context->data = g_steal_pointer (&stored);
  context->free_data = (GDestroyNotify) esp_stored_event_free;
  return TRUE;
}

gboolean
esp_op_get_event (EspOperationContext *context, GError **error)
{
  const EspStoredEvent *event = context->data;
  JsonNode *node = esp_json_parse (event->canonical, -1, ESP_EVENT_MAX_SIZE, error);
  g_autofree char *hex = NULL;
  const guint8 *signature;
  gsize len;

  if (!node)
    return FALSE;
  signature = g_bytes_get_data (event->signature, &len);
  hex = esp_hex_encode (signature, len);
  json_object_set_member (context->result, "Event", node);
  json_object_set_string_member (context->result, "Canonical", event->canonical);
  json_object_set_string_member (context->result, "Signature", hex);
  return TRUE;
}
