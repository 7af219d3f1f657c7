/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a request meets a condition. A key that is not there, or that has no value, meets negated
 * operators, IfExists and ForAllValues, and nothing else. A value that is not of the operator's
 * kind (no number, no address) meets nothing, negated or not.
 */
#include "esp-condition-private.h"

/* A value of the request, read as the operator compares it. */
typedef struct
{
  const char *text;
  double number;
  gint64 moment;
  EspAddress address;
} Subject;

/* --- One value against one --------------------------------------------------------------------*/

static gboolean
is_boolean (const char *text)
{
  return g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0;
}

static gboolean
read_subject (const EspOperator *row, const char *text, Subject *subject)
{
  subject->text = text;
  switch (row->kind)
    {
    case ESP_OPERAND_NUMBER:
      return esp_number_read (text, &subject->number);
    case ESP_OPERAND_MOMENT:
      return esp_moment_read (text, &subject->moment);
    case ESP_OPERAND_ADDRESS:
      return esp_address_read (text, FALSE, &subject->address);
    case ESP_OPERAND_BOOLEAN:
      return is_boolean (text);
    case ESP_OPERAND_TEXT:
      return !(row->flags & ESP_PATTERN_ARN) ||
             esp_pattern_after_colons (text, ESP_PATTERN_ARN_COLONS, FALSE) != NULL;
    case ESP_OPERAND_BINARY:
    case ESP_OPERAND_NULL:
    default:
      return TRUE;
    }
}

static gboolean
has_relation (EspRelation relation, gboolean is_less, gboolean is_equal)
{
  switch (relation)
    {
    case ESP_RELATION_LESS:
      return is_less;
    case ESP_RELATION_LESS_OR_EQUAL:
      return is_less || is_equal;
    case ESP_RELATION_GREATER:
      return !is_less && !is_equal;
    case ESP_RELATION_GREATER_OR_EQUAL:
      return !is_less;
    case ESP_RELATION_EQUAL:
    default:
      return is_equal;
    }
}

static gboolean
compare (const EspOperator *row,
         const EspOperand *operand,
         const Subject *subject,
         const EspConditionKeys *keys)
{
  double number = subject->number - operand->number;
  gint64 moment = subject->moment - operand->moment;

  switch (row->kind)
    {
    case ESP_OPERAND_NUMBER:
      return has_relation (row->relation, number < 0, !(number < 0) && !(number > 0));
    case ESP_OPERAND_MOMENT:
      return has_relation (row->relation, moment < 0, moment == 0);
    case ESP_OPERAND_ADDRESS:
      return esp_address_contains (&operand->address, &subject->address);
    case ESP_OPERAND_TEXT:
    case ESP_OPERAND_BOOLEAN:
    case ESP_OPERAND_BINARY:
    case ESP_OPERAND_NULL:
    default:
      return esp_pattern_match (&operand->pattern, subject->text, keys) == ESP_PATTERN_MATCHES;
    }
}

/* --- One value against all of the condition ----------------------------------------------------*/

static gboolean
meets (const EspCondition *condition, const char *text, const EspConditionKeys *keys)
{
  Subject subject = { 0 };

  if (!read_subject (condition->row, text, &subject))
    return FALSE;
  for (guint i = 0; i < condition->n_operands; i++)
    if (compare (condition->row, &condition->operands[i], &subject, keys))
      return !condition->row->is_negated;
  return condition->row->is_negated;
}

static gboolean
is_met_without_value (const EspCondition *condition)
{
  if (condition->if_exists || condition->set == ESP_SET_ALL)
    return TRUE;
  return condition->set == ESP_SET_NONE && condition->row->is_negated;
}

static gboolean
is_null_met (const EspCondition *condition, gboolean is_missing)
{
  for (guint i = 0; i < condition->n_operands; i++)
    if (condition->operands[i].boolean == is_missing)
      return TRUE;
  return FALSE;
}

/* All values of a ForAllValues, one of a ForAnyValue. */
static gboolean
is_met_by_set (const EspCondition *condition,
               const EspKeyEntry *entry,
               const EspConditionKeys *keys)
{
  gboolean wanted = condition->set == ESP_SET_ANY;

  for (gsize i = 0; i < entry->n_values; i++)
    if (meets (condition, entry->values[i], keys) == wanted)
      return wanted;
  return !wanted;
}

gboolean
esp_condition_is_met (const EspCondition *condition, const EspConditionKeys *keys)
{
  const EspKeyEntry *entry = esp_condition_keys_lookup (keys, &condition->key_name);
  gboolean is_missing = !entry || entry->n_values == 0;

  if (condition->row->kind == ESP_OPERAND_NULL)
    return is_null_met (condition, is_missing);
  if (is_missing)
    return is_met_without_value (condition);
  if (condition->set != ESP_SET_NONE)
    return is_met_by_set (condition, entry, keys);
  /* Which of several values would count is not said, so none does. */
  return !entry->is_list && meets (condition, entry->values[0], keys);
}
