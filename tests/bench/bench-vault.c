/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first certificates are issued by the engine like any others. What is wanted beyond them is
 * stored as the engine stores a certificate, by esp_certificate_store_insert(), in one transaction:
 * a copy of one that was issued, DER and all, with subject, serial, dates and state of its own. One
 * event signs them all, and tells of one act where there were many: these vaults are good for
 * looking at lists, and for nothing else.
 */
#include "bench-vault.h"

#include "bench-log.h"
#include "bench-request.h"
#include "engine/esp-engine-private.h"
#include "engine/espalier.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-schema.h"

#include <glib/gstdio.h>
#include <string.h>

#define AT_A_TIME 500
#define DAY 86400
#define VALID_DAYS 365
#define ISSUED_OVER_DAYS 500 /* so that about a quarter has expired */
#define REVOKED_EACH 50
#define LOG_ROWS 10

/* --- Issuing -----------------------------------------------------------------------------------*/

static char *
make_ca (EspEngine *engine, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=Bench Root,O=Bench");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  json_object_set_string_member (parameters, "Validity", "10y");
  result = esp_engine_call (engine, "CreateCertificateAuthority", parameters, NULL, error);
  if (!result)
    return NULL;
  return g_strdup (esp_json_get_string (json_node_get_object (result), "CertificateAuthorityArn"));
}

static gboolean
issue_some (EspEngine *engine, const char *ca, const char *request, guint n, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;
  JsonArray *requests = json_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    json_array_add_string_element (requests, request);
  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_string_member (parameters, "Validity", G_STRINGIFY (VALID_DAYS) "d");
  json_object_set_array_member (parameters, "Requests", requests);
  result = esp_engine_call (engine, "IssueCertificates", parameters, NULL, error);
  if (!result)
    return FALSE;
  if (esp_json_get_int (json_node_get_object (result), "Issued", 0) == n)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not all certificates were issued");
  return FALSE;
}

static gboolean
issue (EspEngine *engine, guint n, GError **error)
{
  EVP_PKEY *key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  g_autofree char *request = key ? bench_request_new (key) : NULL;
  g_autofree char *ca = make_ca (engine, error);
  gboolean good = ca && request;

  if (ca && !request)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "OpenSSL made no request");
  for (guint done = 0; good && done < n; done += AT_A_TIME)
    good = issue_some (engine, ca, request, MIN (n - done, AT_A_TIME), error);
  EVP_PKEY_free (key);
  return good;
}

/* --- Copying -----------------------------------------------------------------------------------*/

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

