/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What it costs to judge every certificate of a vault ("ca check --all --certificates"): time, and
 * how much the peak of memory grows, with few certificates and with all of them; and how soon it
 * stops when it is cancelled. The vault holds copies of the same certificates, so that most have a
 * serial number that was there before: that is the slow case, as the other one is looked up.
 * Nothing here passes or fails.
 */
#include "bench-vault.h"
#include "engine/espalier.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ISSUED 1000
#define CANCEL_AFTER 500000 /* microseconds */

static int n_rows = 100000;
static char *folder;

static const GOptionEntry options[] = {
  { "rows", 'n', 0, G_OPTION_ARG_INT, &n_rows, "Certificates in the vault (100000)", "N" },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, "Where the vaults are kept for the next time",
    "FOLDER" },
  { NULL },
};

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("findings-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
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

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (CANCEL_AFTER);
  g_cancellable_cancel (cancellable);
  return GSIZE_TO_POINTER ((gsize) g_get_monotonic_time ());
}

static JsonNode *
check (EspEngine *engine, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  json_object_set_boolean_member (parameters, "Issued", TRUE);
  return esp_engine_call (engine, "CheckCertificateAuthorities", parameters, cancellable, error);
}

static void
measure_cancel (EspEngine *engine)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = check (engine, cancellable, &error);
  gint64 end = g_get_monotonic_time ();
  gint64 asked = (gint64) GPOINTER_TO_SIZE (g_thread_join (thread));

  if (node)
    g_print ("  done before it could be cancelled\n");
  else
    g_print ("  stopped %.1f ms after it was cancelled\n", (double) (end - asked) / 1000);
}

static void
measure (guint rows, gboolean cancel)
{
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (EspEngine) engine = esp_engine_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  BenchVault vault = { 0 };
  long before;
  gint64 start;
  clock_t busy;
  double seconds;

  if (!bench_vault_prepare (&vault, folder ? folder : g_get_tmp_dir (), rows, MIN (rows, ISSUED),
                            &error))
    stop ("the vault", error);
  passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);
  if (!esp_engine_open (engine, vault.path, NULL, &error) ||
      !esp_engine_sign_in (engine, BENCH_PERSON, NULL, passphrase, NULL, &error))
    stop (vault.path, error);
  before = resident_peak ();
  busy = clock ();
  start = g_get_monotonic_time ();
  node = check (engine, NULL, &error);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (!node)
    stop ("the check", error);
  g_print (
    "%u certificates: %.2f s, %.2f s of the processor, %.0f a second; peak of memory %ld MiB, "
    "before it %ld MiB\n",
    rows, seconds, (double) (clock () - busy) / CLOCKS_PER_SEC, rows / seconds, resident_peak (),
    before);
  if (cancel)
    measure_cancel (engine);
  esp_engine_close (engine);
  bench_vault_clear (&vault);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- findings of a large vault");
  g_autoptr (GError) error = NULL;

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rows = MAX (n_rows, 10);
  measure ((guint) n_rows / 10, FALSE);
  measure ((guint) n_rows, TRUE);
  return 0;
}
