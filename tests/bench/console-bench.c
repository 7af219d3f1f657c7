/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody waits for in the window: until it stands, until the certificates are there, for
 * each frame while they scroll, for another order and for what was searched. An empty libadwaita
 * window, an empty vault, a vault of a million certificates, one with a log of half a million
 * entries and a plan of 2,000 authorities take turns, each time in a process of its own, so that a
 * busy moment of the machine touches them all. Says which of the figures that we aim at were met;
 * passes or fails nothing by them.
 */
#include "bench-vault.h"
#include "console-bench-run.h"
#include "console-bench-xca.h"
#include "engine/espalier.h"
#include "vault/esp-vault.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_ROUNDS 20
#define FRAME_LIMIT 33.0
#define SEARCH_LIMIT 150.0
#define SORT_LIMIT 1000.0
#define MEMORY_LIMIT 220.0 /* MB */
#define OPEN_FACTOR 1.3
#define OPEN_EXTRA 300.0

static int n_rounds = 5;
static int n_frames = 300;
static int n_rows = 1000000;
static int n_issued = 2000;
static int n_events = 500000;
static int n_xca = 1000;
static gboolean quick;
static char *folder;
static char *child;
static char *child_vault;
static gint64 child_started;

static const GOptionEntry options[] = {
  { "rounds", 'r', 0, G_OPTION_ARG_INT, &n_rounds, "How often each is measured (5)", "N" },
  { "frames", 'n', 0, G_OPTION_ARG_INT, &n_frames, "Frames of each way of scrolling (300)", "N" },
  { "rows", 'c', 0, G_OPTION_ARG_INT, &n_rows, "Certificates (1000000)", "N" },
  { "issued", 'i', 0, G_OPTION_ARG_INT, &n_issued,
    "How many of them the engine issues; the others are copies of these (2000)", "N" },
  { "events", 'e', 0, G_OPTION_ARG_INT, &n_events, "Entries of the long log (500000)", "N" },
  { "xca", 'x', 0, G_OPTION_ARG_INT, &n_xca,
    "Certificates that XCA imports, where it is installed (1000; 0: no XCA)", "N" },
  { "quick", 'q', 0, G_OPTION_ARG_NONE, &quick, "Once, with few certificates: does it run?", NULL },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, "Where the vaults are kept", "FOLDER" },
  { "child", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &child, NULL, NULL },
  { "vault", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &child_vault, NULL, NULL },
  { "started", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT64, &child_started, NULL, NULL },
  { NULL },
};

typedef enum
{
  WINDOW,
  EMPTY,
  FULL,
  COLD, /* FULL, nothing of which is in memory */
  LOG,
  PLAN, /* of 2,000 authorities, as a diagram that can be edited */
  N_SUBJECTS
} Subject;

typedef struct
{
  const char *name, *title;
} Row;

static const Row opening_rows[] = {
  { "first-frame", "first frame" },
  { "unlock-page", "unlock page" },
  { "sign-in", "signing in (its price is meant)" },
  { "certificates", "then, to the certificates" },
  { "opened", "start to certificates" },
  { "opened-less-sign-in", "the same without signing in" },
};

static const Row memory_rows[] = {
  { "memory", "certificates shown" },
  { "memory-sorted", "after scrolling and sorting" },
};

static const Row frame_rows[] = {
  { "pixels", "60 pixels a frame" },
  { "pages", "a page a frame" },
  { "whole", "from top to bottom" },
};

static const Row plan_rows[] = {
  { "plan-pixels", "60 pixels a frame" }, { "plan-pages", "a page a frame" },
  { "plan-whole", "from end to end" },    { "plan-boxes", "the same, cards as boxes" },
  { "plan-zoom", "zoomed in and out" },   { "plan-drag", "a card dragged" },
};

/* Until the first rows are on the screen, or it is said that there are none. */
static const Row search_rows[] = {
  { "search-1", "one letter" },
  { "search-2", "two letters" },
  { "search-3", "three letters" },
  { "search-serial", "a serial" },
  { "search-subject", "a name that only one has" },
  { "search-nothing", "a name that nobody has" },
  { "search-sorted", "five letters, sorted by end" },
  { "search-none", "nothing, so all again" },
};

static const Row jump_rows[] = {
  { "jump", "rows after a jump" },
};

