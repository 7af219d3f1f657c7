/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For LeakSanitizer, in every program of these tests: what libraries allocate before main() is held
 * here. GLib makes its table of quarks then and loses it on purpose when it gets too small, so that
 * nobody needs a lock to read it; nothing of ours runs so early. */
#include <stddef.h>

#define MAX_EARLY 4096
#define SMALLEST 8192 /* bytes: what is small is not the table */

/* Of the sanitizer; GCC 12 comes without the header. */
int __sanitizer_install_malloc_and_free_hooks (void (*allocated) (const volatile void *, size_t),
                                               void (*freed) (const volatile void *));

extern const volatile void *early_memory[MAX_EARLY];
const volatile void *early_memory[MAX_EARLY];
static unsigned n_early;
static int is_early = 1;

static void
allocated_cb (const volatile void *memory, size_t size)
{
  if (is_early && size >= SMALLEST && n_early < MAX_EARLY)
    early_memory[n_early++] = memory;
}

static void
freed_cb (const volatile void *memory)
{
}

/* Before the constructors of libraries; */
static void
begin (void)
{
  __sanitizer_install_malloc_and_free_hooks (allocated_cb, freed_cb);
}

__attribute__ ((section (".preinit_array"), used)) static void (*const preinit) (void) = begin;

/* and after them. */
__attribute__ ((constructor)) static void
end (void)
{
  is_early = 0;
}
