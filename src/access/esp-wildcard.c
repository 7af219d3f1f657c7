/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns with "*" and "?". Matching takes at most pattern times text steps: on a mismatch only
 * the newest star grows, so no pattern can make it run wild.
 */
#include "esp-policy.h"

#include <string.h>

#define ARN_PARTS 6

/* The start of the next character, so that "?" is one character whatever its bytes. */
static const char *
next_character (const char *text, const char *end)
{
  for (text++; text < end && ((guchar) *text & 0xc0) == 0x80; text++)
    ;
  return text;
}

static gboolean
same_byte (char a, char b, gboolean ignore_case)
{
  return a == b || (ignore_case && g_ascii_tolower (a) == g_ascii_tolower (b));
}

static gboolean
match_range (const char *pattern,
             const char *pattern_end,
             const char *text,
             const char *text_end,
             gboolean ignore_case)
{
  const char *star = NULL, *star_text = NULL;

  while (text < text_end)
    {
      if (pattern < pattern_end && *pattern == '*')
        {
          star = ++pattern;
          star_text = text;
        }
      else if (pattern < pattern_end && *pattern == '?')
        {
          pattern++;
          text = next_character (text, text_end);
        }
      else if (pattern < pattern_end && same_byte (*pattern, *text, ignore_case))
        {
          pattern++;
          text++;
        }
      else if (star)
        {
          pattern = star;
          star_text = next_character (star_text, text_end);
          text = star_text;
        }
      else
        {
          return FALSE;
        }
    }
  while (pattern < pattern_end && *pattern == '*')
    pattern++;
  return pattern == pattern_end;
}

gboolean
esp_wildcard_match (const char *pattern, const char *text, gboolean ignore_case)
{
  return match_range (pattern, pattern + strlen (pattern), text, text + strlen (text), ignore_case);
}

gboolean
esp_arn_pattern_match (const char *pattern, const char *arn)
{
  if (g_str_equal (pattern, "*"))
    return TRUE;
  for (int part = 1; part < ARN_PARTS; part++)
    {
      const char *pattern_end = strchr (pattern, ':');
      const char *arn_end = strchr (arn, ':');

      if (!pattern_end || !arn_end)
        return FALSE;
      if (!match_range (pattern, pattern_end, arn, arn_end, FALSE))
        return FALSE;
      pattern = pattern_end + 1;
      arn = arn_end + 1;
    }
  return esp_wildcard_match (pattern, arn, FALSE);
}