static const Row log_frame_rows[] = {
  { "log-pixels", "60 pixels a frame" },
  { "log-pages", "a page a frame" },
};

static const Row log_rows[] = {
  { "log-denied", "what was denied" },        { "log-failed", "what failed: nothing" },
  { "log-ca", "about the busiest CA" },       { "log-rare-ca", "about one of thousand" },
  { "log-revoke", "a word of one in fifty" }, { "log-visitor", "a person, one in 10,000" },
  { "log-nobody", "what nobody did" },
};

/* name -> GArray of double, a value for each round */
static GHashTable *results[N_SUBJECTS];
static char *place; /* what the child says of renderer and window */

static G_NORETURN void
stop (const char *what, const GError *error)
{
  g_printerr ("console-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

/* --- Results -----------------------------------------------------------------------------------*/

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* FALSE: not measured of this subject. */
static gboolean
get_result (Subject subject, const char *name, double *median, double *least, double *most)
{
  GArray *values = g_hash_table_lookup (results[subject], name);
  const double *sorted;
  guint n;

  if (!values)
    return FALSE;
  g_array_sort (values, compare_doubles);
  sorted = (const double *) (void *) values->data;
  n = values->len;
  *median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  *least = sorted[0];
  *most = sorted[n - 1];
  return TRUE;
}

static double
get_median (Subject subject, const char *name)
{
  double median, least, most;

  if (!get_result (subject, name, &median, &least, &most))
    stop (name, NULL);
  return median;
}

static void
remember (Subject subject, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 2);
  GArray *values;
  double value;

  if (line[0] == '#')
    {
      g_free (place);
      place = g_strdup (line + 2);
      return;
    }
  if (!parts[0] || !parts[1])
    return;
  value = g_ascii_strtod (parts[1], NULL);
  values = g_hash_table_lookup (results[subject], parts[0]);
  if (!values)
    {
      values = g_array_new (FALSE, FALSE, sizeof (double));
      g_hash_table_insert (results[subject], g_strdup (parts[0]), values);
    }
  g_array_append_val (values, value);
}

/* --- Processes ---------------------------------------------------------------------------------*/

static const char *const child_arguments[N_SUBJECTS] = {
  [WINDOW] = "--child=window",   [EMPTY] = "--child=vault", [FULL] = "--child=vault",
  [COLD] = "--child=first-sort", [LOG] = "--child=log",     [PLAN] = "--child=plan",
};

static void
measure (Subject subject, const char *program, const char *vault)
{
  g_autofree char *frames = g_strdup_printf ("--frames=%d", n_frames);
  g_autofree char *started = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  started = g_strdup_printf ("--started=%" G_GINT64_FORMAT, g_get_monotonic_time ());
  if (!g_spawn_sync (NULL,
                     (char **) (const char *[]){ program, child_arguments[subject], frames, started,
                                                 vault ? "--vault" : NULL, vault, NULL },
                     NULL, 0, NULL, NULL, &output, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    stop (vault ? vault : child_arguments[subject], error);
  lines = g_strsplit (output, "\n", -1);
  for (char **line = lines; *line; line++)
    remember (subject, *line);
}

static const struct
{
  const char *name;
  int (*run) (const BenchRun *run);
} children[] = {
  { "window", bench_run_window },
  { "vault", bench_run_vault },
  { "first-sort", bench_run_first_sort },
  { "log", bench_run_log },
  { "plan", bench_run_plan },
};

static int
be_child (void)
{
  const BenchRun run = { child_vault, child_started, n_frames };

  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    if (g_str_equal (child, children[i].name))
      return children[i].run (&run);
  stop (child, NULL);
}

/* --- The probe ---------------------------------------------------------------------------------*/

#define BY_SUBJECT "SELECT row FROM certificate ORDER BY subject, row"

/* What SQLite takes for it, asked directly: nothing is kept, so that only reading counts. */
static const struct
{
  Subject subject;
  const char *name, *title, *sql;
} probes[] = {
  { FULL, "probe-scan", "SQLite reads each row for a name that nobody has",
    "SELECT row FROM certificate WHERE subject LIKE '%no such name%'"
    " OR alternative_names LIKE '%no such name%'" },
  { FULL, "probe-sort", "SQLite gives all numbers in order of subject", BY_SUBJECT },
  { COLD, "probe-sort", "the same, and nothing of the file is in memory", BY_SUBJECT },
  { LOG, "probe-log", "SQLite reads each entry of the log for such a name",
    "SELECT sequence FROM event WHERE actor_name LIKE '%no such name%'" },
};

/* The system is asked to forget what it has of a file; it may keep what others read just now. */
static void
drop_from_memory (const char *path)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (file < 0 || fdatasync (file) != 0 || posix_fadvise (file, 0, 0, POSIX_FADV_DONTNEED) != 0)
    stop (path, NULL);
  close (file);
}

static void
probe (Subject subject, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, &error);

  for (gsize i = 0; vault && i < G_N_ELEMENTS (probes); i++)
    {
      gint64 began = g_get_monotonic_time ();
      g_autofree char *line = NULL;
      g_autoptr (EspStatement) statement = NULL;

      if (probes[i].subject != subject)
        continue;
      statement = esp_database_prepare (esp_vault_get_database (vault), probes[i].sql, &error);
      if (!statement || !esp_statement_run (statement, NULL, &error))
        break;
      line = g_strdup_printf ("%s %" G_GINT64_FORMAT, probes[i].name,
                              (g_get_monotonic_time () - began) / 1000);
      remember (subject, line);
    }
  if (error)
    stop ("the probe", error);
}

/* --- The table ---------------------------------------------------------------------------------*/

static void
print_cell (Subject subject, const char *name)
{
  double median, least, most;
  g_autofree char *cell = NULL;

  if (get_result (subject, name, &median, &least, &most))
    cell = g_strdup_printf ("%.0f (%.0f to %.0f)", median, least, most);
  g_print ("%24s", cell ? cell : "");
}

static void
print_rows (const char *title, const Row *rows, gsize n)
{
  g_autofree char *full = g_strdup_printf ("%d rows", n_rows);

  g_print ("\n%-32s%24s%24s%24s\n", title, "empty Adw window", "empty vault", full);
  for (gsize i = 0; i < n; i++)
    {
      g_print ("%-32s", rows[i].title);
      for (Subject subject = 0; subject <= FULL; subject++)
        print_cell (subject, rows[i].name);
      g_print ("\n");
    }
}

static void
print_frames (Subject subject, const char *title, const Row *rows, gsize n)
{
  static const char *const parts[] = { "work", "work-95", "frame", "frame-95", "blank" };

  g_print ("\n%-28s%24s%24s%24s%24s%24s\n", title, "work, median", "95 %", "frame to frame, med.",
           "95 %", "not all there, %");
  for (gsize i = 0; i < n; i++)
    {
      g_print ("%-28s", rows[i].title);
      for (gsize j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          g_autofree char *name = g_strconcat (rows[i].name, "-", parts[j], NULL);
          double median, least, most;
          g_autofree char *cell = NULL;

          if (!get_result (subject, name, &median, &least, &most))
            stop (name, NULL);
          cell = g_strdup_printf ("%.1f (%.1f to %.1f)", median, least, most);
          g_print ("%24s", cell);
        }
      g_print ("\n");
    }
}

static void
print_searches (void)
{
  g_print ("\n%-32s%24s%24s\n", "searched: ms until", "first rows shown", "all found");
  for (gsize i = 0; i < G_N_ELEMENTS (search_rows); i++)
    {
      g_autofree char *all = g_strconcat (search_rows[i].name, "-all", NULL);

      g_print ("%-32s", search_rows[i].title);
      print_cell (FULL, search_rows[i].name);
      print_cell (FULL, all);
      g_print ("\n");
    }
  g_print ("(60 ms of each are the wait for the next key)\n");
}

static void
print_part (Subject subject, const char *name, const char *part)
{
  g_autofree char *whole = g_strconcat (name, part, NULL);

  print_cell (subject, whole);
}

static void
print_sorts (void)
{
  static const char *const parts[] = { "", "-all", "-down", "-down-all" };

  g_print ("\n%-32s%24s%24s%24s%24s\n", "sorted: ms until, by", "upwards, rows shown", "all sorted",
           "downwards, rows shown", "all sorted");
  for (gsize i = 0; i < G_N_ELEMENTS (bench_columns); i++)
    {
      g_autofree char *name = g_strconcat ("sort-", bench_columns[i], NULL);

      g_print ("%-32s", bench_columns[i]);
      for (gsize j = 0; j < G_N_ELEMENTS (parts); j++)
        print_part (FULL, name, parts[j]);
      g_print ("\n");
    }
  g_print ("%-32s", "by subject, file not in memory");
  print_part (COLD, "sort", "");
  print_part (COLD, "sort", "-all");
  g_print ("\n%-32s", jump_rows[0].title);
  print_cell (FULL, jump_rows[0].name);
  g_print ("\n");
}

static void
print_log (void)
{
  static const char *const parts[] = { "", "-all", "-work" };
  g_autofree char *title = g_strdup_printf ("%d entries of a log: ms until", n_events);

  g_print ("\n%-32s%24s%24s%24s\n", title, "first rows shown", "a page of them",
           "window busy at once");
  for (gsize i = 0; i < G_N_ELEMENTS (log_rows); i++)
    {
      g_print ("%-32s", log_rows[i].title);
      for (gsize j = 0; j < G_N_ELEMENTS (parts); j++)
        print_part (LOG, log_rows[i].name, parts[j]);
      g_print ("\n");
    }
  g_print ("(a search that finds less than a page has looked at all of it)\n");
  g_print ("%-32s", "from start to its rows");
  print_cell (LOG, "opened");
  g_print ("\n%-32s", "locked, while it is verified");
  print_cell (LOG, "log-lock");
  g_print ("\n%-32s", "resident memory, MiB");
  print_cell (LOG, "memory-log");
  g_print ("\n");
}

static void
print_probes (void)
{
  g_print ("\n%-56s%24s\n", "beside it, ms", "median (range)");
  for (gsize i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      g_print ("%-56s", probes[i].title);
      print_cell (probes[i].subject, probes[i].name);
      g_print ("\n");
    }
}

/* Once: it takes long. */
static void
print_xca (void)
{
  BenchXca xca;

  if (n_xca <= 0)
    return;
  g_print ("\n");
  if (!bench_xca_run (&xca, folder, (guint) n_xca))
    return;
  g_print ("XCA imports %u of %u certificates in %.1f s: %.0f a second\n", xca.n_imported, xca.n,
           xca.import, xca.n_imported / xca.import);
  if (xca.window > 0)
    g_print ("XCA, %u certificates: start to window %.0f ms, %.0f MiB resident; Espalier, %d: start"
             " to certificates %.0f ms, %.0f MiB\n",
             xca.n_imported, xca.window * 1000, xca.memory, n_rows, get_median (FULL, "opened"),
             get_median (FULL, "memory"));
  else
    g_print ("XCA, %u certificates: no window within two minutes\n", xca.n_imported);
}

static const char *
judge (gboolean met)
{
  return met ? "reached" : "MISSED";
}

static void
print_frame_aims (Subject subject, const char *title, const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *name = g_strconcat (rows[i].name, "-frame", NULL);
      double median = get_median (subject, name);

      g_print ("%s, %s: a frame each %.1f ms, aim %.0f ms: %s\n", title, rows[i].title, median,
               FRAME_LIMIT, judge (median <= FRAME_LIMIT));
    }
}

