/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates made by OpenSSL are imported by XCA's command line into a database of its own; then
 * its window is waited for, as the window manager lists it. Both end after some minutes: with ten
 * thousand certificates the import alone takes longer than anybody would wait here. */
#include "console-bench-xca.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define PASSWORD "bench"
/* What XCA keeps of it, as it wrote itself: a database without is asked for at a terminal only. */
#define SET_PASSWORD                                                                               \
  "INSERT INTO settings (key_, value) VALUES ('pwhash', 'T952423822922223172870920DFA90CAD9682819" \
  "D651D44BB81E02792443B4B40728428A895C3B772A0C518968455023E652362F207CFD2B9B164E26F966415A75DE0"  \
  "4BE41AF9A026')"
#define IMPORT_SECONDS 180
#define WINDOW_SECONDS 120
#define POLL_US 20000
#define DAY 86400

/* --- Certificates ------------------------------------------------------------------------------*/

static gboolean
set_name (X509_NAME *name, const char *common_name)
{
  return X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name, -1,
                                     -1, 0) == 1;
}

static gboolean
write_certificate (BIO *out, EVP_PKEY *key, guint number)
{
  X509 *certificate = X509_new ();
  X509_NAME *issuer = X509_NAME_new ();
  g_autofree char *name = g_strdup_printf ("unit-%06u.radio.example", number);
  gboolean good;

  good = certificate && issuer && X509_set_version (certificate, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), number + 1) == 1 &&
         set_name (issuer, "Bench Root") && set_name (X509_get_subject_name (certificate), name) &&
         X509_set_issuer_name (certificate, issuer) == 1 &&
         X509_gmtime_adj (X509_getm_notBefore (certificate), 0) &&
         X509_gmtime_adj (X509_getm_notAfter (certificate), 365 * DAY) &&
         X509_set_pubkey (certificate, key) == 1 &&
         X509_sign (certificate, key, EVP_sha256 ()) > 0 &&
         PEM_write_bio_X509 (out, certificate) == 1;
  X509_NAME_free (issuer);
  X509_free (certificate);
  return good;
}

static gboolean
write_certificates (const char *path, guint n)
{
  EVP_PKEY *key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  BIO *out = BIO_new_file (path, "w");
  gboolean good = key && out;

  for (guint i = 0; good && i < n; i++)
    good = write_certificate (out, key, i);
  BIO_free (out);
  EVP_PKEY_free (key);
  return good;
}

/* --- Processes ---------------------------------------------------------------------------------*/

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static gboolean
start (const char *const *arguments, GPid *pid)
{
  return g_spawn_async (NULL, (char **) arguments, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                          G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                        NULL, NULL, pid, NULL);
}

/* FALSE: it still runs. */
static gboolean
has_ended (GPid pid)
{
  return waitpid (pid, NULL, WNOHANG) == pid;
}

static void
stop (GPid pid)
{
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
}

static char *
run (const char *const *arguments)
{
  char *output = NULL;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, &output, NULL, NULL, NULL);
  return output;
}

/* As the window manager lists them; none is listed that isn't shown. */
static char *
list_windows (void)
{
  return run ((const char *const[]){ "xprop", "-root", "_NET_CLIENT_LIST", NULL });
}

static double
read_memory (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents (path, &status, NULL, NULL) || !(line = strstr (status, "\nVmRSS:")))
    return 0;
  return (double) g_ascii_strtoll (line + 7, NULL, 10) / 1024;
}

/* --- What is measured --------------------------------------------------------------------------*/

static guint
count_imported (const char *database)
{
  g_autofree char *answer = run (
    (const char *const[]){ "sqlite3", database, "SELECT count(*) FROM certs", NULL });

  return answer ? (guint) g_ascii_strtoull (answer, NULL, 10) : 0;
}

static void
make_database (const char *database)
{
  g_autofree char *to = g_strconcat ("--database=", database, NULL);
  g_autofree char *made = run ((const char *const[]){ "xca", "--no-gui", to, "--exit", NULL });
  g_autofree char *set = run ((const char *const[]){ "sqlite3", database, SET_PASSWORD, NULL });
}

static gboolean
import (BenchXca *xca, const char *database, const char *certificates)
{
  g_autofree char *to = g_strconcat ("--database=", database, NULL);
  const char *const arguments[] = { "xca",      "--no-gui",   to,  "--password=pass:" PASSWORD,
                                    "--import", certificates, NULL };
  gint64 began = g_get_monotonic_time ();
  GPid pid;

  if (!start (arguments, &pid))
    return FALSE;
  while (!has_ended (pid))
    {
      g_usleep (POLL_US);
      if (seconds_since (began) < IMPORT_SECONDS)
        continue;
      stop (pid);
      break;
    }
  xca->import = seconds_since (began);
  xca->n_imported = count_imported (database);
  return xca->n_imported > 0;
}

static void
wait_for_window (BenchXca *xca, const char *database)
{
  g_autofree char *from = g_strconcat ("--database=", database, NULL);
  const char *const arguments[] = { "xca", from, "--password=pass:" PASSWORD, NULL };
  g_autofree char *before = list_windows ();
  gint64 began = g_get_monotonic_time ();
  GPid pid;

  if (!start (arguments, &pid))
    return;
  while (seconds_since (began) < WINDOW_SECONDS)
    {
      g_autofree char *now = list_windows ();

      if (g_strcmp0 (before, now) != 0)
        {
          xca->window = seconds_since (began);
          xca->memory = read_memory (pid);
          break;
        }
      g_usleep (POLL_US);
    }
  stop (pid);
}

gboolean
bench_xca_run (BenchXca *xca, const char *folder, guint n)
{
  g_autofree char *program = g_find_program_in_path ("xca");
  g_autofree char *certificates = g_build_filename (folder, "xca-bench.pem", NULL);
  g_autofree char *database = g_build_filename (folder, "xca-bench.xdb", NULL);
  gboolean good;

  *xca = (BenchXca){ .n = n };
  if (!program)
    {
      g_print ("XCA is not installed here: no figures of it.\n");
      return FALSE;
    }
  g_unlink (database);
  make_database (database);
  good = write_certificates (certificates, n) && import (xca, database, certificates);
  if (good)
    wait_for_window (xca, database);
  else
    g_print ("XCA is installed, but imported nothing: no figures of it.\n");
  g_unlink (certificates);
  g_unlink (database);
  return good;
}
