/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files with which the program was started, that were handed to it while it runs, or that were dropped on its window:
 * what each of them is. Their beginning tells, not their name. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_GIVEN_KIND_VAULT,
  CONSOLE_GIVEN_KIND_PLAN, /* whatever says so by its name or looks like one: whoever opens it says what is wrong */
  CONSOLE_GIVEN_KIND_REQUEST,
  CONSOLE_GIVEN_KIND_FOLDER, /* of requests */
  CONSOLE_GIVEN_KIND_CERTIFICATE,
  CONSOLE_GIVEN_KIND_UNREADABLE,
  CONSOLE_GIVEN_KIND_OTHER, /* none of these */
  CONSOLE_GIVEN_N_KINDS
} ConsoleGivenKind;

typedef struct
{
  GPtrArray *files[CONSOLE_GIVEN_N_KINDS]; /* GFile, in the order in which they were given */
} ConsoleGiven;

/* The first of a kind, or NULL. */
GFile *console_given_get_first (const ConsoleGiven *given, ConsoleGivenKind kind);
guint  console_given_count     (const ConsoleGiven *given, ConsoleGivenKind kind);

typedef void (*ConsoleGivenDone) (const ConsoleGiven *given, gpointer data);
/* Reads their beginnings on a thread; calls @done later, exactly once. */
void   console_given_files_sort (GFile **files, int n_files, ConsoleGivenDone done, gpointer data);

G_END_DECLS
