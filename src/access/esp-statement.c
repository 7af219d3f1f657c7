/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a statement, strictly, and asking whether it applies to a request. What follows when it
 * applies is written in esp-decision.c.
 */
#include "esp-statement.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "esp-policy.h"

#include <string.h>

#define NUMBER_LEN 16

/* Every member that the language has in a statement of an identity policy or a resource policy. */
static const struct
{
  const char *name;
  gboolean is_understood;
} member_rows[] = {
  { "Sid", TRUE },        { "Effect", TRUE },     { "Action", TRUE },
  { "Resource", TRUE },   { "NotAction", FALSE }, { "NotResource", FALSE },
  { "Condition", FALSE }, { "Principal", FALSE }, { "NotPrincipal", FALSE },
};

/* A rule for one text of a list, with the error that refuses it. */
typedef gboolean (*TextCheck) (const char *text);

typedef struct
{
  const char *member;
  TextCheck check;
  EspReason reason;
} ListRow;

/* --- Refusals ---------------------------------------------------------------------------------*/

static gboolean
refuse (GError **error, EspReason reason, const char *number, const char *value)
{
  g_autofree char *safe = esp_text_escape (value);

  esp_error_set (error, reason, NULL, "statement", number, "value", safe, NULL);
  return FALSE;
}

static gboolean
refuse_member (GError **error, EspReason reason, const char *number, const char *member)
{
  g_autofree char *safe = esp_text_escape (member);

  esp_error_set (error, reason, NULL, "statement", number, "member", safe, NULL);
  return FALSE;
}

static gboolean
refuse_type (GError **error, const char *number, const char *member, const char *wanted)
{
  esp_error_set (error, ESP_REASON_POLICY_TYPE, NULL, "statement", number, "member", member,
                 "wanted", wanted, NULL);
  return FALSE;
}

static gboolean
refuse_count (GError **error, const char *member, guint count, guint limit)
{
  g_autofree char *n = g_strdup_printf ("%u", count);
  g_autofree char *most = g_strdup_printf ("%u", limit);

  esp_error_set (error, ESP_REASON_POLICY_TOO_MANY, NULL, "member", member, "count", n, "limit",
                 most, NULL);
  return FALSE;
}

/* --- The members ------------------------------------------------------------------------------*/

static gboolean
check_member (const char *name, const char *number, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    if (g_str_equal (member_rows[i].name, name))
      return member_rows[i].is_understood ||
             refuse_member (error, ESP_REASON_POLICY_NOT_UNDERSTOOD, number, name);
  return refuse_member (error, ESP_REASON_POLICY_MEMBER_UNKNOWN, number, name);
}

static gboolean
check_members (JsonObject *object, const char *number, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    if (!check_member (l->data, number, error))
      return FALSE;
  return TRUE;
}

/* NULL without an error where an optional member is missing. */
static gboolean
read_text (JsonObject *object,
           const char *member,
           const char *number,
           const char **text,
           GError **error)
{
  *text = esp_json_get_string (object, member);
  if (*text || !json_object_has_member (object, member))
    return TRUE;
  return refuse_type (error, number, member, "a string");
}

static gboolean
read_sid (EspStatement *statement, JsonObject *object, const char *number, GError **error)
{
  const char *sid;

  if (!read_text (object, "Sid", number, &sid, error))
    return FALSE;
  for (const char *c = sid; c && *c; c++)
    if (!g_ascii_isalnum (*c))
      return refuse (error, ESP_REASON_POLICY_SID, number, sid);
  statement->id = g_strdup (sid && *sid ? sid : number);
  return TRUE;
}

static gboolean
read_effect (EspStatement *statement, JsonObject *object, const char *number, GError **error)
{
  const char *effect;

  if (!read_text (object, "Effect", number, &effect, error))
    return FALSE;
  if (!effect)
    return refuse_member (error, ESP_REASON_POLICY_MEMBER_MISSING, number, "Effect");
  if (!g_str_equal (effect, "Allow") && !g_str_equal (effect, "Deny"))
    return refuse (error, ESP_REASON_POLICY_EFFECT, number, effect);
  statement->is_deny = g_str_equal (effect, "Deny");
  return TRUE;
}

/* --- Lists of patterns ------------------------------------------------------------------------*/

/* "*", or a service and a name with wildcards. */
static gboolean
is_action_pattern (const char *text)
{
  const char *colon = strchr (text, ':');

  if (g_str_equal (text, "*"))
    return TRUE;
  if (!colon || colon == text || !colon[1])
    return FALSE;
  for (const char *c = text; *c; c++)
    if (c != colon && !g_ascii_isalnum (*c) && !strchr ("-*?", *c))
      return FALSE;
  return TRUE;
}

