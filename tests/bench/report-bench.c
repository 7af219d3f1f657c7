/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an audit report of everything costs: its time in each form, CSV beside "sqlite3 -csv" of the
 * columns that stand in it, and what memory it takes. The reports and the probe take turns, each
 * into a file in the same folder, and the quickest of each counts. A report is hashed, signed for
 * in the log and made durable besides; the probe is not. Nothing here passes or fails.
 */
#include "bench-vault.h"
#include "engine/espalier.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ISSUED 1000
#define TURNS 3
#define COLUMNS                                                                                    \
  "SELECT requester_account, NULL, serial, serial, report_subject, not_before, not_after,"         \
  " issued_at, revoked_at, revocation_reason, template_name FROM certificate"

static int n_rows = 100000;
static char *folder;
static gboolean no_paper;

static const GOptionEntry options[] = {
  { "rows", 'n', 0, G_OPTION_ARG_INT, &n_rows, "Certificates in the vault (100000)", "N" },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, "Where the vault is kept for the next time",
    "FOLDER" },
  { "no-pdf", 0, 0, G_OPTION_ARG_NONE, &no_paper, "Leaves out the report on paper", NULL },
  { NULL },
};

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("report-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

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

/* --- What is measured --------------------------------------------------------------------------*/

typedef struct
{
  double seconds; /* of the quickest turn; 0: none yet */
  goffset size;
} Turn;

static void
turn_take (Turn *turn, gint64 start, const char *path)
{
  double seconds = seconds_since (start);
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    stop (path, NULL);
  turn->size = info.st_size;
  if (turn->seconds <= 0 || seconds < turn->seconds)
    turn->seconds = seconds;
  g_unlink (path);
}

static void
report (EspEngine *engine, const char *format, const char *path, Turn *turn)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;

  g_unlink (path);
  json_object_set_string_member (parameters, "AuditReportResponseFormat", format);
  json_object_set_string_member (parameters, "Path", path);
  start = g_get_monotonic_time ();
  result = esp_engine_call (engine, "CreateCertificateAuthorityAuditReport", parameters, NULL,
                            &error);
  if (!result)
    stop (format, error);
  turn_take (turn, start, path);
}

static void
probe (const BenchVault *vault, const char *path, Turn *turn)
{
  const char *argv[] = { "sqlite3", "-readonly", "-csv", vault->path, COLUMNS, NULL };
  int out = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GPid pid;
  int status;

  if (out < 0 || !g_spawn_async_with_fds (NULL, (char **) argv, NULL,
                                          G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                          NULL, &pid, -1, out, -1, &error))
    stop ("sqlite3", error);
  if (waitpid (pid, &status, 0) != pid || !g_spawn_check_wait_status (status, &error))
    stop ("sqlite3", error);
  close (out);
  turn_take (turn, start, path);
}

static void
tell (const char *name, const Turn *turn, double beside)
{
  g_print ("  %-14s %6.2f s, %5.1f microseconds a certificate, %" G_GOFFSET_FORMAT " MiB", name,
           turn->seconds, turn->seconds * 1e6 / n_rows, turn->size >> 20);
  if (beside > 0)
    g_print (": %.2f times", turn->seconds / beside);
  g_print ("\n");
}

static void
run (EspEngine *engine, const BenchVault *vault)
{
  g_autofree char *path = g_strdup_printf ("%s.report", vault->path);
  Turn csv = { 0 }, json = { 0 }, pdf = { 0 }, sqlite = { 0 };
  long before = resident_peak ();

  for (guint i = 0; i < TURNS; i++)
    {
      probe (vault, path, &sqlite);
      report (engine, "CSV", path, &csv);
      report (engine, "JSON", path, &json);
    }
  if (!no_paper)
    report (engine, "PDF", path, &pdf);
  g_print ("audit report of everything, %u certificates\n", vault->n_rows);
  tell ("sqlite3 -csv", &sqlite, 0);
  tell ("CSV", &csv, sqlite.seconds);
  tell ("JSON", &json, sqlite.seconds);
  if (!no_paper)
    tell ("PDF", &pdf, 0);
  g_print ("  peak memory %ld MiB, before it %ld MiB\n", resident_peak (), before);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- audit reports of a large vault");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (EspEngine) engine = NULL;
  BenchVault vault = { 0 };

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rows = MAX (n_rows, 1);
  if (!bench_vault_prepare (&vault, folder ? folder : g_get_tmp_dir (), (guint) n_rows, ISSUED,
                            &error))
    stop ("the vault", error);
  engine = esp_engine_new (NULL);
  passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);
  if (!esp_engine_open (engine, vault.path, NULL, &error) ||
      !esp_engine_sign_in (engine, BENCH_PERSON, NULL, passphrase, NULL, &error))
    stop (vault.path, error);
  run (engine, &vault);
  esp_engine_close (engine);
  bench_vault_clear (&vault);
  return 0;
}
