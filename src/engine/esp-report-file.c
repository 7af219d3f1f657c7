/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a report: beside its place first, then in it. When it may be put there is decided by
 * the operation; what is in it comes from the writers. */
#include "esp-report-file.h"

#include "base/esp-error.h"
#include "pki/esp-digest.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _EspReportFile
{
  char *path;
  char *temporary; /* or NULL: in place, or never made */
  int fd;
  EspSha256 *sha256;
};

static gboolean
refuse_write (const char *path, int number, GError **error)
{
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  if (error && number)
    esp_error_set_detail (*error, g_strerror (number));
  return FALSE;
}

EspReportFile *
esp_report_file_new (const char *path, const char *id, GError **error)
{
  g_autoptr (EspReportFile) file = g_new0 (EspReportFile, 1);

  file->path = g_strdup (path);
  file->sha256 = esp_sha256_new ();
  file->temporary = g_strdup_printf ("%s.%.8s.part", path, id);
  file->fd = g_open (file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file->fd >= 0)
    return g_steal_pointer (&file);
  refuse_write (path, errno, error);
  /* What is there is not ours. */
  g_clear_pointer (&file->temporary, g_free);
  return NULL;
}

void
esp_report_file_free (EspReportFile *file)
{
  if (!file)
    return;
  if (file->fd >= 0)
    close (file->fd);
  if (file->temporary)
    g_unlink (file->temporary);
  g_free (file->temporary);
  g_free (file->path);
  esp_sha256_free (file->sha256);
  g_free (file);
}

gboolean
esp_report_file_write (EspReportFile *file, const char *text, gsize len, GError **error)
{
  esp_sha256_update (file->sha256, text, len);
  while (len > 0)
    {
      gssize done = write (file->fd, text, len);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return refuse_write (file->path, errno, error);
      text += done;
      len -= (gsize) done;
    }
  return TRUE;
}

/* That a file's name lasts is a matter of its folder. Where a folder can't be synced (some network
 * file systems), it is as durable as that place is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced;

  if (fd < 0)
    return TRUE;
  synced = fsync (fd) == 0 || errno == EINVAL;
  close (fd);
  return synced;
}

char *
esp_report_file_finish (EspReportFile *file, GError **error)
{
  if (fsync (file->fd) == 0 && sync_folder (file->path))
    return esp_sha256_finish (file->sha256);
  refuse_write (file->path, errno, error);
  return NULL;
}

gboolean
esp_report_file_place (EspReportFile *file, GError **error)
{
  if (rename (file->temporary, file->path) != 0)
    return refuse_write (file->path, errno, error);
  g_clear_pointer (&file->temporary, g_free);
  /* It is there and whole: that a power cut could bring the older one back is no failure. */
  (void) sync_folder (file->path);
  return TRUE;
}

const char *
esp_report_file_get_path (EspReportFile *file)
{
  return file->path;
}
