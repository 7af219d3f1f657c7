/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a statement, strictly: its members, and the lists of patterns in them. Conditions are
 * read in esp-statement-conditions.c, principals in esp-principal-pattern.c.
 */
#include "esp-statement.h"

#include <string.h>

#define VARIABLE_START "${"
#define RESOURCE_COLONS ESP_PATTERN_ARN_COLONS

/* Which kinds of policy a member is of; of the members of one group exactly one is needed where
 * the kind knows the group. */
enum
{
  OF_IDENTITY = 1 << ESP_POLICY_IDENTITY,
  OF_GUARDRAIL = 1 << ESP_POLICY_GUARDRAIL,
  OF_RESOURCE = 1 << ESP_POLICY_RESOURCE,
  OF_TEMPLATE = 1 << ESP_POLICY_TEMPLATE,
  OF_ALL = OF_IDENTITY | OF_GUARDRAIL | OF_RESOURCE | OF_TEMPLATE,
};

static const struct
{
  const char *name;
  const char *negated; /* may stand in its place */
  guint kinds;
  gboolean is_needed;
} member_rows[] = {
  { "Sid", NULL, OF_ALL, FALSE },
  { "Effect", NULL, OF_ALL, TRUE },
  { "Principal", "NotPrincipal", OF_RESOURCE, TRUE },
  { "Action", "NotAction", OF_ALL, TRUE },
  { "Resource", "NotResource", OF_ALL & ~OF_TEMPLATE, TRUE },
  { "Condition", NULL, OF_ALL, FALSE },
};

/* --- The members ------------------------------------------------------------------------------*/

static gboolean
is_member (const EspPolicyReader *reader, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    if ((member_rows[i].kinds & (1u << reader->kind)) &&
        (g_str_equal (member_rows[i].name, name) || g_strcmp0 (member_rows[i].negated, name) == 0))
      return TRUE;
  return FALSE;
}

static gboolean
check_known (EspPolicyReader *reader, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    if (!is_member (reader, l->data))
      return esp_policy_refuse_member (reader, ESP_REASON_POLICY_MEMBER_UNKNOWN, l->data);
  return TRUE;
}

static gboolean
check_needed (EspPolicyReader *reader, JsonObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_rows); i++)
    {
      const char *name = member_rows[i].name, *negated = member_rows[i].negated;
      gboolean has = json_object_has_member (object, name);
      gboolean has_negated = negated && json_object_has_member (object, negated);

      if (has && has_negated)
        return esp_policy_refuse_member (reader, ESP_REASON_POLICY_MEMBER_TWICE, negated);
      if (!has && !has_negated && member_rows[i].is_needed &&
          (member_rows[i].kinds & (1u << reader->kind)))
        return esp_policy_refuse (reader, ESP_REASON_POLICY_MEMBER_MISSING, "member", name);
    }
  return TRUE;
}

/* Refuses the value of @member, which is a text. */
static gboolean
refuse_text (EspPolicyReader *reader, EspReason reason, const char *member, const char *value)
{
  esp_policy_reader_enter_member (reader, member);
  esp_policy_refuse (reader, reason, "value", value);
  esp_policy_reader_leave (reader);
  return FALSE;
}

static gboolean
read_sid (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  const char *sid;

  if (!esp_policy_read_text (reader, object, "Sid", &sid))
    return FALSE;
  for (const char *c = sid; c && *c; c++)
    if (!g_ascii_isalnum (*c))
      return refuse_text (reader, ESP_REASON_POLICY_SID, "Sid", sid);
  statement->id = g_strdup (sid && *sid ? sid : reader->statement);
  return TRUE;
}

static gboolean
read_effect (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  const char *effect;

  if (!esp_policy_read_text (reader, object, "Effect", &effect))
    return FALSE;
  if (!g_str_equal (effect, "Allow") && !g_str_equal (effect, "Deny"))
    return refuse_text (reader, ESP_REASON_POLICY_EFFECT, "Effect", effect);
  statement->is_deny = g_str_equal (effect, "Deny");
  return TRUE;
}

/* --- Actions ----------------------------------------------------------------------------------*/

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

static gboolean
add_action_cb (EspPolicyReader *reader, const char *text, gpointer data)
{
  if (!is_action_pattern (text))
    return esp_policy_refuse (reader, ESP_REASON_POLICY_ACTION, "value", text);
  g_ptr_array_add (data, g_strdup (text));
  return TRUE;
}

static gboolean
is_named (char **patterns, const char *action)
{
  for (; *patterns; patterns++)
    if (esp_wildcard_match (*patterns, action, TRUE))
      return TRUE;
  return FALSE;
}

/* All actions are known, so which of them a statement is about is found out once. */
static void
mark_actions (EspStatement *statement)
{
  GPtrArray *actions = esp_actions ();

  statement->action_is_named = g_new0 (guint8, actions->len);
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      statement->action_is_named[i] = is_named (statement->actions, action->name) !=
                                      statement->is_not_action;
    }
}

/* --- Resources --------------------------------------------------------------------------------*/

/* A pattern of fewer parts would match nothing, and a Deny that matches nothing protects nothing.
 */
static gboolean
is_resource_pattern (const EspPolicyReader *reader, const char *text)
{
  return g_str_has_prefix (text, "arn:") &&
         esp_pattern_after_colons (text, RESOURCE_COLONS, reader->has_variables) != NULL;
}

/* Only the last part may have variables: what they stand for is not known to the parts before. */
static gboolean
has_early_variable (const EspPolicyReader *reader, const char *text)
{
  const char *variable = strstr (text, VARIABLE_START);

  return reader->has_variables && variable &&
         variable < esp_pattern_after_colons (text, RESOURCE_COLONS, TRUE);
}

