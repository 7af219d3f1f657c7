/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One measured process: an empty window, the console on a vault of many certificates or of a long log, or a large
 * plan as a diagram. What it found it
 * prints, a line "name value" each; times are milliseconds. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *vault; /* NULL: an empty libadwaita window */
  gint64 started;    /* just before this process was, by the monotonic clock */
  int n_frames;      /* of each way of scrolling */
} BenchRun;

/* Columns of the table in their order. */
static const char *const bench_columns[] = { "subject",  "state",     "serial", "issuer",
                                             "template", "requester", "issued", "ends" };

int bench_run_window (const BenchRun *run);
int bench_run_vault  (const BenchRun *run);
/* A sort by subject half a second after the certificates are there, and nothing else. */
int bench_run_first_sort (const BenchRun *run);
int bench_run_log    (const BenchRun *run); /* console-bench-log.c */
int bench_run_plan   (const BenchRun *run); /* console-bench-plan.c */

G_END_DECLS
