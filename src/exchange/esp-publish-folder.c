/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staging and placing of published files. What they say, and when they are due, is the engine's
 * business; the record is in esp-publish-manifest.c, reading and writing in esp-publish-disk.c. */
#include "esp-publish-folder.h"

#include "base/esp-error.h"
#include "esp-publish-disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "manifest"
#define STAGE "stage"
#define LOCK "lock"
#define MANIFEST_SIZE (512u * 1024 * 1024)
#define OWN "-"

typedef struct
{
  char *path;
  guint number; /* its name on the stage */
} Staged;

struct _EspPublishFolder
{
  char *path;
  int fd;     /* the folder */
  int record; /* ESP_PUBLISH_RECORD in it */
  int stage;
  int lock;
  EspPublishManifest *manifest;
  GArray *staged;     /* Staged */
  GPtrArray *removed; /* paths */
  char *digest;
};

static void
staged_clear (gpointer data)
{
  g_free (((Staged *) data)->path);
}

static gboolean
refuse_io (GError **error, EspReason reason, const char *object)
{
  g_autofree char *detail = g_strdup (g_strerror (errno));

  esp_error_set (error, reason, object, NULL);
  if (error)
    esp_error_set_detail (*error, detail);
  return FALSE;
}

static char *
digest_of (GBytes *content)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
}

/* --- Opening -----------------------------------------------------------------------------------*/

/* But for our own record. */
static gboolean
is_empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (!g_str_equal (name, ESP_PUBLISH_RECORD))
      return FALSE;
  return dir != NULL;
}

