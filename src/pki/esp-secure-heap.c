/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secure heap of the process: locked, guarded, outside core dumps. What goes into it is the
 * business of esp-key*.c. */
#include "esp-key.h"
#include "esp-openssl-memory.h"
#include "esp-openssl.h"

/* The smallest block, as CRYPTO_secure_malloc_init() wants it: a power of two. */
#define SMALLEST_BLOCK 32
#define SECURE_MALLOC_LOCKED 1

/* An ordinary person's limit of locked memory is 8 MiB on today's kernels and was 64 KiB before;
 * containers may set a smaller one. */
static const gsize sizes[] = { 256 * 1024, 64 * 1024, 32 * 1024 };

static gboolean
make_heap (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      if (CRYPTO_secure_malloc_init (sizes[i], SMALLEST_BLOCK) == SECURE_MALLOC_LOCKED)
        return TRUE;
      CRYPTO_secure_malloc_done ();
    }
  /* Not locked is still guarded and wiped; refusing to work would help nobody. */
  return CRYPTO_secure_malloc_init (sizes[0], SMALLEST_BLOCK) != 0;
}

gboolean
esp_pki_init (void)
{
  static gsize state = 0;

  if (g_once_init_enter (&state))
    {
      gboolean done;

      (void) esp_openssl_memory_init ();
      done = CRYPTO_secure_malloc_initialized () || make_heap ();
      ERR_clear_error ();
      g_once_init_leave (&state, done ? 1 : 2);
    }
  return state == 1;
}
