/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file layer under SQLite that counts what changes files (writes, cuts, syncs, removals) and at a
 * chosen one fails, or ends the process, as a crash or a bad disk would. */
#pragma once

#include <glib.h>

typedef enum
{
  FAULT_NONE,      /* only counts */
  FAULT_KILL,      /* _exit() before the operation */
  FAULT_KILL_HALF, /* a write is done to its half first */
  FAULT_IO,        /* this one fails */
  FAULT_DEAD_DISK, /* this one and all after it fail */
  FAULT_FULL,      /* this and all later writes find no space */
} FaultKind;

#define FAULT_KILLED 99 /* exit status */

/* Every database that is opened from now on goes through it. */
void  fault_vfs_install (void);
/* Counts from 1 again; the @at-th operation meets the fault. */
void  fault_vfs_arm     (FaultKind kind, guint at);
/* How many operations there were since then. */
guint fault_vfs_disarm  (void);
