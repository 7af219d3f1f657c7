/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a foreign file within a limit. Opened without waiting, looked at through its descriptor
 * (so that it can't be changed for another in between), read until its end or one byte past the
 * limit.
 */
#include "esp-bounded-file.h"

#include "base/esp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

static void
refuse_unreadable (GError **error, const char *path, int problem)
{
  esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
  if (error)
    esp_error_set_detail (*error, g_strerror (problem));
}

void
esp_bounded_file_refuse (GError **error, const char *path, gsize size, gsize limit)
{
  g_autofree char *shown = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  g_autofree char *bound = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);

  esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, path, "size", shown, "limit", bound, NULL);
}

/* A descriptor of a regular file that is not larger than @limit, or -1. */
static int
open_regular (const char *path, gsize limit, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;

  if (fd < 0 || fstat (fd, &status) != 0)
    refuse_unreadable (error, path, errno);
  else if (!S_ISREG (status.st_mode))
    refuse_unreadable (error, path, S_ISDIR (status.st_mode) ? EISDIR : EINVAL);
  else if ((gsize) status.st_size > limit)
    esp_bounded_file_refuse (error, path, (gsize) status.st_size, limit);
  else
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

static GByteArray *
read_whole (int fd, const char *path, gsize limit, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = read (fd, chunk, CHUNK)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          refuse_unreadable (error, path, errno);
          return NULL;
        }
      g_byte_array_append (bytes, chunk, (guint) n);
      if (bytes->len > limit)
        {
          esp_bounded_file_refuse (error, path, bytes->len, limit);
          return NULL;
        }
    }
  return g_steal_pointer (&bytes);
}

char *
esp_bounded_file_read (const char *path, gsize limit, gsize *len, GError **error)
{
  gboolean standard_input = g_str_equal (path, "-");
  int fd = standard_input ? STDIN_FILENO : open_regular (path, limit, error);
  GByteArray *bytes;

  if (fd < 0)
    return NULL;
  bytes = read_whole (fd, path, limit, error);
  if (!standard_input)
    close (fd);
  if (!bytes)
    return NULL;
  *len = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (bytes, FALSE);
}
