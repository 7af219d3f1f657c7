/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many certificates the engine issues in a second, beside the bare signatures that OpenSSL
 * makes in the same process: decision, serial, template, lint, two verifications, event and durable
 * commit are what lies between the two. All in rounds that take turns, so that a busy moment of the
 * machine touches every row; nothing here passes or fails.
 */
#include "bench-request.h"
#include "engine/espalier.h"

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/resource.h>

#define TBS_SIZE 600 /* what a certificate of this size signs */
#define BULK 500
#define MAX_ROUNDS 50
#define PASSPHRASE "espalier-bench"

static int n_rounds = 5;
static double slice = 0.5;
static char *parent_folder;

static const GOptionEntry options[] = {
  { "rounds", 'r', 0, G_OPTION_ARG_INT, &n_rounds, "How often each row is measured (5)", "N" },
  { "slice", 's', 0, G_OPTION_ARG_DOUBLE, &slice, "Seconds for each measurement (0.5)", "SECONDS" },
  { "folder", 'f', 0, G_OPTION_ARG_FILENAME, &parent_folder, "Where the vault lies for the time",
    "FOLDER" },
  { NULL },
};

typedef struct
{
  const char *label, *algorithm, *openssl_type, *group;
  gsize bits;
  EVP_PKEY *key; /* for the bare signatures and the request */
  char *ca;      /* ARN */
  char *request; /* PEM */
} Kind;

static Kind kinds[] = {
  { "P-256", "EC_prime256v1", "EC", "P-256", 0, NULL, NULL, NULL },
  { "RSA 2048", "RSA_2048", "RSA", NULL, 2048, NULL, NULL, NULL },
};

typedef double (*Measure) (EspEngine *engine, const Kind *kind);

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("espalier-bench: %s: %s\n", what, error ? error->message : "OpenSSL failed");
  exit (1);
}

static EVP_PKEY *
make_key (const Kind *kind)
{
  return kind->group ? EVP_PKEY_Q_keygen (NULL, NULL, kind->openssl_type, kind->group) :
                       EVP_PKEY_Q_keygen (NULL, NULL, kind->openssl_type, kind->bits);
}

/* --- What is measured: each gives a number per second ------------------------------------------*/

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
sign_once (EVP_PKEY *key)
{
  static const guint8 tbs[TBS_SIZE] = { 0x30 };
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint8 signature[512];
  gsize len = sizeof signature;

  if (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) <= 0 ||
      EVP_DigestSign (context, signature, &len, tbs, sizeof tbs) <= 0)
    stop ("signing", NULL);
  EVP_MD_CTX_free (context);
}

static double
measure_signatures (EspEngine *engine, const Kind *kind)
{
  gint64 start = g_get_monotonic_time ();
  double elapsed;
  int n = 0;

  do
    {
      sign_once (kind->key);
      n++;
    }
  while ((elapsed = seconds_since (start)) < slice);
  return n / elapsed;
}

static JsonObject *
issue_parameters (const Kind *kind)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", kind->ca);
  json_object_set_string_member (parameters, "Validity", "365d");
  return parameters;
}

static void
call (EspEngine *engine, const char *operation, JsonObject *parameters, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (engine, operation, parameters, NULL, &error);

  if (!result)
    stop (operation, error);
  if (expected && esp_json_get_int (json_node_get_object (result), "Issued", 0) != expected)
    {
      g_autofree char *text = esp_json_to_text (result, TRUE);

      g_printerr ("espalier-bench: not all were issued: %.2000s\n", text);
      exit (1);
    }
}

static double
measure_single (EspEngine *engine, const Kind *kind)
{
  g_autoptr (JsonObject) parameters = issue_parameters (kind);
  gint64 start = g_get_monotonic_time ();
  double elapsed;
  int n = 0;

  json_object_set_string_member (parameters, "Csr", kind->request);
  do
    {
      call (engine, "IssueCertificate", parameters, 0);
      n++;
    }
  while ((elapsed = seconds_since (start)) < slice);
  return n / elapsed;
}

static double
measure_bulk (EspEngine *engine, const Kind *kind)
{
  g_autoptr (JsonObject) parameters = issue_parameters (kind);
  JsonArray *requests = json_array_sized_new (BULK);
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < BULK; i++)
    json_array_add_string_element (requests, kind->request);
  json_object_set_array_member (parameters, "Requests", requests);
  call (engine, "IssueCertificates", parameters, BULK);
  return BULK / seconds_since (start);
}

