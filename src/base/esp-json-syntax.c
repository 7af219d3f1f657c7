/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recursive descent that keeps nothing: each byte is looked at once. */
#include "esp-json-syntax.h"

#include <string.h>

typedef struct
{
  const char *at, *end;
  const char *problem; /* NULL: none yet */
} Reader;

static gboolean
refuse (Reader *reader, const char *problem)
{
  if (!reader->problem)
    reader->problem = reader->at == reader->end ? "the text ends too early" : problem;
  return FALSE;
}

static gboolean
take (Reader *reader, char wanted)
{
  if (reader->at == reader->end || *reader->at != wanted)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
take_word (Reader *reader, const char *word)
{
  gsize len = strlen (word);

  if ((gsize) (reader->end - reader->at) < len || memcmp (reader->at, word, len) != 0)
    return FALSE;
  reader->at += len;
  return TRUE;
}

/* --- White space ------------------------------------------------------------------------------*/

static gboolean
skip_comment (Reader *reader)
{
  while (reader->at < reader->end)
    {
      if (take_word (reader, "*/"))
        return TRUE;
      reader->at++;
    }
  return refuse (reader, NULL);
}

static gboolean
skip_space (Reader *reader)
{
  for (;;)
    {
      while (reader->at < reader->end && *reader->at && strchr (" \t\r\n", *reader->at))
        reader->at++;
      if (!take_word (reader, "/*"))
        return TRUE;
      if (!skip_comment (reader))
        return FALSE;
    }
}

/* --- Strings and numbers ----------------------------------------------------------------------*/

static gboolean
check_escape (Reader *reader)
{
  if (take (reader, 'u'))
    {
      for (int i = 0; i < 4; i++, reader->at++)
        if (reader->at == reader->end || !g_ascii_isxdigit (*reader->at))
          return refuse (reader, "four hexadecimal digits must follow \\u");
      return TRUE;
    }
  if (reader->at == reader->end || !*reader->at || !strchr ("\"\\/bfnrt", *reader->at))
    return refuse (reader, "after \\ one of \" \\ / b f n r t u must follow");
  reader->at++;
  return TRUE;
}

static gboolean
check_string (Reader *reader)
{
  if (!take (reader, '"'))
    return refuse (reader, "a string in \"\" is expected here");
  while (!take (reader, '"'))
    {
      if (reader->at == reader->end)
        return refuse (reader, NULL);
      if ((guchar) *reader->at < 0x20)
        return refuse (reader, "a string must be closed in its line");
      if (*reader->at++ == '\\' && !check_escape (reader))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_digits (Reader *reader)
{
  if (reader->at == reader->end || !g_ascii_isdigit (*reader->at))
    return refuse (reader, "a digit is expected here");
  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return TRUE;
}

static gboolean
check_number (Reader *reader)
{
  take (reader, '-');
  if (!take (reader, '0') && !check_digits (reader))
    return FALSE;
  if (take (reader, '.') && !check_digits (reader))
    return FALSE;
  if (take (reader, 'e') || take (reader, 'E'))
    {
      if (!take (reader, '+'))
        take (reader, '-');
      return check_digits (reader);
    }
  return TRUE;
}

/* --- Values -----------------------------------------------------------------------------------*/

static gboolean check_value (Reader *reader);

static gboolean
check_member (Reader *reader)
{
  if (!check_string (reader) || !skip_space (reader))
    return FALSE;
  if (!take (reader, ':'))
    return refuse (reader, "\":\" is expected here");
  return check_value (reader);
}

/* Behind the opening bracket. */
static gboolean
check_list (Reader *reader, char last, gboolean (*check) (Reader *reader))
{
  if (!skip_space (reader))
    return FALSE;
  if (take (reader, last))
    return TRUE;
  do
    if (!skip_space (reader) || !check (reader) || !skip_space (reader))
      return FALSE;
  while (take (reader, ','));
  return take (reader, last) || refuse (reader, "\",\" or the closing bracket is expected here");
}

static gboolean
check_value (Reader *reader)
{
  if (!skip_space (reader))
    return FALSE;
  if (take (reader, '{'))
    return check_list (reader, '}', check_member);
  if (take (reader, '['))
    return check_list (reader, ']', check_value);
  if (reader->at < reader->end && *reader->at == '"')
    return check_string (reader);
  if (reader->at < reader->end && (*reader->at == '-' || g_ascii_isdigit (*reader->at)))
    return check_number (reader);
  if (take_word (reader, "true") || take_word (reader, "false") || take_word (reader, "null"))
    return TRUE;
  return refuse (reader, "a value is expected here");
}

gboolean
esp_json_check_syntax (const char *text, gsize len, gsize *offset, const char **problem)
{
  Reader reader = { text, text + len, NULL };

  if (check_value (&reader) && skip_space (&reader) && reader.at == reader.end)
    return TRUE;
  if (!reader.problem)
    reader.problem = "the end of the text is expected here";
  *offset = (gsize) (reader.at - text);
  *problem = reader.problem;
  return FALSE;
}
