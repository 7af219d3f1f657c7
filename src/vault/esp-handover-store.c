/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of hierarchies that arrived. */
#include "esp-handover-store.h"

#include "esp-ca-store.h"
#include "esp-store.h"

void
esp_handover_free (EspHandover *handover)
{
  if (!handover)
    return;
  g_free (handover->id);
  g_free (handover->vault);
  g_free (handover->organization);
  g_free (handover->digest);
  g_free (handover->checkpoint);
  g_free (handover);
}

void
esp_handover_person_free (EspHandoverPerson *person)
{
  if (!person)
    return;
  g_free (person->fingerprint);
  g_free (person->principal);
  g_free (person->name);
  g_clear_pointer (&person->certificate, g_bytes_unref);
  g_free (person);
}

void
esp_handover_event_free (EspHandoverEvent *event)
{
  if (!event)
    return;
  g_free (event->text);
  g_clear_pointer (&event->signature, g_bytes_unref);
  g_clear_pointer (&event->path, g_bytes_unref);
  g_free (event);
}

gboolean
esp_handover_store_insert (EspVault *vault, const EspHandover *handover, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO handover (id, vault, organization,"
                                       " received_at, digest, checkpoint)"
                                       " VALUES ($1, $2, $3, $4, $5, $6)",
                                       handover->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, handover->vault);
  esp_statement_bind_text (statement, 3, handover->organization);
  esp_statement_bind_int (statement, 4, handover->received_at);
  esp_statement_bind_text (statement, 5, handover->digest);
  esp_statement_bind_text (statement, 6, handover->checkpoint);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_handover_store_add_person (EspVault *vault,
                               const char *handover,
                               const EspHandoverPerson *person,
                               GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO handover_person (handover, fingerprint,"
                                       " principal, name, certificate) VALUES ($1, $2, $3, $4, $5)",
                                       handover, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, person->fingerprint);
  esp_statement_bind_text (statement, 3, person->principal);
  esp_statement_bind_text (statement, 4, person->name);
  esp_statement_bind_bytes (statement, 5, person->certificate);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_handover_store_add_event (EspVault *vault,
                              const char *handover,
                              const EspHandoverEvent *event,
                              GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO handover_event (handover, sequence, text,"
                                       " signature, path) VALUES ($1, $2, $3, $4, $5)",
                                       handover, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, event->sequence);
  esp_statement_bind_text (statement, 3, event->text);
  esp_statement_bind_bytes (statement, 4, event->signature);
  esp_statement_bind_bytes (statement, 5, event->path);
  return esp_statement_run (statement, NULL, error);
}

/* --- Reading ----------------------------------------------------------------------------------*/

static gpointer
read_handover (EspStatement *statement)
{
  EspHandover *handover = g_new0 (EspHandover, 1);

  handover->id = esp_statement_dup_text (statement, 0);
  handover->vault = esp_statement_dup_text (statement, 1);
  handover->organization = esp_statement_dup_text (statement, 2);
  handover->received_at = esp_statement_get_int (statement, 3);
  handover->digest = esp_statement_dup_text (statement, 4);
  handover->checkpoint = esp_statement_dup_text (statement, 5);
  return handover;
}

static gpointer
read_person (EspStatement *statement)
{
  EspHandoverPerson *person = g_new0 (EspHandoverPerson, 1);

  person->fingerprint = esp_statement_dup_text (statement, 0);
  person->principal = esp_statement_dup_text (statement, 1);
  person->name = esp_statement_dup_text (statement, 2);
  person->certificate = esp_statement_get_bytes (statement, 3);
  return person;
}

static gpointer
read_event (EspStatement *statement)
{
  EspHandoverEvent *event = g_new0 (EspHandoverEvent, 1);

  event->sequence = esp_statement_get_int (statement, 0);
  event->text = esp_statement_dup_text (statement, 1);
  event->signature = esp_statement_get_bytes (statement, 2);
  event->path = esp_statement_get_bytes (statement, 3);
  return event;
}

static GPtrArray *
read_all (EspStatement *statement,
          gpointer (*read) (EspStatement *),
          GDestroyNotify free_row,
          GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  gboolean row;

  while (statement && esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read (statement));
    }
  return NULL;
}

GPtrArray *
esp_handover_store_list (EspVault *vault, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "SELECT id, vault, organization, received_at, digest, checkpoint FROM handover"
    " ORDER BY received_at, id",
    error);

  return read_all (statement, read_handover, (GDestroyNotify) esp_handover_free, error);
}

GPtrArray *
esp_handover_store_list_people (EspVault *vault, const char *handover, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT fingerprint, principal, name, certificate FROM"
                                       " handover_person WHERE handover = $1 ORDER BY fingerprint",
                                       handover, error);

  return read_all (statement, read_person, (GDestroyNotify) esp_handover_person_free, error);
}

GPtrArray *
esp_handover_store_list_events (EspVault *vault,
                                const char *handover,
                                gint64 after,
                                guint limit,
                                GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT sequence, text, signature, path FROM handover_event"
                                       " WHERE handover = $1 AND sequence > $2 ORDER BY sequence"
                                       " LIMIT $3",
                                       handover, error);

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, after);
  esp_statement_bind_int (statement, 3, limit);
  return read_all (statement, read_event, (GDestroyNotify) esp_handover_event_free, error);
}

static gpointer
read_der (EspStatement *statement)
{
  return esp_statement_get_bytes (statement, 0);
}

GPtrArray *
esp_ca_store_list_certificates (EspVault *vault, const char *ca, char **chain, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT der FROM ca_certificate WHERE ca = $1 ORDER BY number", ca, error);
  g_autoptr (GPtrArray) all = read_all (statement, read_der, (GDestroyNotify) g_bytes_unref, error);
  g_autoptr (GBytes) newest = NULL;
  GError *problem = NULL;

  if (!all)
    return NULL;
  newest = chain ? esp_ca_store_get_certificate (vault, ca, chain, &problem) : NULL;
  if (!problem)
    return g_steal_pointer (&all);
  g_propagate_error (error, problem);
  return NULL;
}
