/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading behind a list of certificates, as two internal operations: through the same door as
 * everything else, on a reader, without an event. */
#include "esp-certificate-query.h"

#include "base/esp-error.h"
#include "pki/esp-thread.h"
#include "esp-engine-private.h"
#include "esp-ops.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-search.h"
#include "vault/esp-certificate-warm-up.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define LARGE 100000
/* What is there early is fetched and drawn before the others are looked for. */
#define SHOWING_US 100000

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
  EspCertificateQuestion question;
  char *ca, *account, *template_name, *text;
  EspCertificateEarlyFunc early;
  gpointer early_data;
  EspCertificateSearch *search;  /* begun by the first step */
  gboolean prepares;             /* nothing is asked: what may be asked next is made ready */
  EspCertificateWarmUp *warm_up; /* begun by the first step */
  gboolean done;
} Numbers;

static Numbers *
numbers_new (const EspCertificateQuestion *question)
{
  Numbers *numbers = g_new0 (Numbers, 1);

  numbers->question = *question;
  numbers->question.ca = numbers->ca = g_strdup (question->ca);
  numbers->question.account = numbers->account = g_strdup (question->account);
  numbers->question.template_name = numbers->template_name = g_strdup (question->template_name);
  numbers->text = question->search && *question->search ? g_strdup (question->search) : NULL;
  numbers->question.search = numbers->text;
  return numbers;
}

static void
numbers_free (gpointer data)
{
  Numbers *numbers = data;

  g_free (numbers->ca);
  g_free (numbers->account);
  g_free (numbers->template_name);
  g_free (numbers->text);
  g_clear_pointer (&numbers->search, esp_certificate_search_free);
  esp_certificate_warm_up_free (numbers->warm_up);
  g_free (numbers);
}

static EspCertificateSearch *
begin (EspOperationContext *context, const EspCertificateQuestion *question, GError **error)
{
  static const EspCertificateSort sorts[] = {
    [ESP_CERTIFICATE_BY_ISSUED] = ESP_CERTIFICATE_SORT_ISSUED,
    [ESP_CERTIFICATE_BY_SUBJECT] = ESP_CERTIFICATE_SORT_SUBJECT,
    [ESP_CERTIFICATE_BY_NOT_AFTER] = ESP_CERTIFICATE_SORT_NOT_AFTER,
    [ESP_CERTIFICATE_BY_SERIAL] = ESP_CERTIFICATE_SORT_SERIAL,
    [ESP_CERTIFICATE_BY_STATUS] = ESP_CERTIFICATE_SORT_STATUS,
    [ESP_CERTIFICATE_BY_ISSUER] = ESP_CERTIFICATE_SORT_CA,
    [ESP_CERTIFICATE_BY_TEMPLATE] = ESP_CERTIFICATE_SORT_TEMPLATE,
    [ESP_CERTIFICATE_BY_REQUESTER] = ESP_CERTIFICATE_SORT_REQUESTER,
  };
  EspCertificateFilter filter = { .ca = question->ca,
                                  .ca_account = question->account,
                                  .template_name = question->template_name,
                                  .search = question->search,
                                  .status = question->status,
                                  .ends_from = question->ends_from,
                                  .ends_before = question->ends_before,
                                  .issued_from = question->issued_from,
                                  .issued_before = question->issued_before,
                                  .now = context->now,
                                  .sort = sorts[question->order],
                                  .descending = question->descending };
  g_auto (GStrv) ids = NULL;

  if (!esp_ops_restrict_to_readable (context, &ids, error))
    return NULL;
  filter.cas = (const char *const *) ids;
  return esp_certificate_search_new (&filter, context->engine->sieve);
}

