/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a hierarchy that leaves, on the disk: whole and lasting before the keys go, or not
 * there. */
#include "esp-hierarchy-leaving.h"

#include "base/esp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
write_bytes (int fd, GBytes *bytes)
{
  gsize len, done = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  while (done < len)
    {
      gssize n = write (fd, data + done, len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }
  return fsync (fd) == 0;
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

/* Never over another file: it could be the only one with keys that another vault had. */
gboolean
esp_leaving_write_file (EspLeaving *leaving, const char *path, GBytes *file, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    {
      esp_error_set (error, errno == EEXIST ? ESP_REASON_FILE_EXISTS : ESP_REASON_FILE_WRITE, path,
                     NULL);
      return FALSE;
    }
  leaving->written = g_strdup (path);
  written = write_bytes (fd, file);
  if (close (fd) == 0 && written && sync_folder (path))
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  return FALSE;
}

void
esp_leaving_take_back (EspLeaving *leaving)
{
  if (leaving && leaving->written)
    g_unlink (leaving->written);
}
