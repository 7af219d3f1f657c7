/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates of many requests as files: one each in a folder, or all in one text. Names come from outside, so they
 * are made safe here; no file is written over that nobody agreed to.
 */
#pragma once

#include "console-request-item.h"

G_BEGIN_DECLS

/* A name in one folder, out of any text: no part of a path, nothing that hides or looks like an option, no longer than
 * file systems take. "certificate" where nothing is left. Free with g_free(). */
char      *console_issued_files_make_name    (const char *text);

typedef struct
{
  char *name;   /* unlike all others, whatever their case */
  GBytes *content;
  gboolean taken; /* there is such a file already */
} ConsoleIssuedFile;

void       console_issued_file_free          (gpointer file);
/* ConsoleIssuedFile for each that was issued: by the name of its request's file where it was alone there, else by its
 * subject. @chain: appended to each; NULL: not. */
GPtrArray *console_issued_files_plan         (GPtrArray *items, const char *chain);
/* All of them one after the other, then @chain where it is given. Free with g_free(). */
char      *console_issued_files_join         (GPtrArray *items, const char *chain);

/* On a thread: sets "taken". */
void       console_issued_files_look_async   (GFile *folder, GPtrArray *files, GAsyncReadyCallback callback,
                                              gpointer data);
/* How many are there already. */
guint      console_issued_files_look_finish  (GAsyncResult *result);

/* On a thread. What is there and is not "taken" is left as it is and is an error. @progress: called in the main context
 * with how many are written; may be NULL. */
typedef void (*ConsoleIssuedProgress) (guint n_written, gpointer data);
void       console_issued_files_write_async  (GFile *folder, GPtrArray *files, GCancellable *cancellable,
                                              ConsoleIssuedProgress progress, GAsyncReadyCallback callback,
                                              gpointer data);
/* @n_written counts what is on the disk, whatever is returned. FALSE: an error of ours that names the file, or
 * G_IO_ERROR_CANCELLED. */
gboolean   console_issued_files_write_finish (GAsyncResult *result, guint *n_written, GError **error);

G_END_DECLS
