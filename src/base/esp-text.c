/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping for display. */
#include "esp-text.h"

/* What Unicode keeps for programs themselves: XML may not hold all of them. */
static gboolean
is_no_character (gunichar c)
{
  return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/* Tags (U+E0000 to U+E007F) are letters that nobody sees. */
static gboolean
is_dangerous (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x061c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
         (c >= 0xe0000 && c <= 0xe007f) || is_no_character (c);
}

char *
esp_text_escape (const char *text)
{
  GString *safe = g_string_new (NULL);

  while (*text)
    {
      gunichar c = g_utf8_get_char_validated (text, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (safe, "\\x%02x", (guchar) *text++);
          continue;
        }
      if (is_dangerous (c))
        g_string_append_printf (safe, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
      else
        g_string_append_unichar (safe, c);
      text = g_utf8_next_char (text);
    }
  return g_string_free (safe, FALSE);
}