static void
print_limit (const char *what, double value, const char *unit, double limit)
{
  g_print ("%s: %.0f %s, aim %.0f %s: %s\n", what, value, unit, limit, unit,
           judge (value <= limit));
}

/* The worst of them. */
static void
print_answer_aims (void)
{
  double search = 0, sorted = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (search_rows) - 2; i++)
    search = MAX (search, get_median (FULL, search_rows[i].name));
  for (gsize i = 0; i < G_N_ELEMENTS (bench_columns); i++)
    {
      g_autofree char *up = g_strconcat ("sort-", bench_columns[i], "-all", NULL);
      g_autofree char *down = g_strconcat ("sort-", bench_columns[i], "-down-all", NULL);

      sorted = MAX (sorted, MAX (get_median (FULL, up), get_median (FULL, down)));
    }
  print_limit ("the slowest search, first rows", search, "ms", SEARCH_LIMIT);
  print_limit ("the slowest sort, all rows", sorted, "ms", SORT_LIMIT);
  print_limit ("the first sort, file not in memory, first rows", get_median (COLD, "sort"), "ms",
               SORT_LIMIT);
  print_limit ("resident memory", get_median (FULL, "memory-sorted") * 1.048576, "MB",
               MEMORY_LIMIT);
}

static void
print_aims (void)
{
  static const char *const opened[] = { "opened", "opened-less-sign-in" };

  g_print ("\n");
  print_frame_aims (FULL, "certificates", frame_rows, G_N_ELEMENTS (frame_rows));
  print_frame_aims (LOG, "log", log_frame_rows, G_N_ELEMENTS (log_frame_rows));
  print_frame_aims (PLAN, "plan", plan_rows, G_N_ELEMENTS (plan_rows));
  print_answer_aims ();
  for (gsize i = 0; i < G_N_ELEMENTS (opened); i++)
    {
      double full = get_median (FULL, opened[i]);
      double limit = get_median (EMPTY, opened[i]) * OPEN_FACTOR + OPEN_EXTRA;

      g_print ("%s: %.0f ms, aim 1.3 × empty vault + 0.3 s = %.0f ms: %s\n",
               i ? "open without signing in" : "open", full, limit, judge (full <= limit));
    }
}

