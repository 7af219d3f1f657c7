/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counting file layer: every call goes through to the system's own, except the chosen one. */
#include "fault-vfs.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
} FaultFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs fault_vfs;
static FaultKind armed;
static guint armed_at;
static guint n_operations;

void
fault_vfs_arm (FaultKind kind, guint at)
{
  armed = kind;
  armed_at = at;
  n_operations = 0;
}

guint
fault_vfs_disarm (void)
{
  armed = FAULT_NONE;
  return n_operations;
}

/* SQLITE_OK, or the result with which the operation fails. */
static int
meet (int failure, gboolean is_write)
{
  guint number = ++n_operations;

  if (armed == FAULT_NONE || number < armed_at)
    return SQLITE_OK;
  if (armed == FAULT_KILL && number == armed_at)
    _exit (FAULT_KILLED);
  if (armed == FAULT_FULL && is_write)
    return SQLITE_FULL;
  if (armed == FAULT_DEAD_DISK || (armed == FAULT_IO && number == armed_at))
    return failure;
  return SQLITE_OK;
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static int
fault_close (sqlite3_file *file)
{
  sqlite3_file *real = real_of (file);
  int result = real->pMethods->xClose (real);

  g_free (real);
  return result;
}

static int
fault_read (sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xRead (real_of (file), bytes, len, offset);
}

static int
fault_write (sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
  int result;

  if (armed == FAULT_KILL_HALF && n_operations + 1 == armed_at)
    {
      (void) real_of (file)->pMethods->xWrite (real_of (file), bytes, len / 2, offset);
      _exit (FAULT_KILLED);
    }
  result = meet (SQLITE_IOERR_WRITE, TRUE);
  return result ? result : real_of (file)->pMethods->xWrite (real_of (file), bytes, len, offset);
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int result = meet (SQLITE_IOERR_TRUNCATE, FALSE);

  return result ? result : real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  int result = meet (SQLITE_IOERR_FSYNC, FALSE);

  return result ? result : real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
fault_lock (sqlite3_file *file, int lock)
{
  return real_of (file)->pMethods->xLock (real_of (file), lock);
}

static int
fault_unlock (sqlite3_file *file, int lock)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), lock);
}

static int
fault_check_reserved_lock (sqlite3_file *file, int *reserved)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), reserved);
}

static int
fault_file_control (sqlite3_file *file, int operation, void *argument)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), operation, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
fault_device_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static const sqlite3_io_methods fault_methods = {
  .iVersion = 1,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_reserved_lock,
  .xFileControl = fault_file_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_device_characteristics,
};

static int
fault_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *fault = (FaultFile *) file;
  int result;

  memset (fault, 0, sizeof *fault);
  fault->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  result = real_vfs->xOpen (real_vfs, name, fault->real, flags, out_flags);
  if (result == SQLITE_OK)
    fault->base.pMethods = &fault_methods;
  else
    g_free (fault->real);
  return result;
}

static int
fault_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int result = meet (SQLITE_IOERR_DELETE, FALSE);

  if (result)
    return result;
  result = real_vfs->xDelete (real_vfs, name, 0);
  if (result || !sync_folder)
    return result;
  /* The name is gone; whether that lasts is another operation, which can fail by itself. */
  return meet (SQLITE_IOERR_DIR_FSYNC, FALSE);
}

void
fault_vfs_install (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  fault_vfs = *real_vfs;
  fault_vfs.zName = "fault";
  fault_vfs.szOsFile = sizeof (FaultFile);
  fault_vfs.xOpen = fault_open;
  fault_vfs.xDelete = fault_delete;
  g_assert_cmpint (sqlite3_vfs_register (&fault_vfs, 1), ==, SQLITE_OK);
}
