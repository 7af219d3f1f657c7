/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A patch is a list of places with the bytes that were there and those that are there now. What
 * both texts have in common at their beginning and end is cut off first; where what is left is long
 * (one value of a thousand records was changed), lines that are equal are found again a little
 * further on. It is not the shortest patch, but it is found in linear time.
 */
#include "esp-text-patch.h"

#include <string.h>

#define LONG 2048 /* bytes; what is shorter is kept as one place */
#define WINDOW 40 /* lines ahead, in both texts together */
#define SURE 2    /* lines in a row that must be equal */

typedef struct
{
  guint32 at; /* in the text before */
  guint32 removed, added;
} Hunk;

struct _EspTextPatch
{
  guint n_hunks;
  Hunk *hunks;
  char *bytes; /* of each place what was removed, then what was added */
  gsize n_bytes;
};

/* A stretch of a text, and its lines. */
typedef struct
{
  const char *start;
  gsize length;
  GArray *lines; /* guint32 offsets from @start; one more at the end */
} Part;

typedef struct
{
  GArray *hunks;
  GString *bytes;
  gsize head; /* bytes before the parts */
  Part before, after;
} Making;

static void
add_hunk (Making *making, gsize at, gsize removed, gsize added_at, gsize added)
{
  Hunk hunk = { (guint32) (making->head + at), (guint32) removed, (guint32) added };

  g_array_append_val (making->hunks, hunk);
  g_string_append_len (making->bytes, making->before.start + at, (gssize) removed);
  g_string_append_len (making->bytes, making->after.start + added_at, (gssize) added);
}

/* --- Lines -------------------------------------------------------------------------------------*/

static guint
count_lines (const Part *part)
{
  return part->lines->len - 1;
}

static guint32
get_offset (const Part *part, guint line)
{
  return g_array_index (part->lines, guint32, line);
}

static void
split (Part *part)
{
  part->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (gsize at = 0; at < part->length;)
    {
      guint32 offset = (guint32) at;
      const char *end = memchr (part->start + at, '\n', part->length - at);

      g_array_append_val (part->lines, offset);
      at = end ? (gsize) (end - part->start) + 1 : part->length;
    }
  g_array_append_val (part->lines, ((guint32[]){ (guint32) part->length })[0]);
}

static gboolean
is_equal (const Making *making, guint before, guint after)
{
  guint32 a = get_offset (&making->before, before), b = get_offset (&making->after, after);
  guint32 length = get_offset (&making->before, before + 1) - a;

  return length == get_offset (&making->after, after + 1) - b &&
         memcmp (making->before.start + a, making->after.start + b, length) == 0;
}

/* Do they go on alike from here? Both ends are alike. */
static gboolean
is_in_step (const Making *making, guint before, guint after)
{
  guint n_before = count_lines (&making->before), n_after = count_lines (&making->after);

  for (guint i = 0; i < SURE; i++)
    {
      if (before + i == n_before || after + i == n_after)
        return before + i == n_before && after + i == n_after;
      if (!is_equal (making, before + i, after + i))
        return FALSE;
    }
  return TRUE;
}

/* The nearest place where they are in step again; else both ends. */
static void
find_step (const Making *making, guint *before, guint *after)
{
  guint n_before = count_lines (&making->before), n_after = count_lines (&making->after);

  for (guint distance = 1; distance <= WINDOW; distance++)
    for (guint skipped = 0; skipped <= distance; skipped++)
      {
        guint x = *before + skipped, y = *after + distance - skipped;

        if (x > n_before || y > n_after || !is_in_step (making, x, y))
          continue;
        *before = x;
        *after = y;
        return;
      }
  *before = n_before;
  *after = n_after;
}

static void
compare_lines (Making *making)
{
  guint before = 0, after = 0;

  while (before < count_lines (&making->before) || after < count_lines (&making->after))
    {
      guint from = before, to = after;
      guint32 at, added_at;

      if (before < count_lines (&making->before) && after < count_lines (&making->after) &&
          is_equal (making, before, after))
        {
          before++;
          after++;
          continue;
        }
      find_step (making, &before, &after);
      at = get_offset (&making->before, from);
      added_at = get_offset (&making->after, to);
      add_hunk (making, at, get_offset (&making->before, before) - at, added_at,
                get_offset (&making->after, after) - added_at);
    }
}

/* --- Patches -----------------------------------------------------------------------------------*/

static gsize
count_common_head (const char *before, const char *after)
{
  gsize n = 0;

  while (before[n] && before[n] == after[n])
    n++;
  return n;
}

static gsize
count_common_tail (const char *before, gsize n_before, const char *after, gsize n_after)
{
  gsize n = 0;

  while (n < n_before && n < n_after && before[n_before - 1 - n] == after[n_after - 1 - n])
    n++;
  return n;
}

/* Whole lines, for comparing by line. */
static gsize
find_line (const char *text, gsize at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

static void
compare (Making *making)
{
  if (making->before.length <= LONG && making->after.length <= LONG)
    {
      add_hunk (making, 0, making->before.length, 0, making->after.length);
      return;
    }
  split (&making->before);
  split (&making->after);
  compare_lines (making);
  g_array_unref (making->before.lines);
  g_array_unref (making->after.lines);
}

EspTextPatch *
esp_text_patch_new (const char *before, const char *after)
{
  gsize n_before = strlen (before), n_after = strlen (after);
  gsize head = find_line (before, count_common_head (before, after));
  gsize tail = count_common_tail (before + head, n_before - head, after + head, n_after - head);
  Making making = { .head = head };
  EspTextPatch *patch;

  if (n_before == n_after && head + tail >= n_before)
    return NULL;
  making.hunks = g_array_new (FALSE, FALSE, sizeof (Hunk));
  making.bytes = g_string_new (NULL);
  making.before = (Part){ before + head, n_before - head - tail, NULL };
  making.after = (Part){ after + head, n_after - head - tail, NULL };
  compare (&making);
  patch = g_new0 (EspTextPatch, 1);
  patch->n_hunks = making.hunks->len;
  patch->hunks = g_memdup2 (making.hunks->data, sizeof (Hunk) * making.hunks->len);
  patch->n_bytes = making.bytes->len;
  patch->bytes = g_memdup2 (making.bytes->str, making.bytes->len);
  g_array_unref (making.hunks);
  g_string_free (making.bytes, TRUE);
  return patch;
}

void
esp_text_patch_free (EspTextPatch *patch)
{
  if (!patch)
    return;
  g_free (patch->hunks);
  g_free (patch->bytes);
  g_free (patch);
}

char *
esp_text_patch_apply (const EspTextPatch *patch, const char *text, gboolean back)
{
  GString *result = g_string_sized_new (strlen (text) + patch->n_bytes);
  const char *bytes = patch->bytes;
  const char *rest = text;
  gsize done = 0; /* of the text before */

  for (guint i = 0; i < patch->n_hunks; i++)
    {
      const Hunk *hunk = &patch->hunks[i];
      gsize gap = hunk->at - done;

      g_string_append_len (result, rest, (gssize) gap);
      g_string_append_len (result, back ? bytes : bytes + hunk->removed,
                           back ? hunk->removed : hunk->added);
      rest += gap + (back ? hunk->added : hunk->removed);
      done = (gsize) hunk->at + hunk->removed;
      bytes += hunk->removed + hunk->added;
    }
  g_string_append (result, rest);
  return g_string_free (result, FALSE);
}

gsize
esp_text_patch_get_size (const EspTextPatch *patch)
{
  return sizeof *patch + sizeof (Hunk) * patch->n_hunks + patch->n_bytes;
}
