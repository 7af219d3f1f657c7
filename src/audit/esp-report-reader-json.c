/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON: an array of objects whose members are texts. Nothing is nested, so nothing needs a stack.
 */
#include "esp-report-reader-private.h"

#include <string.h>

enum
{
  BEFORE,
  FIRST_OBJECT, /* or the end of the array */
  NEXT_OBJECT,
  FIRST_MEMBER, /* or the end of the object */
  NEXT_MEMBER,
  NAME,
  COLON,
  VALUE,
  TEXT,
  NOTHING, /* null */
  AFTER_VALUE,
  AFTER_OBJECT,
  OVER,
  ESCAPE = 0x100,  /* beside NAME or TEXT */
  UNICODE = 0x200, /* likewise: the digits of \u */
};

static const struct
{
  int state;
  const char *bytes;
  int next[3];
  const char *wanted;
} moves[] = {
  { BEFORE, "[", { FIRST_OBJECT }, "[ was expected" },
  { FIRST_OBJECT, "{]", { FIRST_MEMBER, OVER }, "{ or ] was expected" },
  { NEXT_OBJECT, "{", { FIRST_MEMBER }, "{ was expected" },
  { FIRST_MEMBER, "\"}", { NAME, AFTER_OBJECT }, "a name or } was expected" },
  { NEXT_MEMBER, "\"", { NAME }, "a name was expected" },
  { COLON, ":", { VALUE }, ": was expected" },
  { VALUE, "\"n", { TEXT, NOTHING }, "a text was expected" },
  { AFTER_VALUE, ",}", { NEXT_MEMBER, AFTER_OBJECT }, ", or } was expected" },
  { AFTER_OBJECT, ",]", { NEXT_OBJECT, OVER }, ", or ] was expected" },
  { OVER, "", { 0 }, "something stands after the report" },
};

/* --- Texts ------------------------------------------------------------------------------------*/

static gboolean
append_letter (EspReportReader *reader, gunichar letter, GError **error)
{
  char bytes[6];
  int n = g_unichar_to_utf8 (letter, bytes);

  for (int i = 0; i < n; i++)
    if (!esp_report_reader_append (reader, bytes[i], error))
      return FALSE;
  return TRUE;
}

/* Two of them make one letter beyond the first plane. */
static gboolean
end_unicode (EspReportReader *reader, GError **error)
{
  gunichar letter = reader->letter;

  reader->state &= ~UNICODE;
  if (reader->surrogate)
    {
      if (letter < 0xdc00 || letter > 0xdfff)
        return esp_report_reader_refuse (reader, "half of a letter stands alone", error);
      letter = 0x10000 + ((reader->surrogate - 0xd800) << 10) + (letter - 0xdc00);
      reader->surrogate = 0;
      return append_letter (reader, letter, error);
    }
  if (letter >= 0xd800 && letter <= 0xdbff)
    {
      reader->surrogate = letter;
      return TRUE;
    }
  if (letter == 0 || (letter >= 0xdc00 && letter <= 0xdfff))
    return esp_report_reader_refuse (reader, "this is no letter", error);
  return append_letter (reader, letter, error);
}

static gboolean
read_digit (EspReportReader *reader, char byte, GError **error)
{
  if (!g_ascii_isxdigit (byte))
    return esp_report_reader_refuse (reader, "four hex digits were expected", error);
  reader->letter = reader->letter * 16 + (gunichar) g_ascii_xdigit_value (byte);
  return ++reader->n_digits < 4 || end_unicode (reader, error);
}

static gboolean
read_escape (EspReportReader *reader, char byte, GError **error)
{
  static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  const char *found = byte ? strchr (letters, byte) : NULL;

  reader->state &= ~ESCAPE;
  if (byte == 'u')
    {
      reader->state |= UNICODE;
      reader->n_digits = 0;
      reader->letter = 0;
      return TRUE;
    }
  if (!found || reader->surrogate)
    return esp_report_reader_refuse (reader, "this escape is unknown", error);
  return esp_report_reader_append (reader, values[found - letters], error);
}

static gboolean
end_text (EspReportReader *reader, GError **error)
{
  if (reader->state == NAME)
    {
      reader->member = esp_report_reader_find (reader->text->str);
      reader->state = COLON;
      return esp_report_reader_take (reader, ESP_REPORT_FIELD_UNKNOWN, error);
    }
  reader->state = AFTER_VALUE;
  return esp_report_reader_take (reader, reader->member, error);
}

static gboolean
read_text (EspReportReader *reader, char byte, GError **error)
{
  if (reader->state & UNICODE)
    return read_digit (reader, byte, error);
  if (reader->state & ESCAPE)
    return read_escape (reader, byte, error);
  if (byte == '\\')
    {
      reader->state |= ESCAPE;
      return TRUE;
    }
  if (reader->surrogate)
    return esp_report_reader_refuse (reader, "half of a letter stands alone", error);
  if (byte == '"')
    return end_text (reader, error);
  if ((guchar) byte < 0x20)
    return esp_report_reader_refuse (reader, "a control character stands in a text", error);
  return esp_report_reader_append (reader, byte, error);
}

/* A member that is null is one that is not there. */
static gboolean
read_nothing (EspReportReader *reader, char byte, GError **error)
{
  if (byte != "null"[reader->n_literal])
    return esp_report_reader_refuse (reader, "a text was expected", error);
  if (++reader->n_literal == 4)
    reader->state = AFTER_VALUE;
  return TRUE;
}

/* --- Between them -----------------------------------------------------------------------------*/

static gboolean
enter (EspReportReader *reader, int state, GError **error)
{
  reader->state = state;
  if (state == NOTHING)
    reader->n_literal = 1;
  if (state == FIRST_MEMBER)
    reader->field = 0;
  if (state == NAME && ++reader->field > ESP_REPORT_FIELDS_MAX)
    return esp_report_reader_refuse (reader, "a certificate has more than 64 members", error);
  return state != AFTER_OBJECT || esp_report_reader_end_row (reader, error);
}

static gboolean
move (EspReportReader *reader, char byte, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      const char *found = byte ? strchr (moves[i].bytes, byte) : NULL;

      if (moves[i].state != reader->state)
        continue;
      if (!found)
        return esp_report_reader_refuse (reader, moves[i].wanted, error);
      return enter (reader, moves[i].next[found - moves[i].bytes], error);
    }
  return esp_report_reader_refuse (reader, "this is no audit report", error);
}

gboolean
esp_report_reader_json (EspReportReader *reader, char byte, GError **error)
{
  int place = reader->state & ~(ESCAPE | UNICODE);

  if (place == NAME || place == TEXT)
    return read_text (reader, byte, error);
  if (place == NOTHING)
    return read_nothing (reader, byte, error);
  if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
    return TRUE;
  return move (reader, byte, error);
}

gboolean
esp_report_reader_json_end (EspReportReader *reader, GError **error)
{
  return reader->state == OVER ||
         esp_report_reader_refuse (reader, "the file ends before the report does", error);
}
