/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults on purpose, each behind a word: a byte read beyond the end, a block that is lost, and work
 * that grows with nothing. */
#include "fuzz.h"

#include <string.h>
#include <time.h>

/* Ten times what the replay allows: counted rounds would be quick enough on some machine. */
#define BUSY_SECONDS 1

static void
read_beyond (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  volatile const guint8 *end = copy + size;

  if (*end == 0xff)
    g_test_message ("lucky");
}

static void
lose_a_block (gsize size)
{
  volatile char *lost = g_malloc (size);

  lost[0] = 1;
  lost = NULL;
}

static void
keep_busy (void)
{
  clock_t end = clock () + BUSY_SECONDS * CLOCKS_PER_SEC;

  while (clock () < end)
    continue;
}

void
fuzz_planted (const guint8 *data, gsize size)
{
  if (size < 4)
    return;
  if (memcmp (data, "read", 4) == 0)
    read_beyond (data, size);
  else if (memcmp (data, "lose", 4) == 0)
    lose_a_block (size);
  else if (memcmp (data, "busy", 4) == 0)
    keep_busy ();
}
