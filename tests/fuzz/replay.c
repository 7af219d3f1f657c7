/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the fuzzed functions over files: `replay TARGET PATH…`, where a path is a file or a folder
 * with files. Prints how many there were and the slowest; an input that needs more processor time
 * than the limit is a failure (not in builds with sanitizers, where everything is slow).
 */
#include "fuzz.h"

#include <stdlib.h>
#include <time.h>

#define LIMIT 0.1 /* seconds of processor time for one input */
#define ATTEMPTS 5

typedef struct
{
  const FuzzTarget *target;
  guint count;
  guint too_slow;
  double slowest;
  char *slowest_path;
} Replay;

static double
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static double
run_once (Replay *replay, const char *bytes, gsize len)
{
  double start = get_processor_time ();

  replay->target->function ((const guint8 *) bytes, len);
  return get_processor_time () - start;
}

/* The best of several attempts: a busy machine makes things slower, never faster. */
static double
measure (Replay *replay, const char *bytes, gsize len)
{
  double best = run_once (replay, bytes, len);

  for (int i = 1; !FUZZ_SANITIZED && best > LIMIT && i < ATTEMPTS; i++)
    best = MIN (best, run_once (replay, bytes, len));
  return best;
}

static void
replay_file (Replay *replay, const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize len = 0;
  double seconds;

  if (!g_file_get_contents (path, &bytes, &len, &error))
    {
      g_printerr ("replay: %s\n", error->message);
      exit (2);
    }
  seconds = measure (replay, bytes, len);
  replay->count++;
  if (seconds > replay->slowest)
    {
      replay->slowest = seconds;
      g_free (replay->slowest_path);
      replay->slowest_path = g_path_get_basename (path);
    }
  if (seconds <= LIMIT || FUZZ_SANITIZED)
    return;
  replay->too_slow++;
  g_print ("too slow: %s: %.0f ms\n", path, 1000 * seconds);
}

static void
replay_path (Replay *replay, const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      replay_file (replay, path);
      return;
    }
  folder = g_dir_open (path, 0, NULL);
  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        replay_file (replay, file);
    }
}

static const FuzzTarget *
find_target (const char *name)
{
  for (const FuzzTarget *target = fuzz_targets; target->name; target++)
    if (g_str_equal (target->name, name))
      return target;
  g_printerr ("replay: there is no target %s\n", name);
  exit (2);
}

int
main (int argc, char **argv)
{
  Replay replay = { 0 };

  if (argc < 3)
    {
      g_printerr ("usage: replay TARGET PATH…\n");
      return 2;
    }
  replay.target = find_target (argv[1]);
  fuzz_get_authority ();
  for (int i = 2; i < argc; i++)
    replay_path (&replay, argv[i]);
  g_print ("%s: %u inputs, the slowest %.1f ms%s%s\n", replay.target->name, replay.count,
           1000 * replay.slowest, replay.slowest_path ? ": " : "",
           replay.slowest_path ? replay.slowest_path : "");
  g_free (replay.slowest_path);
  return replay.count == 0 || replay.too_slow > 0;
}
