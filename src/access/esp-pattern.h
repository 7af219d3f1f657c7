/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts with wildcards and policy variables, taken apart once and matched without the heap, for this
 * room alone. What a variable stands for is always literal, whatever characters it has.
 */
#pragma once

#include "esp-condition.h"

G_BEGIN_DECLS

#define ESP_PATTERN_MAX_PIECES 64
#define ESP_PATTERN_ARN_COLONS 5

typedef enum
{
  ESP_PATTERN_PLAIN = 0,
  ESP_PATTERN_WILDCARDS = 1 << 0,   /* "*" and "?" are wildcards */
  ESP_PATTERN_VARIABLES = 1 << 1,   /* "${key}" is a variable */
  ESP_PATTERN_IGNORE_CASE = 1 << 2,
  ESP_PATTERN_ARN = 1 << 3,         /* part by part: a wildcard stays in its part up to the sixth */
} EspPatternFlags;

typedef enum
{
  ESP_PIECE_LITERAL,
  ESP_PIECE_ANY_TEXT,      /* "*" */
  ESP_PIECE_ANY_CHARACTER, /* "?" */
  ESP_PIECE_VARIABLE,
} EspPieceKind;

typedef struct
{
  EspPieceKind kind;
  const char *text; /* of a literal, or the default of a variable, or NULL */
  gsize len;
  EspKeyName key;   /* of a variable */
  char *owned;      /* what @text points to */
} EspPiece;

typedef struct
{
  EspPatternFlags flags;
  EspPiece *pieces;
  guint n_pieces;
  guint n_variables;
} EspPattern;

typedef enum
{
  ESP_PATTERN_DIFFERS,
  ESP_PATTERN_MATCHES,
  ESP_PATTERN_UNRESOLVED, /* would match if a variable had a value, and had the right one */
} EspPatternAnswer;

/* Why a text is no pattern. */
typedef enum
{
  ESP_PATTERN_GOOD,
  ESP_PATTERN_BAD_VARIABLE,
  ESP_PATTERN_TOO_MANY_PIECES,
} EspPatternProblem;

EspPatternProblem esp_pattern_init  (EspPattern *pattern, const char *text, EspPatternFlags flags);
void              esp_pattern_clear (EspPattern *pattern);
EspPatternAnswer  esp_pattern_match (const EspPattern *pattern, const char *text,
                                     const EspConditionKeys *keys);
/* After its @n-th colon outside of variables, or NULL. */
const char       *esp_pattern_after_colons (const char *text, guint n, gboolean has_variables);

G_END_DECLS
