/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about conditions: operators, keys, values, and what the actions of the statement ever have.
 */
#include "esp-policy-review.h"

#include "esp-condition-private.h"
#include "esp-policy-words.h"

#include <string.h>

#define KEY_MAX 2048

/* One key under one operator. */
typedef struct
{
  EspPolicyReview *review;
  const EspPolicyReviewStatement *statement;
  const EspJsonPlace *operator_place;
  const EspJsonPlace *place;     /* its name is the key, its value what it is compared with */
  const EspCondition *condition; /* as far as the operator: row, set, if_exists */
  guint8 *told;                  /* for each entry of Action: something was said about it */
} Comparison;

#define SAY(comparison, rule, where, ...)                                                          \
  esp_policy_review_say ((comparison)->review, ESP_POLICY_RULE_##rule, (comparison)->statement,    \
                         (where), __VA_ARGS__, NULL)
#define SAY_NAME(comparison, rule, where, ...)                                                     \
  esp_policy_review_say_name ((comparison)->review, ESP_POLICY_RULE_##rule,                        \
                              (comparison)->statement, (where), __VA_ARGS__, NULL)

/* --- Variables --------------------------------------------------------------------------------*/

/* "${aws:PrincipalTag/x}" or "${aws:PrincipalTag/x, 'default'}": which has a default needs no
 * value. */
static void
check_variable (EspPolicyReview *review,
                const EspPolicyReviewStatement *statement,
                const EspJsonPlace *place,
                const char *text,
                gsize len)
{
  g_autofree char *variable = g_strndup (text, len);
  EspKeyPresence presence;

  g_strstrip (variable);
  if (strchr (variable, ',') || (len == 1 && strchr ("*?$", *text)))
    return;
  presence = esp_policy_key_find (variable);
  if (presence == ESP_KEY_EVERYWHERE || presence == ESP_KEY_OF_ACTIONS)
    return;
  esp_policy_review_say (review, ESP_POLICY_RULE_UNKNOWN_VARIABLE, statement, place, "variable",
                         variable, NULL);
}

static void
check_variables (EspPolicyReview *review,
                 const EspPolicyReviewStatement *statement,
                 const EspJsonPlace *place)
{
  const char *open = place->text ? strstr (place->text, "${") : NULL;

  while (open && review->has_variables)
    {
      const char *end = strchr (open, '}');

      if (!end)
        return;
      check_variable (review, statement, place, open + 2, (gsize) (end - open) - 2);
      open = strstr (end, "${");
    }
}

/* --- Values -----------------------------------------------------------------------------------*/

static const char *
name_kind (const EspOperator *row)
{
  static const char *const names[] = {
    [ESP_OPERAND_TEXT] = "ARN",      [ESP_OPERAND_NUMBER] = "number",
    [ESP_OPERAND_MOMENT] = "time",   [ESP_OPERAND_BOOLEAN] = "Boolean",
    [ESP_OPERAND_BINARY] = "Base64", [ESP_OPERAND_ADDRESS] = "IP address or range",
    [ESP_OPERAND_NULL] = "Boolean",
  };

  return names[row->kind];
}

/* As the parser reads it. */
static gboolean
is_good_value (const Comparison *comparison, const char *text)
{
  g_autoptr (EspCondition) condition = g_new0 (EspCondition, 1);

  condition->row = comparison->condition->row;
  return esp_condition_add_operand (condition, text, comparison->review->has_variables) !=
         ESP_OPERAND_BAD_VALUE;
}

/* "*" and "?" outside of variables, where the operator has none. */
static gboolean
has_literal_wildcard (const EspOperator *row, const char *text)
{
  const char *last = strrchr (text, '}'), *end;

  if (row->kind != ESP_OPERAND_TEXT || (row->flags & ESP_PATTERN_WILDCARDS))
    return FALSE;
  while (*text)
    {
      end = last && text < last && g_str_has_prefix (text, "${") ? strchr (text, '}') : NULL;
      if (!end && strchr ("*?", *text))
        return TRUE;
      text = end ? end + 1 : text + 1;
    }
  return FALSE;
}

static const char *
name_pattern_operator (const EspOperator *row)
{
  return row->is_negated ? "StringNotLike" : "StringLike";
}

static gboolean
is_template (const Comparison *comparison, const char *text)
{
  if (g_ascii_strcasecmp (comparison->place->name, "acm-pca:TemplateArn") != 0 ||
      comparison->condition->row->kind != ESP_OPERAND_TEXT || strstr (text, "${"))
    return TRUE;
  return esp_resource_form_meets (esp_template_form (), text, &comparison->review->work);
}

