/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What it costs to import a bundle of many certificates into a new vault, with the signature of
 * their authority verified on each: time beside OpenSSL that reads and verifies the same bundle on
 * one thread and keeps nothing, which has its turn before and after; the peak of memory, which is
 * that of the process, so that each size wants a run of its own; how soon it stops when it is
 * cancelled, and that nothing is there then; and what it costs to prove the vault afterwards.
 * Nothing here passes or fails.
 */
#include "bench-bundle.h"
#include "bench-vault.h"
#include "engine/espalier.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CANCEL_AFTER (3 * G_USEC_PER_SEC / 2) /* of a large import: certificates are coming */

static int n_rows = 100000;
static char *folder;

static const GOptionEntry options[] = {
  { "rows", 'n', 0, G_OPTION_ARG_INT, &n_rows, "Certificates in the bundle (100000)", "N" },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &folder, "Where bundle and vault lie for the time",
    "FOLDER" },
  { NULL },
};

typedef struct
{
  double wall, processor; /* seconds */
} Cost;

typedef struct
{
  gint64 start;
  clock_t busy;
} Watch;

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("import-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

static Watch
watch_start (void)
{
  return (Watch){ g_get_monotonic_time (), clock () };
}

static Cost
watch_read (const Watch *watch)
{
  return (Cost){ (double) (g_get_monotonic_time () - watch->start) / G_USEC_PER_SEC,
                 (double) (clock () - watch->busy) / CLOCKS_PER_SEC };
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

static EspEngine *
make_vault (const char *path)
{
  EspEngine *engine = esp_engine_new (NULL);
  g_autoptr (EspSecret)
    passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;
  const EspVaultCreation creation = {
    .path = path,
    .organization = "Bench",
    .admin = BENCH_PERSON,
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };

  if (!esp_engine_create (engine, &creation, NULL, &error))
    stop (path, error);
  return engine;
}

/* --- What is measured --------------------------------------------------------------------------*/

static Cost
probe (const char *bundle, guint n)
{
  Watch watch = watch_start ();

  if (bench_bundle_verify (bundle) != n)
    stop ("OpenSSL alone", NULL);
  return watch_read (&watch);
}

static JsonNode *
import (EspEngine *engine, const char *bundle, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", bundle);
  return esp_engine_call (engine, "ImportAuthorities", parameters, cancellable, error);
}

static Cost
measure_import (EspEngine *engine, const char *bundle, guint n)
{
  Watch watch = watch_start ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = import (engine, bundle, NULL, &error);
  Cost cost = watch_read (&watch);
  JsonObject *imported;

  if (!node)
    stop ("the import", error);
  imported = esp_json_get_object (json_node_get_object (node), "Imported");
  /* The root's own among them. */
  if (esp_json_get_int (imported, "Certificates", 0) != (gint64) n + 1)
    stop ("not all were imported", NULL);
  return cost;
}

static Cost
measure_proof (EspEngine *engine)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = watch_start ();
  g_autoptr (JsonNode) node = esp_engine_call (engine, "VerifyVault", parameters, NULL, &error);

  if (!node || !json_object_get_boolean_member (json_node_get_object (node), "Verified"))
    stop ("the proof", error);
  return watch_read (&watch);
}

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (CANCEL_AFTER);
  g_cancellable_cancel (cancellable);
  return GSIZE_TO_POINTER ((gsize) g_get_monotonic_time ());
}

static void
assert_empty (EspEngine *engine)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) view = esp_engine_call (engine, "DescribeVault", parameters, NULL, NULL);
  JsonObject *counts = view ? esp_json_get_object (json_node_get_object (view), "Counts") : NULL;

  if (esp_json_get_int (counts, "Certificates", -1) != 0 ||
      esp_json_get_int (counts, "CertificateAuthorities", -1) != 0)
    stop ("something was left of what was cancelled", NULL);
}

static void
measure_cancel (const char *bundle, const char *path)
{
  g_autoptr (EspEngine) engine = make_vault (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = import (engine, bundle, cancellable, &error);
  gint64 end = g_get_monotonic_time ();
  gint64 asked = (gint64) GPOINTER_TO_SIZE (g_thread_join (thread));

  if (node)
    {
      g_print ("  done before it could be cancelled\n");
    }
  else
    {
      assert_empty (engine);
      g_print ("  stopped %.1f ms after it was cancelled; nothing is left\n",
               (double) (end - asked) / 1000);
    }
  esp_engine_close (engine);
  g_unlink (path);
}

/* --- The table ---------------------------------------------------------------------------------*/

static void
tell (const char *name, Cost cost, guint n, double beside)
{
  g_print ("  %-24s %6.2f s, %6.2f s of the processor, %6.0f a second", name, cost.wall,
           cost.processor, n / cost.wall);
  if (beside > 0)
    g_print (": %.2f times OpenSSL alone", beside / cost.wall);
  g_print ("\n");
}

static void
measure (const char *bundle, const char *path, guint n)
{
  g_autoptr (EspEngine) engine = make_vault (path);
  long at_first = resident_peak ();
  Cost before = probe (bundle, n), imported = measure_import (engine, bundle, n);
  long peak = resident_peak ();
  Cost after = probe (bundle, n), proven = measure_proof (engine);
  double alone = (before.wall + after.wall) / 2;

  g_print ("a bundle of %u certificates\n", n);
  tell ("OpenSSL alone, before", before, n, 0);
  tell ("OpenSSL alone, after", after, n, 0);
  tell ("imported", imported, n, alone);
  tell ("the vault proven", proven, n, alone);
  g_print ("  peak memory %ld MiB, before it %ld MiB\n", peak, at_first);
  esp_engine_close (engine);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- imports of a large bundle");
  g_autoptr (GError) error = NULL;
  g_autofree char *scratch = NULL, *bundle = NULL, *path = NULL;

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rows = MAX (n_rows, 1);
  scratch = g_build_filename (folder ? folder : g_get_tmp_dir (), "import-bench-XXXXXX", NULL);
  if (!g_mkdtemp (scratch))
    stop ("no scratch folder", NULL);
  bundle = g_build_filename (scratch, "bundle.pem", NULL);
  path = g_build_filename (scratch, "bench.espalier", NULL);
  if (!bench_bundle_write (bundle, (guint) n_rows))
    stop (bundle, NULL);
  measure (bundle, path, (guint) n_rows);
  measure_cancel (bundle, path);
  g_unlink (bundle);
  g_rmdir (scratch);
  return 0;
}