/* A pattern of fewer parts would match nothing, and a Deny that matches nothing protects nothing.
 */
static gboolean
is_resource_pattern (const char *text)
{
  int n_colons = 0;

  if (g_str_equal (text, "*"))
    return TRUE;
  for (const char *c = text; *c; c++)
    n_colons += *c == ':';
  return g_str_has_prefix (text, "arn:") && n_colons >= 5;
}

static const ListRow action_list = { "Action", is_action_pattern, ESP_REASON_POLICY_ACTION };
static const ListRow resource_list = { "Resource", is_resource_pattern,
                                       ESP_REASON_POLICY_RESOURCE };

static gboolean
add_text (GPtrArray *texts, const ListRow *row, JsonNode *node, const char *number, GError **error)
{
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse_type (error, number, row->member, "a string or an array of strings");
  text = json_node_get_string (node);
  if (!row->check (text))
    return refuse (error, row->reason, number, text);
  g_ptr_array_add (texts, g_strdup (text));
  return TRUE;
}

static gboolean
add_array (GPtrArray *texts,
           const ListRow *row,
           JsonArray *array,
           const char *number,
           GError **error)
{
  guint n = json_array_get_length (array);

  if (n == 0)
    return refuse_member (error, ESP_REASON_POLICY_MEMBER_MISSING, number, row->member);
  if (n > ESP_POLICY_MAX_VALUES)
    return refuse_count (error, row->member, n, ESP_POLICY_MAX_VALUES);
  for (guint i = 0; i < n; i++)
    if (!add_text (texts, row, json_array_get_element (array, i), number, error))
      return FALSE;
  return TRUE;
}

/* One text, or an array of them. */
static char **
read_list (const ListRow *row, JsonObject *object, const char *number, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  JsonNode *node = json_object_get_member (object, row->member);
  gboolean good;

  if (!node)
    good = refuse_member (error, ESP_REASON_POLICY_MEMBER_MISSING, number, row->member);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    good = add_array (texts, row, json_node_get_array (node), number, error);
  else
    good = add_text (texts, row, node, number, error);
  if (!good)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}

/* A variable taken literally would match nothing, and a Deny would be lost in silence. */
static gboolean
check_variables (const EspStatement *statement, const char *number, GError **error)
{
  for (char **resource = statement->resources; *resource; resource++)
    if (strstr (*resource, "${"))
      return refuse_member (error, ESP_REASON_POLICY_NOT_UNDERSTOOD, number, *resource);
  return TRUE;
}

/* --- The statement ----------------------------------------------------------------------------*/

EspStatement *
esp_statement_parse (JsonNode *node, guint number, gboolean has_variables, GError **error)
{
  g_autoptr (EspStatement) statement = g_new0 (EspStatement, 1);
  char place[NUMBER_LEN];
  JsonObject *object;

  g_snprintf (place, sizeof place, "%u", number);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse_type (error, place, "Statement", "an object or an array of objects");
      return NULL;
    }
  object = json_node_get_object (node);
  if (!check_members (object, place, error) || !read_sid (statement, object, place, error) ||
      !read_effect (statement, object, place, error))
    return NULL;
  statement->actions = read_list (&action_list, object, place, error);
  if (!statement->actions)
    return NULL;
  statement->resources = read_list (&resource_list, object, place, error);
  if (!statement->resources)
    return NULL;
  if (has_variables && !check_variables (statement, place, error))
    return NULL;
  return g_steal_pointer (&statement);
}

void
esp_statement_free (EspStatement *statement)
{
  if (!statement)
    return;
  g_free (statement->id);
  g_strfreev (statement->actions);
  g_strfreev (statement->resources);
  g_free (statement);
}

static gboolean
names_action (const EspStatement *statement, const EspStatementQuery *query)
{
  for (char **pattern = statement->actions; *pattern; pattern++)
    if (esp_wildcard_match (*pattern, query->action->name, TRUE))
      return TRUE;
  return FALSE;
}

/* A request on any resource whatever is denied by a Deny on one, and allowed only on all. */
static gboolean
names_resource (const EspStatement *statement, const EspStatementQuery *query)
{
  if (query->is_any_resource && statement->is_deny)
    return TRUE;
  for (char **pattern = statement->resources; *pattern; pattern++)
    if (esp_arn_pattern_match (*pattern, query->resource))
      return TRUE;
  return FALSE;
}

gboolean
esp_statement_applies (const EspStatement *statement, const EspStatementQuery *query)
{
  return names_action (statement, query) && names_resource (statement, query);
}
