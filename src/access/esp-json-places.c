/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recursive descent over JSON that keeps places. One pass, each byte looked at a fixed number of
 * times; depth and size are bounded.
 */
#include "esp-json-places.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"

#include <string.h>

#define HEX_DIGITS 4
#define PROBLEM_END "the text ends too early"

typedef struct
{
  const char *start, *at, *end;
  const char *line_start;
  guint line;
  guint continuations; /* of this line, up to counted_to: bytes that begin no character */
  const char *counted_to;
  guint depth;
  EspReason reason;    /* the first refusal; ESP_REASON_NONE: none */
  const char *problem; /* static, or in problem_text */
  char *problem_text;
  const char *problem_at;
} Reader;

/* --- Places -----------------------------------------------------------------------------------*/

static gboolean
is_continuation (char byte)
{
  return ((guchar) byte & 0xc0) == 0x80;
}

/* Lines are counted as the reader passes them; bytes inside characters too, so nothing is counted
 * twice. */
static void
tell_place (Reader *reader, const char *at, guint *line, guint *column)
{
  for (; reader->counted_to < at; reader->counted_to++)
    {
      reader->continuations += is_continuation (*reader->counted_to);
      if (*reader->counted_to != '\n')
        continue;
      reader->line++;
      reader->line_start = reader->counted_to + 1;
      reader->continuations = 0;
    }
  *line = reader->line;
  *column = (guint) (at - reader->line_start) - reader->continuations + 1;
}

void
esp_json_places_locate (const char *text, gsize offset, guint *line, guint *column)
{
  *line = *column = 1;
  for (gsize i = 0; i < offset; i++)
    {
      *column += !is_continuation (text[i]);
      if (text[i] != '\n')
        continue;
      *line += 1;
      *column = 1;
    }
}

static EspJsonPlace *
place_new (Reader *reader, EspJsonPlaceKind kind)
{
  EspJsonPlace *place = g_new0 (EspJsonPlace, 1);

  place->kind = kind;
  place->offset = (gsize) (reader->at - reader->start);
  tell_place (reader, reader->at, &place->line, &place->column);
  if (kind == ESP_JSON_PLACE_OBJECT || kind == ESP_JSON_PLACE_ARRAY)
    place->children = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_json_place_free);
  return place;
}

void
esp_json_place_free (EspJsonPlace *place)
{
  if (!place)
    return;
  g_free (place->name);
  g_free (place->text);
  g_clear_pointer (&place->children, g_ptr_array_unref);
  g_free (place);
}

const EspJsonPlace *
esp_json_place_get_member (const EspJsonPlace *place, const char *name)
{
  if (!place || place->kind != ESP_JSON_PLACE_OBJECT)
    return NULL;
  for (guint i = 0; i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (g_str_equal (child->name, name))
        return child;
    }
  return NULL;
}

const EspJsonPlace *
esp_json_place_get_element (const EspJsonPlace *place, guint index)
{
  if (!place || place->kind != ESP_JSON_PLACE_ARRAY || index >= place->children->len)
    return NULL;
  return g_ptr_array_index (place->children, index);
}

/* --- Refusals ---------------------------------------------------------------------------------*/

static gboolean
refuse (Reader *reader, const char *at, const char *problem)
{
  if (reader->reason != ESP_REASON_NONE)
    return FALSE;
  reader->reason = ESP_REASON_JSON_SYNTAX;
  reader->problem = problem;
  reader->problem_at = at;
  return FALSE;
}

/* At the end, behind the last thing that stands there. */
static gboolean
refuse_end (Reader *reader, const char *expected)
{
  const char *at = reader->end;

  while (at > reader->start && g_ascii_isspace (at[-1]))
    at--;
  reader->problem_text = g_strdup_printf ("the text ends where %s is expected", expected);
  return refuse (reader, at, reader->problem_text);
}