static gboolean
add_pattern (EspPolicyReader *reader, EspStatement *statement, const char *text)
{
  EspPatternFlags flags = ESP_PATTERN_WILDCARDS | ESP_PATTERN_ARN;
  EspPattern pattern;

  if (reader->has_variables)
    flags |= ESP_PATTERN_VARIABLES;
  switch (esp_pattern_init (&pattern, text, flags))
    {
    case ESP_PATTERN_BAD_VARIABLE:
      return esp_policy_refuse (reader, ESP_REASON_POLICY_VARIABLE, "value", text);
    case ESP_PATTERN_TOO_MANY_PIECES:
      return esp_policy_refuse_count (reader, "wildcards and variables in one value",
                                      ESP_PATTERN_MAX_PIECES + 1, ESP_PATTERN_MAX_PIECES);
    case ESP_PATTERN_GOOD:
    default:
      g_array_append_val (statement->resource_patterns, pattern);
      return TRUE;
    }
}

typedef struct
{
  EspStatement *statement;
  GPtrArray *texts;
} ResourceList;

static gboolean
add_resource_cb (EspPolicyReader *reader, const char *text, gpointer data)
{
  ResourceList *list = data;

  g_ptr_array_add (list->texts, g_strdup (text));
  if (g_str_equal (text, "*"))
    {
      list->statement->has_every_resource = TRUE;
      return TRUE;
    }
  if (!is_resource_pattern (reader, text))
    return esp_policy_refuse (reader, ESP_REASON_POLICY_RESOURCE, "value", text);
  if (has_early_variable (reader, text))
    return esp_policy_refuse (reader, ESP_REASON_POLICY_VARIABLE, "value", text);
  return add_pattern (reader, list->statement, text);
}

/* --- Lists and their negations ----------------------------------------------------------------*/

static char **
take_texts (GPtrArray *texts)
{
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

/* The one of the two that is there; check_needed() has seen to it. */
static JsonNode *
enter_either (EspPolicyReader *reader,
              JsonObject *object,
              const char **member,
              const char *negated,
              gboolean *is_negated)
{
  *is_negated = json_object_has_member (object, negated);
  if (*is_negated)
    *member = negated;
  esp_policy_reader_enter_member (reader, *member);
  return json_object_get_member (object, *member);
}

static gboolean
read_actions (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  const char *member = "Action";
  JsonNode *node = enter_either (reader, object, &member, "NotAction", &statement->is_not_action);
  gboolean good = esp_policy_read_list (reader, ESP_POLICY_STRINGS, member, node, add_action_cb,
                                        texts);

  esp_policy_reader_leave (reader);
  statement->actions = take_texts (texts);
  if (good)
    mark_actions (statement);
  return good;
}

static gboolean
read_resources (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  ResourceList list = { statement, NULL };
  const char *member = "Resource";
  JsonNode *node;
  gboolean good;

  statement->has_every_resource = reader->kind == ESP_POLICY_TEMPLATE;
  if (statement->has_every_resource)
    return TRUE;
  list.texts = g_ptr_array_new_with_free_func (g_free);
  node = enter_either (reader, object, &member, "NotResource", &statement->is_not_resource);
  good = esp_policy_read_list (reader, ESP_POLICY_STRINGS, member, node, add_resource_cb, &list);
  esp_policy_reader_leave (reader);
  statement->resources = take_texts (list.texts);
  return good;
}

static gboolean
read_principals (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  const char *member = "Principal";
  JsonNode *node;
  gboolean good;

  if (reader->kind != ESP_POLICY_RESOURCE)
    return TRUE;
  statement->principals = esp_principal_patterns_new ();
  node = enter_either (reader, object, &member, "NotPrincipal", &statement->is_not_principal);
  /* The service takes NotPrincipal in a Deny alone: it would allow the whole world but a few. */
  if (statement->is_not_principal && !statement->is_deny)
    good = esp_policy_refuse (reader, ESP_REASON_POLICY_PRINCIPAL, "value", member);
  else
    good = esp_principal_patterns_read (reader, member, node, statement->principals);
  esp_policy_reader_leave (reader);
  return good;
}

static gboolean
read_conditions (EspPolicyReader *reader, EspStatement *statement, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "Condition");
  gboolean good;

  if (!node)
    return TRUE;
  esp_policy_reader_enter_member (reader, "Condition");
  good = esp_statement_read_conditions (reader, node, statement->conditions);
  esp_policy_reader_leave (reader);
  return good;
}

/* --- The statement ----------------------------------------------------------------------------*/

static EspStatement *
statement_new (void)
{
  EspStatement *statement = g_new0 (EspStatement, 1);

  statement->resource_patterns = g_array_new (FALSE, TRUE, sizeof (EspPattern));
  g_array_set_clear_func (statement->resource_patterns, (GDestroyNotify) esp_pattern_clear);
  statement->conditions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_condition_free);
  return statement;
}

EspStatement *
esp_statement_parse (EspPolicyReader *reader, JsonNode *node)
{
  g_autoptr (EspStatement) statement = statement_new ();
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_policy_refuse_type (reader, "Statement", "an object or an array of objects");
      return NULL;
    }
  object = json_node_get_object (node);
  if (!check_known (reader, object) || !check_needed (reader, object) ||
      !read_sid (reader, statement, object) || !read_effect (reader, statement, object) ||
      !read_principals (reader, statement, object) || !read_actions (reader, statement, object) ||
      !read_resources (reader, statement, object) || !read_conditions (reader, statement, object))
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
  g_free (statement->action_is_named);
  g_strfreev (statement->resources);
  g_array_unref (statement->resource_patterns);
  g_clear_pointer (&statement->principals, g_array_unref);
  g_ptr_array_unref (statement->conditions);
  g_free (statement);
}
