/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the check of a large vault at its opening costs: its time beside SHA-256 over the same file
 * in the same process, the memory it takes, and the longest that another program's read or write
 * waits while it runs, beside the longest that it waits while nothing else does. Nothing here
 * passes or fails.
 */
#include "bench-vault.h"
#include "engine/espalier.h"
#include "vault/esp-database-private.h"
#include "vault/esp-event-store.h"
#include "vault/esp-state.h"
#include "vault/esp-vault.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define ISSUED 1000
#define CHUNK (1 << 20)
#define PAUSE_US 20000 /* between two acts of the other program */
#define QUIET_US (2 * G_USEC_PER_SEC)

static int n_rows = 100000;
static char *folder;

static const GOptionEntry options[] = {
  { "rows", 'n', 0, G_OPTION_ARG_INT, &n_rows, "Certificates in the vault (100000)", "N" },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, "Where the vault is kept for the next time",
    "FOLDER" },
  { NULL },
};

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("check-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* --- The other program -------------------------------------------------------------------------*/

typedef struct
{
  const char *path;
  EspDatabaseMode mode;
  int stop; /* atomic */
  guint n;
  double longest; /* seconds */
} Other;

/* The smallest write there is: the number of the form, to what it is. */
static gboolean
act (EspDatabase *database, EspDatabaseMode mode, GError **error)
{
  gboolean writes = mode == ESP_DATABASE_READ_WRITE;
  g_autoptr (EspTransaction) transaction = writes ? esp_transaction_begin_write (database, error) :
                                                    esp_transaction_begin_read (database, error);
  int version;

  return transaction && esp_database_get_version (database, &version, error) &&
         (!writes || esp_database_set_version (database, version, error)) &&
         esp_transaction_commit (transaction, error);
}

static gpointer
other_thread (gpointer data)
{
  Other *other = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspDatabase) database = esp_database_open (other->path, other->mode, &error);

  while (database && !g_atomic_int_get (&other->stop))
    {
      gint64 start = g_get_monotonic_time ();

      if (!act (database, other->mode, &error))
        break;
      other->longest = MAX (other->longest, seconds_since (start));
      other->n++;
      g_usleep (PAUSE_US);
    }
  if (error)
    stop ("the other program", error);
  return NULL;
}

typedef struct
{
  Other writer, reader;
  GThread *writing, *reading;
} Others;

static void
others_start (Others *others, const char *path)
{
  memset (others, 0, sizeof *others);
  others->writer.path = others->reader.path = path;
  others->writer.mode = ESP_DATABASE_READ_WRITE;
  others->reader.mode = ESP_DATABASE_READ_ONLY;
  others->writing = g_thread_new ("other-writer", other_thread, &others->writer);
  others->reading = g_thread_new ("other-reader", other_thread, &others->reader);
}

static void
others_stop (Others *others)
{
  g_atomic_int_set (&others->writer.stop, 1);
  g_atomic_int_set (&others->reader.stop, 1);
  g_thread_join (others->writing);
  g_thread_join (others->reading);
}

/* --- What is measured --------------------------------------------------------------------------*/

static double
probe (const char *path)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *bytes = g_malloc (CHUNK);
  gint64 start = g_get_monotonic_time ();
  FILE *file = g_fopen (path, "rb");
  gsize n;

  if (!file)
    stop (path, NULL);
  while ((n = fread (bytes, 1, CHUNK, file)) > 0)
    g_checksum_update (checksum, bytes, (gssize) n);
  fclose (file);
  return g_checksum_get_string (checksum) ? seconds_since (start) : 0;
}

typedef struct
{
  double file, state;
} Times;

static Times
check (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (esp_state_problem_free);
  EspVault *vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, &error);
  gint64 start = g_get_monotonic_time ();
  Times times;

  if (!vault || !esp_vault_check (vault, FALSE, &error))
    stop (path, error);
  times.file = seconds_since (start);
  start = g_get_monotonic_time ();
  if (!esp_state_check_large (vault, NULL, problems, &error))
    stop (path, error);
  times.state = seconds_since (start);
  if (problems->len > 0)
    stop (((EspStateProblem *) g_ptr_array_index (problems, 0))->problem, NULL);
  esp_vault_close (vault);
  return times;
}

/* Of this process, now: what was used and given back does not count. */
static long
resident_peak (void)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  at = strstr (text, "VmHWM:");
  return at ? strtol (at + strlen ("VmHWM:"), NULL, 10) / 1024 : 0;
}

static void
tell_waits (const char *who, const Other *quiet, const Other *busy)
{
  g_print (
    "  longest wait of another program's %-6s %6.1f ms (%u); while nothing else runs %.1f ms\n",
    who, busy->longest * 1000, busy->n, quiet->longest * 1000);
}

static void
run (const BenchVault *vault)
{
  long before = resident_peak ();
  Others quiet, busy;
  double digest;
  Times alone, beside;

  alone = check (vault->path);
  digest = probe (vault->path);
  others_start (&quiet, vault->path);
  g_usleep (QUIET_US);
  others_stop (&quiet);
  others_start (&busy, vault->path);
  beside = check (vault->path);
  others_stop (&busy);
  g_print ("check at opening, %u certificates\n", vault->n_rows);
  g_print ("  the file %.2f s, the signed state %.2f s; SHA-256 over the file %.2f s: %.1f times\n",
           alone.file, alone.state, digest, (alone.file + alone.state) / digest);
  g_print ("  beside another program: the file %.2f s, the signed state %.2f s\n", beside.file,
           beside.state);
  tell_waits ("write", &quiet.writer, &busy.writer);
  tell_waits ("read", &quiet.reader, &busy.reader);
  g_print ("  peak memory %ld MiB, before it %ld MiB\n", resident_peak (), before);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- the check of a large vault");
  g_autoptr (GError) error = NULL;
  BenchVault vault = { 0 };

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  if (!bench_vault_prepare (&vault, folder ? folder : g_get_tmp_dir (), (guint) MAX (n_rows, 1),
                            ISSUED, &error))
    stop ("the vault", error);
  run (&vault);
  bench_vault_clear (&vault);
  return 0;
}
