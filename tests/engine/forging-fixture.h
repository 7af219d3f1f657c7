/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that asks nobody: entries that are well signed by somebody who has keys, over rows that
 * it changed as it liked. */
#pragma once

#include "tamper-fixture.h"

#include "pki/esp-digest.h"

/* Entries with the SQL of each, statements with ";;" between them; in one transaction. */
typedef struct
{
  EspEngine *engine;
  EspEngine *signer; /* whose session signs */
  EspEvent **events; /* ends with NULL */
  const char *const *sqls;
} Forgery;

static inline EspEvent *
draft (EspEngine *engine, const char *action, const char *resource)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  EspEvent *event = esp_event_new ();

  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup (action);
  event->resource = g_strdup (resource);
  event->decision = g_strdup ("ALLOW");
  event->outcome = ESP_OUTCOME_ALLOWED;
  return event;
}

static inline void
forge_one (const Forgery *forgery, EspVault *vault, EspEvent *event, const char *sql)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (forgery->signer);
  g_auto (GStrv) parts = g_strsplit (sql, ";;", -1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; parts[i]; i++)
    {
      esp_database_execute (esp_vault_get_database (vault), parts[i], &error);
      if (error)
        g_error ("%s: %s", parts[i], error->message);
    }
  esp_recorder_append (forgery->engine->recorder, vault, event, esp_session_get_identity (session),
                       &error);
  g_assert_no_error (error);
  g_assert_nonnull (event->row_digests);
}

static inline void
forge_job (EspVault *vault, gpointer data)
{
  const Forgery *forgery = data;
  EspDatabase *database = esp_vault_get_database (vault);
  g_autoptr (EspTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  esp_database_execute (database, "PRAGMA foreign_keys = OFF", &error);
  transaction = esp_transaction_begin_write (database, &error);
  g_assert_no_error (error);
  for (guint i = 0; forgery->events[i]; i++)
    forge_one (forgery, vault, forgery->events[i], forgery->sqls[i]);
  g_assert_true (esp_transaction_commit (transaction, &error));
  g_assert_no_error (error);
}

static inline EspEngine *
open_copy (Fixture *fixture, const char *copy, const char *person)
{
  EspEngine *engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (GError) error = NULL;

  esp_engine_open (engine, copy, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (engine, person, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  return engine;
}

/* The newest entry with @action that was allowed. */
static inline EspEvent *
find_event (EspEngine *engine, const char *action)
{
  g_autofree char *ask_for = g_strdup_printf ("{'Action':'%s','Outcome':'ALLOWED','Limit':1}",
                                              action);
  g_autoptr (JsonObject) list = call (engine, "ListEvents", ask_for);
  JsonObject *event = json_array_get_object_element (esp_json_get_array (list, "Events"), 0);
  g_autofree char *json = g_strdup_printf ("{'Sequence':%d}",
                                           (int) esp_json_get_int (event, "sequence", 0));
  g_autoptr (JsonObject) whole = call (engine, "GetEvent", json);
  g_autoptr (GError) error = NULL;
  EspEvent *parsed = esp_event_parse (json_object_get_string_member (whole, "Canonical"), &error);

  g_assert_no_error (error);
  return parsed;
}

/* Of the parameters in the request that @old names. */
static inline char *
digest_asked (const char *path, const EspEvent *old)
{
  JsonObject *proof = esp_json_get_object (old->details, "Approval");
  g_autofree char *query = g_strdup_printf ("SELECT request FROM approval WHERE id = '%s'",
                                            esp_json_get_string (proof, "Id"));
  g_autofree char *text = sqlite (path, query);
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 1 << 20, NULL);
  g_autofree char *canonical = esp_json_to_canonical (
    json_object_get_member (json_node_get_object (node), "parameters"), NULL);

  return esp_sha256_hex ((const guint8 *) canonical, strlen (canonical));
}