/* Names what stands there instead. */
static gboolean
refuse_expected (Reader *reader, const char *expected)
{
  gsize left = (gsize) (reader->end - reader->at);
  gunichar character;
  char utf8[7] = "";
  g_autofree char *safe = NULL;

  if (reader->reason != ESP_REASON_NONE)
    return FALSE;
  if (left == 0)
    return refuse_end (reader, expected);
  character = g_utf8_get_char (reader->at);
  utf8[g_unichar_to_utf8 (character, utf8)] = '\0';
  safe = esp_text_escape (utf8);
  reader->problem_text = g_strdup_printf ("%s stands where %s is expected", safe, expected);
  return refuse (reader, reader->at, reader->problem_text);
}

/* --- White space ------------------------------------------------------------------------------*/

static gboolean
looking_at (const Reader *reader, const char *text)
{
  gsize len = strlen (text);

  return (gsize) (reader->end - reader->at) >= len && memcmp (reader->at, text, len) == 0;
}

static gboolean
skip_comment (Reader *reader, const char *last)
{
  const char *start = reader->at;

  for (reader->at += 2; reader->at < reader->end; reader->at++)
    if (looking_at (reader, last))
      {
        reader->at += strlen (last);
        return TRUE;
      }
  return g_str_equal (last, "\n") || refuse (reader, start, "this comment has no end");
}

static gboolean
skip_space (Reader *reader)
{
  while (reader->at < reader->end)
    {
      if (strchr (" \t\r\n", *reader->at) && *reader->at)
        reader->at++;
      else if (looking_at (reader, "//") || looking_at (reader, "/*"))
        {
          if (!skip_comment (reader, reader->at[1] == '/' ? "\n" : "*/"))
            return FALSE;
        }
      else
        return TRUE;
    }
  return TRUE;
}

/* --- Strings ----------------------------------------------------------------------------------*/

static gboolean
read_hex (Reader *reader, gunichar *unit)
{
  *unit = 0;
  if (reader->end - reader->at < HEX_DIGITS)
    return refuse (reader, reader->end, PROBLEM_END);
  for (int i = 0; i < HEX_DIGITS; i++)
    {
      int digit = g_ascii_xdigit_value (reader->at[i]);

      if (digit < 0)
        return refuse (reader, reader->at + i, "four hexadecimal digits must follow \\u");
      *unit = *unit * 16 + (gunichar) digit;
    }
  reader->at += HEX_DIGITS;
  return TRUE;
}

/* After "\u". Two halves of a pair make one character; half a pair makes none. */
static gboolean
read_unicode (Reader *reader, GString *text)
{
  const char *start = reader->at;
  gunichar unit, low;

  if (!read_hex (reader, &unit))
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00 && looking_at (reader, "\\u"))
    {
      reader->at += 2;
      if (!read_hex (reader, &low))
        return FALSE;
      if (low < 0xdc00 || low >= 0xe000)
        return refuse (reader, start, "half of a surrogate pair");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  if (unit == 0 || (unit >= 0xd800 && unit < 0xe000))
    return refuse (reader, start, unit == 0 ? "\\u0000" : "half of a surrogate pair");
  g_string_append_unichar (text, unit);
  return TRUE;
}

static gboolean
read_escape (Reader *reader, GString *text)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  reader->at++;
  if (reader->at == reader->end)
    return refuse (reader, reader->at, PROBLEM_END);
  if (*reader->at == 'u')
    {
      reader->at++;
      return read_unicode (reader, text);
    }
  letter = *reader->at ? strchr (letters, *reader->at) : NULL;
  if (!letter)
    return refuse (reader, reader->at, "after \\ one of \" \\ / b f n r t u must follow");
  g_string_append_c (text, meanings[letter - letters]);
  reader->at++;
  return TRUE;
}

/* At the opening quote; @text gets the value. */
static gboolean
read_string (Reader *reader, char **text)
{
  const char *start = reader->at;
  g_autoptr (GString) value = g_string_new (NULL);

  for (reader->at++; reader->at < reader->end && *reader->at != '"';)
    {
      if (*reader->at == '\\')
        {
          if (!read_escape (reader, value))
            return FALSE;
          continue;
        }
      if ((guchar) *reader->at < 0x20)
        return refuse (reader, start, "this string is not closed in its line");
      g_string_append_c (value, *reader->at++);
    }
  if (reader->at == reader->end)
    return refuse (reader, start, "this string is not closed");
  reader->at++;
  *text = g_string_free (g_steal_pointer (&value), FALSE);
  return TRUE;
}

