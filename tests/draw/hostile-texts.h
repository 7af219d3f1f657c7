/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as somebody who means ill, or a broken program, would put them into names. Each begins with
 * HOSTILE_MARK but the empty one and those that are about their beginning, so that what is read back
 * can be found. */
#pragma once

#include <glib.h>

#define HOSTILE_MARK "Qz"
#define HOSTILE_LONG 4000 /* characters */

typedef struct
{
  const char *name;
  const char *text; /* NULL: HOSTILE_LONG times @unit after the mark */
  const char *unit;
} HostileText;

static const HostileText hostile_texts[] = {
  { "markup", HOSTILE_MARK " A&B <b>x</b> \"' ]]> <script>alert(1)</script> <!-- --> <?php ?>",
    NULL },
  { "entities", HOSTILE_MARK " &lol; &#x1b; &#0; %s %n {n} $(id) `id` \\u0041", NULL },
  { "override", HOSTILE_MARK " \u202egnorts\u202c \u2066in\u2069 \u200fmark \u061c", NULL },
  { "controls", HOSTILE_MARK " \x01\x08\x0b\x0c\x1b[31m red \x1b]0;title\x07 \x7f \xc2\x85 \xc2\x9b",
    NULL },
  { "lines", HOSTILE_MARK " one\r\ntwo\n\n\tthree\u2028four\u2029five", NULL },
  { "nonsense", HOSTILE_MARK " \xff\xfe \xc0\x80 \xed\xa0\x80 \xf5\x80\x80\x80 \xe2\x82", NULL },
  { "noncharacters", HOSTILE_MARK " \uFFFE \uFFFF \uFDD0 \U0001FFFE \U0010FFFF", NULL },
  { "invisible", HOSTILE_MARK " a\u200bb\u00adc\ufeffd\U000E0041\U000E007F\u180e", NULL },
  { "pdf", HOSTILE_MARK " ) Tj ET (evil) Tj \\) endstream endobj trailer << /Root 1 0 R >> %%EOF",
    NULL },
  { "right-to-left", HOSTILE_MARK " سلطة الشهادات ‫ 12 ‬ (א)", NULL },
  { "long-word", NULL, "m" },
  { "long-words", NULL, "many words " },
  { "long-wide", NULL, "\u6f22" },
  { "long-marks", NULL, "e\u0301\u0302\u0303\u0304" },
  { "formula", "=cmd|' /C calc'!A0", NULL },
  { "sum", "+1+1", NULL },
  { "difference", "-2+3", NULL },
  { "at", "@SUM(A1:A9)", NULL },
  { "empty", "", NULL },
};

/* Free with g_free(). */
static inline char *
hostile_text (const HostileText *row)
{
  GString *text = g_string_new (row->text ? row->text : HOSTILE_MARK " ");
  glong n = 0;

  while (!row->text && n < HOSTILE_LONG)
    {
      g_string_append (text, row->unit);
      n += g_utf8_strlen (row->unit, -1);
    }
  return g_string_free (text, FALSE);
}
