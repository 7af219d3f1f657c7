/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase that is typed, and the search for it in all that this process can write to. It is kept
 * masked, so that the search does not find its own pattern, and drawn anew, so that nothing else can
 * look like it. Half of it is bad enough: halves are searched for, as UTF-8 and as UTF-32
 * (gunichar, aligned). */
#pragma once

#include <fcntl.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECRET_MAX 64
/* The shadow of a sanitizer has terabytes and holds no data of the program. */
#define MAPPING_LIMIT (G_GUINT64_CONSTANT (1) << 32)
#define PIECE_LEN ((gsize) 1 << 18)
/* As much as pieces overlap: half of it as UTF-32. */
#define OVERLAP (SECRET_MAX / 2 * sizeof (gunichar))
/* Halves begin at each quarter. */
#define N_HALVES 3

typedef struct
{
  guint len;
  guint8 mask[SECRET_MAX];
  guint8 masked[SECRET_MAX];
} Secret;

/* In a mapping of its own, which is made after the list of what is searched was read. */
typedef struct
{
  guint8 piece[PIECE_LEN] __attribute__ ((aligned (8)));
  guint8 narrow[PIECE_LEN / sizeof (gunichar)]; /* the piece taken for UTF-32, a byte a character */
  guint8 halves[N_HALVES][SECRET_MAX / 2];
} Search;

G_GNUC_UNUSED static void
secret_add (Secret *secret, char letter)
{
  guint8 mask = (guint8) g_test_rand_int_range (0x80, 0x100);

  g_assert_cmpuint (secret->len, <, SECRET_MAX);
  secret->mask[secret->len] = mask;
  secret->masked[secret->len++] = (guint8) letter ^ mask;
}

G_GNUC_UNUSED static void
secret_draw (Secret *secret, guint len)
{
  secret->len = 0;
  for (guint i = 0; i < len; i++)
    secret_add (secret, (char) g_test_rand_int_range ('a', 'z' + 1));
}

/* As a keyboard does it: one character after the other. */
G_GNUC_UNUSED static void
secret_type (const Secret *secret, GtkEditable *text)
{
  int position = 0;

  for (guint i = 0; i < secret->len; i++)
    {
      char letter[2] = { (char) (secret->masked[i] ^ secret->mask[i]), '\0' };

      gtk_editable_insert_text (text, letter, 1, &position);
    }
}

static void
make_halves (Search *search, const Secret *secret)
{
  for (guint half = 0; half < N_HALVES; half++)
    for (guint i = 0; i < secret->len / 2; i++)
      {
        guint at = half * (secret->len / 4) + i;

        search->halves[half][i] = secret->masked[at] ^ secret->mask[at];
      }
}

static guint
count_half (const guint8 *bytes, gsize len, const guint8 *half, gsize half_len)
{
  const guint8 *end = bytes + len;
  guint n = 0;

  while ((bytes = memmem (bytes, (gsize) (end - bytes), half, half_len)))
    {
      n++;
      bytes++;
    }
  return n;
}

static gsize
narrow (Search *search, gsize len)
{
  const gunichar *characters = (const gunichar *) (gpointer) search->piece;

  for (gsize i = 0; i < len / sizeof (gunichar); i++)
    search->narrow[i] = characters[i] < 0x80 ? (guint8) characters[i] : 0xff;
  return len / sizeof (gunichar);
}

static guint
search_piece (Search *search, gsize len, gsize half_len)
{
  gsize narrow_len;
  guint n = 0;

  /* Most of a stack or of a heap was never touched. */
  if (len < 2 || (search->piece[0] == 0 && memcmp (search->piece, search->piece + 1, len - 1) == 0))
    return 0;
  narrow_len = narrow (search, len);
  for (guint half = 0; half < N_HALVES; half++)
    n += count_half (search->piece, len, search->halves[half], half_len) +
         count_half (search->narrow, narrow_len, search->halves[half], half_len);
  return n;
}

/* Read through the kernel, since other threads may take the mapping away meanwhile. Pieces overlap,
 * so that nothing hides between two of them. A page that cannot be read (since glibc 2.42 a stack has
 * one within its mapping) is stepped over, not the whole piece after it. */
static guint
search_mapping (Search *search, int memory, guint64 from, guint64 to, gsize len)
{
  guint64 page = (guint64) sysconf (_SC_PAGESIZE);
  guint n = 0;

  while (from < to)
    {
      gsize wanted = MIN (PIECE_LEN, to - from);
      gssize got = pread (memory, search->piece, wanted, (off_t) from);

      if (got > 0)
        n += search_piece (search, (gsize) got, len);
      if (got == (gssize) wanted)
        from += PIECE_LEN - OVERLAP;
      else
        from = (from + (guint64) MAX (got, 0)) / page * page + page;
    }
  return n;
}

/* How often half of the passphrase stands in memory. */
G_GNUC_UNUSED static guint
secret_count (const Secret *secret)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint n = 0, n_searched = 0;
  Search *search;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  search = mmap (NULL, sizeof *search, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (search != MAP_FAILED);
  make_halves (search, secret);
  for (guint i = 0; lines[i]; i++)
    {
      guint64 from, to;
      char mode[8];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &from, &to,
                  mode) != 3 ||
          !g_str_has_prefix (mode, "rw") || to - from > MAPPING_LIMIT)
        continue;
      n += search_mapping (search, memory, from, to, secret->len / 2);
      n_searched++;
    }
  munmap (search, sizeof *search);
  close (memory);
  g_assert_cmpuint (n_searched, >, 3);
  return n;
}

/* Wiped with the last reference, which a thread that is just ending may hold. */
G_GNUC_UNUSED static gboolean
secret_is_gone (gpointer secret)
{
  return secret_count (secret) == 0;
}
