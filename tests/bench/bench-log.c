/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest entry that the engine made is varied and appended by its recorder, again and again, in
 * one transaction. */
#include "bench-log.h"

#include "engine/esp-engine-private.h"
#include "vault/esp-event-store.h"

#include <string.h>

#define OVER_DAYS 500
#define DAY 86400
#define REVOKED_EACH 50
#define DENIED_EACH 200
#define RARE_CA_EACH 1000
#define RARE_PERSON_EACH 10000

typedef struct
{
  EspEngine *engine;
  guint n;
  GError *error;
} Appending;

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

static EspEvent *
read_newest (EspVault *vault, GError **error)
{
  gint64 count = esp_event_store_count (vault, error);
  g_autoptr (EspStoredEvent) stored = count > 0 ? esp_event_store_get (vault, count, error) : NULL;

  return stored ? esp_event_parse (stored->canonical, error) : NULL;
}

/* What is no multiple of anything is an issuance. */
static void
vary (EspEvent *event, const char *ca, guint number)
{
  static const char *const people[] = { "anna", "line 1", "line 2", "paint shop", "press" };
  gboolean denied = number % DENIED_EACH == 7;
  gboolean revoked = number % REVOKED_EACH == 3;
  const char *person = number % RARE_PERSON_EACH == 11 ? BENCH_LOG_RARE_PERSON :
                                                         people[number % G_N_ELEMENTS (people)];
  const char *authority = number % RARE_CA_EACH == 5 ? BENCH_LOG_RARE_CA : ca;

  take (&event->actor_name, g_strdup (person));
  take (&event->action,
        g_strdup (revoked ? "acm-pca:RevokeCertificate" : "acm-pca:IssueCertificate"));
  take (&event->resource, revoked ? g_strdup_printf ("%s/certificate/%032x", authority, number) :
                                    g_strdup (authority));
  take (&event->decision, g_strdup (denied ? "IMPLICIT_DENY" : "ALLOW"));
  event->outcome = denied ? ESP_OUTCOME_DENIED : ESP_OUTCOME_ALLOWED;
}

static gboolean
append_all (Appending *appending, EspVault *vault, GError **error)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (appending->engine);
  g_autoptr (EspEvent) event = read_newest (vault, error);
  g_autofree char *ca = event ? g_strdup (event->resource) : NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!event)
    return FALSE;
  for (guint i = 1; i <= appending->n; i++)
    {
      vary (event, ca, i);
      event->time = now - (gint64) (appending->n - i) * OVER_DAYS * DAY / appending->n;
      if (!esp_recorder_append (appending->engine->recorder, vault, event,
                                esp_session_get_identity (session), error))
        return FALSE;
    }
  return TRUE;
}

static void
append_job (EspVault *vault, gpointer data)
{
  Appending *appending = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), &appending->error);

  if (!transaction || !append_all (appending, vault, &appending->error) ||
      !esp_transaction_commit (transaction, &appending->error))
    esp_recorder_forget (appending->engine->recorder);
}

gboolean
bench_log_append (EspEngine *engine, guint n, GError **error)
{
  Appending appending = { engine, n, NULL };

  esp_worker_run (engine->writer, append_job, &appending);
  if (!appending.error)
    return TRUE;
  g_propagate_error (error, appending.error);
  return FALSE;
}