static void
print_table (void)
{
  g_print ("%s; median (range) of %d rounds\n", place, n_rounds);
  print_rows ("opening, ms", opening_rows, G_N_ELEMENTS (opening_rows));
  print_rows ("resident memory, MiB", memory_rows, G_N_ELEMENTS (memory_rows));
  print_frames (FULL, "certificates, ms a frame", frame_rows, G_N_ELEMENTS (frame_rows));
  print_frames (LOG, "a long log, ms a frame", log_frame_rows, G_N_ELEMENTS (log_frame_rows));
  print_frames (PLAN, "a plan of 2,000, ms a frame", plan_rows, G_N_ELEMENTS (plan_rows));
  print_searches ();
  print_sorts ();
  print_log ();
  print_probes ();
  print_xca ();
  print_aims ();
}

/* --- All of it ---------------------------------------------------------------------------------*/

static void
print_origin (const BenchVault *vault)
{
  g_print ("%s: %u certificates, %u issued by the engine, %u copied from these; ", vault->path,
           vault->n_rows, vault->n_issued, vault->n_rows - vault->n_issued);
  if (vault->n_events)
    g_print ("%u entries of the log, as if as many had been issued one by one; ", vault->n_events);
  if (vault->seconds > 0)
    g_print ("made in %.1f s\n", vault->seconds);
  else
    g_print ("from an earlier run\n");
}

