/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matching a pattern that was taken apart. On a mismatch only the newest star grows, so it takes at
 * most pattern times text steps; in an ARN no wildcard steps over one of the first five colons, so
 * each part meets its own.
 */
#include "esp-pattern.h"

#include <string.h>

/* A pattern with its variables filled in. */
typedef struct
{
  const EspPiece *pieces;
  guint n_pieces;
  gboolean ignore_case;
  const char *text_end;
  const char *free_from; /* from here on a wildcard may stand for a colon */
} Matcher;

/* The start of the next character, so that "?" is one character whatever its bytes. */
static const char *
next_character (const Matcher *matcher, const char *text)
{
  for (text++; text < matcher->text_end && ((guchar) *text & 0xc0) == 0x80; text++)
    ;
  return text;
}

/* The text after @literal, or NULL. Folding can change the number of bytes. */
static const char *
match_any_case (const EspPiece *literal, const char *text, const char *text_end)
{
  const char *c = literal->text, *end = literal->text + literal->len;

  while (c < end)
    {
      if (text >= text_end)
        return NULL;
      if (g_unichar_tolower (g_utf8_get_char (c)) != g_unichar_tolower (g_utf8_get_char (text)))
        return NULL;
      c = g_utf8_next_char (c);
      text = g_utf8_next_char (text);
    }
  return text;
}

static const char *
match_literal (const Matcher *matcher, const EspPiece *literal, const char *text)
{
  if (matcher->ignore_case)
    return match_any_case (literal, text, matcher->text_end);
  if ((gsize) (matcher->text_end - text) < literal->len ||
      memcmp (text, literal->text, literal->len) != 0)
    return NULL;
  return text + literal->len;
}

static gboolean
may_pass (const Matcher *matcher, const char *text)
{
  return text < matcher->text_end && (*text != ':' || text >= matcher->free_from);
}

static const char *
match_piece (const Matcher *matcher, const EspPiece *piece, const char *text)
{
  if (piece->kind == ESP_PIECE_LITERAL)
    return match_literal (matcher, piece, text);
  return may_pass (matcher, text) ? next_character (matcher, text) : NULL;
}

static gboolean
match_pieces (const Matcher *matcher, const char *text)
{
  const EspPiece *piece = matcher->pieces, *end = piece + matcher->n_pieces;
  const EspPiece *after_star = NULL;
  const char *star_text = NULL, *next;

  while (piece < end || text < matcher->text_end)
    {
      if (piece < end && piece->kind == ESP_PIECE_ANY_TEXT)
        {
          after_star = ++piece;
          star_text = text;
          continue;
        }
      next = piece < end ? match_piece (matcher, piece, text) : NULL;
      if (next)
        {
          piece++;
          text = next;
          continue;
        }
      if (!after_star || !may_pass (matcher, star_text))
        return FALSE;
      star_text = next_character (matcher, star_text);
      text = star_text;
      piece = after_star;
    }
  return TRUE;
}

/* What the variable stands for, or any text where it has no value, or several. Where nothing is
 * known at all, its default is no more than one of the things that it can stand for. */
static gboolean
resolve_piece (const EspPiece *piece, const EspConditionKeys *keys, EspPiece *resolved)
{
  const EspKeyEntry *entry = esp_condition_keys_lookup (keys, &piece->key);

  resolved->kind = ESP_PIECE_LITERAL;
  if (entry)
    {
      resolved->text = entry->is_list || entry->n_values != 1 ? NULL : entry->values[0];
      resolved->len = resolved->text ? strlen (resolved->text) : 0;
    }
  if (resolved->text && keys)
    return TRUE;
  resolved->kind = ESP_PIECE_ANY_TEXT;
  return FALSE;
}

/* FALSE: a variable has no value, or several. */
static gboolean
resolve (const EspPattern *pattern, const EspConditionKeys *keys, EspPiece *resolved)
{
  gboolean is_known = TRUE;

  for (guint i = 0; i < pattern->n_pieces; i++)
    {
      const EspPiece *piece = &pattern->pieces[i];

      resolved[i] = *piece;
      if (piece->kind == ESP_PIECE_VARIABLE && !resolve_piece (piece, keys, &resolved[i]))
        is_known = FALSE;
    }
  return is_known;
}

EspPatternAnswer
esp_pattern_match (const EspPattern *pattern, const char *text, const EspConditionKeys *keys)
{
  EspPiece resolved[ESP_PATTERN_MAX_PIECES];
  Matcher matcher = {
    .pieces = pattern->pieces,
    .n_pieces = pattern->n_pieces,
    .ignore_case = (pattern->flags & ESP_PATTERN_IGNORE_CASE) != 0,
    .text_end = text + strlen (text),
    .free_from = text,
  };
  gboolean is_known = TRUE;

  if (pattern->n_variables > 0)
    {
      is_known = resolve (pattern, keys, resolved);
      matcher.pieces = resolved;
    }
  if (pattern->flags & ESP_PATTERN_ARN)
    matcher.free_from = esp_pattern_after_colons (text, ESP_PATTERN_ARN_COLONS, FALSE);
  if (!matcher.free_from || !match_pieces (&matcher, text))
    return ESP_PATTERN_DIFFERS;
  return is_known ? ESP_PATTERN_MATCHES : ESP_PATTERN_UNRESOLVED;
}