/* --- Values -----------------------------------------------------------------------------------*/

static EspJsonPlace *read_value (Reader *reader);

static gboolean
expect (Reader *reader, char wanted, const char *expected)
{
  if (!skip_space (reader))
    return FALSE;
  if (reader->at == reader->end || *reader->at != wanted)
    return refuse_expected (reader, expected);
  reader->at++;
  return TRUE;
}

static gboolean
read_member (Reader *reader, EspJsonPlace *object)
{
  g_autofree char *name = NULL;
  EspJsonPlace *value;
  guint line, column;

  if (reader->at == reader->end || *reader->at != '"')
    return refuse_expected (reader, "the name of a member, in \"\"");
  tell_place (reader, reader->at, &line, &column);
  if (!read_string (reader, &name) || !expect (reader, ':', "\":\"") || !skip_space (reader))
    return FALSE;
  value = read_value (reader);
  if (!value)
    return FALSE;
  value->name = g_steal_pointer (&name);
  value->name_line = line;
  value->name_column = column;
  g_ptr_array_add (object->children, value);
  return TRUE;
}

static gboolean
read_element (Reader *reader, EspJsonPlace *array)
{
  EspJsonPlace *value = read_value (reader);

  if (value)
    g_ptr_array_add (array->children, value);
  return value != NULL;
}

/* After the opening bracket. */
static gboolean
read_children (Reader *reader, EspJsonPlace *place)
{
  gboolean is_object = place->kind == ESP_JSON_PLACE_OBJECT;
  char closing = is_object ? '}' : ']';

  if (!skip_space (reader))
    return FALSE;
  if (reader->at < reader->end && *reader->at == closing)
    {
      reader->at++;
      return TRUE;
    }
  while (is_object ? read_member (reader, place) : read_element (reader, place))
    {
      if (!skip_space (reader))
        return FALSE;
      if (reader->at < reader->end && *reader->at == closing)
        {
          reader->at++;
          return TRUE;
        }
      if (!expect (reader, ',', is_object ? "\",\" or \"}\"" : "\",\" or \"]\"") ||
          !skip_space (reader))
        return FALSE;
    }
  return FALSE;
}

static EspJsonPlace *
read_container (Reader *reader, EspJsonPlaceKind kind)
{
  g_autoptr (EspJsonPlace) place = place_new (reader, kind);

  if (reader->depth == ESP_JSON_MAX_DEPTH)
    {
      reader->reason = ESP_REASON_JSON_TOO_DEEP;
      return NULL;
    }
  reader->depth++;
  reader->at++;
  if (!read_children (reader, place))
    return NULL;
  reader->depth--;
  return g_steal_pointer (&place);
}

static gsize
count_digits (const char *at, const char *end)
{
  const char *start = at;

  while (at < end && g_ascii_isdigit (*at))
    at++;
  return (gsize) (at - start);
}

/* The length of the number at the beginning; 0: there is none. */
static gsize
measure_number (const char *start, const char *end)
{
  const char *at = start;
  gsize digits;

  if (at < end && *at == '-')
    at++;
  digits = count_digits (at, end);
  if (digits == 0 || (digits > 1 && *at == '0'))
    return 0;
  at += digits;
  if (at < end && *at == '.')
    {
      digits = count_digits (at + 1, end);
      if (digits == 0)
        return 0;
      at += 1 + digits;
    }
  if (at < end && (*at == 'e' || *at == 'E'))
    {
      at++;
      if (at < end && (*at == '+' || *at == '-'))
        at++;
      digits = count_digits (at, end);
      if (digits == 0)
        return 0;
      at += digits;
    }
  return (gsize) (at - start);
}

static gsize
measure_word (const Reader *reader)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (looking_at (reader, words[i]))
      return strlen (words[i]);
  return 0;
}

static EspJsonPlace *
read_scalar (Reader *reader)
{
  gsize number = measure_number (reader->at, reader->end);
  gsize len = number ? number : measure_word (reader);
  const char *next = reader->at + len;
  EspJsonPlace *place;

  if (len == 0 || (next < reader->end && (g_ascii_isalnum (*next) || *next == '.')))
    {
      refuse_expected (reader, "a value");
      return NULL;
    }
  place = place_new (reader, number ? ESP_JSON_PLACE_NUMBER : ESP_JSON_PLACE_WORD);
  place->text = g_strndup (reader->at, len);
  reader->at = next;
  return place;
}

