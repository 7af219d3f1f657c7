/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A string of JSON ends with its line, so each line can be coloured for itself. Nothing is parsed:
 * a broken text has colours as far as it can be read. */
#include "console-policy-highlight.h"

#include <string.h>

/* Texts beyond it are no policies, and stay black. */
#define LINE_MAX_CHARS 4000
#define TEXT_MAX_CHARS 200000

typedef enum
{
  TAG_KEY,
  TAG_STRING,
  TAG_LITERAL,
  TAG_WARNING,
  TAG_ERROR,
  N_TAGS
} Tag;

static const struct
{
  const char *name;
  const char *light; /* NULL: underlined, in the colour of the text */
  const char *dark;
} looks[] = {
  [TAG_KEY] = { "json-key", "#1a5fb4", "#99c1f1" },
  [TAG_STRING] = { "json-string", "#1b6b3a", "#8ff0a4" },
  [TAG_LITERAL] = { "json-literal", "#813d9c", "#dc8add" },
  [TAG_WARNING] = { "finding-warning", NULL, NULL },
  [TAG_ERROR] = { "finding-error", NULL, NULL },
};

static GtkTextTag *
find_tag (GtkTextBuffer *buffer, Tag tag)
{
  return gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), looks[tag].name);
}

static void
apply (GtkTextBuffer *buffer, Tag tag, guint line, guint from, guint to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_line_index (buffer, &start, (int) line, (int) from);
  gtk_text_buffer_get_iter_at_line_index (buffer, &end, (int) line, (int) to);
  gtk_text_buffer_apply_tag (buffer, find_tag (buffer, tag), &start, &end);
}

/* --- One line ----------------------------------------------------------------------------------*/

/* The byte after the string that begins at @at. */
static guint
end_of_string (const char *text, guint at)
{
  guint end = at + 1;

  while (text[end] && text[end] != '"')
    end += text[end] == '\\' && text[end + 1] ? 2 : 1;
  return text[end] ? end + 1 : end;
}

static gboolean
is_key (const char *text, guint end)
{
  while (text[end] == ' ' || text[end] == '\t')
    end++;
  return text[end] == ':';
}

static guint
end_of_word (const char *text, guint at)
{
  guint end = at;

  while (g_ascii_isalnum (text[end]) || strchr ("+-.", text[end] ? text[end] : ' '))
    end++;
  return end > at ? end : at + 1;
}

static void
highlight_text (GtkTextBuffer *buffer, guint line, const char *text)
{
  for (guint at = 0; text[at];)
    {
      guint end = at + 1;

      if (text[at] == '"')
        {
          end = end_of_string (text, at);
          apply (buffer, is_key (text, end) ? TAG_KEY : TAG_STRING, line, at, end);
        }
      else if (g_ascii_isalnum (text[at]) || text[at] == '-')
        {
          end = end_of_word (text, at);
          apply (buffer, TAG_LITERAL, line, at, end);
        }
      at = end;
    }
}

static void
highlight_line (GtkTextBuffer *buffer, guint line)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_iter_at_line (buffer, &start, (int) line);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  for (int tag = TAG_KEY; tag <= TAG_LITERAL; tag++)
    gtk_text_buffer_remove_tag (buffer, find_tag (buffer, tag), &start, &end);
  if (gtk_text_iter_get_line_offset (&end) > LINE_MAX_CHARS)
    return;
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  highlight_text (buffer, line, text);
}

static void
highlight_lines (GtkTextBuffer *buffer, int from, int to)
{
  if (gtk_text_buffer_get_char_count (buffer) > TEXT_MAX_CHARS)
    return;
  for (int line = from; line <= to; line++)
    highlight_line (buffer, (guint) line);
}

/* --- Following changes -------------------------------------------------------------------------*/

static void
inserted_cb (GtkTextBuffer *buffer, GtkTextIter *where, const char *text, int len, gpointer data)
{
  int last = gtk_text_iter_get_line (where), lines = 0;

  for (int i = 0; i < len; i++)
    lines += text[i] == '\n';
  highlight_lines (buffer, MAX (last - lines, 0), last);
}

static void
deleted_cb (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end, gpointer data)
{
  int line = gtk_text_iter_get_line (start);

  highlight_lines (buffer, line, line);
}

/* --- Looks -------------------------------------------------------------------------------------*/

static void
dress (GtkTextBuffer *buffer)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  for (int tag = TAG_KEY; tag <= TAG_LITERAL; tag++)
    g_object_set (find_tag (buffer, tag), "foreground", dark ? looks[tag].dark : looks[tag].light,
                  NULL);
}

void
console_policy_highlight_attach (GtkTextBuffer *buffer)
{
  for (guint i = 0; i < N_TAGS; i++)
    gtk_text_buffer_create_tag (buffer, looks[i].name, NULL);
  g_object_set (find_tag (buffer, TAG_WARNING), "underline", PANGO_UNDERLINE_SINGLE, NULL);
  g_object_set (find_tag (buffer, TAG_ERROR), "underline", PANGO_UNDERLINE_ERROR, NULL);
  dress (buffer);
  g_signal_connect_after (buffer, "insert-text", G_CALLBACK (inserted_cb), NULL);
  g_signal_connect_after (buffer, "delete-range", G_CALLBACK (deleted_cb), NULL);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (dress),
                           buffer, G_CONNECT_SWAPPED);
}

void
console_policy_highlight_mark (GtkTextBuffer *buffer, guint line, guint column, gboolean error)
{
  GtkTextIter start, end;

  if (line == 0 || line > (guint) gtk_text_buffer_get_line_count (buffer))
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, (int) line - 1);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  if (column > 1 && (int) column <= gtk_text_iter_get_line_offset (&end))
    gtk_text_iter_set_line_offset (&start, (int) column - 1);
  gtk_text_buffer_apply_tag (buffer, find_tag (buffer, error ? TAG_ERROR : TAG_WARNING), &start,
                             &end);
}

void
console_policy_highlight_unmark (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, find_tag (buffer, TAG_WARNING), &start, &end);
  gtk_text_buffer_remove_tag (buffer, find_tag (buffer, TAG_ERROR), &start, &end);
}
