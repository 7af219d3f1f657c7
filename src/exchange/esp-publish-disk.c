/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files below a folder, reached step by step, so that no symbolic link inside it is followed. Which
 * of them are ours is not known here. */
#include "esp-publish-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
esp_publish_disk_open_below (int parent, const char *name, gboolean make)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd >= 0 || errno != ENOENT || !make)
    return fd;
  if (mkdirat (parent, name, 0755) != 0 && errno != EEXIST)
    return -1;
  fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  /* For the web server to read, whatever the umask of whoever runs this. */
  if (fd >= 0 && fchmod (fd, 0755) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* The folder in which @path is, step by step, so that no link is followed; -1 with errno. @name is
 * the last part. */
int
esp_publish_disk_open_parent (int folder, const char *path, gboolean make, const char **name)
{
  int fd = fcntl (folder, F_DUPFD_CLOEXEC, 0);

  for (const char *slash; fd >= 0 && (slash = strchr (path, '/')); path = slash + 1)
    {
      g_autofree char *part = g_strndup (path, (gsize) (slash - path));
      int below = esp_publish_disk_open_below (fd, part, make);
      int problem = errno;

      close (fd);
      errno = problem;
      fd = below;
    }
  *name = path;
  return fd;
}

static gboolean
write_all (int fd, GBytes *content)
{
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (content, &len);

  while (len > 0)
    {
      gssize done = write (fd, bytes, len);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return FALSE;
      bytes += done;
      len -= (gsize) done;
    }
  return TRUE;
}

gboolean
esp_publish_disk_write (int folder, const char *name, GBytes *content)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  gboolean whole = fd >= 0 && fchmod (fd, 0644) == 0 && write_all (fd, content);
  int problem = errno;

  if (fd >= 0 && close (fd) != 0)
    return FALSE;
  errno = problem;
  return whole;
}

/* Of the regular file @name in @folder; NULL where there is none. */
static char *
digest_on_disk (int folder, const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  guint8 buffer[16384];
  struct stat status;
  gssize done;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      close (fd);
      return NULL;
    }
  while ((done = read (fd, buffer, sizeof buffer)) > 0 || (done < 0 && errno == EINTR))
    if (done > 0)
      g_checksum_update (checksum, buffer, done);
  close (fd);
  return done == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

char *
esp_publish_disk_digest (int folder, const char *path)
{
  const char *name;
  int parent = esp_publish_disk_open_parent (folder, path, FALSE, &name);
  char *digest = parent >= 0 ? digest_on_disk (parent, name) : NULL;

  if (parent >= 0)
    close (parent);
  return digest;
}

/* Something is there, whatever it is. */
gboolean
esp_publish_disk_is_there (int folder, const char *path)
{
  const char *name;
  int parent = esp_publish_disk_open_parent (folder, path, FALSE, &name);
  struct stat status;
  gboolean there;

  if (parent < 0)
    return errno != ENOENT;
  there = fstatat (parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
  close (parent);
  return there;
}