/* A step of it, so that the reader has time for others in between. */
gboolean
esp_op_query_certificates (EspOperationContext *context, GError **error)
{
  Numbers *numbers = context->input;

  if (numbers->prepares && !numbers->warm_up)
    numbers->warm_up = esp_certificate_warm_up_new (context->engine->sieve);
  if (numbers->prepares)
    return esp_certificate_warm_up_step (numbers->warm_up, context->vault, &numbers->done, error);
  if (!numbers->search)
    numbers->search = begin (context, &numbers->question, error);
  if (!numbers->search || !esp_certificate_search_step (numbers->search, context->vault, error))
    return FALSE;
  numbers->done = esp_certificate_search_is_done (numbers->search);
  return TRUE;
}

static EspCertificateQuery *
query_new (GArray *rows)
{
  EspCertificateQuery *query = g_new0 (EspCertificateQuery, 1);

  g_atomic_ref_count_init (&query->ref_count);
  query->numbers = rows;
  return query;
}

typedef struct
{
  GTask *task;
  EspCertificateQuery *first;
} Early;

static void
early_free (gpointer data)
{
  Early *early = data;

  g_object_unref (early->task);
  g_clear_pointer (&early->first, esp_certificate_query_unref);
  g_free (early);
}

static gboolean
early_cb (gpointer data)
{
  Early *early = data;
  const Numbers *numbers = g_task_get_task_data (early->task);

  if (!g_task_get_completed (early->task) &&
      !g_cancellable_is_cancelled (g_task_get_cancellable (early->task)))
    numbers->early (g_steal_pointer (&early->first), numbers->early_data);
  return G_SOURCE_REMOVE;
}

static gboolean
tell_early (GTask *task, Numbers *numbers)
{
  GArray *rows = esp_certificate_search_take_early (numbers->search);
  Early *early;

  if (!rows)
    return FALSE;
  if (!numbers->early)
    {
      g_array_unref (rows);
      return FALSE;
    }
  early = g_new0 (Early, 1);
  early->task = g_object_ref (task);
  early->first = query_new (rows);
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, early_cb, early,
                              early_free);
  return TRUE;
}

static gboolean
step (EspEngine *engine, Numbers *numbers, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) stepped = esp_engine_call_internal (engine, "QueryCertificates", NULL,
                                                           numbers, cancellable, error);

  return stepped != NULL;
}

/* What a question took for a moment is given back, rather than kept for one of another size. */
static void
give_back (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Numbers *numbers = data;
  EspCertificateQuery *answer;
  gboolean large;
  GError *error = NULL;

  while (!numbers->done)
    {
      if (!step (ESP_ENGINE (source), numbers, cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      if (numbers->search && tell_early (task, numbers))
        g_usleep (SHOWING_US);
    }
  if (numbers->prepares)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  answer = query_new (esp_certificate_search_take_all (numbers->search));
  large = esp_certificate_query_get_n (answer) >= LARGE;
  g_clear_pointer (&numbers->search, esp_certificate_search_free);
  g_task_return_pointer (task, answer, (GDestroyNotify) esp_certificate_query_unref);
  if (large)
    give_back ();
}

void
esp_certificate_query_run_async (EspEngine *engine,
                                 const EspCertificateQuestion *question,
                                 EspCertificateEarlyFunc early,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);
  Numbers *numbers = numbers_new (question);

  numbers->early = early;
  numbers->early_data = data;
  g_task_set_source_tag (task, esp_certificate_query_run_async);
  g_task_set_task_data (task, numbers, numbers_free);
  esp_task_run_in_thread (task, run_thread);
}

EspCertificateQuery *
esp_certificate_query_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whoever locks the vault ends it: a step is refused then. */
void
esp_certificate_query_warm_up (EspEngine *engine)
{
  const EspCertificateQuestion nothing = { .status = -1 };
  g_autoptr (GTask) task = g_task_new (engine, NULL, NULL, NULL);
  Numbers *numbers = numbers_new (&nothing);

  numbers->prepares = TRUE;
  g_task_set_source_tag (task, esp_certificate_query_warm_up);
  g_task_set_task_data (task, numbers, numbers_free);
  esp_task_run_in_thread (task, run_thread);
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
