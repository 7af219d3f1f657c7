/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event between record and canonical text, by one table of its members. Signing it, and putting
 * it into the tree and the vault, happens elsewhere.
 */
#include "esp-event.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "base/esp-time.h"
#include "model/esp-names.h"

#include <string.h>

#define DIGEST_HEX_LEN 64

static const char *const outcome_names[] = {
  [ESP_OUTCOME_ALLOWED] = "ALLOWED",
  [ESP_OUTCOME_DENIED] = "DENIED",
  [ESP_OUTCOME_FAILED] = "FAILED",
};

typedef enum
{
  MEMBER_SEQUENCE,
  MEMBER_TIME,
  MEMBER_TEXT,
  MEMBER_DIGEST,
  MEMBER_OBJECT,
  MEMBER_TEXTS, /* an object whose values are texts */
  MEMBER_OUTCOME,
} MemberKind;

typedef struct
{
  const char *name;
  MemberKind kind;
  gsize offset;
} MemberRow;

#define MEMBER(name, kind, field)                                                                  \
  {                                                                                                \
    name, MEMBER_##kind, G_STRUCT_OFFSET (EspEvent, field)                                         \
  }

static const MemberRow member_rows[] = {
  MEMBER ("sequence", SEQUENCE, sequence),
  MEMBER ("time", TIME, time),
  MEMBER ("actor", TEXT, actor),
  MEMBER ("actorName", TEXT, actor_name),
  MEMBER ("account", TEXT, account),
  MEMBER ("role", TEXT, role),
  MEMBER ("action", TEXT, action),
  MEMBER ("resource", TEXT, resource),
  MEMBER ("parametersDigest", DIGEST, parameters_digest),
  MEMBER ("details", OBJECT, details),
  MEMBER ("rowDigests", TEXTS, row_digests),
  MEMBER ("rows", OBJECT, rows),
  MEMBER ("request", OBJECT, request),
  MEMBER ("stateRoot", DIGEST, state_root),
  MEMBER ("decision", TEXT, decision),
  MEMBER ("statement", TEXT, statement),
  MEMBER ("outcome", OUTCOME, outcome),
  MEMBER ("error", TEXT, error),
  MEMBER ("previousRoot", DIGEST, previous_root),
};

#define FIELD(event, row, type) G_STRUCT_MEMBER (type, event, (row)->offset)

/* --- The record -------------------------------------------------------------------------------*/

EspEvent *
esp_event_new (void)
{
  return g_new0 (EspEvent, 1);
}

void
esp_event_free (EspEvent *event)
{
  if (!event)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    {
      const MemberRow *row = &member_rows[i];

      if (row->kind == MEMBER_TEXT || row->kind == MEMBER_DIGEST)
        g_free (FIELD (event, row, char *));
      if (row->kind == MEMBER_OBJECT || row->kind == MEMBER_TEXTS)
        g_clear_pointer (&FIELD (event, row, JsonObject *), json_object_unref);
    }
  g_free (event);
}

static gboolean
refuse (GError **error, const char *member)
{
  g_autofree char *safe = esp_text_escape (member);

  esp_error_set (error, ESP_REASON_EVENT_MALFORMED, NULL, "member", safe, NULL);
  return FALSE;
}

/* --- What a value may be ----------------------------------------------------------------------*/

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_HEX_LEN && strspn (text, "0123456789abcdef") == DIGEST_HEX_LEN;
}

static gboolean
holds_texts (JsonObject *object)
{
  g_autoptr (GList) nodes = json_object_get_values (object);

  for (GList *l = nodes; l; l = l->next)
    if (!JSON_NODE_HOLDS_VALUE (l->data) || json_node_get_value_type (l->data) != G_TYPE_STRING)
      return FALSE;
  return TRUE;
}

static gboolean
is_good_value (const EspEvent *event, const MemberRow *row)
{
  const char *text;
  JsonObject *object;

  switch (row->kind)
    {
    case MEMBER_SEQUENCE:
      return FIELD (event, row, gint64) >= 1;
    case MEMBER_DIGEST:
      text = FIELD (event, row, char *);
      return !text || is_digest (text);
    case MEMBER_TEXTS:
      object = FIELD (event, row, JsonObject *);
      return !object || holds_texts (object);
    case MEMBER_TIME:
    case MEMBER_TEXT:
    case MEMBER_OBJECT:
    case MEMBER_OUTCOME:
    default:
      return TRUE;
    }
}

static gboolean
check_values (const EspEvent *event, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    if (!is_good_value (event, &member_rows[i]))
      return refuse (error, member_rows[i].name);
  return TRUE;
}

/* --- Writing ----------------------------------------------------------------------------------*/

