/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locked pages for secrets. Each secret has pages of its own, so that unlocking one never
 * unlocks a neighbour, and its release gives the pages back after wiping them. */
#include "esp-secret.h"

#include "esp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECRET_FILE_LIMIT 4096

struct _EspSecret
{
  gatomicrefcount ref_count;
  guint8 *bytes;
  gsize len;
  gsize mapped;
  gboolean locked;
};

void
esp_wipe (void *bytes, gsize len)
{
  if (bytes && len > 0)
    explicit_bzero (bytes, len);
}

EspSecret *
esp_secret_new (gsize len, GError **error)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize mapped = MAX ((len + page) / page * page, page);
  EspSecret *secret;
  void *bytes;

  if (len > ESP_SECRET_MAX_LEN)
    {
      esp_error_set (error, ESP_REASON_SECRET_MEMORY, NULL, NULL);
      return NULL;
    }
  bytes = mmap (NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED)
    {
      esp_error_set (error, ESP_REASON_SECRET_MEMORY, NULL, NULL);
      return NULL;
    }
  secret = g_new0 (EspSecret, 1);
  g_atomic_ref_count_init (&secret->ref_count);
  secret->bytes = bytes;
  secret->len = len;
  secret->mapped = mapped;
  secret->locked = mlock (bytes, mapped) == 0;
  (void) madvise (bytes, mapped, MADV_DONTDUMP);
  return secret;
}

EspSecret *
esp_secret_new_copy (const void *bytes, gsize len, GError **error)
{
  EspSecret *secret = esp_secret_new (len, error);

  if (secret && len > 0)
    memcpy (secret->bytes, bytes, len);
  return secret;
}

EspSecret *
esp_secret_new_take (void *bytes, gsize len, GError **error)
{
  EspSecret *secret = esp_secret_new_copy (bytes, len, error);

  esp_wipe (bytes, len);
  return secret;
}

static gssize
read_all (int fd, guint8 *bytes, gsize len)
{
  gsize done = 0;

  while (done < len)
    {
      gssize got = read (fd, bytes + done, len - done);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      done += (gsize) got;
    }
  return (gssize) done;
}

EspSecret *
esp_secret_read_file (const char *path, GError **error)
{
  g_autoptr (EspSecret) secret = esp_secret_new (SECRET_FILE_LIMIT + 1, error);
  gboolean standard_input = g_str_equal (path, "-");
  gssize len;
  int fd;

  if (!secret)
    return NULL;
  fd = standard_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  len = fd < 0 ? -1 : read_all (fd, secret->bytes, SECRET_FILE_LIMIT + 1);
  if (fd >= 0 && !standard_input)
    close (fd);
  if (len < 0)
    {
      esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
      return NULL;
    }
  if (len > SECRET_FILE_LIMIT)
    {
      esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, path, "size", "over 4096", "limit", "4096",
                     NULL);
      return NULL;
    }
  if (len > 0 && secret->bytes[len - 1] == '\n')
    len--;
  if (len > 0 && secret->bytes[len - 1] == '\r')
    len--;
  if (len == 0)
    {
      esp_error_set (error, ESP_REASON_SECRET_EMPTY, path, NULL);
      return NULL;
    }
  esp_secret_truncate (secret, (gsize) len);
  return g_steal_pointer (&secret);
}

EspSecret *
esp_secret_ref (EspSecret *secret)
{
  g_atomic_ref_count_inc (&secret->ref_count);
  return secret;
}

void
esp_secret_unref (EspSecret *secret)
{
  if (!secret || !g_atomic_ref_count_dec (&secret->ref_count))
    return;
  esp_wipe (secret->bytes, secret->mapped);
  munmap (secret->bytes, secret->mapped);
  g_free (secret);
}

const guint8 *
esp_secret_get_bytes (EspSecret *secret, gsize *len)
{
  if (len)
    *len = secret->len;
  return secret->bytes;
}

guint8 *
esp_secret_get_writable (EspSecret *secret)
{
  return secret->bytes;
}

gsize
esp_secret_get_len (EspSecret *secret)
{
  return secret->len;
}

void
esp_secret_truncate (EspSecret *secret, gsize len)
{
  if (len >= secret->len)
    return;
  esp_wipe (secret->bytes + len, secret->mapped - len);
  secret->len = len;
}

gboolean
esp_secret_equal (EspSecret *a, EspSecret *b)
{
  guint8 difference = 0;

  if (a->len != b->len)
    return FALSE;
  for (gsize i = 0; i < a->len; i++)
    difference |= a->bytes[i] ^ b->bytes[i];
  return difference == 0;
}

gboolean
esp_secret_is_locked (EspSecret *secret)
{
  return secret->locked;
}
