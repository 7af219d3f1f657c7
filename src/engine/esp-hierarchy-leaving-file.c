/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a hierarchy that leaves, on the disk: whole and lasting before the keys go, or not
 * there. It has no name before it is whole, so a power cut leaves no half of it; file systems that
 * know only files with names (FAT) can leave one, which nobody takes over. */
#include "esp-hierarchy-leaving.h"

#include "base/esp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
refuse (const char *path, int number, GError **error)
{
  esp_error_set (error, number == EEXIST ? ESP_REASON_FILE_EXISTS : ESP_REASON_FILE_WRITE, path,
                 NULL);
  if (error && number != EEXIST)
    esp_error_set_detail (*error, g_strerror (number));
  return FALSE;
}

gboolean
esp_leaving_check_path (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf status;

  if (g_lstat (path, &status) == 0)
    return refuse (path, EEXIST, error);
  if (errno != ENOENT || g_access (folder, W_OK | X_OK) != 0)
    return refuse (path, errno, error);
  return TRUE;
}

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

/* Some network file systems sync no folders: there it is as durable as that place is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL);

  if (fd >= 0)
    close (fd);
  return synced;
}

static int
open_nameless (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_open (folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
}

/* Linking changes the file itself, so it is synced once more. */
static gboolean
give_name (EspLeaving *leaving, int fd, const char *path)
{
  g_autofree char *open_file = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (linkat (AT_FDCWD, open_file, AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0)
    return FALSE;
  leaving->written = g_strdup (path);
  return fsync (fd) == 0;
}

/* Never over another file: it could be the only one with keys that another vault had. */
static int
open_new (const char *path, gboolean *named)
{
  int fd = open_nameless (path);

  *named = fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL);
  if (*named)
    fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  return fd;
}

gboolean
esp_leaving_write_file (EspLeaving *leaving, const char *path, GBytes *file, GError **error)
{
  gboolean named, written;
  int fd = open_new (path, &named), problem;

  if (fd < 0)
    return refuse (path, errno, error);
  if (named)
    leaving->written = g_strdup (path);
  written = write_bytes (fd, file) && (named || give_name (leaving, fd, path));
  problem = written ? 0 : errno;
  if (close (fd) == 0 && written && sync_folder (path))
    return TRUE;
  return refuse (path, problem ? problem : errno, error);
}

void
esp_leaving_take_back (EspLeaving *leaving)
{
  if (leaving && leaving->written)
    g_unlink (leaving->written);
}
