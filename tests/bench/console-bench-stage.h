/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console on a vault in a measured process, and what each of these needs: an eye, a clock, a rest. */
#pragma once

#include "bench-frames.h"
#include "console-bench-run.h"
#include "console/console-session.h"

G_BEGIN_DECLS

typedef struct
{
  const BenchRun *run;
  GtkWidget *window;
  ConsoleSession *session;
  BenchFrames *frames;
  gboolean signed_in;
  gint64 unlocked; /* when the engine told that somebody is signed in, before anybody acted on it */
} BenchStage;

/* Calls @scene with @stage when the window is there, and ends the program after it. */
typedef void (*BenchScene) (gpointer stage);
int        bench_stage_run    (BenchStage *stage, BenchScene scene);
/* Signs in and goes to @place until @shown; prints how long each part took, and the memory. */
void       bench_stage_open   (BenchStage *stage, const char *place, BenchCondition shown);

/* @widget or the first one in it of this type; NULL. */
GtkWidget *bench_find         (GtkWidget *widget, GType type);
void       bench_rest         (int milliseconds);
void       bench_print_time   (const char *name, gint64 from, gint64 to);
/* Resident, by the kernel's account, in MiB. */
void       bench_print_memory (const char *name);

G_END_DECLS