static EspJsonPlace *
read_value (Reader *reader)
{
  g_autoptr (EspJsonPlace) place = NULL;

  if (reader->at == reader->end)
    {
      refuse_expected (reader, "a value");
      return NULL;
    }
  if (*reader->at == '{')
    return read_container (reader, ESP_JSON_PLACE_OBJECT);
  if (*reader->at == '[')
    return read_container (reader, ESP_JSON_PLACE_ARRAY);
  if (*reader->at != '"')
    return read_scalar (reader);
  place = place_new (reader, ESP_JSON_PLACE_STRING);
  if (!read_string (reader, &place->text))
    return NULL;
  return g_steal_pointer (&place);
}

/* --- The text ---------------------------------------------------------------------------------*/

static void
set_error (Reader *reader, GError **error)
{
  g_autofree char *line_text = NULL;
  g_autofree char *column_text = NULL;
  guint line, column;

  if (reader->reason == ESP_REASON_JSON_TOO_DEEP)
    {
      esp_error_set (error, ESP_REASON_JSON_TOO_DEEP, NULL, "limit",
                     G_STRINGIFY (ESP_JSON_MAX_DEPTH), NULL);
      return;
    }
  esp_json_places_locate (reader->start, (gsize) (reader->problem_at - reader->start), &line,
                          &column);
  line_text = g_strdup_printf ("%u", line);
  column_text = g_strdup_printf ("%u", column);
  esp_error_set (error, ESP_REASON_JSON_SYNTAX, NULL, "line", line_text, "column", column_text,
                 "problem", reader->problem, NULL);
}

static gboolean
check_bytes (const char *text, gsize size, gsize limit, GError **error)
{
  g_autofree char *number = NULL;
  g_autofree char *bound = NULL;

  if (size > limit)
    {
      number = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
      bound = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);
      esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, NULL, "size", number, "limit", bound, NULL);
      return FALSE;
    }
  /* Of an empty text there may be nothing to look at. */
  if (size == 0 || !memchr (text, '\0', size))
    return TRUE;
  esp_error_set (error, ESP_REASON_JSON_NUL, NULL, NULL);
  return FALSE;
}

static EspJsonPlace *
read_text (Reader *reader)
{
  g_autoptr (EspJsonPlace) place = NULL;
  const char *broken;

  if (!g_utf8_validate (reader->start, reader->end - reader->start, &broken))
    {
      refuse (reader, broken, "this is no UTF-8");
      return NULL;
    }
  if (!skip_space (reader))
    return NULL;
  place = read_value (reader);
  if (!place || !skip_space (reader))
    return NULL;
  if (reader->at != reader->end)
    {
      refuse_expected (reader, "the end of the text");
      return NULL;
    }
  return g_steal_pointer (&place);
}

EspJsonPlace *
esp_json_places_new (const char *text, gssize len, gsize limit, GError **error)
{
  gsize size = len < 0 ? strlen (text) : (gsize) len;
  Reader reader = { .start = text,
                    .at = text,
                    .end = text + size,
                    .line_start = text,
                    .line = 1,
                    .counted_to = text };
  EspJsonPlace *place;

  if (!check_bytes (text, size, limit, error))
    return NULL;
  place = read_text (&reader);
  if (!place)
    set_error (&reader, error);
  g_free (reader.problem_text);
  return place;
}

JsonNode *
esp_json_places_parse (const char *text, gsize limit, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) exact = NULL;
  g_autoptr (EspJsonPlace) root = NULL;
  JsonNode *node = esp_json_parse (text, -1, limit, &problem);

  if (node)
    return node;
  if (esp_error_has_reason (problem, ESP_REASON_JSON_SYNTAX))
    root = esp_json_places_new (text, -1, limit, &exact);
  g_propagate_error (error, exact ? g_steal_pointer (&exact) : g_steal_pointer (&problem));
  return NULL;
}
