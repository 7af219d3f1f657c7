/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing, reading and writing files as a person does: native choosers, portals, never blocking. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @done gets the chosen file or NULL (cancelled). The chooser is kept alive until then. */
typedef void (*ConsoleFileDone) (GtkWidget *owner, GFile *file, gpointer data);
void console_files_open        (GtkWidget *owner, const char *title, const char * const *patterns,
                                const char *filter_name,
                                ConsoleFileDone done, gpointer data);
/* Several of them: @files are GFile, freed afterwards; not called where it was cancelled. */
typedef void (*ConsoleFilesDone) (GtkWidget *owner, GSList *files, gpointer data);
void console_files_open_several (GtkWidget *owner, const char *title, const char * const *patterns,
                                 const char *filter_name, ConsoleFilesDone done, gpointer data);
void console_files_save        (GtkWidget *owner, const char *title, const char *name,
                                ConsoleFileDone done, gpointer data);
void console_files_folder      (GtkWidget *owner, const char *title, ConsoleFileDone done, gpointer data);
/* Where choosers begin until a file was chosen: a path, or "" or NULL: in the home folder. */
void console_files_set_folder  (const char *path);
/* Reads at most @limit bytes. */
typedef void (*ConsoleReadDone) (GtkWidget *owner, GBytes *content, const GError *error, gpointer data);
void console_files_read        (GtkWidget *owner, GFile *file, gsize limit, ConsoleReadDone done,
                                gpointer data);
typedef void (*ConsoleWriteDone) (GtkWidget *owner, const GError *error, gpointer data);
void console_files_write       (GtkWidget *owner, GFile *file, const char *text, ConsoleWriteDone done,
                                gpointer data);
/* Saves it under a name that the person chooses, then a toast or an error. */
void console_files_save_bytes  (GtkWidget *owner, const char *title, const char *name, GBytes *bytes);
void console_files_save_text   (GtkWidget *owner, const char *title, const char *name, const char *text);

G_END_DECLS
