/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading conditions: the table of operators, and values turned into what they are compared as. A
 * value that its operator can't compare is refused here, so that no comparison fails in silence.
 */
#include "esp-condition-private.h"

#include <string.h>

#define IF_EXISTS "IfExists"

#define TEXT(relation, negated, flags)                                                             \
  ESP_OPERAND_TEXT, ESP_RELATION_##relation, negated, (ESP_PATTERN_VARIABLES | (flags))
#define VALUE(kind, relation, negated)                                                             \
  ESP_OPERAND_##kind, ESP_RELATION_##relation, negated, ESP_PATTERN_PLAIN

/* Variables stand in texts, ARNs, Booleans and binary values; not in the others. */
static const EspOperator operators[] = {
  { "StringEquals", TEXT (EQUAL, FALSE, 0) },
  { "StringNotEquals", TEXT (EQUAL, TRUE, 0) },
  { "StringEqualsIgnoreCase", TEXT (EQUAL, FALSE, ESP_PATTERN_IGNORE_CASE) },
  { "StringNotEqualsIgnoreCase", TEXT (EQUAL, TRUE, ESP_PATTERN_IGNORE_CASE) },
  { "StringLike", TEXT (EQUAL, FALSE, ESP_PATTERN_WILDCARDS) },
  { "StringNotLike", TEXT (EQUAL, TRUE, ESP_PATTERN_WILDCARDS) },
  { "NumericEquals", VALUE (NUMBER, EQUAL, FALSE) },
  { "NumericNotEquals", VALUE (NUMBER, EQUAL, TRUE) },
  { "NumericLessThan", VALUE (NUMBER, LESS, FALSE) },
  { "NumericLessThanEquals", VALUE (NUMBER, LESS_OR_EQUAL, FALSE) },
  { "NumericGreaterThan", VALUE (NUMBER, GREATER, FALSE) },
  { "NumericGreaterThanEquals", VALUE (NUMBER, GREATER_OR_EQUAL, FALSE) },
  { "DateEquals", VALUE (MOMENT, EQUAL, FALSE) },
  { "DateNotEquals", VALUE (MOMENT, EQUAL, TRUE) },
  { "DateLessThan", VALUE (MOMENT, LESS, FALSE) },
  { "DateLessThanEquals", VALUE (MOMENT, LESS_OR_EQUAL, FALSE) },
  { "DateGreaterThan", VALUE (MOMENT, GREATER, FALSE) },
  { "DateGreaterThanEquals", VALUE (MOMENT, GREATER_OR_EQUAL, FALSE) },
  { "Bool", ESP_OPERAND_BOOLEAN, ESP_RELATION_EQUAL, FALSE,
    ESP_PATTERN_VARIABLES | ESP_PATTERN_IGNORE_CASE },
  { "BinaryEquals", ESP_OPERAND_BINARY, ESP_RELATION_EQUAL, FALSE, ESP_PATTERN_VARIABLES },
  { "IpAddress", VALUE (ADDRESS, EQUAL, FALSE) },
  { "NotIpAddress", VALUE (ADDRESS, EQUAL, TRUE) },
  { "ArnEquals", TEXT (EQUAL, FALSE, ESP_PATTERN_WILDCARDS | ESP_PATTERN_ARN) },
  { "ArnLike", TEXT (EQUAL, FALSE, ESP_PATTERN_WILDCARDS | ESP_PATTERN_ARN) },
  { "ArnNotEquals", TEXT (EQUAL, TRUE, ESP_PATTERN_WILDCARDS | ESP_PATTERN_ARN) },
  { "ArnNotLike", TEXT (EQUAL, TRUE, ESP_PATTERN_WILDCARDS | ESP_PATTERN_ARN) },
  { "Null", VALUE (NULL, EQUAL, FALSE) },
};

static const struct
{
  const char *prefix;
  EspSetKind set;
} set_rows[] = {
  { "ForAllValues:", ESP_SET_ALL },
  { "ForAnyValue:", ESP_SET_ANY },
};

/* --- Operators --------------------------------------------------------------------------------*/

static const EspOperator *
find_operator (const char *name, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strlen (operators[i].name) == len && strncmp (operators[i].name, name, len) == 0)
      return &operators[i];
  return NULL;
}

gboolean
esp_condition_read_operator (EspCondition *condition, const char *text)
{
  gsize len;

  condition->label = g_strdup (text);
  for (gsize i = 0; i < G_N_ELEMENTS (set_rows); i++)
    if (g_str_has_prefix (text, set_rows[i].prefix))
      {
        condition->set = set_rows[i].set;
        text += strlen (set_rows[i].prefix);
        break;
      }
  condition->if_exists = g_str_has_suffix (text, IF_EXISTS);
  len = strlen (text) - (condition->if_exists ? strlen (IF_EXISTS) : 0);
  condition->row = find_operator (text, len);
  if (!condition->row)
    return FALSE;
  /* Null asks whether the key is there: with a set or IfExists it would ask nothing. */
  return condition->row->kind != ESP_OPERAND_NULL ||
         (condition->set == ESP_SET_NONE && !condition->if_exists);
}

