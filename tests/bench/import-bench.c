/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What it costs to import a bundle of many certificates into a new vault, with the signature of
 * their authority verified on each: time beside OpenSSL that reads and verifies the same bundle on
 * one thread and keeps nothing; how the peak of memory grows from a tenth of them to all; how soon
 * it stops when it is cancelled, and that nothing is there then; and what it costs to prove the
 * vault afterwards. OpenSSL has its turn before and after. Nothing here passes or fails.
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

/* FALSE: it was done before. */
static gboolean
measure_cancel (EspEngine *engine, const char *bundle)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = import (engine, bundle, cancellable, &error);
  gint64 end = g_get_monotonic_time ();
  gint64 asked = (gint64) GPOINTER_TO_SIZE (g_thread_join (thread));
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) view = NULL;
  JsonObject *counts;

  if (node)
    return FALSE;
  view = esp_engine_call (engine, "DescribeVault", parameters, NULL, NULL);
  counts = view ? esp_json_get_object (json_node_get_object (view), "Counts") : NULL;
  if (esp_json_get_int (counts, "Certificates", -1) != 0 ||
      esp_json_get_int (counts, "CertificateAuthorities", -1) != 0)
    stop ("something was left of what was cancelled", NULL);
  g_print ("  stopped %.1f ms after it was cancelled; nothing is left\n",
           (double) (end - asked) / 1000);
  return TRUE;
}

/* --- One size ----------------------------------------------------------------------------------*/

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
measure (const char *scratch, guint n, gboolean cancel)
{
  g_autofree char *bundle = g_build_filename (scratch, "bundle.pem", NULL);
  g_autofree char *path = g_build_filename (scratch, "bench.espalier", NULL);
  g_autoptr (EspEngine) engine = make_vault (path);
  Cost before, after, imported, proven;
  double alone;

  if (!bench_bundle_write (bundle, n))
    stop (bundle, NULL);
  g_print ("a bundle of %u certificates\n", n);
  if (cancel && !measure_cancel (engine, bundle))
    {
      g_print ("  it was done before it could be cancelled\n");
      esp_engine_close (engine);
      g_unlink (path);
      g_clear_object (&engine);
      engine = make_vault (path);
    }
  before = probe (bundle, n);
  imported = measure_import (engine, bundle, n);
  after = probe (bundle, n);
  alone = (before.wall + after.wall) / 2;
  proven = measure_proof (engine);
  tell ("OpenSSL alone, before", before, n, 0);
  tell ("OpenSSL alone, after", after, n, 0);
  tell ("imported", imported, n, alone);
  tell ("the vault proven", proven, n, alone);
  g_print ("  peak memory %ld MiB\n", resident_peak ());
  esp_engine_close (engine);
  g_unlink (path);
  g_unlink (bundle);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- imports of a large bundle");
  g_autoptr (GError) error = NULL;
  g_autofree char *scratch = NULL;

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rows = MAX (n_rows, 10);
  scratch = g_build_filename (folder ? folder : g_get_tmp_dir (), "import-bench-XXXXXX", NULL);
  if (!g_mkdtemp (scratch))
    stop ("no scratch folder", NULL);
  measure (scratch, (guint) n_rows / 10, FALSE);
  measure (scratch, (guint) n_rows, TRUE);
  g_rmdir (scratch);
  return 0;
}
