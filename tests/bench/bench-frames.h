/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches the frames of a window by its frame clock. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _BenchFrames BenchFrames;
typedef gboolean (*BenchCondition) (gpointer data);

/* @window is realized. */
BenchFrames *bench_frames_new  (GtkWidget *window);
void         bench_frames_free (BenchFrames *frames);

/* Runs the main loop until a frame is on the screen at whose beginning @condition held; gives the
 * time of that by the monotonic clock, when the display server has it. Ends the program after a minute. */
gint64       bench_frames_wait (BenchFrames *frames, const char *what, BenchCondition condition, gpointer data);

/* The most that the main loop did at once in the last wait, in milliseconds of the processor. */
double       bench_frames_get_work (BenchFrames *frames);

/* Calls @step in each of the next @n frames, and prints how long they took as NAME-work (from the
 * beginning of a frame to its end), NAME-frame (from one to the next), each with its 95th percentile,
 * and NAME-blank: the part of them, in per cent, at whose end @shown was FALSE. */
typedef void (*BenchStep) (int number, gpointer data);
void         bench_frames_run  (BenchFrames *frames, const char *name, int n, BenchStep step,
                                BenchCondition shown, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchFrames, bench_frames_free)

G_END_DECLS