/* --- Operands ---------------------------------------------------------------------------------*/

static gboolean
is_boolean (const char *text)
{
  return g_ascii_strcasecmp (text, "true") == 0 || g_ascii_strcasecmp (text, "false") == 0;
}

/* As RFC 4648 writes it, so that equal bytes are equal texts. */
static gboolean
is_base64 (const char *text)
{
  gsize len = strlen (text), n_bytes;
  g_autofree guchar *bytes = len > 0 ? g_base64_decode (text, &n_bytes) : NULL;
  g_autofree char *again = bytes ? g_base64_encode (bytes, n_bytes) : NULL;

  return len == 0 || g_str_equal (again, text);
}

/* What a text without variables has to be. */
static gboolean
check_text (const EspOperator *row, const char *text)
{
  if (row->kind == ESP_OPERAND_BOOLEAN)
    return is_boolean (text);
  if (row->kind == ESP_OPERAND_BINARY)
    return is_base64 (text);
  if (row->flags & ESP_PATTERN_ARN)
    return g_str_has_prefix (text, "arn:") &&
           esp_pattern_after_colons (text, ESP_PATTERN_ARN_COLONS, FALSE) != NULL;
  return TRUE;
}

static EspOperandProblem
read_pattern (const EspOperator *row, EspOperand *operand, const char *text, gboolean has_variables)
{
  EspPatternFlags flags = has_variables ? row->flags : row->flags & ~ESP_PATTERN_VARIABLES;

  switch (esp_pattern_init (&operand->pattern, text, flags))
    {
    case ESP_PATTERN_BAD_VARIABLE:
      return ESP_OPERAND_BAD_VARIABLE;
    case ESP_PATTERN_TOO_MANY_PIECES:
      return ESP_OPERAND_TOO_MANY_PIECES;
    case ESP_PATTERN_GOOD:
    default:
      break;
    }
  if (operand->pattern.n_variables == 0 && !check_text (row, text))
    {
      esp_pattern_clear (&operand->pattern);
      return ESP_OPERAND_BAD_VALUE;
    }
  return ESP_OPERAND_GOOD;
}

static gboolean
read_value (EspOperandKind kind, EspOperand *operand, const char *text)
{
  switch (kind)
    {
    case ESP_OPERAND_NUMBER:
      return esp_number_read (text, &operand->number);
    case ESP_OPERAND_MOMENT:
      return esp_moment_read (text, &operand->moment);
    case ESP_OPERAND_ADDRESS:
      return esp_address_read (text, TRUE, &operand->address);
    case ESP_OPERAND_NULL:
      operand->boolean = g_ascii_strcasecmp (text, "true") == 0;
      return is_boolean (text);
    case ESP_OPERAND_TEXT:
    case ESP_OPERAND_BOOLEAN:
    case ESP_OPERAND_BINARY:
    default:
      return FALSE;
    }
}

EspOperandProblem
esp_condition_add_operand (EspCondition *condition, const char *text, gboolean has_variables)
{
  const EspOperator *row = condition->row;
  EspOperand operand = { 0 };
  EspOperandProblem problem = ESP_OPERAND_GOOD;

  if (row->flags & ESP_PATTERN_VARIABLES)
    problem = read_pattern (row, &operand, text, has_variables);
  else if (has_variables && strstr (text, "${"))
    problem = ESP_OPERAND_BAD_VARIABLE;
  else if (!read_value (row->kind, &operand, text))
    problem = ESP_OPERAND_BAD_VALUE;
  if (problem != ESP_OPERAND_GOOD)
    return problem;
  condition->operands = g_renew (EspOperand, condition->operands, condition->n_operands + 1);
  condition->operands[condition->n_operands++] = operand;
  return ESP_OPERAND_GOOD;
}

/* --- The condition ----------------------------------------------------------------------------*/

gboolean
esp_condition_key_is_valid (const char *key)
{
  const char *colon = strchr (key, ':');

  if (!colon || colon == key || !colon[1])
    return FALSE;
  for (const char *c = key; c < colon; c++)
    if (!g_ascii_isalnum (*c) && *c != '-')
      return FALSE;
  for (const char *c = colon + 1; *c; c++)
    if (g_ascii_iscntrl (*c) || strchr ("${}", *c))
      return FALSE;
  return TRUE;
}

char *
esp_condition_describe (const EspCondition *condition)
{
  return g_strconcat (condition->label, " ", condition->key, NULL);
}

void
esp_condition_free (EspCondition *condition)
{
  if (!condition)
    return;
  for (guint i = 0; i < condition->n_operands; i++)
    esp_pattern_clear (&condition->operands[i].pattern);
  g_free (condition->operands);
  esp_key_name_clear (&condition->key_name);
  g_free (condition->label);
  g_free (condition->key);
  g_free (condition);
}