static void
set_member (JsonObject *object, const EspEvent *event, const MemberRow *row)
{
  g_autofree char *time = NULL;
  JsonObject *value;

  switch (row->kind)
    {
    case MEMBER_SEQUENCE:
      json_object_set_int_member (object, row->name, FIELD (event, row, gint64));
      break;
    case MEMBER_TIME:
      time = esp_time_to_rfc3339 (FIELD (event, row, gint64));
      json_object_set_string_member (object, row->name, time);
      break;
    case MEMBER_TEXT:
    case MEMBER_DIGEST:
      esp_json_set_string (object, row->name, FIELD (event, row, char *));
      break;
    case MEMBER_OBJECT:
    case MEMBER_TEXTS:
      value = FIELD (event, row, JsonObject *);
      if (value)
        json_object_set_object_member (object, row->name, json_object_ref (value));
      break;
    case MEMBER_OUTCOME:
    default:
      json_object_set_string_member (object, row->name,
                                     outcome_names[FIELD (event, row, EspOutcome)]);
      break;
    }
}

/* Text that could not be read back must not be signed: it would end the log. */
static gboolean
check_text (const char *text, GError **error)
{
  gsize len = strlen (text);
  g_autofree char *size = NULL;

  if (len > ESP_EVENT_MAX_SIZE)
    {
      size = g_strdup_printf ("%" G_GSIZE_FORMAT, len);
      esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, NULL, "size", size, "limit",
                     G_STRINGIFY (ESP_EVENT_MAX_SIZE), NULL);
      return FALSE;
    }
  return g_utf8_validate (text, (gssize) len, NULL) || refuse (error, "UTF-8");
}

char *
esp_event_to_canonical (const EspEvent *event, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_new ());
  g_autofree char *text = NULL;

  if (!check_values (event, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    set_member (json_node_get_object (node), event, &member_rows[i]);
  text = esp_json_to_canonical (node, error);
  if (!text || !check_text (text, error))
    return NULL;
  return g_steal_pointer (&text);
}

/* --- Reading ----------------------------------------------------------------------------------*/

static const MemberRow *
find_row (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    if (g_str_equal (member_rows[i].name, name))
      return &member_rows[i];
  return NULL;
}

static gboolean
read_object (EspEvent *event, const MemberRow *row, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  FIELD (event, row, JsonObject *) = json_object_ref (json_node_get_object (node));
  return TRUE;
}

static gboolean
read_text (EspEvent *event, const MemberRow *row, const char *text)
{
  switch (row->kind)
    {
    case MEMBER_TIME:
      return esp_time_parse (text, &FIELD (event, row, gint64), NULL);
    case MEMBER_OUTCOME:
      return esp_outcome_from_string (text, &FIELD (event, row, EspOutcome));
    case MEMBER_SEQUENCE:
    case MEMBER_TEXT:
    case MEMBER_DIGEST:
    case MEMBER_OBJECT:
    case MEMBER_TEXTS:
    default:
      FIELD (event, row, char *) = g_strdup (text);
      return TRUE;
    }
}

static gboolean
read_member (EspEvent *event, const MemberRow *row, JsonNode *node)
{
  if (row->kind == MEMBER_OBJECT || row->kind == MEMBER_TEXTS)
    return read_object (event, row, node);
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (row->kind == MEMBER_SEQUENCE)
    {
      FIELD (event, row, gint64) = json_node_get_int (node);
      return json_node_get_value_type (node) == G_TYPE_INT64;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  return read_text (event, row, json_node_get_string (node));
}

static gboolean
read_members (EspEvent *event, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    {
      const MemberRow *row = find_row (l->data);

      if (!row || !read_member (event, row, json_object_get_member (object, l->data)))
        return refuse (error, l->data);
    }
  return TRUE;
}

EspEvent *
esp_event_parse (const char *canonical, GError **error)
{
  g_autoptr (JsonNode) node = esp_json_parse (canonical, -1, ESP_EVENT_MAX_SIZE, error);
  g_autoptr (EspEvent) event = esp_event_new ();
  g_autofree char *again = NULL;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse (error, "{");
      return NULL;
    }
  if (!read_members (event, json_node_get_object (node), error))
    return NULL;
  /* Whatever is missing, doubled, spaced or spelt otherwise shows as a difference. */
  again = esp_event_to_canonical (event, error);
  if (!again)
    return NULL;
  if (!g_str_equal (again, canonical))
    {
      refuse (error, "canonical form");
      return NULL;
    }
  return g_steal_pointer (&event);
}

const char *
esp_outcome_to_string (EspOutcome outcome)
{
  return outcome_names[outcome];
}

gboolean
esp_outcome_from_string (const char *text, EspOutcome *outcome)
{
  guint index;

  if (!esp_names_find_any_case (outcome_names, G_N_ELEMENTS (outcome_names), text, &index))
    return FALSE;
  *outcome = (EspOutcome) index;
  return TRUE;
}
