/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a pattern apart. How it is matched is in esp-pattern-match.c. */
#include "esp-pattern.h"

#include <string.h>

#define VARIABLE_START "${"
#define ESCAPABLE "*?$"

/* What is still to be read, and the literal that is being collected. */
typedef struct
{
  const char *at;
  EspPatternFlags flags;
  GArray *pieces; /* EspPiece */
  GString *literal;
  guint n_variables;
} Splitter;

/* --- Pieces -----------------------------------------------------------------------------------*/

static void
add_piece (Splitter *splitter, EspPiece piece)
{
  piece.text = piece.owned;
  piece.len = piece.owned ? strlen (piece.owned) : 0;
  g_array_append_val (splitter->pieces, piece);
}

static void
end_literal (Splitter *splitter)
{
  if (splitter->literal->len == 0)
    return;
  add_piece (splitter,
             (EspPiece){ .kind = ESP_PIECE_LITERAL, .owned = g_strdup (splitter->literal->str) });
  g_string_truncate (splitter->literal, 0);
}

/* Two stars say no more than one. */
static gboolean
ends_with_star (const Splitter *splitter)
{
  guint len = splitter->pieces->len;

  return len > 0 && g_array_index (splitter->pieces, EspPiece, len - 1).kind == ESP_PIECE_ANY_TEXT;
}

static void
add_wildcard (Splitter *splitter)
{
  gboolean is_star = *splitter->at++ == '*';

  end_literal (splitter);
  if (!is_star || !ends_with_star (splitter))
    add_piece (splitter,
               (EspPiece){ .kind = is_star ? ESP_PIECE_ANY_TEXT : ESP_PIECE_ANY_CHARACTER });
}

/* --- Variables --------------------------------------------------------------------------------*/

static const char *
skip_spaces (const char *c)
{
  while (*c == ' ')
    c++;
  return c;
}

/* "key" or "key, 'default'", between the braces. */
static gboolean
split_variable (const char *inside, char **key, char **fallback)
{
  const char *comma = strchr (inside, ',');
  const char *first, *last;

  *fallback = NULL;
  *key = g_strstrip (comma ? g_strndup (inside, (gsize) (comma - inside)) : g_strdup (inside));
  if (!esp_condition_key_is_valid (*key))
    return FALSE;
  if (!comma)
    return TRUE;
  first = skip_spaces (comma + 1);
  last = first + strlen (first);
  while (last > first && last[-1] == ' ')
    last--;
  if (last - first < 2 || *first != '\'' || last[-1] != '\'')
    return FALSE;
  *fallback = g_strndup (first + 1, (gsize) (last - first) - 2);
  return !strchr (*fallback, '\'');
}

static gboolean
add_variable (Splitter *splitter)
{
  const char *inside = splitter->at + strlen (VARIABLE_START);
  const char *end = strchr (inside, '}');
  g_autofree char *text = end ? g_strndup (inside, (gsize) (end - inside)) : NULL;
  g_autofree char *key = NULL;
  g_autofree char *fallback = NULL;
  EspPiece piece = { .kind = ESP_PIECE_VARIABLE };

  if (!end)
    return FALSE;
  splitter->at = end + 1;
  if (end - inside == 1 && strchr (ESCAPABLE, *inside))
    {
      g_string_append_c (splitter->literal, *inside);
      return TRUE;
    }
  if (!split_variable (text, &key, &fallback))
    return FALSE;
  end_literal (splitter);
  esp_key_name_init (&piece.key, key);
  piece.owned = g_steal_pointer (&fallback);
  add_piece (splitter, piece);
  splitter->n_variables++;
  return TRUE;
}

/* --- The pattern ------------------------------------------------------------------------------*/

static gboolean
split (Splitter *splitter)
{
  while (*splitter->at)
    {
      if ((splitter->flags & ESP_PATTERN_WILDCARDS) && strchr ("*?", *splitter->at))
        {
          add_wildcard (splitter);
          continue;
        }
      if ((splitter->flags & ESP_PATTERN_VARIABLES) &&
          g_str_has_prefix (splitter->at, VARIABLE_START))
        {
          if (!add_variable (splitter))
            return FALSE;
          continue;
        }
      g_string_append_c (splitter->literal, *splitter->at++);
    }
  end_literal (splitter);
  return TRUE;
}

EspPatternProblem
esp_pattern_init (EspPattern *pattern, const char *text, EspPatternFlags flags)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  Splitter splitter = { .at = text, .flags = flags, .literal = literal };
  gboolean good;

  splitter.pieces = g_array_new (FALSE, TRUE, sizeof (EspPiece));
  good = split (&splitter);
  pattern->flags = flags;
  pattern->n_pieces = splitter.pieces->len;
  pattern->n_variables = splitter.n_variables;
  pattern->pieces = (EspPiece *) (void *) g_array_free (splitter.pieces, FALSE);
  if (good && pattern->n_pieces <= ESP_PATTERN_MAX_PIECES)
    return ESP_PATTERN_GOOD;
  esp_pattern_clear (pattern);
  return good ? ESP_PATTERN_TOO_MANY_PIECES : ESP_PATTERN_BAD_VARIABLE;
}

void
esp_pattern_clear (EspPattern *pattern)
{
  for (guint i = 0; i < pattern->n_pieces; i++)
    {
      esp_key_name_clear (&pattern->pieces[i].key);
      g_free (pattern->pieces[i].owned);
    }
  g_clear_pointer (&pattern->pieces, g_free);
  pattern->n_pieces = 0;
}

const char *
esp_pattern_after_colons (const char *text, guint n, gboolean has_variables)
{
  while (*text && n > 0)
    {
      const char *end = has_variables && g_str_has_prefix (text, VARIABLE_START) ?
                          strchr (text, '}') :
                          NULL;

      n -= *text == ':';
      text = end ? end : text + 1;
    }
  return n == 0 ? text : NULL;
}