static const struct
{
  const char *title, *ratio;
  Measure measure;
} rows[] = {
  { "signatures, OpenSSL alone", NULL, measure_signatures },
  { "certificates, one by one", "one by one / signatures", measure_single },
  { "certificates, " G_STRINGIFY (BULK) " at a time", G_STRINGIFY (BULK) " at a time / signatures",
    measure_bulk },
};

static double results[G_N_ELEMENTS (rows)][G_N_ELEMENTS (kinds)][MAX_ROUNDS];

/* --- The vault
 * -----------------------------------------------------------------------------------*/

static void
make_ca (EspEngine *engine, Kind *kind)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autofree char *subject = g_strdup_printf ("CN=Bench %s,O=Bench", kind->label);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "Subject", subject);
  json_object_set_string_member (parameters, "KeyAlgorithm", kind->algorithm);
  json_object_set_string_member (parameters, "Validity", "10y");
  result = esp_engine_call (engine, "CreateCertificateAuthority", parameters, NULL, &error);
  if (!result)
    stop (kind->label, error);
  kind->ca = g_strdup (
    esp_json_get_string (json_node_get_object (result), "CertificateAuthorityArn"));
  kind->key = make_key (kind);
  kind->request = kind->key ? bench_request_new (kind->key) : NULL;
  if (!kind->request)
    stop (kind->label, NULL);
}

static EspEngine *
make_vault (const char *path)
{
  EspEngine *engine = esp_engine_new (NULL);
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;
  const EspVaultCreation creation = {
    .path = path,
    .organization = "Bench",
    .admin = "bench",
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };

  if (!esp_engine_create (engine, &creation, NULL, &error))
    stop (path, error);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    make_ca (engine, &kinds[i]);
  return engine;
}

/* --- The table
 * -----------------------------------------------------------------------------------*/

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_median (const double *values)
{
  return n_rounds % 2 ? values[n_rounds / 2] :
                        (values[n_rounds / 2 - 1] + values[n_rounds / 2]) / 2;
}

static void
print_table (void)
{
  g_print ("%-30s", "per second: median (range)");
  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    g_print ("%30s", kinds[kind].label);
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      g_print ("\n%-30s", rows[row].title);
      for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        {
          double *values = results[row][kind];
          g_autofree char *cell = NULL;

          qsort (values, (gsize) n_rounds, sizeof *values, compare_doubles);
          cell = g_strdup_printf ("%.0f (%.0f to %.0f)", get_median (values), values[0],
                                  values[n_rounds - 1]);
          g_print ("%30s", cell);
        }
    }
  for (gsize row = 1; row < G_N_ELEMENTS (rows); row++)
    {
      g_print ("\n%-30s", rows[row].ratio);
      for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        g_print ("%28.1f %%",
                 100 * get_median (results[row][kind]) / get_median (results[0][kind]));
    }
  g_print ("\n");
}

static void
run_rounds (EspEngine *engine)
{
  for (int round = 0; round < n_rounds; round++)
    for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
      for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        results[row][kind][round] = rows[row].measure (engine, &kinds[kind]);
}

static void
clean_up (EspEngine *engine, const char *path, const char *folder)
{
  esp_engine_close (engine);
  g_object_unref (engine);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      EVP_PKEY_free (kinds[i].key);
      g_free (kinds[i].ca);
      g_free (kinds[i].request);
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- certificates per second");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  struct rusage usage;
  EspEngine *engine;

  if (!esp_init ())
    stop ("secure memory", NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rounds = CLAMP (n_rounds, 1, MAX_ROUNDS);
  folder = g_build_filename (parent_folder ? parent_folder : g_get_tmp_dir (),
                             "espalier-bench-XXXXXX", NULL);
  if (!g_mkdtemp (folder))
    stop ("no scratch folder", NULL);
  path = g_build_filename (folder, "bench.espalier", NULL);
  g_print ("%s, %u processors, vault in %s, %d rounds of %.1f s\n\n",
           OpenSSL_version (OPENSSL_VERSION), g_get_num_processors (), folder, n_rounds, slice);
  engine = make_vault (path);
  run_rounds (engine);
  print_table ();
  getrusage (RUSAGE_SELF, &usage);
  g_print ("\npeak memory %ld MiB\n", usage.ru_maxrss / 1024);
  clean_up (engine, path, folder);
  return 0;
}