static void
clear_stage (EspPublishFolder *folder)
{
  int fd = folder->stage >= 0 ? openat (folder->stage, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
                                -1;
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;

  for (struct dirent *entry; dir && (entry = readdir (dir));)
    if (entry->d_name[0] != '.')
      unlinkat (folder->stage, entry->d_name, 0);
  if (dir)
    closedir (dir);
}

static gboolean
open_record (EspPublishFolder *folder, GError **error)
{
  if (mkdirat (folder->fd, ESP_PUBLISH_RECORD, 0700) != 0 && errno != EEXIST)
    return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
  folder->record = esp_publish_disk_open_below (folder->fd, ESP_PUBLISH_RECORD, FALSE);
  if (folder->record < 0)
    return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
  folder->lock = openat (folder->record, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (folder->lock < 0)
    return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
  if (flock (folder->lock, LOCK_EX | LOCK_NB) != 0)
    return refuse_io (error, ESP_REASON_PUBLISH_BUSY, folder->path);
  if (mkdirat (folder->record, STAGE, 0700) != 0 && errno != EEXIST)
    return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
  folder->stage = esp_publish_disk_open_below (folder->record, STAGE, FALSE);
  if (folder->stage < 0)
    return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
  /* What a run that was cut off has left. */
  clear_stage (folder);
  return TRUE;
}

static char *
record_file (EspPublishFolder *folder, const char *name)
{
  return g_build_filename (folder->path, ESP_PUBLISH_RECORD, name, NULL);
}

static gboolean
read_manifest (EspPublishFolder *folder, const char *vault, GError **error)
{
  g_autofree char *name = record_file (folder, MANIFEST);
  g_autofree char *text = NULL;
  GStatBuf status;

  if (g_lstat (name, &status) != 0)
    {
      if (errno != ENOENT)
        return refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
      folder->manifest = esp_publish_manifest_new (vault);
      if (is_empty (folder->path))
        return TRUE;
      esp_error_set (error, ESP_REASON_PUBLISH_FOREIGN, folder->path, NULL);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode) || status.st_size > MANIFEST_SIZE ||
      !g_file_get_contents (name, &text, NULL, NULL))
    {
      esp_error_set (error, ESP_REASON_PUBLISH_MANIFEST, folder->path, NULL);
      return FALSE;
    }
  folder->manifest = esp_publish_manifest_parse (text, vault, folder->path, error);
  return folder->manifest != NULL;
}

EspPublishFolder *
esp_publish_folder_open (const char *path, const char *vault, GError **error)
{
  g_autoptr (EspPublishFolder) folder = g_new0 (EspPublishFolder, 1);
  g_autofree char *manifest = NULL;

  folder->path = g_canonicalize_filename (path, NULL);
  folder->fd = folder->record = folder->stage = folder->lock = -1;
  folder->staged = g_array_new (FALSE, FALSE, sizeof (Staged));
  g_array_set_clear_func (folder->staged, staged_clear);
  folder->removed = g_ptr_array_new_with_free_func (g_free);
  manifest = record_file (folder, MANIFEST);
  if (!g_file_test (folder->path, G_FILE_TEST_EXISTS) &&
      (g_mkdir_with_parents (folder->path, 0755) != 0 || g_chmod (folder->path, 0755) != 0))
    {
      refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
      return NULL;
    }
  folder->fd = open (folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder->fd < 0)
    {
      refuse_io (error, ESP_REASON_PUBLISH_FOLDER, folder->path);
      return NULL;
    }
  /* Nothing is put into a folder of somebody else, not even our record. */
  if (!g_file_test (manifest, G_FILE_TEST_EXISTS) && !is_empty (folder->path))
    {
      esp_error_set (error, ESP_REASON_PUBLISH_FOREIGN, folder->path, NULL);
      return NULL;
    }
  if (!open_record (folder, error) || !read_manifest (folder, vault, error))
    return NULL;
  return g_steal_pointer (&folder);
}

static void
close_fd (int fd)
{
  if (fd >= 0)
    close (fd);
}

void
esp_publish_folder_close (EspPublishFolder *folder)
{
  if (!folder)
    return;
  clear_stage (folder);
  close_fd (folder->stage);
  close_fd (folder->lock);
  close_fd (folder->record);
  close_fd (folder->fd);
  g_clear_pointer (&folder->manifest, esp_publish_manifest_free);
  g_array_unref (folder->staged);
  g_ptr_array_unref (folder->removed);
  g_free (folder->digest);
  g_free (folder->path);
  g_free (folder);
}

const char *
esp_publish_folder_get_path (EspPublishFolder *folder)
{
  return folder->path;
}

/* --- Staging -----------------------------------------------------------------------------------*/

const EspPublishedFile *
esp_publish_folder_intact (EspPublishFolder *folder, const char *path)
{
  const EspPublishedFile *file = esp_publish_manifest_find (folder->manifest, path);
  g_autofree char *digest = file ? esp_publish_disk_digest (folder->fd, path) : NULL;

  return digest && g_str_equal (digest, file->digest) ? file : NULL;
}

void
esp_publish_folder_keep (EspPublishFolder *folder, const char *path)
{
  EspPublishedFile *file = esp_publish_manifest_find (folder->manifest, path);

  if (file)
    file->wanted = TRUE;
}

GPtrArray *
esp_publish_folder_known (EspPublishFolder *folder)
{
  return esp_publish_manifest_list (folder->manifest);
}

void
esp_publish_folder_keep_owner (EspPublishFolder *folder, const char *owner)
{
  g_autoptr (GPtrArray) files = esp_publish_folder_known (folder);

  for (guint i = 0; i < files->len; i++)
    {
      EspPublishedFile *file = g_ptr_array_index (files, i);

      if (g_str_equal (file->owner, owner))
        file->wanted = TRUE;
    }
}

static gboolean
check_place (EspPublishFolder *folder, const EspPublishedFile *file, GError **error)
{
  const EspPublishedFile *before = esp_publish_manifest_find (folder->manifest, file->path);

  if (!esp_publish_path_is_fit (file->path))
    {
      esp_error_set (error, ESP_REASON_PUBLISH_PATH, file->path, NULL);
      return FALSE;
    }
  if (before ? g_str_equal (before->owner, file->owner) :
               !esp_publish_disk_is_there (folder->fd, file->path))
    return TRUE;
  esp_error_set (error, ESP_REASON_PUBLISH_OCCUPIED, file->path, NULL);
  return FALSE;
}

static gboolean
stage (EspPublishFolder *folder, const char *path, GBytes *content, GError **error)
{
  Staged staged = { NULL, folder->staged->len };
  g_autofree char *name = g_strdup_printf ("%u", staged.number);

  if (!esp_publish_disk_write (folder->stage, name, content))
    return refuse_io (error, ESP_REASON_FILE_WRITE, folder->path);
  staged.path = g_strdup (path);
  g_array_append_val (folder->staged, staged);
  return TRUE;
}

static void
set_text (char **place, const char *text)
{
  char *copy = g_strdup (text ? text : OWN);

  g_free (*place);
  *place = copy;
}

gboolean
esp_publish_folder_put (EspPublishFolder *folder,
                        const EspPublishedFile *file,
                        GBytes *content,
                        GError **error)
{
  g_autofree char *digest = digest_of (content);
  g_autofree char *there = NULL;
  EspPublishedFile *entry;

  if (!check_place (folder, file, error))
    return FALSE;
  there = esp_publish_disk_digest (folder->fd, file->path);
  if (g_strcmp0 (there, digest) != 0 && !stage (folder, file->path, content, error))
    return FALSE;
  entry = esp_publish_manifest_take (folder->manifest, file->path);
  entry->fresh = g_strcmp0 (there, digest) != 0;
  g_free (entry->was);
  entry->was = entry->fresh ? g_steal_pointer (&there) : NULL;
  g_free (entry->digest);
  entry->digest = g_steal_pointer (&digest);
  set_text (&entry->owner, file->owner);
  set_text (&entry->state, file->state);
  entry->kind = file->kind;
  entry->renew_at = file->renew_at;
  entry->good_until = file->good_until;
  entry->size = (gint64) g_bytes_get_size (content);
  entry->wanted = TRUE;
  return TRUE;
}

/* --- Sealing -----------------------------------------------------------------------------------*/

static void
list_removed (EspPublishFolder *folder, GHashTable *owners)
{
  g_autoptr (GPtrArray) files = esp_publish_manifest_list (folder->manifest);

  for (guint i = 0; i < files->len; i++)
    {
      EspPublishedFile *file = g_ptr_array_index (files, i);

      file->removed = !file->wanted && (g_str_equal (file->owner, OWN) ||
                                        g_hash_table_contains (owners, file->owner));
      if (file->removed)
        g_ptr_array_add (folder->removed, g_strdup (file->path));
    }
}

gboolean
esp_publish_folder_seal (EspPublishFolder *folder, GHashTable *owners, GError **error)
{
  g_autofree char *text = NULL;

  list_removed (folder, owners);
  text = esp_publish_manifest_to_text (folder->manifest, TRUE);
  g_free (folder->digest);
  folder->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  /* One call for all of them: a sync for each of a hundred thousand files takes minutes. */
  if (folder->staged->len > 0 && syncfs (folder->stage) != 0)
    return refuse_io (error, ESP_REASON_FILE_WRITE, folder->path);
  return TRUE;
}

const char *
esp_publish_folder_get_digest (EspPublishFolder *folder)
{
  return folder->digest;
}

guint
esp_publish_folder_get_n_fresh (EspPublishFolder *folder)
{
  return folder->staged->len;
}

guint
esp_publish_folder_get_n_removed (EspPublishFolder *folder)
{
  return folder->removed->len;
}

GPtrArray *
esp_publish_folder_list (EspPublishFolder *folder)
{
  GPtrArray *files = esp_publish_manifest_list (folder->manifest);

  for (guint i = files->len; i > 0; i--)
    if (!((EspPublishedFile *) g_ptr_array_index (files, i - 1))->wanted)
      g_ptr_array_remove_index (files, i - 1);
  return files;
}

/* --- Placing -----------------------------------------------------------------------------------*/

static gboolean
write_manifest (EspPublishFolder *folder, const char *text, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  int fd = -1;
  gboolean done;

  unlinkat (folder->record, MANIFEST ".new", 0);
  done = esp_publish_disk_write (folder->record, MANIFEST ".new", content) &&
         (fd = openat (folder->record, MANIFEST ".new", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) >= 0 &&
         fsync (fd) == 0 &&
         renameat (folder->record, MANIFEST ".new", folder->record, MANIFEST) == 0 &&
         fsync (folder->record) == 0;
  close_fd (fd);
  return done || refuse_io (error, ESP_REASON_FILE_WRITE, folder->path);
}

static gboolean
place_one (EspPublishFolder *folder, const Staged *staged, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", staged->number);
  const char *name;
  int parent = esp_publish_disk_open_parent (folder->fd, staged->path, TRUE, &name);
  gboolean placed = parent >= 0 && renameat (folder->stage, number, parent, name) == 0;
  int problem = errno;

  close_fd (parent);
  errno = problem;
  return placed || refuse_io (error, ESP_REASON_FILE_WRITE, staged->path);
}

/* Folders that have become empty, from the inside out; the first that has not ends it. */
static void
remove_empty (EspPublishFolder *folder, const char *path)
{
  g_autofree char *above = g_path_get_dirname (path);

  while (!g_str_equal (above, "."))
    {
      const char *name;
      int parent = esp_publish_disk_open_parent (folder->fd, above, FALSE, &name);
      gboolean removed = parent >= 0 && unlinkat (parent, name, AT_REMOVEDIR) == 0;
      char *next = g_path_get_dirname (above);

      close_fd (parent);
      g_free (above);
      above = next;
      if (!removed)
        return;
    }
}

/* Only what has the bytes that we put there: else it is somebody else's by now. */
static void
remove_one (EspPublishFolder *folder, const char *path)
{
  const EspPublishedFile *file = esp_publish_manifest_find (folder->manifest, path);
  g_autofree char *digest = esp_publish_disk_digest (folder->fd, path);
  const char *name;
  int parent;

  if (!digest || (g_strcmp0 (digest, file->digest) != 0 && g_strcmp0 (digest, file->was) != 0))
    return;
  parent = esp_publish_disk_open_parent (folder->fd, path, FALSE, &name);
  if (parent >= 0)
    unlinkat (parent, name, 0);
  close_fd (parent);
  remove_empty (folder, path);
}

static gboolean
place_all (EspPublishFolder *folder, GError **error)
{
  for (guint i = 0; i < folder->staged->len; i++)
    if (!place_one (folder, &g_array_index (folder->staged, Staged, i), error))
      return FALSE;
  for (guint i = 0; i < folder->removed->len; i++)
    remove_one (folder, g_ptr_array_index (folder->removed, i));
  return TRUE;
}

/* The record names everything old and new before the first file moves, so that a run that is cut
 * off leaves nothing that the next one would take for somebody else's. */
gboolean
esp_publish_folder_place (EspPublishFolder *folder, GError **error)
{
  g_autofree char *both = esp_publish_manifest_to_text (folder->manifest, FALSE);
  g_autofree char *after = esp_publish_manifest_to_text (folder->manifest, TRUE);

  if (!write_manifest (folder, both, error) || !place_all (folder, error))
    return FALSE;
  if (syncfs (folder->fd) != 0)
    return refuse_io (error, ESP_REASON_FILE_WRITE, folder->path);
  return write_manifest (folder, after, error);
}
