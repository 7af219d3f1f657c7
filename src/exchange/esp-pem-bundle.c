/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cutting a text into PEM blocks, line by line in one pass. Nothing inside a block is decoded here:
 * the parser in pki does that, one block at a time, with a reason for each that it refuses.
 */
#include "esp-pem-bundle.h"

#include "base/esp-error.h"
#include "esp-bounded-file.h"
#include "esp-pem-armour.h"

#include <string.h>

typedef struct
{
  const char *start;
  gsize len; /* without the line end */
} Line;

/* A block that has begun and not ended yet. */
typedef struct
{
  const char *start;
  char *label;
  guint line;
} OpenBlock;

void
esp_pem_block_free (EspPemBlock *block)
{
  if (!block)
    return;
  g_free (block->label);
  g_free (block->text);
  g_clear_error (&block->error);
  g_free (block);
}

/* The next line of the text from @position on; white space at its end does not count. */
static const char *
next_line (const char *position, const char *end, Line *line)
{
  const char *newline = memchr (position, '\n', (gsize) (end - position));
  const char *stop = newline ? newline : end;

  line->start = position;
  while (stop > position && g_ascii_isspace (stop[-1]))
    stop--;
  line->len = (gsize) (stop - position);
  return newline ? newline + 1 : end;
}

/* The label between @mark and the dashes, or NULL where the line is another. */
static char *
dup_label (const Line *line, const char *mark)
{
  gsize mark_len = strlen (mark), tail_len = strlen (ESP_PEM_DASHES);
  const char *label = line->start + mark_len;
  gsize len;

  if (line->len <= mark_len + tail_len || memcmp (line->start, mark, mark_len) != 0 ||
      memcmp (line->start + line->len - tail_len, ESP_PEM_DASHES, tail_len) != 0)
    return NULL;
  len = line->len - mark_len - tail_len;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isprint (label[i]))
      return NULL;
  return g_strndup (label, len);
}

static EspPemBlock *
add_block (GPtrArray *blocks, OpenBlock *open)
{
  EspPemBlock *block = g_new0 (EspPemBlock, 1);

  block->line = open->line;
  block->label = g_steal_pointer (&open->label);
  g_ptr_array_add (blocks, block);
  return block;
}

static void
add_unended (GPtrArray *blocks, OpenBlock *open)
{
  g_autofree char *number = g_strdup_printf ("%u", open->line);
  EspPemBlock *block = add_block (blocks, open);

  esp_error_set (&block->error, ESP_REASON_PEM_NOT_ENDED, NULL, "label", block->label, "line",
                 number, NULL);
}

/* A NUL inside cuts the copy short; the parser then finds a block without its end. */
static char *
dup_block (const char *start, gsize len)
{
  g_autofree char *copy = g_strndup (start, len);

  return g_strconcat (copy, "\n", NULL);
}

static void
add_ended (GPtrArray *blocks, OpenBlock *open, const Line *line, const char *end_label)
{
  gsize len = (gsize) (line->start + line->len - open->start);
  g_autofree char *number = g_strdup_printf ("%u", open->line);
  EspPemBlock *block = add_block (blocks, open);

  if (!g_str_equal (block->label, end_label))
    esp_error_set (&block->error, ESP_REASON_PEM_WRONG_END, NULL, "label", block->label, "line",
                   number, "end", end_label, NULL);
  else if (len > ESP_PEM_BLOCK_MAX_SIZE)
    esp_error_set (&block->error, ESP_REASON_PEM_BLOCK_TOO_LARGE, NULL, "label", block->label,
                   "line", number, "limit", G_STRINGIFY (ESP_PEM_BLOCK_MAX_SIZE), NULL);
  else
    block->text = dup_block (open->start, len);
}

static void
take_line (GPtrArray *blocks, OpenBlock *open, const Line *line, guint number)
{
  g_autofree char *begin = dup_label (line, ESP_PEM_BEGIN);
  g_autofree char *end = begin ? NULL : dup_label (line, ESP_PEM_END);

  if (end && open->label)
    add_ended (blocks, open, line, end);
  if (!begin)
    return;
  if (open->label)
    add_unended (blocks, open);
  open->start = line->start;
  open->label = g_steal_pointer (&begin);
  open->line = number;
}

GPtrArray *
esp_pem_bundle_split (const char *text, gssize len, GError **error)
{
  g_autoptr (GPtrArray)
    blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_pem_block_free);
  gsize size = len < 0 ? strlen (text) : (gsize) len;
  const char *position = text, *end = text + size;
  OpenBlock open = { 0 };
  guint number = 0;
  Line line;

  if (size > ESP_PEM_BUNDLE_MAX_SIZE)
    {
      esp_bounded_file_refuse (error, NULL, size, ESP_PEM_BUNDLE_MAX_SIZE);
      return NULL;
    }
  while (position < end && blocks->len <= ESP_PEM_BUNDLE_MAX_BLOCKS)
    {
      position = next_line (position, end, &line);
      take_line (blocks, &open, &line, ++number);
    }
  if (open.label)
    add_unended (blocks, &open);
  if (blocks->len > ESP_PEM_BUNDLE_MAX_BLOCKS)
    {
      esp_error_set (error, ESP_REASON_PEM_TOO_MANY, NULL, "limit",
                     G_STRINGIFY (ESP_PEM_BUNDLE_MAX_BLOCKS), NULL);
      return NULL;
    }
  if (blocks->len == 0)
    {
      esp_error_set (error, ESP_REASON_PEM_NONE, NULL, NULL);
      return NULL;
    }
  return g_steal_pointer (&blocks);
}

GPtrArray *
esp_pem_bundle_read (const char *path, GError **error)
{
  gsize len;
  g_autofree char *text = esp_bounded_file_read (path, ESP_PEM_BUNDLE_MAX_SIZE, &len, error);
  g_autofree char *armoured = NULL;
  GPtrArray *blocks;

  if (!text)
    return NULL;
  if (!esp_pem_has_block (text, len))
    {
      armoured = esp_pem_armour_request (path, text, len, error);
      return armoured ? esp_pem_bundle_split (armoured, -1, error) : NULL;
    }
  blocks = esp_pem_bundle_split (text, (gssize) len, error);
  if (!blocks && error)
    esp_error_set_object (*error, path);
  return blocks;
}