static void
check_value (const Comparison *comparison, const EspJsonPlace *value)
{
  const EspOperator *row = comparison->condition->row;
  const char *text = value->text ? value->text : "";

  /* Of numbers and Booleans without quotes the parser makes a text of its own. */
  if (value->kind == ESP_JSON_PLACE_STRING && !is_good_value (comparison, text))
    SAY (comparison, VALUE_TYPE, value, "value", text, "type", name_kind (row), "operator",
         comparison->operator_place->name);
  else if (!*text)
    SAY (comparison, EMPTY_VALUE, value, "key", comparison->place->name);
  else if (esp_policy_review_is_placeholder (text))
    SAY (comparison, VALUE_PLACEHOLDER, value, "value", text);
  else if (has_literal_wildcard (row, text))
    SAY (comparison, LITERAL_WILDCARD, value, "operator", comparison->operator_place->name, "value",
         text, "other", name_pattern_operator (row));
  else if (!is_template (comparison, text))
    SAY (comparison, TEMPLATE_FORM, value, "value", text);
  check_variables (comparison->review, comparison->statement, value);
}

static void
check_values (const Comparison *comparison)
{
  const EspJsonPlace *place = comparison->place;

  if (place->kind != ESP_JSON_PLACE_ARRAY && place->kind != ESP_JSON_PLACE_OBJECT)
    check_value (comparison, place);
  for (guint i = 0; place->kind == ESP_JSON_PLACE_ARRAY && i < place->children->len; i++)
    {
      const EspJsonPlace *value = g_ptr_array_index (place->children, i);

      if (!value->children && comparison->review->work-- >= 0)
        check_value (comparison, value);
    }
}

/* --- Keys and the actions that have them ------------------------------------------------------*/

static gboolean
is_text (const EspJsonPlace *place, const char *text)
{
  if (place->kind == ESP_JSON_PLACE_ARRAY)
    return place->children->len == 1 && is_text (g_ptr_array_index (place->children, 0), text);
  return place->text && g_ascii_strcasecmp (place->text, text) == 0;
}

/* Is the comparison met by a request that has no such key? */
static gboolean
is_met_without (const Comparison *comparison)
{
  const EspCondition *condition = comparison->condition;

  if (condition->row->kind == ESP_OPERAND_NULL)
    return is_text (comparison->place, "true");
  if (condition->if_exists || condition->set == ESP_SET_ALL)
    return TRUE;
  return condition->set == ESP_SET_NONE && condition->row->is_negated;
}

static gboolean
lacks_key (const EspAction *action, EspKeyPresence presence, const char *key)
{
  return presence == ESP_KEY_OF_ACTIONS && !esp_action_has_key (action, key);
}

/* An entry of Action of which no request, or not every one, can meet the comparison. */
static void
check_entry (const Comparison *comparison, EspKeyPresence presence, guint index)
{
  GPtrArray *actions = esp_actions ();
  const EspJsonPlace *entry = g_ptr_array_index (comparison->statement->actions, index);
  g_autofree guint8 *matched = NULL;
  g_autofree char *names = NULL;
  guint n, n_lacking = 0;

  if (comparison->told[index])
    return;
  matched = esp_policy_review_match (comparison->review, entry->text, &n);
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      matched[i] = matched[i] && lacks_key (action, presence, comparison->place->name);
      n_lacking += matched[i];
    }
  if (n_lacking == 0)
    return;
  comparison->told[index] = TRUE;
  names = esp_policy_review_names (matched);
  if (n_lacking == n)
    SAY (comparison, KEY_NEVER_PRESENT, entry, "action", entry->text, "key",
         comparison->place->name);
  else
    SAY (comparison, KEY_SOMETIMES_PRESENT, entry, "action", entry->text, "actions", names, "key",
         comparison->place->name);
}

static gboolean
all_lack (const Comparison *comparison, EspKeyPresence presence)
{
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    if (comparison->statement->names[i] &&
        !lacks_key (g_ptr_array_index (actions, i), presence, comparison->place->name))
      return FALSE;
  return comparison->statement->n_named > 0;
}

static void
check_presence (const Comparison *comparison, EspKeyPresence presence)
{
  if (presence != ESP_KEY_OF_ACTIONS)
    return;
  if (is_met_without (comparison))
    {
      if (all_lack (comparison, presence))
        SAY_NAME (comparison, CONDITION_ALWAYS_MET, comparison->place, "key",
                  comparison->place->name, "operator", comparison->operator_place->name);
      return;
    }
  for (guint i = 0;
       i < comparison->statement->actions->len && !comparison->statement->is_not_action; i++)
    if (comparison->review->work >= 0)
      check_entry (comparison, presence, i);
}

