/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns against texts and ARNs, compared besides with a plain recursive matcher on short ones.
 */
#include "access/esp-policy.h"

#include <string.h>

#define CA "arn:aws:acm-pca:local:111122223333:certificate-authority/aaaaaaaa"

static void
test_text (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    gboolean matches;
  } rows[] = {
    { "", "", TRUE },
    { "", "a", FALSE },
    { "*", "", TRUE },
    { "*", "anything", TRUE },
    { "**", "a", TRUE },
    { "?", "", FALSE },
    { "?", "a", TRUE },
    { "?", "ab", FALSE },
    { "a*", "a", TRUE },
    { "a*", "ba", FALSE },
    { "*a", "aab", FALSE },
    { "*a", "aaba", TRUE },
    { "a*b*c", "abc", TRUE },
    { "a*b*c", "axxbxxc", TRUE },
    { "a*b*c", "acb", FALSE },
    { "*?", "", FALSE },
    { "*?", "a", TRUE },
    { "?*?", "a", FALSE },
    { "?*?", "ab", TRUE },
    { "a\\*", "a*", FALSE },
    { "a[bc]", "ab", FALSE },
    { "abc", "ABC", FALSE },
    { "*ab", "aaab", TRUE },
    { "a*a", "a", FALSE },
    { "x?z", "x\xc3\xb6z", TRUE },
    { "x??z", "x\xc3\xb6z", FALSE },
    { "*?z", "\xc3\xb6z", TRUE },
    { "literal", "lit*", FALSE },
    { "a*", "*", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s against %s", rows[i].pattern, rows[i].text);
      g_assert_true (esp_wildcard_match (rows[i].pattern, rows[i].text, FALSE) == rows[i].matches);
    }
  g_assert_true (esp_wildcard_match ("ACM-pca:get*", "acm-pca:GetPolicy", TRUE));
  g_assert_false (esp_wildcard_match ("ACM-pca:get*", "acm-pca:GetPolicy", FALSE));
}

/* The definition, without any cleverness. */
static gboolean
naive (const char *pattern, const char *text)
{
  if (!*pattern)
    return !*text;
  if (*pattern == '*')
    return naive (pattern + 1, text) || (*text && naive (pattern, text + 1));
  return *text && (*pattern == '?' || *pattern == *text) && naive (pattern + 1, text + 1);
}

static void
fill (char *text, guint number, guint len, const char *letters)
{
  guint n_letters = (guint) strlen (letters);

  for (guint i = 0; i < len; i++, number /= n_letters)
    text[i] = letters[number % n_letters];
  text[len] = '\0';
}

static void
test_against_definition (void)
{
  char pattern[8], text[8];
  guint n_patterns = 4 * 4 * 4 * 4 * 4, n_texts = 2 * 2 * 2 * 2 * 2;

  for (guint pattern_len = 0; pattern_len <= 5; pattern_len++)
    for (guint p = 0; p < n_patterns; p++)
      {
        fill (pattern, p, pattern_len, "ab*?");
        for (guint t = 0; t < n_texts * 6; t++)
          {
            fill (text, t / 6, t % 6, "ab");
            if (esp_wildcard_match (pattern, text, FALSE) != naive (pattern, text))
              g_error ("%s against %s", pattern, text);
          }
      }
}

/* A star for each letter of a text that matches up to its end: exponential in a naive matcher. */
static void
test_bomb (void)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autofree char *text = g_strnfill (2000, 'a');
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 20000; i++)
    g_string_append (pattern, "*a");
  g_assert_false (esp_wildcard_match (pattern->str, text, FALSE));
  g_string_assign (pattern, "*");
  for (int i = 0; i < 500; i++)
    g_string_append (pattern, "a*");
  g_string_append_c (pattern, 'b');
  g_assert_false (esp_wildcard_match (pattern->str, text, FALSE));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_arn (void)
{
  static const struct
  {
    const char *pattern;
    const char *arn;
    gboolean matches;
  } rows[] = {
    { "*", CA, TRUE },
    { "*", "*", TRUE },
    { CA, CA, TRUE },
    { "arn:aws:acm-pca:*:*:certificate-authority/*", CA, TRUE },
    { "arn:*:*:*:*:*", CA, TRUE },
    { "*:*:*:*:*:*", CA, TRUE },
    { "arn:aws:acm-pca:*:111122223333:*", CA, TRUE },
    { "arn:aws:acm-pca:*:1111*:certificate-authority/????????", CA, TRUE },
    { "arn:aws:acm-pca:*:111122223333:certificate-authority/???????", CA, FALSE },
    { "arn:aws:acm-pca:*:*:certificate-authority/*", "*", FALSE },
    { "arn:aws:acm-pca:*:*:template/*", CA, FALSE },
    { "arn:aws:acm-pca:*:222233334444:*", CA, FALSE },
    { "arn:aws:acm-pca:*:*:Certificate-Authority/*", CA, FALSE },
    { "ARN:aws:acm-pca:*:*:certificate-authority/*", CA, FALSE },
    /* A star does not reach over a colon into another part … */
    { "arn:aws:acm-pca:*:certificate-authority/aaaaaaaa", CA, FALSE },
    { "arn:*", CA, FALSE },
    { "arn:aws:*:*:*", CA, FALSE },
    { "arn:aws:acm-pca:local:*", CA, FALSE },
    /* … but colons in the last part are its own. */
    { "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:user/a:b", TRUE },
    { "arn:aws:iam::*:user/a:?", "arn:aws:iam::111122223333:user/a:b", TRUE },
    { "arn:aws:iam::111122223333:user/*", "arn:aws:iam::222233334444:user/:111122223333:user/x",
      FALSE },
    { "arn:aws:iam:*:111122223333:role/R", "arn:aws:iam::111122223333:role/R", TRUE },
    { "arn:aws:iam:?:111122223333:role/R", "arn:aws:iam::111122223333:role/R", FALSE },
    { CA, CA "/certificate/00", FALSE },
    { CA "*", CA "/certificate/00", TRUE },
    { "", CA, FALSE },
    { "**", CA, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s against %s", rows[i].pattern, rows[i].arn);
      g_assert_true (esp_arn_pattern_match (rows[i].pattern, rows[i].arn) == rows[i].matches);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/wildcard/text", test_text);
  g_test_add_func ("/access/wildcard/against-definition", test_against_definition);
  g_test_add_func ("/access/wildcard/bomb", test_bomb);
  g_test_add_func ("/access/wildcard/arn", test_arn);
  return g_test_run ();
}
