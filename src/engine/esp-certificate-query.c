/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading behind a list of certificates, as two internal operations: through the same door as
 * everything else, on a reader, without an event. */
#include "esp-certificate-query.h"

#include "base/esp-error.h"
#include "pki/esp-thread.h"
#include "esp-engine-private.h"
#include "esp-ops.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

struct _EspCertificateQuery
{
  gatomicrefcount ref_count;
  GArray *numbers; /* guint32 */
};

static EspCertificateQuery *
query_ref (EspCertificateQuery *query)
{
  g_atomic_ref_count_inc (&query->ref_count);
  return query;
}

void
esp_certificate_query_unref (EspCertificateQuery *query)
{
  if (!query || !g_atomic_ref_count_dec (&query->ref_count))
    return;
  g_clear_pointer (&query->numbers, g_array_unref);
  g_free (query);
}

guint
esp_certificate_query_get_n (EspCertificateQuery *query)
{
  return query->numbers->len;
}

const guint32 *
esp_certificate_query_get_numbers (EspCertificateQuery *query)
{
  return (const guint32 *) (void *) query->numbers->data;
}

/* --- All numbers -------------------------------------------------------------------------------*/

typedef struct
{
  char *ca;
  char *search;
  int status;
  EspCertificateOrder order;
  gboolean descending;
  GArray *numbers; /* the answer */
} Numbers;

static void
numbers_free (gpointer data)
{
  Numbers *numbers = data;

  g_free (numbers->ca);
  g_free (numbers->search);
  g_clear_pointer (&numbers->numbers, g_array_unref);
  g_free (numbers);
}

gboolean
esp_op_query_certificates (EspOperationContext *context, GError **error)
{
  static const EspCertificateSort sorts[] = {
    [ESP_CERTIFICATE_BY_ISSUED] = ESP_CERTIFICATE_SORT_ISSUED,
    [ESP_CERTIFICATE_BY_SUBJECT] = ESP_CERTIFICATE_SORT_SUBJECT,
    [ESP_CERTIFICATE_BY_NOT_AFTER] = ESP_CERTIFICATE_SORT_NOT_AFTER,
    [ESP_CERTIFICATE_BY_SERIAL] = ESP_CERTIFICATE_SORT_SERIAL,
  };
  Numbers *numbers = context->input;
  EspCertificateFilter filter = { .search = numbers->search,
                                  .status = numbers->status,
                                  .now = context->now,
                                  .sort = sorts[numbers->order],
                                  .descending = numbers->descending };
  g_auto (GStrv) ids = NULL;

  if (!esp_ops_restrict_to_readable (context, &ids, error))
    return FALSE;
  filter.cas = (const char *const *) ids;
  filter.ca = numbers->ca;
  numbers->numbers = esp_certificate_store_list_ids (context->vault, &filter, error);
  return numbers->numbers != NULL;
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Numbers *numbers = data;
  GError *error = NULL;
  g_autoptr (JsonNode) done = esp_engine_call_internal (ESP_ENGINE (source), "QueryCertificates",
                                                        NULL, numbers, cancellable, &error);
  EspCertificateQuery *query;

  if (!done)
    {
      g_task_return_error (task, error);
      return;
    }
  query = g_new0 (EspCertificateQuery, 1);
  g_atomic_ref_count_init (&query->ref_count);
  query->numbers = g_steal_pointer (&numbers->numbers);
  g_task_return_pointer (task, query, (GDestroyNotify) esp_certificate_query_unref);
}

void
esp_certificate_query_run_async (EspEngine *engine,
                                 const char *ca,
                                 int status,
                                 const char *search,
                                 EspCertificateOrder order,
                                 gboolean descending,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);
  Numbers *numbers = g_new0 (Numbers, 1);

  numbers->ca = g_strdup (ca);
  numbers->search = search && *search ? g_strdup (search) : NULL;
  numbers->status = status;
  numbers->order = order;
  numbers->descending = descending;
  g_task_set_source_tag (task, esp_certificate_query_run_async);
  g_task_set_task_data (task, numbers, numbers_free);
  esp_task_run_in_thread (task, run_thread);
}

EspCertificateQuery *
esp_certificate_query_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- One page ----------------------------------------------------------------------------------*/

typedef struct
{
  EspCertificateQuery *query;
  guint first, n;
  gint64 now;
  GPtrArray *rows; /* the answer */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  esp_certificate_query_unref (fetch->query);
  g_clear_pointer (&fetch->rows, g_ptr_array_unref);
  g_free (fetch);
}

/* Rights may have changed since the numbers were read. */
static gboolean
may_see (EspOperationContext *context, GHashTable *seen, const char *id, GError **error)
{
  gpointer known;
  g_autoptr (EspCa) ca = NULL;
  gboolean may;

  if (g_hash_table_lookup_extended (seen, id, NULL, &known))
    return GPOINTER_TO_INT (known);
  ca = esp_ca_store_find (context->vault, id, error);
  may = ca && esp_context_may (context, "acm-pca:GetCertificate", ca);
  g_hash_table_insert (seen, g_strdup (id), GINT_TO_POINTER (may));
  return may;
}

gboolean
esp_op_fetch_certificates (EspOperationContext *context, GError **error)
{
  Fetch *fetch = context->input;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  fetch->now = context->now;
  fetch->rows = esp_certificate_store_get_rows (
    context->vault, esp_certificate_query_get_numbers (fetch->query) + fetch->first, fetch->n,
    error);
  if (!fetch->rows)
    return FALSE;
  for (guint i = fetch->rows->len; i > 0; i--)
    {
      const EspCertificateRow *row = g_ptr_array_index (fetch->rows, i - 1);

      if (!may_see (context, seen, row->ca, NULL))
        g_ptr_array_remove_index (fetch->rows, i - 1);
    }
  return TRUE;
}

static void
fetch_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetch *fetch = data;
  GError *error = NULL;
  g_autoptr (JsonNode) done = esp_engine_call_internal (ESP_ENGINE (source), "FetchCertificates",
                                                        NULL, fetch, cancellable, &error);

  if (done)
    g_task_return_pointer (task, g_steal_pointer (&fetch->rows),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
esp_certificate_query_fetch_async (EspCertificateQuery *query,
                                   EspEngine *engine,
                                   guint first,
                                   guint n,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, NULL, callback, data);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->query = query_ref (query);
  fetch->first = first;
  fetch->n = n;
  g_task_set_source_tag (task, esp_certificate_query_fetch_async);
  g_task_set_task_data (task, fetch, fetch_free);
  esp_task_run_in_thread (task, fetch_thread);
}

GPtrArray *
esp_certificate_query_fetch_finish (GAsyncResult *result, gint64 *now, GError **error)
{
  *now = ((const Fetch *) g_task_get_task_data (G_TASK (result)))->now;
  return g_task_propagate_pointer (G_TASK (result), error);
}
