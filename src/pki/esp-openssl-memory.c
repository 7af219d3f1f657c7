/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wiping allocator for OpenSSL, and the wiping of stack frames. The test "memory" of this room
 * searches the process for what either of them would have left. */
#include "esp-openssl-memory.h"

#include "base/esp-secret.h"
#include "esp-openssl.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Measured with OpenSSL 3.0: the deepest stack below a call of ours is 13 KiB (signing with RSA
 * 2048). A thread has 8 MiB. */
#define BURN_LEN 65536

static void *
allocate_cb (size_t len, const char *file, int line)
{
  return len > 0 ? malloc (len) : NULL;
}

static void
release_cb (void *block, const char *file, int line)
{
  if (!block)
    return;
  esp_wipe (block, malloc_usable_size (block));
  free (block);
}

/* realloc() may move a block and leaves the old place as it is; so it is moved here. */
static void *
reallocate_cb (void *block, size_t len, const char *file, int line)
{
  void *moved = NULL;

  if (len > 0)
    {
      moved = malloc (len);
      if (!moved)
        return NULL;
    }
  if (block && moved)
    memcpy (moved, block, MIN (len, malloc_usable_size (block)));
  release_cb (block, file, line);
  return moved;
}

gboolean
esp_openssl_memory_init (void)
{
  static gsize state = 0;

  if (g_once_init_enter (&state))
    {
      gboolean done = CRYPTO_set_mem_functions (allocate_cb, reallocate_cb, release_cb) == 1;

      g_once_init_leave (&state, done ? 1 : 2);
    }
  return state == 1;
}

G_GNUC_NO_INLINE void
esp_openssl_burn_stack (void)
{
  guint8 frame[BURN_LEN];

  esp_wipe (frame, sizeof frame);
}
