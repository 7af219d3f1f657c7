/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a mapping that /proc/self/maps calls writable can be read at all. Since glibc 2.42 the guard
 * of a thread's stack is no mapping of its own but pages within the stack's (MADV_GUARD_INSTALL): maps says
 * "rw" of them too, and whoever touches one dies. The kernel is asked, page by page: it answers with an error. */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

/* A descriptor for own_memory_next(), to be closed. */
G_GNUC_UNUSED static int
own_memory_open (void)
{
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (memory, >=, 0);
  return memory;
}

static gboolean
own_memory_is_readable (int memory, guint64 at)
{
  guint8 byte;

  return pread (memory, &byte, 1, (off_t) at) == 1;
}

/* Moves *@from to the next pages before @to that can be read and gives how many bytes they are, or 0
 * where there are none. */
G_GNUC_UNUSED static gsize
own_memory_next (int memory, guint64 *from, guint64 to)
{
  guint64 page = (guint64) sysconf (_SC_PAGESIZE);
  guint64 end;

  while (*from < to && !own_memory_is_readable (memory, *from))
    *from += page;
  for (end = *from; end < to && own_memory_is_readable (memory, end);)
    end += page;
  return (gsize) (end - *from);
}