/* Scattered like random serials, and each number has its own. */
static void
make_own (EspCertificateRow *row, guint number, guint n_rows, gint64 now)
{
  guint64 scattered = number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  gint64 age = (gint64) (n_rows - number) * ISSUED_OVER_DAYS * DAY / n_rows;

  take (&row->serial, g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016x", scattered >> 1, number));
  take (&row->subject, g_strdup_printf ("CN=unit-%06u.radio.example,O=Bench", number));
  take (&row->report_subject, g_strdup_printf ("O=Bench,CN=unit-%06u.radio.example", number));
  take (&row->alternative_names, g_strdup_printf ("DNS:unit-%06u.radio.example", number));
  row->issued_at = now - age;
  row->not_before = row->issued_at - 3600;
  row->not_after = row->issued_at + VALID_DAYS * DAY;
  row->revoked_at = number % REVOKED_EACH == 0 ? row->issued_at + DAY : 0;
  row->revocation_reason = row->revoked_at ? 4 : 0;
}

static gboolean
insert_copies (EspVault *vault, GPtrArray *rows, GPtrArray *ders, guint n_rows, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = rows->len; i < n_rows; i++)
    {
      EspCertificateRow *row = g_ptr_array_index (rows, i % rows->len);

      make_own (row, i + 1, n_rows, now);
      if (!esp_certificate_store_insert (vault, row, g_ptr_array_index (ders, i % rows->len),
                                         error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
read_ders (EspVault *vault, GPtrArray *rows, GError **error)
{
  g_autoptr (GPtrArray) ders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < rows->len; i++)
    {
      const EspCertificateRow *row = g_ptr_array_index (rows, i);
      GBytes *der = esp_certificate_store_get_der (vault, row->row, error);

      if (!der)
        return NULL;
      g_ptr_array_add (ders, der);
    }
  return g_steal_pointer (&ders);
}

typedef struct
{
  EspEngine *engine;
  guint n_issued;
  guint n_rows;
  GError *error;
} Copying;

/* The rows belong to the state, so that an event signs them as any others. */
static gboolean
sign_copies (EspEngine *engine, EspVault *vault, GError **error)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (EspEvent) event = esp_event_new ();

  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup ("acm-pca:IssueCertificate");
  event->resource = g_strdup ("*");
  event->decision = g_strdup ("ALLOW");
  event->outcome = ESP_OUTCOME_ALLOWED;
  return esp_recorder_append (engine->recorder, vault, event, esp_session_get_identity (session),
                              error);
}

static void
copy_job (EspVault *vault, gpointer data)
{
  Copying *copying = data;
  const EspCertificateFilter all = { .status = -1 };
  GError **error = &copying->error;
  g_autoptr (GPtrArray)
    rows = esp_certificate_store_list_page (vault, &all, 0, copying->n_issued, error);
  g_autoptr (GPtrArray) ders = rows ? read_ders (vault, rows, error) : NULL;
  g_autoptr (EspTransaction)
    transaction = ders ? esp_transaction_begin_write (esp_vault_get_database (vault), error) : NULL;

  if (!transaction || !insert_copies (vault, rows, ders, copying->n_rows, error) ||
      !sign_copies (copying->engine, vault, error) || !esp_transaction_commit (transaction, error))
    esp_recorder_forget (copying->engine->recorder);
}

static gboolean
copy (EspEngine *engine, guint n_issued, guint n_rows, GError **error)
{
  Copying copying = { engine, n_issued, n_rows, NULL };

  esp_worker_run (engine->writer, copy_job, &copying);
  if (!copying.error)
    return TRUE;
  g_propagate_error (error, copying.error);
  return FALSE;
}

/* --- The file ----------------------------------------------------------------------------------*/

static gboolean
fill (EspEngine *engine, const BenchVault *vault, GError **error)
{
  return issue (engine, vault->n_issued, error) &&
         (vault->n_issued == vault->n_rows ||
          copy (engine, vault->n_issued, vault->n_rows, error)) &&
         (vault->n_events == 0 || bench_log_append (engine, vault->n_events, error));
}

static gboolean
make (const char *path, const BenchVault *vault, GError **error)
{
  g_autoptr (EspEngine) engine = esp_engine_new (NULL);
  g_autoptr (EspSecret)
    passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);
  const EspVaultCreation creation = {
    .path = path,
    .organization = "Bench",
    .admin = BENCH_PERSON,
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };
  gboolean good = esp_engine_create (engine, &creation, NULL, error) && fill (engine, vault, error);

  esp_engine_close (engine);
  return good;
}

/* A vault that was not finished keeps its other name, and one of older tables another number. */
static char *
name_file (const BenchVault *vault, const char *folder, const char *ending)
{
  gsize n_steps;
  const EspSchemaStep *steps = esp_schema_steps (&n_steps);
  g_autofree char *name = g_strdup_printf (
    "console-bench-v%d-%s%u.%s", esp_schema_newest (steps, n_steps), vault->n_events ? "log-" : "",
    vault->n_events ? vault->n_events : vault->n_rows, ending);

  return g_build_filename (folder, name, NULL);
}

static gboolean
prepare (BenchVault *vault, const char *folder, GError **error)
{
  g_autofree char *unfinished = name_file (vault, folder, "unfinished");
  gint64 start = g_get_monotonic_time ();

  vault->path = name_file (vault, folder, "espalier");
  if (g_file_test (vault->path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_unlink (unfinished);
  if (!make (unfinished, vault, error))
    return FALSE;
  if (g_rename (unfinished, vault->path) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s can't be named", unfinished);
      return FALSE;
    }
  vault->seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  return TRUE;
}

gboolean
bench_vault_prepare (BenchVault *vault,
                     const char *folder,
                     guint n_rows,
                     guint n_issued,
                     GError **error)
{
  *vault = (BenchVault){ .n_rows = n_rows, .n_issued = MIN (n_rows, n_issued) };
  return prepare (vault, folder, error);
}

gboolean
bench_vault_prepare_log (BenchVault *vault, const char *folder, guint n_events, GError **error)
{
  *vault = (BenchVault){ .n_rows = LOG_ROWS, .n_issued = LOG_ROWS, .n_events = n_events };
  return prepare (vault, folder, error);
}

void
bench_vault_clear (BenchVault *vault)
{
  g_clear_pointer (&vault->path, g_free);
}
