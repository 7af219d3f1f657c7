/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a condition, for the files that read, compare and describe it. */
#pragma once

#include "esp-condition-value.h"
#include "esp-condition.h"
#include "esp-pattern.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_OPERAND_TEXT,   /* a pattern */
  ESP_OPERAND_NUMBER,
  ESP_OPERAND_MOMENT,
  ESP_OPERAND_BOOLEAN, /* a pattern that stands for "true" or "false" */
  ESP_OPERAND_BINARY, /* a pattern that stands for Base64 */
  ESP_OPERAND_ADDRESS,
  ESP_OPERAND_NULL,
} EspOperandKind;

typedef enum
{
  ESP_RELATION_EQUAL,
  ESP_RELATION_LESS,
  ESP_RELATION_LESS_OR_EQUAL,
  ESP_RELATION_GREATER,
  ESP_RELATION_GREATER_OR_EQUAL,
} EspRelation;

typedef struct
{
  const char *name;
  EspOperandKind kind;
  EspRelation relation; /* of the request's value to the policy's */
  gboolean is_negated;
  EspPatternFlags flags;
} EspOperator;

typedef enum
{
  ESP_SET_NONE,
  ESP_SET_ALL, /* ForAllValues: */
  ESP_SET_ANY, /* ForAnyValue: */
} EspSetKind;

typedef struct
{
  EspPattern pattern;
  double number;
  gint64 moment;
  EspAddress address;
  gboolean boolean; /* of Null */
} EspOperand;

struct _EspCondition
{
  const EspOperator *row;
  EspSetKind set;
  gboolean if_exists;
  char *label; /* the operator as it was written */
  char *key;
  EspKeyName key_name;
  EspOperand *operands;
  guint n_operands;
};

/* Of "ForAllValues:StringLikeIfExists": row, set, if_exists and label. FALSE: there is no such operator. */
gboolean      esp_condition_read_operator (EspCondition *condition, const char *text);

typedef enum
{
  ESP_OPERAND_GOOD,
  ESP_OPERAND_BAD_VALUE,
  ESP_OPERAND_BAD_VARIABLE,
  ESP_OPERAND_TOO_MANY_PIECES,
} EspOperandProblem;

/* Appends one. @has_variables: the document's version knows variables. */
EspOperandProblem esp_condition_add_operand (EspCondition *condition, const char *text, gboolean has_variables);

G_END_DECLS