/* What is near is named with the tag that was meant. */
static void
say_unknown_key (const Comparison *comparison)
{
  const char *key = comparison->place->name, *tag = strchr (key, '/');
  const char *nearest = esp_policy_nearest_key (key, &comparison->review->work);
  g_autofree char *meant = nearest && g_str_has_suffix (nearest, "/") ?
                             g_strconcat (nearest, tag ? tag + 1 : "KEY", NULL) :
                             g_strdup (nearest);

  if (meant)
    SAY_NAME (comparison, UNKNOWN_KEY_NEAR, comparison->place, "value", key, "nearest", meant);
  else
    SAY_NAME (comparison, UNKNOWN_KEY, comparison->place, "value", key);
}

/* --- Keys with several values -----------------------------------------------------------------*/

/* "Null": { key: "false" } beside it asks for the key. */
static gboolean
is_required (const EspPolicyReviewStatement *statement, const char *key)
{
  const EspJsonPlace *null = esp_json_place_get_member (statement->condition, "Null");

  for (guint i = 0; null && null->kind == ESP_JSON_PLACE_OBJECT && i < null->children->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (null->children, i);

      if (g_ascii_strcasecmp (place->name, key) == 0)
        return is_text (place, "false");
    }
  return FALSE;
}

static void
check_set (const Comparison *comparison, EspKeyPresence presence)
{
  const char *key = comparison->place->name, *operator= comparison->operator_place->name;
  EspSetKind set = comparison->condition->set;
  gboolean several = esp_policy_key_is_several (key);

  if (set == ESP_SET_ALL && !comparison->statement->is_deny &&
      !is_required (comparison->statement, key))
    SAY_NAME (comparison, FOR_ALL_VALUES_ALLOW, comparison->operator_place, "key", key);
  if (presence == ESP_KEY_UNKNOWN)
    return;
  if (set != ESP_SET_NONE && !several)
    SAY_NAME (comparison, SET_ON_SINGLE, comparison->place, "key", key, "operator", operator,
              "prefix", set == ESP_SET_ALL ? "ForAllValues:" : "ForAnyValue:");
  if (set == ESP_SET_NONE && several && comparison->condition->row->kind != ESP_OPERAND_NULL)
    SAY_NAME (comparison, SEVERAL_WITHOUT_SET, comparison->place, "key", key);
}

/* --- Operators --------------------------------------------------------------------------------*/

static void
check_comparison (const Comparison *comparison)
{
  const char *key = comparison->place->name;
  EspKeyPresence presence = esp_policy_key_find (key);

  if (strlen (key) > KEY_MAX)
    return;
  if (presence == ESP_KEY_UNKNOWN)
    say_unknown_key (comparison);
  else if (presence == ESP_KEY_NOT_FILLED)
    SAY_NAME (comparison, KEY_NOT_FILLED, comparison->place, "value", key);
  check_presence (comparison, presence);
  check_set (comparison, presence);
  check_values (comparison);
}

static void
say_operator (EspPolicyReview *review,
              const EspPolicyReviewStatement *statement,
              const EspJsonPlace *place,
              const EspCondition *condition)
{
  const char *nearest;

  if (condition->row)
    {
      esp_policy_review_say_name (review, ESP_POLICY_RULE_NULL_IF_EXISTS, statement, place, "value",
                                  place->name, NULL);
      return;
    }
  nearest = esp_policy_nearest_operator (place->name, &review->work);
  esp_policy_review_say_name (
    review, nearest ? ESP_POLICY_RULE_UNKNOWN_OPERATOR_NEAR : ESP_POLICY_RULE_UNKNOWN_OPERATOR,
    statement, place, "value", place->name, "nearest", nearest ? nearest : "", NULL);
}

static void
check_operator (EspPolicyReview *review,
                const EspPolicyReviewStatement *statement,
                const EspJsonPlace *place,
                guint8 *told)
{
  g_autoptr (EspCondition) condition = g_new0 (EspCondition, 1);
  Comparison comparison = { review, statement, place, NULL, condition, told };

  if (!esp_condition_read_operator (condition, place->name))
    {
      say_operator (review, statement, place, condition);
      return;
    }
  if (place->kind != ESP_JSON_PLACE_OBJECT)
    return;
  for (guint i = 0; i < place->children->len && review->work >= 0; i++)
    {
      comparison.place = g_ptr_array_index (place->children, i);
      check_comparison (&comparison);
    }
}

void
esp_policy_review_conditions (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  const EspJsonPlace *condition = statement->condition;
  g_autofree guint8 *told = g_new0 (guint8, statement->actions->len + 1);

  for (guint i = 0; i < statement->resources->len; i++)
    check_variables (review, statement, g_ptr_array_index (statement->resources, i));
  if (!condition || condition->kind != ESP_JSON_PLACE_OBJECT)
    return;
  if (condition->children->len == 0)
    esp_policy_review_say_name (review, ESP_POLICY_RULE_EMPTY_CONDITION, statement, condition,
                                NULL);
  for (guint i = 0; i < condition->children->len && review->work >= 0; i++)
    check_operator (review, statement, g_ptr_array_index (condition->children, i), told);
}