static void
prepare (BenchVault *vault, guint rows, guint events)
{
  g_autoptr (GError) error = NULL;

  if (events ? !bench_vault_prepare_log (vault, folder, events, &error) :
               !bench_vault_prepare (vault, folder, rows, (guint) n_issued, &error))
    stop ("the vault", error);
  print_origin (vault);
}

static void
run_round (const char *program,
           const BenchVault *empty,
           const BenchVault *full,
           const BenchVault *log)
{
  measure (WINDOW, program, NULL);
  measure (EMPTY, program, empty->path);
  measure (FULL, program, full->path);
  probe (FULL, full->path);
  drop_from_memory (full->path);
  measure (COLD, program, full->path);
  drop_from_memory (full->path);
  probe (COLD, full->path);
  measure (LOG, program, log->path);
  probe (LOG, log->path);
  measure (PLAN, program, NULL);
}

static void
run_all (const char *program)
{
  BenchVault empty = { NULL }, full = { NULL }, log = { NULL };

  prepare (&empty, 0, 0);
  prepare (&full, (guint) n_rows, 0);
  prepare (&log, 0, (guint) n_events);
  for (int i = 0; i < n_rounds; i++)
    run_round (program, &empty, &full, &log);
  bench_vault_clear (&empty);
  bench_vault_clear (&full);
  bench_vault_clear (&log);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- how quick the window is");
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_frames = CLAMP (n_frames, 20, 2000);
  if (child)
    return be_child ();
  if (!esp_init ())
    stop ("secure memory", NULL);
  if (quick)
    {
      n_rounds = 1;
      n_frames = 20;
      n_rows = 1500;
      n_issued = 500;
      n_events = 2000;
      n_xca = 0;
    }
  n_rounds = CLAMP (n_rounds, 1, MAX_ROUNDS);
  n_events = MAX (n_events, 1);
  if (!folder)
    folder = g_strdup (g_get_tmp_dir ());
  for (Subject subject = 0; subject < N_SUBJECTS; subject++)
    results[subject] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_array_unref);
  run_all (argv[0]);
  print_table ();
  return 0;
}
