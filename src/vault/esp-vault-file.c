/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permissions, links, folders and names of a vault's file. What is inside it is read elsewhere. */
#include "esp-vault-file.h"

#include "base/esp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE_PRIVATE 0600
#define MODE_SHARED 0660
#define MODE_FOLDER 0700

static gboolean
fail (GError **error, EspReason reason, const char *path, int number)
{
  if (number == ENOSPC || number == EDQUOT)
    reason = ESP_REASON_VAULT_FULL;
  esp_error_set (error, reason, path, NULL);
  if (error && number != 0)
    esp_error_set_detail (*error, g_strerror (number));
  return FALSE;
}

/* SQLite refuses a link anywhere in the path; a folder that is reached through one is no danger, so
 * only the last part keeps its name. */
static char *
resolve (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real_folder = realpath (folder, NULL);
  char *real_path;

  if (!real_folder)
    return NULL;
  real_path = g_build_filename (real_folder, name, NULL);
  free (real_folder);
  return real_path;
}

static gboolean
may_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return eaccess (path, R_OK | W_OK) == 0 && eaccess (folder, W_OK | X_OK) == 0;
}

/* No file, or no folder for one, is an answer and no failure. */
static gboolean
is_absence (int number)
{
  return number == ENOENT || number == ENOTDIR;
}

static gboolean
look_at (EspVaultFile *file, GError **error)
{
  struct stat status;

  if (lstat (file->real_path, &status) != 0)
    return is_absence (errno) || fail (error, ESP_REASON_VAULT_OPEN, file->path, errno);
  if (S_ISLNK (status.st_mode))
    return fail (error, ESP_REASON_VAULT_SYMLINK, file->path, 0);
  if (!S_ISREG (status.st_mode))
    return fail (error, ESP_REASON_VAULT_NOT_A_VAULT, file->path, 0);
  file->exists = TRUE;
  file->writable = may_write (file->real_path);
  return TRUE;
}

EspVaultFile *
esp_vault_file_look (const char *path, GError **error)
{
  g_autoptr (EspVaultFile) file = g_new0 (EspVaultFile, 1);

  file->path = g_canonicalize_filename (path, NULL);
  file->real_path = resolve (file->path);
  if (!file->real_path && !is_absence (errno))
    {
      fail (error, ESP_REASON_VAULT_OPEN, file->path, errno);
      return NULL;
    }
  if (file->real_path && !look_at (file, error))
    return NULL;
  return g_steal_pointer (&file);
}

void
esp_vault_file_free (EspVaultFile *file)
{
  if (!file)
    return;
  g_free (file->path);
  g_free (file->real_path);
  g_free (file);
}

/* A group shares a vault by a folder of its own with mode 2770 and a file that it may write. */
static mode_t
allowed_mode (mode_t file, mode_t folder)
{
  gboolean folder_shared = (folder & S_ISGID) && (folder & S_IWGRP);
  gboolean file_shared = (file & (S_IRGRP | S_IWGRP)) == (S_IRGRP | S_IWGRP);

  return folder_shared && file_shared ? MODE_SHARED : MODE_PRIVATE;
}

void
esp_vault_file_tighten (const EspVaultFile *file)
{
  g_autofree char *folder_path = g_path_get_dirname (file->real_path);
  struct stat status, folder;
  mode_t wanted;

  if (lstat (file->real_path, &status) != 0 || stat (folder_path, &folder) != 0 ||
      !S_ISREG (status.st_mode))
    return;
  wanted = status.st_mode & allowed_mode (status.st_mode, folder.st_mode);
  if (wanted != (status.st_mode & 07777))
    {
      /* Not the owner's to change: the file then stays as its owner left it. */
      int refused = fchmodat (AT_FDCWD, file->real_path, wanted, AT_SYMLINK_NOFOLLOW);

      (void) refused;
    }
}

gboolean
esp_vault_file_create (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE_PRIVATE);
  int number;

  if (fd < 0)
    return fail (error, errno == EEXIST ? ESP_REASON_VAULT_EXISTS : ESP_REASON_VAULT_OPEN, path,
                 errno);
  if (fchmod (fd, MODE_PRIVATE) == 0)
    {
      close (fd);
      return TRUE;
    }
  number = errno;
  close (fd);
  unlink (path);
  return fail (error, ESP_REASON_VAULT_OPEN, path, number);
}

char *
esp_vault_file_temporary_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".espalier-", unique, ".new", NULL);

  return g_build_filename (folder, name, NULL);
}

static int
sync_path (const char *path, int flags)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);
  int number = 0;

  if (fd < 0)
    return errno;
  if (fsync (fd) != 0)
    number = errno;
  close (fd);
  return number;
}

/* Not every file system knows the exchange of names (EINVAL) or hard links (EPERM: FAT on a memory
 * stick); a name reserved by an empty file of our own serves on all. */
static int
give_name (const char *temporary, const char *path)
{
  int fd, number;

  if (renameat2 (AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, MODE_PRIVATE);
  if (fd < 0)
    return errno;
  close (fd);
  if (rename (temporary, path) == 0)
    return 0;
  number = errno;
  unlink (path);
  return number;
}

gboolean
esp_vault_file_publish (const char *temporary, const char *path, int taken, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int number = sync_path (temporary, O_NOFOLLOW);

  if (number == 0)
    number = give_name (temporary, path);
  if (number == EEXIST)
    return fail (error, taken, path, 0);
  if (number != 0)
    return fail (error, ESP_REASON_VAULT_STORAGE, path, number);
  number = sync_path (folder, O_DIRECTORY);
  if (number == 0)
    return TRUE;
  /* A name that a power cut could take away again is none. */
  unlink (path);
  return fail (error, ESP_REASON_VAULT_STORAGE, path, number);
}

gboolean
esp_vault_file_make_folders (const char *path, GPtrArray *made, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!g_str_equal (folder, above) && !esp_vault_file_make_folders (folder, made, error))
    return FALSE;
  if (mkdir (folder, MODE_FOLDER) != 0)
    return errno == EEXIST && g_file_test (folder, G_FILE_TEST_IS_DIR) ?
             TRUE :
             fail (error, ESP_REASON_VAULT_OPEN, folder, errno);
  g_ptr_array_add (made, g_strdup (folder));
  if (chmod (folder, MODE_FOLDER) != 0)
    return fail (error, ESP_REASON_VAULT_OPEN, folder, errno);
  (void) sync_path (above, O_DIRECTORY);
  return TRUE;
}

void
esp_vault_file_remove_folders (GPtrArray *made)
{
  for (guint i = made->len; i > 0; i--)
    (void) rmdir (g_ptr_array_index (made, i - 1));
}
